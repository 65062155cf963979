"""What the page says without its script: verdict, coverage, repairs, pictures, what ran, in the words of the template."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from healthcheck.checklist import AREAS, ITEM_STATES, ROLES, Check, Item, ItemState
from healthcheck.facts import TABLES
from healthcheck.language import LANGS, Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.rank import Work
from healthcheck.readiness import NAMES, PERIODIC_NAMES, GateResult
from healthcheck.report import common
from healthcheck.report.html.data import FAMILY
from healthcheck.report.html.flow import Drawing, drawings
from healthcheck.report.html.text import short
from healthcheck.report.html.trend import drawn
from healthcheck.report.verdict import scans_so_far
from healthcheck.rule import Rule
from healthcheck.scan import Scan
from healthcheck.score import NAMES as PARTS
from healthcheck.states import NAMES as STATES
from healthcheck.states import VERDICTS, Gone, State
from healthcheck.store import Coverage, Part

#: Repairs shown in full, and those shown behind "more".
TOP, MORE = 10, 40
#: Findings of earlier scans that are named.
GONE = 200

PRIORITIES = ("P0", "P1", "P2", "P3")

URGENCY = {
    "P0": Text("at once", "立即处理"),
    "P1": Text("next", "尽快处理"),
    "P2": Text("planned", "列入计划"),
    "P3": Text("when convenient", "择机处理"),
}

#: States of checks, that which needs somebody first.
_ATTENTION: tuple[ItemState, ...] = ("failed", "open", "not-seen", "passed", "not-applicable")

_TONES = {"go": "good", "conditions": "warn", "undetermined": "none", "no-go": "bad"}


@dataclass(frozen=True)
class Verdict:
    """The first sentence of the report.

    Attributes:
        tone: ``bad``, ``warn``, ``good`` or ``none``: its colour.
    """

    tone: str
    said: Text
    reason: Text


@dataclass(frozen=True)
class Clears:
    """One rule's findings that a repair clears."""

    title: Text
    count: int


@dataclass(frozen=True)
class Repair:
    """One entry of "fix first".

    Attributes:
        show: what the link to its findings filters by, ``cause=SYSTEM TYPE KEY`` or ``rule=ID``.
    """

    number: int
    priority: str
    title: Text
    said: Text
    example: bool
    fixes: list[tuple[Text, Text]]
    score: Text
    why: Text
    effort: Text
    origin: list[str]
    clears: list[Clears]
    count: int
    show: str


@dataclass(frozen=True)
class Unseen:
    """Rules that share a reason for not giving a whole verdict."""

    reason: Text
    rules: list[tuple[str, Text]]


@dataclass(frozen=True)
class Area:
    """One area of the list of checks.

    Attributes:
        automatic, manual: how many checks of either kind are in which state.
    """

    title: Text
    automatic: list[tuple[Text, int]]
    manual: list[tuple[Text, int]]
    items: list[Item]


