"""``healthcheck inventory``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.cli import options
from healthcheck.cli.editions import Editions, edition_options
from healthcheck.errors import INCOMPLETE, PASSED, UsageError
from healthcheck.files import replace_file
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.inventory import Section
    from healthcheck.plan import Options


@click.command()
@click.argument("target", metavar="TARGET")
@options.collecting
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it there (.html to print and sign, .xlsx, .md) instead of printing it. 写成文件而不打印（.html 供打印签字，或 .xlsx、.md）。",
)
@edition_options
@options.lang_option
def inventory(target: str, settings: Options, output: Path | None, editions: Editions, lang: Lang) -> int:
    """List what is set up in TARGET, a snapshot or a live system: the hand-over document.

    The workbook of a scan (scan -o findings.xlsx) has it as a sheet.

    Exits 3 when a part could not be read whole.

    列出系统已配置的内容（系统配置清单），用于交接；扫描导出的 .xlsx 中也有此表。有内容未能完整读取时退出码为 3。
    """
    from healthcheck.inventory import inventory as take
    from healthcheck.report.inventory import html, markdown, workbook
    from healthcheck.scan import write_snapshot
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    ending = output.suffix.lower() if output is not None else ".md"
    if ending not in (".md", ".html", ".xlsx"):
        raise UsageError(
            f"{output}: the inventory is written as .html, .xlsx or .md.",
            f"{output}：配置清单支持 .html、.xlsx 和 .md 格式。",
        )
    read = read_target(target)
    stderr = options.stderr_console()
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
        path = read.path if read.kind == "snapshot" else Path(folder) / "snapshot.duckdb"
        if read.kind != "snapshot":
            adapters = options.find_adapters(stderr, lang)
            write_snapshot([read], path, adapters, settings, lambda what: None)
        with Snapshot.open(path) as snapshot:
            sections = take(snapshot)
            names = [str(name) for name in snapshot.get("targets", [])]
            collected = snapshot.collected_at
            editions.inspect(snapshot)
    title = ", ".join(names)

    def made(customer: bool) -> bytes:
        if ending == ".html":
            return html(sections, lang, title, collected, customer).encode("utf-8")
        return (
            workbook(sections, lang, title, collected)
            if ending == ".xlsx"
            else markdown(sections, lang, title).encode()
        )

    documents: list[tuple[Path | None, bytes]] = []
    if editions.internal:
        documents.append((output, made(False)))
    if editions.customer:
        _disguise(sections, editions, lang)
        documents.append((editions.customer_file(output) if output else None, made(True)))
    for place, data in documents:
        if place is None:
            click.echo(data.decode("utf-8"), nl=False)
        else:
            replace_file(place, data)
    return INCOMPLETE if any(s.state == "partial" for s in sections) else PASSED


def _disguise(sections: list[Section], editions: Editions, lang: Lang) -> None:
    import os

    from healthcheck.edition import FalseNames

    names = FalseNames(editions.values, editions.salt or os.urandom(32))
    for section in sections:
        section.rows = [tuple(names.anything(value) for value in row) for row in section.rows]
