-- SQLite gives foreign keys no name, only a number per table; a key that names no column refers to the primary key.
SELECT DISTINCT
  m.name AS table_id,
  'fk_' || f.id AS name,
  group_concat(f."from", ', ') OVER every AS columns,
  f."table" AS ref_table_id,
  group_concat(f."to", ', ') OVER every AS ref_columns,
  m.name || '.fk_' || f.id AS origin
FROM sqlite_schema AS m
JOIN pragma_foreign_key_list(m.name) AS f
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
WINDOW every AS (PARTITION BY m.name, f.id ORDER BY f.seq ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
