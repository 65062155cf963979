"""Known formats as configuration repositories: Frappe, Odoo, Salesforce, RuoYi seeds, BPMN, approval JSON, fact files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from healthcheck.outcome import Finding, Place
from tests.configs import checked, findings_of, write
from tests.servers import SHARED


def cut(root: Path, place: Place) -> str:
    """What stands at a place on one line."""
    line = (root / place.path).read_text("utf-8").splitlines()[place.line - 1]
    assert place.line == place.end_line, place
    return line[place.column - 1 : place.end_column - 1]


def told(root: Path, found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.rule, f.places[0].path, cut(root, f.places[0])) for f in found]


WORKFLOW = [
    {
        "doctype": "Workflow",
        "name": "Leave",
        "document_type": "Leave Application",
        "is_active": 1,
        "states": [
            {"state": "Draft", "doc_status": "0", "allow_edit": "Employee"},
            {"state": "Approved", "doc_status": "1", "allow_edit": "HR"},
        ],
        "transitions": [
            {"state": "Draft", "action": "Approve", "next_state": "Aproved", "allowed": "HR"},
        ],
    }
]


def test_frappe_fixtures_and_doctypes(tmp_path: Path) -> None:
    """A transition to a state that is not there; a role and its rights come from two more files."""
    doctype = {"doctype": "DocType", "name": "Order", "permissions": [{"role": "Clerk", "read": 1, "write": 1}]}
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nfiles = ["**/fixtures/*.json", "**/doctype/**/*.json"]\nformat = "frappe"\n',
            "app/fixtures/workflow.json": json.dumps(WORKFLOW, indent=1),
            "app/fixtures/role.json": json.dumps(
                [{"doctype": "Role", "name": "HR"}, {"doctype": "Role", "name": "Clerk"}]
            ),
            "app/m/doctype/order/order.json": json.dumps(doctype, indent=1),
            "app/package.json": "{}",
        },
    )
    found = findings_of(tmp_path, ["flow.dangling_edge"])
    assert [(f.rule, f.places[0].path, f.places[0].line) for f in found] == [
        ("flow.dangling_edge", "app/fixtures/workflow.json", 20)
    ]
    coverage = checked(tmp_path, ["config"]).coverage
    assert (coverage["role"].rows, coverage["permission_grant"].rows, coverage["flow_node"].rows) == (2, 2, 2)
    assert coverage["role"].cut, "an app's fixtures never hold every role of a site"


SECURITY = """\
<?xml version="1.0" encoding="utf-8"?>
<odoo>
  <data noupdate="1">
    <record id="group_reader" model="res.groups">
      <field name="name">Reader</field>
      <field name="implied_ids" eval="[(4, ref('base.group_user'))]"/>
    </record>
    <record id="group_boss" model="res.groups">
      <field name="name">Boss</field>
      <field name="implied_ids" eval="[(4, ref('group_reader')), (4, ref('group_boss'))]"/>
    </record>
    <record id="rule_own" model="ir.rule">
      <field name="name">Own orders</field>
      <field name="model_id" ref="model_shop_order"/>
      <field name="groups" eval="[(4, ref('group_reader'))]"/>
    </record>
  </data>
  <menuitem id="menu_shop" name="Shop" groups="group_reader,shop.group_boss"/>
