"""One result of many: by target, by rule, by root cause, and who stands apart from the rest of the fleet.

The reports are read one after the other into DuckDB, which groups out of core; nothing here grows with the findings.

The norm is that of targets with the same product. How far a figure stands apart is Iglewicz and Hoaglin's modified z-score
(How to Detect and Handle Outliers, 1993): 0.6745 · (x - median) / MAD, with the mean absolute deviation x 1.2533 where the MAD
is 0; beyond 3.5 it is an outlier. Rows are compared as logarithms, for tenants differ in size by factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from healthcheck.fleet.folder import Folder, Listed, State
from healthcheck.language import Text

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: Fewest targets of one product that make a norm.
NORM_TARGETS = 8
#: Modified z-score beyond which a figure stands apart.
FAR = 3.5
#: Fewest findings above the median that count as standing apart.
LEAST_FINDINGS = 3
#: A rule is rare when it fails in a smaller share of at least so many targets.
RARE_SHARE, RARE_TARGETS = 0.05, 20
#: A fact table is usual when so large a share of the targets has it.
USUAL_SHARE = 0.9

PRIORITIES = ("P0", "P1", "P2", "P3")


@dataclass(frozen=True)
class TargetLine:
    """One target in the result."""

    name: str
    label: str
    products: tuple[str, ...]
    state: State | None
    findings: int = 0
    priorities: dict[str, int] = field(default_factory=dict)
    score: float | None = None
    collected_at: str = ""


@dataclass(frozen=True)
class RuleLine:
    """One rule across the fleet; ``targets`` have findings, ``judged`` are those in which it ran."""

    rule: str
    severity: str
    targets: int
    judged: int
    stopped: int
    findings: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class CauseLine:
    """One thing that is to blame in several targets: what a rule names, by its business key."""

    rule: str
    priority: str
    type: str
    name: str
    targets: int
    findings: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Outlier:
    """One figure of one target that stands apart.

    Attributes:
        kind: more ``findings`` of a rule, other ``rows`` of a fact table, a ``rare`` rule, a ``coverage`` that others have.
        what: rule or fact table.
        value: here.
        usual: median of the others; for ``rare`` and ``coverage`` the number of targets out of :attr:`of`.
        of: how many targets of the same product were compared.
    """

    kind: Literal["findings", "rows", "rare", "coverage"]
    target: str
    what: str
    value: int
    usual: float
    of: int


@dataclass
class Consolidated:
    """Everything the report of a fleet says."""

    started: str
    targets: list[TargetLine]
    rules: list[RuleLine]
    causes: list[CauseLine]
    outliers: list[Outlier]
    titles: dict[str, Text]

    def count(self, kind: str) -> int:
        """Targets of which this became: ``passed``, ``findings``, ``incomplete``, ``failed``, ``missing``."""
        return sum(verdict_of(line.state) == kind for line in self.targets)


def verdict_of(state: State | None) -> str:
    """One word for what became of a target."""
    if state is None:
        return "missing"
    if not state.done:
        return "failed"
    return {0: "passed", 1: "findings"}.get(state.exit_code, "incomplete")


def consolidate(folder: Folder) -> Consolidated:
    """The result of a fleet from its folder.

    Raises:
        UsageError: when the folder holds none.
    """
    import duckdb

    about = folder.about()
    con = duckdb.connect()
    try:
        con.execute(_TABLES)
        lines = []
        for number, (listed, state) in enumerate(folder.states()):
            document = folder.report(listed.name) if state is not None and state.done else None
            if document is None and state is not None and state.done:
                state = None  # its report cannot be read: it has to be scanned again
            lines.append(_line(listed, state, document))
            con.execute("INSERT INTO target VALUES (?, ?, ?)", [number, listed.name, ", ".join(lines[-1].products)])
            if document is not None:
                _take(con, number, document)
        return Consolidated(
            started=str(about["started"]),
            targets=lines,
            rules=[RuleLine(*_plain(row)) for row in con.execute(_RULES).fetchall()],
            causes=[CauseLine(*_plain(row)) for row in con.execute(_CAUSES).fetchall()],
            outliers=[Outlier(*row) for query in _OUTLIERS for row in con.execute(query, _BOUNDS[query]).fetchall()],
            titles={rule: Text(**said) for rule, said in about["rules"].items()},
        )
    finally:
        con.close()


def _plain(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _line(listed: Listed, state: State | None, document: dict[str, Any] | None) -> TargetLine:
    if document is None:
        return TargetLine(listed.name, listed.label, (), state)
    summary, target = document["summary"], document["target"]
    return TargetLine(
        name=listed.name,
        label=listed.label,
        products=tuple(target["products"]),
        state=state,
        findings=summary["findings"],
        priorities=summary["priorities"],
        score=document["score"],
        collected_at=target["collected_at"],
    )


_TABLES = """
CREATE TABLE target (n INTEGER, name TEXT, product TEXT);
CREATE TABLE outcome (n INTEGER, rule TEXT, severity TEXT, status TEXT, findings BIGINT);
CREATE TABLE cause (n INTEGER, rule TEXT, priority TEXT, type TEXT, identity TEXT, name TEXT);
CREATE TABLE fact (n INTEGER, fact TEXT, state TEXT, rows BIGINT);
"""


def _take(con: duckdb.DuckDBPyConnection, number: int, document: dict[str, Any]) -> None:
    """One report's figures into the tables."""
    import pyarrow as pa

    outcomes = [
        {"n": number, "rule": o["rule"], "severity": o["severity"], "status": o["status"], "findings": o["count"]}
        for o in document["outcomes"]
    ]
    facts = [{"n": number, "fact": c["fact"], "state": c["state"], "rows": c["rows"]} for c in document["coverage"]]
    for table, rows in (("outcome", outcomes), ("cause", list(_causes(number, document))), ("fact", facts)):
        if rows:
            batch: pa.Table = pa.Table.from_pylist(rows)
            con.register("batch", batch)
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
            con.unregister("batch")


