"""Modules of the community (OCA) on a real Odoo: tier validation and automatic backups, in the modules' own tables."""

from __future__ import annotations

import pytest

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.rule import load_pack
from healthcheck.run import run_rules
from tests.plugins.drift import ROOT, Look, folder_of, look
from tests.servers import PostgresServer

#: Users 2 (admin) and 6 (demo) come with the demo data.
TIERS = """
INSERT INTO res_groups (id, name) VALUES (9001, '{"en_US": "Board"}');
INSERT INTO res_users (id, login, active, company_id, partner_id, notification_type, share)
    SELECT 9002, 'gone@example.com', false, company_id, partner_id, notification_type, false FROM res_users WHERE id = 2;
INSERT INTO tier_definition (id, name, model_id, model, review_type, reviewer_id, reviewer_group_id, reviewer_field_id,
    definition_domain, active, sequence, create_date)
    SELECT d.*, true, 10, '2024-01-01' FROM (VALUES
        (1, '{"en_US": "Head of purchasing"}'::jsonb, (SELECT id FROM ir_model WHERE model = 'purchase.order'), 'purchase.order',
            'individual', 9002, NULL::int, NULL::int, '[["amount_total", ">", 100]]'),
        (2, '{"en_US": "Board"}', (SELECT id FROM ir_model WHERE model = 'purchase.order'), 'purchase.order',
            'group', NULL, 9001, NULL, '[["amount_total", ">", 100000]]'),
        (3, '{"en_US": "Buyer"}', (SELECT id FROM ir_model WHERE model = 'purchase.order'), 'purchase.order',
            'field', NULL, NULL, (SELECT id FROM ir_model_fields WHERE model = 'purchase.order' AND name = 'user_id'), '[]'),
        (4, '{"en_US": "Nobody"}', (SELECT id FROM ir_model WHERE model = 'sale.order'), 'sale.order',
            'individual', NULL, NULL, NULL, '[]')
    ) AS d;
INSERT INTO tier_review (id, status, model, res_id, definition_id, sequence, done_by, requested_by, reviewed_date, create_date,
    write_date) VALUES
    (1, 'pending', 'purchase.order', 1, 1, 1, NULL, 6, NULL, now() - interval '3 days', now()),
    (2, 'approved', 'purchase.order', 2, 3, 1, 6, 6, now() - interval '2 days', now() - interval '3 days', now()),
    (3, 'rejected', 'purchase.order', 3, 3, 1, 2, 6, now() - interval '2 days', now() - interval '3 days', now());
"""

#: One backup that ran a week ago and has failed since, one that never ran, and the module's mark of a failure.
BACKUPS = """
CREATE TABLE db_backup (id int, name varchar, folder varchar, method varchar, days_to_keep int);
INSERT INTO db_backup VALUES (1, '/srv/backups @ localhost', '/srv/backups', 'local', 7), (2, 'sftp://b@h:22/far', '/far', 'sftp', 0);
INSERT INTO mail_message_subtype (id, name) VALUES (9001, '{"en_US": "Backup Failed"}');
INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
    VALUES ('auto_backup', 'mail_message_subtype_failure', 'mail.message.subtype', 9001, true);
INSERT INTO mail_message (model, res_id, message_type, subtype_id, date) VALUES
    ('db.backup', 1, 'notification', 2, now() - interval '9 days'), ('db.backup', 1, 'notification', 2, '2026-01-05 02:00'),
    ('db.backup', 1, 'notification', 9001, '2026-01-06 02:00'), ('db.backup', 1, 'comment', 1, now()),
    ('db.backup', 2, 'notification', 2, now());
"""


@pytest.fixture(scope="module")
def url(postgres: PostgresServer) -> str:
    """The demo company with four definitions, three reviews and two backups."""
    made = postgres.load_shared("odoo16_demo", fresh=True)
    postgres.run_sql(made.rsplit("/", 1)[1], TIERS + BACKUPS)
    return made


