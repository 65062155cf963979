-- Field (type 1) and button (type 2) rights of online forms; they bind only where switched on.
SELECT
  CONCAT('onl_auth_page:', d.id) AS permission_id,
  d.code AS code,
  d.code AS name,
  CASE WHEN d.type = 1 THEN 'field' ELSE 'action' END AS kind,
  NULL AS parent_id,
  CONCAT('onl_cgform_head#', d.cgform_id) AS target,
  f.id IS NOT NULL AS target_found,
  TRUE AS visible,
  CASE WHEN d.status = 1 THEN TRUE ELSE FALSE END AS active,
  FALSE AS deleted,
  CONCAT('onl_auth_page#', d.id) AS origin
FROM onl_auth_page AS d
LEFT JOIN onl_cgform_head AS f ON f.id = d.cgform_id
