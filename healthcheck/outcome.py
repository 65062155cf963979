"""What became of rules, and what they found. Findings hold evidence, never prose: a report chooses the language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from healthcheck.language import Lang, Text, visible
from healthcheck.rule import Confidence, Rule, Severity
from healthcheck.words import WORDS

#: What became of a finding since earlier scans.
State = Literal[
    "new", "persisting", "worse", "better", "fixed", "reopened", "waived", "waiver-expired", "not-evaluated"
]
STATES: tuple[State, ...] = get_args(State)

Status = Literal["passed", "failed", "skipped", "broken", "timeout"]
STATUSES: tuple[Status, ...] = ("failed", "broken", "timeout", "skipped", "passed")

#: Version of the way fingerprints are made; part of every fingerprint.
FINGERPRINT_VERSION = 1


@dataclass(frozen=True)
class Thing:
    """A row of a fact table, as a finding points at it.

    Attributes:
        type: fact table.
        key: the row's key columns, joined by a comma when there are several.
        name: what a person knows it by.
        origin: where a person looks it up.
        identity: its business key, which survives a rebuilt database.
        system: which of several systems it stands in; empty in a scan of one.
    """

    type: str
    key: str
    name: str
    origin: str = ""
    identity: str = ""
    system: str = ""


@dataclass(frozen=True)
class Place:
    """Where in a file something stands.

    Attributes:
        path: below the target's root, with ``/``.
        line: 1 for the first; 0 when only the file is known.
        column: in characters, 1 for the first.
        end_line: line of the last character.
        end_column: column just after the last character.
        sheet: worksheet, for workbooks.
        cell: cell in A1 notation, for workbooks.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    sheet: str = ""
    cell: str = ""


#: How a finding came to be accepted: by a dated waiver, by a comment in the file, or because it stood already.
Acceptance = Literal["waiver", "suppression", "baseline"]


@dataclass(frozen=True)
class Waiver:
    """Why a finding does not count.

    Attributes:
        how: what accepted it.
        kind: ``accepted-risk``, ``false-positive``, ``not-applicable`` or ``deferred``; empty where nobody said.
        reason: in the owner's words.
        owner: who answers for it.
        approver: who agreed.
        until: last day it holds, in the time zone of the file that says so; None = for good.
        ticket: where it is discussed.
        source: the line that says so, as ``waivers.toml:14``.
        timezone: name of that time zone; empty where ``until`` is.
    """

    how: Acceptance
    kind: str = ""
    reason: str = ""
    owner: str = ""
    approver: str = ""
    until: date | None = None
    ticket: str = ""
    source: str = ""
    timezone: str = ""


