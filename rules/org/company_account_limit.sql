/*
severity = "low"
subject  = "company"
effort   = "hours"
tags     = ["tenant", "people"]
confidence = "certain"
verify   = '''
SELECT CASE WHEN count(*) > {account_limit} THEN 1 ELSE 0 END
FROM user_account AS u
WHERE u.company_id = '{company_id}' AND NOT u.deleted
'''

[en]
title   = "More accounts than the tenant may have"
message = "{company} may have {account_limit:account|accounts} and has {accounts}, {in_use} of them in use."
fix     = "Delete accounts of people who have left; if all are needed, have the number raised."
[zh]
title   = "租户账号数超出额度"
message = "{company} 的账号额度是 {account_limit} 个，实有 {accounts} 个，其中在用 {in_use} 个。"
fix     = "删除离职人员的账号；确实都需要的，申请增加额度。"
*/
-- Products count accounts that are switched off as well.
SELECT
    c.company_id,
    min(coalesce(c.name, c.code, c.company_id)) AS company,
    min(c.account_limit) AS account_limit,
    count(*) AS accounts,
    sum(CASE WHEN u.active THEN 1 ELSE 0 END) AS in_use
FROM company AS c
JOIN user_account AS u ON u.company_id = c.company_id AND NOT u.deleted
WHERE c.active AND NOT c.deleted AND c.account_limit >= 0
GROUP BY c.company_id
HAVING count(*) > min(c.account_limit)
