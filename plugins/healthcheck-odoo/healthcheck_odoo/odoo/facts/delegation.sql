-- Stand-ins for tier reviews, of a further community module (base_tier_validation_delegation).
SELECT
  concat('res_users,', u.id) AS delegation_id,
  u.id AS from_user_id,
  u.validation_replacer_id AS to_user_id,
  u.holiday_start_date AS valid_from,
  u.holiday_end_date + INTERVAL '1 day' - INTERVAL '1 second' AS valid_to,
  COALESCE(u.on_holiday, FALSE) AS active,
  concat('res_users#', u.id) AS origin
FROM res_users AS u
WHERE u.validation_replacer_id IS NOT NULL
