"""The JeecgBoot adapter on a small system in two shapes: an old one, and a new one with the Activiti tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from healthcheck.adapters import Adapters, load_adapter, load_reader
from healthcheck.collect import collect
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import read_target

PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "healthcheck-jeecg" / "healthcheck_jeecg"

OLD = """
CREATE TABLE sys_user (id TEXT, username TEXT, realname TEXT, email TEXT, phone TEXT, status INT, del_flag INT,
    create_time TIMESTAMP, user_identity INT, depart_ids TEXT, post TEXT);
CREATE TABLE sys_role (id TEXT, role_name TEXT, role_code TEXT);
CREATE TABLE sys_permission (id TEXT, parent_id TEXT, name TEXT, url TEXT, component TEXT, menu_type INT, perms TEXT,
    perms_type TEXT, is_leaf INT, hidden INT, del_flag INT, status TEXT);
CREATE TABLE sys_user_role (id TEXT, user_id TEXT, role_id TEXT);
CREATE TABLE sys_role_permission (id TEXT, role_id TEXT, permission_id TEXT, data_rule_ids TEXT);
CREATE TABLE sys_permission_data_rule (id TEXT, permission_id TEXT, rule_name TEXT, rule_column TEXT,
    rule_conditions TEXT, rule_value TEXT, status TEXT);
CREATE TABLE sys_depart (id TEXT, parent_id TEXT, depart_name TEXT, org_code TEXT, status TEXT, del_flag TEXT);
CREATE TABLE sys_user_depart (ID TEXT, user_id TEXT, dep_id TEXT);
CREATE TABLE sys_position (id TEXT, code TEXT, name TEXT);
CREATE TABLE sys_log (id TEXT, log_type INT, log_content TEXT, userid TEXT, ip TEXT, method TEXT,
    create_time TIMESTAMP);
"""

ACTIVITI = """
CREATE TABLE act_z_node (id TEXT, node_id TEXT, type TEXT, relate_id TEXT, del_flag INT {definition});
CREATE TABLE act_z_process (id TEXT, name TEXT, business_table TEXT, roles TEXT, del_flag INT);
CREATE TABLE act_z_business (id TEXT, title TEXT, user_id TEXT, status INT, result INT, table_name TEXT, table_id TEXT,
    proc_inst_id TEXT, apply_time TIMESTAMP, del_flag INT);
CREATE TABLE ACT_RE_PROCDEF (ID_ TEXT, KEY_ TEXT, DEPLOYMENT_ID_ TEXT, RESOURCE_NAME_ TEXT);
CREATE TABLE ACT_GE_BYTEARRAY (ID_ TEXT, NAME_ TEXT, DEPLOYMENT_ID_ TEXT, BYTES_ BLOB);
"""


def fill(con: sqlite3.Connection, table: str, *rows: tuple[Any, ...]) -> None:
    """Insert rows, columns in the table's order."""
    for row in rows:
        con.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)


def system(path: Path, oldest_sign_in: str = "2024-01-01 08:00:00") -> sqlite3.Connection:
    """A small JeecgBoot of an old version."""
    con = sqlite3.connect(path)
    con.executescript(OLD)
    fill(
        con,
        "sys_user",
        ("u0", "admin", "管理员", "", "", 1, 0, "2020-01-01 00:00:00", 1, "", None),
        ("u1", "li", "李", None, None, 2, 0, "2020-01-01 00:00:00", 2, "d1,d2", "dev,ghost"),
        ("u2", "wang", "王", None, None, 1, 0, "2020-01-01 00:00:00", 2, "d2", ""),
        ("u3", "zhao", "赵", None, None, 1, 1, "2020-01-01 00:00:00", 1, None, None),
    )
    fill(con, "sys_role", ("r0", "管理员", "admin"), ("r1", "采购", "buyer"))
    fill(
        con,
        "sys_permission",
        ("m0", "", "系统", "/sys", "L", 0, "", "1", 0, 0, 0, None),
        ("m1", "m0", "用户", "/user", "sys/User", 1, None, "1", 1, 1, 0, "1"),
        ("m2", "m1", "删除", None, None, 2, "user:del", "1", 1, 0, 1, "0"),
    )
    fill(con, "sys_user_role", ("g1", "u1", "r1"))
    fill(con, "sys_role_permission", ("p1", "r1", "m1", "x1,x2,"), ("p2", "r1", "m2", ""), ("p3", "r1", "m3", "x1"))
    fill(
        con,
        "sys_permission_data_rule",
        ("x1", "m1", "本部门", "org", "=", "#{o}", "1"),
        ("x3", "m9", "旧", "a", ">", "1", "0"),
    )
    fill(
        con,
        "sys_depart",
        ("d1", "", "总部", "A01", "1", "0"),
        ("d2", "d1", "采购部", "A01A01", None, "0"),
        ("d3", "d1", "旧部门", "A01A02", "0", "1"),
    )
    fill(con, "sys_user_depart", ("1", "u1", "d3"), ("2", "u1", "d2"), ("3", "u2", "d9"))
    fill(con, "sys_position", ("po1", "dev", "研发"))
    fill(
        con,
        "sys_log",
        ("l1", 1, "用户名: li,登录成功！", "li", "::1", None, oldest_sign_in),
        ("l2", 1, "用户名: li,登录成功！", "li", "::1", None, "2024-12-01 08:00:00"),
        ("l3", 1, "用户名: li,退出成功！", "li", "::1", None, "2024-12-02 08:00:00"),
        ("l4", 1, "用户登录失败，用户不存在！", None, "::1", None, "2024-12-02 08:00:00"),
        ("l5", 2, "x", "li", "::1", "a.b()", "2024-12-02 08:00:00"),
    )
    return con


