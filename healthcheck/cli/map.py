"""``healthcheck map``: a mapping of one's own for a system without an adapter."""

from __future__ import annotations

from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED, UsageError
from healthcheck.language import Lang


@click.group("map")
def map_() -> None:
    """Draft and check a mapping for a system without an adapter. 为没有适配器的系统起草、核对映射。"""


@map_.command()
@click.argument("target", metavar="URL")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The folder to write. 写到哪个目录。",
)
@click.option("--title", default="", help="What the system is called. 系统名称。")
@options.lang_option
def init(target: str, folder: Path, title: str, lang: Lang) -> int:
    """Draft FOLDER with one SELECT per fact table from the schema at URL: names and comments, no rows.

    按 URL 处的表结构（表名、列名、注释，不读数据）起草映射目录。
    """
    from healthcheck.databases import Limits, open_database
    from healthcheck.drafting import draft, read_schema, write_draft
    from healthcheck.report.common import type_name
    from healthcheck.target import read_target

    found = read_target(target)
    if found.kind != "database":
        raise UsageError("A mapping is drafted from a database.", "只能根据数据库起草映射。")
    database = open_database(found.text, Limits())
    try:
        schema = read_schema(database)
    finally:
        database.close()
    made = draft(schema)
    write_draft(folder, schema, made, title or folder.name)
    zh = lang == "zh"
    for one in made.mapped:
        lacks = f"（缺 {'、'.join(one.missing)}）" if zh else f"  (without {', '.join(one.missing)})"
        without = lacks if one.missing else ""
        click.echo(f"{one.fact:<20} ← {one.table.name}{without}")
    if zh:
        absent = "、".join(type_name(name, lang) for name in made.absent)
        click.echo(f"未找到：{absent or '无'}\n\n请逐个核对 {folder}/facts，然后执行：")
    else:
        click.echo(f"Not found: {', '.join(made.absent) or '-'}\n\nCheck every file in {folder}/facts, then:")
    click.echo(f"  healthcheck map check {folder} URL\n  healthcheck scan URL --map {folder}")
    return PASSED


@map_.command()
@click.argument("mapping", metavar="FOLDER|ADAPTER")
@click.argument("target", metavar="URL")
@click.option("--all", "everything", is_flag=True, help="List every rule. 列出全部规则。")
@options.choosing
@options.lang_option
def check(
    mapping: str,
    target: str,
    everything: bool,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    lang: Lang,
) -> int:
    """Say which statements of the mapping in FOLDER fit the database at URL, and what each rule gains or lacks. Runs none of them.

    Instead of a folder the name of an installed adapter will do (healthcheck adapter list).

    核对映射目录（或已安装适配器的名称）：哪些取数语句与库结构相符、每条规则能否运行、还缺什么；不执行取数语句。
    """
    from healthcheck.drafting.check import check_mapping, find_mapping
    from healthcheck.report.common import type_name
    from healthcheck.report.verdict import family_name
    from healthcheck.target import read_target

    pack, rules = options.read_rules(packs, select, ignore)
    found = check_mapping(find_mapping(mapping), read_target(target), pack, rules)
    zh = lang == "zh"
    if found.missing:
        click.echo(f"{'不能自动识别，缺：' if zh else 'Not recognised by itself, without: '}{', '.join(found.missing)}")
    if found.unwanted:
        click.echo(
            f"{'不能自动识别，含有：' if zh else 'Not recognised by itself, because of: '}{', '.join(found.unwanted)}"
        )
    for part in found.parts:
        if part.state == "absent":
            click.echo(f"✗ {part.source}: {part.reason.in_(lang) if part.reason else ''}")
            continue
        lost = "; ".join(why.in_(lang) for why in part.unknown.values())
        click.echo(f"{'△' if lost else '✓'} {part.source}" + (f": {lost}" if lost else ""))
    total = len(found.runs) + len(found.skipped)
    click.echo(f"\n{'可运行：' if zh else 'Rules that run: '}{len(found.runs)} / {total}")
    for family, (ready, every) in found.families().items():
        click.echo(f"  {ready:>4} / {every:<4} {family_name(family, lang)}")
    if found.gains:
        click.echo("\n补上后收益最大：" if zh else "\nWhat would help most:")
        for thing, count in found.gains[:10]:
            table = thing.partition(".")[0]
            called = f"{type_name(table, lang)}（{thing}）" if zh else thing
            click.echo(f"  {count:>4} 条规则可运行：{called}" if zh else f"  {thing:<40} lets {count} more rules run")
    if everything:
        for rule_id, why in sorted(found.skipped.items()):
            click.echo(f"- {rule_id}: {why.in_(lang)}")
    return FAILED if any(p.state == "absent" for p in found.parts) else PASSED
