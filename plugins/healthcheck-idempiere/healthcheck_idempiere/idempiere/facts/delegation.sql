SELECT
    s.ad_user_substitute_id AS delegation_id,
    s.ad_user_id AS from_user_id,
    s.substitute_id AS to_user_id,
    s.validfrom AS valid_from,
    s.validto AS valid_to,
    s.isactive = 'Y' AS active
FROM ad_user_substitute AS s
