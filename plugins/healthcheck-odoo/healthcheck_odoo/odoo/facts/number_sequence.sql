-- The live counter of a standard sequence is the database sequence `ir_sequence_NNN`; `number_next` keeps only
-- what was set last by hand. Sequences with date ranges count per range.
SELECT
  s.id AS sequence_id,
  s.code AS code,
  s.name AS name,
  s.prefix AS prefix,
  s.suffix AS suffix,
  s.padding AS padding,
  CASE
    WHEN s.use_date_range THEN NULL
    WHEN s.implementation = 'no_gap' THEN s.number_next
    ELSE COALESCE(q.last_value + q.increment_by, s.number_next)
  END AS next_number,
  s.company_id AS company_id,
  s.active AS active
FROM ir_sequence AS s
LEFT JOIN pg_catalog.pg_sequences AS q
  ON q.schemaname = current_schema() AND q.sequencename = concat('ir_sequence_', lpad(CAST(s.id AS TEXT), 3, '0'))
