-- Departments have no code; the full path tells two "Sales" apart. `parent_path` has the unit itself at its end:
-- "1/4/9/" for unit 9.
SELECT
  d.id AS org_unit_id,
  COALESCE(
    to_jsonb(d.complete_name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(d.complete_name), '$.*') #>> '{}',
    to_jsonb(d.complete_name) #>> '{}'
  ) AS code,
  COALESCE(
    to_jsonb(d.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(d.name), '$.*') #>> '{}',
    to_jsonb(d.name) #>> '{}'
  ) AS name,
  d.parent_id AS parent_id,
  d.company_id AS company_id,
  NULLIF(replace(rtrim(regexp_replace(d.parent_path, '[0-9]+/?$', ''), '/'), '/', ','), '') AS ancestors,
  NULL AS head_user_id,
  d.manager_id AS head_employee_id,
  NULL AS head_name,
  d.active AS active,
  FALSE AS deleted
FROM hr_department AS d
