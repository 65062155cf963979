SELECT
    g.name AS category_id,
    g.name AS code,
    g.item_group_name AS name,
    NULLIF(g.parent_item_group, '') AS parent_id,
    TRUE AS active,
    FALSE AS deleted
FROM `tabItem Group` AS g
