-- when: uom_uom.category_id
-- Up to 18 `factor` says how many of this unit make one reference unit (a dozen: 0.0833): the fact wants the inverse.
SELECT
  u.id AS uom_id,
  COALESCE(
    to_jsonb(u.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(u.name), '$.*') #>> '{}',
    to_jsonb(u.name) #>> '{}'
  ) AS code,
  COALESCE(
    to_jsonb(u.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(u.name), '$.*') #>> '{}',
    to_jsonb(u.name) #>> '{}'
  ) AS name,
  COALESCE(
    to_jsonb(c.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(c.name), '$.*') #>> '{}',
    to_jsonb(c.name) #>> '{}'
  ) AS dimension,
  1 / NULLIF(u.factor, 0) AS factor,
  u.uom_type = 'reference' AS is_base,
  u.active AS active
FROM uom_uom AS u
LEFT JOIN uom_category AS c ON c.id = u.category_id

-- when: uom_uom.relative_uom_id
-- From 19 on units form trees, and the stored `factor` is the quantity in units of the root.
SELECT
  u.id AS uom_id,
  COALESCE(
    to_jsonb(u.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(u.name), '$.*') #>> '{}',
    to_jsonb(u.name) #>> '{}'
  ) AS code,
  COALESCE(
    to_jsonb(u.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(u.name), '$.*') #>> '{}',
    to_jsonb(u.name) #>> '{}'
  ) AS name,
  split_part(u.parent_path, '/', 1) AS dimension,
  u.factor AS factor,
  u.relative_uom_id IS NULL AS is_base,
  u.active AS active
FROM uom_uom AS u
