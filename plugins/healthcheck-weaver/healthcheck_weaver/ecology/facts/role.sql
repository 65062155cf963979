SELECT
    r.id AS role_id,
    FALSE AS deleted
FROM HrmRoles r
