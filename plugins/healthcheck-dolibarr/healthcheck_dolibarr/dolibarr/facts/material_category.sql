SELECT
    c.rowid AS category_id,
    c.label AS code,
    c.label AS name,
    NULLIF(c.fk_parent, 0) AS parent_id,
    TRUE AS active,
    FALSE AS deleted
FROM llx_categorie AS c
WHERE c.type = 0
