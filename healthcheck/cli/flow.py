"""``healthcheck flow draw`` and ``healthcheck flow simulate``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, INCOMPLETE, PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.plan import Options
    from healthcheck.store import Snapshot


@click.group()
def flow() -> None:
    """Look into an approval flow. 查看审批流。"""


@flow.command()
@click.argument("target", metavar="TARGET")
@click.option("--flow", "wanted", metavar="CODE", help="Code, name or key of the flow. 流程编码、名称或主键。")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The SVG to write instead of standard output. 输出的 SVG 文件，默认输出到屏幕。",
)
@click.option(
    "--semantics",
    type=click.Choice(["engine", "spec"]),
    default="engine",
    show_default=True,
    help="How inclusive joins wait: as Flowable and Camunda 7 do, or as BPMN says. 包容网关汇聚时如何等待：按 Flowable、Camunda 7 引擎，还是按 BPMN 规范。",
)
@options.collecting
@options.lang_option
def draw(
    target: str,
    wanted: str | None,
    output: Path | None,
    semantics: Any,
    settings: Options,
    lang: Lang,
) -> int:
    """Draw a BPMN flow of TARGET (URL, folder or snapshot) as SVG, defects and the ways to them marked.

    把 TARGET（数据库地址、目录或快照）中的一条 BPMN 流程画成 SVG，标出缺陷和走法。
    """
    from healthcheck.draw import draw as drawn
    from healthcheck.soundness import analyse

    with _opened(target, settings, lang) as snapshot:
        flow_id, title = _choose(snapshot, wanted, lang)
        nodes, edges = (_rows(snapshot, table, flow_id) for table in ("flow_node", "flow_edge"))
    svg = drawn(analyse(nodes, edges, semantics), title, lang)
    if output is None:
        click.echo(svg, nl=False)
    else:
        output.write_text(svg, "utf-8")
    return PASSED


@flow.command()
@click.argument("target", metavar="TARGET")
@click.option("--type", "type_", metavar="TYPE", help="Document type: code, name or key. 单据类型：编码、名称或主键。")
@click.option("--flow", "wanted", metavar="CODE", help="Code, name or key of the flow. 流程编码、名称或主键。")
@click.option("--amount", metavar="N", help="The document's amount. 单据金额。")
@click.option("--org", metavar="UNIT", help="The applicant's org unit. 申请部门。")
@click.option("--by", metavar="USER", help="Who applies: login, name or key. 申请人：登录名、姓名或主键。")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A variable that conditions read. 条件用到的变量。"
)
@click.option(
    "--all",
    "everybody",
    is_flag=True,
    help="Try every org unit and amount band, and say who never gets through. 逐个部门、逐个金额区间试走，列出走不通的。",
)
@options.format_option("console", "json")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write instead of standard output. 输出文件，默认输出到屏幕。",
)
@options.collecting
@options.lang_option
def simulate(
    target: str,
    type_: str | None,
    wanted: str | None,
    amount: str | None,
    org: str | None,
    by: str | None,
    given: tuple[str, ...],
    everybody: bool,
    form: str,
    output: Path | None,
    settings: Options,
    lang: Lang,
) -> int:
    """Walk one document through its approval flow and name the people at each step.

    Exit code 1 when the document never gets through, 3 when that cannot be told.

    让一张单据按启用中的流程走一遍，列出每一步由谁审批；走不通时退出码为 1，无法判断时为 3。
    """
    from healthcheck.conditions import number
    from healthcheck.simulate import Request, Simulation, read_settings
    from healthcheck.simulate.report import all_as_json, as_json, said, said_all

    sum_ = None if amount is None else number(amount.replace(",", ""))
    if amount is not None and sum_ is None:
        raise UsageError(
            f"--amount {amount!r} is no number; write for example --amount 12000.",
            f"--amount “{amount}”不是数字，请写成例如 --amount 12000。",
        )
    request = Request(type_, wanted, sum_, org, by, read_settings(given))
    with _opened(target, settings, lang) as snapshot:
        simulation = Simulation.of(snapshot)
    if everybody:
        groups = list(simulation.every(request))
        verdicts = [g.document.walk.verdict for g in groups]
        text = all_as_json(groups, lang) if form == "json" else "\n".join(said_all(groups, lang)) + "\n"
    else:
        documents = simulation.one(request)
        verdicts = [d.walk.verdict for d in documents]
        if form == "json":
            text = as_json(documents, lang)
        elif documents:
            text = "\n\n".join("\n".join(said(d, lang)) for d in documents) + "\n"
        else:
            text = simulation.no_flow(request).in_(lang) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
    if not verdicts or "stuck" in verdicts:
        return FAILED
    return INCOMPLETE if any(v in ("unclear", "may_stick") for v in verdicts) else PASSED


@contextmanager
def _opened(target: str, settings: Options, lang: Lang) -> Iterator[Snapshot]:
    """The snapshot of a target; one that is none is read into a temporary snapshot first."""
    from healthcheck.scan import write_snapshot
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    found = read_target(target)
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
        path = found.path if found.kind == "snapshot" else Path(folder) / "snapshot.duckdb"
        if found.kind != "snapshot":
            adapters = options.find_adapters(options.stderr_console(), lang)
            write_snapshot([found], path, adapters, settings, lambda _: None)
        with Snapshot.open(path) as snapshot:
            yield snapshot


def _choose(snapshot: Snapshot, wanted: str | None, lang: Lang) -> tuple[str, str]:
    """Key and title of the one flow that is meant: by key, else the newest of that code or name."""
    rows = snapshot.con.execute(
        "SELECT flow_id, code, name, version FROM flow WHERE notation = 'bpmn'"
        " ORDER BY deleted, NOT active, NOT latest, version DESC, flow_id"
    ).fetchall()
    fitting = [r for r in rows if wanted is None or wanted == r[0]] or [r for r in rows if wanted in r[1:3]]
    codes = {r[1] or r[0] for r in fitting}
    if len(codes) != 1:
        listed = sorted({str(r[1] or r[0]) for r in (fitting or rows)})
        names = ", ".join(listed[:20]) + (" …" if len(listed) > 20 else "")
        if not rows:
            raise UsageError("There is no BPMN flow in it.", "其中没有 BPMN 流程。")
        raise UsageError(f"Say which flow with --flow: {names}.", f"请用 --flow 指定流程：{names}。")
    flow_id, code, name, version = fitting[0]
    return flow_id, f"{name or code or flow_id} · v{version}"


def _rows(snapshot: Snapshot, table: str, flow_id: str) -> list[Any]:
    from healthcheck.table import Table

    found = snapshot.con.sql(f"SELECT * FROM {table} WHERE flow_id = ? ORDER BY ALL", params=[flow_id]).to_arrow_table()
    return list(Table(found).rows())
