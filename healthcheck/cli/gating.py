"""Options that make a command a gate: which findings are new, which the change touches, what is repaired at once."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED, HealthcheckError
from healthcheck.language import Lang, Text

if TYPE_CHECKING:
    from healthcheck.baseline import Baseline
    from healthcheck.changed import Changes
    from healthcheck.outcome import Outcome
    from healthcheck.scan import Scan
    from healthcheck.suppress import Suppressions

#: Findings per rule that are looked at before those that do not count are taken away.
WIDE = 100_000

_COMMON = ("baseline", "no_baseline", "statistics")
_FILES = ("changed", "fix", "diff", "watch")


@dataclass(frozen=True)
class Gate:
    """What was asked for.

    Attributes:
        baseline: file with the findings that stood already.
        no_baseline: not even the one that lies in the target.
        changed: revision to compare with; empty = the usual one, None = not asked for.
        statistics: counts instead of findings.
        fix: repair what is safe to repair.
        diff: show what would be repaired, and change nothing.
        watch: check again whenever a file changes.
    """

    baseline: Path | None = None
    no_baseline: bool = False
    changed: str | None = None
    statistics: bool = False
    fix: bool = False
    diff: bool = False
    watch: bool = False

    @property
    def repairs(self) -> bool:
        """Whether files are to be repaired, or the repairs shown."""
        return self.fix or self.diff


def gating(files: bool) -> Callable[[options.F], options.F]:
    """The options as one argument ``gate`` of the command.

    Args:
        files: whether the target is always a folder, so that changes, repairs and watching make sense.
    """

    def decorate(function: options.F) -> options.F:
        names = (*_COMMON, *_FILES) if files else _COMMON

        @functools.wraps(function)
        def gathered(**given: Any) -> Any:
            return function(gate=Gate(**{name: given.pop(name) for name in names}), **given)

        found: Any = gathered
        for option in reversed([*_common_options(), *(_file_options() if files else ())]):
            found = option(found)
        return cast("options.F", found)

    return decorate


def _common_options() -> tuple[Any, ...]:
    return (
        click.option(
            "--baseline",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Findings that stood already (healthcheck baseline create); only new ones count. 基线文件（healthcheck baseline create），只计新问题。",
        ),
        click.option("--no-baseline", is_flag=True, help="Not even the one in the folder. 不使用目录下的基线文件。"),
        click.option(
            "--statistics", is_flag=True, help="Print counts per rule, not findings. 只打印每条规则的问题数。"
        ),
    )


def _file_options() -> tuple[Any, ...]:
    return (
        click.option(
            "--changed",
            is_flag=False,
            flag_value="",
            metavar="[REF]",
            help="Only findings on lines changed since REF: by default the target branch in CI, else the last commit."
            " 只报自 REF 以来改动过的行上的问题；默认在 CI 中取目标分支，平时取上次提交。",
        ),
        click.option(
            "--fix",
            is_flag=True,
            help="Repair what is safe to repair, then check. 先自动修复可安全修复的问题，再检查。",
        ),
        click.option("--diff", is_flag=True, help="Show what --fix would change. 只显示 --fix 将要修改的内容。"),
        click.option("--watch", is_flag=True, help="Check again whenever a file changes. 文件变化时重新检查。"),
    )


class Acceptance:
    """Everything that takes findings out of account, in order: waivers, comments, baseline, what did not change.

    Args:
        waivers: applied first.
        root: folder whose files may hold comments; None when the target is no folder.
        known: ids of all rules.
        limit: findings per rule that a report keeps.
        before: what rules find in another folder, which holds the files of an earlier revision.
    """

    def __init__(
        self,
        gate: Gate,
        waivers: Callable[[list[Outcome]], None],
        root: Path | None,
        known: Iterable[str],
        limit: int,
        before: Callable[[Path], list[Outcome]] | None = None,
    ) -> None:
        from healthcheck.baseline import DEFAULT_FILE, read_baseline

        self.gate = gate
        self.waivers = waivers
        self.root = root
        self.known = list(known)
        self.limit = limit
        lying = root / DEFAULT_FILE if root is not None and not gate.no_baseline else None
        path = gate.baseline or (lying if lying is not None and lying.is_file() else None)
        self.baseline: Baseline | None = read_baseline(path) if path else None
        self.changes: Changes | None = None
        self.suppressions: Suppressions | None = None
        if gate.changed is not None and root is not None:
            from healthcheck.changed import changes_since

            self.changes = changes_since(root, gate.changed or None)
            if before is not None:
                self.changes.before = functools.partial(self._at_revision, before)

    @property
    def keep(self) -> int:
        """How many findings per rule to look at."""
        return max(self.limit, WIDE) if self.root is not None or self.baseline else self.limit

    def _at_revision(self, before: Callable[[Path], list[Outcome]]) -> list[Outcome]:
        from healthcheck.changed import export

        assert self.changes is not None and self.root is not None
        with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
            # The folder's name is part of what reports say of the target: let it be the same.
            there = Path(folder) / self.root.resolve().name
            there.mkdir()
            try:
                export(self.root, self.changes.commit, there)
                return before(there)
            except (HealthcheckError, OSError):  # what stood then cannot be told: only changed lines count
                return []

    def __call__(self, outcomes: list[Outcome], remarked: Iterable[str] | None = None) -> None:
        """Apply all of it.

        Args:
            remarked: files below the root that may hold comments; all of them when left out.
        """
        self.waivers(outcomes)
        if self.root is not None:
            from healthcheck.config.files import walk
            from healthcheck.suppress import Suppressions, find_in

            now = datetime.now(UTC).replace(tzinfo=None)
            self.suppressions = Suppressions(
                find_in(self.root, walk(self.root) if remarked is None else remarked), now, self.known
            )
            self.suppressions(outcomes)
        if self.baseline is not None:
            self.baseline(outcomes)
        if self.changes is not None:
            self.changes(outcomes)
        for outcome in outcomes:
            if len(outcome.findings) > self.limit:
                del outcome.findings[self.limit :]
                outcome.cut = True

    def finish(self, result: Scan) -> None:
        """Say what was left out, and where the target lies in its repository."""
        if self.root is not None:
            from healthcheck.changed import prefix_of

            result.prefix = prefix_of(self.root)
            result.root = self.root
        if self.changes is not None and self.changes.left_out:
            count, since = self.changes.left_out, self.changes.since
            result.limits.append(
                Text(
                    f"{count} findings that nothing changed since {since} touches are not shown (--changed).",
                    f"另有 {count} 个问题与 {since} 以来的改动无关，未显示（--changed）。",
                )
            )


def print_statistics(result: Scan, form: str, lang: Lang) -> None:
    """Counts per rule, most first: as a table, or as JSON when that is the format."""
    found = sorted(
        (o for o in result.outcomes if o.count or o.waived_count), key=lambda o: (-o.count, -o.waived_count, o.rule.id)
    )
    if form == "json":
        rows = [
            {
                "rule": o.rule.id,
                "severity": o.rule.severity,
                "count": o.count,
                "accepted": o.waived_count,
                "repairable": bool(o.rule.repair),
                "title": o.rule.text[lang].title,
            }
            for o in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from healthcheck.report.common import SEVERITY, STATUS

    zh = lang == "zh"
    width = max((len(o.rule.id) for o in found), default=0)
    for o in found:
        marks = [SEVERITY[o.rule.severity].in_(lang)]
        if o.waived_count:
            marks.append(f"已接受 {o.waived_count}" if zh else f"accepted {o.waived_count}")
        if o.rule.repair:
            marks.append("可自动修复" if zh else "--fix")
        click.echo(f"{o.count:>6}  {o.rule.id:<{width}}  {o.rule.text[lang].title} [{', '.join(marks)}]")
    total = sum(o.count for o in found)
    counts = ", ".join(f"{STATUS[s].in_(lang)} {result.count(s)}" for s in STATUS if result.count(s))
    click.echo(f"{total:>6}  {'合计' if zh else 'findings'} ({counts})")


def repair(gate: Gate, result: Scan, root: Path, lang: Lang) -> int:
    """Write the repairs, or show them; 1 when something would be changed."""
    from healthcheck.fixes import plan_repairs

    planned = plan_repairs(root, result.outcomes)
    zh = lang == "zh"
    if gate.diff:
        for change in planned.changes:
            click.echo(change.diff(), nl=False)
    else:
        for change in planned.changes:
            change.write(root)
    count = sum(c.count for c in planned.changes)
    said = (
        f"{'将修复' if gate.diff else '已修复'} {count} 处，涉及 {len(planned.changes)} 个文件。"
        if zh
        else f"{count} {'repairs would be' if gate.diff else 'repairs'} made in {len(planned.changes)} files."
    )
    click.echo(f"healthcheck: {said}", err=True)
    for refusal in planned.refused:
        click.echo(f"healthcheck: {refusal.in_(lang)}", err=True)
    return FAILED if gate.diff and planned.changes else PASSED


def drive(gate: Gate, path: Path, once: Callable[[Gate], int], lang: Lang) -> int:
    """Check once; after repairs once more; with ``--watch`` whenever a file changes, until interrupted."""

    def checked() -> int:
        if not gate.repairs:
            return once(gate)
        code = once(gate)
        return code if gate.diff or code != PASSED else once(replace(gate, fix=False))

    code = checked()
    if not gate.watch:
        return code
    from watchfiles import DefaultFilter, watch

    zh = lang == "zh"
    click.echo(f"healthcheck: {'正在监视，Ctrl-C 结束。' if zh else 'watching; Ctrl-C ends.'}", err=True)
    for changes in watch(path, watch_filter=DefaultFilter(), raise_interrupt=False):
        names = sorted({Path(name).name for _, name in changes})
        shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        click.echo(f"healthcheck: {shown} {datetime.now():%H:%M:%S}", err=True)
        code = checked()
    return code
