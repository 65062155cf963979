"""A whole scan: targets → snapshot → outcomes → what to fix first. What the command line and other programs call."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck import __version__, errors, rank
from healthcheck.errors import PackError, UsageError
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.pictures import Pictures
from healthcheck.rank import CONFIDENCE_WEIGHT, Cause, Work, causes_of, score_findings, work_list
from healthcheck.rule import SEVERITIES, Pack, Rule, Severity
from healthcheck.score import score_of
from healthcheck.states import Comparison, FactSeen, Judged, Look, Seen
from healthcheck.workbook import Desk

# What reads systems and runs rules (databases, DuckDB, SQL) is imported by the functions that do: a result that is at hand
# already is shown without it.
if TYPE_CHECKING:
    from decimal import Decimal

    from healthcheck.adapters import Adapters
    from healthcheck.coverage import Coverage, Part
    from healthcheck.inventory import Section
    from healthcheck.plan import Options
    from healthcheck.readiness import Readiness
    from healthcheck.run import Limits
    from healthcheck.store import Snapshot
    from healthcheck.target import Target
    from healthcheck.verdicts import CheckedPack
    from healthcheck.waive import Use


@dataclass
class Guide:
    """What a product's adapter adds to findings: menu paths and its own way of repair."""

    where: dict[str, Text] = field(default_factory=dict)
    fixes: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Scan:
    """Everything a report says.

    Attributes:
        adapters: names of the product's adapters; what the database's own statistics do not show is no lack of theirs.
        root: folder that the places' paths lie below, where files were read and still are.
        prefix: of the places' paths, from the repository's top: empty, or a folder that ends with ``/``.
        waivers: what became of every line of the waiver files.
        inventory: what is set up, where it was asked for.
        guides: what each system's adapters add, in a scan of several.
        desk: owners, deadlines and manual results on record, for workbooks.
        edition: ``customer`` when personal data was replaced.
        weights: factor per rule id or family that the profile gave.
        since: what became of findings since earlier scans, where a history was asked.
        readiness: whether the system can go live, where that was asked.
    """

    targets: list[str]
    products: list[Text]
    versions: dict[str, str]
    collected_at: datetime
    outcomes: list[Outcome]
    causes: list[Cause]
    works: list[Work]
    coverage: dict[str, Coverage]
    parts: list[Part]
    notes: list[Text]
    limits: list[Text]
    guide: Guide
    adapters: frozenset[str] = frozenset()
    engine: str = __version__
    pictures: Pictures = field(default_factory=Pictures)
    waivers: list[Use] = field(default_factory=list)
    inventory: list[Section] = field(default_factory=list)
    edition: str = "internal"
    desk: Desk = field(default_factory=Desk)
    weights: Mapping[str, float] = field(default_factory=dict)
    since: Comparison | None = None
    readiness: Readiness | None = None
    guides: dict[str, Guide] = field(default_factory=dict)
    prefix: str = ""
    root: Path | None = None

    @property
    def findings(self) -> list[Finding]:
        """Every finding that is kept in full, most urgent first."""
        found = [f for o in self.outcomes for f in o.findings]
        return sorted(found, key=lambda f: (f.priority, -f.score, f.rule, f.subject.key))

    def terms(self, rule: Rule) -> str:
        """A mark of what a rule's findings weigh here: version of the formula, severity, weight."""
        return f"{rank.VERSION} {rule.severity} {rank.weight_of(rule, self.weights):g}"

    @property
    def look(self) -> Look:
        """The scan as states and scores look at it."""
        look = Look(
            facts={
                name: FactSeen(c.state == "absent", c.cut, c.rows, frozenset(c.known))
                for name, c in self.coverage.items()
            }
        )
        for outcome in self.outcomes:
            rule = outcome.rule
            spoke = [name for name, one in outcome.by_system.items() if one.ran] if outcome.by_system else [""]
            look.rules[rule.id] = Judged(
                rule.id,
                outcome.ran,
                outcome.count,
                outcome.digest,
                self.terms(rule),
                outcome.rests,
                outcome.cut,
                None if outcome.ran else outcome.reason,
                frozenset(spoke),
            )
            for finding in (*outcome.findings, *outcome.waived):
                look.seen[finding.fingerprint] = Seen(
                    finding.fingerprint,
                    rule.id,
                    finding.score,
                    finding.priority,
                    finding.waiver is not None,
                    finding.system,
                )
        return look

    @property
    def score(self) -> Decimal | None:
        """0 to 100 (:mod:`healthcheck.score`); None when no rule was judged."""
        return score_of(self.look)

    def count(self, status: str) -> int:
        """How many rules have an outcome."""
        return sum(o.status == status for o in self.outcomes)

    def exit_code(self, fail_on: Severity | None) -> int:
        """0 passed, 1 a finding at or above ``fail_on``, 3 incomplete (docs/reference/exit-codes.md).

        A finding of low confidence ("possible") does not fail a gate by itself.
        """
        failed = False
        if fail_on is not None:
            bar = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
            failed = any(
                f.severity in bar and CONFIDENCE_WEIGHT[f.confidence] > CONFIDENCE_WEIGHT["possible"]
                for f in self.findings
            )
        if failed:
            return errors.FAILED
        incomplete = (
            any(o.stopped for o in self.outcomes)
            or not any(o.ran for o in self.outcomes)
            or any(p.failed or p.state == "partial" for p in self.parts if p.source.split("/")[0] in self.adapters)
            or bool(self.notes)
        )
        return errors.INCOMPLETE if incomplete else errors.PASSED


