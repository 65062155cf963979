-- No notion of the product: there is none, which is not the same as not knowing.
SELECT NULL AS delegation_id, NULL AS from_user_id, NULL AS to_user_id, NULL AS valid_from, NULL AS valid_to, TRUE AS active
FROM llx_usergroup AS g
WHERE 1 = 0
