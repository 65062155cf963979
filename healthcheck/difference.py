"""Two scans against each other: saved ones, snapshots judged now with the same rules, or JSON reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck import score as scoring
from healthcheck.errors import UsageError
from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Finding, render
from healthcheck.states import FactSeen, Judged, Look, Memory, Seen, Standing, advance, tally

if TYPE_CHECKING:
    from healthcheck.history import History, SavedScan
    from healthcheck.rule import Rule
    from healthcheck.scan import Scan

#: Said before a comparison that compares nothing.
OTHER_SYSTEM = Text(
    "Attention: the two scans are not of the same system. What is called new or fixed cannot be compared.",
    "注意：两次扫描不是同一个系统，新增、已修复没有可比性。",
)

#: Largest JSON report that is read, in bytes.
MAX_REPORT = 512 * 1024 * 1024


@dataclass(frozen=True)
class Described:
    """A finding in words.

    Attributes:
        message: what is wrong, in a sentence; put together when it is asked for, because few of many are shown.
    """

    title: Text
    name: str
    message: Callable[[Lang], str]


@dataclass
class Side:
    """One of the two scans.

    Attributes:
        label: as the user named it.
        at: when its facts were collected (UTC).
        describe: reads its findings in words, by fingerprint.
        products: what was recognised there, in the languages in which that is known.
        system: its name in the history; empty elsewhere.
    """

    label: str
    at: datetime | None
    look: Look
    describe: Callable[[], dict[str, Described]]
    products: Mapping[Lang, frozenset[str]]
    system: str = ""

    @cached_property
    def words(self) -> dict[str, Described]:
        """Its findings in words; read when the first is asked for."""
        return self.describe()


@dataclass(frozen=True)
class Entry:
    """One finding that stands in one of them at least."""

    standing: Standing
    words: Described


@dataclass
class Difference:
    """What became of the first scan's findings in the second.

    Attributes:
        entries: most urgent first.
    """

    before: Side
    after: Side
    entries: list[Entry]
    counts: dict[Any, int]
    change: scoring.Change | None

    @property
    def other_system(self) -> bool:
        """Whether the two are certainly not the same system: saved under two names, or of two products.

        An address proves nothing: a copy of a database is compared with the one that it was made of.
        """
        one, other = self.before, self.after
        if one.system and other.system:
            return one.system != other.system
        shared: set[Lang] = {lang for lang in LANGS if one.products.get(lang) and other.products.get(lang)}
        return bool(shared) and all(one.products[lang].isdisjoint(other.products[lang]) for lang in shared)

    @property
    def warning(self) -> Text | None:
        """What a reader must know before the first number; None where there is nothing."""
        return OTHER_SYSTEM if self.other_system else None


def compare(before: Side, after: Side) -> Difference:
    """What became of the first scan's findings in the second."""
    memories = {}
    for mark, seen in before.look.seen.items():
        rule = before.look.rules[seen.rule]
        status: Any = "waived" if seen.waived else "open"
        memories[mark] = Memory(status, seen, rule.digest, rule.terms, before.look.sight(rule))
    standings, _ = advance(memories, after.look)
    entries = [Entry(s, after.words.get(mark) or before.words[mark]) for mark, s in standings.items()]
    entries.sort(key=lambda e: (e.standing.seen.priority, -e.standing.seen.score, e.standing.seen.rule, e.words.name))
    return Difference(before, after, entries, tally(standings.values()), scoring.change(before.look, after.look))


# -- where a side comes from -----------------------------------------------------------------------------------------


def read_side(text: str, history: Callable[[], History], system: str | None, judge: Callable[[Path], Scan]) -> Side:
    """One side as the user named it: a file, the number of a saved scan, ``latest`` or ``previous``.

    Args:
        history: opens the history when it is needed.
        system: whose ``latest`` and ``previous`` are meant.
        judge: judges a snapshot.

    Raises:
        UsageError: when it is none of them.
    """
    path = Path(text)
    if path.is_file():
        if path.suffix.lower() == ".json":
            return _from_report(path)
        from healthcheck.target import read_target

        if read_target(text).kind != "snapshot":
            raise UsageError(
                f"{text} is neither a snapshot nor a JSON report.", f"{text} 既不是快照，也不是 JSON 报告。"
            )
        return _from_scan(text, judge(path))
    if text.isdecimal():
        opened = history()
        return _from_history(opened, opened.scan(int(text)))
    if text in ("latest", "previous"):
        opened = history()
        own = opened.only_system(system).name
        scans = opened.scans(own, 2)
        wanted = 1 if text == "latest" else 2
        if len(scans) < wanted:
            raise UsageError(
                f"{own} has {len(scans)} saved scans, so there is no {text} one.",
                f"{own} 只保存了 {len(scans)} 次扫描，没有 {text}。",
            )
        return _from_history(opened, scans[-wanted])
    raise UsageError(
        f"There is no file {text}. Give a snapshot, a JSON report, the number of a saved scan, latest or previous.",
        f"文件 {text} 不存在。请给出快照、JSON 报告、已保存扫描的编号、latest 或 previous。",
    )


