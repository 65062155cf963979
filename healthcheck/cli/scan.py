"""``healthcheck scan``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import accepting, options
from healthcheck.cli.accepting import waiving
from healthcheck.cli.editions import Editions, edition_options
from healthcheck.cli.gating import Acceptance, Gate, gating, print_statistics
from healthcheck.cli.keeping import Keeping, keeping_options
from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.language import Lang
from healthcheck.report import draws, format_of
from healthcheck.rule import SEVERITIES, Severity

if TYPE_CHECKING:
    from healthcheck.inventory import Section
    from healthcheck.plan import Options
    from healthcheck.scan import Scan
    from healthcheck.store import Snapshot


def judging(function: options.F) -> options.F:
    """Options on running rules and on the report."""
    for option in reversed(
        [
            click.option(
                "--format",
                "form",
                type=options.FormatName(),
                default="console",
                show_default=True,
                help="What goes to standard output. 标准输出的格式。",
            ),
            click.option(
                "-o",
                "--output",
                "outputs",
                type=click.Path(dir_okay=False, path_type=Path),
                multiple=True,
                metavar="FILE",
                help="Write a report too; the ending (.json, .md, .txt …) chooses the format. Repeatable. 另存报告，按扩展名（.json、.md、.txt 等）定格式，可重复。",
            ),
            click.option(
                "--all",
                "everything",
                is_flag=True,
                help="List every finding and every skipped rule. 列出全部问题和全部跳过的规则。",
            ),
            click.option(
                "--top",
                type=click.IntRange(1),
                default=10,
                show_default=True,
                help="How many repairs to show. 显示几项整改。",
            ),
            click.option(
                "--fail-on",
                type=click.Choice([*SEVERITIES, "never"]),
                default="high",
                show_default=True,
                help="Exit 1 from this severity on. 达到该级别即退出码 1。",
            ),
            click.option("--exit-zero", is_flag=True, help="Exit 0 whatever was found. 发现问题也返回 0。"),
            click.option(
                "--rule-timeout",
                type=click.FloatRange(0.1),
                default=120.0,
                show_default=True,
                metavar="S",
                help="Longest run of one rule, in seconds. 单条规则时限（秒）。",
            ),
            click.option("--memory", metavar="SIZE", help="Memory for rules, such as 2GB. 规则可用内存，如 2GB。"),
            click.option(
                "--max-findings",
                type=click.IntRange(1),
                default=1000,
                show_default=True,
                metavar="N",
                help="Findings per rule kept in full. 每条规则保留的明细数。",
            ),
            waiving,
            edition_options,
            options.lang_option,
        ]
    ):
        function = option(function)
    return function


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@keeping_options
@options.collecting
@options.choosing
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Keep the snapshot. 保留快照文件。"
)
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="NAME",
    help="What runs the rules: duckdb, spark (this machine) or a cluster, spark://host:port. 规则的执行引擎：duckdb、spark（本机）或集群 spark://主机:端口。",
)
@gating(files=False)
@judging
def scan(
    targets: tuple[str, ...],
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    keep: Path | None,
    keeping: Keeping,
    **report: Any,
) -> int:
    """Examine TARGET and say what to fix first.

    TARGET is a database URL (postgresql://, mysql://, sqlite:///), a folder of fact files, or a snapshot. Databases
    are only read.

    Several systems are given as erp=URL mes=URL: each is examined by itself, then they are compared.

    \b
    Exit codes: 0 passed, 1 findings, 2 usage, 3 incomplete, 4 unreachable.

    检查 TARGET（数据库地址、事实文件目录或快照），全程只读，给出先修什么、怎么修。
    多套系统写成 erp=地址 mes=地址：先逐套检查，再互相比对。

    \b
    退出码：0 通过，1 有问题，2 用法错误，3 检查不完整，4 连不上。
    """
    return examine(targets, settings, packs, select, ignore, keep, keeping=keeping, **report)


def examine(
    targets: tuple[str, ...],
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    keep: Path | None,
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
    editions: Editions,
    lang: Lang,
    keeping: Keeping | None = None,
    gate: Gate | None = None,
    engine: str = "duckdb",
) -> int:
    """Scan, print, write files; returns the exit code."""
    from healthcheck.run import Limits
    from healthcheck.scan import refuse
    from healthcheck.scan import scan as run_scan
    from healthcheck.target import read_target

    forms = [(path, format_of(path)) for path in outputs]
    read = [read_target(t) for t in targets]
    keeping = keeping or Keeping()
    pack, rules = options.read_rules(packs, select, ignore)
    rules = keeping.choose(rules, pack.rules)
    refuse(p for i, p in pack.problems.items() if _chosen(i, select, ignore))
    stderr = options.stderr_console()
    adapters = options.find_adapters(stderr, lang)
    accepted = accepting.read(waivers, pack.rules)
    gate = gate or Gate()
    keeping.refuse_part(gate.changed is not None)
    root = read[0].path if len(read) == 1 and read[0].kind == "folder" else None
    acceptance = Acceptance(gate, accepted, root, pack.rules, max_findings)
    limits = Limits(seconds=rule_timeout, memory=memory, findings=acceptance.keep, engine=engine)
    inspection = _Inspection(editions, any(name == "xlsx" for _, name in forms))
    with _Progress(stderr, lang) as progress:
        result = run_scan(
            read,
            pack,
            rules,
            adapters,
            settings,
            limits,
            keep,
            progress.collecting,
            progress.running,
            acceptance,
            keeping.weights,
            inspect=inspection,
            draw=any(draws(name) for name in (form, *(name for _, name in forms))),
        )
    result.waivers = accepted.uses
    result.inventory = inspection.sections
    acceptance.finish(result)
    keeping.settle(result)
    if editions.internal:
        _write_files(result, forms, lang, everything, top)  # before a reader of the output (| head) may go away
        if gate.statistics:
            print_statistics(result, form, lang)
        else:
            show(result, form, lang, everything, top)
    if editions.customer:
        result.root = None  # the files themselves hold what this edition leaves out
        editions.apply(result, lang, lambda said: stderr.print(said, markup=False))
        _write_files(result, [(editions.customer_file(path), name) for path, name in forms], lang, everything, top)
        if not editions.internal:
            show(result, form, lang, everything, top)
    code = result.exit_code(None if fail_on == "never" else _severity(fail_on))
    return 0 if exit_zero else keeping.exit_code(result, code)


def _write_files(result: Scan, forms: list[tuple[Path, str]], lang: Lang, everything: bool, top: int) -> None:
    """Write the reports that -o asks for, each in one step."""
    for path, name in forms:
        document = document_of(result, name, lang, everything, top)
        data = document if isinstance(document, bytes) else document.encode("utf-8", "backslashreplace")
        try:
            replace_file(path, data)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", f"{path} 无法写入：{error.strerror}。"
            ) from None


class _Inspection:
    """What reports say of the facts themselves, taken while the snapshot is open."""

    def __init__(self, editions: Editions, listing: bool) -> None:
        self.editions = editions
        self.listing = listing
        self.sections: list[Section] = []

    def __call__(self, snapshot: Snapshot) -> None:
        self.editions.inspect(snapshot)
        if self.listing:
            from healthcheck.inventory import inventory

            self.sections += inventory(snapshot)


def _chosen(rule_id: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether a rule whose header could not be read is among those asked for, as far as its id tells."""

    def matches(selectors: tuple[str, ...]) -> bool:
        return any(rule_id.startswith(s.rstrip("*")) for s in selectors)

    return (not select or matches(select)) and not matches(ignore)


def _severity(text: str) -> Severity:
    return next(s for s in SEVERITIES if s == text)


def show(result: Scan, form: str, lang: Lang, everything: bool, top: int) -> None:
    """Print the report to standard output."""
    if form != "console":
        click.echo(document_of(result, form, lang, everything, top), nl=False)
        return
    from rich.console import Console

    from healthcheck.report import console

    terminal = Console(highlight=False)
    if not terminal.is_terminal:
        terminal = Console(highlight=False, width=max(80, int(os.environ.get("COLUMNS", "80") or 80)))
    console.write(result, lang, terminal, everything, top)


def document_of(result: Scan, form: str, lang: Lang, everything: bool = False, top: int = 10) -> str | bytes:
    """The report in one of the formats."""
    if form != "console":
        from healthcheck.report import write

        return write(result, form, lang)
    import io

    from rich.console import Console

    from healthcheck.report import console

    text = io.StringIO()
    console.write(result, lang, Console(file=text, width=100, highlight=False), everything, top)
    return text.getvalue()


class _Progress:
    """A line on stderr that says what is going on, where a person watches."""

    def __init__(self, console: object, lang: Lang) -> None:
        from rich.console import Console

        assert isinstance(console, Console)
        self.console = console
        self.zh = lang == "zh"
        self.status = console.status("") if console.is_terminal else None

    def __enter__(self) -> _Progress:
        if self.status:
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status:
            self.status.stop()

    def collecting(self, what: str) -> None:
        """A fact table is being read."""
        if self.status:
            self.status.update(f"{'采集' if self.zh else 'collecting'} {what}")

    def running(self, outcome: object, done: int, total: int) -> None:
        """A rule has ended."""
        if self.status:
            self.status.update(f"{'规则' if self.zh else 'rules'} {done}/{total}")
