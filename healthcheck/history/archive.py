"""A history as programs use it: what is in it, saving a scan, and the work on findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

import sqlalchemy as sa

from healthcheck import score as scoring
from healthcheck.checklist import CHECK_RESULTS, CheckResult, Record
from healthcheck.errors import UsageError
from healthcheck.history import database, saving
from healthcheck.history import tables as t
from healthcheck.history.records import (
    Event,
    EventKind,
    Issue,
    SavedFinding,
    SavedRule,
    SavedScan,
    System,
)
from healthcheck.language import LANGS, Text
from healthcheck.outcome import Place, Thing, Waiver
from healthcheck.states import STATES, Comparison, Gone, Look, Point, State, advance, tally

if TYPE_CHECKING:
    from healthcheck.scan import Scan

_MANY = 500

#: How many scans a trend shows.
TREND = 30


def open_history(url: str | None = None, create: bool = False) -> History:
    """Open a history.

    Args:
        url: SQLAlchemy URL or path of an SQLite file; by default ``$HEALTHCHECK_HISTORY``, else a file in the user's
            data folder.
        create: make it when there is none.

    Raises:
        UsageError: when there is none, it is not a history, or a newer healthcheck wrote it.
        UnreachableError: when the database cannot be reached.
    """
    where = database.read_url(url)
    return History(database.connect(where, create), database.label(where))


class History:
    """Runs over time. Use :func:`open_history`; a context manager.

    Attributes:
        label: where it is kept, without a password.
    """

    def __init__(self, engine: sa.Engine, label: str) -> None:
        self.engine = engine
        self.label = label

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # -- reading -----------------------------------------------------------------------------------------------------

    def systems(self) -> list[System]:
        """Every system, by name."""
        with database.reading(self.engine) as connection:
            return _systems(connection)

    def system(self, name: str) -> System:
        """One system.

        Raises:
            UsageError: when there is none of this name; it names those there are.
        """
        with database.reading(self.engine) as connection:
            return _system(connection, name)

    def only_system(self, name: str | None) -> System:
        """The system of this name; without a name the only one there is.

        Raises:
            UsageError: when the name is missing and there are several, or it is not known.
        """
        if name is not None:
            return self.system(name)
        found = self.systems()
        if len(found) == 1:
            return found[0]
        names = ", ".join(s.name for s in found)
        if not found:
            raise UsageError(f"The history at {self.label} is empty.", f"历史记录 {self.label} 里还没有内容。")
        raise UsageError(
            f"The history holds several systems, so say which with --system: {names}",
            f"历史记录中有多个系统，请用 --system 指定：{names}",
        )

    def scans(self, system: str, limit: int | None = None) -> list[SavedScan]:
        """A system's scans, oldest first.

        Args:
            limit: no more than the newest so many.
        """
        with database.reading(self.engine) as connection:
            own = _system(connection, system)
            query = sa.select(t.scan).where(t.scan.c.system_id == own.id)
            query = query.order_by(t.scan.c.collected_at.desc(), t.scan.c.id.desc()).limit(limit)
            return _scans(connection, query)[::-1]

    def scan(self, scan_id: int) -> SavedScan:
        """One scan by its id.

        Raises:
            UsageError: when there is none.
        """
        with database.reading(self.engine) as connection:
            found = _scans(connection, sa.select(t.scan).where(t.scan.c.id == scan_id))
        if not found:
            raise UsageError(
                f"The history at {self.label} has no scan {scan_id}.",
                f"历史记录 {self.label} 中没有编号 {scan_id} 的扫描。",
            )
        return found[0]

    def latest(self, system: str) -> SavedScan | None:
        """A system's newest scan."""
        found = self.scans(system, 1)
        return found[0] if found else None

    def previous(self, scan: SavedScan) -> SavedScan | None:
        """The scan of the same system just before one."""
        with database.reading(self.engine) as connection:
            own = _system(connection, scan.system)
            before = saving.scan_before(connection, own.id, scan.collected_at, scan.id)
            found = _scans(connection, sa.select(t.scan).where(t.scan.c.id == before)) if before else []
        return found[0] if found else None

    def trend(self, system: str, limit: int = TREND) -> list[Point]:
        """A system's last scans as points of a curve, oldest first."""
        return [s.point for s in self.scans(system, limit)]

    def rules(self, scan_id: int) -> list[SavedRule]:
        """What became of each rule in a scan, by id."""
        query = (
            sa.select(t.rule_run, t.rule_text.c.texts)
            .join(t.rule_text, t.rule_text.c.key == t.rule_run.c.text_key)
            .where(t.rule_run.c.scan_id == scan_id)
            .order_by(t.rule_run.c.rule)
        )
        with database.reading(self.engine) as connection:
            return [
                SavedRule(
                    rule=row["rule"],
                    status=row["status"],
                    reason=_text(row["reason"]),
                    severity=row["severity"],
                    count=row["count"],
                    waived=row["waived"],
                    cut=bool(row["cut"]),
                    title=_both(row["texts"], "title"),
                    message=_both(row["texts"], "message"),
                    fix=_both(row["texts"], "fix"),
                    effort=row["texts"]["effort"],
                    cause=row["texts"]["cause"],
                )
                for row in connection.execute(query).mappings()
            ]

    def findings(self, scan_id: int, states: Iterable[State] | None = None) -> list[SavedFinding]:
        """The findings of a scan, most urgent first: those it saw, those that are fixed, those it could not judge.

        Args:
            states: only these.
        """
        with database.reading(self.engine) as connection:
            return _findings(connection, scan_id, states)

    def finding(self, scan_id: int, fingerprint: str) -> SavedFinding | None:
        """One finding of a scan by its whole fingerprint; None where that scan does not speak of it."""
        with database.reading(self.engine) as connection:
            return next(iter(_findings(connection, scan_id, None, fingerprint)), None)

    def overdue(self, system: str, now: datetime) -> int:
        """How many findings of a system stand, count, and should have been repaired by ``now`` (UTC)."""
        c = t.issue.c
        with database.reading(self.engine) as connection:
            own = _system(connection, system)
            query = sa.select(sa.func.count()).where(c.system_id == own.id, c.status == "open", c.due_at < now)
            return int(connection.scalar(query) or 0)

    def issues(self, system: str, statuses: Iterable[str] | None = None) -> list[Issue]:
        """The findings of a system over time, most urgent first.

        Args:
            statuses: only ``open``, ``waived``, ``fixed`` or ``dropped`` ones.
        """
        with database.reading(self.engine) as connection:
            return _issues(connection, _system(connection, system).id, statuses)

    def issue(self, system: str, fingerprint: str) -> Issue:
        """One finding of a system over time.

        Args:
            fingerprint: the whole, or as much of its beginning as is unique.

        Raises:
            UsageError: when none or several fit.
        """
        with database.reading(self.engine) as connection:
            own = _system(connection, system)
            row = _issue_row(connection, own.id, fingerprint)
            return next(i for i in _issues(connection, own.id, None, row.id))

    def events(self, system: str, fingerprint: str | None = None) -> list[Event]:
        """What was done about a system's findings (or one of them), oldest first."""
        with database.reading(self.engine) as connection:
            own = _system(connection, system)
            query = (
                sa.select(t.event, t.issue.c.fingerprint)
                .join(t.issue, t.issue.c.id == t.event.c.issue_id)
                .where(t.event.c.system_id == own.id)
                .order_by(t.event.c.at, t.event.c.id)
            )
            if fingerprint is not None:
                query = query.where(t.event.c.issue_id == _issue_row(connection, own.id, fingerprint).id)
            return [
                Event(
                    row["at"], cast("EventKind", row["kind"]), row["by"], row["note"], row["fingerprint"], row["data"]
                )
                for row in connection.execute(query).mappings()
            ]

    def checks(self, system: str) -> dict[str, Record]:
        """The newest result of every manual check that has one; empty for a system nobody knows yet."""
        return {record.check: record for record in self.check_results(system)}

    def check_results(self, system: str) -> list[Record]:
        """Every result of manual checks that was ever recorded, oldest first."""
        c = t.check_result.c
        with database.reading(self.engine) as connection:
            own = saving.system_id(connection, system)
            rows = connection.execute(sa.select(t.check_result).where(c.system_id == own).order_by(c.id)).mappings()
            return [
                Record(
                    row["check"],
                    cast("CheckResult", row["result"]),
                    row["evidence"],
                    row["by"],
                    row["on"],
                    row["recorded_at"],
                )
                for row in rows
            ]

    def look(self, scan_id: int) -> Look:
        """A scan as states and scores look at it."""
        with database.reading(self.engine) as connection:
            return saving.look_at(connection, scan_id)

    # -- saving ------------------------------------------------------------------------------------------------------

    def save(
        self,
        scan: Scan,
        system: str | None = None,
        *,
        profile: str = "",
        industry: str = "",
        readiness: dict[str, Any] | None = None,
        respond: Mapping[str, timedelta] | None = None,
    ) -> SavedScan:
        """Save a scan: all of it, or nothing. Sets the states of its findings, and ``scan.since``.

        Args:
            system: name; by default the scan's targets.
            readiness: the verdict, see :func:`healthcheck.readiness.document`.
            respond: time to repair per priority, from the profile.
        """
        name = saving.read_name(system or saving.name_of(scan))
        with database.writing(self.engine) as connection:
            saving.save_texts(connection, scan)
        with database.writing(self.engine) as connection:
            own = saving.system_id(connection, name, create=True)
            assert own is not None
            scan_id = saving.save(
                connection, scan, own, profile, industry, readiness, {**saving.RESPOND, **(respond or {})}
            )
        saved = self.scan(scan_id)
        gone = [_gone(f) for f in self.findings(scan_id, ("fixed", "not-evaluated"))]
        with database.reading(self.engine) as connection:
            query = (
                sa.select(t.issue.c.fingerprint, t.sighting.c.state)
                .join(t.issue, t.issue.c.id == t.sighting.c.issue_id)
                .where(t.sighting.c.scan_id == scan_id)
            )
            states = {row.fingerprint: row.state for row in connection.execute(query)}
        before = self.previous(saved)
        _mark(scan, states)
        scan.since = Comparison(
            before.collected_at if before else None, saved.states, saved.change, gone, scan_id, self.trend(saved.system)
        )
        return saved

    def compare(self, scan: Scan, system: str | None = None) -> Comparison | None:
        """What became of findings since the newest saved scan, without saving; sets ``scan.since`` and the states.

        None when nothing of the system is saved, or something newer than the scan is.
        """
        name = saving.read_name(system or saving.name_of(scan))
        look = scan.look
        with database.reading(self.engine) as connection:
            own = saving.system_id(connection, name)
            last = None
            if own is not None:
                last = connection.execute(
                    sa.select(t.scan.c.id, t.scan.c.collected_at)
                    .where(t.scan.c.system_id == own)
                    .order_by(t.scan.c.collected_at.desc(), t.scan.c.id.desc())
                    .limit(1)
                ).first()
            if own is None or last is None or last.collected_at > scan.collected_at:
                return None
            ledger = saving.Ledger.open(connection, own)
            standings, _ = advance(ledger.memories(), look)
            moved = scoring.change(saving.look_at(connection, last.id), look)
            left = [m for m, s in standings.items() if s.state in ("fixed", "not-evaluated")]
            issues = {i.fingerprint: i for i in _issues(connection, own, None)} if left else {}
        gone = [
            Gone(
                mark,
                issues[mark].rule,
                issues[mark].title,
                issues[mark].name,
                issues[mark].priority,
                standings[mark].state,
                standings[mark].reason,
            )
            for mark in left
        ]
        gone.sort(key=lambda g: (g.state, g.priority, g.rule, g.name))
        _mark(scan, {m: s.state for m, s in standings.items()})
        scan.since = Comparison(last.collected_at, tally(standings.values()), moved, gone, None, self.trend(name))
        return scan.since

    # -- the work on findings ----------------------------------------------------------------------------------------

    def assign(
        self,
        system: str,
        fingerprint: str,
        owner: str | None = None,
        due: datetime | None = None,
        by: str = "",
        note: str = "",
    ) -> Issue:
        """Say who repairs a finding, or until when (UTC); what is None stays as it is."""
        values: dict[str, Any] = {}
        if owner is not None:
            values["owner"] = owner
        if due is not None:
            values |= {"due_at": due, "due_set": True}
        data = {"owner": owner, "due": due}
        return self._work(system, fingerprint, "assigned", by, note, values, data)

    def acknowledge(self, system: str, fingerprint: str, by: str, note: str = "") -> Issue:
        """Somebody takes care of a finding."""
        return self._work(system, fingerprint, "acknowledged", by, note, {"acknowledged_at": saving.now_utc()})

    def claim_fixed(self, system: str, fingerprint: str, by: str, note: str = "") -> Issue:
        """Somebody says that a finding is repaired; the next scan verifies it."""
        now = saving.now_utc()
        values = {"claimed_at": now, "acknowledged_at": sa.func.coalesce(t.issue.c.acknowledged_at, now)}
        return self._work(system, fingerprint, "claimed", by, note, values)

    def comment(self, system: str, fingerprint: str, by: str, note: str) -> Issue:
        """Somebody says something about a finding."""
        return self._work(system, fingerprint, "commented", by, note, {})

    def _work(
        self,
        system: str,
        fingerprint: str,
        kind: EventKind,
        by: str,
        note: str,
        values: dict[str, Any],
        data: dict[str, Any] | None = None,
    ) -> Issue:
        with database.writing(self.engine) as connection:
            own = _system(connection, system)
            row = _issue_row(connection, own.id, fingerprint)
            if kind in ("acknowledged", "claimed") and row.status != "open":
                raise UsageError(
                    f"Finding {row.fingerprint} is {row.status}: only what is open is acknowledged or repaired.",
                    f"问题 {row.fingerprint} 当前状态为 {row.status}，只有未关闭的问题才能确认或登记修复。",
                )
            if values:
                connection.execute(t.issue.update().where(t.issue.c.id == row.id).values(values))
            connection.execute(
                t.event.insert().values(
                    system_id=own.id,
                    issue_id=row.id,
                    at=saving.now_utc(),
                    kind=kind,
                    by=by,
                    note=note,
                    data=data or {},
                )
            )
            return next(i for i in _issues(connection, own.id, None, row.id))

    def set_go_live(self, system: str, day: date | None) -> System:
        """Say on which day a system goes live; known afterwards even when nothing of it is saved yet."""
        name = saving.read_name(system)
        with database.writing(self.engine) as connection:
            own = saving.system_id(connection, name, create=True)
            connection.execute(t.system.update().where(t.system.c.id == own).values(go_live=day))
            return _system(connection, name)

    def record_check(
        self, system: str, check: str, result: CheckResult, evidence: str, by: str, on: date | None = None
    ) -> Record:
        """Record the result of a manual check; the system need not have been scanned yet.

        Raises:
            UsageError: when the result is unknown, or nobody stands for it.
        """
        if result not in CHECK_RESULTS:
            known = ", ".join(CHECK_RESULTS)
            raise UsageError(
                f"{check}: the result {result!r} is unknown; expected {known}.",
                f"{check}：结果 {result!r} 无法识别，只能是 {known}。",
            )
        if not by.strip():
            raise UsageError(f"{check}: say who checked (--by).", f"{check}：请写明检查人（--by）。")
        if result != "pass" and not evidence.strip():
            raise UsageError(
                f"{check}: a result of {result} needs a reason (--evidence).",
                f"{check}：结果为 {result} 时必须写明依据（--evidence）。",
            )
        name = saving.read_name(system)
        now = saving.now_utc()
        day = on or now.date()
        with database.writing(self.engine) as connection:
            own = saving.system_id(connection, name, create=True)
            connection.execute(
                t.check_result.insert().values(
                    {
                        "system_id": own,
                        "check": check,
                        "result": result,
                        "evidence": evidence,
                        "by": by.strip(),
                        "on": day,
                        "recorded_at": now,
                    }
                )
            )
        return Record(check, result, evidence, by.strip(), day, now)


