/*
severity = "medium"
subject  = "company"
effort   = "minutes"
tags     = ["tenant", "people"]
confidence = "likely"
params   = { days = 14 }
verify   = '''
SELECT count(*)
FROM company AS c
WHERE c.company_id = '{company_id}' AND c.active AND NOT c.deleted AND c.expires_at <= '{until}'
'''

[en]
title   = "Term of a tenant is over or ends soon"
message = "The term of {company} ends on {ends}; {accounts:account is|accounts are} in use there."
fix     = "Renew it and enter the new date, or switch the tenant off together with its accounts."
[zh]
title   = "租户有效期已过或即将到期"
message = "{company} 的有效期到 {ends} 为止，名下还有 {accounts} 个在用账号。"
fix     = "续期并更新到期日；不再使用的，连同账号一起停用。"
*/
SELECT
    c.company_id,
    min(coalesce(c.name, c.code, c.company_id)) AS company,
    strftime(min(c.expires_at), '%Y-%m-%d') AS ends,
    strftime(min(c.expires_at), '%Y-%m-%d %H:%M:%S') AS until,
    count(*) AS accounts
FROM company AS c
JOIN user_account AS u ON u.company_id = c.company_id AND u.active AND NOT u.deleted
WHERE c.active AND NOT c.deleted AND c.expires_at < scan_time() + to_days({{days}})
GROUP BY c.company_id
