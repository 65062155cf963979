"""What makes a statement heavy, as far as its text and the catalogue tell: the big tables and the views it reads.

A view that groups, unites or makes up rows has to be computed whole before a condition from outside can choose from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck.sqlcheck.statement import Text, text_of
from healthcheck.sqltext import Known, Schema

#: Tables below this number of rows weigh nothing.
LIGHT = 1_000
#: Views in views are followed no deeper.
DEEPEST = 5

_WHOLE: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("generate_series", (exp.GenerateSeries, exp.ExplodingGenerateSeries)),
    ("UNION ALL", (exp.Union,)),
    ("GROUP BY", (exp.Group,)),
    ("DISTINCT", (exp.Distinct,)),
    ("OVER ()", (exp.Window,)),
)


def weight_of(sql: str, schema: Schema, dialect: str, most: int = 3) -> str:
    """`report_stock_quantity = generate_series + UNION ALL + GROUP BY < stock_move (120,000)`; empty when unknown.

    It is SQL's own words and names, so it reads the same in every language.
    """
    text = text_of(sql, dialect)
    parts = []
    tables: dict[str, Known] = {}
    for known in _read(text, schema):
        if known.table.definition:
            inside: dict[str, Known] = {}
            done = _computed(known, schema, dialect, inside, DEEPEST)
            if done:
                parts.append(f"{known.name} = {' + '.join(done)}" + _listed(inside, " < ", most))
            else:
                tables |= inside
        else:
            tables[known.table.table_id] = known
    rest = _listed(tables, "", most)
    return "; ".join([*parts[:most], *([rest] if rest else [])])


def _read(text: Text, schema: Schema) -> Iterator[Known]:
    """Known tables and views that a text names, each once."""
    seen: set[str] = set()
    for table in text.of(exp.Table):
        if not isinstance(table, exp.Table) or (not table.db and str(table.name).lower() in text.own_names):
            continue
        known = schema.known(table)
        if known is not None and known.table.table_id not in seen:
            seen.add(known.table.table_id)
            yield known


def _computed(view: Known, schema: Schema, dialect: str, tables: dict[str, Known], deeper: int) -> list[str]:
    """What a view does that takes no condition from outside; the tables below it are added to ``tables``."""
    text = text_of(view.table.definition or "", dialect)
    found = [word for word, kinds in _WHOLE if any(kind in text.nodes for kind in kinds)]
    for known in _read(text, schema):
        if not known.table.definition:
            tables[known.table.table_id] = known
        elif deeper:
            found += [w for w in _computed(known, schema, dialect, tables, deeper - 1) if w not in found]
    return found


def _listed(tables: dict[str, Known], before: str, most: int) -> str:
    """The biggest tables with their rows."""
    heavy = sorted((k for k in tables.values() if k.rows >= LIGHT), key=lambda k: (-k.rows, k.table.table_id))
    return before * bool(heavy) + ", ".join(f"{k.name} ({k.rows:,})" for k in heavy[:most])
