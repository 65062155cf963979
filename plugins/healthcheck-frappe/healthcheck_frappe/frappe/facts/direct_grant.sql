-- Rights on a document type come by roles only.
SELECT NULL AS user_id, NULL AS permission_id
FROM `tabRole` AS r
WHERE 1 = 0
