/*
severity = "low"
subject  = "company"
effort   = "minutes"
tags     = ["go-live"]
confidence = "possible"
checks   = ["BK06"]
verify   = '''
SELECT count(*)
FROM company AS c
WHERE c.company_id = '{company_id}' AND c.active AND NOT c.deleted
'''

[en]
title   = "Company or tenant for testing"
message = "{item} looks like test data."
fix     = "Empty and delete it by the product's own means before go-live; where it has posted documents, switch it off and take everybody's access to it away."
[zh]
title   = "测试用的公司或租户还在系统里"
message = "{item} 像是测试数据。"
fix     = "上线前用系统自带的功能清空并删除；已有过账单据的，停用并收回所有人的权限。"
*/
-- Only what is test data as a whole: 测试仪 and pregnancy tests are goods, 测试部门 is a department, Contest Ltd a company.
-- The pattern is the same wherever test data is looked for (tests/test_test_data.py).
SELECT
  c.company_id,
  CASE WHEN c.code = c.name THEN c.name ELSE trim(coalesce(c.code, '') || ' ' || c.name) END AS item
FROM company AS c
WHERE c.active AND NOT c.deleted
  AND regexp_matches(
    trim(c.name),
    '(?i)^(_?(test|demo|dummy)[ _-]*(item|product|material|part|sku|data|customer|supplier|vendor|partner|company|tenant|user|account|employee|物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工)?[ _-]*[0-9]*'
    || '|测试[ _-]*(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据|料|品)?[ _-]*[0-9A-Za-z]{0,3}|演示(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据)[0-9]*'
    || '|(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|item|product|material|customer|supplier|company|tenant|user)[ _-]*(test|demo)[ _-]*[0-9]*'
    || '|.*(物料|商品|产品|编码)[ _-]*(测试|演示)[ _-]*[0-9]*|_test .*'
    || '|a{3,}|x{3,}|z{3,}|q{3,}|1{3,}|asdf[a-z]*|qwer[a-z]*|123(4(56*)?)?|abc|todo|tbd)$'
  )
