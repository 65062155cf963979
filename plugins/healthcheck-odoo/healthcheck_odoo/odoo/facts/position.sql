SELECT
  j.id AS position_id,
  COALESCE(
    to_jsonb(j.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(j.name), '$.*') #>> '{}',
    to_jsonb(j.name) #>> '{}'
  ) AS code,
  COALESCE(
    to_jsonb(j.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(j.name), '$.*') #>> '{}',
    to_jsonb(j.name) #>> '{}'
  ) AS name,
  j.department_id AS org_unit_id,
  j.company_id AS company_id,
  j.active AS active,
  FALSE AS deleted
FROM hr_job AS j
