-- Only the way forward. A branch of a gateway without a condition is always open: that is the default.
-- `gt@@days|3` is the engine's spelling of `${days > 3}` and is given in that common one.
SELECT
  s.definition_id AS flow_id,
  s.id AS edge_id,
  s.now_node_code AS source_id,
  s.next_node_code AS target_id,
  NULLIF(s.skip_name, '') AS name,
  CASE
    WHEN s.skip_condition LIKE 'eq@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' == '), '}')
    WHEN s.skip_condition LIKE 'ne@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' != '), '}')
    WHEN s.skip_condition LIKE 'gt@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' > '), '}')
    WHEN s.skip_condition LIKE 'ge@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' >= '), '}')
    WHEN s.skip_condition LIKE 'lt@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' < '), '}')
    WHEN s.skip_condition LIKE 'le@@%|%' THEN CONCAT('${', REPLACE(SUBSTRING(s.skip_condition, 5), '|', ' <= '), '}')
    WHEN s.skip_condition LIKE 'default@@%' THEN SUBSTRING(s.skip_condition, 10)
    ELSE NULLIF(s.skip_condition, '')
  END AS `condition`,
  CASE WHEN s.skip_condition LIKE 'spel@@%' THEN 'spel' ELSE 'juel' END AS language,
  COALESCE(s.skip_condition, '') = '' AND s.now_node_type IN (3, 5) AS is_default,
  CONCAT('flow_skip#', s.id) AS origin
FROM flow_skip AS s
WHERE COALESCE(s.del_flag, '0') = '0' AND COALESCE(s.skip_type, 'PASS') <> 'REJECT'
