"""The configuration inventory as a document to hand over: Markdown, HTML to print and sign, a workbook."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from healthcheck.inventory import FAMILIES, Section, cell
from healthcheck.language import Lang, Text
from healthcheck.report.common import STATE
from healthcheck.report.markdown import escape

_SIGNATURES = (
    (
        Text("Customer", "客户方"),
        Text("What is listed is what we run. We take it over.", "所列配置与现行系统一致，同意接收。"),
    ),
    (
        Text("Implementer", "实施方"),
        Text("What is listed is what was set up, and was explained.", "所列配置为本次实施内容，已向客户说明。"),
    ),
)

#: What the name of a worksheet may not hold (ECMA-376, 18.2.19), and how long it may be.
_NOT_IN_NAMES, _LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31


def markdown(sections: Iterable[Section], lang: Lang, title: str) -> str:
    """The inventory as a Markdown document: an overview, then each section."""
    zh = lang == "zh"
    listed = list(sections)
    lines = [f"# {'系统配置清单：' if zh else 'Configuration inventory: '}{escape(title)}", ""]
    lines += [
        "| " + " | ".join(("部分", "内容", "数量", "采集") if zh else ("Part", "What", "Count", "Collected")) + " |"
    ]
    lines.append("|---|---|---:|---|")
    for section in listed:
        count = "" if section.state == "absent" else str(section.total)
        cells = (FAMILIES[section.family].in_(lang), section.title.in_(lang), count, STATE[section.state].in_(lang))
        lines.append("| " + " | ".join(cells) + " |")
    for section in listed:
        if not section.rows and section.state != "partial":
            continue
        lines += ["", f"## {section.title.in_(lang)} ({section.total})", ""]
        if section.state == "partial":
            reasons = "; ".join(r.in_(lang) for r in section.reasons)
            lines += [f"**{STATE['partial'].in_(lang)}**: {escape(reasons)}", ""]
        lines.append("| " + " | ".join(h.in_(lang) for h in section.headings) + " |")
        lines.append("|" + "---|" * len(section.headings))
        lines += ["| " + " | ".join(escape(cell(v, lang)) for v in row) + " |" for row in section.rows]
        rest = section.count - len(section.rows)
        if rest:
            lines += ["", f"另有 {rest} 行。" if zh else f"And {rest} more rows."]
    return "\n".join(lines) + "\n"


def html(sections: Iterable[Section], lang: Lang, title: str, collected: datetime, customer: bool = False) -> str:
    """The inventory as one HTML file that asks for nothing, with a contents, to be printed and signed.

    Args:
        collected: when the facts were read (UTC without zone).
        customer: whether people stand under false names.
    """
    from markupsafe import Markup

    from healthcheck.report.html import asset, environment, policy

    every = list(sections)
    digest = hashlib.sha256(markdown(every, lang, title).encode("utf-8", "replace")).hexdigest()
    style = asset("paper.css", "healthcheck.report.html") + asset("report.css", "healthcheck.report.html")
    page = environment("healthcheck.report.html").get_template("inventory.html")
    document = page.render(
        sections=every,
        listed=[s for s in every if s.rows or s.state == "partial"],
        lang=lang,
        zh=lang == "zh",
        title=title,
        collected=f"{collected:%Y-%m-%d %H:%M} UTC",
        customer=customer,
        families=FAMILIES,
        states=STATE,
        cell=cell,
        signatures=_SIGNATURES,
        digest=digest,
        policy=policy(style, ""),
        style=Markup(style),
    )
    return document.encode("utf-8", "replace").decode("utf-8")


def workbook(sections: Iterable[Section], lang: Lang, title: str, collected: datetime) -> bytes:
    """The inventory as an .xlsx file: an overview, then a sheet for each section that lists something."""
    import xlsxwriter

    from healthcheck.cells import guarded, visible

    zh = lang == "zh"
    stream = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, **plain})
    head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E78", "border": 1})
    body = book.add_format({"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"})
    large = book.add_format({"bold": True, "font_size": 16})

    def table(sheet: Any, first: int, headings: list[str], rows: Iterable[Iterable[object]]) -> None:
        sheet.write_row(first, 0, headings, head)
        for number, row in enumerate(rows, first + 1):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, column, value, body)
                else:
                    text = visible(guarded(cell(value, lang)))[:32_767]
                    sheet.write_string(number, column, text, body)

    every = list(sections)
    overview = book.add_worksheet("概览" if zh else "Overview")
    overview.set_column(0, 3, 26)
    overview.write_string(0, 0, "系统配置清单" if zh else "Configuration inventory", large)
    overview.write_string(1, 0, visible(guarded(title))[:32_767])
    overview.write_string(2, 0, f"{'采集时间' if zh else 'Facts collected'} {collected:%Y-%m-%d %H:%M} UTC")
    table(
        overview,
        4,
        ["部分", "内容", "数量", "采集情况"] if zh else ["Part", "What", "Count", "Collected"],
        (
            (
                FAMILIES[s.family].in_(lang),
                s.title.in_(lang),
                None if s.state == "absent" else s.total,
                STATE[s.state].in_(lang),
            )
            for s in every
        ),
    )
    for section in every:
        if not section.rows:
            continue
        sheet = book.add_worksheet(_NOT_IN_NAMES.sub("-", section.title.in_(lang))[:_LONGEST_NAME])
        sheet.set_column(0, max(0, len(section.headings) - 1), 22)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(section.rows), max(0, len(section.headings) - 1))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        rows: list[Iterable[object]] = list(section.rows)
        rest = section.count - len(section.rows)
        if rest:
            rows.append([f"另有 {rest} 行" if zh else f"and {rest} more rows"])
        table(sheet, 0, [h.in_(lang) for h in section.headings], rows)
    book.close()
    return stream.getvalue()
