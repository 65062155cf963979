"""What a report draws, gathered from the facts while they are at hand; everything bounded, so that no scan waits for it.

A picture is a help to the reader and no verdict: what cannot be gathered (a table that was not collected, a derived fact
that is too slow) leaves the picture out and nothing else.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck.outcome import Finding, Outcome

if TYPE_CHECKING:
    import duckdb

    from healthcheck.verdicts import CheckedPack

#: Flows drawn, most urgent first; larger ones are no picture any more.
FLOWS, FLOW_NODES = 12, 120
#: Roles and duties of the matrix, those in conflict first.
ROLES, DUTIES = 30, 24
#: Statements read for the tables they name, tables shown, and characters looked at per statement.
STATEMENTS, TABLES_SHOWN, SQL_LENGTH = 500, 20, 20_000
#: How long one query for a picture may take, in seconds.
SECONDS = 10.0

#: Where a statement names a table.
_NAMED = re.compile(r"\b(?:from|join|update|into)\s+([\w$.`\"\[\]]+(?:\s*,\s*[\w$.`\"\[\]]+)*)", re.IGNORECASE)


@dataclass
class FlowPicture:
    """One approval flow with findings on it.

    Attributes:
        nodes: its ``flow_node`` rows.
        edges: its ``flow_edge`` rows.
        findings: fingerprints of the findings that point into it.
        marked: keys of the nodes and lines that findings name.
    """

    flow_id: str
    title: str
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    findings: list[str] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)


@dataclass
class DutyMatrix:
    """Which role carries which critical duty, and which of them must not meet.

    Attributes:
        duties: id of each duty and what the system itself calls it.
        roles: key, name and number of live holders (None where nobody counted).
        cells: role keys × duty ids that hold.
        conflicts: role key → duty ids of it that are in conflict with one another.
        left_out: roles with duties that are not shown.
    """

    duties: list[tuple[str, str]]
    roles: list[tuple[str, str, int | None]]
    cells: set[tuple[str, str]]
    conflicts: dict[str, set[str]]
    left_out: int = 0


@dataclass(frozen=True)
class TableLoad:
    """One table, its size, and the time that statements naming it took.

    Attributes:
        rows: the database's estimate.
        bytes: data and indexes.
        ms: total time of the statements that name it, in milliseconds; a statement counts for each table it names.
        calls: how often those ran.
        statements: how many they are.
    """

    name: str
    rows: int | None
    bytes: int | None
    ms: float
    calls: int
    statements: int


@dataclass
class Pictures:
    """Everything there is to draw."""

    flows: list[FlowPicture] = field(default_factory=list)
    duties: DutyMatrix | None = None
    loads: list[TableLoad] = field(default_factory=list)


def gather(snapshot: Path, outcomes: list[Outcome], checked: CheckedPack) -> Pictures:
    """Read what the report draws from a snapshot."""
    from healthcheck.sealed import open_sealed
    from healthcheck.store import Snapshot

    with Snapshot.open(snapshot) as opened:
        scan_time = opened.collected_at
    spill = Path(tempfile.mkdtemp(prefix="healthcheck-pictures-"))
    con = open_sealed(snapshot, scan_time, None, spill)
    try:
        return Pictures(_flows(con, outcomes), _duties(con, checked), _loads(con))
    finally:
        con.close()
        shutil.rmtree(spill, ignore_errors=True)


def _rows(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
    """Rows of a query, none when it fails or takes too long."""
    import duckdb

    timer = threading.Timer(SECONDS, con.interrupt)
    timer.start()
    try:
        done = con.execute(sql, values or [])
        names = [d[0] for d in done.description or []]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]
    except duckdb.Error:
        return []
    finally:
        timer.cancel()


def _flows(con: duckdb.DuckDBPyConnection, outcomes: list[Outcome]) -> list[FlowPicture]:
    """The flows that findings point into: rules say so by returning ``flow_id``, and ``node_id`` or ``edge_id``."""
    pointing: dict[str, list[Finding]] = {}
    for outcome in outcomes:
        if outcome.rule.family == "flow":
            for finding in outcome.findings:
                flow_id = finding.evidence.get("flow_id")
                if flow_id is not None:
                    pointing.setdefault(str(flow_id), []).append(finding)
    # What stands on the drawing itself counts before what is merely about the flow.
    ordered = sorted(
        pointing.items(),
        key=lambda item: (min((f.priority, -f.score, not _on_drawing(f)) for f in item[1]), item[0]),
    )
    pictures: list[FlowPicture] = []
    for flow_id, findings in ordered:
        if len(pictures) == FLOWS:
            break
        if not any(_on_drawing(f) for f in findings):
            continue
        known = _rows(con, "SELECT * FROM flow WHERE flow_id = ? AND notation = 'bpmn'", [flow_id])
        nodes = _rows(con, f"SELECT * FROM flow_node WHERE flow_id = ? ORDER BY ALL LIMIT {FLOW_NODES + 1}", [flow_id])
        if not known or not 1 < len(nodes) <= FLOW_NODES:
            continue
        edges = _rows(con, f"SELECT * FROM flow_edge WHERE flow_id = ? ORDER BY ALL LIMIT {FLOW_NODES * 4}", [flow_id])
        title = str(known[0]["name"] or known[0]["code"] or flow_id)
        picture = FlowPicture(flow_id, title, nodes, edges)
        for finding in sorted(findings, key=lambda f: (f.priority, -f.score, f.rule)):
            picture.findings.append(finding.fingerprint)
            picture.marked |= {str(finding.evidence[k]) for k in ("node_id", "edge_id") if finding.evidence.get(k)}
        pictures.append(picture)
    return pictures


def _on_drawing(finding: Finding) -> bool:
    return bool(finding.evidence.get("node_id") or finding.evidence.get("edge_id"))


def _duties(con: duckdb.DuckDBPyConnection, checked: CheckedPack) -> DutyMatrix | None:
    """The matrix, where the pack derives ``role_duty`` and ``duty_conflict`` (segregation of duties) from the facts."""
    import duckdb

    if not {"role_duty", "duty_conflict"} <= set(checked.derived):
        return None
    wanted = _with_what_they_rest_on({"role_duty", "duty_conflict", "live_holder"}, checked)
    for name, (derived, _) in checked.derived.items():  # dictionary order is creation order
        if name not in wanted:
            continue
        try:
            con.execute(f'CREATE VIEW "{name}" AS {derived.sql.strip().rstrip(";")}')
        except duckdb.Error:
            continue  # the rules that rest on it say so
    held = _rows(
        con,
        "SELECT d.role_id, coalesce(r.name, r.code, d.role_id) AS role, d.duty, min(d.label) AS label"
        " FROM role_duty AS d JOIN role AS r ON r.role_id = d.role_id"
        " WHERE r.active AND NOT r.deleted AND NOT r.superuser GROUP BY ALL LIMIT 100000",
    )
    if not held:
        return None
    pairs = {(str(r["one_duty"]), str(r["other_duty"])) for r in _rows(con, "SELECT * FROM duty_conflict")}
    holders = {}
    if "live_holder" in checked.derived:
        counted = _rows(con, "SELECT role_id, count(DISTINCT user_id) AS holders FROM live_holder GROUP BY role_id")
        holders = {str(r["role_id"]): int(r["holders"]) for r in counted}
    duties_of: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for row in held:
        duties_of.setdefault(str(row["role_id"]), set()).add(str(row["duty"]))
        names[str(row["role_id"])] = str(row["role"])
        label = str(row["label"] or row["duty"])
        labels[str(row["duty"])] = min(labels.get(str(row["duty"]), label), label)
    conflicts = {role: {d for pair in pairs if set(pair) <= duties for d in pair} for role, duties in duties_of.items()}
    conflicts = {role: found for role, found in conflicts.items() if found}

    def rank(role: str) -> tuple[int, int, int, str]:
        return -len(conflicts.get(role, ())), -(holders.get(role) or 0), -len(duties_of[role]), names[role]

    shown = sorted(duties_of, key=rank)[:ROLES]
    weight: dict[str, int] = {}
    for role in shown:
        for duty in duties_of[role]:
            weight[duty] = weight.get(duty, 0) + 1 + 100 * (duty in conflicts.get(role, ()))
    chosen = sorted(sorted(weight, key=lambda d: (-weight[d], d))[:DUTIES])
    shown = [r for r in shown if duties_of[r] & set(chosen)]
    return DutyMatrix(
        duties=[(d, labels[d]) for d in chosen],
        roles=[(r, names[r], holders.get(r, 0) if holders else None) for r in shown],
        cells={(r, d) for r in shown for d in duties_of[r] if d in chosen},
        conflicts={r: conflicts[r] for r in shown if r in conflicts},
        left_out=len(duties_of) - len(shown),
    )


def _with_what_they_rest_on(names: set[str], checked: CheckedPack) -> set[str]:
    """Derived facts and those that they are derived from."""
    found: set[str] = set()
    waiting = [n for n in names if n in checked.derived]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += checked.derived[name][1].derived
    return found


def _loads(con: duckdb.DuckDBPyConnection) -> list[TableLoad]:
    """Tables by the time of the statements that name them."""
    statements = _rows(
        con,
        f"SELECT left(sql, {SQL_LENGTH}) AS sql, calls, total_ms FROM statement"
        f" WHERE sql IS NOT NULL AND total_ms > 0 AND isfinite(total_ms) ORDER BY total_ms DESC LIMIT {STATEMENTS}",
    )
    if not statements:
        return []
    tables = _rows(con, "SELECT table_id, name, rows, bytes FROM db_table WHERE kind IN ('table', 'partition')")
    known: dict[str, dict[str, Any]] = {}
    for table in tables:
        for name in (table["table_id"], table["name"]):
            if name:
                known.setdefault(str(name).lower(), table)
    spent: dict[str, tuple[float, int, int]] = {}
    for statement in statements:
        for table_id in _named(str(statement["sql"]), known):
            ms, calls, count = spent.get(table_id, (0.0, 0, 0))
            spent[table_id] = ms + float(statement["total_ms"]), calls + int(statement["calls"] or 0), count + 1
    by_id = {str(t["table_id"]): t for t in tables}
    top = sorted(spent, key=lambda t: (-spent[t][0], t))[:TABLES_SHOWN]
    return [TableLoad(str(by_id[t]["name"] or t), by_id[t]["rows"], by_id[t]["bytes"], *spent[t]) for t in top]


def _named(sql: str, known: dict[str, dict[str, Any]]) -> set[str]:
    """Keys of the known tables that a statement names after FROM, JOIN, UPDATE or INTO."""
    found: set[str] = set()
    for match in _NAMED.finditer(sql):
        for part in match[1].split(","):
            name = re.sub(r"[`\"\[\]\s]", "", part).lower()
            table = known.get(name) or known.get(name.rsplit(".", 1)[-1])
            if table is not None:
                found.add(str(table["table_id"]))
    return found
