"""Plans: how a database would answer a statement, as facts.

`nodes` turns a plan as PostgreSQL, MySQL or MariaDB writes it into rows of `query_plan`, `plan_text` reads PostgreSQL's
plans as text, `explain` asks a live database for plans. Nothing here ever runs a statement: EXPLAIN without ANALYZE.
"""

from __future__ import annotations
