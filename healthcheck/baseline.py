"""Findings that stood already on some day: only what is new since then counts.

The file is made to live in a git repository: one finding a line, in an order that a rerun repeats, and with what a
person needs to tell what it is. Findings are told apart by fingerprint alone, so it survives moved lines and new texts.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.outcome import FINGERPRINT_VERSION, Finding, Outcome, Waiver, accept
from healthcheck.places import places_of

#: Where `baseline create` writes, and `--baseline` looks when nothing else is said.
DEFAULT_FILE = "healthcheck-baseline.json"
#: Raised when the file's layout changes.
VERSION = 1
MAX_BYTES = 200_000_000
_SHOWN = 200


@dataclass(frozen=True, order=True)
class Known:
    """A finding that stood already."""

    rule: str
    subject: str
    fingerprint: str


@dataclass
class Baseline:
    """What a baseline file holds; called with outcomes it accepts the findings that it knows.

    Attributes:
        day: when it was made, as year-month-day.
    """

    findings: dict[str, Known]
    day: str = ""
    source: str = ""
    met: set[str] = field(default_factory=set)

    def __call__(self, outcomes: list[Outcome]) -> None:
        """Move findings that stood already to :attr:`Outcome.waived`."""
        waiver = Waiver("baseline", source=f"{self.source} {self.day}".strip())
        for outcome in outcomes:
            known = {f.fingerprint: waiver for f in outcome.findings if f.fingerprint in self.findings}
            self.met |= known.keys()
            if known:
                accept(outcome, known)


def make_baseline(outcomes: list[Outcome], day: str) -> Baseline:
    """Every finding that counts now, as a baseline.

    Raises:
        UsageError: when a rule has more findings than were kept, so that the baseline would lack some.
    """
    for outcome in outcomes:
        if outcome.count > len(outcome.findings):
            raise UsageError(
                f"{outcome.rule.id} has {outcome.count} findings and only {len(outcome.findings)} were kept."
                " Raise --max-findings, or leave the rule out with --ignore.",
                f"{outcome.rule.id} 有 {outcome.count} 个问题，只保留了 {len(outcome.findings)} 个。"
                "请调大 --max-findings，或用 --ignore 排除该规则。",
            )
    known = [_known(f) for o in outcomes for f in o.findings]
    return Baseline({k.fingerprint: k for k in known}, day)


def _known(finding: Finding) -> Known:
    place = next(iter(places_of(finding)), None)
    subject = f"{finding.subject.type} {finding.subject.name}" + (f" ({place.path})" if place else "")
    return Known(finding.rule, " ".join(subject.split())[:_SHOWN], finding.fingerprint)


def prune(baseline: Baseline, outcomes: list[Outcome], known_rules: set[str]) -> tuple[Baseline, list[Known]]:
    """The baseline without what is gone, and what went.

    What was not judged stays: a rule that did not run, or was not chosen, says nothing about its findings. A rule
    that no longer exists never will, and its findings go.

    Args:
        outcomes: of a scan, before or after the baseline was applied to them.
        known_rules: ids of every rule there is.
    """
    found = {f.fingerprint for o in outcomes for f in (*o.findings, *o.waived)}
    judged = {o.rule.id for o in outcomes if o.ran and o.count <= len(o.findings)}
    gone = [
        k
        for k in baseline.findings.values()
        if k.fingerprint not in found and (k.rule in judged or k.rule not in known_rules)
    ]
    away = {k.fingerprint for k in gone}
    kept = {f: k for f, k in baseline.findings.items() if f not in away}
    return Baseline(kept, baseline.day, baseline.source), sorted(gone)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline in one step.

    Raises:
        UsageError: when the folder cannot be written to.
    """
    head = {
        "schema": "healthcheck-baseline",
        "version": VERSION,
        "fingerprints": FINGERPRINT_VERSION,
        "day": baseline.day,
    }
    lines = [json.dumps(asdict(k), ensure_ascii=False) for k in sorted(baseline.findings.values())]
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    text += ',\n "findings": [' + ",".join(f"\n  {line}" for line in lines) + ("\n ]" if lines else "]") + "\n}\n"
    try:
        replace_file(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.", f"{path} 无法写入：{error.strerror or error}。"
        ) from None


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UsageError: naming the file, the line where there is one, and what to do.
    """

    def fail(en: str, zh: str) -> UsageError:
        return UsageError(
            f"{path}{en} Make it again with `healthcheck baseline create`.",
            f"{path}{zh}请用 `healthcheck baseline create` 重新生成。",
        )

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        said = error.strerror or str(error)
        raise fail(f" cannot be read: {said}.", f" 无法读取：{said}。") from None
    if len(data) > MAX_BYTES:
        raise fail(f" is larger than {MAX_BYTES} bytes.", f" 超过 {MAX_BYTES} 字节。")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        at = f":{error.lineno}:{error.colno}"
        raise fail(f"{at} is no JSON: {error.msg}.", f"{at} 不是合法的 JSON：{error.msg}。") from None
    except (UnicodeDecodeError, RecursionError):
        raise fail(" is no baseline.", " 不是基线文件。") from None
    if not isinstance(document, dict) or document.get("schema") != "healthcheck-baseline":
        raise fail(" is no baseline.", " 不是基线文件。")
    for key, ours in (("version", VERSION), ("fingerprints", FINGERPRINT_VERSION)):
        if document.get(key) != ours:
            raise fail(
                f" was made by another version: {key} is {document.get(key)!r}, expected {ours}.",
                f" 由其他版本生成：{key} 为 {document.get(key)!r}，应为 {ours}。",
            )
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise fail(" has no list of findings.", " 缺少 findings 列表。")
    known = [_entry(entry) for entry in findings]
    if None in known:
        number = known.index(None) + 1
        raise fail(f": finding {number} is no finding.", f"：第 {number} 条记录不是问题记录。")
    return Baseline({k.fingerprint: k for k in known if k}, str(document.get("day", "")), path.name)


def _entry(entry: Any) -> Known | None:
    if not isinstance(entry, dict):
        return None
    values = [entry.get(key) for key in ("rule", "subject", "fingerprint")]
    rule, subject, mark = values
    if not (isinstance(rule, str) and isinstance(subject, str) and isinstance(mark, str)):
        return None
    return Known(rule, subject, mark) if re.fullmatch(r"[0-9a-f]{24}", mark) else None
