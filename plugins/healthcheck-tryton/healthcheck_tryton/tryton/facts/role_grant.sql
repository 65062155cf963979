-- Membership is what counts. Dated roles (module user_role) are written into it by a daily job: where one explains a
-- membership, its dates stand here, so that one that is over and still in the table is seen. A role that is over and whose
-- groups are gone is history.
-- when: res_user_role
SELECT
  m."user" AS user_id,
  m."group" AS role_id,
  NULL AS company_id,
  d.valid_from AS valid_from,
  d.valid_to AS valid_to,
  'res_user-res_group#' || m.id AS origin
FROM "res_user-res_group" AS m
LEFT JOIN (
  SELECT
    ur."user",
    rg."group",
    CASE WHEN COUNT(*) = COUNT(ur.from_date) THEN MIN(ur.from_date) END AS valid_from,
    CASE WHEN COUNT(*) = COUNT(ur.to_date) THEN MAX(ur.to_date) END AS valid_to
  FROM res_user_role AS ur
  INNER JOIN "res_role-res_group" AS rg ON rg.role = ur.role
  GROUP BY ur."user", rg."group"
) AS d ON d."user" = m."user" AND d."group" = m."group"

-- when: !res_user_role
SELECT
  m."user" AS user_id,
  m."group" AS role_id,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  'res_user-res_group#' || m.id AS origin
FROM "res_user-res_group" AS m
