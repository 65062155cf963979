"""Plans: how a database would answer a statement, as facts.

`nodes` turns a plan of PostgreSQL's into rows of `query_plan`, `mysql_plan` one of MySQL's or MariaDB's; `plan_text` reads
PostgreSQL's plans as text, `explain` asks a live database for plans. Nothing here ever runs a statement: EXPLAIN without ANALYZE.
"""

from __future__ import annotations
