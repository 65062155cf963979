/*
severity = "low"
subject  = "material"
effort   = "minutes"
tags     = ["go-live"]
confidence = "possible"
checks   = ["MC14"]

[en]
title   = "Test data among the materials"
message = "{item} looks like test data."
fix     = "Delete it if nothing refers to it, otherwise switch it off before go-live."
[zh]
title   = "物料中混有测试数据"
message = "{item} 像是测试数据。"
fix     = "没有被引用的直接删除；有单据的，上线前停用。"
*/
-- Only what is test data as a whole: 测试仪 and pregnancy tests are goods, 测试部门 is a department, Contest Ltd a company.
-- The pattern is the same wherever test data is looked for (tests/test_test_data.py).
SELECT
  m.material_id,
  coalesce(m.code, '') AS code,
  m.name,
  CASE WHEN m.code = m.name THEN m.name ELSE trim(coalesce(m.code, '') || ' ' || m.name) END AS item
FROM material AS m
WHERE m.active AND NOT m.deleted AND m.kind IN ('goods', 'consumable', 'other')
  AND regexp_matches(
    trim(m.name),
    '(?i)^(_?(test|demo|dummy)[ _-]*(item|product|material|part|sku|data|customer|supplier|vendor|partner|company|tenant|user|account|employee|物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工)?[ _-]*[0-9]*'
    || '|测试[ _-]*(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据|料|品)?[ _-]*[0-9A-Za-z]{0,3}|演示(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据)[0-9]*'
    || '|(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|item|product|material|customer|supplier|company|tenant|user)[ _-]*(test|demo)[ _-]*[0-9]*'
    || '|.*(物料|商品|产品|编码)[ _-]*(测试|演示)[ _-]*[0-9]*|_test .*'
    || '|a{3,}|x{3,}|z{3,}|q{3,}|1{3,}|asdf[a-z]*|qwer[a-z]*|123(4(56*)?)?|abc|todo|tbd)$'
  )
