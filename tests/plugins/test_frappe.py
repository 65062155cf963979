"""The Frappe adapter on an ERPNext 14 that nobody here wrote, and on copies whose schema has drifted."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthcheck.adapters import load_adapter
from tests.plugins.drift import Look, complete, folder_of, look, original, survives_drift
from tests.plugins.test_reconciliation import NOTHING
from tests.servers import MariadbServer

DATABASE = "erpnext14_demo"
FOLDER = folder_of("healthcheck-frappe", "frappe")


@pytest.fixture(scope="module")
def url(mariadb: MariadbServer) -> str:
    """URL of the loaded database."""
    return mariadb.load_shared(DATABASE)


@pytest.fixture(scope="module")
def facts(url: str, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What the adapters make of it."""
    return look(url, tmp_path_factory.mktemp("frappe") / "facts.duckdb")


def column(mariadb: MariadbServer, sql: str) -> list[str]:
    """First column of a query on the product's own tables."""
    return sorted(line.split("\t")[0] for line in mariadb.run_sql(DATABASE, sql).splitlines())


def test_recognised(facts: Look) -> None:
    """Without a hint, by this adapter alone, and read whole."""
    assert facts.names == {"frappe"}
    complete(facts)


def test_grants_are_those_of_users(mariadb: MariadbServer, facts: Look) -> None:
    """Roles of reports, pages and role profiles are no grants to people."""
    want = column(
        mariadb,
        "SELECT DISTINCT CONCAT(parent, '|', role) FROM `tabHas Role` WHERE parenttype = 'User'",
    )
    assert sorted(r[0] for r in facts.rows("SELECT user_id || '|' || role_id FROM role_grant")) == want
    assert facts.rows("SELECT user_id FROM user_account WHERE superuser") == [("Administrator",)]
    system = facts.rows("SELECT user_id FROM user_account WHERE kind = 'system' ORDER BY 1")
    assert system == [("Administrator",), ("Guest",)]


def test_permissions(mariadb: MariadbServer, facts: Look) -> None:
    """A right per document type and column; levels above 0 are fields, `if_owner` the author's own documents."""
    want = column(
        mariadb,
        """SELECT DISTINCT CONCAT(p.parent, ':write|', p.role) FROM tabDocPerm p JOIN tabDocType d ON d.name = p.parent
        WHERE p.`write` = 1 AND p.permlevel = 0 AND p.if_owner = 0 AND d.istable = 0""",
    )
    got = facts.rows(
        """SELECT g.permission_id || '|' || g.role_id FROM permission_grant g
        WHERE g.permission_id LIKE '%:write'"""
    )
    assert sorted(r[0] for r in got) == want
    reports = facts.rows("SELECT count(*) FROM permission WHERE kind = 'report'")
    assert reports == [(len(column(mariadb, "SELECT name FROM tabReport")),)]


def test_only_query_reports_have_sql(mariadb: MariadbServer, facts: Look) -> None:
    """Script reports keep old text in the field that a query report runs."""
    want = column(mariadb, "SELECT name FROM tabReport WHERE report_type = 'Query Report' AND query > ''")
    assert sorted(r[0] for r in facts.rows("SELECT report_id FROM report WHERE sql IS NOT NULL")) == want


def test_findings_stand(mariadb: MariadbServer, facts: Look) -> None:
    """What is found is so in the product's own tables, and nothing beside it that judges the product's set-up."""
    found = facts.findings()
    keys = {rule: sorted(row["key"] for row in rows) for rule, rows in found.items()}
    empty_roles = column(
        mariadb,
        """SELECT DISTINCT t.parent FROM `tabWorkflow Transition` t JOIN tabWorkflow w ON w.name = t.parent AND w.is_active
        WHERE t.allowed <> 'All' AND NOT EXISTS (SELECT 1 FROM `tabHas Role` h JOIN tabUser u ON u.name = h.parent
        WHERE h.parenttype = 'User' AND h.role = t.allowed AND u.enabled = 1)""",
    )
    assert [row["flow"] for row in found["flow.role_without_members"]] == empty_roles == ["Test ToDo"]
    assert keys["material.uom_conversion_invalid"] == column(
        mariadb, "SELECT name FROM `tabUOM Conversion Factor` WHERE value <= 0 OR (from_uom = to_uom AND value <> 1)"
    )
    for key in keys["access.role_unused"]:
        held = f"SELECT COUNT(*) FROM `tabHas Role` WHERE parenttype = 'User' AND role = '{key}'"
        shipped = f"SELECT COUNT(*) FROM tabDocPerm p JOIN tabDocType d ON d.name = p.parent WHERE p.role = '{key}' AND NOT d.custom"
        assert column(mariadb, held) == column(mariadb, shipped) == ["0"]
    rights = "SELECT COUNT(*) FROM tabDocPerm WHERE role = '{}' AND parent = '{}' AND `{}` = 1 AND permlevel = 0"
    for row in found["access.sod_in_role"]:
        for side in (row["one"], row["other"]):
            doctype, right = side.split(":")
            assert column(mariadb, rights.format(row["role_id"], doctype, right)) != ["0"]
    # by design: shipped roles, states that code sets, Administrator and Guest, defaults of nobody
    left = {
        "org.company_test_data",
        "org.employee_test_data",
        "org.unit_test_data",
    }  # the vendor's own tests filled the demo
    assert {r for r in found if r.startswith("org.")} == left
    assert not set(found) & {"access.role_without_permission", "access.user_without_role", "flow.dead_end"}


