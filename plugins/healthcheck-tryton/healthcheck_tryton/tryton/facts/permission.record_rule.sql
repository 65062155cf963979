SELECT
  'rule_group:' || r.id AS permission_id,
  'rule_group:' || r.id AS code,
  r.name AS name,
  'record_rule' AS kind,
  NULL AS parent_id,
  NULL AS target_found,
  r.global_p OR r.default_p AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_rule_group#' || r.id AS origin
FROM ir_rule_group AS r
