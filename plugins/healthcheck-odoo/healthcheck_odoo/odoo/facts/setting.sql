-- Any module may keep secrets here under any name. So only known harmless parameters and plain switches are read.
SELECT
  p.key AS key,
  '' AS company_id,
  p.key AS name,
  p.value AS value,
  concat('ir_config_parameter#', p.id) AS origin
FROM ir_config_parameter AS p
WHERE p.key = 'auth_password_policy.minlength' OR p.key !~* '(secret|key|token|passw|pwd|uuid|credential|private|pin|otp)' AND (
  p.key IN (
    'web.base.url', 'web.base.url.freeze', 'report.url', 'database.create_date', 'database.expiration_date',
    'auth_signup.invitation_scope', 'auth_signup.reset_password', 'mail.catchall.domain', 'mail.catchall.alias',
    'mail.bounce.alias', 'mail.default.from', 'base.template_portal_user_id'
  )
  OR p.value ~* '^(true|false|none|[0-9]{1,4})$'
)
