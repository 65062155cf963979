"""Systems, scans, rules and findings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None

Instant = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
Long = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "system",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(190), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.UniqueConstraint("name", name="uq_system_name"),
    )
    op.create_table(
        "rule_text",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("rule", sa.String(190), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("texts", Long, nullable=False),
        sa.Column("rests", Long, nullable=False),
    )
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id", name="fk_scan_system_id"), nullable=False),
        sa.Column("collected_at", Instant, nullable=False),
        sa.Column("saved_at", Instant, nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("profile", sa.String(190), nullable=False),
        sa.Column("industry", sa.String(64), nullable=False),
        sa.Column("score_tenths", sa.Integer),
        sa.Column("score_version", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("about", Long, nullable=False),
        sa.Column("facts", Long, nullable=False),
        sa.Column("readiness", Long),
        sa.Column("priorities", Long, nullable=False),
        sa.Column("states", Long, nullable=False),
        sa.Column("change", Long),
    )
    op.create_index("ix_scan_system_id_collected_at", "scan", ["system_id", "collected_at"])
    op.create_table(
        "rule_run",
        sa.Column("scan_id", sa.Integer, sa.ForeignKey("scan.id", name="fk_rule_run_scan_id"), primary_key=True),
        sa.Column("rule", sa.String(190), primary_key=True),
        sa.Column(
            "text_key", sa.String(32), sa.ForeignKey("rule_text.key", name="fk_rule_run_text_key"), nullable=False
        ),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", Long),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("terms", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("waived", sa.Integer, nullable=False),
        sa.Column("cut", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("spoke", Long, nullable=False),
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("system_id", sa.Integer, sa.ForeignKey("system.id", name="fk_issue_system_id"), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(190), nullable=False),
        sa.Column("within", Long, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("priority", sa.String(8), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("first_seen_at", Instant, nullable=False),
        sa.Column("last_seen_at", Instant, nullable=False),
        sa.Column("last_scan_id", sa.Integer, sa.ForeignKey("scan.id", name="fk_issue_last_scan_id"), nullable=False),
        sa.Column("fixed_at", Instant),
        sa.Column("reopened_at", Instant),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.UniqueConstraint("system_id", "fingerprint", name="uq_issue_system_id_fingerprint"),
    )
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("scan_id", sa.Integer, sa.ForeignKey("scan.id", name="fk_sighting_scan_id"), nullable=False),
        sa.Column("issue_id", sa.Integer, sa.ForeignKey("issue.id", name="fk_sighting_issue_id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", Long),
        sa.Column("present", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("priority", sa.String(8), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("confidence", sa.String(16), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reach", sa.Double()),
        sa.Column("said", Long, nullable=False),
        sa.Column("waiver", Long),
        sa.UniqueConstraint("issue_id", "scan_id", name="uq_sighting_issue_id_scan_id"),
    )
    op.create_index("ix_sighting_scan_id", "sighting", ["scan_id"])