class View:
    """A scan as the page's template reads it.

    Args:
        digest: SHA-256 of the embedded findings, by which a signed copy is known.
    """

    def __init__(self, scan: Scan, digest: str) -> None:
        self.scan = scan
        self.digest = digest
        self.rules: dict[str, Rule] = common.rules_by_id(scan)
        self.findings: list[Finding] = scan.findings

    # -- first page ----------------------------------------------------------------------------------------------------

    @property
    def product(self) -> Text:
        """The product and its version; empty when none was recognised."""
        versions = " ".join(self.scan.versions.values())
        en = ", ".join(p.en for p in self.scan.products)
        zh = "、".join(p.zh for p in self.scan.products)
        return Text(f"{en} {versions}".strip(), f"{zh} {versions}".strip())

    @cached_property
    def priorities(self) -> list[tuple[str, int, Text]]:
        """How many findings each priority has."""
        counts = Counter(f.priority for f in self.findings)
        return [(p, counts[p], URGENCY[p]) for p in PRIORITIES]

    @property
    def total(self) -> int:
        """All findings, those counted and not kept included."""
        return sum(o.count for o in self.scan.outcomes)

    @property
    def kept(self) -> int:
        """Findings kept in full."""
        return len(self.findings)

    @property
    def cut(self) -> bool:
        """Whether a rule found more than is kept in full."""
        return any(o.cut for o in self.scan.outcomes)

    @property
    def waived(self) -> int:
        """Findings that were accepted."""
        return sum(o.waived_count for o in self.scan.outcomes)

    @property
    def statuses(self) -> list[tuple[str, Text, int]]:
        """How many rules came to which end."""
        return [(s, text, self.scan.count(s)) for s, text in common.STATUS.items()]

    @cached_property
    def verdict(self) -> Verdict:
        """Whether to go live, where that was asked; otherwise what findings and coverage say together."""
        if self.scan.readiness is not None:
            ready = self.scan.readiness
            en, zh = [" · ".join(x.en for x in ready.titles)], [" · ".join(x.zh for x in ready.titles)]
            if ready.decided:
                en.append("Not met: " + "; ".join(g.text.en for g in ready.decided))
                zh.append("未满足：" + "；".join(g.text.zh for g in ready.decided))
            blind = self._blind()
            return Verdict(
                _TONES[ready.verdict], ready.name, Text(". ".join([*en, blind.en]), "。".join([*zh, blind.zh]))
            )
        urgent, following = self.priorities[0][1], self.priorities[1][1]
        if not any(o.ran for o in self.scan.outcomes):
            said = Text("Undetermined: no rule could be judged", "无法判定：没有一条规则得出结论")
            return Verdict("none", said, Text("See what was missing below.", "缺少的内容见下文。"))
        blind = self._blind()
        if urgent:
            said = Text(
                f"{urgent} urgent {'finding' if urgent == 1 else 'findings'} (P0)",
                f"有 {urgent} 个需立即处理（P0）的问题",
            )
            return Verdict("bad", said, blind)
        if following:
            said = Text(
                f"Nothing urgent (P0), {following} {'finding' if following == 1 else 'findings'} to repair next (P1)",
                f"没有需立即处理（P0）的问题，有 {following} 个需尽快处理（P1）的问题",
            )
            return Verdict("warn", said, blind)
        if self.total:
            return Verdict(
                "good",
                Text("Nothing urgent (P0) or to repair next (P1)", "没有需立即（P0）或尽快（P1）处理的问题"),
                blind,
            )
        return Verdict("good", Text("The rules that ran found nothing", "已执行的规则没有发现问题"), blind)

    def _blind(self) -> Text:
        ran = sum(o.ran for o in self.scan.outcomes)
        total = len(self.scan.outcomes)
        stopped = sum(o.stopped for o in self.scan.outcomes)
        skipped = self.scan.count("skipped")
        if ran == total:
            return Text(f"All {total} rules gave a verdict.", f"全部 {total} 条规则都得出了结论。")
        en, zh = [f"{ran} of {total} rules gave a verdict"], [f"{total} 条规则中有 {ran} 条得出结论"]
        if skipped:
            en.append(f"{skipped} had no facts to judge")
            zh.append(f"{skipped} 条缺少数据未执行")
        if stopped:
            en.append(f"{stopped} broke off")
            zh.append(f"{stopped} 条执行异常")
        return Text("; ".join(en) + ".", "，".join(zh) + "。")

    @property
    def gates(self) -> list[GateResult]:
        """What the verdict rests on: what is not met first, and of that what weighs most."""
        ready = self.scan.readiness
        found = ready.gates if ready is not None else []
        return sorted(found, key=lambda g: (g.passed, -VERDICTS.index(g.otherwise) if not g.passed else 0))

    def leads_to(self, gate: GateResult) -> Text:
        """The verdict that a gate leads to when it is not met."""
        ready = self.scan.readiness
        return (NAMES if ready is None or ready.go_live else PERIODIC_NAMES)[gate.otherwise]

    @cached_property
    def score(self) -> Decimal | None:
        """0 to 100; None when no rule was judged."""
        return self.scan.score

    # -- since the scans before ----------------------------------------------------------------------------------------

    @property
    def changed(self) -> list[tuple[Text, int]]:
        """What became of findings since the scan before."""
        since = self.scan.since
        return [(STATES[s], n) for s, n in since.counts.items() if n] if since and since.previous else []

    @property
    def moved(self) -> list[tuple[Text, Decimal]]:
        """Why the score moved."""
        since = self.scan.since
        return [(PARTS[p], v) for p, v in since.change.parts.items() if v] if since and since.change else []

    @cached_property
    def trend(self) -> Markup | None:
        """The curve of the last scans, where there are two to compare."""
        points = scans_so_far(self.scan)
        return drawn(points, "Score and findings by scan / 历次扫描的得分与问题数") if points else None

    @property
    def gone(self) -> list[Gone]:
        """What was there before: repaired, or not evaluated this time."""
        return self.scan.since.gone[:GONE] if self.scan.since else []

    def became(self, state: State) -> Text:
        """A state in words."""
        return STATES[state]

    # -- checks ----------------------------------------------------------------------------------------------------------

    @cached_property
    def checks(self) -> list[Area]:
        """Everything that was to be checked, by rules and by people, in one list; what is not settled comes first."""
        ready = self.scan.readiness
        areas: dict[str, list[Item]] = {}
        for item in ready.items if ready is not None else []:
            areas.setdefault(item.area, []).append(item)
        found = []
        for name in sorted(areas, key=lambda a: list(AREAS).index(a) if a in AREAS else len(AREAS)):
            items = sorted(areas[name], key=lambda i: (_ATTENTION.index(i.state), i.priority, not i.manual, i.id))
            found.append(Area(AREAS.get(name, Text(name, name)), _tally(items, False), _tally(items, True), items))
        return found

    def item_state(self, item: Item) -> Text:
        """A check's state in words."""
        return ITEM_STATES[item.state]

    def role(self, check: Check) -> Text:
        """Who does a check, in words."""
        return ROLES[check.role]

    def checked(self, manual: bool) -> list[tuple[Text, int]]:
        """How the checks went that people (or rules) do, over all areas."""
        return _tally([i for area in self.checks for i in area.items], manual)

    @property
    def remarks(self) -> list[Text]:
        """Lines of waiver files that accept nothing now."""
        pairs = zip(*(common.waiver_remarks(self.scan, lang) for lang in LANGS), strict=True)
        return [Text(en, zh) for en, zh in pairs]

    # -- coverage ------------------------------------------------------------------------------------------------------

    @cached_property
    def coverage(self) -> list[tuple[Text, list[Coverage]]]:
        """Fact tables by family."""
        families: dict[str, list[Coverage]] = {}
        for seen in common.tables_of(self.scan):
            families.setdefault(TABLES[seen.fact].family, []).append(seen)
        return [(FAMILY.get(name, Text(name, name)), tables) for name, tables in families.items()]

    def states(self, tables: list[Coverage]) -> list[tuple[str, Text, int]]:
        """How many tables of a family are in which state."""
        counts = Counter[str](c.state for c in tables)
        return [(s, text, counts[s]) for s, text in reversed(common.STATE.items()) if counts[s]]

    def state(self, name: str) -> Text:
        """A state of collection in words."""
        return common.STATE[name]

    def fact(self, name: str) -> Text:
        """A fact table in words."""
        return Text(TABLES[name].en, TABLES[name].zh)

    @cached_property
    def gaps(self) -> list[Coverage]:
        """Tables that were not read whole though something of them is there: what the reader must know."""
        # Of those that are not there at all the list of every fact table tells, and the rules that did not run.
        return [c for c in self.scan.coverage.values() if c.state == "partial" or (c.cut and c.state != "absent")]

    def unseen(self, status: str) -> list[Unseen]:
        """Rules of a status by reason, the reason that stops most first."""
        chosen = [
            o
            for o in self.scan.outcomes
            if (o.ran and o.reason is not None if status == "partly" else o.status == status)
        ]
        reasons: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in chosen:
            reason = outcome.reason or Text("", "")
            reasons.setdefault((reason.en, reason.zh), []).append(outcome)
        return [
            Unseen(Text(short(en, 1000), short(zh, 1000)), [(o.rule.id, self.title(o.rule)) for o in outcomes])
            for (en, zh), outcomes in sorted(reasons.items(), key=lambda r: (-len(r[1]), r[0]))
        ]

    # -- what to fix first ---------------------------------------------------------------------------------------------

    def title(self, rule: Rule) -> Text:
        """A rule's title."""
        return Text(rule.text["en"].title, rule.text["zh"].title)

    @cached_property
    def repairs(self) -> list[Repair]:
        """The pieces of work that the page shows."""
        return [self._repair(n, w) for n, w in enumerate(self.scan.works[: TOP + MORE], 1)]

    @property
    def works(self) -> int:
        """How many pieces of work there are."""
        return len(self.scan.works)

    def _repair(self, number: int, work: Work) -> Repair:
        lead, scan, rules = work.lead, self.scan, self.rules
        rule = rules[lead.rule]
        counts = Counter(f.rule for c in work.causes for f in c.findings)
        if len(work.causes) > 1:
            counts[rule.id] = work.count
            show = f"rule={rule.id}"
        else:
            thing = work.causes[0].thing
            show = f"cause={thing.system} {thing.type} {thing.key}"
        return Repair(
            number=number,
            priority=work.priority,
            title=_text(lambda lang: short(common.work_title(work, rules, lang))),
            said=_text(lambda lang: short(common.message(lead, rule, lang), 1200)),
            example=len(work.causes) > 1,
            fixes=[
                (Text(en[0], zh[0]), Text(short(en[1], 1500), short(zh[1], 1500)))
                for en, zh in zip(*(common.work_fixes(work, rules, scan, lang) for lang in LANGS), strict=True)
            ],
            score=_text(lambda lang: common.score_line(work, lang)),
            why=lead.why,
            effort=common.EFFORT[rule.effort],
            origin=[short(o, 120) for o in lead.origin[:3]],
            clears=[Clears(self.title(rules[r]), counts[r]) for r in work.rules],
            count=work.count,
            show=show,
        )

    # -- pictures ------------------------------------------------------------------------------------------------------

    @cached_property
    def flows(self) -> list[Drawing]:
        """Approval flows with their defects marked."""
        return drawings(self.scan, self.rules)

    @property
    def duties(self) -> object:
        """Who can do what."""
        return self.scan.pictures.duties

    @cached_property
    def loads(self) -> list[tuple[object, float, float]]:
        """Tables with the lengths of their two bars, size and time, 0 to 100; logarithmic, for both span decades."""
        found = self.scan.pictures.loads
        sizes = [float(x.bytes or x.rows or 0) for x in found]
        times = [x.ms for x in found]
        return [(x, _bar(s, sizes), _bar(t, times)) for x, s, t in zip(found, sizes, times, strict=True)]

    @property
    def has_pictures(self) -> bool:
        """Whether there is anything to draw."""
        pictures = self.scan.pictures
        return bool(pictures.flows or pictures.duties or pictures.loads)

    # -- what ran ------------------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> list[Part]:
        """What was read, in order, without what was not there to be read."""
        return [p for p in self.scan.parts if p.statement or p.state != "absent"]

    @property
    def read_rows(self) -> int:
        """Rows read altogether."""
        return sum(p.rows for p in self.scan.parts)

    @property
    def read_seconds(self) -> float:
        """Time it took to read them, in seconds."""
        return sum(p.ms for p in self.scan.parts) / 1000


def _text(say: object) -> Text:
    """A sentence in both languages from a function of the language."""
    assert callable(say)
    return Text(say("en"), say("zh"))


def _tally(items: list[Item], manual: bool) -> list[tuple[Text, int]]:
    counts = Counter(i.state for i in items if i.manual == manual)
    return [(text, counts[state]) for state, text in ITEM_STATES.items() if counts[state]]


def _bar(value: float, all_values: list[float]) -> float:
    top = max(all_values, default=0.0)
    if value <= 0 or top <= 0:
        return 0.0
    return round(100 * math.log1p(value) / math.log1p(top), 1)


def size(count: float) -> str:
    """Bytes as people read them."""
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if count < 1024 or unit == "TB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError


def span(ms: float) -> str:
    """A time as people read it."""
    if ms < 1000:
        return f"{ms:.0f} ms"
    if ms < 120_000:
        return f"{ms / 1000:.1f} s"
    if ms < 7_200_000:
        return f"{ms / 60_000:.1f} min"
    return f"{ms / 3_600_000:.1f} h"
