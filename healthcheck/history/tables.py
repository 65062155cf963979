"""The tables of a history. The migrations beside make them; a test holds the two against each other."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from healthcheck.outcome import show

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: UTC without zone, to the microsecond everywhere.
Instant = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
#: Text of any length.
Long = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


class Document(sa.types.TypeDecorator[Any]):
    """Plain values as JSON text: the same on every database, whatever strangers wrote into their names."""

    impl = Long
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """To JSON; what no database could keep is made harmless."""
        if value is None:
            return None
        try:
            text = _ENCODER.encode(value)
        except (TypeError, ValueError):  # a key or a number that JSON has not
            return _ENCODER.encode(plain(value))
        # Nearly every value is harmless as it is. NUL and half a character beyond the first 65,536 show as escapes.
        return _ENCODER.encode(plain(value)) if "\\u0000" in text or "\\ud" in text else text

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """From JSON."""
        return None if value is None else json.loads(value)


def plain(value: Any) -> Any:
    """A value of evidence as JSON can carry it; texts without what databases refuse."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date | Decimal):
        return show(value, "en")  # the same in both languages
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean(str(value))


def clean(text: str) -> str:
    """``text`` without NUL and lone surrogates, which databases refuse."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=plain)


class Words(sa.types.TypeDecorator[str]):
    """Text from an examined system."""

    impl = Long
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Made harmless."""
        return None if value is None else clean(value)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


system = sa.Table(
    "system",
    metadata,
    _id(),
    sa.Column("name", sa.String(190), nullable=False, unique=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("go_live", sa.Date),
)

#: What a rule said; kept once for all scans in which it said the same.
rule_text = sa.Table(
    "rule_text",
    metadata,
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("rule", sa.String(190), nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Column("texts", Document, nullable=False),
    sa.Column("rests", Document, nullable=False),
)

scan = sa.Table(
    "scan",
    metadata,
    _id(),
    sa.Column("system_id", sa.ForeignKey("system.id"), nullable=False),
    sa.Column("collected_at", Instant, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("engine", sa.String(64), nullable=False),
    sa.Column("profile", sa.String(190), nullable=False),
    sa.Column("industry", sa.String(64), nullable=False),
    sa.Column("score_tenths", sa.Integer),
    sa.Column("score_version", sa.Integer, nullable=False),
    sa.Column("verdict", sa.String(32), nullable=False),
    # targets, products, versions, notes, limits, where, fixes: what the reports say about the scan as a whole
    sa.Column("about", Document, nullable=False),
    sa.Column("facts", Document, nullable=False),
    sa.Column("readiness", Document),
    sa.Column("priorities", Document, nullable=False),
    sa.Column("states", Document, nullable=False),
    # why the score moved since the scan before; none for the first
    sa.Column("change", Document),
    sa.Index(None, "system_id", "collected_at"),
)

rule_run = sa.Table(
    "rule_run",
    metadata,
    sa.Column("scan_id", sa.ForeignKey("scan.id"), primary_key=True),
    sa.Column("rule", sa.String(190), primary_key=True),
    sa.Column("text_key", sa.ForeignKey("rule_text.key"), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("reason", Document),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("terms", sa.String(64), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("waived", sa.Integer, nullable=False),
    sa.Column("cut", sa.Boolean(create_constraint=False), nullable=False),
    # in which of several systems it gave a verdict; [""] in a scan of one
    sa.Column("spoke", Document, nullable=False),
)

issue = sa.Table(
    "issue",
    metadata,
    _id(),
    sa.Column("system_id", sa.ForeignKey("system.id"), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("rule", sa.String(190), nullable=False),
    # which of several systems in one scan
    sa.Column("within", Words, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("priority", sa.String(8), nullable=False),
    sa.Column("score", sa.Double(), nullable=False),
    sa.Column("first_seen_at", Instant, nullable=False),
    sa.Column("last_seen_at", Instant, nullable=False),
    sa.Column("last_scan_id", sa.ForeignKey("scan.id"), nullable=False),
    sa.Column("fixed_at", Instant),
    sa.Column("reopened_at", Instant),
    sa.Column("reopened", sa.Integer, nullable=False),
    # the work on it
    sa.Column("owner", Words),
    sa.Column("due_at", Instant),
    sa.Column("due_set", sa.Boolean(create_constraint=False)),
    sa.Column("acknowledged_at", Instant),
    sa.Column("claimed_at", Instant),
    sa.UniqueConstraint("system_id", "fingerprint"),
)

#: One finding in one scan: as it was seen, or that it has gone or could not be judged.
sighting = sa.Table(
    "sighting",
    metadata,
    _id(),
    sa.Column("scan_id", sa.ForeignKey("scan.id"), nullable=False, index=True),
    sa.Column("issue_id", sa.ForeignKey("issue.id"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", Document),
    # false: the finding was not seen, and what follows is as it was last seen
    sa.Column("present", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("priority", sa.String(8), nullable=False),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("confidence", sa.String(16), nullable=False),
    sa.Column("score", sa.Double(), nullable=False),
    sa.Column("reach", sa.Double()),
    # subject, cause, evidence, origin, places, why
    sa.Column("said", Document, nullable=False),
    sa.Column("waiver", Document),
    sa.UniqueConstraint("issue_id", "scan_id"),
)

#: What people and scans did about a finding or the system, in the order it happened.
event = sa.Table(
    "event",
    metadata,
    _id(),
    sa.Column("system_id", sa.ForeignKey("system.id"), nullable=False, index=True),
    sa.Column("issue_id", sa.ForeignKey("issue.id"), index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("note", Words, nullable=False),
    sa.Column("data", Document, nullable=False),
)

#: Results of manual checks; the newest of a check counts.
check_result = sa.Table(
    "check_result",
    metadata,
    _id(),
    sa.Column("system_id", sa.ForeignKey("system.id"), nullable=False, index=True),
    sa.Column("check", sa.String(64), nullable=False),
    sa.Column("result", sa.String(16), nullable=False),
    sa.Column("evidence", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
)
