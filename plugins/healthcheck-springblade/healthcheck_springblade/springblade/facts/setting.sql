SELECT
    p.param_key AS `key`,
    '' AS company_id,
    p.param_name AS name,
    p.param_value AS value
FROM blade_param AS p
WHERE p.param_key IN ('account.registerUser', 'account.initPassword') AND COALESCE(p.is_deleted, 0) = 0