# -- rows to values --------------------------------------------------------------------------------------------------


def _text(words: list[str] | None) -> Text | None:
    return Text(words[0], words[1]) if words else None


def _both(texts: dict[str, Any], name: str) -> Text:
    return Text(texts["en"][name], texts["zh"][name])


def _systems(connection: sa.Connection, name: str | None = None) -> list[System]:
    query = (
        sa.select(
            t.system.c.id,
            t.system.c.name,
            t.system.c.go_live,
            sa.func.count(t.scan.c.id).label("scans"),
            sa.func.max(t.scan.c.collected_at).label("last_at"),
        )
        .outerjoin(t.scan, t.scan.c.system_id == t.system.c.id)
        .group_by(t.system.c.id, t.system.c.name, t.system.c.go_live)
        .order_by(t.system.c.name)
    )
    if name is not None:
        query = query.where(t.system.c.name == name)
    return [System(**row) for row in connection.execute(query).mappings()]


def _system(connection: sa.Connection, name: str) -> System:
    found = _systems(connection, name)
    if not found:
        import difflib

        names = [s.name for s in _systems(connection)]
        near = difflib.get_close_matches(name, names, 3, 0.4) or names[:5]
        raise UsageError(
            f"The history knows no system {name!r}. It has: {', '.join(near) or 'none'}.",
            f"历史记录中没有系统 {name!r}。现有：{'、'.join(near) or '无'}。",
        )
    return found[0]


