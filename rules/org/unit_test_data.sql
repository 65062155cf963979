/*
severity = "low"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live"]
confidence = "possible"
checks   = ["BK06"]
verify   = '''
SELECT count(*)
FROM org_unit AS o
WHERE o.org_unit_id = '{org_unit_id}' AND o.active AND NOT o.deleted
'''

[en]
title   = "Test data among the departments"
message = "{item} looks like test data."
fix     = "Move whoever is in it to a real department, then delete it or switch it off."
[zh]
title   = "部门中混有测试数据"
message = "{item} 像是测试数据。"
fix     = "先把挂在下面的人和角色移到正式部门，再删除或停用。"
*/
-- A department may be there to test things: 测试, 测试部门, 产品测试 and Test Center are none of this.
SELECT
  o.org_unit_id,
  CASE WHEN o.code = o.name THEN o.name ELSE trim(coalesce(o.code, '') || ' ' || o.name) END AS item
FROM org_unit AS o
WHERE o.active AND NOT o.deleted
  AND regexp_matches(
    trim(o.name),
    '(?i)^(_test .*|(公司|部门|department|dept|unit)[ _-]*(test|demo)[ _-]*[0-9]*|a{3,}|x{3,}|z{3,}|q{3,}|1{3,}|asdf[a-z]*|qwer[a-z]*)$'
  )
