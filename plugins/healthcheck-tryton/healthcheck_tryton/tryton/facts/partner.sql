-- A party is a supplier or a customer by what it is used for; the product keeps no mark. The first number of each kind.
SELECT
  p.id AS partner_id,
  NULLIF(p.code, '') AS code,
  p.name AS name,
  NULL AS supplier,
  NULL AS customer,
  NULL AS person,
  c.code AS country,
  i.code AS tax_number,
  f.value AS phone,
  m.value AS mobile,
  NULL AS company_id,
  p.active AS active,
  FALSE AS deleted
FROM party_party AS p
LEFT JOIN (
  SELECT x.party, MIN(x.code) AS code
  FROM party_identifier AS x
  WHERE x.type IN ('eu_vat', 'cn_uscc', 'cn_ric') OR x.type LIKE '%_vat'
  GROUP BY x.party
) AS i ON i.party = p.id
LEFT JOIN (
  SELECT a.party, MIN(k.code) AS code
  FROM party_address AS a
  INNER JOIN country_country AS k ON k.id = a.country
  GROUP BY a.party
) AS c ON c.party = p.id
LEFT JOIN (
  SELECT y.party, MIN(y.value) AS value FROM party_contact_mechanism AS y WHERE y.type = 'phone' GROUP BY y.party
) AS f ON f.party = p.id
LEFT JOIN (
  SELECT z.party, MIN(z.value) AS value FROM party_contact_mechanism AS z WHERE z.type = 'mobile' GROUP BY z.party
) AS m ON m.party = p.id
