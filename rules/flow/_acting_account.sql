-- One row per account that can take an approval: it exists, is switched on and is not marked deleted.
SELECT u.user_id
FROM user_account AS u
WHERE u.active AND NOT u.deleted
