SELECT
    c.id AS category_id,
    NULLIF(c.serial_no, '') AS code,
    c.name AS name,
    NULLIF(NULLIF(c.parent_id, 0), -1) AS parent_id,
    TRUE AS active,
    COALESCE(c.delete_flag, '0') = '1' AS deleted
FROM jsh_material_category AS c
