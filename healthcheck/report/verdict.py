"""What reports say of a verdict, of earlier scans, and of checks that people do: the same words in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from healthcheck import score as scoring
from healthcheck import states
from healthcheck.checklist import AREAS, ITEM_STATES, ROLES, Item
from healthcheck.language import Lang
from healthcheck.readiness import NAMES, PERIODIC_NAMES, Readiness
from healthcheck.states import Comparison, Point, State

if TYPE_CHECKING:
    from healthcheck.scan import Scan

PRIORITIES = ("P0", "P1", "P2", "P3")
#: A blank at which no line is broken, nor in the word after it.
TIED = "\u00a0"

#: In the order in which people ask.
_STATES: tuple[State, ...] = (
    "new", "reopened", "worse", "waiver-expired", "fixed", "better", "persisting", "waived", "not-evaluated",
)  # fmt: skip


def heading(readiness: Readiness, lang: Lang) -> str:
    """Verdict, profile, industry and score in one line."""
    gap = "、" if lang == "zh" else ", "
    said = gap.join(t.in_(lang) for t in readiness.titles)
    score = score_text(readiness.score, lang)
    return (
        f"{readiness.name.in_(lang)}（{said}）· {score}"
        if lang == "zh"
        else f"{readiness.name.in_(lang)} ({said}) · {score}"
    )


def score_text(score: Decimal | None, lang: Lang) -> str:
    """A score as people read it."""
    if score is None:
        return "没有得分" if lang == "zh" else "no score"
    return f"得分 {score}/100" if lang == "zh" else f"score {score} of 100"


def failed_gates(readiness: Readiness, lang: Lang) -> list[str]:
    """What did not hold, the worst first: what must hold, what was measured, what follows."""
    worst = list(reversed(list(NAMES)))
    names = NAMES if readiness.go_live else PERIODIC_NAMES
    failed = sorted((g for g in readiness.gates if not g.passed), key=lambda g: worst.index(g.otherwise))
    if lang == "zh":
        return [f"不满足：{g.text.zh}（{g.detail.zh}） →{TIED}{names[g.otherwise].zh}" for g in failed]
    return [f"Not so: {g.text.en} ({g.detail.en}) →{TIED}{names[g.otherwise].en}" for g in failed]


def gates_line(readiness: Readiness, lang: Lang) -> str:
    """How many gates held."""
    held = sum(g.passed for g in readiness.gates)
    total = len(readiness.gates)
    return f"{total} 项放行条件中 {held} 项满足" if lang == "zh" else f"{held} of {total} gates held"


def coverage_line(readiness: Readiness, lang: Lang) -> str:
    """How much of each family was judged."""
    parts = [f"{family_name(f.name, lang)}{TIED}{f.ran}/{f.total}" for f in readiness.families]
    return ("，" if lang == "zh" else ", ").join(parts)


def family_name(family: str, lang: Lang) -> str:
    """A family of rules in words; a vendor's own keeps its name."""
    area = {"org": "organisation", "config": "configuration"}.get(family, family)
    return AREAS[area].in_(lang) if area in AREAS else family


def checks_line(readiness: Readiness, lang: Lang) -> str:
    """How the manual checks stand."""
    manual = [i for i in readiness.items if i.manual]
    if not manual:
        return ""
    parts = []
    for state, name in ITEM_STATES.items():
        count = sum(i.state == state for i in manual)
        if count:
            parts.append(f"{name.in_(lang)} {count}")
    return ("，" if lang == "zh" else ", ").join(parts)


def pending(readiness: Readiness) -> list[Item]:
    """Manual checks that failed or have no result, the most urgent first."""
    items = [i for i in readiness.items if i.manual and i.state in ("failed", "open")]
    return sorted(items, key=lambda i: (i.priority, i.state != "failed", i.check.day if i.check else 0, i.id))


