"""Options on which findings do not count."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from healthcheck.cli import options

if TYPE_CHECKING:
    from healthcheck.waive import Waivers


def waiving(function: options.F) -> options.F:
    """The options on waivers; the command gets the files as one argument ``waivers``."""

    @functools.wraps(function)
    def gathered(waivers: tuple[Path, ...], no_waivers: bool, **given: Any) -> Any:
        return function(waivers=() if no_waivers else waivers or _default_file(), **given)

    found: Any = gathered
    for option in (
        click.option("--no-waivers", is_flag=True, help="Count everything, whatever is waived. 不使用豁免。"),
        click.option(
            "--waivers",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            multiple=True,
            metavar="FILE",
            help="Accepted findings (.toml, .csv, .xlsx); waivers.toml of this folder by default. Repeatable. 豁免文件（.toml、.csv、.xlsx），默认当前目录的 waivers.toml，可重复。",
        ),
    ):
        found = option(found)
    return cast("options.F", found)


def _default_file() -> tuple[Path, ...]:
    from healthcheck.waive import DEFAULT_FILE

    path = Path(DEFAULT_FILE)
    return (path,) if path.is_file() else ()


def read(files: Iterable[Path], known: Iterable[str]) -> Waivers:
    """The waivers of some files, ready to be applied.

    Args:
        known: ids of all rules.
    """
    from healthcheck.waive import Waivers, read_waivers

    return Waivers([entry for path in files for entry in read_waivers(path)], known=known)