def scan(
    targets: list[Target],
    pack: Pack,
    rules: dict[str, Rule],
    adapters: Adapters,
    options: Options | None = None,
    limits: Limits | None = None,
    keep: Path | None = None,
    collecting: Callable[[str], None] = lambda what: None,
    running: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
    accept: Callable[[list[Outcome]], None] = lambda outcomes: None,
    weights: Mapping[str, float] | None = None,
    inspect: Callable[[Snapshot], None] = lambda snapshot: None,
    checked: CheckedPack | None = None,
    draw: bool = True,
) -> Scan:
    """Examine targets with rules.

    Args:
        keep: where the snapshot is kept; otherwise it is removed afterwards.
        accept: moves findings that do not count (waivers, baseline, comments) to :attr:`Outcome.waived`.
        weights: factor per rule id or family, from a profile.
        inspect: called with the open snapshot, for what a report says of the facts themselves.
        checked: the rules as validated before, to save doing it again.
        draw: gather the pictures, which only some reports show.

    Raises:
        PackError: when a chosen rule cannot be used as written; nothing of the target has been read then.
        HealthcheckError: as collecting and running do.
    """
    from healthcheck.plan import Options
    from healthcheck.sealed import check_pack
    from healthcheck.systems import FAMILY, combine, systems_of

    checked = checked or check_pack(pack, rules)
    refuse(problem for name, problem in checked.problems.items() if name in rules or name.startswith("_"))
    if limits is not None and limits.engine != "duckdb":
        from healthcheck.spark.session import check_engine

        check_engine(limits.engine)
    systems = systems_of(targets)
    folder = Path(tempfile.mkdtemp(prefix="healthcheck-"))
    try:
        snapshots: dict[str, Path] = {}
        for number, system in enumerate(systems):
            path = system.snapshot
            if path is None:
                path = _kept(keep, system.name) or folder / f"{number}.duckdb"
                write_snapshot(list(system.targets), path, adapters, options or Options(), collecting)
            snapshots[system.name] = path
        if len(systems) == 1:
            return judge(
                snapshots[systems[0].name], pack, rules, limits, running, checked, accept, weights, inspect, draw=draw
            )
        own = {rule_id: rule for rule_id, rule in rules.items() if rule.family != FAMILY}
        scans = {
            name: judge(path, pack, own, limits, running, checked, inspect=inspect, scope=name, draw=draw)
            for name, path in snapshots.items()
        }
        combine(snapshots, folder / "across.duckdb")
        shared = {rule_id: rule for rule_id, rule in rules.items() if rule.family == FAMILY}
        scans[""] = judge(folder / "across.duckdb", pack, shared, limits, running, checked, draw=False)
        return _together(scans, accept, weights)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept(keep: Path | None, system: str) -> Path | None:
    """Where a system's snapshot is kept: ``facts.duckdb``, and ``facts.erp.duckdb`` where there are several."""
    return keep and (keep.with_name(f"{keep.stem}.{system}{keep.suffix}") if system else keep)