</odoo>
"""
ACCESS = """\
id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink
a1,order reader,model_shop_order,group_reader,1,0,0,0
a2,order boss,model_shop_order,group_boss,1,1,1,1
a3,order boss again,model_shop_order,group_boss,1,0,0,0
"""


def test_an_odoo_module(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nfiles = ["**/security/*.xml", "**/ir.model.access.csv"]\nformat = "odoo"\n',
            "shop/__manifest__.py": "{}",
            "shop/security/groups.xml": SECURITY,
            "shop/security/ir.model.access.csv": ACCESS,
        },
    )
    found = findings_of(tmp_path, ["access.role_cycle", "access.permission_grant_duplicate", "config"])
    by_rule = {f.rule: f for f in found}
    cycle = by_rule["access.role_cycle"]
    assert cycle.places[0].path == "shop/security/groups.xml"
    twice = by_rule["access.permission_grant_duplicate"]
    assert twice.evidence["role_id"] == "shop.group_boss"
    assert cut(tmp_path, twice.places[0]) == "group_boss"
    coverage = checked(tmp_path, ["config"]).coverage
    assert (coverage["role"].rows, coverage["role_parent"].rows) == (2, 3)
    assert coverage["permission"].rows == 4 + 1 + 1  # four operations, a rule and a menu


PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>true</custom>
    <objectPermissions>
        <allowCreate>false</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>true</allowEdit>
        <allowRead>true</allowRead>
        <object>Order__c</object>
    </objectPermissions>
    <userPermissions>
        <enabled>true</enabled>
        <name>ModifyAllData</name>
    </userPermissions>
</Profile>
"""
SET = """\
<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Discounts</label>
    <fieldPermissions>
        <editable>true</editable>
        <field>Order__c.Discount__c</field>
        <readable>true</readable>
    </fieldPermissions>
</PermissionSet>
"""
GROUP = """\
<?xml version="1.0" encoding="UTF-8"?>
<PermissionSetGroup xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Sales</label>
    <permissionSets>Discounts</permissionSets>
    <permissionSets>Rebates</permissionSets>
    <status>Updated</status>
</PermissionSetGroup>
"""
APPROVAL = """\
<?xml version="1.0" encoding="UTF-8"?>
<ApprovalProcess xmlns="http://soap.sforce.com/2006/04/metadata">
    <active>true</active>
    <approvalStep>
        <assignedApprover>
            <approver>
                <type>userHierarchyField</type>
            </approver>
        </assignedApprover>
        <label>Manager</label>
        <name>Manager</name>
    </approvalStep>
    <approvalStep>
        <label>Finance</label>
        <name>Finance</name>
    </approvalStep>
    <label>Discount</label>
</ApprovalProcess>
"""
FLOW = """\
<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <decisions>
        <name>Large</name>
        <label>Large?</label>
        <defaultConnector>
            <targetReference>Done</targetReference>
        </defaultConnector>
        <rules>
            <name>Yes</name>
            <connector>
                <targetReference>Ask_boss</targetReference>
            </connector>
            <label>Yes</label>
        </rules>
    </decisions>
    <screens>
        <name>Done</name>
        <label>Done</label>
    </screens>
    <start>
        <connector>
            <targetReference>Large</targetReference>
        </connector>
    </start>
    <label>Order</label>
    <status>Active</status>
</Flow>
"""


def test_a_salesforce_dx_project(tmp_path: Path) -> None:
    """A step of an approval without approvers, and a flow whose branch leads to an element that is not there."""
    base = "force-app/main/default"
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nname = "salesforce"\nfiles = "force-app/**/*-meta.xml"\nformat = "salesforce"\n',
            "sfdx-project.json": '{"packageDirectories": [{"path": "force-app"}]}',
            f"{base}/profiles/Clerk.profile-meta.xml": PROFILE,
            f"{base}/permissionsets/Discounts.permissionset-meta.xml": SET,
            f"{base}/permissionsetgroups/Sales.permissionsetgroup-meta.xml": GROUP,
            f"{base}/approvalProcesses/Order__c.Discount.approvalProcess-meta.xml": APPROVAL,
            f"{base}/flows/Order.flow-meta.xml": FLOW,
            f"{base}/classes/A.cls-meta.xml": "<ApexClass/>",
        },
    )
    found = findings_of(tmp_path, ["config", "flow.dangling_edge", "flow.step_without_approver"])
    assert told(tmp_path, found) == [
        (
            "flow.step_without_approver",
            f"{base}/approvalProcesses/Order__c.Discount.approvalProcess-meta.xml",
            "Finance",
        ),
        ("flow.dangling_edge", f"{base}/flows/Order.flow-meta.xml", "Ask_boss"),
    ]
    result = checked(tmp_path, ["config"])
    assert (result.coverage["role"].rows, result.coverage["role_parent"].rows) == (3, 2)
    assert result.coverage["permission"].rows == 3 + 2  # object read and edit and a user permission; two on a field
    assert [p.en for p in result.products] == ["Salesforce metadata (SFDX)"]


