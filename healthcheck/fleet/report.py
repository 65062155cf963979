"""The result of a fleet for the console, as Markdown and as JSON. Console and Markdown say the same, from one place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from healthcheck.fleet.consolidate import PRIORITIES, Consolidated, Outlier, TargetLine, verdict_of
from healthcheck.fleet.folder import FAILURES
from healthcheck.language import Lang, Text, join
from healthcheck.report.common import SEVERITY, type_name
from healthcheck.report.markdown import escape

if TYPE_CHECKING:
    from rich.console import Console

#: Raised when a key changes meaning or goes; new keys do not raise it.
VERSION = 1

VERDICTS = {
    "passed": Text("passed", "通过"),
    "findings": Text("findings", "有问题"),
    "incomplete": Text("incomplete", "不完整"),
    "failed": Text("failed", "未扫描成"),
    "missing": Text("not scanned yet", "尚未扫描"),
}
_ORDER = ("failed", "incomplete", "findings", "missing", "passed")


@dataclass(frozen=True)
class _Section:
    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    rest: int  # rows that are not shown


def document(result: Consolidated, lang: Lang) -> dict[str, Any]:
    """The result as a tree of plain values."""
    return {
        "schema": "healthcheck-fleet-report",
        "version": VERSION,
        "language": lang,
        "started": result.started,
        "summary": {
            "targets": len(result.targets),
            "verdicts": {kind: result.count(kind) for kind in VERDICTS},
            "findings": sum(t.findings for t in result.targets),
            "priorities": {p: sum(t.priorities.get(p, 0) for t in result.targets) for p in PRIORITIES},
        },
        "targets": [_target(line, lang) for line in result.targets],
        "rules": [{**asdict(r), "title": title_of(r.rule, result, lang)} for r in result.rules],
        "causes": [{**asdict(c), "title": title_of(c.rule, result, lang)} for c in result.causes],
        "outliers": [{**asdict(o), "message": outlier_line(o, result, lang)} for o in result.outliers],
    }


def _target(line: TargetLine, lang: Lang) -> dict[str, Any]:
    state = line.state
    return {
        "name": line.name,
        "label": line.label,
        "products": list(line.products),
        "verdict": verdict_of(state),
        "kind": state.kind if state else None,
        "reason": state.reason.in_(lang) if state and state.reason else None,
        "incomplete": [t.in_(lang) for t in state.incomplete] if state else [],
        "exit_code": state.exit_code if state else None,
        "tries": state.tries if state else 0,
        "seconds": state.seconds if state else None,
        "findings": line.findings,
        "priorities": line.priorities,
        "score": line.score,
        "collected_at": line.collected_at or None,
    }


def as_json(result: Consolidated, lang: Lang) -> str:
    """The result as JSON text."""
    return json.dumps(document(result, lang), ensure_ascii=False, indent=1) + "\n"


def title_of(rule: str, result: Consolidated, lang: Lang) -> str:
    """A rule's title, or its id where nobody knows it any more."""
    return result.titles[rule].in_(lang) if rule in result.titles else rule


def headline(result: Consolidated, lang: Lang) -> str:
    """One line on the whole fleet."""
    counts = [(VERDICTS[kind].in_(lang), result.count(kind)) for kind in ("passed", "findings", *_ORDER[:2], "missing")]
    said = [(f"{name} {n}" if lang == "zh" else f"{n} {name}") for name, n in counts if n]
    total = len(result.targets)
    return f"{total} 个目标：{'，'.join(said)}" if lang == "zh" else f"{total} targets: {', '.join(said)}"


def reason_of(line: TargetLine, lang: Lang) -> str:
    """Why a target failed or is incomplete; empty for the others."""
    state = line.state
    if state is None:
        return ""
    if not state.done:
        kind = FAILURES[state.kind].in_(lang) if state.kind in FAILURES else state.kind
        why = state.reason.in_(lang) if state.reason else ""
        tries = ""
        if state.tries > 1:
            tries = f"（共试 {state.tries} 次）" if lang == "zh" else f" ({state.tries} tries)"
        return f"{kind}{'：' if lang == 'zh' else ': '}{why}{tries}"
    more = len(state.incomplete) - 3
    said = join(list(state.incomplete[:3])).in_(lang)
    return said + ((f"，另有 {more} 处" if lang == "zh" else f"; and {more} more") if more > 0 else "")


def outlier_line(outlier: Outlier, result: Consolidated, lang: Lang) -> str:
    """What stands apart, in words."""
    zh = lang == "zh"
    of, value, usual = outlier.of, outlier.value, round(outlier.usual)
    if outlier.kind in ("findings", "rare"):
        title = title_of(outlier.what, result, lang)
        if outlier.kind == "rare":
            return (
                f"“{title}”只在同类 {of} 个目标中的 {usual} 个出现（本目标 {value} 处）"
                if zh
                else f"“{title}” only in {usual} of {of} alike ({value} here)"
            )
        return (
            f"“{title}”{value} 处，同类 {of} 个目标一般为 {usual} 处"
            if zh
            else f"“{title}”: {value} findings; usual among {of} alike: {usual}"
        )
    what = type_name(outlier.what, lang) if outlier.what else ""
    if outlier.kind == "rows":
        return (
            f"{what} {value} 行，同类 {of} 个目标一般为 {usual} 行"
            if zh
            else f"{what}: {value} rows; usual among {of} alike: {usual}"
        )
    return (
        f"缺少{what}，同类 {of} 个目标中有 {usual} 个能读到"
        if zh
        else f"{what} could not be read whole; {usual} of {of} alike have it"
    )


