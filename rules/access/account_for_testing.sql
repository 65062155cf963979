/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "possible"
checks   = ["BK06"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
'''

[en]
title   = "Account that was made for testing"
message = "{name} ({login}) looks like an account for testing, and can sign in."
fix     = "Disable it before go-live and take its roles away: passwords of test accounts are simple and known to many."
[zh]
title   = "测试账号还能登录"
message = "{name}（{login}）像是测试账号，仍可登录。"
fix     = "上线前停用并收回角色：测试账号的密码往往很简单，而且很多人知道。"
*/
-- Only what is test data as a whole: 测试仪 and pregnancy tests are goods, 测试部门 is a department, Contest Ltd a company.
-- The pattern is the same wherever test data is looked for (tests/test_test_data.py).
SELECT
  u.user_id,
  coalesce(u.name, u.login, u.user_id) AS name,
  coalesce(u.login, u.user_id) AS login
FROM user_account AS u
WHERE u.active AND NOT u.deleted AND u.kind IN ('person', 'external')
  AND (
    -- a staff number may well be 111
    regexp_matches(trim(u.login), '(?i)^_?(test|demo|dummy|测试)[ _-]*[0-9]*(@.*)?$')
    OR regexp_matches(
      trim(u.name),
      '(?i)^(_?(test|demo|dummy)[ _-]*(item|product|material|part|sku|data|customer|supplier|vendor|partner|company|tenant|user|account|employee|物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工)?[ _-]*[0-9]*'
      || '|测试[ _-]*(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据|料|品)?[ _-]*[0-9A-Za-z]{0,3}|演示(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|数据)[0-9]*'
      || '|(物料|商品|产品|客户|供应商|公司|租户|用户|账号|员工|item|product|material|customer|supplier|company|tenant|user)[ _-]*(test|demo)[ _-]*[0-9]*'
      || '|.*(物料|商品|产品|编码)[ _-]*(测试|演示)[ _-]*[0-9]*|_test .*'
      || '|a{3,}|x{3,}|z{3,}|q{3,}|1{3,}|asdf[a-z]*|qwer[a-z]*|123(4(56*)?)?|abc|todo|tbd)$'
    )
  )
