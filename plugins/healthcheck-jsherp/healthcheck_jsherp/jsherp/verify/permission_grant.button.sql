-- only: what exists.
-- A button counts when its page is granted and the page has it.
SELECT b.key_id AS role_id, CONCAT(f.id, ':', o.button) AS permission_id, NULLIF(b.tenant_id, 0) AS company_id
FROM jsh_user_business AS b
INNER JOIN jsh_function AS f ON b.value LIKE CONCAT('%[', f.id, ']%')
INNER JOIN (SELECT 1 AS button UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 7) AS o ON FIND_IN_SET(o.button, f.push_btn) > 0
WHERE b.type = 'RoleFunctions' AND COALESCE(b.delete_flag, '0') <> '1'
  AND REPLACE(b.btn_str, '"', '') LIKE CONCAT('%funId:', f.id, ',btnStr:%')
  AND FIND_IN_SET(
    o.button,
    SUBSTRING_INDEX(SUBSTRING_INDEX(REPLACE(b.btn_str, '"', ''), CONCAT('funId:', f.id, ',btnStr:'), -1), '}', 1)
  ) > 0