def activiti(con: sqlite3.Connection, with_definition: bool) -> None:
    """The tables of the Activiti variant."""
    con.executescript(ACTIVITI.format(definition=", proc_def_id TEXT" if with_definition else ""))
    tail = ("leave:1",) if with_definition else ()
    fill(
        con,
        "act_z_node",
        ("n1", "boss", "0", "r1", 0, *tail),
        ("n2", "boss", "0", "r1", None, *tail),
        ("n3", "boss", "1", "", 0, *tail),
        ("n4", "head", "4", "", 0, *tail),
        ("n5", "head", "2", "d1", 1, *tail),
        ("n6", "later", "6", "", 0, *tail),
    )
    fill(con, "act_z_process", ("leave:1", "请假", "biz_leave", "buyer,,buyer", 0))
    fill(
        con,
        "act_z_business",
        ("b1", "请假单", "u1", 1, 1, "biz_leave", "1", "i1", "2024-05-01 08:00:00", 0),
        ("b2", "请假单", "u1", 2, 3, "biz_leave", "2", "i2", "2024-05-01 08:00:00", 0),
        ("b3", "请假单", "u2", 0, 0, "biz_leave", "3", None, None, 0),
    )
    fill(con, "ACT_RE_PROCDEF", ("leave:1", "leave", "d", "leave.bpmn"), ("other:1", "other", "d", "other.bpmn"))
    model = b"<process id='leave'><userTask id='boss'/><userTask  id=\"head\"/><userTask id='later'/></process>"
    fill(con, "ACT_GE_BYTEARRAY", ("1", "leave.bpmn", "d", model), ("2", "other.bpmn", "d", b"<process id='x'/>"))


def collected(con: sqlite3.Connection, folder: Path) -> Iterator[Snapshot]:
    """The facts of a small system."""
    con.commit()
    con.close()
    with Snapshot.create(folder / "facts.duckdb") as found:
        done = collect(
            [read_target(f"sqlite:///{folder / 'jeecg.db'}")],
            found,
            Adapters({"jeecg": load_adapter(PLUGIN / "jeecg")}),
            Options(catalogue=False),
        )
        assert [a.name for a in done[0].plan.adapters] == ["jeecg"]
        yield found


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    """The facts of the old version."""
    yield from collected(system(tmp_path / "jeecg.db"), tmp_path)


