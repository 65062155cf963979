"""A whole scan: targets → snapshot → outcomes → what to fix first. What the command line and other programs call."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from healthcheck import __version__, errors
from healthcheck.adapters import Adapters
from healthcheck.collect import collect
from healthcheck.errors import PackError, UsageError
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.plan import Options
from healthcheck.rank import CONFIDENCE_WEIGHT, Cause, Work, causes_of, score_findings, work_list
from healthcheck.rule import SEVERITIES, Pack, Rule, Severity
from healthcheck.run import Limits, run_rules
from healthcheck.sealed import CheckedPack, check_pack
from healthcheck.store import Coverage, Part, Snapshot
from healthcheck.target import Target


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

    @property
    def findings(self) -> list[Finding]:
        """Every finding that is kept in full, most urgent first."""
        found = [f for o in self.outcomes for f in o.findings]
        return sorted(found, key=lambda f: (f.priority, -f.score, f.rule, f.subject.key))

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
            any(o.status in ("broken", "timeout") for o in self.outcomes)
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
) -> Scan:
    """Examine targets with rules.

    Args:
        keep: where the snapshot is kept; otherwise it is removed afterwards.
        accept: moves findings that do not count (waivers, baseline, comments) to :attr:`Outcome.waived`.
        weights: factor per rule id or family, from a profile.

    Raises:
        PackError: when a chosen rule cannot be used as written; nothing of the target has been read then.
        HealthcheckError: as collecting and running do.
    """
    checked = check_pack(pack, rules)
    refuse(problem for name, problem in checked.problems.items() if name in rules or name.startswith("_"))
    if len(targets) == 1 and targets[0].kind == "snapshot":
        return judge(targets[0].path, pack, rules, limits, running, checked, accept, weights)
    if any(t.kind == "snapshot" for t in targets):
        raise UsageError(
            "A snapshot is scanned alone: it cannot be combined with other targets.",
            "快照只能单独扫描，不能与其他目标合并。",
        )
    folder = Path(tempfile.mkdtemp(prefix="healthcheck-"))
    try:
        path = keep or folder / "snapshot.duckdb"
        write_snapshot(targets, path, adapters, options or Options(), collecting)
        return judge(path, pack, rules, limits, running, checked, accept, weights)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse(problems: Iterable[PackError]) -> None:
    """Stop before anything is read when a rule cannot be used as written.

    Raises:
        PackError: naming every one.
    """
    found = list(problems)
    if found:
        raise PackError("\n".join(p.text.en for p in found), "\n".join(p.text.zh for p in found))


def write_snapshot(
    targets: list[Target], path: Path, adapters: Adapters, options: Options, collecting: Callable[[str], None]
) -> None:
    """Collect targets into a snapshot at ``path``; nothing is left there when no target could be opened."""
    draft = path.with_name(path.name + ".partial")
    draft.unlink(missing_ok=True)
    if path.exists():
        raise UsageError(
            f"{path} already exists. Choose another name or remove it.", f"{path} 已存在，请换个文件名或先删除。"
        )
    try:
        with Snapshot.create(draft) as snapshot:
            collect(targets, snapshot, adapters, options, collecting)
    except BaseException:
        draft.unlink(missing_ok=True)
        draft.with_name(draft.name + ".wal").unlink(missing_ok=True)
        raise
    draft.rename(path)


def judge(
    snapshot: Path,
    pack: Pack,
    rules: dict[str, Rule],
    limits: Limits | None = None,
    running: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
    checked: CheckedPack | None = None,
    accept: Callable[[list[Outcome]], None] = lambda outcomes: None,
    weights: Mapping[str, float] | None = None,
) -> Scan:
    """Run rules on a snapshot and rank what they find; a rule that cannot be used is an outcome of its own here.

    Args:
        accept: see :func:`scan`.
        weights: see :func:`scan`.
    """
    with Snapshot.open(snapshot) as opened:
        coverage = opened.coverage()
        parts = opened.parts()
        collected_at = opened.collected_at
        targets = list(opened.get("targets", []))
        adapters = list(opened.get("adapters", []))
        versions = dict(opened.get("versions", {}))
        notes = [Text(*n) for n in opened.get("notes", [])]
    outcomes = run_rules(snapshot, pack, rules, limits, running, checked)
    accept(outcomes)
    score_findings(outcomes, weights)
    causes = causes_of(outcomes)
    guide = Guide()
    for adapter in adapters:
        guide.where.update({k: Text(*v) for k, v in adapter["where"].items() if k not in guide.where})
        guide.fixes.update(adapter["fixes"])
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
    )
