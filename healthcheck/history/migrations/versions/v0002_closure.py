"""The work on findings: owners, due dates, what people did, go-live; and results of manual checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"

Instant = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
Long = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Add columns and tables; due dates of what is open are set by the next scan."""
    op.add_column("system", sa.Column("go_live", sa.Date))
    for name, kind in (
        ("owner", Long),
        ("due_at", Instant),
        ("due_set", sa.Boolean(create_constraint=False)),
        ("acknowledged_at", Instant),
        ("claimed_at", Instant),
    ):
        op.add_column("issue", sa.Column(name, kind))
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
    )
    op.create_index("ix_event_system_id", "event", ["system_id"])
    op.create_index("ix_event_issue_id", "event", ["issue_id"])
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
    )
    op.create_index("ix_check_result_system_id", "check_result", ["system_id"])
