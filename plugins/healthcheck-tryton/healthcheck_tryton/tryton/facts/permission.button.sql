-- `model` points at ir_model by id in older versions and by name in newer ones; ir_model calls the name `model`, later `name`.
-- Only buttons that are closed to somebody: the others are open to everyone who may write the record.
-- when: ir_model.model
SELECT
  'button:' || a.id AS permission_id,
  COALESCE(m.model, CAST(a.model AS TEXT)) || ':' || a.name AS code,
  COALESCE(m.model, CAST(a.model AS TEXT)) || ': ' || a.name AS name,
  'action' AS kind,
  NULL AS parent_id,
  COALESCE(m.model, CAST(a.model AS TEXT)) AS target,
  NULL AS target_found,
  FALSE AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_button#' || a.id AS origin
FROM ir_model_button AS a
INNER JOIN (
  SELECT g.button
  FROM "ir_model_button-res_group" AS g
  GROUP BY g.button
) AS x ON x.button = a.id
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)

-- when: !ir_model.model
SELECT
  'button:' || a.id AS permission_id,
  COALESCE(m.name, CAST(a.model AS TEXT)) || ':' || a.name AS code,
  COALESCE(m.name, CAST(a.model AS TEXT)) || ': ' || a.name AS name,
  'action' AS kind,
  NULL AS parent_id,
  COALESCE(m.name, CAST(a.model AS TEXT)) AS target,
  NULL AS target_found,
  FALSE AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_button#' || a.id AS origin
FROM ir_model_button AS a
INNER JOIN (
  SELECT g.button
  FROM "ir_model_button-res_group" AS g
  GROUP BY g.button
) AS x ON x.button = a.id
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)