def _together(
    scans: Mapping[str, Scan], accept: Callable[[list[Outcome]], None], weights: Mapping[str, float] | None
) -> Scan:
    """One result of the scans of several systems and of the rules that compare them (under ``""``)."""
    from healthcheck.extensions import plugin_weights
    from healthcheck.systems import merge_coverage, merge_outcomes, of_system

    weights = {**plugin_weights(), **(weights or {})}
    for name, one in scans.items():
        of_system(one.outcomes, name)
    outcomes = merge_outcomes({name: one.outcomes for name, one in scans.items()})
    accept(outcomes)
    score_findings(outcomes, weights)
    causes = causes_of(outcomes)
    systems = {name: one for name, one in scans.items() if name}
    return Scan(
        targets=[f"{name}={', '.join(one.targets)}" for name, one in systems.items()],
        products=[Text(f"{p.en} ({name})", f"{p.zh}（{name}）") for name, one in systems.items() for p in one.products],
        versions={f"{name}: {product}": v for name, one in systems.items() for product, v in one.versions.items()},
        collected_at=max(one.collected_at for one in systems.values()),
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage=merge_coverage({name: one.coverage for name, one in scans.items()}),
        parts=[part for one in systems.values() for part in one.parts],
        notes=[Text(f"{name}: {n.en}", f"{name}：{n.zh}") for name, one in systems.items() for n in one.notes],
        limits=list(dict.fromkeys(text for one in systems.values() for text in one.limits)),
        guide=Guide(),
        guides={name: one.guide for name, one in systems.items()},
        adapters=frozenset(a for one in systems.values() for a in one.adapters),
        weights=weights,
        pictures=Pictures(
            [flow for one in systems.values() for flow in one.pictures.flows],
            next((one.pictures.duties for one in systems.values() if one.pictures.duties), None),
            [load for one in systems.values() for load in one.pictures.loads],
        ),
    )


def refuse(problems: Iterable[PackError]) -> None:
    """Stop before anything is read when a rule cannot be used as written.

    Raises:
        PackError: naming every one.
    """
    found = list(problems)
    if found:
        raise PackError("\n".join(p.text.en for p in found), "\n".join(p.text.zh for p in found))


def write_snapshot(
    targets: list[Target],
    path: Path,
    adapters: Adapters,
    options: Options,
    collecting: Callable[[str], None],
    parquet: bool = False,
) -> None:
    """Collect targets into a snapshot at ``path``; nothing is left there when no target could be opened.

    Args:
        parquet: write a folder of Parquet in place of one file; a single snapshot is then copied into one.

    Raises:
        UsageError: when something is at ``path`` already, or it cannot be written.
        HealthcheckError: as collecting does.
    """
    from healthcheck.collect import collect
    from healthcheck.store import Snapshot

    draft = path.with_name(path.name + ".partial")
    draft.unlink(missing_ok=True)
    if path.exists():
        raise UsageError(
            f"{path} already exists. Choose another name or remove it.", f"{path} 已存在，请换个文件名或先删除。"
        )
    if parquet and len(targets) == 1 and targets[0].kind == "snapshot":
        write_folder(targets[0].path, path)
        return
    try:
        with Snapshot.create(draft) as snapshot:
            collect(targets, snapshot, adapters, options, collecting)
        if parquet:
            write_folder(draft, path)
            draft.unlink()
            return
    except BaseException:
        draft.unlink(missing_ok=True)
        draft.with_name(draft.name + ".wal").unlink(missing_ok=True)
        raise
    draft.rename(path)