def _scans(connection: sa.Connection, query: sa.Select[Any]) -> list[SavedScan]:
    rows = connection.execute(query).mappings().all()
    names = {s.id: s.name for s in _systems(connection)}
    statuses: dict[int, dict[str, int]] = {row["id"]: {} for row in rows}
    counted: dict[int, int] = {row["id"]: 0 for row in rows}
    ids = list(statuses)
    for start in range(0, len(ids), _MANY):
        c = t.rule_run.c
        totals = (
            sa.select(c.scan_id, c.status, sa.func.count().label("rules"), sa.func.sum(c.count).label("found"))
            .where(c.scan_id.in_(ids[start : start + _MANY]))
            .group_by(c.scan_id, c.status)
        )
        for scan_id, status, rules, found in connection.execute(totals):
            statuses[scan_id][status] = int(rules)
            counted[scan_id] += int(found)
    return [_scan(dict(row), names[row["system_id"]], statuses[row["id"]], counted[row["id"]]) for row in rows]


def _scan(row: dict[str, Any], system: str, statuses: dict[str, int], counted: int) -> SavedScan:
    about = row["about"]
    tenths = row["score_tenths"]
    return SavedScan(
        id=row["id"],
        system=system,
        collected_at=row["collected_at"],
        saved_at=row["saved_at"],
        engine=row["engine"],
        profile=row["profile"],
        industry=row["industry"],
        score=None if tenths is None else Decimal(tenths) / 10,
        verdict=row["verdict"],
        priorities=row["priorities"],
        states={state: row["states"].get(state, 0) for state in STATES},
        statuses=statuses,
        counted=counted,
        change=saving.read_change(row["change"]),
        targets=about["targets"],
        products=[Text(*p) for p in about["products"]],
        versions=about["versions"],
        notes=[Text(*n) for n in about["notes"]],
        limits=[Text(*n) for n in about["limits"]],
        readiness=row["readiness"],
    )