def _from_scan(label: str, scan: Scan) -> Side:
    def told(rule: Rule, finding: Finding) -> Described:
        text = rule.text
        return Described(
            Text(text["en"].title, text["zh"].title),
            finding.subject.name,
            lambda lang: render(text[lang].message, finding, lang),
        )

    def describe() -> dict[str, Described]:
        return {f.fingerprint: told(o.rule, f) for o in scan.outcomes for f in (*o.findings, *o.waived)}

    return Side(label, scan.collected_at, scan.look, describe, _products(scan.products))


def _products(names: Iterable[Text]) -> dict[Lang, frozenset[str]]:
    known = list(names)
    return {lang: frozenset(name.in_(lang) for name in known) for lang in LANGS}


def _from_history(history: History, scan: SavedScan) -> Side:
    def describe() -> dict[str, Described]:
        return {f.fingerprint: Described(f.title, f.subject.name, f.message) for f in history.findings(scan.id)}

    label, products = f"{scan.system} #{scan.id}", _products(scan.products)
    return Side(label, scan.collected_at, history.look(scan.id), describe, products, scan.system)


def _from_report(path: Path) -> Side:
    try:
        if path.stat().st_size > MAX_REPORT:
            raise ValueError(f"larger than {MAX_REPORT // 1024**2} MB")
        report = json.loads(path.read_bytes())
        if report["schema"] != "healthcheck-report":
            raise ValueError("not a healthcheck report")
        return _read_report(str(path), report)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        said = f"{type(error).__name__}: {error}"
        raise UsageError(
            f"{path} is no JSON report of healthcheck ({said}). Write one with healthcheck scan … -o report.json.",
            f"{path} 不是健康检查的 JSON 报告（{said}）。可用 healthcheck scan … -o report.json 生成。",
        ) from None


def _read_report(label: str, report: dict[str, Any]) -> Side:
    """Reports of older versions lack some keys; what they do not say is taken to be unchanged."""
    look = Look(
        facts={
            c["fact"]: FactSeen(c["state"] == "absent", bool(c.get("cut")), c["rows"], frozenset(c["known"]))
            for c in report["coverage"]
            if "known" in c
        }
    )
    at = datetime.fromisoformat(report["target"]["collected_at"].removesuffix("Z"))
    words: dict[str, Described] = {}
    for outcome in report["outcomes"]:
        rule = str(outcome["rule"])
        ran = outcome["status"] in ("passed", "failed")
        reason = outcome.get("reason")
        systems = outcome.get("systems")
        look.rules[rule] = Judged(
            rule,
            ran,
            int(outcome["count"]),
            str(outcome.get("digest", "")),
            str(outcome.get("terms", "")),
            tuple(outcome.get("rests", ())),
            bool(outcome.get("cut", False)),
            None if ran or not reason else Text(reason, reason),
            frozenset(s["system"] for s in systems if s["status"] in ("passed", "failed"))
            if systems
            else frozenset({""}),
        )
        for finding, waived in (
            *((f, False) for f in outcome["findings"]),
            *((f, True) for f in outcome.get("waived", ())),
        ):
            mark = str(finding["fingerprint"])
            look.seen[mark] = Seen(
                mark,
                rule,
                float(finding["score"]),
                str(finding["priority"]),
                waived,
                str(finding["subject"].get("system", "")),
            )
            title = str(outcome["title"])
            words[mark] = Described(
                Text(title, title), str(finding["subject"]["name"]), _as_reported(str(finding["message"]))
            )
    products = {lang: frozenset(report["target"]["products"]) for lang in LANGS if report["language"] == lang}
    return Side(label, at, look, lambda: words, products)


def _as_reported(message: str) -> Callable[[Lang], str]:
    """A report holds one language only."""
    return lambda lang: message
