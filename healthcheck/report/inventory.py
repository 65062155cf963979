"""The configuration inventory as a Markdown document."""

from __future__ import annotations

from collections.abc import Iterable

from healthcheck.inventory import FAMILIES, Section, cell
from healthcheck.language import Lang
from healthcheck.report.common import STATE
from healthcheck.report.markdown import escape


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
