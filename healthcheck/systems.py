"""Several systems in one scan: which targets are one system, one store of what they share, one result out of many.

Each system keeps its own facts, because keys of one mean nothing in another. What can be compared, materials, partners
and code maps, is copied into a store of its own, where the rules of the family ``across`` read it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from healthcheck.coverage import Coverage, Part, State
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.language import Text, join
from healthcheck.outcome import Outcome
from healthcheck.store import Snapshot
from healthcheck.target import Target

if TYPE_CHECKING:
    import duckdb

#: The family of rules that compare systems.
FAMILY = "across"

_ONE = "min(coalesce(nullif(trim(x.name), ''), x.code)) AS name"
#: What is copied of each system, and the fact table it comes from.
_QUERIES: dict[str, tuple[str, str]] = {
    "system_material": (
        "material",
        f"""
SELECT
  m.material_id, m.code, m.name, nullif(concat_ws(' ', m.specification, m.variant), '') AS specification, m.model,
  m.brand, coalesce(u.name, nullif(trim(m.uom_text), ''), m.uom_id) AS uom, coalesce(c.name, m.category_id) AS category,
  coalesce(o.name, m.company_id) AS company, m.kind, m.active, m.deleted, m.origin
FROM material AS m
LEFT JOIN (SELECT x.uom_id, {_ONE} FROM uom AS x GROUP BY x.uom_id) AS u ON u.uom_id = m.uom_id
LEFT JOIN (SELECT x.category_id, {_ONE} FROM material_category AS x GROUP BY x.category_id) AS c
  ON c.category_id = m.category_id
LEFT JOIN (SELECT x.company_id, min(x.name) AS name FROM company AS x GROUP BY x.company_id) AS o
  ON o.company_id = m.company_id""",
    ),
    "system_partner": (
        "partner",
        """
SELECT
  p.partner_id, p.code, p.name, p.tax_number, coalesce(o.name, p.company_id) AS company, p.supplier, p.customer, p.active,
  p.deleted, p.origin
FROM partner AS p
LEFT JOIN (SELECT x.company_id, min(x.name) AS name FROM company AS x GROUP BY x.company_id) AS o
  ON o.company_id = p.company_id""",
    ),
    "system_code_map": (
        "code_map",
        """
SELECT
  CASE
    WHEN lower(trim(c.entity)) IN ('material', 'materials', 'item', 'product', 'sku', '物料', '存货', '商品', '产品')
      THEN 'material'
    WHEN lower(trim(c.entity)) IN ('partner', 'supplier', 'vendor', 'customer', '往来单位', '供应商', '客户') THEN 'partner'
    ELSE c.entity
  END AS entity,
  c.source_code, c.target_code, c.origin