def item_line(item: Item, lang: Lang) -> str:
    """A manual check in one line: who does it, when, and what became of it."""
    said = [item.id, item.title.in_(lang)]
    if item.check is not None:
        said.append(f"[{ROLES[item.check.role].in_(lang)} {item.check.when}]")
    said.append(f"{ITEM_STATES[item.state].in_(lang)}")
    line = " ".join(said)
    if item.record is not None and item.state != "open":
        line += f" · {item.record.by} {item.record.on.isoformat()}"
    if item.detail is not None:
        line += f" · {item.detail.in_(lang)}"
    return line


def since_lines(since: Comparison, lang: Lang) -> list[str]:
    """What became of findings since the scan before, and why the score moved."""
    zh = lang == "zh"
    counted = [f"{states.NAMES[s].in_(lang)} {since.counts[s]}" for s in _STATES if since.counts.get(s)]
    said = ("，" if zh else ", ").join(counted) or ("没有问题" if zh else "nothing found")
    if since.previous is None:
        return [f"首次保存：{said}" if zh else f"First saved scan: {said}"]
    day = f"{since.previous:%Y-%m-%d %H:%M}"
    lines = [f"与 {day} 相比：{said}" if zh else f"Since {day}: {said}"]
    moved = change_line(since.change, lang)
    return [*lines, moved] if moved else lines


def change_line(change: scoring.Change | None, lang: Lang) -> str:
    """Why the score moved, in one line; the parts sum to the whole."""
    if change is None:
        return ""
    zh = lang == "zh"
    parts = [f"{scoring.NAMES[p].in_(lang)} {signed(v)}" for p, v in change.parts.items() if v]
    total = signed(change.total) if change.total else "±0"
    said = ("，" if zh else ", ").join(parts)
    head = (
        f"得分 {change.before} → {change.after}（{total}）"
        if zh
        else f"Score {change.before} → {change.after} ({total})"
    )
    return head + ((("：" if zh else ": ") + said) if said else "")


def signed(value: Decimal) -> str:
    """A number with its sign."""
    return f"+{value}" if value > 0 else f"−{abs(value)}" if value < 0 else "0"


def not_evaluated(since: Comparison, lang: Lang) -> list[tuple[str, int]]:
    """Why earlier findings could not be judged, and how many."""
    reasons: dict[str, int] = {}
    for gone in since.gone:
        if gone.state == "not-evaluated":
            why = gone.reason.in_(lang) if gone.reason else ""
            reasons[why] = reasons.get(why, 0) + 1
    return sorted(reasons.items(), key=lambda r: (-r[1], r[0]))


def scans_so_far(scan: Scan) -> list[Point]:
    """The saved scans before and this one, oldest first; nothing where none was saved before."""
    ready, since = scan.readiness, scan.since
    points = since.trend if since is not None else list(ready.rehearsals) if ready is not None else []
    if points and not any(p.at == scan.collected_at for p in points):
        counts = Counter(f.priority for f in scan.findings)
        verdict = ready.verdict if ready is not None else ""
        now = {p: counts[p] for p in PRIORITIES}
        points = [
            *points,
            Point(scan.collected_at, scan.score, verdict, now, ready.name if ready is not None else None),
        ]
    return points if len(points) > 1 else []


def burn_down(points: Iterable[Point], lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: open findings by priority, scan by scan, with the change since the one before."""
    zh = lang == "zh"
    headings = ["采集时间" if zh else "Collected", *PRIORITIES, "得分" if zh else "Score", "结论" if zh else "Verdict"]
    rows = []
    before: Point | None = None
    for point in points:
        cells = []
        for priority in PRIORITIES:
            count = point.priorities.get(priority, 0)
            moved = count - before.priorities.get(priority, 0) if before else 0
            cells.append(f"{count} ({moved:+d})" if moved else str(count))
        score = "—" if point.score is None else str(point.score)
        rows.append([f"{point.at:%Y-%m-%d %H:%M}", *cells, score, point.name.in_(lang) if point.name else ""])
        before = point
    return headings, rows
