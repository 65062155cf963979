-- Only actions that are closed to somebody.
SELECT
  'action:' || a.id AS permission_id,
  a.name AS code,
  a.name AS name,
  CASE WHEN a.type = 'ir.action.report' THEN 'report' ELSE 'action' END AS kind,
  NULL AS parent_id,
  a.type AS target,
  NULL AS target_found,
  FALSE AS open_to_all,
  TRUE AS visible,
  a.active AS active,
  FALSE AS deleted,
  'ir_action#' || a.id AS origin
FROM ir_action AS a
INNER JOIN (
  SELECT g.action
  FROM "ir_action-res_group" AS g
  GROUP BY g.action
) AS c ON c.action = a.id