def write_folder(snapshot: Path, path: Path) -> None:
    """Copy a snapshot into a folder of Parquet; nothing is left at ``path`` when that fails.

    Raises:
        SnapshotError: when the snapshot cannot be read.
        UsageError: when the folder cannot be written.
    """
    import duckdb

    from healthcheck import parquet
    from healthcheck.store import WRITE_MEMORY, Snapshot

    draft = path.with_name(path.name + ".writing")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        with Snapshot.open(snapshot) as opened:
            opened.con.execute(f"SET memory_limit = '{WRITE_MEMORY}'")
            opened.con.execute("SET preserve_insertion_order = false")
            parquet.write(opened.con, draft)
        draft.rename(path)
    except (OSError, duckdb.Error) as error:
        first = str(error).splitlines()[0]
        raise UsageError(f"{path} cannot be written ({first}).", f"{path} 无法写入（{first}）。") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def judge(
    snapshot: Path,
    pack: Pack,
    rules: dict[str, Rule],
    limits: Limits | None = None,
    running: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
    checked: CheckedPack | None = None,
    accept: Callable[[list[Outcome]], None] = lambda outcomes: None,
    weights: Mapping[str, float] | None = None,
    inspect: Callable[[Snapshot], None] = lambda snapshot: None,
    scope: str = "",
    draw: bool = True,
) -> Scan:
    """Run rules on a snapshot and rank what they find; a rule that cannot be used is an outcome of its own here.

    Args:
        accept: see :func:`scan`.
        weights: see :func:`scan`.
        inspect: see :func:`scan`.
        scope: name of the system, in a scan of several.
        draw: see :func:`scan`.
    """
    from healthcheck.extensions import plugin_weights
    from healthcheck.pictures import gather
    from healthcheck.run import run_rules
    from healthcheck.sealed import check_pack
    from healthcheck.store import Snapshot
    from healthcheck.waiting import tell_waiting

    with Snapshot.open(snapshot) as opened:
        coverage = opened.coverage()
        parts = opened.parts()
        collected_at = opened.collected_at
        targets = list(opened.get("targets", [])) or [snapshot.name]  # one that nobody named goes by its file
        adapters = list(opened.get("adapters", []))
        versions = dict(opened.get("versions", {}))
        notes = [Text(*n) for n in opened.get("notes", [])]
        selects = opened.get("selects", {})
        inspect(opened)
    names = {a["name"] for a in adapters}
    rules = {i: rule for i, rule in rules.items() if not rule.products or names.intersection(rule.products)}
    checked = checked or check_pack(pack, rules)
    through = None
    if limits is not None and limits.engine != "duckdb":
        from healthcheck.spark.run import through_spark

        through = through_spark(limits.engine, snapshot)
    outcomes = run_rules(snapshot, pack, rules, limits, running, checked, scope, through)
    with Snapshot.open(snapshot) as opened:
        tell_waiting(opened, outcomes)
    accept(outcomes)
    weights = {**plugin_weights(), **(weights or {})}
    score_findings(outcomes, weights)
    causes = causes_of(outcomes)
    guide = Guide()
    for adapter in adapters:
        guide.where.update({k: Text(*v) for k, v in adapter["where"].items() if k not in guide.where})
        guide.fixes.update(adapter["fixes"])
    if selects:
        _derive_verification(guide, outcomes, selects, pack, flat=coverage["role_parent"].rows == 0)
    return Scan(
        targets=targets,
        products=[Text(*a["title"]) for a in adapters],
        versions=versions,
        collected_at=collected_at,
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage=coverage,
        parts=parts,
        notes=notes,
        limits=[Text(*t) for a in adapters for t in a["limits"]],
        guide=guide,
        adapters=frozenset(a["name"] for a in adapters),
        pictures=gather(snapshot, outcomes, checked) if draw else Pictures(),
        weights=weights,
    )


def _derive_verification(
    guide: Guide, outcomes: list[Outcome], selects: Mapping[str, Any], pack: Pack, *, flat: bool
) -> None:
    """Give every rule that found something, and for which no adapter has a query of its own, one made of its SELECTs."""
    from healthcheck.verifying import verifier_of

    verifier = verifier_of(selects["dialect"], selects["facts"], pack.derived, flat)
    for outcome in outcomes:
        known = guide.fixes.get(outcome.rule.id, {})
        if outcome.rule.verify is None or known.get("verify") or not (outcome.findings or outcome.waived):
            continue
        template = verifier.template(outcome.rule)
        if template is not None:
            guide.fixes[outcome.rule.id] = {**known, "verify": template}