def _causes(number: int, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for outcome in document["outcomes"]:
        for finding in outcome["findings"]:
            cause = finding["cause"]
            yield {
                "n": number,
                "rule": outcome["rule"],
                "priority": finding["priority"],
                "type": cause["type"],
                "identity": cause["identity"] or cause["name"] or cause["key"],
                "name": cause["name"] or cause["key"],
            }


_RULES = """
SELECT rule, min(severity), count(*) FILTER (findings > 0), count(*) FILTER (status IN ('passed', 'failed')),
       count(*) FILTER (status IN ('broken', 'timeout')), sum(findings)::BIGINT AS found,
       coalesce(list(name ORDER BY findings DESC, n) FILTER (findings > 0), [])[1:3]
FROM outcome JOIN target USING (n)
GROUP BY rule HAVING count(*) FILTER (findings > 0) > 0 OR count(*) FILTER (status IN ('broken', 'timeout')) > 0
ORDER BY 3 DESC, found DESC, rule
"""

# One thing may be at fault several times in one target; it is one target all the same.
_CAUSES = """
SELECT rule, min(priority), type, mode(cause.name), count(DISTINCT n) AS targets, count(*) AS found,
       list(DISTINCT target.name ORDER BY target.name)[1:3]
FROM cause JOIN target USING (n)
GROUP BY rule, type, identity HAVING count(DISTINCT n) > 1
ORDER BY targets DESC, min(priority), found DESC, rule, identity LIMIT 1000
"""

_FAR = """
WITH middle AS (
  SELECT *, median(x) OVER own AS usual, count(*) OVER own AS of FROM figures
  WINDOW own AS (PARTITION BY product, what)
), spread AS (
  SELECT *, median(abs(x - usual)) OVER own AS mad, 1.2533 * avg(abs(x - usual)) OVER own AS mean FROM middle
  WINDOW own AS (PARTITION BY product, what)
), scored AS (
  SELECT *, CASE WHEN mad > 0 THEN 0.6745 * (x - usual) / mad WHEN mean > 0 THEN (x - usual) / mean ELSE 0 END AS z
  FROM spread WHERE of >= $norm
)
"""

_MORE_FINDINGS = (
    "WITH figures AS (SELECT product, rule AS what, name, n, findings AS value, findings::DOUBLE AS x"
    " FROM outcome JOIN target USING (n) WHERE status IN ('passed', 'failed') AND product <> ''), "
    + _FAR.strip().removeprefix("WITH ")
    + "SELECT 'findings', name, what, value, usual, of FROM scored WHERE z > $far AND value >= usual + $least"
    " ORDER BY z DESC, n, what LIMIT 1000"
)
_OTHER_ROWS = (
    "WITH figures AS (SELECT product, fact AS what, name, n, rows AS value, ln(1 + rows) AS x"
    " FROM fact JOIN target USING (n) WHERE state IN ('complete', 'empty') AND product <> ''), "
    + _FAR.strip().removeprefix("WITH ")
    + "SELECT 'rows', name, what, value, exp(usual) - 1, of FROM scored WHERE abs(z) > $far AND abs(x - usual) > ln(2)"
    " ORDER BY abs(z) DESC, n, what LIMIT 1000"
)
_RARE = """
WITH own AS (
  SELECT *, count(*) OVER (PARTITION BY product, rule) AS of,
         count(*) FILTER (findings > 0) OVER (PARTITION BY product, rule) AS failing
  FROM outcome JOIN target USING (n) WHERE status IN ('passed', 'failed') AND product <> ''
)
SELECT 'rare', name, rule, findings, failing, of FROM own
WHERE findings > 0 AND of >= $targets AND failing < $share * of ORDER BY failing, rule, n LIMIT 1000
"""
_LACKING = """
WITH own AS (
  SELECT *, count(*) OVER (PARTITION BY product, fact) AS of,
         count(*) FILTER (state IN ('complete', 'empty')) OVER (PARTITION BY product, fact) AS having_it
  FROM fact JOIN target USING (n) WHERE product <> ''
)
SELECT 'coverage', name, fact, rows, having_it, of FROM own
WHERE state IN ('absent', 'partial') AND of >= $norm AND having_it >= $share * of AND having_it < of
ORDER BY n, fact LIMIT 1000
"""

_BOUNDS: dict[str, dict[str, float]] = {
    _MORE_FINDINGS: {"norm": NORM_TARGETS, "far": FAR, "least": LEAST_FINDINGS},
    _OTHER_ROWS: {"norm": NORM_TARGETS, "far": FAR},
    _RARE: {"targets": RARE_TARGETS, "share": RARE_SHARE},
    _LACKING: {"norm": NORM_TARGETS, "share": USUAL_SHARE},
}
_OUTLIERS = tuple(_BOUNDS)