def _cut(rows: Sequence[tuple[str, ...]], top: int) -> tuple[list[tuple[str, ...]], int]:
    return list(rows[:top]), max(0, len(rows) - top)


def _sections(result: Consolidated, lang: Lang, top: int) -> Iterator[_Section]:
    zh = lang == "zh"
    bad = [t for t in result.targets if verdict_of(t.state) in ("failed", "incomplete")]
    bad.sort(key=lambda t: _ORDER.index(verdict_of(t.state)))
    rows = [(t.name, VERDICTS[verdict_of(t.state)].in_(lang), reason_of(t, lang)) for t in bad]
    yield _Section(
        "未能完整扫描的目标" if zh else "Targets that were not scanned whole",
        ("目标", "结果", "原因") if zh else ("Target", "Result", "Why"),
        *_cut(rows, max(top, 50)),
    )
    many = [
        (
            f"{c.targets} / {len(result.targets)}",
            c.priority,
            f"{type_name(c.type, lang)}{'：' if zh else ' '}{c.name}",
            title_of(c.rule, result, lang),
            ", ".join(c.examples) + (" …" if c.targets > len(c.examples) else ""),
        )
        for c in result.causes
    ]
    yield _Section(
        "多个目标的共同原因" if zh else "The same cause in several targets",
        ("目标数", "级别", "原因", "问题", "例如")
        if zh
        else ("Targets", "Priority", "Cause", "Problem", "For example"),
        *_cut(many, top),
    )
    rules = [
        (
            f"{r.targets} / {r.judged}",
            SEVERITY[r.severity].in_(lang),
            f"{title_of(r.rule, result, lang)} ({r.rule})",
            str(r.findings),
            str(r.stopped or ""),
        )
        for r in result.rules
    ]
    yield _Section(
        "按规则" if zh else "By rule",
        ("有问题 / 已检查", "严重度", "规则", "问题数", "中断")
        if zh
        else ("Failing / judged", "Severity", "Rule", "Findings", "Stopped"),
        *_cut(rules, top),
    )
    apart = [(o.target, outlier_line(o, result, lang)) for o in result.outliers]
    yield _Section(
        "与同类目标明显不同" if zh else "Apart from the rest of the fleet",
        ("目标", "不同之处") if zh else ("Target", "What differs"),
        *_cut(apart, top),
    )
    listed = sorted(
        (t for t in result.targets if verdict_of(t.state) in ("findings", "incomplete", "passed")),
        key=lambda t: (*(-t.priorities.get(p, 0) for p in PRIORITIES), t.name),
    )
    targets = [
        (
            t.name,
            VERDICTS[verdict_of(t.state)].in_(lang),
            *(str(t.priorities.get(p, 0)) for p in PRIORITIES),
            str(t.findings),
            "" if t.score is None else f"{t.score:g}",
        )
        for t in listed
    ]
    yield _Section(
        "按目标" if zh else "By target",
        ("目标", "结果", *PRIORITIES, "问题数", "得分")
        if zh
        else ("Target", "Result", *PRIORITIES, "Findings", "Score"),
        *_cut(targets, top),
    )


def _rest(rest: int, lang: Lang) -> str:
    return f"…… 另有 {rest} 行，见 JSON" if lang == "zh" else f"… and {rest} more, see the JSON"


def as_markdown(result: Consolidated, lang: Lang, top: int = 100) -> str:
    """The result as Markdown text."""
    lines = [f"# {'批量检查报告' if lang == 'zh' else 'Health check of a fleet'}", "", headline(result, lang), ""]
    for section in _sections(result, lang, top):
        if not section.rows:
            continue
        lines += [f"## {section.title}", "", "| " + " | ".join(section.headings) + " |"]
        lines.append("|" + "---|" * len(section.headings))
        lines += ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in section.rows]
        lines += ["", *([_rest(section.rest, lang), ""] if section.rest else [])]
    return "\n".join(lines).rstrip() + "\n"


def write(result: Consolidated, lang: Lang, console: Console, top: int = 10) -> None:
    """Print the result."""
    from rich.table import Table
    from rich.text import Text as Line

    console.print(Line(_plain(headline(result, lang)), style="bold"))
    for section in _sections(result, lang, top):
        if not section.rows:
            continue
        console.print()
        console.print(Line(section.title, style="bold"))
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
        for heading in section.headings:
            table.add_column(heading, overflow="fold", no_wrap=heading in PRIORITIES)
        for row in section.rows:
            table.add_row(*(Line(_plain(cell)) for cell in row))
        console.print(table)
        if section.rest:
            console.print(Line(_rest(section.rest, lang), style="dim"))


def _plain(text: str) -> str:
    """Without control characters: names come from strangers, and a terminal obeys."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)
