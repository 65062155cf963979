"""Reports: one module per format. Each turns a :class:`healthcheck.scan.Scan` into a document in one language.

A format's module has ``write(scan, lang)`` that returns text or, for workbooks and the like, bytes.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from healthcheck.errors import UsageError
from healthcheck.hooks import Format
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.scan import Scan


FORMATS: dict[str, Format] = {
    "console": Format("healthcheck.report.console", (".txt",)),
    "json": Format("healthcheck.report.json", (".json",)),
    "markdown": Format("healthcheck.report.markdown", (".md",)),
    "xlsx": Format("healthcheck.report.xlsx", (".xlsx",), text=False),
    "metrics": Format("healthcheck.report.metrics", (".prom",)),
    "openmetrics": Format("healthcheck.report.openmetrics", (".om", ".openmetrics")),
    "html": Format("healthcheck.report.html", (".html", ".htm"), text=False),
    "sarif": Format("healthcheck.report.sarif", (".sarif", ".sarif.json")),
    "junit": Format("healthcheck.report.junit", (".xml",)),
    "gitlab": Format("healthcheck.report.gitlab", (".gitlab.json", "code-quality-report.json")),
    "github": Format("healthcheck.report.github", (".github.txt",)),
}


def all_formats() -> dict[str, Format]:
    """The formats above and those of installed plugins; what a plugin may not take is left to the one that has it."""
    from healthcheck.extensions import extensions

    loaded = extensions()
    formats = dict(FORMATS)
    taken = {end for spec in formats.values() for end in spec.endings}
    for name, (distribution, spec) in loaded.gathered("report_formats").items():
        clash = [name] if name in formats else sorted(taken.intersection(spec.endings))
        if clash:
            loaded.problems[distribution] = f"report_formats: {clash[0]!r} is taken already"
            continue
        formats[name] = spec
        taken.update(spec.endings)
    return formats


def format_of(path: Path) -> str:
    """The format that a file's ending asks for.

    Raises:
        UsageError: when no format has this ending.
    """
    name = path.name.lower()
    formats = all_formats()
    found = [(len(end), form) for form, spec in formats.items() for end in spec.endings if name.endswith(end)]
    if not found:
        known = ", ".join(end for spec in formats.values() for end in spec.endings)
        raise UsageError(f"-o {path}: the ending must be one of {known}.", f"-o {path}：扩展名只能是 {known}。")
    return max(found)[1]


def draws(form: str) -> bool:
    """Whether a format may show the scan's pictures: HTML does, and what a plugin's format shows is not known."""
    return form == "html" or form not in FORMATS


def write(scan: Scan, form: str, lang: Lang) -> str | bytes:
    """A report in one of the formats."""
    document: str | bytes = importlib.import_module(all_formats()[form].module).write(scan, lang)
    return document
