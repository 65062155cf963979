"""Target → snapshot: running what was planned, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from healthcheck.adapters import Adapters, describe
from healthcheck.before import not_given, take_before
from healthcheck.catalogue import Catalogue
from healthcheck.databases import Database, Limits, StatementError, open_database
from healthcheck.errors import UsageError
from healthcheck.language import Text
from healthcheck.plan import Options, Plan, Step, make_plan, plan_reader
from healthcheck.planning.collecting import collect_plans, not_asked
from healthcheck.probe import Fitted
from healthcheck.reading import ReaderSource, run_reader
from healthcheck.statements import fitting
from healthcheck.store import Part, Snapshot
from healthcheck.target import Target, walk

Progress = Callable[[str], None]


@dataclass
class Collected:
    """What one target gave."""

    label: str
    plan: Plan
    version: str | None
    notes: list[Text]
    catalogue: Catalogue | None = None
    dialect: str = ""


def collect(
    targets: list[Target], snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress = lambda _: None
) -> list[Collected]:
    """Read every target into ``snapshot``.

    What can be read is kept even when the connection breaks midway; the snapshot says what is missing.

    Raises:
        UnreachableError: when a target cannot be opened at all.
        UsageError, PackError: as :func:`make_plan`.
    """
    databases = [t for t in targets if t.kind == "database"]
    if len(databases) > 1:
        raise UsageError(
            "A snapshot holds one system. Collect each database into a snapshot of its own; `scan` takes several of them.",
            "一份快照只装一套系统。请把各数据库分别采集成快照，再用 scan 一起扫描。",
        )
    done = []
    for target in targets:
        if target.kind == "database":
            done.append(_collect_database(target, snapshot, adapters, options, progress))
        elif target.kind == "folder":
            done.append(_collect_folder(target, snapshot, adapters, options, progress))
        else:
            raise UsageError(
                f"{target.text} is a snapshot already and cannot be collected together with other targets.",
                f"{target.text} 本身就是快照，不能与其他目标一起采集。",
            )
    if options.before is not None:
        take_before(snapshot, options.before)
    elif databases:
        not_given(snapshot)
    used = {a.name: a for c in done for a in c.plan.adapters}
    described = {name: describe(adapter) for name, adapter in used.items()}
    for one in done:
        if one.catalogue is not None:
            for adapter in one.plan.adapters:
                described[adapter.name] = fitting(described[adapter.name], adapter.dialect, one.catalogue, one.dialect)
    snapshot.put("targets", [c.label for c in done])
    snapshot.put("adapters", [described[name] for name in used])
    snapshot.put("versions", {c.plan.version_of: c.version for c in done if c.version})
    snapshot.put("notes", [[n.en, n.zh] for c in done for n in c.notes])
    return done


def _collect_database(
    target: Target, snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress
) -> Collected:
    database = open_database(target.text, options.limits)
    try:
        catalogue = database.catalogue()
        plan = make_plan(database, catalogue, adapters, options)
        snapshot.put("selects", {"dialect": database.dialect, "facts": plan.selects()})
        notes = _notes(plan, catalogue)
        version = None
        if plan.version is not None:
            version = _version(database, plan.version)
        alive = True
        for step in plan.steps:
            progress(step.part.fact)
            alive = _run_step(step, snapshot, database, options.limits, alive)
        for reader in plan.readers:
            progress(reader.path.stem)
            source = ReaderSource(reader, database, catalogue, None)
            run_reader(reader, source, snapshot)
        if options.explain:
            progress("query_plan")
            collect_plans(database, snapshot, options.explain)
        else:
            not_asked(snapshot)
        return Collected(database.label, plan, version, notes, catalogue, database.dialect)
    finally:
        database.close()


def _version(database: Database, query: Fitted) -> str | None:
    try:
        for row in database.rows(query.sql):
            value = next(iter(row.values()))
            return None if value is None else str(value)
    except StatementError:
        return None
    return None


def _notes(plan: Plan, catalogue: Catalogue) -> list[Text]:
    if plan.product is not None:
        return list(plan.broken)
    if not catalogue.tables:
        return [
            Text(
                "The database has no table that this user can see. Check the database's name and the user's rights.",
                "库中没有该用户可见的表，请核对库名和用户权限。",
            )
        ]
    components = [a.title for a in plan.adapters if a.kind == "component"]
    if components:
        return [
            *plan.broken,
            Text(
                f"No known product was recognised beside {', '.join(t.en for t in components)}, so people, rights and documents "
                "were not examined. Name an adapter with --adapter, or map the system with --map FOLDER.",
                f"除{'、'.join(t.zh for t in components)}外，没有识别出已知产品，人员、权限和业务数据未检查。"
                "可用 --adapter 指定适配器，或用 --map 目录 自行映射。",
            ),
        ]
    looked = [f"{m.adapter.name} ({', '.join([*m.missing, *('!' + u for u in m.unwanted)][:3])})" for m in plan.near]
    listed = "; ".join(looked) or "-"
    return [
        *plan.broken,
        Text(
            "No known product was recognised, so only the database itself was examined. Looked for, and did not find: "
            f"{listed}. Name an adapter with --adapter, or map the system with --map FOLDER.",
            "没有识别出已知产品，因此只检查了数据库本身。已尝试但缺少："
            f"{listed}。可用 --adapter 指定适配器，或用 --map 目录 自行映射。",
        ),
    ]


def _run_step(step: Step, snapshot: Snapshot, database: Database, limits: Limits, alive: bool) -> bool:
    """Run one step; returns whether the connection still stands."""
    part = step.part
    if step.fitted is None:
        snapshot.record(part)
        return alive
    if not alive:
        part.state = "absent"
        part.reason = Text("the connection was lost before", "此前连接已断开")
        part.failed = True
        snapshot.record(part)
        return False
    try:
        batches = _bounded(database.batches(step.fitted.sql), part, limits)
        snapshot.append(part, batches, step.origin_table, step.fitted.constants)
    except StatementError as error:
        part.state = "partial" if part.rows else "absent"
        part.reason = error.text
        part.failed = True
        if error.lost:
            alive = database.reconnect()
            if not alive:
                part.reason = Text(f"the connection was lost ({error.text.en})", f"连接中断（{error.text.zh}）")
    snapshot.record(part)
    return alive


def _bounded(batches: Iterator[pa.RecordBatch], part: Part, limits: Limits) -> Iterator[pa.RecordBatch]:
    """Stop at the ceiling on rows and say so."""
    seen = 0
    for batch in batches:
        if seen + batch.num_rows > limits.rows:
            part.state = "partial"
            part.failed = True
            part.reason = Text(f"cut at {limits.rows} rows (--max-rows)", f"只读取了前 {limits.rows} 行（--max-rows）")
            yield batch.slice(0, limits.rows - seen)
            return
        seen += batch.num_rows
        yield batch


def _collect_folder(
    target: Target, snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress
) -> Collected:
    root = target.path
    candidates = [a for a in adapters.found.values() if a.recognise.files]
    if options.adapter is not None:
        candidates = [adapters.get(options.adapter)]
    used = [a for a in candidates if next(walk(root, *(a.recognise.files or ("*",))), None) is not None]
    plan = Plan(used, [], [], [])
    notes = []
    if not used:
        looked = ", ".join(sorted({p for a in candidates for p in a.recognise.files}))
        notes.append(
            Text(
                f"No file in the folder is one that an adapter reads. Looked for: {looked or 'nothing'}.",
                f"目录中没有适配器可读取的文件。已查找：{looked or '无'}。",
            )
        )
    for adapter in used:
        for path in adapter.readers():
            progress(f"{adapter.name}/{path.stem}")
            reader = plan_reader(adapter, path, Catalogue(), "")
            plan.readers.append(reader)
            run_reader(reader, ReaderSource(reader, None, Catalogue(), root), snapshot)
    return Collected(root.resolve().name, plan, None, notes)
