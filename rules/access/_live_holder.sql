-- One row per account in use and role it holds in effect, superusers left out: no role of theirs matters.
-- `direct`: granted to the account itself; `person`: the account is a person's.
SELECT e.user_id, e.role_id, e.direct, u.kind = 'person' AS person
FROM effective_role AS e
JOIN user_account AS u ON u.user_id = e.user_id
LEFT JOIN superuser AS s ON s.user_id = e.user_id
WHERE u.active AND NOT u.deleted AND s.user_id IS NULL
