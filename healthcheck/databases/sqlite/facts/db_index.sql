-- The key of a rowid table has no index of its own: the table is sorted by it.
SELECT
  k.table_id AS table_id,
  k.name AS name,
  k.columns AS columns,
  k.is_unique AS is_unique,
  k.is_primary AS is_primary,
  k.is_partial AS is_partial,
  'btree' AS method,
  k.table_id || '.' || k.name AS origin
FROM (
  SELECT
    m.name AS table_id,
    l.name AS name,
    group_concat(
      coalesce(x.name, '(expression)') || CASE WHEN x."desc" = 1 THEN ' DESC' ELSE '' END, ', '
    ) OVER (
      PARTITION BY m.name, l.name ORDER BY x.seqno ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS columns,
    x.seqno AS place,
    l."unique" = 1 AS is_unique,
    l.origin = 'pk' AS is_primary,
    l.partial = 1 AS is_partial
  FROM sqlite_schema AS m
  JOIN pragma_index_list(m.name) AS l
  JOIN pragma_index_xinfo(l.name) AS x
  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND x.key = 1
  UNION ALL
  SELECT n.name, 'rowid', max(p.name), 0, TRUE, TRUE, FALSE
  FROM sqlite_schema AS n
  JOIN pragma_table_list() AS t ON t.name = n.name AND t.schema = 'main' AND t.wr = 0
  JOIN pragma_table_info(n.name) AS p
  WHERE n.type = 'table' AND n.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND p.pk > 0
  GROUP BY n.name
  HAVING count(*) = 1 AND upper(max(p.type)) = 'INTEGER'
) AS k
WHERE k.place = 0
