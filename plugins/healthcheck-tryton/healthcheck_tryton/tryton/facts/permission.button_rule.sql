-- Whose click counts towards a button's approval. Many groups exist for nothing else.
SELECT
  'button_rule:' || r.id AS permission_id,
  'button_rule:' || r.id AS code,
  r.description AS name,
  'action' AS kind,
  NULL AS parent_id,
  'ir.model.button,' || r.button AS target,
  b.id IS NOT NULL AS target_found,
  r."group" IS NULL AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_button_rule#' || r.id AS origin
FROM ir_model_button_rule AS r
LEFT JOIN ir_model_button AS b ON b.id = r.button
