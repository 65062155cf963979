-- Standing substitutes are no notion of the product: there is none.
SELECT
    NULL AS delegation_id,
    NULL AS from_user_id,
    NULL AS to_user_id,
    NULL AS valid_from,
    NULL AS valid_to,
    TRUE AS active
FROM blade_role AS r
WHERE 1 = 0