def test_drift(mariadb: MariadbServer, url: str, facts: Look, tmp_path: Path) -> None:
    """Columns and tables lost at random."""
    survives_drift(original(mariadb, url), facts, tmp_path, FOLDER)


SMALL = """
CREATE TABLE tabDocType (name VARCHAR(140), module VARCHAR(140), istable INT, custom INT);
CREATE TABLE tabDocField (name VARCHAR(140), fieldtype VARCHAR(140));
CREATE TABLE tabDocPerm (name VARCHAR(140), parent VARCHAR(140), role VARCHAR(140), permlevel INT, if_owner INT, `read` INT, `write` INT);
CREATE TABLE `tabCustom DocPerm` LIKE tabDocPerm;
CREATE TABLE `tabHas Role` (name VARCHAR(140), parent VARCHAR(140), parenttype VARCHAR(140), role VARCHAR(140));
CREATE TABLE `tabCustom Role` (name VARCHAR(140), report VARCHAR(140), page VARCHAR(140));
CREATE TABLE tabReport (name VARCHAR(140), disabled INT);
CREATE TABLE tabPage (name VARCHAR(140), title VARCHAR(140));
CREATE TABLE tabRole (name VARCHAR(140), disabled INT);
CREATE TABLE tabUser (name VARCHAR(140), full_name VARCHAR(140), user_type VARCHAR(140), enabled INT, last_login VARCHAR(140));
CREATE TABLE tabEmployee (name VARCHAR(140), employee_name VARCHAR(140), user_id VARCHAR(140), status VARCHAR(140),
    department VARCHAR(140), reports_to VARCHAR(140), relieving_date DATE, company VARCHAR(140));
CREATE TABLE tabDepartment (name VARCHAR(140), department_name VARCHAR(140), parent_department VARCHAR(140),
    company VARCHAR(140), disabled INT);
CREATE TABLE tabWorkflow (name VARCHAR(140), workflow_name VARCHAR(140), document_type VARCHAR(140), is_active INT);
CREATE TABLE `tabWorkflow Document State` (parent VARCHAR(140), state VARCHAR(140), doc_status VARCHAR(10), idx INT);
CREATE TABLE `tabWorkflow Transition` (name VARCHAR(140), parent VARCHAR(140), state VARCHAR(140), next_state VARCHAR(140),
    action VARCHAR(140), allowed VARCHAR(140), `condition` TEXT);
INSERT INTO tabDocType VALUES ('Note', 'Desk', 0, 0), ('Item', 'Stock', 0, 0), ('Row', 'Stock', 1, 0), ('Report', 'Core', 0, 0);
INSERT INTO tabDocPerm VALUES ('p1', 'Note', 'Clerk', 0, 0, 1, 1), ('p2', 'Item', 'Clerk', 0, 1, 1, 0),
    ('p3', 'Item', 'Chief', 1, 0, 1, 0), ('p4', 'Row', 'Clerk', 0, 0, 1, 1), ('p5', 'Report', 'All', 0, 0, 1, 0);
INSERT INTO `tabCustom DocPerm` VALUES ('c1', 'Note', 'Chief', 0, 0, 1, 0), ('c2', 'Gone', 'Chief', 0, 0, 1, 0);
INSERT INTO tabReport VALUES ('R1', 0), ('R2', 1), ('R3', 0);
INSERT INTO tabPage VALUES ('pg', 'A page');
INSERT INTO `tabCustom Role` VALUES ('cr', 'R1', NULL);
INSERT INTO `tabHas Role` VALUES ('h1', 'R1', 'Report', 'Clerk'), ('h2', 'cr', 'Custom Role', 'Chief'), ('h3', 'R2', 'Report', 'All'),
    ('h4', 'li@x', 'User', 'Clerk'), ('h5', 'li@x', 'User', 'Ghost'), ('h6', 'Sales', 'Role Profile', 'Chief'),
    ('h7', 'wang@x', 'User', 'Chief'), ('h8', 'pg', 'Page', 'Clerk'), ('h9', 'nobody@x', 'User', 'Clerk');
INSERT INTO tabRole VALUES ('Clerk', 0), ('Chief', 0), ('All', 0), ('Guest', 0), ('Empty', 0);
INSERT INTO tabUser VALUES ('Administrator', 'Administrator', 'System User', 1, ''), ('Guest', 'Guest', 'Website User', 1, NULL),
    ('li@x', 'Li', 'System User', 1, '2024-05-01 08:00:00.123456'), ('wang@x', 'Wang', 'System User', 1, NULL),
    ('shop@x', 'Shop', 'Website User', 1, NULL), ('new@x', 'New', 'System User', 1, NULL);
INSERT INTO tabEmployee VALUES ('E1', 'Wang', 'wang@x', 'Left', 'D1', NULL, '2023-01-31', 'C'),
    ('E2', 'Li', 'li@x', 'Active', 'D1', 'E1', NULL, 'C');
INSERT INTO tabDepartment VALUES ('Root', 'Root', '', NULL, 0), ('D1', 'One', 'Root', 'C', 0), ('D2', 'Two', 'Lost', 'C', 0);
INSERT INTO tabWorkflow VALUES ('W', 'W', 'Note', 1), ('Old', 'Old', 'Item', 0);
INSERT INTO `tabWorkflow Document State` VALUES ('W', 'Draft', '0', 1), ('W', 'Draft', '0', 2), ('W', 'Approved', '1', 3), ('W', 'Paid', '1', 4);
INSERT INTO `tabWorkflow Transition` VALUES ('t1', 'W', 'Draft', 'Approved', 'Approve', 'Empty', NULL),
    ('t2', 'W', 'Approved', 'Nowhere', 'Send', 'All', NULL), ('t3', 'Old', 'Draft', 'Approved', 'Approve', 'Empty', NULL);
CREATE TABLE tabCompany (name VARCHAR(140), default_currency VARCHAR(10));
CREATE TABLE `tabPurchase Order` (name VARCHAR(140), owner VARCHAR(140), creation DATETIME, docstatus INT,
    base_grand_total DECIMAL(18, 2), company VARCHAR(140));
CREATE TABLE `tabExpense Claim` (name VARCHAR(140), owner VARCHAR(140), creation DATETIME, docstatus INT, approval_status VARCHAR(140),
    expense_approver VARCHAR(140), employee VARCHAR(140), total_claimed_amount DECIMAL(18, 2), company VARCHAR(140), department VARCHAR(140));
CREATE TABLE `tabLeave Application` (name VARCHAR(140), owner VARCHAR(140), creation DATETIME, docstatus INT, status VARCHAR(140),
    leave_approver VARCHAR(140), employee VARCHAR(140), company VARCHAR(140), department VARCHAR(140));
INSERT INTO tabCompany VALUES ('C', 'CNY');
INSERT INTO `tabPurchase Order` VALUES ('PO-1', 'li@x', '2024-05-01', 1, 900, 'C'), ('PO-2', 'wang@x', '2024-05-01', 0, 50, 'C');
INSERT INTO `tabExpense Claim` VALUES ('EX-1', 'new@x', '2024-05-01', 1, 'Approved', 'wang@x', 'E2', 30, 'C', 'D1'),
    ('EX-2', 'new@x', '2024-05-01', 0, 'Draft', 'wang@x', 'E2', 30, 'C', '');
INSERT INTO `tabLeave Application` VALUES ('LV-1', 'li@x', '2024-05-01', 0, 'Open', 'wang@x', 'E2', 'C', 'D1'),
    ('LV-2', 'li@x', '2024-05-01', 1, 'Rejected', 'wang@x', 'E2', 'C', 'D1');
"""


