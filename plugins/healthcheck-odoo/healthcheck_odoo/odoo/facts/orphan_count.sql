-- Pointers that the database does not guard: attachments, messages and activities name their document by model and number.
SELECT
  'ir_attachment' AS child,
  'product_template' AS parent,
  (SELECT count(*) FROM ir_attachment AS a WHERE a.res_model = 'product.template' AND a.res_id > 0) AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'ir_attachment' AS origin
FROM ir_attachment AS c
LEFT JOIN product_template AS p ON p.id = c.res_id
WHERE c.res_model = 'product.template' AND c.res_id > 0 AND p.id IS NULL
UNION ALL
SELECT
  'ir_attachment' AS child,
  'account_move' AS parent,
  (SELECT count(*) FROM ir_attachment AS a WHERE a.res_model = 'account.move' AND a.res_id > 0) AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'ir_attachment' AS origin
FROM ir_attachment AS c
LEFT JOIN account_move AS p ON p.id = c.res_id
WHERE c.res_model = 'account.move' AND c.res_id > 0 AND p.id IS NULL
UNION ALL
SELECT
  'mail_activity' AS child,
  'purchase_order' AS parent,
  (SELECT count(*) FROM mail_activity AS a WHERE a.res_model = 'purchase.order') AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'mail_activity' AS origin
FROM mail_activity AS c
LEFT JOIN purchase_order AS p ON p.id = c.res_id
WHERE c.res_model = 'purchase.order' AND p.id IS NULL
UNION ALL
SELECT
  'mail_message' AS child,
  'res_partner' AS parent,
  (SELECT count(*) FROM mail_message AS a WHERE a.model = 'res.partner' AND a.res_id > 0) AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'mail_message' AS origin
FROM mail_message AS c
LEFT JOIN res_partner AS p ON p.id = c.res_id
WHERE c.model = 'res.partner' AND c.res_id > 0 AND p.id IS NULL
UNION ALL
SELECT
  'mail_followers' AS child,
  'res_partner' AS parent,
  (SELECT count(*) FROM mail_followers AS a WHERE a.res_model = 'res.partner') AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'mail_followers' AS origin
FROM mail_followers AS c
LEFT JOIN res_partner AS p ON p.id = c.res_id
WHERE c.res_model = 'res.partner' AND p.id IS NULL
UNION ALL
SELECT
  'tier_review' AS child,
  'purchase_order' AS parent,
  (SELECT count(*) FROM tier_review AS a WHERE a.model = 'purchase.order') AS rows,
  count(*) AS orphans,
  FALSE AS leftover,
  min(c.res_id) AS example,
  'tier_review' AS origin
FROM tier_review AS c
LEFT JOIN purchase_order AS p ON p.id = c.res_id
WHERE c.model = 'purchase.order' AND p.id IS NULL