def _findings(
    connection: sa.Connection, scan_id: int, states: Iterable[State] | None, fingerprint: str | None = None
) -> list[SavedFinding]:
    about: dict[str, Any] = connection.scalar(sa.select(t.scan.c.about).where(t.scan.c.id == scan_id)) or {}
    where = _where(about.get("where", {}))
    texts = _texts_by_rule(connection, scan_id)
    s, i = t.sighting.c, t.issue.c
    query = (
        sa.select(
            t.sighting, i.fingerprint, i.rule, i.first_seen_at, i.last_seen_at, i.owner, i.due_at, i.acknowledged_at,
            i.claimed_at, i.last_scan_id, i.within,
        )
        .join(t.issue, i.id == s.issue_id)
        .where(s.scan_id == scan_id)
    )  # fmt: skip
    if states is not None:
        query = query.where(s.state.in_(list(states)))
    if fingerprint is not None:
        query = query.where(i.fingerprint == fingerprint)
    rows = connection.execute(query).mappings().all()
    for missing in {row["last_scan_id"] for row in rows if row["rule"] not in texts}:
        texts = _texts_by_rule(connection, missing) | texts
    found = [_finding(dict(row), texts[row["rule"]], where.get(row["within"], {})) for row in rows]
    return sorted(found, key=lambda f: (not f.present, f.priority, -f.score, f.rule, f.subject.key))


