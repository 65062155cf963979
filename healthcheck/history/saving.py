"""Writing a scan into a history, and settling what became of each finding.

A scan is one transaction; scans of one system are saved one after the other. Facts that were collected earlier than those
of a saved scan (a snapshot that came late) take their place in time: everything after them is settled again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from healthcheck import score as scoring
from healthcheck.errors import UsageError
from healthcheck.history import tables as t
from healthcheck.language import LANGS, Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.scan import Scan
from healthcheck.states import (
    FactSeen,
    Judged,
    Look,
    Memory,
    Seen,
    Standing,
    advance,
    tally,
)

#: Longest name of a system.
NAME_LENGTH = 190

#: Days and hours to repair, where no profile says otherwise.
RESPOND: Mapping[str, timedelta] = {
    "P0": timedelta(hours=1),
    "P1": timedelta(days=1),
    "P2": timedelta(days=14),
    "P3": timedelta(days=90),
}

_BATCH = 500


def now_utc() -> datetime:
    """The present as it is stored: UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def name_of(scan: Scan) -> str:
    """What a system is called unless somebody says otherwise: its targets, without credentials."""
    return ", ".join(scan.targets)[:NAME_LENGTH]


def read_name(name: str) -> str:
    """A system's name, checked.

    Raises:
        UsageError: when it is empty, too long or not one line.
    """
    name = t.clean(name).strip()
    if not name or len(name) > NAME_LENGTH or any(ord(c) < 32 for c in name):
        raise UsageError(
            f"--system: a name has 1 to {NAME_LENGTH} characters on one line.",
            f"--system：系统名称应为一行，1 到 {NAME_LENGTH} 个字符。",
        )
    return name


# -- one scan --------------------------------------------------------------------------------------------------------


def system_id(connection: sa.Connection, name: str, create: bool = False) -> int | None:
    """A system's id; made when asked for."""
    query = sa.select(t.system.c.id).where(t.system.c.name == name)
    found: int | None = connection.scalar(query)
    if found is not None or not create:
        return found
    try:
        with connection.begin_nested():
            connection.execute(t.system.insert().values(name=name, created_at=now_utc()))
    except sa.exc.IntegrityError:
        pass  # another save of the same system came first
    return connection.scalar(query)


def save(
    connection: sa.Connection,
    scan: Scan,
    system: int,
    profile: str,
    industry: str,
    readiness: dict[str, Any] | None,
    respond: Mapping[str, timedelta],
) -> int:
    """Write a scan within the caller's transaction; returns its id.

    The texts of its rules are there already (:func:`save_texts`).
    """
    connection.execute(sa.select(t.system.c.id).where(t.system.c.id == system).with_for_update())
    look = scan.look
    collected_at = scan.collected_at
    reached = scoring.score_of(look)
    scan_id = _insert(
        connection,
        t.scan,
        system_id=system,
        collected_at=collected_at,
        saved_at=now_utc(),
        engine=scan.engine[:64],
        profile=profile[:190],
        industry=industry,
        score_tenths=None if reached is None else int(reached * 10),
        score_version=scoring.VERSION,
        verdict=str(readiness["verdict"]) if readiness else "",
        about=_about(scan),
        facts={name: _fact(c) for name, c in look.facts.items()},
        readiness=readiness,
        priorities=_priorities(look),
        states={},
        change=None,
    )
    _bulk(
        connection,
        t.rule_run,
        [
            {
                "scan_id": scan_id,
                "rule": o.rule.id,
                "text_key": _text_key(o),
                "status": o.status,
                "reason": _words(o.reason),
                "severity": o.rule.severity,
                "terms": look.rules[o.rule.id].terms,
                "count": o.count,
                "waived": o.waived_count,
                "cut": o.cut,
                "spoke": sorted(look.rules[o.rule.id].spoke),
            }
            for o in scan.outcomes
        ],
    )
    ledger = Ledger.open(connection, system)
    findings = {f.fingerprint: f for o in scan.outcomes for f in (*o.findings, *o.waived)}
    ledger.admit(findings.values(), scan_id, collected_at)
    later = connection.scalar(
        sa.select(sa.func.count())
        .select_from(t.scan)
        .where(t.scan.c.system_id == system, t.scan.c.collected_at > collected_at)
    )
    if later:
        ledger.write()
        _insert_sightings(connection, ledger, scan_id, findings, {})
        _replay(connection, system, respond)
        return scan_id
    before = scan_before(connection, system, collected_at, scan_id)
    standings = _settle(connection, ledger, scan_id, collected_at, look, before, respond)
    ledger.write()
    _insert_sightings(connection, ledger, scan_id, findings, standings)
    _insert_gone(connection, ledger, scan_id, standings)
    return scan_id


