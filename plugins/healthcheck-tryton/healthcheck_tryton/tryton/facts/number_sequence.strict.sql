-- Sequences without gaps count in the row itself.
-- when: ir_sequence_strict.sequence_type
SELECT
  'strict:' || s.id AS sequence_id,
  k.name AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence_strict#' || s.id AS origin
FROM ir_sequence_strict AS s
LEFT JOIN ir_sequence_type AS k ON k.id = s.sequence_type

-- when: ir_sequence_strict.code
SELECT
  'strict:' || s.id AS sequence_id,
  s.code AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence_strict#' || s.id AS origin
FROM ir_sequence_strict AS s
