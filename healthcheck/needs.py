"""What a query rests on: derived from its SQL, never declared.

Two questions are answered per query: which fact tables it reads, and which of their columns *decide*, that is take
part in WHERE, JOIN, HAVING or a grouping that is filtered, at any depth. A column that is only shown may be unknown;
one that decides may not, or a rule would report what nobody collected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BaseColumn = tuple[str, str]


class QueryError(Exception):
    """A query cannot be parsed; the message has line and column."""


@dataclass(frozen=True)
class Needs:
    """What a query reads.

    Attributes:
        tables: fact tables, derived tables resolved.
        deciding: (table, column) pairs the verdict rests on.
        outputs: per output column the (table, column) pairs that feed it.
        derived: names of the derived tables it reads, itself not included.
        absence: tables from which the query concludes that something is *not* there: they must have been read whole.
        optional: tables and ``table.column`` names it uses where they are known and does without where not.
    """

    tables: frozenset[str]
    deciding: frozenset[BaseColumn]
    outputs: Mapping[str, frozenset[BaseColumn]] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    absence: frozenset[str] = frozenset()


def needs_of(sql: str, tables: Mapping[str, list[str]], derived: Mapping[str, Needs] | None = None) -> Needs:
    """Work out what ``sql`` (one SELECT, DuckDB dialect) reads.

    Args:
        tables: column names per fact table.
        derived: needs of the derived tables it may read.

    Raises:
        QueryError: when the query cannot be parsed.
    """
    from healthcheck.lineage import walk

    return _spare(walk(sql, tables, derived or {}), optional_of(sql))


def optional_of(sql: str) -> frozenset[str]:
    """What a query says it can do without, on comment lines ``-- optional: position, user_account.employee_id``.

    Where such a table was not collected it is empty, such a column NULL, and the query concludes nothing from that. The
    outcome then says that it was judged in part.
    """
    lines = re.findall(r"(?m)^\s*--\s*optional:(.*)$", sql)
    return frozenset(name.strip() for line in lines for name in line.split(",") if name.strip())


def _spare(needs: Needs, optional: frozenset[str]) -> Needs:
    def kept(columns: frozenset[BaseColumn]) -> frozenset[BaseColumn]:
        return frozenset(c for c in columns if c[0] not in optional and f"{c[0]}.{c[1]}" not in optional)

    return Needs(
        needs.tables - optional,
        kept(needs.deciding),
        {name: kept(fed) for name, fed in needs.outputs.items()},
        needs.derived,
        needs.optional | optional,
        needs.absence,
    )
