"""``healthcheck check``."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.gating import WIDE, Acceptance, Gate, drive, gating, print_statistics, repair
from healthcheck.cli.scan import _chosen, _Progress, _severity, _write_files, judging, show
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.adapters import Adapters
    from healthcheck.config.check import Repository
    from healthcheck.outcome import Outcome
    from healthcheck.rule import Pack, Rule
    from healthcheck.scan import Scan
    from healthcheck.waive import Waivers


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path(), metavar="[PATH]")
@options.choosing
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Settings, instead of healthcheck.toml or pyproject.toml in PATH. 指定配置文件，代替 PATH 下的 healthcheck.toml 或 pyproject.toml。",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="SNAPSHOT",
    help="Snapshot of the live system: what will this change break? 与线上系统快照合并检查：这次改动会弄坏什么。",
)
@click.option("--no-cache", is_flag=True, help="Read and judge everything anew. 不使用缓存，全部重新检查。")
@gating(files=True)
@judging
def check(
    path: Path,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    against: Path | None,
    no_cache: bool,
    gate: Gate,
    **report: Any,
) -> int:
    """Check the configuration files in PATH (this folder by default).

    healthcheck.toml says which files are what: a JSON Schema, fact tables, or a known format.

    \b
    Exit codes: 0 passed, 1 findings, 2 usage, 3 incomplete.

    检查 PATH 目录（默认当前目录）下的配置文件。healthcheck.toml 写明哪些文件是什么：
    按 JSON Schema 校验、取作事实表，还是已知格式。

    \b
    退出码：0 通过，1 有问题，2 用法错误，3 检查不完整。
    """

    def once(gate: Gate) -> int:
        return examine(path, packs, select, ignore, config, against, not no_cache, gate=gate, **report)

    return drive(gate, path, once, report["lang"])


def examine(
    path: Path,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    against: Path | None,
    cache: bool,
    *,
    form: str,
    outputs: tuple[Path, ...],
    everything: bool,
    top: int,
    fail_on: str,
    exit_zero: bool,
    rule_timeout: float,
    memory: str | None,
    max_findings: int,
    waivers: tuple[Path, ...],
    editions: Any,
    lang: Any,
    gate: Gate,
) -> int:
    """Check, print, write files; returns the exit code."""
    from healthcheck.cli.scan import _Inspection
    from healthcheck.report import FORMATS, format_of

    forms = [(file, format_of(file)) for file in outputs]
    inspection = _Inspection(editions, any(name == "xlsx" for _, name in forms))
    whole = editions.customer or any(not FORMATS[name].text for name in (form, *(n for _, n in forms)))
    result, repo, _ = judged(
        path,
        packs,
        select,
        ignore,
        gate,
        lang,
        config=config,
        against=against,
        cache=cache,
        limits=(rule_timeout, memory, max_findings),
        waivers=waivers,
        inspect=inspection if whole else None,
    )
    if gate.repairs:
        return repair(gate, result, repo.root, lang)
    result.inventory = inspection.sections
    said = repo.said_briefly()
    if said.fail_on and not _given("fail_on"):
        fail_on = said.fail_on
    if editions.internal:
        if gate.statistics:
            print_statistics(result, form, lang)
        else:
            show(result, form, lang, everything, top)
        _write_files(result, forms, lang, everything, top)
    if editions.customer:
        stderr = options.stderr_console()
        result.root = None  # the files themselves hold what this edition leaves out
        editions.apply(result, lang, lambda text: stderr.print(text, markup=False))
        _write_files(result, [(editions.customer_file(file), name) for file, name in forms], lang, everything, top)
        if not editions.internal:
            show(result, form, lang, everything, top)
    return 0 if exit_zero else result.exit_code(None if fail_on == "never" else _severity(fail_on))


def judged(
    path: Path,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    gate: Gate,
    lang: Lang,
    *,
    config: Path | None = None,
    against: Path | None = None,
    cache: bool = True,
    limits: tuple[float, str | None, int] = (120.0, None, 1000),
    waivers: tuple[Path, ...] = (),
    inspect: Any = None,
) -> tuple[Scan, Repository, Pack]:
    """The findings in a repository that count, with the repository and its rules.

    Args:
        limits: seconds per rule, memory, findings per rule that are kept.
    """
    from healthcheck.cli import accepting
    from healthcheck.config.check import check as run_check
    from healthcheck.config.check import open_repository

    repo = open_repository(path, config)
    said = repo.said_briefly()
    packs = (*packs, *(repo.root / p for p in said.rules))
    stderr = options.stderr_console()
    seconds, memory, kept = limits

    @functools.cache
    def prepared() -> tuple[Pack, dict[str, Rule], Waivers, Acceptance]:
        pack, rules = options.read_rules(packs, select or said.select, ignore or said.ignore)
        _refuse(pack.problems, select or said.select, ignore or said.ignore)
        accepted = accepting.read(waivers or _own_waivers(repo.root), pack.rules)
        return pack, rules, accepted, Acceptance(gate, accepted, repo.root, pack.rules, kept, before)

    def before(folder: Path) -> list[Outcome]:
        then = open_repository(folder, config)
        wide = (seconds, memory, WIDE)
        return run_check(then, lambda: prepared()[:2], find_adapters, wide, cache=False).outcomes

    def find_adapters() -> Adapters:
        return options.find_adapters(stderr, lang)

    with _Progress(stderr, lang) as progress:
        result = run_check(
            repo,
            lambda: prepared()[:2],
            find_adapters,
            (seconds, memory, max(kept, WIDE)),  # waivers and comments take some of them away
            against=against,
            cache=cache,
            accept=lambda outcomes, remarked: prepared()[3](outcomes, remarked),
            inspect=inspect,
            reading=progress.collecting,
            running=progress.running,
        )
    pack, _, accepted, acceptance = prepared()
    result.waivers = accepted.uses
    acceptance.finish(result)
    return result, repo, pack


def _refuse(problems: Any, select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Stop when a rule that is asked for cannot be read."""
    found = [p for i, p in problems.items() if _chosen(i, select, ignore)]
    if found:
        from healthcheck.scan import refuse

        refuse(found)


def _given(name: str) -> bool:
    """Whether an option stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _own_waivers(root: Path) -> tuple[Path, ...]:
    path = root / "waivers.toml"
    return (path,) if path.is_file() else ()
