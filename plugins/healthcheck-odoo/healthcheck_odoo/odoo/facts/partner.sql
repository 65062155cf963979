-- Companies and persons on their own. Contacts and addresses below a company carry its numbers, and users' own records are
-- neither suppliers nor customers.
SELECT
  p.id AS partner_id,
  NULLIF(p.ref, '') AS code,
  p.name AS name,
  p.supplier_rank > 0 AS supplier,
  p.customer_rank > 0 AS customer,
  NOT COALESCE(p.is_company, FALSE) AS person,
  c.code AS country,
  NULLIF(p.vat, '') AS tax_number,
  b.acc_number AS bank_account,
  NULLIF(p.phone, '') AS phone,
  NULLIF(p.mobile, '') AS mobile,
  p.company_id AS company_id,
  p.active AS active,
  FALSE AS deleted
FROM res_partner AS p
LEFT JOIN res_country AS c ON c.id = p.country_id
LEFT JOIN (
  SELECT k.partner_id, (array_agg(k.acc_number ORDER BY k.sequence NULLS LAST, k.id))[1] AS acc_number
  FROM res_partner_bank AS k
  WHERE k.active
  GROUP BY k.partner_id
) AS b ON b.partner_id = p.id
WHERE p.parent_id IS NULL AND (p.supplier_rank > 0 OR p.customer_rank > 0 OR p.is_company)
