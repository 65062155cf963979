SELECT
    s.seq_name AS sequence_id,
    s.seq_name AS code,
    COALESCE(NULLIF(s.remark, ''), s.seq_name) AS name,
    NULL AS prefix,
    NULL AS suffix,
    NULL AS padding,
    s.current_val + COALESCE(s.increment_val, 1) AS next_number,
    NULL AS company_id,
    TRUE AS active
FROM jsh_sequence AS s
