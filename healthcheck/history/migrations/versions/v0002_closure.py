"""The work on findings: owners, due dates, what people did, go-live; and results of manual checks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"

Instant = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
Long = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Add columns and tables; due dates of what is open are set by the next scan.

    What is there already stays: MySQL cannot undo half a step that was cut off.
    """
    there = sa.inspect(op.get_bind())
    _add(there, "system", "go_live", sa.Date())
    _add(there, "issue", "owner", Long)
    _add(there, "issue", "due_at", Instant)
    _add(there, "issue", "due_set", sa.Boolean(create_constraint=False))
    _add(there, "issue", "acknowledged_at", Instant)
    _add(there, "issue", "claimed_at", Instant)
    if not there.has_table("event"):
        _make_event()
    if not there.has_table("check_result"):
        _make_check_result()


def _add(there: sa.Inspector, table: str, name: str, kind: sa.types.TypeEngine[Any]) -> None:
    if name not in {column["name"] for column in there.get_columns(table)}:
        op.add_column(table, sa.Column(name, kind))


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id", name="fk_event_system_id"), nullable=False),
        sa.Column("issue_id", sa.Integer, sa.ForeignKey("issue.id", name="fk_event_issue_id")),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", Long, nullable=False),
        sa.Column("note", Long, nullable=False),
        sa.Column("data", Long, nullable=False),
        sa.Index("ix_event_system_id", "system_id"),
        sa.Index("ix_event_issue_id", "issue_id"),
    )


def _make_check_result() -> None:
    op.create_table(
        "check_result",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "system_id", sa.Integer, sa.ForeignKey("system.id", name="fk_check_result_system_id"), nullable=False
        ),
        sa.Column("check", sa.String(64), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("evidence", Long, nullable=False),
        sa.Column("by", Long, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Index("ix_check_result_system_id", "system_id"),
    )
