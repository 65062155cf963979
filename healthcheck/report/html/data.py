"""The findings as data inside the page.

Fifty thousand findings in two languages would be a hundred megabytes as text. What is alike is therefore told once:
sentences as templates per rule, evidence as rows under one heading per rule, causes and reasons by number. ``report.js``
is the only reader; both change together.
"""

from __future__ import annotations

import string
from typing import Any

from healthcheck.facts import TABLES
from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Finding, Outcome, Place, Thing, count, show
from healthcheck.report import common
from healthcheck.rule import SEVERITIES, Rule
from healthcheck.scan import Guide, Scan
from healthcheck.states import NAMES
from healthcheck.waive import KIND_TEXT

#: Longest piece of evidence, in characters; what is longer is cut, and says so.
LONGEST = 10_000

#: Families of rules and fact tables.
FAMILY = {
    "org": Text("Organisation", "组织架构"),
    "access": Text("Accounts and rights", "账号与权限"),
    "flow": Text("Approval flows", "审批流"),
    "report": Text("Reports and database", "报表与数据库"),
    "material": Text("Materials", "物料主数据"),
    "migration": Text("Data migration", "数据迁移"),
    "operation": Text("Operation", "运维"),
    "config": Text("Configuration files", "配置文件"),
    "across": Text("Between systems", "系统之间"),
}

_CONFIDENCES = tuple(common.CONFIDENCE)


class _Numbers:
    """Things told once and named by number from then on."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._seen: dict[Any, int] = {}

    def of(self, key: Any, item: Any) -> int:
        number = self._seen.get(key)
        if number is None:
            number = self._seen[key] = len(self.items)
            self.items.append(item)
        return number


def embedded(scan: Scan) -> dict[str, Any]:
    """Everything that the page's script draws from."""
    whys, causes, types = _Numbers(), _Numbers(), _Numbers()
    for cause in scan.causes:  # in order of urgency, which is the order of the view by object
        _cause(cause.thing, causes, types)
    rules: list[dict[str, Any]] = []
    open_rows: list[tuple[tuple[Any, ...], list[Any]]] = []
    waived_rows: list[list[Any]] = []
    for outcome in scan.outcomes:
        if not (outcome.findings or outcome.waived):
            continue
        number = len(rules)
        columns = list(dict.fromkeys(k for f in (*outcome.findings, *outcome.waived) for k in f.evidence))
        rules.append(_rule(outcome, columns))
        page = _Page(outcome.rule, scan)
        for finding in (*outcome.findings, *outcome.waived):
            row = _row(finding, number, columns, page, whys, causes, types)
            if finding.waiver is None:
                open_rows.append(((finding.priority, -finding.score, finding.rule, finding.subject.key), row))
            else:
                waived_rows.append(row)
    open_rows.sort(key=lambda r: r[0])
    return {
        "rules": rules,
        "types": types.items,
        "causes": causes.items,
        "whys": whys.items,
        "guides": {name: _guide(guide) for name, guide in {"": scan.guide, **scan.guides}.items()},
        "severities": [_pair(common.SEVERITY[s]) for s in SEVERITIES],
        "confidences": [_pair(text) for text in common.CONFIDENCE.values()],
        "families": {name: _pair(text) for name, text in FAMILY.items()},
        "states": {name: _pair(text) for name, text in NAMES.items()},
        "kinds": {name: _pair(text) for name, text in {**KIND_TEXT, **common.ACCEPTANCE}.items()},
        "effort": {name: _pair(text) for name, text in common.EFFORT.items()},
        "findings": [row for _, row in open_rows],
        "waived": waived_rows,
    }


def _pair(text: Text) -> list[str]:
    return [text.en, text.zh]


def _guide(guide: Guide) -> dict[str, Any]:
    """Menu paths by fact table, and the product's own repairs by rule."""
    return {
        "where": {name: _pair(text) for name, text in guide.where.items()},
        "own": {rule: [_pieces(text) for text in own["text"]] for rule, own in guide.fixes.items() if own.get("text")},
    }


def _rule(outcome: Outcome, columns: list[str]) -> dict[str, Any]:
    rule: Rule = outcome.rule
    return {
        "id": rule.id,
        "effort": rule.effort,
        "count": outcome.count,
        "title": [rule.text["en"].title, rule.text["zh"].title],
        "message": [_pieces(rule.text["en"].message), _pieces(rule.text["zh"].message)],
        "fix": [_pieces(rule.text["en"].fix), _pieces(rule.text["zh"].fix)],
        "columns": columns,
        "menus": rule.menus,
    }


