SELECT 'version' AS name, sqlite_version() AS value, NULL AS unit, 'sqlite_version()' AS origin
UNION ALL SELECT 'page_size', CAST(p.page_size AS TEXT), 'bytes', 'PRAGMA page_size' FROM pragma_page_size() AS p
UNION ALL SELECT 'page_count', CAST(c.page_count AS TEXT), 'pages', 'PRAGMA page_count' FROM pragma_page_count() AS c
UNION ALL SELECT 'freelist_count', CAST(f.freelist_count AS TEXT), 'pages', 'PRAGMA freelist_count'
FROM pragma_freelist_count() AS f
UNION ALL SELECT 'journal_mode', j.journal_mode, NULL, 'PRAGMA journal_mode' FROM pragma_journal_mode() AS j
UNION ALL SELECT 'encoding', e.encoding, NULL, 'PRAGMA encoding' FROM pragma_encoding() AS e
UNION ALL SELECT 'auto_vacuum', CAST(a.auto_vacuum AS TEXT), NULL, 'PRAGMA auto_vacuum' FROM pragma_auto_vacuum() AS a
UNION ALL SELECT 'user_version', CAST(u.user_version AS TEXT), NULL, 'PRAGMA user_version' FROM pragma_user_version() AS u