def save_texts(connection: sa.Connection, scan: Scan) -> None:
    """Keep what the rules say, once for all scans in which they say the same."""
    wanted = {_text_key(o): o for o in scan.outcomes}
    known = set(connection.scalars(sa.select(t.rule_text.c.key)))
    for key in sorted(set(wanted) - known):
        outcome = wanted[key]
        values = {
            "key": key,
            "rule": outcome.rule.id,
            "digest": outcome.digest,
            "texts": _texts(outcome),
            "rests": list(outcome.rests),
        }
        try:
            with connection.begin_nested():
                connection.execute(t.rule_text.insert().values(values))
        except sa.exc.IntegrityError:
            pass  # another save brought the same text


def _insert(connection: sa.Connection, table: sa.Table, **values: Any) -> int:
    done = connection.execute(table.insert().values(values))
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def _bulk(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _words(text: Text | None) -> list[str] | None:
    return None if text is None else [text.en, text.zh]


def _fact(fact: FactSeen) -> dict[str, Any]:
    return {"absent": fact.absent, "cut": fact.cut, "rows": fact.rows, "known": sorted(fact.known)}


def _about(scan: Scan) -> dict[str, Any]:
    return {
        "targets": scan.targets,
        "products": [_words(p) for p in scan.products],
        "versions": scan.versions,
        "notes": [_words(n) for n in scan.notes],
        "limits": [_words(n) for n in scan.limits],
        "where": {
            system: {fact: _words(where) for fact, where in guide.where.items()}
            for system, guide in {"": scan.guide, **scan.guides}.items()
        },
    }


def _texts(outcome: Outcome) -> dict[str, Any]:
    rule = outcome.rule
    said: dict[str, Any] = {
        lang: {"title": rule.text[lang].title, "message": rule.text[lang].message, "fix": rule.text[lang].fix}
        for lang in LANGS
    }
    return {**said, "effort": rule.effort, "subject": rule.subject, "cause": rule.cause or rule.subject}


def _text_key(outcome: Outcome) -> str:
    said = json.dumps([outcome.rule.id, outcome.digest, _texts(outcome), outcome.rests], sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _priorities(look: Look) -> dict[str, int]:
    counts = dict.fromkeys(("P0", "P1", "P2", "P3"), 0)
    for seen in look.seen.values():
        if not seen.waived:
            counts[seen.priority] += 1
    return counts


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "subject": vars(finding.subject),  # dataclasses of plain values: asdict would copy each of them
        "cause": vars(finding.cause),
        "evidence": finding.evidence,
        "origin": finding.origin,
        "places": [asdict(p) for p in finding.places],
        "why": _words(finding.why),
    }


# -- the findings of a system over time ------------------------------------------------------------------------------


@dataclass
class Entry:
    """A finding of the system as it is being settled; a row of table ``issue``.

    Attributes:
        id: 0 until the row is written.
        kept: what the row holds of :data:`_WRITTEN`; empty until it is written.
    """

    id: int
    fingerprint: str
    rule: str
    within: str
    status: str
    priority: str
    score: float
    first_seen_at: datetime | None
    fixed_at: datetime | None
    reopened_at: datetime | None
    reopened: int
    due_at: datetime | None
    due_set: bool
    acknowledged_at: datetime | None
    claimed_at: datetime | None
    last_seen_at: datetime | None
    last_scan_id: int
    kept: tuple[Any, ...] = ()


#: What settling changes. The last two change for everything that is seen, and to the same for all of it.
_WRITTEN = (
    "status",
    "priority",
    "score",
    "first_seen_at",
    "fixed_at",
    "reopened_at",
    "reopened",
    "due_at",
    "due_set",
    "acknowledged_at",
    "claimed_at",
    "last_seen_at",
    "last_scan_id",
)
_written = attrgetter(*_WRITTEN)
_ENTRY = ("id", "fingerprint", "rule", "within", *_WRITTEN)


@dataclass
class Ledger:
    """Every finding a system ever had, in memory while a scan is settled."""

    connection: sa.Connection
    system: int
    entries: dict[str, Entry] = field(default_factory=dict)
    events: list[tuple[Entry, dict[str, Any]]] = field(default_factory=list)

    @classmethod
    def open(cls, connection: sa.Connection, system: int) -> Ledger:
        ledger = cls(connection, system)
        ledger._read()
        return ledger

    def _read(self) -> None:
        query = sa.select(*(t.issue.c[name] for name in _ENTRY)).where(t.issue.c.system_id == self.system)
        for row in self.connection.execute(query):
            entry = Entry(*row)
            entry.due_set = bool(entry.due_set)
            entry.kept = _written(entry)
            self.entries[entry.fingerprint] = entry

    def admit(self, findings: Iterable[Finding], scan_id: int, at: datetime) -> None:
        """Take in every finding that was never seen before."""
        for f in findings:
            if f.fingerprint not in self.entries:
                self.entries[f.fingerprint] = Entry(
                    0, f.fingerprint, f.rule, f.system, "", f.priority, f.score, at, None, None, 0, None, False, None,
                    None, at, scan_id,
                )  # fmt: skip

    def memories(self) -> dict[str, Memory]:
        """What is remembered of each finding; what its rule could see then comes from the scan that saw it last."""
        sights = _Sights(self.connection)
        found = {}
        for mark, entry in self.entries.items():
            if not entry.status:
                continue
            last = Seen(mark, entry.rule, entry.score, entry.priority, entry.status == "waived", entry.within)
            if entry.status == "fixed":
                found[mark] = Memory("fixed", last)
                continue
            digest, terms, sight = sights.of(entry.last_scan_id, entry.rule)
            status: Any = entry.status
            found[mark] = Memory(status, last, digest, terms, sight)
        return found

    def write(self) -> None:
        """Bring the rows up to date and note what happened; every entry has its id afterwards."""
        new, changed, seen = [], [], []
        for entry in self.entries.values():
            values = _written(entry)
            if not entry.id:
                new.append(entry)
            elif values[:-2] != entry.kept[:-2]:
                changed.append(entry)
            elif values != entry.kept:
                seen.append(entry)
            entry.kept = values
        self._insert(new)
        if changed:
            update = t.issue.update().where(t.issue.c.id == sa.bindparam("row"))
            self.connection.execute(
                update.values({name: sa.bindparam(f"new_{name}") for name in _WRITTEN}),
                [{"row": e.id, **{f"new_{n}": v for n, v in zip(_WRITTEN, e.kept, strict=True)}} for e in changed],
            )
        for values, ids in _by_last_sight(seen).items():
            for start in range(0, len(ids), _BATCH):
                some = t.issue.update().where(t.issue.c.id.in_(ids[start : start + _BATCH]))
                self.connection.execute(some.values(dict(zip(_WRITTEN[-2:], values, strict=True))))
        _bulk(self.connection, t.event, [{"issue_id": entry.id, **values} for entry, values in self.events])
        self.events = []

    def _insert(self, new: list[Entry]) -> None:
        if not new:
            return
        names = _ENTRY[1:]
        values = attrgetter(*names)
        rows = [{"system_id": self.system, **dict(zip(names, values(entry), strict=True))} for entry in new]
        _bulk(self.connection, t.issue, rows)
        c = t.issue.c
        ids = sa.select(c.fingerprint, c.id).where(c.system_id == self.system)
        for fingerprint, key in self.connection.execute(ids):
            self.entries[fingerprint].id = key

    def note(self, entry: Entry, kind: str, at: datetime, scan_id: int) -> None:
        """Something happened to a finding."""
        self.events.append(
            (
                entry,
                {"system_id": self.system, "at": at, "kind": kind, "by": "", "note": "", "data": {"scan": scan_id}},
            )
        )


def _by_last_sight(entries: Iterable[Entry]) -> dict[tuple[Any, ...], list[int]]:
    """Ids by when and in which scan their findings were seen last."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for entry in entries:
        found.setdefault(entry.kept[-2:], []).append(entry.id)
    return found


class _Sights:
    """What the rules of saved scans rested on and could see."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.looks: dict[int, Look] = {}
        self.sights: dict[tuple[int, str], frozenset[str]] = {}

    def of(self, scan_id: int, rule: str) -> tuple[str, str, frozenset[str]]:
        if scan_id not in self.looks:
            self.looks[scan_id] = look_without_findings(self.connection, scan_id)
        look = self.looks[scan_id]
        judged = look.rules.get(rule)
        if judged is None:
            return "", "", frozenset()
        if (scan_id, rule) not in self.sights:
            self.sights[scan_id, rule] = look.sight(judged)
        return judged.digest, judged.terms, self.sights[scan_id, rule]


def look_without_findings(connection: sa.Connection, scan_id: int) -> Look:
    """The rules and facts of a saved scan as states and scores look at them."""
    facts: dict[str, Any] = connection.scalar(sa.select(t.scan.c.facts).where(t.scan.c.id == scan_id)) or {}
    look = Look(
        facts={name: FactSeen(f["absent"], f["cut"], f["rows"], frozenset(f["known"])) for name, f in facts.items()}
    )
    query = (
        sa.select(t.rule_run, t.rule_text.c.digest, t.rule_text.c.rests)
        .join(t.rule_text, t.rule_text.c.key == t.rule_run.c.text_key)
        .where(t.rule_run.c.scan_id == scan_id)
    )
    for row in connection.execute(query).mappings():
        ran = row["status"] in ("passed", "failed")
        look.rules[row["rule"]] = Judged(
            row["rule"],
            ran,
            row["count"],
            row["digest"],
            row["terms"],
            tuple(row["rests"]),
            bool(row["cut"]),
            None if ran or not row["reason"] else Text(*row["reason"]),
            frozenset(row["spoke"]),
        )
    return look


def look_at(connection: sa.Connection, scan_id: int) -> Look:
    """A saved scan as states and scores look at it."""
    look = look_without_findings(connection, scan_id)
    s, i = t.sighting.c, t.issue.c
    query = (
        sa.select(i.fingerprint, i.rule, i.within, s.score, s.priority, s.waiver.is_not(None).label("waived"))
        .join(t.issue, i.id == s.issue_id)
        .where(s.scan_id == scan_id, s.present)
    )
    for row in connection.execute(query):
        look.seen[row.fingerprint] = Seen(
            row.fingerprint, row.rule, row.score, row.priority, bool(row.waived), row.within
        )
    return look


def scan_before(connection: sa.Connection, system: int, collected_at: datetime, scan_id: int) -> int | None:
    """The scan just before one: by the time of its facts, and the order of saving where that is the same."""
    c = t.scan.c
    found: int | None = connection.scalar(
        sa.select(c.id)
        .where(
            c.system_id == system,
            sa.or_(c.collected_at < collected_at, sa.and_(c.collected_at == collected_at, c.id < scan_id)),
        )
        .order_by(c.collected_at.desc(), c.id.desc())
        .limit(1)
    )
    return found


def _settle(
    connection: sa.Connection,
    ledger: Ledger,
    scan_id: int,
    at: datetime,
    look: Look,
    before: int | None,
    respond: Mapping[str, timedelta],
) -> dict[str, Standing]:
    """What became of every finding in a scan, written to the ledger and the scan's own row."""
    standings, after = advance(ledger.memories(), look)
    for mark, memory in after.items():
        entry = ledger.entries[mark]
        standing = standings.get(mark)
        if mark in look.seen:
            assert standing is not None
            _seen_again(ledger, entry, standing, scan_id, at, respond)
        elif standing is not None and standing.state == "fixed":
            entry.fixed_at = at
            ledger.note(entry, "verified", at, scan_id)
        entry.status = memory.status
    moved = None
    if before is not None:
        moved = scoring.change(look_at(connection, before), look)
    connection.execute(
        t.scan.update()
        .where(t.scan.c.id == scan_id)
        .values(states=tally(standings.values()), change=None if moved is None else change_document(moved))
    )
    return standings


def _seen_again(
    ledger: Ledger,
    entry: Entry,
    standing: Standing,
    scan_id: int,
    at: datetime,
    respond: Mapping[str, timedelta],
) -> None:
    seen = standing.seen
    if not entry.status:
        entry.first_seen_at = at
    if standing.state == "reopened" or (entry.status == "fixed" and standing.state == "waived"):
        entry.reopened += 1
        entry.reopened_at = at
        if entry.acknowledged_at is not None and entry.acknowledged_at < at:
            entry.acknowledged_at = None
        if not (entry.due_set and entry.due_at is not None and entry.due_at > at):
            entry.due_at, entry.due_set = None, False
        ledger.note(entry, "reopened", at, scan_id)
    if entry.claimed_at is not None and entry.claimed_at < at and entry.status == "open":
        entry.claimed_at = None  # somebody said it was repaired, and it is not
        ledger.note(entry, "refuted", at, scan_id)
    entry.fixed_at = None
    if not seen.waived and not entry.due_set:
        began = entry.reopened_at or entry.first_seen_at or at
        due = began + respond[seen.priority]
        if entry.due_at is None:
            entry.due_at = due
        elif seen.priority < entry.priority:  # more urgent than before: the time runs from now
            entry.due_at = min(entry.due_at, at + respond[seen.priority])
    entry.priority, entry.score = seen.priority, seen.score
    entry.last_seen_at, entry.last_scan_id = at, scan_id


def change_document(change: scoring.Change) -> dict[str, Any]:
    """A change of score as plain values."""
    return {
        "before": str(change.before),
        "after": str(change.after),
        "parts": {part: str(value) for part, value in change.parts.items()},
    }


def read_change(saved: dict[str, Any] | None) -> scoring.Change | None:
    """The reverse of :func:`change_document`."""
    if saved is None:
        return None
    parts = {part: Decimal(saved["parts"][part]) for part in scoring.PARTS}
    return scoring.Change(Decimal(saved["before"]), Decimal(saved["after"]), parts)


def _insert_sightings(
    connection: sa.Connection,
    ledger: Ledger,
    scan_id: int,
    findings: Mapping[str, Finding],
    standings: Mapping[str, Standing],
) -> None:
    rows = [
        {
            "scan_id": scan_id,
            "issue_id": ledger.entries[mark].id,
            "state": standings[mark].state if mark in standings else "new",
            "reason": None,
            "present": True,
            "priority": f.priority,
            "severity": f.severity,
            "confidence": f.confidence,
            "score": f.score,
            "reach": f.reach,
            "said": _said(f),
            "waiver": None if f.waiver is None else asdict(f.waiver),
        }
        for mark, f in findings.items()
    ]
    for start in range(0, len(rows), _BATCH):
        _bulk(connection, t.sighting, rows[start : start + _BATCH])


def _insert_gone(connection: sa.Connection, ledger: Ledger, scan_id: int, standings: Mapping[str, Standing]) -> None:
    """Rows for what was not seen: what it was like is copied from its last sighting."""
    gone = {ledger.entries[m].id: s for m, s in standings.items() if s.state in ("fixed", "not-evaluated")}
    ids = sorted(gone)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        query = (
            sa.select(t.sighting)
            .join(t.issue, t.issue.c.id == t.sighting.c.issue_id)
            .where(
                t.sighting.c.issue_id.in_(some),
                t.sighting.c.present,
                t.sighting.c.scan_id == t.issue.c.last_scan_id,
            )
        )
        rows = []
        for row in connection.execute(query).mappings():
            standing = gone[row["issue_id"]]
            kept = {name: value for name, value in row.items() if name != "id"}
            rows.append(
                kept
                | {
                    "scan_id": scan_id,
                    "present": False,
                    "state": standing.state,
                    "reason": _words(standing.reason),
                }
            )
        _bulk(connection, t.sighting, rows)


# -- settling again --------------------------------------------------------------------------------------------------


def _replay(connection: sa.Connection, system: int, respond: Mapping[str, timedelta]) -> None:
    """Settle every scan of a system anew, in order of time."""
    scans = connection.execute(
        sa.select(t.scan.c.id, t.scan.c.collected_at)
        .where(t.scan.c.system_id == system)
        .order_by(t.scan.c.collected_at, t.scan.c.id)
    ).all()
    ids = sa.select(t.scan.c.id).where(t.scan.c.system_id == system)
    connection.execute(t.sighting.delete().where(t.sighting.c.scan_id.in_(ids), sa.not_(t.sighting.c.present)))
    connection.execute(
        t.event.delete().where(t.event.c.system_id == system, t.event.c.kind.in_(("verified", "reopened")))
    )
    ledger = Ledger.open(connection, system)
    for entry in ledger.entries.values():
        entry.status, entry.reopened = "", 0
        entry.fixed_at = entry.reopened_at = None
        if not entry.due_set:
            entry.due_at = None
    before = None
    for scan_id, at in scans:
        look = look_at(connection, scan_id)
        standings = _settle(connection, ledger, scan_id, at, look, before, respond)
        ledger.write()
        marks = {ledger.entries[mark].id: s.state for mark, s in standings.items() if mark in look.seen}
        update = (
            t.sighting.update()
            .where(t.sighting.c.scan_id == scan_id, t.sighting.c.issue_id == sa.bindparam("issue"))
            .values(state=sa.bindparam("became"))
        )
        if marks:
            connection.execute(update, [{"issue": i, "became": state} for i, state in marks.items()])
        _insert_gone(connection, ledger, scan_id, standings)
        before = scan_id
