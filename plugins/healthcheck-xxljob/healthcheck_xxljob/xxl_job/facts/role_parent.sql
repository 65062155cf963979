-- No notion of the product: there is none, which is not the same as not knowing.
SELECT NULL AS role_id, NULL AS parent_id
FROM xxl_job_user AS u
WHERE 1 = 0