def test_sql_seeds_are_read_as_the_product_they_belong_to(tmp_path: Path) -> None:
    if not (SHARED / "data" / "ruoyi_vue.sql.gz").is_file():
        pytest.skip("needs the shared data")
    import gzip

    script = gzip.decompress((SHARED / "data" / "ruoyi_vue.sql.gz").read_bytes()).decode("utf-8")
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nname = "seeds"\nfiles = "sql/*.sql"\nformat = "ruoyi_seeds"\n',
            "sql/ry.sql": script,
            "sql/site.sql": "INSERT INTO sys_user_role (user_id, role_id) VALUES (2, 77);\n",
        },
    )
    found = findings_of(tmp_path, ["config", "access.grant_to_missing_role", "operation.setting_default_password"])
    assert ("access.grant_to_missing_role", "sql/site.sql", "77") in told(tmp_path, found)
    default = next(f for f in found if f.rule == "operation.setting_default_password")
    assert "sys.user.initPassword" in cut(tmp_path, default.places[0])


def test_a_broken_seed_is_told_at_its_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nname = "seeds"\nfiles = "sql/*.sql"\nformat = "ruoyi_seeds"\n',
            "sql/a.sql": "INSERT INTO sys_user VALUES (1, 'open);\n",
        },
    )
    [found] = findings_of(tmp_path)
    assert (found.rule, found.places[0].path, found.places[0].line, found.places[0].column) == (
        "config.syntax_error",
        "sql/a.sql",
        1,
        33,
    )


def test_of_several_seeds_the_broken_one_is_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nname = "seeds"\nfiles = "sql/*.sql"\nformat = "ruoyi_seeds"\n',
            "sql/a.sql": "INSERT INTO sys_user VALUES (1, 'it''s \\');\n",
            "sql/b.sql": "-- nothing\nINSERT INTO sys_user VALUES (1, 'open);\n",
            "sql/c.sql": "SELECT 'open",
        },
    )
    [found] = findings_of(tmp_path)
    assert (found.rule, found.places[0].path, found.places[0].line) == ("config.syntax_error", "sql/b.sql", 2)


def test_the_shared_erpnext_files_are_a_configuration_repository(tmp_path: Path) -> None:
    if not (SHARED / "data" / "erpnext").is_dir():
        pytest.skip("needs the shared data")
    shutil.copytree(SHARED / "data" / "erpnext", tmp_path / "erpnext")
    root = tmp_path / "erpnext"
    write(root, {"healthcheck.toml": '[[target]]\nname = "erpnext"\nfiles = "**/*.json"\nformat = "frappe"\n'})

    result = checked(root, [])

    assert not [f for f in result.findings if f.rule.startswith("config.")]
    assert result.coverage["role"].rows == 56 and result.coverage["flow"].rows == 7
    assert result.coverage["permission_grant"].rows > 50
    assert {f.places[0].path.split("/")[0] for f in result.findings} <= {
        "fixtures",
        "live_export",
        "doctype",
        "test_records",
    }
    assert all(f.places and f.places[0].end_column for f in result.findings)


def test_the_shared_flows_are_a_configuration_repository(tmp_path: Path) -> None:
    if not (SHARED / "data" / "flows").is_dir():
        pytest.skip("needs the shared data")
    shutil.copytree(SHARED / "data" / "flows", tmp_path / "flows")
    root = tmp_path / "flows"
    text = """
[[target]]
name = "bpmn"
files = ["*.bpmn", "*.bpmn20.xml"]
format = "bpmn"

[[target]]
name = "approval"
files = "*.json"
format = "approval_json"
"""
    write(root, {"healthcheck.toml": text})

    result = checked(root, ["config", "flow"])

    assert result.coverage["flow"].rows > 400
    rules = {f.rule for f in result.findings}
    assert {"config.syntax_error", "flow.missing_called_flow"} <= rules
    assert all(f.places and f.places[0].end_line for f in result.findings), [
        f for f in result.findings if not f.places
    ][:3]


def test_fact_files_are_a_known_format(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "healthcheck.toml": '[[target]]\nfiles = "facts/*"\nformat = "fact"\n',
            "facts/role_grant.csv": "user_id,role_id\nann,buyer\n",
            "facts/role.csv": "role_id,name\nsales,Sales\n",
            "facts/user_account.json": '[{"user_id": "ann", "login": "ann"}]',
        },
    )
    found = findings_of(tmp_path, ["config", "access.grant_to_missing_role"])
    assert told(tmp_path, found) == [("access.grant_to_missing_role", "facts/role_grant.csv", "buyer")]
