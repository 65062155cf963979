-- Jobs run as OdooBot by design.
SELECT
  c.id AS job_id,
  COALESCE(x.code, s.model_name) AS code,
  COALESCE(
    to_jsonb(s.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(s.name), '$.*') #>> '{}',
    to_jsonb(s.name) #>> '{}'
  ) AS name,
  concat(c.interval_number, ' ', c.interval_type) AS schedule,
  c.user_id AS run_as_user_id,
  c.lastcall AS last_run_at,
  c.nextcall AS next_run_at,
  COALESCE(c.failure_count, 0) > 0 AS last_failed,
  c.failure_count AS failures,
  c.active AS active
FROM ir_cron AS c
LEFT JOIN ir_act_server AS s ON s.id = c.ir_actions_server_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.cron'
  GROUP BY d.res_id
) AS x ON x.res_id = c.id
