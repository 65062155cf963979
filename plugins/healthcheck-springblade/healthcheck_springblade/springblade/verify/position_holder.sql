-- only: what exists. A member of the packed list (`1,2`) that is gone is looked for by its key.
SELECT m.id AS position_id, u.id AS holder_id, u.id AS user_id, NULL AS source
FROM blade_user AS u
INNER JOIN blade_post AS m ON CONCAT(',', u.post_id, ',') LIKE CONCAT('%,', m.id, ',%')
WHERE u.is_deleted = 0
