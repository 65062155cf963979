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
  d.lowest AS lowest_used,
  d.highest AS highest_used,
  d.used AS used,
  FALSE AS gapless, -- orders may be deleted as drafts
  s.company_id AS company_id,
  s.active AS active
FROM ir_sequence AS s
LEFT JOIN pg_catalog.pg_sequences AS q
  ON q.schemaname = current_schema() AND q.sequencename = concat('ir_sequence_', lpad(CAST(s.id AS TEXT), 3, '0'))
LEFT JOIN (
  SELECT
    r.id,
    min(CAST(substr(o.name, length(r.prefix) + 1) AS BIGINT)) AS lowest,
    max(CAST(substr(o.name, length(r.prefix) + 1) AS BIGINT)) AS highest,
    count(DISTINCT o.name) AS used
  FROM ir_sequence AS r
  INNER JOIN purchase_order AS o
    ON o.name ~ concat('^', r.prefix, '[0-9]{1,15}$') AND (r.company_id IS NULL OR r.company_id = o.company_id)
  WHERE r.code = 'purchase.order' AND r.prefix ~ '^[A-Za-z0-9/_-]+$' AND COALESCE(r.suffix, '') = ''
  GROUP BY r.id
  UNION ALL
  SELECT
    r.id,
    min(CAST(substr(o.name, length(r.prefix) + 1) AS BIGINT)) AS lowest,
    max(CAST(substr(o.name, length(r.prefix) + 1) AS BIGINT)) AS highest,
    count(DISTINCT o.name) AS used
  FROM ir_sequence AS r
  INNER JOIN sale_order AS o
    ON o.name ~ concat('^', r.prefix, '[0-9]{1,15}$') AND (r.company_id IS NULL OR r.company_id = o.company_id)
  WHERE r.code = 'sale.order' AND r.prefix ~ '^[A-Za-z0-9/_-]+$' AND COALESCE(r.suffix, '') = ''
  GROUP BY r.id
) AS d ON d.id = s.id
