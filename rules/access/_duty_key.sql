-- One row per duty and all the permissions that let their holder perform it.
SELECT duty, array_agg(permission_id ORDER BY permission_id) AS permission_ids
FROM duty
GROUP BY duty
