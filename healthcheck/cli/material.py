"""``healthcheck material merge-proposal`` and ``healthcheck material patterns``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.cli import decisions, options
from healthcheck.cli.decisions import DecisionList
from healthcheck.cli.facts_of import Facts, facts_of
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    import pyarrow as pa

    from healthcheck.matching.codes import Pattern
    from healthcheck.matching.proposal import Proposal
    from healthcheck.plan import Options

_HEADINGS = {
    "en": [
        "group", "tier", "certainty", "proposal", "keep", "code", "name", "specification", "brand", "unit",
        "stock quantity", "stock amount", "BOM lines", "suppliers", "document lines", "open lines", "open amount",
        "difference", "decision", "decided by",
    ],
    "zh": [
        "组", "层级", "把握", "建议", "主码", "编码", "名称", "规格", "品牌", "单位",
        "库存数量", "库存金额", "BOM 行数", "供应商数", "单据行数", "未结行数", "未结金额",
        "差异", "处理决定", "决定人",
    ],
}  # fmt: skip
_WORDS = {
    "en": {"keep": "keep", "merge": "merge into", "likely": "likely", "possible": "possible"},
    "zh": {"keep": "保留", "merge": "并入", "likely": "很可能", "possible": "待核实"},
}
_WIDTHS = [6, 6, 9, 10, 16, 16, 28, 28, 12, 8, 12, 12, 9, 9, 9, 9, 12, 30, 14, 14]
_LIST = {
    "en": DecisionList("merge proposal", _HEADINGS["en"], _WIDTHS, 6, ["merge", "keep both", "ask"]),
    "zh": DecisionList("合并建议", _HEADINGS["zh"], _WIDTHS, 6, ["合并", "各自保留", "待查"]),
}


@click.group()
def material() -> None:
    """Work on materials. 物料相关的工具。"""


@material.command("merge-proposal")
@click.argument("target", metavar="TARGET")
@options.collecting
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The list to write (.xlsx or .csv). 清单文件（.xlsx 或 .csv）。",
)
@click.option(
    "--tiers",
    type=click.IntRange(1, 3),
    default=3,
    show_default=True,
    help="1 same text, 2 one character apart, 3 brand or standard missing. 1 写法不同，2 差一个字，3 缺品牌或标准。",
)
@options.lang_option
def merge_proposal(target: str, settings: Options, output: Path, tiers: int, lang: Lang) -> int:
    """Write which materials of TARGET are probably one thing, for people to decide; nothing is merged.

    把 TARGET（数据库地址、事实文件目录或快照）里疑似一物多码的物料列成清单，供人工逐条确认；不会自动合并。
    """
    from healthcheck.matching.proposal import propose

    decisions.checked_output(output)
    with facts_of(target, settings, lang) as facts:
        found = propose(
            _materials(facts, target),
            facts.table("stock"),
            facts.table("bom_line"),
            facts.table("supplier_material"),
            tiers,
            facts.table("material_use"),
        )
    decisions.write(output, _LIST[lang], _rows(found, lang))
    click.echo(f"{output}: {len(found)} 组" if lang == "zh" else f"{output}: {len(found)} groups", err=True)
    return PASSED


@material.command("patterns")
@click.argument("target", metavar="TARGET")
@options.collecting
@click.option(
    "--at-least",
    type=click.IntRange(2),
    default=20,
    show_default=True,
    metavar="N",
    help="Pass over categories with fewer codes. 编码少于 N 个的分类不看。",
)
@click.option(
    "--share",
    type=click.IntRange(50, 100),
    default=80,
    show_default=True,
    metavar="PERCENT",
    help="Share of the codes that a pattern must match. 规律至少覆盖的比例。",
)
@click.option(
    "--category", "categories", multiple=True, metavar="ID", help="Only these. Repeatable. 只看这些分类，可重复。"
)
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Save the patterns as code rules: code_rule.csv, or a folder for it. 把规律存成编码规则：code_rule.csv 或其所在目录。",
)
@options.format_option("console", "json")
@options.lang_option
def patterns(
    target: str,
    settings: Options,
    at_least: int,
    share: int,
    categories: tuple[str, ...],
    save: Path | None,
    form: str,
    lang: Lang,
) -> int:
    """Show how the material codes of TARGET are built: the prevailing pattern per category, and what does not follow it.

    从 TARGET 的现有编码中归纳各分类的编码规律，列出支持数和例外；认可后可用 --save 存成编码规则。
    """
    from healthcheck.matching.codes import infer_patterns

    if save is not None:
        save = _rule_file(save)
    with facts_of(target, settings, lang) as facts:
        materials = _materials(facts, target)
        names = _category_names(facts.table("material_category"))
    columns = (materials[name].to_pylist() for name in ("category_id", "code", "active", "deleted"))
    codes = [(c, code) for c, code, active, deleted in zip(*columns, strict=True) if code and active and not deleted]
    found = infer_patterns(codes, at_least, share / 100)
    if categories:
        found = [p for p in found if p.category in categories]
    if form == "json":
        click.echo(json.dumps([_document(p, names) for p in found], ensure_ascii=False, indent=1))
    else:
        _show(found, names, lang)
    if save is not None:
        _save(save, found, names)
        told = f"{save}: {len(found)} 条编码规则" if lang == "zh" else f"{save}: {len(found)} code rules"
        click.echo(told, err=True)
    return PASSED


def _rule_file(path: Path) -> Path:
    """Where the rules go; the name of a fact file is the name of its table."""
    file = path / "code_rule.csv" if path.is_dir() or not path.suffix else path
    if file.name != "code_rule.csv":
        raise UsageError(
            f"{path}: a file of code rules is called code_rule.csv, so that a scan knows it. Name a folder, or this.",
            f"{path}：编码规则文件必须叫 code_rule.csv，扫描时才认得。请给出目录或这个文件名。",
        )
    if file.exists():
        raise UsageError(
            f"{file} already exists. Choose another folder or remove it.", f"{file} 已存在，请换个目录或先删除。"
        )
    return file


def _materials(facts: Facts, target: str) -> pa.Table:
    found = facts.table("material")
    if found is None:
        raise UsageError(f"{target}: it holds no materials.", f"{target}：没有采集到物料。")
    return found


def _category_names(table: pa.Table | None) -> dict[str, str]:
    if table is None:
        return {}
    columns = (table[name].to_pylist() for name in ("category_id", "name", "code"))
    return {key: name or code or key for key, name, code in zip(*columns, strict=True)}


# ------------------------------------------------------------------------------------------------------ patterns


def _document(pattern: Pattern, names: dict[str, str]) -> dict[str, object]:
    return {
        "category_id": pattern.category,
        "category": names.get(pattern.category or "", pattern.category),
        "pattern": pattern.regex,
        "prefix": pattern.prefix,
        "codes": pattern.codes,
        "support": pattern.support,
        "share": round(pattern.share, 4),
        "example": pattern.example,
        "outliers": list(pattern.outliers),
    }


def _show(found: list[Pattern], names: dict[str, str], lang: Lang) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    zh = lang == "zh"
    console = Console(highlight=False)
    if not found:
        console.print(
            "没有归纳出规律：编码太少或格式太杂（--at-least、--share 可放宽）。"
            if zh
            else "No pattern prevails: too few codes, or too many kinds of them (--at-least, --share)."
        )
        return
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="bold")
    for heading in (
        ("分类", "规律", "例", "覆盖", "例外") if zh else ("Category", "Pattern", "Example", "Support", "Outliers")
    ):
        table.add_column(heading, overflow="fold")
    for one in found:
        shown = ", ".join(one.outliers[:5]) + (f" … (+{len(one.outliers) - 5})" if len(one.outliers) > 5 else "")
        table.add_row(
            escape(names.get(one.category or "", one.category or ("（未分类）" if zh else "(none)"))),
            escape(one.regex),
            escape(one.example),
            f"{one.support}/{one.codes} {one.share:.0%}",
            escape(shown.encode("unicode_escape").decode() if not shown.isprintable() else shown),
        )
    console.print(table)


def _save(path: Path, found: list[Pattern], names: dict[str, str]) -> None:
    """Patterns as a fact file: the scan that reads it beside the system holds codes against them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows: list[list[object]] = [
        [
            f"inferred:{p.category or '*'}",
            f"{names.get(p.category or '', p.category or '*')} {p.regex}",
            p.category,
            p.regex,
            "true",
        ]
        for p in found
    ]
    # Read back as facts, so nothing is guarded here: a rule is a rule, and the file is no spreadsheet for people.
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code_rule_id", "name", "category_id", "pattern", "active"])
        writer.writerows(rows)


# ---------------------------------------------------------------------------------------------- merge proposal


def _rows(found: list[Proposal], lang: Lang) -> Iterator[tuple[int, list[object]]]:
    words = _WORDS[lang]
    for number, proposal in enumerate(found, 1):
        survivor = proposal.members[0]
        certainty = words["likely" if proposal.tier == 1 and proposal.sure else "possible"]
        for one in proposal.members:
            yield (
                number,
                [
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
                    one.documents,
                    one.open_lines,
                    one.open_amount,
                    one.differs,
                ],
            )