def query(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a snapshot."""
    return snapshot.con.execute(sql).fetchall()


def test_accounts(snapshot: Snapshot) -> None:
    rows = query(
        snapshot,
        "SELECT login, active, deleted, superuser, org_unit_id, last_login_at::VARCHAR FROM user_account"
        " ORDER BY user_id",
    )
    assert rows == [
        ("admin", True, False, True, None, None),
        ("li", False, False, False, "d2", "2024-12-01 08:00:00"),
        ("wang", True, False, False, "d9", None),
        ("zhao", True, True, False, None, None),
    ]
    assert "last_login_at" in snapshot.coverage()["user_account"].known


def test_a_short_log_says_nothing_of_sign_ins(tmp_path: Path) -> None:
    for snapshot in collected(system(tmp_path / "jeecg.db", "2024-11-01 08:00:00"), tmp_path):
        assert "last_login_at" not in snapshot.coverage()["user_account"].known


def test_units_and_their_heads(snapshot: Snapshot) -> None:
    rows = query(
        snapshot, "SELECT org_unit_id, parent_id, head_user_id, active, deleted FROM org_unit ORDER BY org_unit_id"
    )
    # Of two heads of d2 the one who can sign in counts.
    assert rows == [
        ("d1", None, "u1", True, False),
        ("d2", "d1", "u2", True, False),
        ("d3", "d1", None, False, True),
    ]
    assert "head_user_id" in snapshot.coverage()["org_unit"].known


def test_heads_are_unknown_where_nobody_uses_them(tmp_path: Path) -> None:
    con = system(tmp_path / "jeecg.db")
    con.execute("UPDATE sys_user SET user_identity = 1")
    for snapshot in collected(con, tmp_path):
        assert "head_user_id" not in snapshot.coverage()["org_unit"].known


def test_posts_of_the_old_version(snapshot: Snapshot) -> None:
    assert query(snapshot, "SELECT position_id, user_id, source FROM position_holder ORDER BY 1") == [
        ("ghost", "u1", "sys_user.post"),
        ("po1", "u1", "sys_user.post"),
    ]


def test_menus(snapshot: Snapshot) -> None:
    rows = query(
        snapshot,
        "SELECT permission_id, kind, parent_id, code, visible, active, deleted FROM permission"
        " WHERE kind <> 'record_rule' ORDER BY 1",
    )
    assert rows == [
        ("m0", "directory", None, None, True, True, False),
        ("m1", "menu", "m0", None, False, True, False),
        ("m2", "action", "m1", "user:del", True, False, True),
    ]


def test_data_rules_and_their_packed_grants(snapshot: Snapshot) -> None:
    assert query(
        snapshot, "SELECT permission_id, target_found, active FROM permission WHERE kind = 'record_rule' ORDER BY 1"
    ) == [("data_rule:x1", True, True), ("data_rule:x3", False, False)]
    assert query(
        snapshot, "SELECT role_id, permission_id FROM permission_grant WHERE permission_id LIKE 'data_rule%' ORDER BY 2"
    ) == [("r1", "data_rule:x1"), ("r1", "data_rule:x2")]


def test_what_an_old_version_lacks_is_unknown_and_not_wrong(snapshot: Snapshot) -> None:
    coverage = snapshot.coverage()
    assert "company_id" in coverage["role"].unknown
    assert "company_id" in coverage["role_grant"].unknown
    for table in ("company", "flow_approver", "document", "delegation", "report", "scheduled_job"):
        assert coverage[table].state == "absent", table


def test_sign_ins(snapshot: Snapshot) -> None:
    rows = query(snapshot, "SELECT user_id, success FROM login_event ORDER BY login_event_id")
    assert rows == [("u1", True), ("u1", True), (None, False)]


@pytest.mark.parametrize("with_definition", [True, False])
def test_approvers_outside_the_bpmn(tmp_path: Path, with_definition: bool) -> None:
    con = system(tmp_path / "jeecg.db")
    activiti(con, with_definition)
    for snapshot in collected(con, tmp_path):
        rows = query(snapshot, "SELECT flow_id, node_id, kind, reference, source FROM flow_approver ORDER BY node_id")
        assert rows == [
            ("leave:1", "boss", "role", "r1", "act_z_node"),
            ("leave:1", "head", "superior", "", "act_z_node"),
            ("leave:1", "later", "other", "", "act_z_node"),
        ]
        assert query(snapshot, "SELECT document_id, state, instance_id FROM document ORDER BY 1") == [
            ("act_z_business,b1", "in_approval", "i1"),
            ("act_z_business,b2", "rejected", "i2"),
            ("act_z_business,b3", "draft", None),
        ]
        units = query(snapshot, "SELECT document_id, org_unit_id FROM document WHERE org_unit_id IS NOT NULL")
        assert units == [("act_z_business,b3", "d9")]  # the other applicant is in two departments
        assert query(snapshot, "SELECT flow_id, kind, reference FROM flow_starter") == [("leave:1", "role", "buyer")]
        assert query(snapshot, "SELECT document_type_id, name FROM document_type") == [("biz_leave", "请假")]


def test_addresses_lose_credentials() -> None:
    address = load_reader(PLUGIN / "jeecg" / "facts" / "interfaces.py").address
    assert address("jdbc:oracle:thin:scott/tiger@h:1521:o") == "jdbc:oracle:thin:h:1521:o"
    assert address("jdbc:oracle:thin:@h:1521:o") == "jdbc:oracle:thin:@h:1521:o"
    assert address("jdbc:mysql://root:pw@h:3306/db?password=x") == "jdbc:mysql://h:3306/db"
    assert address("jdbc:sqlserver://h:1433;user=sa;password=x") == "jdbc:sqlserver://h:1433"