FROM code_map AS c""",
    ),
}


@dataclass(frozen=True)
class System:
    """One system of a scan: its name in reports, and the targets that are read as one."""

    name: str
    targets: tuple[Target, ...]

    @property
    def snapshot(self) -> Path | None:
        """The snapshot that it is, when it was collected before."""
        return self.targets[0].path if self.targets[0].kind == "snapshot" else None


def systems_of(targets: list[Target]) -> list[System]:
    """Which targets are one system, in the order given.

    Targets of one name (``erp=URL erp=FOLDER``) are one system, and so are folders that stand beside one database.

    Raises:
        UsageError: when that cannot be told, or a snapshot is to be read together with something else.
    """
    named = {t.system for t in targets if t.system}
    bases = [t for t in targets if t.kind != "folder"]
    if not named and len(bases) < 2:
        if bases and bases[0].kind == "snapshot" and len(targets) > 1:
            raise _mixed()
        return [System("", tuple(targets))]
    groups: dict[str, list[Target]] = {}
    for target in targets:
        if target.system:
            groups.setdefault(target.system, []).append(target)
        elif target.kind == "folder" and not named:
            raise UsageError(
                f"Which system does the folder {target.text} belong to? Name the targets: erp=URL erp=FOLDER mes=URL.",
                f"目录 {target.text} 属于哪套系统？请给目标命名：erp=地址 erp=目录 mes=地址。",
            )
        else:
            groups[_unused(_default_name(target), {*groups, *named})] = [target]
    for name, members in groups.items():
        if any(t.kind == "snapshot" for t in members) and len(members) > 1:
            raise _mixed()
        if sum(t.kind == "database" for t in members) > 1:
            raise UsageError(
                f"{name} names two databases, which would be taken for one system. Give each a name of its own.",
                f"{name} 对应了两个数据库，会被当成同一套系统。请分别命名。",
            )
    if len(groups) == 1:
        return [System("", tuple(targets))]
    return [System(name, tuple(members)) for name, members in groups.items()]


def _mixed() -> UsageError:
    return UsageError(
        "A snapshot is a system by itself: it cannot be read together with a database or a folder as one system.",
        "快照本身就是一套完整的系统，不能与数据库或目录合并成一套系统扫描。",
    )


def _default_name(target: Target) -> str:
    """The database's or file's own name."""
    text = target.text.split("?")[0].rstrip("/")
    return PurePosixPath(text.replace("\\", "/")).stem or target.kind


def _unused(name: str, taken: set[str]) -> str:
    number = 2
    found = name
    while found in taken:
        found = f"{name}-{number}"
        number += 1
    return found


def combine(snapshots: Mapping[str, Path], path: Path) -> None:
    """Write what can be compared of several systems into one store at ``path``.

    A table that fewer than two systems give stays absent and says who gives it: with nothing to compare, nothing agrees.
    A code map may come from one system alone.
    """
    from healthcheck.sealed import open_sealed

    sources: dict[str, tuple[Snapshot, duckdb.DuckDBPyConnection]] = {}
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as spill, Snapshot.create(path) as store:
        try:
            times = []
            for number, (name, source) in enumerate(snapshots.items()):
                opened = Snapshot.open(source)
                times.append(opened.collected_at)
                con = open_sealed(source, opened.collected_at, None, Path(spill) / str(number))
                sources[name] = (opened, con)
            for table, (fact, query) in _QUERIES.items():
                _copy(store, table, fact, query, sources)
            _direct(store)
            store.put("targets", list(snapshots))
            store.put("collected_at", max(times).isoformat(timespec="seconds"))
        finally:
            for opened, con in sources.values():
                con.close()
                opened.close()


def _copy(
    store: Snapshot,
    table: str,
    fact: str,
    query: str,
    sources: Mapping[str, tuple[Snapshot, duckdb.DuckDBPyConnection]],
) -> None:
    """One table of the combined store, from every system that gives it."""
    seen = {name: opened.coverage()[fact] for name, (opened, _) in sources.items()}
    giving = [name for name, c in seen.items() if c.state != "absent"]
    if len(giving) < (1 if table == "system_code_map" else 2):
        who = ", ".join(giving)
        reason = Text(
            f"{who} alone gives {fact}" if who else f"no system gives {fact}",
            f"只有 {who} 采集到{TABLES[fact].zh}" if who else f"各系统都没有采集到{TABLES[fact].zh}",
        )
        store.record(Part(table, FAMILY, "absent", reason))
        return
    for name in giving:
        # NULL says "not known there", and every rule of the family takes it so: no column is missing as a whole.
        known = tuple(TABLES[table].columns)
        part = Part(table, f"{FAMILY}/{name}", "complete", statement=query.strip(), known=known)
        literal = "'" + name.replace("'", "''") + "'"
        reader = sources[name][1].sql(query).to_arrow_reader(50_000)
        store.append(part, reader, constants={"system": literal})
        if seen[name].cut or seen[name].state == "partial":
            part.state = "partial"
            part.failed = seen[name].cut
            part.reason = join([Text(f"{name}: {r.en}", f"{name}：{r.zh}") for r in seen[name].reasons])
        store.record(part)


def _direct(store: Snapshot) -> None:
    """Say of every code map whose codes stand on which side: where most of them are found."""
    for table, entity in (("system_material", "material"), ("system_partner", "partner")):
        maps = store.con.execute("SELECT DISTINCT system FROM system_code_map WHERE entity = ?", [entity]).fetchall()
        for (holder,) in maps:
            sides = [_found_in(store, table, holder, entity, side) for side in ("source_code", "target_code")]
            pair = _sides(*sides)
            if pair is not None:
                store.con.execute(
                    "UPDATE system_code_map SET source_system = ?, target_system = ? WHERE system = ? AND entity = ?",
                    [*pair, holder, entity],
                )


def _found_in(store: Snapshot, table: str, holder: str, entity: str, side: str) -> Counter[str]:
    """How many of a map's codes on one side each system has."""
    rows = store.con.execute(
        f'SELECT m.system, count(DISTINCT c."{side}") FROM system_code_map AS c'
        f' JOIN "{table}" AS m ON upper(trim(m.code)) = upper(trim(c."{side}"))'
        f" WHERE c.system = ? AND c.entity = ? AND trim(c.\"{side}\") <> '' GROUP BY m.system",
        [holder, entity],
    ).fetchall()
    return Counter(dict(rows))


