"""Reports: one module per format. Each turns a :class:`healthcheck.scan.Scan` into a document in one language.

A format's module has ``write(scan, lang)`` that returns text or, for workbooks and the like, bytes.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healthcheck.errors import UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.scan import Scan


@dataclass(frozen=True)
class Format:
    """A report format.

    Attributes:
        module: what writes it; imported when it is asked for.
        endings: of file names, lower case; the longest that fits decides.
        text: whether it can go to a terminal.
    """

    module: str
    endings: tuple[str, ...]
    text: bool = True


FORMATS: dict[str, Format] = {
    "console": Format("healthcheck.report.console", (".txt",)),
    "json": Format("healthcheck.report.json", (".json",)),
    "markdown": Format("healthcheck.report.markdown", (".md",)),
}


def format_of(path: Path) -> str:
    """The format that a file's ending asks for.

    Raises:
        UsageError: when no format has this ending.
    """
    name = path.name.lower()
    found = [(len(end), form) for form, spec in FORMATS.items() for end in spec.endings if name.endswith(end)]
    if not found:
        known = ", ".join(end for spec in FORMATS.values() for end in spec.endings)
        raise UsageError(f"-o {path}: the ending must be one of {known}.", f"-o {path}：扩展名只能是 {known}。")
    return max(found)[1]


def write(scan: Scan, form: str, lang: Lang) -> str | bytes:
    """A report in one of the formats."""
    document: str | bytes = importlib.import_module(FORMATS[form].module).write(scan, lang)
    return document