@pytest.fixture(scope="module")
def small(mariadb: MariadbServer, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """A site without ERPNext's stock, with what the demo data has none of."""
    mariadb.create_database("frappe_small")
    mariadb.run_sql("frappe_small", SMALL)
    return look(mariadb.url("frappe_small"), tmp_path_factory.mktemp("frappe") / "small.duckdb")


def test_effective_permissions(small: Look) -> None:
    """Custom rows replace the standard ones of their document type; child tables are left out; Report is a type, too."""
    assert small.names == {"frappe"}
    assert small.rows("SELECT permission_id, role_id FROM permission_grant ORDER BY 1, 2") == [
        ("Gone:read", "Chief"),
        ("Item:read:1", "Chief"),
        ("Item:read:own", "Clerk"),
        ("Note:read", "Chief"),
        ("Page/pg", "Clerk"),
        ("Report/R1", "Chief"),
        ("Report/R2", "All"),
        ("Report:read", "All"),
    ]
    assert small.rows("SELECT permission_id, open_to_all, active, target_found, kind FROM permission ORDER BY 1") == [
        ("Gone:read", False, True, False, "model"),
        ("Item:read:1", False, True, True, "field"),
        ("Item:read:own", False, True, True, "model"),
        ("Note:read", False, True, True, "model"),
        ("Page/pg", False, True, True, "menu"),
        ("Report/R1", False, True, True, "report"),
        ("Report/R2", True, False, True, "report"),
        ("Report/R3", True, True, True, "report"),
        ("Report:read", True, True, True, "model"),
    ]


def test_small_findings(small: Look) -> None:
    """Each planted defect is found, and nothing that is so by design."""
    keys = {rule: sorted(row["key"] for row in rows) for rule, rows in small.findings().items()}
    assert keys == {
        "access.grant_to_missing_role": ["li@x,Ghost"],
        "access.grant_to_missing_user": ["nobody@x,Clerk"],
        "access.leaver_active": ["wang@x"],
        "access.permission_target_missing": ["Gone:read"],
        "access.role_unused": ["Empty"],
        "access.user_without_role": ["new@x"],
        "flow.critical_document_without_flow": ["Expense Claim", "Purchase Order"],
        "flow.dangling_edge": ["W,t2"],
        "flow.role_without_members": ["W,Draft"],
        "org.manager_left": ["E2"],
        "org.unit_parent_missing": ["D2"],
    }


def test_a_role_that_a_workflow_names_stays(mariadb: MariadbServer, url: str) -> None:
    """The statement to review switches off a role that nobody holds, but none that a workflow waits for."""
    guide = load_adapter(FOLDER).fix_of("access.role_unused")
    assert guide is not None and guide.sql is not None
    whole = original(mariadb, url)
    needed = {t: c for t, c in whole.columns().items() if f"`{t}`" in guide.sql}
    with whole.copy(NOTHING, needed) as copy:
        name = copy.rsplit("/", 1)[1]
        for role in ("Test Approver", "_Test Role"):
            mariadb.run_sql(name, guide.sql.format(role_id=role))
        told = mariadb.run_sql(name, "SELECT name FROM tabRole WHERE disabled = 1 AND name LIKE '%Test%'")
    assert told.splitlines() == ["_Test Role"]


def test_documents(small: Look) -> None:
    """Who handed them in for which unit, and who decided; an order is of the unit of whoever entered it and still works."""
    columns = "document_id, state, created_by_user_id, approved_by_user_id, org_unit_id, CAST(amount AS INT), currency"
    assert small.rows(f"SELECT {columns} FROM document ORDER BY 1") == [
        ("Expense Claim,EX-1", "approved", "li@x", "wang@x", "D1", 30, "CNY"),
        ("Expense Claim,EX-2", "draft", "li@x", None, None, 30, "CNY"),
        ("Leave Application,LV-1", "in_approval", "li@x", None, "D1", None, None),
        ("Leave Application,LV-2", "rejected", "li@x", None, "D1", None, None),
        ("Purchase Order,PO-1", "approved", "li@x", None, "D1", 900, "CNY"),
        ("Purchase Order,PO-2", "draft", "wang@x", None, None, 50, "CNY"),
    ]


def test_states_and_people(small: Look) -> None:
    """A state is one node however many roles edit in it; kinds of accounts; sign-ins; who is employed."""
    assert small.rows("SELECT node_id, initial, document_status FROM flow_node WHERE flow_id = 'W' ORDER BY 1") == [
        ("Approved", False, "submitted"),
        ("Draft", True, "draft"),
        ("Paid", False, "submitted"),
    ]
    approvers = small.rows("SELECT kind, reference FROM flow_approver WHERE flow_id = 'W' ORDER BY 2")
    assert approvers == [("other", "All"), ("role", "Empty")]
    accounts = small.rows(
        "SELECT user_id, kind, CAST(last_login_at AS VARCHAR)[:19], org_unit_id FROM user_account ORDER BY 1"
    )
    assert accounts == [
        ("Administrator", "system", None, None),
        ("Guest", "system", None, None),
        ("li@x", "person", "2024-05-01 08:00:00", "D1"),
        ("new@x", "person", None, None),
        ("shop@x", "external", None, None),
        ("wang@x", "person", None, "D1"),
    ]
    assert small.rows("SELECT employee_id, active FROM employee ORDER BY 1") == [("E1", False), ("E2", True)]
