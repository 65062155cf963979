-- Roles are held in an organisation: the link goes through the entry, not through the user.
SELECT
    o.FUSERID AS user_id,
    m.FROLEID AS role_id,
    o.FORGID AS company_id,
    NULL AS valid_from,
    NULL AS valid_to
FROM T_SEC_USERROLEMAP m
JOIN T_SEC_USERORG o ON o.FENTITYID = m.FENTITYID