def _pieces(template: str) -> list[str]:
    """A sentence cut at its placeholders: text, name, text, name, …, text; `name:line|lines` where something is counted."""
    pieces: list[str] = [""]
    for literal, name, spec, _ in string.Formatter().parse(template):
        pieces[-1] += literal
        if name is not None:
            pieces += [f"{name}:{spec}" if spec and "|" in spec else name, ""]
    return pieces


def _row(
    finding: Finding, rule: int, columns: list[str], page: _Page, whys: _Numbers, causes: _Numbers, types: _Numbers
) -> list[Any]:
    subject = finding.subject
    return [
        rule,
        int(finding.priority[1]),
        finding.score,
        SEVERITIES.index(finding.severity),
        _CONFIDENCES.index(finding.confidence),
        whys.of((finding.why.en, finding.why.zh), _pair(finding.why)),
        _type(subject.type, types),
        subject.key,
        subject.name[:LONGEST],
        _cause(finding.cause, causes, types),
        [_value(finding.evidence[c]) if c in finding.evidence else 0 for c in columns],
        finding.origin,
        finding.fingerprint,
        _more(finding, page) or 0,
    ]


class _Page:
    """What the page makes of one rule's templates: a sentence that comes out otherwise is told as it is."""

    def __init__(self, rule: Rule, scan: Scan) -> None:
        self.rule = rule
        self.scan = scan
        self._pieces = {lang: (_pieces(rule.text[lang].message), _pieces(rule.text[lang].fix)) for lang in LANGS}

    def told(self, finding: Finding) -> dict[str, list[str]]:
        """Message and fix in both languages, where the templates alone do not give them."""
        found: dict[str, list[str]] = {}
        values = {name: _value(value) for name, value in finding.evidence.items()}
        messages = [common.message(finding, self.rule, lang) for lang in LANGS]
        if messages != [_filled(self._pieces[lang][0], values, lang) for lang in LANGS]:
            found["message"] = messages
        fixes = [common.fix(finding, self.rule, self.scan, lang) for lang in LANGS]
        if fixes != [self._fix(finding, values, lang) for lang in LANGS]:
            found["fix"] = fixes
        return found

    def _fix(self, finding: Finding, values: dict[str, Any], lang: Lang) -> str:
        """As ``report.js`` does it."""
        advice = _filled(self._pieces[lang][1], values, lang)
        guide = common.guide_of(finding, self.scan)
        own = guide.fixes.get(self.rule.id)
        if own and own.get("text"):
            return f"{advice} {_filled(_pieces(Text(*own['text']).in_(lang)), values, lang)}"
        where = next((guide.where[fact] for fact in self.rule.menus if fact in guide.where), None)
        return f"{advice} {'菜单：' if lang == 'zh' else 'Menu: '}{where.in_(lang)}" if where else advice


def _filled(pieces: list[str], values: dict[str, Any], lang: Lang) -> str:
    parts = []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            parts.append(piece)
        else:
            name, _, counted = piece.partition(":")
            value = show(values[name], lang) if name in values else f"{{{name}}}"
            parts.append(count(value, counted) if counted else value)
    return "".join(parts)


def _more(finding: Finding, page: _Page) -> dict[str, Any]:
    """What only some findings have."""
    more: dict[str, Any] = {**common.statements(finding, page.scan), **page.told(finding)}
    if finding.system:
        more["system"] = finding.system
    if finding.state:
        more["state"] = finding.state
    if finding.places:
        more["places"] = [_place(p) for p in finding.places[:20]]
    if finding.waiver is not None:
        waiver = finding.waiver
        until = f"{waiver.until} {waiver.timezone}".strip() if waiver.until else ""
        more["waiver"] = {
            "how": waiver.how,
            "kind": waiver.kind,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "approver": waiver.approver,
            "until": until,
            "ticket": waiver.ticket,
            "source": waiver.source,
        }
    return more


def _place(place: Place) -> str:
    parts = [place.path, place.sheet, place.cell, str(place.line or ""), str(place.column or "") if place.line else ""]
    return ":".join(p for p in parts if p)


def _type(name: str, types: _Numbers) -> int:
    return types.of(name, [name, TABLES[name].en, TABLES[name].zh])


def _cause(thing: Thing, causes: _Numbers, types: _Numbers) -> int:
    key = (thing.system, thing.type, thing.key)
    return causes.of(key, [_type(thing.type, types), thing.key, thing.name[:LONGEST], thing.system])


def _value(value: Any) -> Any:
    """A piece of evidence: text as it is, what depends on the language (empty, yes, no) as itself."""
    if value is None or isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else show(value, "en")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