def _where(saved: dict[str, Any]) -> dict[str, dict[str, Text]]:
    """Menu paths by system and fact table; scans of the first versions have those of one system only."""
    by_system = {"": saved} if any(isinstance(words, list) for words in saved.values()) else saved
    return {name: {fact: Text(*words) for fact, words in menus.items()} for name, menus in by_system.items()}


def _texts_by_rule(connection: sa.Connection, scan_id: int) -> dict[str, dict[str, Any]]:
    query = (
        sa.select(t.rule_run.c.rule, t.rule_text.c.texts)
        .join(t.rule_text, t.rule_text.c.key == t.rule_run.c.text_key)
        .where(t.rule_run.c.scan_id == scan_id)
    )
    return {row.rule: row.texts for row in connection.execute(query)}


def _finding(row: dict[str, Any], texts: dict[str, Any], where: dict[str, Text]) -> SavedFinding:
    said = row["said"]
    cause = Thing(**said["cause"])
    subject = Thing(**said["subject"])
    waiver = None
    if row["waiver"]:
        until = row["waiver"].get("until")
        waiver = Waiver(**(row["waiver"] | {"until": date.fromisoformat(until) if until else None}))
    return SavedFinding(
        issue=row["issue_id"],
        fingerprint=row["fingerprint"],
        rule=row["rule"],
        title=_both(texts, "title"),
        state=row["state"],
        present=bool(row["present"]),
        reason=_text(row["reason"]),
        priority=row["priority"],
        severity=row["severity"],
        confidence=row["confidence"],
        score=row["score"],
        reach=row["reach"],
        subject=subject,
        cause=cause,
        evidence=said["evidence"],
        origin=said["origin"],
        places=[Place(**p) for p in said["places"]],
        why=Text(*said["why"]),
        waiver=waiver,
        templates={lang: (texts[lang]["message"], texts[lang]["fix"]) for lang in LANGS},
        where=where.get(cause.type) or where.get(subject.type),
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        owner=row["owner"] or "",
        due_at=row["due_at"],
        acknowledged_at=row["acknowledged_at"],
        claimed_at=row["claimed_at"],
    )


