"""``healthcheck demo``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from healthcheck.cli import options
from healthcheck.cli.scan import examine, judging
from healthcheck.errors import INCOMPLETE, PASSED


@click.command()
@click.option(
    "--sample",
    type=click.Choice(["messy", "tidy"]),
    default="messy",
    show_default=True,
    help="messy has a defect of every rule, tidy none. 同一家企业：messy 每条规则都有问题，tidy 没有问题。",
)
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Scan nothing; write the sample as a system to practise on. 不扫描，只生成可供练习的示例系统。",
)
@options.choosing
@judging
def demo(
    sample: str,
    folder: Path | None,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    **report: Any,
) -> int:
    """Scan the embedded sample: the ERP of a small manufacturer, built as an SQLite file.

    Exits 0 when the scan is complete, whatever it finds.

    扫描内置示例：一家小型制造企业的 ERP 库（SQLite）。扫描完成即返回 0。
    """
    from healthcheck.plan import Options
    from healthcheck.sample import MAPPING, build, practice

    if folder is not None:
        database, mapping = practice(sample, folder)
        click.echo(f"sqlite:///{database.as_posix()} --map {mapping.as_posix()}")
        return PASSED
    with tempfile.TemporaryDirectory(prefix="healthcheck-demo-") as place:
        database = build(sample, Path(place) / f"{sample}.db")
        settings = Options(mapping=MAPPING, asked=frozenset({"--check-passwords"}))
        code = examine((f"sqlite:///{database}",), settings, packs, select, ignore, None, **report)
    return INCOMPLETE if code == INCOMPLETE else PASSED
