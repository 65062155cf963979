"""``healthcheck advise``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.errors import INCOMPLETE, PASSED, UsageError
from healthcheck.language import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console

    from healthcheck.advise import Advice, Proposal, Rewrite
    from healthcheck.advise.scratch import Copy
    from healthcheck.advise.session import Planner, Work

#: Rewrites that are printed in full.
MOST_REWRITES = 10

_UNPROVEN = Text(
    "hypopg is not installed in this database: nothing could be proven, and what follows is guessed from the plans."
    " {how} Then run this again; or give an empty database to try on, on a server of the same version: --scratch URL.",
    "本库没有安装 hypopg，以下建议只是根据执行计划推测，没有经过验证。{how}装好后请重新运行；"
    "或用 --scratch 指定同版本服务器上的一个空库来验证。",
)
_NO_SCRATCH = Text(
    "MySQL and MariaDB have no hypothetical indexes. Give an empty database to try real ones on, best on another server of the"
    " same version: --scratch mysql://user:password@host/database. Tables are made there like those that the statements read, with"
    " rows after a sample, and dropped afterwards.",
    "MySQL、MariaDB 不支持虚拟索引。请用 --scratch mysql://用户:密码@主机/库名 指定一个空库（最好在同版本的另一台服务器上）："
    "程序按语句用到的表建同样的表、按抽样造数，试完即删。",
)
_ON_COPY = Text(
    "Tried with real indexes on a copy of {tables} tables of at most {rows:,} rows, made after a sample; costs are the copy's.",
    "以下在临时库上用真实索引验证：复制了 {tables} 张表，每表最多 {rows:,} 行（按抽样造数），代价为临时库上的估算。",
)
_INSTALL = (
    Text(
        "Install it on the server (Debian: postgresql-15-hypopg) and run CREATE EXTENSION hypopg.",
        "请在服务器上安装（Debian：postgresql-15-hypopg）并执行 CREATE EXTENSION hypopg。",
    ),
    Text("The server has it: run CREATE EXTENSION hypopg.", "服务器上已有该扩展，执行 CREATE EXTENSION hypopg 即可。"),
)


@click.command()
@click.argument("url", metavar="URL")
@click.option(
    "--statements",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Statements to examine, instead of those that pg_stat_statements remembers. 指定语句文件，不取 pg_stat_statements 的记录。",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 2000),
    default=200,
    show_default=True,
    metavar="N",
    help="How many remembered statements to examine, slowest first. 取耗时最多的前 N 条语句。",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="What to print. 输出格式。",
)
@click.option(
    "--statement-timeout",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    metavar="S",
    help="Longest run of one statement on the server, in seconds. 单条语句在服务器上的时限（秒）。",
)
@click.option(
    "--scratch",
    metavar="URL",
    help="An empty database to try real indexes on; never the target. 用来试建索引的空库（不能是目标库）。",
)
@click.option(
    "--scratch-rows",
    type=click.IntRange(500, 5_000_000),
    default=20_000,
    show_default=True,
    metavar="N",
    help="Rows that a table has there at most. 临时库中每张表最多造多少行。",
)
@options.lang_option
def advise(
    url: str,
    file: Path | None,
    limit: int,
    form: str,
    statement_timeout: int,
    scratch: str | None,
    scratch_rows: int,
    lang: Lang,
) -> int:
    """Propose indexes for the PostgreSQL, MySQL or MariaDB database at URL.

    Nothing is created there and no statement of the workload is run: each is only planned (EXPLAIN), in a read-only
    session. On PostgreSQL hypopg makes the planner believe in indexes. Where that is missing, and on MySQL and MariaDB,
    --scratch names an empty database in which tables like the target's are made and indexes really tried. The statements
    to create them are printed for review.

    为 URL 处的 PostgreSQL、MySQL 或 MariaDB 数据库给出索引建议。目标库全程只读，只看执行计划（EXPLAIN）不执行语句。PostgreSQL 用
    hypopg 虚拟索引验证；没有 hypopg 或是 MySQL、MariaDB 时，用 --scratch 指定一个空库，在里面按目标库建表、试建真实索引。
    建索引语句只打印出来供审核。
    """
    from healthcheck import advise as advisor
    from healthcheck.advise.scratch import Scratch

    stderr = options.stderr_console()
    with stderr.status("") as status, ExitStack() as stack:
        session, works = _opened(stack, url, file, limit, statement_timeout, scratch)

        def progress(done: int, total: int) -> None:
            status.update(f"{'分析语句' if lang == 'zh' else 'statements'} {done}/{total}")

        def copying(done: int, total: int) -> None:
            status.update(f"{'复制表' if lang == 'zh' else 'copying tables'} {done}/{total}")

        copy = None
        if isinstance(session, Scratch):
            session.fill_from(session.schema, works, session.dialect, scratch_rows, copying)
            copy = session.copy
        advice = advisor.advise(session, works, progress)
        rewrites = advisor.propose_rewrites(session, works)
        how = _INSTALL[session.can_install] if isinstance(session, advisor.Session) and not session.proves else None
    notes = _notes(how, copy, scratch_rows, lang)
    if form == "json":
        import json

        click.echo(json.dumps(as_json(advice, rewrites, notes, copy, lang), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        console = Console(highlight=False, soft_wrap=True)
        _print(advice, notes, lang, console)
        _print_rewrites(rewrites, lang, console)
    return PASSED if advice.proven else INCOMPLETE


def _opened(
    stack: ExitStack, url: str, file: Path | None, limit: int, seconds: int, scratch: str | None
) -> tuple[Planner, list[Work]]:
    """What to ask about the workload, and the workload; everything opened is closed with ``stack``."""
    from healthcheck import advise as advisor
    from healthcheck.advise import scratch_mysql
    from healthcheck.databases import Limits, parse_url

    limits = Limits(seconds=seconds)
    if scratch_mysql.is_mysql(url):
        if scratch is None:
            raise UsageError(_NO_SCRATCH.en, _NO_SCRATCH.zh)
        target = scratch_mysql.MySQLTarget(parse_url(url), limits)
        stack.callback(target.close)
        works = advisor.read_file(file) if file else target.remembered(limit)
        copy = scratch_mysql.MySQLScratch(target, scratch, limits)
        stack.callback(copy.close)
        return copy, works
    session = advisor.Session.open(url, limits)
    stack.callback(session.close)
    works = advisor.read_file(file) if file else advisor.remembered(session, limit)
    if scratch is None:
        return session, works
    from healthcheck.advise.scratch_postgres import PostgresScratch

    tried = PostgresScratch(session, scratch, limits)
    stack.callback(tried.close)
    return tried, works


def _notes(how: Text | None, copy: Copy | None, rows: int, lang: Lang) -> list[str]:
    """How far the advice is proven: what the reader must know before believing it."""
    notes = [_UNPROVEN.in_(lang).format(how=how.in_(lang))] if how else []
    if copy is not None:
        notes.append(_ON_COPY.in_(lang).format(tables=len(copy.tables), rows=rows))
        notes += [problem.in_(lang) for problem in copy.problems]
    return notes


def as_json(advice: Advice, rewrites: list[Rewrite], notes: list[str], copy: Copy | None, lang: Lang) -> dict[str, Any]:
    """The advice for programs; costs are the planner's units, those of a proposal each statement's times its calls.

    MySQL and MariaDB tell rows that a plan looks at instead of costs.
    """
    return {
        "proven": advice.proven,
        "note": notes[0] if notes else None,
        "notes": notes,
        "copied": None if copy is None else {c.table_id: {"rows": c.rows, "of": c.total} for c in copy.tables.values()},
        "statements": {
            "considered": advice.considered,
            "quick_enough": advice.cheap,
            "not_planned": [{"statement_id": w.statement_id, "reason": t.in_(lang)} for w, t in advice.unplanned],
        },
        "workload_cost": {"before": advice.before, "after": advice.after if advice.proven else None},
        "proposals": [
            {
                "table": p.index.table_id,
                "keys": list(p.index.keys),
                "include": list(p.index.carried),
                "where": p.index.where or None,
                "statement": p.statement,
                "proven": p.proven,
                "cost_before": p.before,
                "cost_after": p.after if p.proven else None,
                "bytes": p.size,
                "rows_written": p.writes,
                "write_cost": p.write_cost,
                "gains": [
                    {
                        "statement_id": g.work.statement_id,
                        "sql": g.work.sql,
                        "calls": g.work.calls,
                        "total_ms": g.work.total_ms,
                        "cost_before": g.before,
                        "cost_after": g.after if p.proven else None,
                    }
                    for g in p.gains
                ],
            }
            for p in advice.proposals
        ],
        "rewrites": [
            {
                "rule": r.rewritten.rule,
                "statement_id": r.work.statement_id,
                "sql": r.work.sql,
                "rewritten": r.rewritten.after,
                "diff": r.rewritten.diff,
                "same_rows": r.rewritten.same,
                "calls": r.work.calls,
                "total_ms": r.work.total_ms,
                "cost_before": r.before,
                "cost_after": r.after,
            }
            for r in rewrites
        ],
    }


def _print_rewrites(rewrites: list[Rewrite], lang: Lang, console: Console) -> None:
    """Each statement's repair as a diff, with what the planner makes of both texts."""
    from rich.markup import escape

    zh = lang == "zh"
    if not rewrites:
        return
    console.print()
    console.print(
        "[bold]换个写法更快的语句：[/bold]" if zh else "[bold]Statements that cost less in other words:[/bold]"
    )
    for rewrite in rewrites[:MOST_REWRITES]:
        waited = "" if rewrite.work.total_ms is None else f", {rewrite.work.total_ms / 1000:,.1f} s"
        change = f"{_number(rewrite.before)} → {_number(rewrite.after)} × {rewrite.work.calls:,}{waited}"
        console.print()
        console.print(f"   {'代价' if zh else 'cost'} {change} ({rewrite.rewritten.rule})")
        for line in rewrite.rewritten.diff.splitlines():
            style = "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
            console.print(f"   {escape(line)}", style=style)
        if not rewrite.rewritten.same:
            console.print(
                "   注意：结果会变，NULL 挡掉的行会出现。"
                if zh
                else "   Mind: the rows change, those that NULLs kept away appear.",
                style="yellow",
            )
    if len(rewrites) > MOST_REWRITES:
        more = len(rewrites) - MOST_REWRITES
        console.print(
            f"   另有 {more} 条，见 --format json" if zh else f"   and {more} more, see --format json", style="dim"
        )


