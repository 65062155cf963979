-- Number rules (填值规则): a Java class makes the number, so prefix, padding and counter are not in the database.
SELECT
  r.id AS sequence_id,
  r.rule_code AS code,
  r.rule_name AS name,
  NULL AS company_id,
  TRUE AS active
FROM sys_fill_rule AS r
