SELECT DISTINCT
    p.pk_role AS role_id,
    p.resource_data_id AS permission_id
FROM sm_power_func p
WHERE COALESCE(p.dr, 0) = 0