def _print(advice: Advice, notes: list[str], lang: Lang, console: Console) -> None:
    from rich.markup import escape

    zh = lang == "zh"
    for note in notes:
        console.print(f"[yellow]{escape(note)}[/yellow]")
    said = (
        f"分析语句 {advice.considered} 条，其中 {advice.cheap} 条本来就很快；无法分析 {len(advice.unplanned)} 条。"
        if zh
        else f"{advice.considered} statements examined, {advice.cheap} of them quick enough;"
        f" {len(advice.unplanned)} could not be planned."
    )
    console.print(said)
    if not advice.proposals:
        console.print("没有值得新建的索引。" if zh else "No index is worth its upkeep.")
    for number, proposal in enumerate(advice.proposals, 1):
        console.print()
        console.print(f"[bold]{number}. {escape(proposal.statement)}[/bold]")
        for line in _details(proposal, zh):
            console.print(f"   {escape(line)}")
    if advice.proposals and advice.proven:
        console.print()
        console.print(
            f"全部建好后，整体代价 {_number(advice.before)} → {_number(advice.after)}（规划器估算 × 次数）。"
            if zh
            else f"With all of them the workload costs {_number(advice.before)} → {_number(advice.after)}"
            " (the planner's estimate times calls)."
        )
    if any("CONCURRENTLY" in p.statement for p in advice.proposals) and advice.proven:
        console.print(
            "请审核后在业务低峰执行；CONCURRENTLY 不能放在事务里，失败会留下无效索引，需要删除。"
            if zh
            else "Review them and create them at a quiet hour. CONCURRENTLY takes no transaction around it; when it fails"
            " it leaves an invalid index, which has to be dropped."
        )
    for work, reason in advice.unplanned[:5]:
        first = " ".join(work.sql.split())[:80]
        console.print(escape(f"{'无法分析' if zh else 'Not planned'}: {first} … {reason.in_(lang)}"), style="dim")


