"""``healthcheck baseline``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.baseline import DEFAULT_FILE
from healthcheck.cli import options
from healthcheck.errors import FAILED, INCOMPLETE, PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.outcome import Outcome
    from healthcheck.plan import Options

_limit = click.option(
    "--max-findings",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    metavar="N",
    help="Findings per rule. 每条规则的问题数上限。",
)
_file = click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"The baseline; {DEFAULT_FILE} in the folder by default. 基线文件，默认该目录下的 healthcheck-baseline.json。",
)


@click.group()
def baseline() -> None:
    """Findings that stood on some day, so that only new ones fail a gate.

    记录当前已有的问题，之后门禁只拦新增问题。
    """


@baseline.command()
@click.argument("target", default=".", metavar="[TARGET]")
@_file
@click.option("--force", is_flag=True, help="Replace the file when it exists. 覆盖已有文件。")
@options.collecting
@options.choosing
@_limit
@options.lang_option
def create(
    target: str,
    file: Path | None,
    force: bool,
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    max_findings: int,
    lang: Lang,
) -> int:
    """Record every finding that TARGET has now (this folder by default).

    What a comment or waiver accepts is not recorded: it is accounted for already.

    记录 TARGET（默认当前目录）现有的全部问题；已被注释或豁免接受的不再记录。
    """
    from healthcheck.baseline import make_baseline, write_baseline

    path = file or _beside(target)
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists already. `healthcheck baseline prune` takes out what is repaired; --force records anew.",
            f"{path} 已存在。`healthcheck baseline prune` 会去掉已修复的问题；要重新记录请加 --force。",
        )
    outcomes, _ = _found(target, settings, packs, select, ignore, max_findings, lang)
    made = make_baseline(outcomes, f"{datetime.now(UTC):%Y-%m-%d}")
    write_baseline(made, path)
    stopped = [o.rule.id for o in outcomes if o.status in ("broken", "timeout")]
    count = len(made.findings)
    click.echo(f"{path}：已记录 {count} 个问题。" if lang == "zh" else f"{path}: {count} findings recorded.")
    if stopped:
        listed = ", ".join(stopped)
        click.echo(
            f"healthcheck: 以下规则未能完成，其问题未记录：{listed}。"
            if lang == "zh"
            else f"healthcheck: these rules did not finish, and their findings are not recorded: {listed}.",
            err=True,
        )
    return INCOMPLETE if stopped else PASSED


@baseline.command()
@click.argument("target", default=".", metavar="[TARGET]")
@_file
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Change nothing; exit 1 when something would go. 只检查不修改；有可去掉的即返回 1。",
)
@options.collecting
@options.choosing
@_limit
@options.lang_option
def prune(
    target: str,
    file: Path | None,
    only_check: bool,
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    max_findings: int,
    lang: Lang,
) -> int:
    """Take out of the baseline what TARGET no longer has, so that it cannot come back unseen.

    What was not judged this time stays.

    从基线中去掉 TARGET 已经没有的问题，防止其再次出现时被放过；本次未能判定的保留。
    """
    from healthcheck.baseline import prune as pruned
    from healthcheck.baseline import read_baseline, write_baseline

    path = file or _beside(target)
    known = read_baseline(path)
    outcomes, rules = _found(target, settings, packs, select, ignore, max_findings, lang)
    left, gone = pruned(known, outcomes, rules)
    zh = lang == "zh"
    for entry in gone:
        click.echo(f"- {entry.rule} {entry.subject}")
    click.echo(
        f"{path}：去掉 {len(gone)} 个，保留 {len(left.findings)} 个。"
        if zh
        else f"{path}: {len(gone)} taken out, {len(left.findings)} left."
    )
    if gone and not only_check:
        write_baseline(left, path)
    return FAILED if gone and only_check else PASSED


def _beside(target: str) -> Path:
    """Where the baseline of a target lies when nobody says: in the folder, else here."""
    folder = Path(target)
    return folder / DEFAULT_FILE if folder.is_dir() else Path(DEFAULT_FILE)


def _found(
    target: str,
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    limit: int,
    lang: Lang,
) -> tuple[list[Outcome], set[str]]:
    """What rules find in a target after comments and waivers, and the ids of all rules."""
    from healthcheck.cli.check import judged
    from healthcheck.cli.gating import Acceptance, Gate

    gate = Gate(no_baseline=True)
    if Path(target).is_dir():
        result, _, pack = judged(Path(target), packs, select, ignore, gate, lang, limits=(120.0, None, limit))
        return result.outcomes, set(pack.rules)
    from healthcheck.cli import accepting
    from healthcheck.run import Limits
    from healthcheck.scan import scan
    from healthcheck.target import read_target

    loaded, rules = options.read_rules(packs, select, ignore)
    adapters = options.find_adapters(options.stderr_console(), lang)
    acceptance = Acceptance(gate, accepting.read(accepting._default_file(), loaded.rules), None, loaded.rules, limit)
    result = scan([read_target(target)], loaded, rules, adapters, settings, Limits(findings=limit), accept=acceptance)
    return result.outcomes, set(loaded.rules)
