/*
severity = "low"
subject  = "employee"
effort   = "minutes"
tags     = ["go-live"]
confidence = "possible"
checks   = ["BK06"]
verify   = '''
SELECT count(*)
FROM employee AS e
WHERE e.employee_id = '{employee_id}' AND e.active AND NOT e.deleted AND e.left_on IS NULL
'''

[en]
title   = "Test data among the employees"
message = "{item} looks like test data."
fix     = "Delete the record, or end the employment where documents name it, and see that nobody has it as superior or approver."
[zh]
title   = "员工档案中混有测试数据"
message = "{item} 像是测试数据。"
fix     = "删除该档案；有单据引用的，办离职停用，并检查有没有人把它设成上级或审批人。"
*/
-- Only what is test data as a whole: 测试仪 and pregnancy tests are goods, 测试部门 is a department, Contest Ltd a company.
-- The pattern is the same wherever test data is looked for (tests/test_test_data.py).
SELECT
  e.employee_id,
  CASE WHEN e.code = e.name THEN e.name ELSE trim(coalesce(e.code, '') || ' ' || e.name) END AS item
FROM employee AS e
WHERE e.active AND NOT e.deleted AND e.left_on IS NULL
  AND regexp_matches(
    trim(e.name),
    '(?i)^(_?(test|demo|dummy)[ _-]*(item|product|material|part|sku|data|customer|supplier|vendor|partner|company|tenant|user|account|employee|物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工)?[ _-]*[0-9]*'
    || '|测试[ _-]*(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据|料|品)?[ _-]*[0-9A-Za-z]{0,3}|演示(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据)[0-9]*'
    || '|(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|item|product|material|customer|supplier|company|tenant|user)[ _-]*(test|demo)[ _-]*[0-9]*'
    || '|.*(物料|商品|产品|编码)[ _-]*(测试|演示)[ _-]*[0-9]*|_test .*'
    || '|a{3,}|x{3,}|z{3,}|q{3,}|1{3,}|asdf[a-z]*|qwer[a-z]*|123(4(56*)?)?|abc|todo|tbd)$'
  )