@pytest.fixture(scope="module")
def tiers(url: str, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """Its facts."""
    adapters = Adapters({"odoo": load_adapter(folder_of("healthcheck-odoo", "odoo"))})
    return look(url, tmp_path_factory.mktemp("tiers") / "facts.duckdb", adapters)


def test_definitions_are_flows_of_one_step(tiers: Look) -> None:
    """A list of steps for the model's documents; each definition's approver as its type says."""
    assert tiers.rows(
        "SELECT f.flow_id, f.name, f.notation, f.document_type_id, a.kind, a.reference FROM flow AS f"
        " LEFT JOIN flow_approver AS a USING (flow_id) WHERE f.flow_id LIKE 'tier%' ORDER BY 1"
    ) == [
        ("tier_definition,1", "Head of purchasing", "steps", "purchase.order", "user", "9002"),
        ("tier_definition,2", "Board", "steps", "purchase.order", "role", "9001"),
        ("tier_definition,3", "Buyer", "steps", "purchase.order", "expression", "purchase.order.user_id"),
        ("tier_definition,4", "Nobody", "steps", "sale.order", None, None),
    ]


def test_reviews_are_instances_and_documents(tiers: Look) -> None:
    """What waits, what ended how, and who asked and approved."""
    assert tiers.rows(
        "SELECT instance_id, state, waiting, starter_user_id FROM flow_instance WHERE instance_id LIKE 'tier%' ORDER BY 1"
    ) == [
        ("tier_review,1", "running", True, "6"),
        ("tier_review,2", "finished", False, "6"),
        ("tier_review,3", "cancelled", False, "6"),
    ]
    assert tiers.rows(
        "SELECT document_id, state, approved_by_user_id FROM document WHERE document_id LIKE 'purchase.order,%' ORDER BY 1"
    ) == [
        ("purchase.order,1", "in_approval", None),
        ("purchase.order,2", "approved", "6"),
        ("purchase.order,3", "rejected", None),
    ]
    assert tiers.rows("SELECT task_id, assignee_user_id FROM flow_task WHERE task_id LIKE 'tier%'") == [
        ("tier_review,1", "9002")
    ]


#: The archived approver, the empty group, the definition without anybody, and who approved an own order.
FOUND = {
    "flow.all_approvers_gone": {"tier_definition,1,review"},
    "flow.role_without_members": {"tier_definition,2,review"},
    "flow.step_without_approver": {"tier_definition,4,review"},
    "flow.task_assignee_gone": {"tier_review,1"},
    "flow.self_approval": {"6"},
}


def test_findings(tiers: Look) -> None:
    """Each planted defect, and no other of these kinds about a tier."""
    pack = load_pack(ROOT / "rules")
    outcomes = run_rules(tiers.path, pack, {rule: pack.rules[rule] for rule in FOUND})
    keys = {o.rule.id: {f.subject.key for f in o.findings} for o in outcomes}
    assert {r: {k for k in found if "tier_" in k or r == "flow.self_approval"} for r, found in keys.items()} == FOUND


@pytest.mark.parametrize("model", ["hr.leave", "purchase.order"])
def test_units_of_documents(postgres: PostgresServer, url: str, tiers: Look, model: str) -> None:
    """Leave carries a department; an order is the buyer's department's, as far as the buyer is an employee."""
    found = {d: u for d, u in tiers.rows("SELECT document_id, org_unit_id FROM document") if d.startswith(f"{model},")}
    asked = {
        "hr.leave": "SELECT id, department_id FROM hr_leave WHERE active AND (state IN ('confirm', 'validate1')"
        " OR (state = 'validate' AND first_approver_id IS NOT NULL))",
        # Orders under review are told by their reviews, with the department of whoever asked for them.
        "purchase.order": "SELECT o.id, min(e.department_id) FROM purchase_order o LEFT JOIN tier_review v ON v.res_id = o.id"
        " AND v.model = 'purchase.order' LEFT JOIN hr_employee e ON e.user_id = coalesce(v.requested_by, o.user_id, o.create_uid)"
        " WHERE o.state = 'to approve' OR v.id IS NOT NULL GROUP BY o.id",
    }[model]
    rows = (line.split("\t") for line in postgres.run_sql(url.rsplit("/", 1)[1], asked).splitlines())
    assert found and found == {f"{model},{key}": unit or None for key, unit in rows}


def test_backups_are_the_module_s_runs(tiers: Look) -> None:
    """Each run counts as the module marked it; the message that an entry was made, and what people write, are no runs."""
    assert tiers.rows(
        "SELECT split_part(backup_id, ',', 1), finished_at::VARCHAR, succeeded FROM backup ORDER BY 1, 2 NULLS FIRST"
    ) == [
        ("1", None, None),
        ("1", "2026-01-05 02:00:00", True),
        ("1", "2026-01-06 02:00:00", False),
        ("2", None, None),
    ]
    found = tiers.findings()["operation.backup_stale"]
    assert {row["name"]: row["newest"] for row in found} == {
        "/srv/backups @ localhost": "2026-01-05 02:00",
        "sftp://b@h:22/far": "-",
    }
