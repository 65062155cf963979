"""HTML for people: one self-contained file that is read on a screen, searched, printed and signed.

The file asks for nothing: style and script stand inside it, and its Content-Security-Policy admits these two by their
digest and nothing else, so that a name which carries markup stays a name. Findings are data in the file and are drawn as
they are looked at; everything else is there without a script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from healthcheck.language import Lang, Text
from healthcheck.report.html.data import embedded
from healthcheck.report.html.text import visible
from healthcheck.report.html.view import View, size, span
from healthcheck.scan import Scan


def write(scan: Scan, lang: Lang) -> str:
    """The report as one HTML document that opens in ``lang`` and holds both languages."""
    data = json.dumps(embedded(scan), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    digest = hashlib.sha256(data.encode("utf-8", "replace")).hexdigest()
    style = asset("paper.css") + asset("report.css") + _running_head(scan)
    script = asset("report.js")
    page = environment().get_template("report.html")
    document = page.render(
        view=View(scan, digest),
        lang=lang,
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(_in_script(data)),
    )
    return document.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written to any file


def asset(name: str, package: str = __name__) -> str:
    """A style sheet or script of a package."""
    return files(package).joinpath(name).read_text("utf-8")


def environment(package: str = __name__) -> Environment:
    """Templates of a package: everything is escaped, and what a reader could not see is made visible."""
    made = Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.globals["both"] = both
    made.filters["size"] = size
    made.filters["span"] = span
    return made


def both(en: object, zh: object) -> Markup:
    """A piece of text in both languages; the page shows one."""
    pair = [s if isinstance(s, Markup) else escape(visible(str(s))) for s in (en, zh)]
    if pair[0] == pair[1]:
        return pair[0]
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-CN">{}</span>').format(*pair)


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that admits one style sheet and one script, both by digest, and no connection at all."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _shown(value: Any) -> Any:
    if isinstance(value, Text):
        return both(value.en, value.zh)
    return visible(value) if type(value) is str else value


def _in_script(data: str) -> str:
    """JSON that can stand in a script element whatever its texts hold (HTML standard, restrictions for script contents)."""
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return data


def _running_head(scan: Scan) -> str:
    """What stands on top of every printed page; CSS escapes, so that a target's name stays text."""
    name = visible(", ".join(scan.targets))[:80]
    said = "".join(
        c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in f"{name} · {scan.collected_at:%Y-%m-%d}"
    )
    return f'@page{{@top-right{{content:"{said}"}}}}\n'
