-- Applications (我的申请); the unit is the applicant's, where that is one. status: 0 draft, 1 in work, 2 ended; result: 0 none, 1 in work, 2 passed, 3 refused.
SELECT
  CONCAT('act_z_business,', b.id) AS document_id,
  NULLIF(b.table_name, '') AS document_type_id,
  b.title AS number,
  CASE WHEN b.status = 0 THEN 'draft'
       WHEN b.status = 1 THEN 'in_approval'
       WHEN b.status = 2 AND b.result = 2 THEN 'approved'
       WHEN b.status = 2 AND b.result = 3 THEN 'rejected'
       ELSE NULL END AS state,
  b.user_id AS created_by_user_id,
  NULLIF(b.proc_inst_id, '') AS instance_id,
  u.unit AS org_unit_id,
  b.apply_time AS submitted_at,
  CONCAT('act_z_business#', b.id) AS origin
FROM act_z_business AS b
LEFT JOIN (
  SELECT m.user_id, MIN(m.dep_id) AS unit FROM sys_user_depart AS m GROUP BY m.user_id HAVING COUNT(*) = 1
) AS u ON u.user_id = b.user_id
WHERE COALESCE(b.del_flag, 0) = 0
