-- only: what exists. A member of the packed list (`1,2`) that is gone is looked for by its key.
SELECT u.id AS user_id, m.id AS role_id, NULL AS company_id, NULL AS source
FROM blade_user AS u
INNER JOIN blade_role AS m ON CONCAT(',', u.role_id, ',') LIKE CONCAT('%,', m.id, ',%')
WHERE u.is_deleted = 0