def _issues(
    connection: sa.Connection, system: int, statuses: Iterable[str] | None, issue: int | None = None
) -> list[Issue]:
    i, s = t.issue.c, t.sighting.c
    query = (
        sa.select(t.issue, s.said, t.rule_run.c.text_key)
        .join(t.sighting, sa.and_(s.issue_id == i.id, s.scan_id == i.last_scan_id, s.present))
        .join(t.rule_run, sa.and_(t.rule_run.c.scan_id == i.last_scan_id, t.rule_run.c.rule == i.rule))
        .where(i.system_id == system)
        .order_by(i.priority, i.score.desc(), i.rule, i.fingerprint)
    )
    if statuses is not None:
        query = query.where(i.status.in_(list(statuses)))
    if issue is not None:
        query = query.where(i.id == issue)
    rows = connection.execute(query).mappings().all()
    titles = _titles(connection, {row["text_key"] for row in rows})
    return [
        Issue(
            id=row["id"],
            fingerprint=row["fingerprint"],
            rule=row["rule"],
            title=titles[row["text_key"]],
            name=row["said"]["subject"]["name"],
            status=row["status"],
            priority=row["priority"],
            score=row["score"],
            first_seen_at=row["first_seen_at"],
            last_seen_at=row["last_seen_at"],
            fixed_at=row["fixed_at"],
            reopened_at=row["reopened_at"],
            reopened=row["reopened"],
            owner=row["owner"] or "",
            due_at=row["due_at"],
            acknowledged_at=row["acknowledged_at"],
            claimed_at=row["claimed_at"],
        )
        for row in rows
    ]


def _titles(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Text]:
    """What rules are called, by the key of their texts."""
    found: dict[str, Text] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _MANY):
        c = t.rule_text.c
        query = sa.select(c.key, c.texts).where(c.key.in_(wanted[start : start + _MANY]))
        found |= {row.key: _both(row.texts, "title") for row in connection.execute(query)}
    return found


def _issue_row(connection: sa.Connection, system: int, fingerprint: str) -> sa.Row[Any]:
    wanted = fingerprint.strip().lower()
    c = t.issue.c
    rows: list[sa.Row[Any]] = []
    if wanted.isalnum() and len(wanted) >= 4:
        query = sa.select(c.id, c.fingerprint, c.status).where(c.system_id == system, c.fingerprint.startswith(wanted))
        rows = list(connection.execute(query.limit(3)))
    if not rows:
        raise UsageError(
            f"No finding of this system begins with {fingerprint!r}. Give at least four characters of the fingerprint.",
            f"该系统没有编号以 {fingerprint!r} 开头的问题，请至少给出指纹的前四位。",
        )
    if len(rows) > 1:
        raise UsageError(
            f"Several findings begin with {fingerprint!r}. Give more of the fingerprint.",
            f"有多个问题的编号以 {fingerprint!r} 开头，请多给几位。",
        )
    return rows[0]


def _gone(finding: SavedFinding) -> Gone:
    return Gone(
        finding.fingerprint,
        finding.rule,
        finding.title,
        finding.subject.name,
        finding.priority,
        finding.state,
        finding.reason,
    )


def _mark(scan: Scan, states: Mapping[str, State]) -> None:
    for outcome in scan.outcomes:
        for finding in (*outcome.findings, *outcome.waived):
            finding.state = states.get(finding.fingerprint)