def _sides(source: Counter[str], target: Counter[str]) -> tuple[str, str] | None:
    """The two systems that a map stands between; None when two ways are equally good, or none is."""
    ways = sorted(
        ((source[a] + target[b], a, b) for a in source for b in target if a != b),
        key=lambda way: (-way[0], way[1], way[2]),
    )
    if not ways or (len(ways) > 1 and ways[0][0] == ways[1][0]):
        return None
    return ways[0][1], ways[0][2]


def merge_outcomes(by_system: Mapping[str, list[Outcome]]) -> list[Outcome]:
    """One outcome per rule out of one per rule and system, in order of rule id; each keeps what became of it where.

    A rule that found something anywhere has failed; otherwise one that could not end anywhere has not passed.
    """
    found: dict[str, dict[str, Outcome]] = {}
    for system, outcomes in by_system.items():
        for outcome in outcomes:
            found.setdefault(outcome.rule.id, {})[system] = outcome
    return [_merged(found[rule_id]) for rule_id in sorted(found)]


def _merged(each: dict[str, Outcome]) -> Outcome:
    first = next(iter(each.values()))
    if list(each) == [""]:
        return first
    statuses = {o.status for o in each.values()}
    status = next(s for s in ("failed", "broken", "timeout", "passed", "skipped") if s in statuses)
    return replace(
        first,
        status=status,
        reason=_reason(each),
        findings=[f for o in each.values() for f in o.findings],
        count=sum(o.count for o in each.values()),
        ms=sum(o.ms for o in each.values()),
        cut=any(o.cut for o in each.values()),
        by_system={
            name: replace(o, findings=list(o.findings), waived=list(o.waived)) for name, o in each.items() if name
        },
    )


def _reason(each: Mapping[str, Outcome]) -> Text | None:
    """Why it gave no verdict, where: one system's reason, or the same of all told once."""
    told: dict[Text, list[str]] = {}
    for name, outcome in each.items():
        if outcome.reason is not None:
            told.setdefault(outcome.reason, []).append(name)
    if not told:
        return None
    if len(told) == 1 and len(next(iter(told.values()))) == len(each):
        return next(iter(told))
    return join([Text(f"{', '.join(names)}: {r.en}", f"{'、'.join(names)}：{r.zh}") for r, names in told.items()])


def merge_coverage(by_system: Mapping[str, dict[str, Coverage]]) -> dict[str, Coverage]:
    """How far each fact table was collected of all systems together; ``""`` is the combined store."""
    combined = by_system.get("", {})
    merged = {}
    for table in TABLES:
        if table in _QUERIES and table in combined:
            merged[table] = combined[table]
            continue
        merged[table] = _covered(table, {s: c[table] for s, c in by_system.items() if s})
    return merged


def _covered(table: str, each: dict[str, Coverage]) -> Coverage:
    states = {c.state for c in each.values()}
    given = [c for c in each.values() if c.state != "absent"]
    state: State = "absent"
    if given:
        state = "partial" if "partial" in states else "complete" if "complete" in states else "empty"
    known = frozenset.intersection(*(c.known for c in given)) if given else frozenset()
    return Coverage(
        table,
        state,
        sum(c.rows for c in each.values()),
        tuple(Text(f"{s}: {r.en}", f"{s}：{r.zh}") for s, c in each.items() for r in c.reasons),
        known,
        {
            column: Text(f"{s}: {why.en}", f"{s}：{why.zh}")
            for s, c in each.items()
            if c.state != "absent"
            for column, why in c.unknown.items()
            if column not in known
        },
        any(c.cut for c in each.values()),
        any(c.failed for c in each.values()),
    )


def of_system(outcomes: Iterable[Outcome], system: str) -> None:
    """Mark findings with the system they are of."""
    for outcome in outcomes:
        for finding in outcome.findings:
            finding.system = system
            finding.subject = replace(finding.subject, system=system)
            finding.cause = replace(finding.cause, system=system)
