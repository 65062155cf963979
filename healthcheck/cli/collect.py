"""``healthcheck collect`` and ``healthcheck plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.cli import options
from healthcheck.errors import INCOMPLETE, PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.plan import Options


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The snapshot to write (.duckdb). 要写的快照文件（.duckdb）。",
)
@click.option(
    "--parquet",
    is_flag=True,
    help="Write a folder of Parquet in place of one file, for very many rows. 写成 Parquet 目录，适合海量数据。",
)
@options.collecting
@options.lang_option
def collect(
    targets: tuple[str, ...],
    output: Path,
    parquet: bool,
    settings: Options,
    lang: Lang,
) -> int:
    """Read TARGET into a snapshot, which is scanned later and elsewhere without a connection.

    把 TARGET 采集成快照文件，之后可离线反复扫描。
    """
    from rich.table import Table

    from healthcheck.cli.scan import _Progress
    from healthcheck.report import common
    from healthcheck.scan import write_snapshot
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    stderr = options.stderr_console()
    adapters = options.find_adapters(stderr, lang)
    with _Progress(stderr, lang) as progress:
        read = [read_target(t) for t in targets]
        write_snapshot(read, output, adapters, settings, progress.collecting, parquet)
    zh = lang == "zh"
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    with Snapshot.open(output) as snapshot:
        coverage = snapshot.coverage()
        notes = snapshot.get("notes", [])
        names = [a["title"][1 if zh else 0] for a in snapshot.get("adapters", [])]
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for heading in ("事实表", "状态", "行数", "说明") if zh else ("Fact table", "State", "Rows", "Why"):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("Rows", "行数") else "left")
    for seen in coverage.values():
        if seen.state == "absent" and not seen.reasons:
            continue
        why = "; ".join(r.in_(lang) for r in seen.reasons)
        table.add_row(seen.fact, common.STATE[seen.state].in_(lang), str(seen.rows), escape(why))
    console.print(f"{'快照' if zh else 'Snapshot'} {escape(str(output))}: {escape(', '.join(names))}")
    console.print(table)
    for note in notes:
        console.print(f"[yellow]{escape(note[1 if zh else 0])}[/yellow]")
    partial = any(c.state == "partial" for c in coverage.values())
    return INCOMPLETE if partial or notes else PASSED


@click.command()
@click.argument("target", metavar="TARGET")
@click.option(
    "--estimate",
    is_flag=True,
    help="Ask the planner (EXPLAIN) what each would cost. 附每条语句的执行计划估算（EXPLAIN）。",
)
@options.collecting
@options.lang_option
def plan(
    target: str,
    estimate: bool,
    settings: Options,
    lang: Lang,
) -> int:
    """Print every statement that a scan of TARGET would run, for a DBA to approve, and run none of them.

    To know them, the catalogue is read: the statements for that are printed too.

    列出扫描 TARGET 时将执行的全部语句供 DBA 审阅，本身不执行（仅读取库表目录用于识别产品）。
    """
    from healthcheck.databases import open_database
    from healthcheck.plan import make_plan
    from healthcheck.target import read_target

    adapters = options.find_adapters(options.stderr_console(), lang)
    read = read_target(target)
    if read.kind != "database":
        raise UsageError(
            "Only a database runs statements; folders and snapshots are read as files.", "只有数据库目标才有语句可列。"
        )
    zh = lang == "zh"
    database = open_database(read.text, settings.limits)
    try:
        made = make_plan(database, database.catalogue(), adapters, settings)
        click.echo(f"-- {database.label}")
        for one in made.adapters:
            click.echo(f"-- {'适配器：' if zh else 'adapter: '}{one.name} ({one.title.in_(lang)})")
        click.echo(f"\n-- {'会话设置' if zh else 'session'}")
        for statement in database.session_statements():
            click.echo(statement + ";")
        click.echo(f"\n-- {'读取库表目录（已执行）' if zh else 'catalogue (already run, to know the rest)'}")
        for statement in database.catalogue_statements():
            click.echo(statement + ";")
        for what, sql in made.statements():
            click.echo(f"\n-- {what}")
            if estimate:
                click.echo(f"-- {database.estimate(sql)}")
            click.echo(sql + ";")
        if settings.explain:
            click.echo(
                f"\n-- query_plan\n-- 对耗时最多的 {settings.explain} 条语句和 {settings.explain} 张报表只取执行计划，不执行"
                if zh
                else f"\n-- query_plan\n-- for the {settings.explain} statements that took most time and {settings.explain} reports,"
                " which are planned and never run"
            )
            click.echo(
                "EXPLAIN (FORMAT JSON) …;"
                if database.kind != "postgresql"
                else "PREPARE …; EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE …;"
            )
        for step in made.steps:
            if step.fitted is None and step.part.reason:
                click.echo(f"\n-- {step.part.source}: {'不执行：' if zh else 'not run: '}{step.part.reason.in_(lang)}")
    finally:
        database.close()
    return PASSED