@dataclass
class Finding:
    """One thing at fault.

    Attributes:
        places: where it stands in files, when the target is made of files.
        waiver: why it does not count; such findings stand in :attr:`Outcome.waived`.
        state: what became of it since earlier scans (``new``, ``persisting`` …); None without a history.
        system: which of several systems it is of; empty in a scan of one, and where systems are compared.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    subject: Thing
    cause: Thing
    evidence: dict[str, Any]
    origin: list[str]
    fingerprint: str
    reach: float | None = None
    score: float = 0.0
    priority: str = "P3"
    why: Text = field(default_factory=lambda: Text("", ""))
    places: list[Place] = field(default_factory=list)
    waiver: Waiver | None = None
    state: State | None = None
    system: str = ""


@dataclass
class Outcome:
    """What became of one rule.

    Attributes:
        count: how many findings there are; ``findings`` may hold only the first of them.
        waived: accepted findings; they are neither in ``findings`` nor in ``count``.
        waived_unlisted: accepted findings that were counted and not kept in full.
        cut: more was found than is kept in full, so that a finding which is not listed may well be there.
        digest: changes when the rule judges otherwise than before; empty where the rule could not be read.
        by_system: what became of it in each of several systems; empty in a scan of one.
        rests: what the verdict rests on: ``table``, ``table.column``, and ``table.*`` where it may be any column.
    """

    rule: Rule
    status: Status
    reason: Text | None = None
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    ms: float = 0.0
    waived: list[Finding] = field(default_factory=list)
    waived_unlisted: int = 0
    cut: bool = False
    digest: str = ""
    rests: tuple[str, ...] = ()
    by_system: dict[str, Outcome] = field(default_factory=dict)

    @property
    def waived_count(self) -> int:
        """How many findings are accepted."""
        return len(self.waived) + self.waived_unlisted

    @property
    def stopped(self) -> bool:
        """Whether the rule could not end, here or in one of several systems."""
        return self.status in ("broken", "timeout") or any(o.stopped for o in self.by_system.values())

    @property
    def ran(self) -> bool:
        """Whether the rule gave a verdict."""
        return self.status in ("passed", "failed")


def accept(outcome: Outcome, accepted: Mapping[str, Waiver], rest: bool = False) -> None:
    """Move findings that do not count to :attr:`Outcome.waived`; a rule that has none left has passed.

    Args:
        accepted: why, by fingerprint.
        rest: those that were counted and not kept in full are accepted too.
    """
    kept: list[Finding] = []
    for finding in outcome.findings:
        finding.waiver = accepted.get(finding.fingerprint)
        (kept if finding.waiver is None else outcome.waived).append(finding)
    moved = len(outcome.findings) - len(kept)
    if rest:
        beyond = outcome.count - len(outcome.findings)
        outcome.waived_unlisted += beyond
        moved += beyond
    outcome.findings = kept
    outcome.count -= moved
    if outcome.status == "failed" and not outcome.count:
        outcome.status = "passed"


def fingerprint(rule_id: str, scope: str, identity: str, discriminator: str = "") -> str:
    """The finding's identity across runs: rule, scope and the subject's business key, nothing that drifts."""
    parts = "\x1f".join([str(FINGERPRINT_VERSION), rule_id, scope, identity, discriminator])
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def show(value: Any, lang: Lang) -> str:
    """A value of evidence as a person reads it."""
    from datetime import datetime
    from decimal import Decimal

    if value is None:
        return "（空）" if lang == "zh" else "(empty)"
    if isinstance(value, bool):
        return {True: "是", False: "否"}[value] if lang == "zh" else {True: "yes", False: "no"}[value]
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, float):
        if value and (abs(value) < 0.001 or abs(value) >= 1e15):
            return f"{value:.4g}"
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if (value.hour or value.minute) else value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    text = visible(str(value))
    return text if len(text) <= 300 else text[:299] + "…"


#: A word of a rule's own in both languages, with a value behind it or not: ``lead time 提前期``, ``stock 库存: 3``.
_WORD = re.compile(r"(?P<en>[ -~]+?) (?P<zh>\S*[\u4e00-\u9fff].*?)(?P<rest>(?: = |: ).*)?", re.DOTALL)


def _word(text: str, lang: Lang) -> str:
    """A list of words in both languages, in one of them; a fact's enumerated value too, with a key behind it or not.

    What is no such word stays as it is.
    """
    return ("、" if lang == "zh" else ", ").join(_one_word(item, lang) for item in text.split(", "))


def _one_word(item: str, lang: Lang) -> str:
    found = _WORD.fullmatch(item)
    if found is None:
        return _value_word(item, lang)
    word, rest = found[lang], found["rest"] or ""
    if rest.startswith(": "):
        return f"{word}{'：' if lang == 'zh' else ': '}{_value_word(rest[2:], lang)}"
    return word + rest


def _value_word(item: str, lang: Lang) -> str:
    value, _, key = item.partition(" ")
    if value not in WORDS:
        return item
    word = WORDS[value] if lang == "zh" else value.replace("_", " ")
    return f"{word} {key}".rstrip()


def count(number: str, words: str) -> str:
    """A number and what it counts, of `one|many`: ``1 line``, ``3 lines``."""
    one, _, many = words.partition("|")
    return f"{number} {one if number == '1' else many}"


class _Shown(str):
    """A value of evidence in a sentence.

    ``{name:word}`` takes the reader's language of a word that has both, ``{name:line|lines}`` puts what is counted behind
    the number.
    """

    lang: Lang

    def __format__(self, spec: str) -> str:
        if spec == "word":
            return _word(self, self.lang)
        return count(str(self), spec) if "|" in spec else super().__format__(spec)


def _shown(text: str, lang: Lang) -> _Shown:
    made = _Shown(text)
    made.lang = lang
    return made


class _Evidence(dict[str, _Shown]):
    def __missing__(self, key: str) -> _Shown:
        return _shown("{" + key + "}", "en")


def render(template: str, finding: Finding, lang: Lang) -> str:
    """A rule's message or fix with the finding's evidence filled in."""
    return fill(template, finding.evidence, lang)


def fill(template: str, evidence: Mapping[str, Any], lang: Lang) -> str:
    """A rule's message or fix with evidence filled in."""
    return template.format_map(_Evidence({k: _shown(show(v, lang), lang) for k, v in evidence.items()}))
