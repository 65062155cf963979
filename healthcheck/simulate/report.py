"""A simulation told on the console and as JSON, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from healthcheck.conditions import Value, value_text
from healthcheck.language import Lang, Text
from healthcheck.simulate.ask import Document, Group
from healthcheck.simulate.walk import Branch, Step, Verdict, Way

#: Ways that the console lists per document, people per step, and groups of applicants per reason.
SHOWN_WAYS, SHOWN_PEOPLE, SHOWN_CASES = 6, 8, 12

VERDICTS: dict[Verdict, Text] = {
    "arrives": Text("gets through", "走得通"),
    "stuck": Text("never gets through", "走不通"),
    "may_stick": Text(
        "gets through or gets stuck, depending on what is not given", "视未给出的条件而定：可能走通，也可能卡住"
    ),
    "unclear": Text("cannot be told", "无法判断"),
}
_OUTCOMES = {
    "arrives": Text("arrives", "走到结束"),
    "stuck": Text("stuck", "卡住"),
    "back": Text("goes back", "退回"),
    "cut": Text("not followed further", "未继续跟踪"),
}
_MARKS = {"arrives": "✓", "stuck": "✗", "may_stick": "?", "unclear": "?", "back": "↺", "cut": "…"}


def said(document: Document, lang: Lang) -> Iterator[str]:
    """One document on the console."""
    zh = lang == "zh"
    title = f"{document.flow}（{document.type}）" if zh and document.type else document.flow
    if document.type and not zh:
        title = f"{document.flow} ({document.type})"
    who = []
    if document.applicant:
        who.append(("申请人 " if zh else "by ") + document.applicant)
    if document.unit:
        who.append(("部门 " if zh else "of ") + document.unit)
    who += [f"{name} = {value_text(value)}" for name, value in document.given.items()]
    yield title + ("：" if zh else ": ") + VERDICTS[document.walk.verdict].in_(lang)
    if who:
        yield "  " + ("，" if zh else ", ").join(who)
    for note in document.notes:
        yield "  " + note.in_(lang)
    listed = [w for w in document.walk.ways if w.outcome != "back"] or list(document.walk.ways)
    for way in listed[:SHOWN_WAYS]:
        yield ""
        yield from _way(way, lang)
    left = len(document.walk.ways) - len(listed[:SHOWN_WAYS])
    back = sum(w.outcome == "back" for w in document.walk.ways) if listed[0].outcome != "back" else 0
    if left or document.walk.more:
        yield ""
        more = "+" if document.walk.more else ""
        yield (
            f"  另有 {left}{more} 条走法未列出，其中 {back} 条退回重走"
            if zh
            else f"  {left}{more} more ways are not listed, {back} of them go back and round again"
        )


def _way(way: Way, lang: Lang) -> Iterator[str]:
    number = 0
    for item in way.trail:
        if isinstance(item, Branch):
            yield "     " + _branch(item, lang)
            continue
        number += 1
        yield (
            f"  {number:>2} {item.name}"
            + (f" · {item.flow}" if item.flow else "")
            + ("：" if lang == "zh" else ": ")
            + _step(item, lang)
        )
    end = _OUTCOMES[way.outcome].in_(lang)
    why = f"{'：' if lang == 'zh' else ': '}{way.why.in_(lang)}" if way.why else ""
    yield f"   {_MARKS[way.outcome]} {end}{why}"


def _branch(branch: Branch, lang: Lang) -> str:
    told = f"{branch.gateway} → {branch.branch}"
    if branch.condition:
        told += f"  {branch.condition}"
    if branch.unclear is not None:
        told += f"（{branch.unclear.zh}）" if lang == "zh" else f" ({branch.unclear.en})"
    return told


def _step(step: Step, lang: Lang) -> str:
    zh = lang == "zh"
    if step.state == "by_itself":
        return "自动通过或由申请人办理" if zh else "passes by itself or is the applicant's own"
    people = [
        p.name + ((f"（代 {p.instead_of}）" if zh else f" (for {p.instead_of})") if p.instead_of else "")
        for p in step.people
    ]
    told = ("、" if zh else ", ").join(people[:SHOWN_PEOPLE])
    if len(people) > SHOWN_PEOPLE:
        told += f" 等 {len(people)} 人" if zh else f" and {len(people) - SHOWN_PEOPLE} more"
    if step.needed is not None:
        told += f"（{value_text(step.needed)} 人同意即可）" if zh else f" ({value_text(step.needed)} of them)"
    elif step.mode and len(people) > 1:
        how = {
            "parallel": Text("all at the same time", "会签"),
            "sequential": Text("one after the other", "依次审批"),
        }[step.mode]
        told += f"（{how.zh}）" if zh else f" ({how.en})"
    why = step.why.in_(lang) if step.why else ""
    if step.state == "people":
        return told + (f"（另有：{why}）" if why and zh else f" (besides: {why})" if why else "")
    if step.state == "chosen":
        return why
    mark = "无人可办：" if zh else "nobody: "
    return (mark if step.state == "nobody" else "无法判断：" if zh else "cannot be told: ") + why


def said_all(groups: Iterable[Group], lang: Lang) -> Iterator[str]:
    """The sweep on the console: who never gets through, then who may not, and how many do."""
    zh = lang == "zh"
    counts: dict[Verdict, int] = dict.fromkeys(VERDICTS, 0)
    #: By verdict: flow and reason → unit and applicants → amounts.
    told: dict[Verdict, dict[tuple[str, str], dict[tuple[str, str], list[str]]]] = {v: {} for v in VERDICTS}
    units: dict[str, set[str]] = {}
    for group in groups:
        verdict, document = group.document.walk.verdict, group.document
        unit = document.unit or "—"
        counts[verdict] += max(1, len(group.applicants))
        units.setdefault(document.flow, set()).add(unit)
        if verdict != "arrives":
            cases = told[verdict].setdefault((document.flow, _reason(document, lang)), {})
            cases.setdefault((unit, _names(group.applicants, lang)), []).append(group.band or "")
    for verdict, reasons in told.items():
        if not reasons:
            continue
        yield f"{_MARKS[verdict]} {VERDICTS[verdict].in_(lang)}"
        for (flow, reason), cases in reasons.items():
            yield f"  {flow}" + ("：" if zh else ": ") + reason
            everywhere = len(units[flow]) > 1 and {unit for unit, _ in cases} == units[flow]
            if everywhere:
                yield f"      全部 {len(units[flow])} 个部门" if zh else f"      all {len(units[flow])} org units"
                continue
            for (unit, names), bands in list(cases.items())[:SHOWN_CASES]:
                amounts = "/".join(b for b in bands if b)
                amounts = (f"，金额 {amounts}" if zh else f", amount {amounts}") if amounts else ""
                yield f"      {unit} · {names}{amounts}"
            if len(cases) > SHOWN_CASES:
                yield (
                    f"      …另有 {len(cases) - SHOWN_CASES} 组"
                    if zh
                    else f"      … and {len(cases) - SHOWN_CASES} more"
                )
        yield ""
    parts = [f"{VERDICTS[v].in_(lang)} {n}" for v, n in counts.items() if n]
    total = sum(counts.values())
    yield (f"共试 {total} 种情形：" if zh else f"{total} cases tried: ") + ("，" if zh else ", ").join(parts)


def _names(names: tuple[str, ...], lang: Lang) -> str:
    told = ("、" if lang == "zh" else ", ").join(names[:5]) or "—"
    left = len(names) - 5
    if left > 0:
        told += f" 等 {len(names)} 人" if lang == "zh" else f" and {left} more"
    return told


def _reason(document: Document, lang: Lang) -> str:
    ways = document.walk.ways
    verdict = document.walk.verdict
    if verdict == "unclear":
        steps = [f"{s.name}: {s.why.in_(lang)}" for w in ways for s in w.steps if s.state == "unclear" and s.why]
        return "; ".join(list(dict.fromkeys(steps))[:2])
    reasons = [w.why.in_(lang) for w in ways if w.why and w.outcome == "stuck"]
    reasons = reasons or [w.why.in_(lang) for w in ways if w.why]
    return "; ".join(list(dict.fromkeys(reasons))[:2])


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(documents: Iterable[Document], lang: Lang) -> str:
    """Documents as JSON, texts in ``lang``."""
    return _dump({"simulation": 1, "documents": [_document(d, lang) for d in documents]})


def all_as_json(groups: Iterable[Group], lang: Lang) -> str:
    """A sweep as JSON: one entry per flow, unit, band and group of applicants."""
    entries = [
        {
            "flow": g.document.flow,
            "flow_id": g.document.flow_id,
            "type": g.document.type,
            "unit": g.document.unit,
            "amount": g.band,
            "applicants": list(g.applicants),
            "verdict": g.document.walk.verdict,
            "reason": _reason(g.document, lang) or None,
        }
        for g in groups
    ]
    return _dump({"simulation": 1, "cases": entries})


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def _document(document: Document, lang: Lang) -> dict[str, Any]:
    return {
        "flow": document.flow,
        "flow_id": document.flow_id,
        "type": document.type,
        "applicant": document.applicant,
        "unit": document.unit,
        "given": {name: _plain(value) for name, value in document.given.items()},
        "verdict": document.walk.verdict,
        "notes": [n.in_(lang) for n in document.notes],
        "more_ways": document.walk.more,
        "ways": [
            {
                "outcome": way.outcome,
                "why": way.why.in_(lang) if way.why else None,
                "trail": [_item(i, lang) for i in way.trail],
            }
            for way in document.walk.ways
        ],
    }


def _item(item: Step | Branch, lang: Lang) -> dict[str, Any]:
    if isinstance(item, Branch):
        return {
            "gateway": item.gateway,
            "node_id": item.node_id,
            "branch": item.branch,
            "condition": item.condition,
            "unclear": item.unclear.in_(lang) if item.unclear else None,
        }
    return {
        "step": item.name,
        "node_id": item.node_id,
        "flow": item.flow,
        "state": item.state,
        "people": [{"user_id": p.user_id, "name": p.name, "instead_of": p.instead_of} for p in item.people],
        "needed": None if item.needed is None else _plain(item.needed),
        "mode": item.mode,
        "why": item.why.in_(lang) if item.why else None,
    }
