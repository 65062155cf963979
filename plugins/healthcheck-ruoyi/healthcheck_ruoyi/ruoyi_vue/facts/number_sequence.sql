-- MES children: a rule is made of parts, one of which counts. Where it starts anew (by day, by input) no one number is next.
SELECT
  r.rule_id AS sequence_id,
  r.rule_code AS code,
  r.rule_name AS name,
  f.prefix AS prefix,
  NULL AS suffix,
  s.part_length AS padding,
  CASE WHEN COALESCE(s.cycle_flag, 'N') IN ('Y', '1') THEN NULL ELSE COALESCE(l.last_no + s.seria_step, s.seria_start_no) END AS next_number,
  FALSE AS gapless,
  NULL AS company_id,
  COALESCE(r.enable_flag, 'Y') IN ('Y', '1') AS active
FROM sys_auto_code_rule AS r
LEFT JOIN (
  SELECT
    p.rule_id,
    MAX(p.part_length) AS part_length,
    MAX(p.seria_step) AS seria_step,
    MAX(p.seria_start_no) AS seria_start_no,
    MAX(p.cycle_flag) AS cycle_flag
  FROM sys_auto_code_part AS p
  WHERE p.part_type = 'SERIALNO'
  GROUP BY p.rule_id
  HAVING COUNT(*) = 1
) AS s ON s.rule_id = r.rule_id
LEFT JOIN (
  -- Only where the number is that text and the counter, nothing else, is the text what tells two rules apart.
  SELECT p.rule_id, MAX(CASE WHEN p.part_type = 'FIXCHAR' THEN p.fix_character END) AS prefix
  FROM sys_auto_code_part AS p
  GROUP BY p.rule_id
  HAVING COUNT(*) = 2 AND SUM(CASE WHEN p.part_type = 'FIXCHAR' AND p.part_index = 1 THEN 1 ELSE 0 END) = 1
    AND SUM(CASE WHEN p.part_type = 'SERIALNO' THEN 1 ELSE 0 END) = 1
) AS f ON f.rule_id = r.rule_id
LEFT JOIN (
  SELECT x.rule_id, MAX(x.last_serial_no) AS last_no FROM sys_auto_code_result AS x GROUP BY x.rule_id
) AS l ON l.rule_id = r.rule_id
