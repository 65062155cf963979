-- On PostgreSQL the live counter is the database sequence `ir_sequence_<id>`: unknown before its first use and without the
-- right to read it. Sequences by timestamp do not count.
-- when: ir_sequence.sequence_type, dialect=sqlite
SELECT
  s.id AS sequence_id,
  k.name AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence#' || s.id AS origin
FROM ir_sequence AS s
LEFT JOIN ir_sequence_type AS k ON k.id = s.sequence_type

-- when: ir_sequence.sequence_type, dialect!=sqlite
SELECT
  s.id AS sequence_id,
  k.name AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN q.last_value + q.increment_by END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence#' || s.id AS origin
FROM ir_sequence AS s
LEFT JOIN ir_sequence_type AS k ON k.id = s.sequence_type
LEFT JOIN pg_catalog.pg_sequences AS q
  ON q.schemaname = CURRENT_SCHEMA() AND q.sequencename = 'ir_sequence_' || s.id

-- when: ir_sequence.code, dialect=sqlite
SELECT
  s.id AS sequence_id,
  s.code AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence#' || s.id AS origin
FROM ir_sequence AS s

-- when: ir_sequence.code, dialect!=sqlite
SELECT
  s.id AS sequence_id,
  s.code AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE WHEN s.type = 'incremental' THEN q.last_value + q.increment_by END AS next_number,
  s.company AS company_id,
  s.active AS active,
  'ir_sequence#' || s.id AS origin
FROM ir_sequence AS s
LEFT JOIN pg_catalog.pg_sequences AS q
  ON q.schemaname = CURRENT_SCHEMA() AND q.sequencename = 'ir_sequence_' || s.id
