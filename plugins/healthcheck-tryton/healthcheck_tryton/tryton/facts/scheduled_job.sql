-- Jobs have no name but their method. Runs are kept for a month; failures are the errors of the job that nobody has solved.
-- when: ir_cron.method
SELECT
  c.id AS job_id,
  c.method AS code,
  c.method AS name,
  c.interval_number || ' ' || c.interval_type AS schedule,
  r.started AS last_run_at,
  c.next_call AS next_run_at,
  COALESCE(e.failures, 0) AS failures,
  COALESCE(r.runs, 0) AS runs,
  c.active AS active
FROM ir_cron AS c
LEFT JOIN (
  SELECT l.cron, MAX(l.started) AS started, COUNT(*) AS runs
  FROM ir_cron_log AS l
  GROUP BY l.cron
) AS r ON r.cron = c.id
LEFT JOIN (
  SELECT x.origin, COUNT(*) AS failures
  FROM ir_error AS x
  WHERE x.state <> 'solved' AND x.origin LIKE 'ir.cron,%'
  GROUP BY x.origin
) AS e ON e.origin = 'ir.cron,' || c.id

-- when: ir_cron.function
SELECT
  c.id AS job_id,
  c.model || '|' || c.function AS code,
  c.name AS name,
  c.interval_number || ' ' || c.interval_type AS schedule,
  r.started AS last_run_at,
  c.next_call AS next_run_at,
  COALESCE(e.failures, 0) AS failures,
  COALESCE(r.runs, 0) AS runs,
  c.active AS active
FROM ir_cron AS c
LEFT JOIN (
  SELECT l.cron, MAX(l.started) AS started, COUNT(*) AS runs
  FROM ir_cron_log AS l
  GROUP BY l.cron
) AS r ON r.cron = c.id
LEFT JOIN (
  SELECT x.origin, COUNT(*) AS failures
  FROM ir_error AS x
  WHERE x.state <> 'solved' AND x.origin LIKE 'ir.cron,%'
  GROUP BY x.origin
) AS e ON e.origin = 'ir.cron,' || c.id
