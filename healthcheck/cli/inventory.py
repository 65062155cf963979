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
    help="Write Markdown (.md) there instead of printing it. 另存为 Markdown。",
)
@edition_options
@options.lang_option
def inventory(target: str, settings: Options, output: Path | None, editions: Editions, lang: Lang) -> int:
    """List what is set up in TARGET, a snapshot or a live system: the hand-over document.

    The workbook of a scan (scan -o findings.xlsx) has it as a sheet.

    列出系统已配置的内容（系统配置清单），用于交接；扫描导出的 .xlsx 中也有此表。

    Exits 3 when a part could not be read whole.
    """
    from healthcheck.inventory import inventory as take
    from healthcheck.report.inventory import markdown
    from healthcheck.scan import write_snapshot
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    if output is not None and output.suffix.lower() != ".md":
        raise UsageError(f"{output}: the inventory is written as .md.", f"{output}：配置清单只支持 .md 格式。")
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
            editions.inspect(snapshot)
    documents: list[tuple[Path | None, str]] = []
    if editions.internal:
        documents.append((output, markdown(sections, lang, ", ".join(names))))
    if editions.customer:
        _disguise(sections, editions, lang)
        place = editions.customer_file(output) if output else None
        documents.append((place, markdown(sections, lang, ", ".join(names))))
    for place, text in documents:
        if place is None:
            click.echo(text, nl=False)
        else:
            replace_file(place, text.encode("utf-8"))
    return INCOMPLETE if any(s.state == "partial" for s in sections) else PASSED


def _disguise(sections: list[Section], editions: Editions, lang: Lang) -> None:
    import os

    from healthcheck.edition import FalseNames

    names = FalseNames(editions.values, editions.salt or os.urandom(32))
    for section in sections:
        section.rows = [tuple(names.anything(value) for value in row) for row in section.rows]
