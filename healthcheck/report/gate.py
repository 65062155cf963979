"""What the formats for machines that gate a change (SARIF, JUnit, GitLab, GitHub) say in the same way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from healthcheck.language import Lang
from healthcheck.outcome import Finding, Outcome, Place
from healthcheck.places import places_of
from healthcheck.report import common
from healthcheck.rule import SEVERITIES, Rule
from healthcheck.scan import Scan

#: Longest message, in characters; what is longer is nobody's to read in an annotation.
MESSAGE = 1_000

#: A rule's page is documentation, yet it may be anybody's.
_PAGE_BYTES = 256_000
_SECTIONS: dict[Lang, tuple[str, str]] = {
    "en": ("Why it matters", "How to fix it for good"),
    "zh": ("为什么重要", "如何根治"),
}


def visible(text: str, limit: int = MESSAGE) -> str:
    """``text`` as any reader can carry it: what cannot be seen (controls, bidirectional marks, halves of characters) is
    written as an escape, and what is too long is cut.

    Line breaks and tabs stay. The result is valid in UTF-8, in XML 1.0 and on a terminal.
    """
    cut = text if len(text) <= limit else text[: max(0, limit - 1)] + "…"
    return "".join(c if c in "\n\t" or not _hidden(c) else _escape(c) for c in cut)


def flat(text: str, limit: int = MESSAGE) -> str:
    """As :func:`visible`, on one line."""
    return visible(" ".join(text.split()), limit)


def _hidden(character: str) -> bool:
    if " " <= character <= "~":
        return False
    if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Zl", "Zp"):
        return True
    # Cf holds harmless joiners too, but nobody needs them to read a finding.
    return unicodedata.category(character) == "Cf"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True)
class Entry:
    """A finding with what every gate format needs of it."""

    finding: Finding
    rule: Rule
    places: tuple[Place, ...]

    @property
    def place(self) -> Place | None:
        """Where it is shown."""
        return self.places[0] if self.places else None


def entries(scan: Scan, waived: bool = False) -> list[Entry]:
    """Every kept finding (or every accepted one), the gravest first, in an order that a rerun repeats."""
    found = [
        Entry(finding, outcome.rule, tuple(places_of(finding)))
        for outcome in scan.outcomes
        for finding in (outcome.waived if waived else outcome.findings)
    ]
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[object, ...]:
    place = entry.place or Place("")
    finding = entry.finding
    return (
        SEVERITIES.index(finding.severity),
        -finding.score,
        place.path,
        place.line,
        finding.rule,
        finding.fingerprint,
    )


def unlisted(scan: Scan) -> int:
    """Findings that were counted and not kept in full."""
    return sum(max(0, o.count - len(o.findings)) for o in scan.outcomes)


def repo_path(place: Place, scan: Scan) -> str:
    """A place's path from the repository's top, with ``/`` and no way out of it."""
    parts = [p for p in f"{scan.prefix}{place.path}".replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return "/".join(parts)


def described(entry: Entry, lang: Lang, limit: int = MESSAGE) -> str:
    """What is wrong, on one line, with the worksheet's cell where lines do not tell."""
    said = common.message(entry.finding, entry.rule, lang)
    place = entry.place
    if place is not None and place.sheet:
        at = "!".join(p for p in (place.sheet, place.cell) if p)
        said = f"{at}：{said}" if lang == "zh" else f"{at}: {said}"
    return flat(said, limit)


def stopped(scan: Scan) -> list[Outcome]:
    """Rules that were to run and did not come to a verdict."""
    return [o for o in scan.outcomes if o.stopped]


def reason(outcome: Outcome, lang: Lang) -> str:
    """Why a rule gave no verdict, on one line."""
    said = outcome.reason.in_(lang) if outcome.reason else common.STATUS[outcome.status].in_(lang)
    return flat(said)


def why(rule: Rule, lang: Lang) -> str:
    """Why a rule's finding matters, from its page; empty without one."""
    return _section(rule.page, _SECTIONS[lang][0])


def remedy(rule: Rule, lang: Lang) -> str:
    """How it is repaired for good, from the rule's page; the rule's own advice without one."""
    return _section(rule.page, _SECTIONS[lang][1]) or rule.text[lang].fix


@cache
def _page(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_PAGE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _section(path: Path, heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}[ \t]*\n(.*?)(?=^## |\Z)", _page(path), re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""