def _details(proposal: Proposal, zh: bool) -> list[str]:
    """What speaks for a proposal and against it."""
    lines = []
    if proposal.proven:
        size = _size(proposal.size)
        lines.append(
            f"代价 {_number(proposal.before)} → {_number(proposal.after)}，预计占用 {size}"
            if zh
            else f"cost {_number(proposal.before)} → {_number(proposal.after)}, about {size}"
        )
    lines.append(
        f"写入代价：统计以来该表写入 {proposal.writes:,} 行，约增加 {_number(proposal.write_cost)}"
        if zh
        else f"upkeep: {proposal.writes:,} rows written since statistics began, about {_number(proposal.write_cost)} more"
    )
    for gain in proposal.gains[:5]:
        first = " ".join(gain.work.sql.split())[:90]
        change = f"{_number(gain.before)} → {_number(gain.after)}" if proposal.proven else _number(gain.before)
        waited = "" if gain.work.total_ms is None else f", {gain.work.total_ms / 1000:,.1f} s"
        lines.append(f"- {change} × {gain.work.calls:,}{waited}: {first}")
    if len(proposal.gains) > 5:
        more = len(proposal.gains) - 5
        lines.append(f"- 另有 {more} 条语句受益" if zh else f"- and {more} more statements")
    return lines


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _size(size: int | None) -> str:
    if size is None:
        return "?"
    return f"{size / 1048576:,.1f} MB" if size >= 104_858 else f"{size / 1024:,.0f} KB"
