"""``healthcheck material merge-proposal``."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.matching.proposal import Proposal

_HEADINGS = {
    "en": [
        "group", "tier", "certainty", "proposal", "keep", "code", "name", "specification", "brand", "unit",
        "stock quantity", "stock amount", "BOM lines", "suppliers", "difference", "decision", "decided by",
    ],
    "zh": [
        "组", "层级", "把握", "建议", "主码", "编码", "名称", "规格", "品牌", "单位",
        "库存数量", "库存金额", "BOM 行数", "供应商数", "差异", "处理决定", "决定人",
    ],
}  # fmt: skip
_WORDS = {
    "en": {"keep": "keep", "merge": "merge into", "likely": "likely", "possible": "possible"},
    "zh": {"keep": "保留", "merge": "并入", "likely": "很可能", "possible": "待核实"},
}


@click.group()
def material() -> None:
    """Work on materials. 物料相关的工具。"""


@material.command("merge-proposal")
@click.argument("snapshot", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SNAPSHOT")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The list to write (.csv). 清单文件。",
)
@click.option(
    "--tiers",
    type=click.IntRange(1, 3),
    default=3,
    show_default=True,
    help="1 same text, 2 one character apart, 3 brand or standard missing. 1 写法不同，2 差一个字，3 缺品牌或标准。",
)
@options.lang_option
def merge_proposal(snapshot: Path, output: Path, tiers: int, lang: Lang) -> int:
    """Write which materials of SNAPSHOT are probably one thing, for people to decide; nothing is merged.

    把 SNAPSHOT 里疑似一物多码的物料列成清单，供人工逐条确认；不会自动合并。
    """
    from healthcheck.matching.proposal import propose
    from healthcheck.sealed import open_sealed
    from healthcheck.store import Snapshot

    if output.suffix.lower() != ".csv":
        raise UsageError(f"{output}: the list is written as .csv.", f"{output}：清单只支持 .csv 格式。")
    with Snapshot.open(snapshot) as opened:
        coverage = opened.coverage()
        collected_at = opened.collected_at
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as spill:
        con = open_sealed(snapshot, collected_at, None, Path(spill))
        tables = {
            name: con.sql(f'SELECT * FROM "{name}"').to_arrow_table() if coverage[name].state != "absent" else None
            for name in ("material", "stock", "bom_line", "supplier_material")
        }
        con.close()
    if tables["material"] is None:
        raise UsageError(f"{snapshot}: it holds no materials.", f"{snapshot}：快照中没有采集物料。")
    found = propose(tables["material"], tables["stock"], tables["bom_line"], tables["supplier_material"], tiers)
    # The mark at the beginning is what makes Excel read Chinese.
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS[lang])
        for row in _rows(found, lang):
            writer.writerow([_cell(value) for value in row])
    click.echo(f"{output}: {len(found)} 组" if lang == "zh" else f"{output}: {len(found)} groups", err=True)
    return PASSED


def _rows(found: list[Proposal], lang: Lang) -> Iterator[list[object]]:
    words = _WORDS[lang]
    for number, proposal in enumerate(found, 1):
        survivor = proposal.members[0]
        certainty = words["likely" if proposal.tier == 1 and proposal.sure else "possible"]
        for one in proposal.members:
            yield [
                number,
                proposal.tier,
                certainty,
                words["keep" if one is survivor else "merge"],
                survivor.code or survivor.material_id,
                one.code or one.material_id,
                one.name,
                one.specification,
                one.brand,
                one.unit,
                one.stock_quantity,
                one.stock_amount,
                one.bom_lines,
                one.suppliers,
                one.differs,
                None,
                None,
            ]


def _cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: texts come from the customer's users."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"):
        return "'" + value
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
