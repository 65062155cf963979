"""``healthcheck fleet``: many targets in one go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck import __version__
from healthcheck.cli import options
from healthcheck.cli.accepting import waiving
from healthcheck.cli.keeping import history_option, industry_option
from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.language import Lang
from healthcheck.rule import SEVERITIES

if TYPE_CHECKING:
    from healthcheck.fleet.consolidate import Consolidated
    from healthcheck.fleet.folder import Folder, State

_top = click.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, help="Lines per table. 每张表显示几行。"
)


@click.group()
def fleet() -> None:
    """Scan many targets, and say what they have in common. 批量检查多个目标，汇总共性问题。"""


@fleet.command()
@click.argument("targets", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TARGETS.TOML")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Where results are kept, one file per target as it ends. 结果目录，每个目标做完即存一个文件。",
)
@click.option(
    "--resume", is_flag=True, help="Go on with FOLDER: scan only what has no result. 接着做，只扫描没有结果的。"
)
@click.option(
    "--on",
    default="local",
    show_default=True,
    metavar="WHERE",
    help="local, or dask://host:port (extra fleet). 在本机（local），或在 Dask 集群（dask://主机:端口，需安装扩展 fleet）上运行。",
)
@click.option("--workers", type=click.IntRange(1, 1024), metavar="N", help="Targets side by side. 同时扫描几个目标。")
@click.option(
    "--save",
    is_flag=True,
    help="Save every scan in the history, under the target's name. 每次扫描按目标名称存入历史记录。",
)
@history_option
@click.option(
    "--profile",
    metavar="NAME",
    help="go-live, periodic, ci, or a TOML file. 检查方案：go-live、periodic、ci 或 TOML 文件。",
)
@industry_option
@options.choosing
@click.option(
    "--rule-timeout",
    type=click.FloatRange(0.1),
    default=120.0,
    show_default=True,
    metavar="S",
    help="Longest run of one rule, in seconds. 单条规则时限（秒）。",
)
@click.option(
    "--memory", metavar="SIZE", help="Memory for the rules of one target, such as 2GB. 单个目标的规则可用内存，如 2GB。"
)
@click.option(
    "--max-findings",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    metavar="N",
    help="Findings per rule and target kept in full. 每个目标每条规则保留的明细数。",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="high",
    show_default=True,
    help="Exit 1 from this severity on. 达到该级别即退出码 1。",
)
@waiving
@_top
@options.lang_option
def scan(
    targets: Path,
    output: Path,
    resume: bool,
    on: str,
    workers: int | None,
    save: bool,
    history: str | None,
    profile: str | None,
    industry: str | None,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rule_timeout: float,
    memory: str | None,
    max_findings: int,
    fail_on: str,
    waivers: tuple[Path, ...],
    top: int,
    lang: Lang,
) -> int:
    """Scan every target that TARGETS.TOML lists.

    One that cannot be reached, hangs or refuses is named with its reason, and the others go on. Databases are only read.

    \b
    Exit codes: 0 passed, 1 findings, 2 usage, 3 a target failed or is incomplete, 4 none can be reached.

    逐个检查 TARGETS.TOML 中的目标。连不上、无响应、拒绝登录的会注明原因，不影响其余目标。全程只读。

    \b
    退出码：0 通过，1 有问题，2 用法错误，3 有目标失败或检查不完整，4 全部连不上。
    """
    from datetime import UTC, datetime

    from healthcheck.fleet.executors import open_engine
    from healthcheck.fleet.folder import Folder
    from healthcheck.fleet.run import run_fleet
    from healthcheck.fleet.targets import read_fleet
    from healthcheck.profile import load
    from healthcheck.scan import refuse
    from healthcheck.waive import read_waivers

    pack, _ = options.read_rules(packs, select, ignore)
    refuse(pack.problems.values())
    if industry is not None and profile is None:
        profile = "periodic"
    if profile is not None:
        load(profile, industry)
    for path in waivers:
        read_waivers(path)
    url = _history(history, on) if save else None
    read = read_fleet(targets)
    engine = open_engine(on, workers or read.settings.workers)
    try:
        folder = Folder(output)
        rules = {i: {"en": r.text["en"].title, "zh": r.text["zh"].title} for i, r in pack.rules.items()}
        started = datetime.now(UTC).replace(tzinfo=None).isoformat()
        about = {"engine": __version__, "started": started, "rules": rules}
        setup: dict[str, Any] = {
            "engine": __version__,
            "started": folder.begin(about, ((job.name, job.label) for job in read.jobs), resume),
            "packs": [str(p.resolve()) for p in packs],
            "trusted_only": options.trusted_only(),
            "select": list(select),
            "ignore": list(ignore),
            "profile": profile if profile is None or not Path(profile).is_file() else str(Path(profile).resolve()),
            "industry": industry,
            "waivers": [str(p.resolve()) for p in waivers],
            "rule_seconds": rule_timeout,
            "memory": memory,
            "threads": max(1, (os.cpu_count() or 1) // engine.workers) if on == "local" else 1,
            "findings": max_findings,
            "fail_on": None if fail_on == "never" else fail_on,
            "history": url,
            "lang": lang,
        }
        with _Progress(lang) as progress:
            run_fleet(read, folder, engine, setup, progress.told)
    finally:
        engine.close()
    return _show(folder, lang, top, "console", (output / "report.json", output / "report.md"))


@fleet.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json", "markdown"]),
    default="console",
    show_default=True,
    help="What goes to standard output. 标准输出的格式。",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Write it too: .json or .md. Repeatable. 另存为 .json 或 .md，可重复。",
)
@_top
@options.lang_option
def report(folder: Path, form: str, outputs: tuple[Path, ...], top: int, lang: Lang) -> int:
    """Print the result of a fleet again, also of one that is still running. 重新显示汇总结果，未做完的也可以。"""
    from healthcheck.fleet.folder import Folder

    for path in outputs:
        if path.suffix not in (".json", ".md"):
            raise UsageError(f"-o {path}: the ending must be .json or .md.", f"-o {path}：扩展名只能是 .json 或 .md。")
    return _show(Folder(folder), lang, top, form, outputs)


def _show(folder: Folder, lang: Lang, top: int, form: str, outputs: tuple[Path, ...]) -> int:
    """Print and write the result; returns the exit code."""
    from rich.console import Console

    from healthcheck.fleet import report as reports
    from healthcheck.fleet.consolidate import consolidate
    from healthcheck.fleet.run import exit_code

    result = consolidate(folder)
    for path in outputs:
        text = _text(result, "json" if path.suffix == ".json" else "markdown", lang)
        try:
            replace_file(path, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", f"{path} 无法写入：{error.strerror}。"
            ) from None
    if form == "console":
        terminal = Console(highlight=False)
        if not terminal.is_terminal:
            terminal = Console(highlight=False, width=max(100, int(os.environ.get("COLUMNS", "100") or 100)))
        reports.write(result, lang, terminal, top)
    else:
        click.echo(_text(result, form, lang), nl=False)
    return exit_code([line.state for line in result.targets])


def _text(result: Consolidated, form: str, lang: Lang) -> str:
    from healthcheck.fleet import report as reports

    return reports.as_json(result, lang) if form == "json" else reports.as_markdown(result, lang)


def _history(history: str | None, on: str) -> str:
    """The history's URL as every process finds it; made when there is none.

    Raises:
        UsageError: when workers of a cluster could not write to it.
    """
    from healthcheck.history import open_history
    from healthcheck.history.database import read_url

    url = read_url(history)
    if url.get_backend_name() == "sqlite":
        if on != "local":
            raise UsageError(
                "--save on a cluster needs a history that every worker reaches: --history postgresql://…",
                "在集群上 --save 需要各节点都能访问的历史记录库：--history postgresql://…",
            )
        if url.database:
            url = url.set(database=str(Path(url.database).resolve()))
    text = url.render_as_string(hide_password=False)
    open_history(text, create=True).close()
    return text


class _Progress:
    """What is said on stderr: how far it is where a person watches, and every target that failed."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.console = options.stderr_console()
        self.status = self.console.status("") if self.console.is_terminal else None

    def __enter__(self) -> _Progress:
        if self.status:
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status:
            self.status.stop()

    def told(self, state: State, done: int, total: int) -> None:
        """A target has ended."""
        if self.status:
            self.status.update(f"{done}/{total}")
        if state.reason is not None:
            gap = "：" if self.lang == "zh" else ": "
            self.console.print(
                f"[{done}/{total}] {state.name}{gap}{state.reason.in_(self.lang)}", markup=False, soft_wrap=True
            )
