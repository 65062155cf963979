-- No notion of the product: there is none, which is not the same as not knowing.
SELECT NULL AS user_id, NULL AS permission_id
FROM ad_role AS r
WHERE 1 = 0
