"""``healthcheck flow draw``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED, UsageError
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
    help="The SVG to write instead of standard output. 输出的 SVG 文件。",
)
@click.option(
    "--semantics",
    type=click.Choice(["engine", "spec"]),
    default="engine",
    show_default=True,
    help="How inclusive joins wait: as Flowable and Camunda 7 do, or as BPMN says. 包容网关按引擎还是按规范等待。",
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
    from healthcheck.scan import write_snapshot
    from healthcheck.soundness import analyse
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    found = read_target(target)
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
        path = found.path if found.kind == "snapshot" else Path(folder) / "snapshot.duckdb"
        if found.kind != "snapshot":
            adapters = options.find_adapters(options.stderr_console(), lang)
            write_snapshot([found], path, adapters, settings, lambda _: None)
        with Snapshot.open(path) as snapshot:
            flow_id, title = _choose(snapshot, wanted, lang)
            nodes, edges = (_rows(snapshot, table, flow_id) for table in ("flow_node", "flow_edge"))
    svg = drawn(analyse(nodes, edges, semantics), title, lang)
    if output is None:
        click.echo(svg, nl=False)
    else:
        output.write_text(svg, "utf-8")
    return PASSED


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
