"""``healthcheck demo``."""

from __future__ import annotations

import tempfile
from pathlib import Path

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
    help="messy has a defect of every rule, tidy none. 有问题的与没问题的同一家企业。",
)
@options.choosing
@judging
def demo(
    sample: str, packs: tuple[Path, ...], select: tuple[str, ...], ignore: tuple[str, ...], **report: object
) -> int:
    """Scan the embedded sample: the ERP of a small manufacturer, built as an SQLite file.

    Exits 0 when the scan is complete, whatever it finds.

    扫描内置示例：一家小型制造企业的 ERP 库（SQLite）。扫描完成即返回 0。
    """
    from healthcheck.plan import Options
    from healthcheck.sample import MAPPING, build

    with tempfile.TemporaryDirectory(prefix="healthcheck-demo-") as folder:
        database = build(sample, Path(folder) / f"{sample}.db")
        settings = Options(mapping=MAPPING, asked=frozenset({"--check-passwords"}))
        code = examine((f"sqlite:///{database}",), settings, packs, select, ignore, None, **report)  # type: ignore[arg-type]
    return INCOMPLETE if code == INCOMPLETE else PASSED
