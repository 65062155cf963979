"""Xingyun, SpringBlade, eladmin and XXL-JOB on databases as their makers ship them, and on drifted copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthcheck.adapters import load_reader
from tests.cli import run_cli
from tests.plugins.drift import Look, complete, folder_of, look, original, survives_drift
from tests.servers import MariadbServer

#: Database → distribution, adapter, every adapter that takes part.
SYSTEMS = {
    "xingyun": ("healthcheck-xingyun", "xingyun", {"xingyun", "warm_flow"}),
    "blade": ("healthcheck-springblade", "springblade", {"springblade"}),
    "eladmin": ("healthcheck-eladmin", "eladmin", {"eladmin"}),
    "xxl_job": ("healthcheck-xxljob", "xxl_job", {"xxl_job"}),
}

#: What is wrong with the data as shipped; all else is by design.
FOUND = {
    "xingyun": set[str](),
    "blade": {
        "access.permission_grant_missing_permission",
        "access.permission_grant_duplicate",
        "access.weak_password_hash",
        "access.role_unused",
        "operation.setting_default_password",
        "operation.setting_self_registration",
    },
    "eladmin": {"access.account_for_testing"},  # the sample account "test"
    "xxl_job": {"operation.setting_shipped_token", "access.weak_password_hash"},
}


@pytest.fixture(scope="module", params=SYSTEMS)
def system(
    request: pytest.FixtureRequest, mariadb: MariadbServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str, Look]:
    """Database, its URL and what the adapters make of it."""
    name: str = request.param
    url = mariadb.load_shared(name)
    return name, url, look(url, tmp_path_factory.mktemp(name) / "facts.duckdb")


def test_recognised(system: tuple[str, str, Look]) -> None:
    """Without a hint, by these adapters alone, and read whole."""
    name, _, facts = system
    assert facts.names == SYSTEMS[name][2]
    complete(facts)


def test_findings(mariadb: MariadbServer, system: tuple[str, str, Look]) -> None:
    """Nothing but what is wrong in the product's own tables."""
    name, _, facts = system
    found = facts.findings()
    assert set(found) == FOUND[name]
    if name == "blade":

        def rows(sql: str) -> list[tuple[str, ...]]:
            return [tuple(line.split("\t")) for line in mariadb.run_sql("blade", sql).splitlines()]

        dead = rows(
            "SELECT g.role_id, g.menu_id FROM blade_role_menu g LEFT JOIN blade_menu m ON m.id = g.menu_id WHERE m.id IS NULL"
        )
        got = [(r["role_id"], r["permission_id"]) for r in found["access.permission_grant_missing_permission"]]
        assert got == dead and len(dead) == 1
        twice = rows("SELECT role_id, menu_id FROM blade_role_menu GROUP BY role_id, menu_id HAVING COUNT(*) > 1")
        got = [(r["role_id"], r["permission_id"]) for r in found["access.permission_grant_duplicate"]]
        assert got == twice and len(twice) == 1
        lengths = rows("SELECT DISTINCT LENGTH(password) FROM blade_user WHERE is_deleted = 0")
        assert lengths == [("40",)]
        unused = rows(
            "SELECT r.id FROM blade_role r WHERE NOT EXISTS (SELECT 1 FROM blade_user u WHERE FIND_IN_SET(r.id, u.role_id))"
        )
        assert [(r["role_id"],) for r in found["access.role_unused"]] == unused


def test_drift(mariadb: MariadbServer, system: tuple[str, str, Look], tmp_path: Path) -> None:
    """Columns and tables lost at random."""
    name, url, facts = system
    distribution, adapter, _ = SYSTEMS[name]
    survives_drift(original(mariadb, url), facts, tmp_path, folder_of(distribution, adapter))


@pytest.fixture
def made(mariadb: MariadbServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database."""
    name = f"made_{abs(hash(request.node.name)) % 10**8}"
    mariadb.create_database(name)
    yield name
    mariadb.drop_database(name)


XXL = """
CREATE TABLE xxl_job_group (id INT, app_name VARCHAR(64));
CREATE TABLE xxl_job_log (id BIGINT, job_id INT, trigger_time DATETIME, trigger_code INT, handle_code INT);
CREATE TABLE xxl_job_info (id INT, {columns}, executor_handler VARCHAR(255), glue_type VARCHAR(50), alarm_email VARCHAR(255),
    trigger_status TINYINT, trigger_last_time BIGINT, trigger_next_time BIGINT);
INSERT INTO xxl_job_info VALUES
    (1, {values}, 'nightly', 'BEAN', 'ops@corp.test', 1, 1700000000123, 1700086400000),
    (2, {values}, '', 'GLUE_SHELL', '', 1, 1699000000000, 1699003600000),
    (3, {values}, 'paused', 'BEAN', NULL, 0, 0, 0);
INSERT INTO xxl_job_log VALUES
    (1, 1, '2023-11-13 00:00:00', 500, 0), (2, 1, '2023-11-14 00:00:00', 200, 200),
    (3, 2, '2023-11-03 00:00:00', 200, 200), (4, 2, '2023-11-03 08:00:00', 200, 502), (5, 2, '2023-11-03 09:00:00', 200, 0);
"""

SHAPES = {
    "3": ("name VARCHAR(255), schedule_type VARCHAR(50), schedule_conf VARCHAR(128)", "'job', 'CRON', '0 0 0 * * ?'"),
    "2.3": (
        "job_desc VARCHAR(255), schedule_type VARCHAR(50), schedule_conf VARCHAR(128)",
        "'job', 'CRON', '0 0 0 * * ?'",
    ),
    "2.1": ("job_desc VARCHAR(255), job_cron VARCHAR(128)", "'job', '0 0 0 * * ?'"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_xxl_job_shapes(mariadb: MariadbServer, made: str, tmp_path: Path, shape: str) -> None:
    """Three shapes of the table; failing and overdue jobs are found, a paused one is left alone."""
    columns, values = SHAPES[shape]
    mariadb.run_sql(made, XXL.format(columns=columns, values=values))
    facts = look(mariadb.url(made), tmp_path / "x.duckdb")
    assert facts.names == {"xxl_job"}
    rows = facts.rows(
        "SELECT job_id, code, name, last_failed, failures, runs, alarm_to, active FROM scheduled_job ORDER BY 1"
    )
    assert rows == [
        ("xxl:1", "nightly", "job", False, 1, 2, "ops@corp.test", True),
        ("xxl:2", "GLUE_SHELL", "job", True, 1, 3, None, True),
        ("xxl:3", "paused", "job", None, None, None, None, False),
    ]
    [(last, schedule)] = facts.rows(
        "SELECT CAST(last_run_at AS VARCHAR), schedule FROM scheduled_job WHERE job_id = 'xxl:1'"
    )
    assert last == "2023-11-14 22:13:20" and schedule.endswith("0 0 0 * * ?")
    found = {rule: [r["key"] for r in rows] for rule, rows in facts.findings().items()}
    assert found == {
        "operation.job_failing": ["xxl:2"],
        "operation.job_overdue": ["xxl:2"],
        "operation.job_without_alarm": ["xxl:2"],
    }


XXL_CENTRE = """
CREATE TABLE xxl_job_user (id INT, username VARCHAR(50), password VARCHAR(100), role TINYINT);
ALTER TABLE xxl_job_group ADD {title} VARCHAR(64), ADD access_token VARCHAR(255);
INSERT INTO xxl_job_user VALUES (1, 'admin', {admin}, 1), (2, 'zhang', {own}, 0), (3, 'wang', 'of no known form', 0);
INSERT INTO xxl_job_group VALUES (1, 'mes', '报工', 'default_token'), (2, 'wms', '出入库', 'Wm8-own'), (3, 'old', '旧', NULL);
"""
#: How a version names executors and keeps passwords.
CENTRES = {
    "newer": {"title": "name", "admin": "SHA2('123456', 256)", "own": "SHA2('Kx9-own', 256)"},
    "older": {"title": "title", "admin": "MD5('123456')", "own": "MD5('Kx9-own')"},
}


@pytest.mark.parametrize("centre", CENTRES)
def test_xxl_job_centre(mariadb: MariadbServer, made: str, tmp_path: Path, centre: str) -> None:
    """The shipped password and token are told, others are not; no token of the site and no hash leaves the database."""
    columns, values = SHAPES["3"]
    mariadb.run_sql(made, XXL.format(columns=columns, values=values) + XXL_CENTRE.format(**CENTRES[centre]))
    snapshot = tmp_path / "x.duckdb"
    code, out, err = run_cli(
        "scan", mariadb.url(made), "--check-passwords", "--no-catalogue", "--keep", str(snapshot), "--format", "json",
        "--select", "access,operation.setting_shipped_token",
    )  # fmt: skip
    assert code == 1, err
    found = {o["rule"]: [f["subject"]["key"] for f in o["findings"]] for o in json.loads(out)["outcomes"]}
    assert {rule: keys for rule, keys in found.items() if keys} == {
        "access.default_password": ["xxl:1"],
        "access.weak_password_hash": ["xxl:1"],
        "operation.setting_shipped_token": ["xxl-job.access-token.mes,"],
    }
    left = snapshot.read_bytes() + out.encode()
    assert not [s for s in (b"Wm8-own", b"8d969eef", b"e10adc39") if s in left]


def test_xxl_job_beside_a_product(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The centre's admin is none of the product's people: what is found beside it is found without it."""
    url = mariadb.load_shared("ruoyi_vue", fresh=True)
    name = url.rsplit("/", 1)[1]
    columns, values = SHAPES["3"]
    try:
        alone = look(url, tmp_path / "alone.duckdb").findings()
        mariadb.run_sql(name, XXL.format(columns=columns, values=values) + XXL_CENTRE.format(**CENTRES["newer"]))
        beside = look(url, tmp_path / "beside.duckdb").findings()
    finally:
        mariadb.drop_database(name)
    new = {rule: rows for rule, rows in beside.items() if rows != alone.get(rule)}
    assert set(new) == {
        "access.weak_password_hash", "operation.job_failing", "operation.job_overdue", "operation.job_without_alarm",
        "operation.setting_shipped_token",
    }  # fmt: skip
    assert set(alone) <= set(beside)


XINGYUN = """
CREATE TABLE sys_parameter (id INT, pm_key VARCHAR(50), pm_value TEXT, description TEXT);
CREATE TABLE sys_menu (id VARCHAR(32), display INT);
CREATE TABLE sys_role (id VARCHAR(32), permission VARCHAR(50));
CREATE TABLE base_data_store_center (id VARCHAR(32), name VARCHAR(50));
CREATE TABLE base_data_product_category (id VARCHAR(32), code VARCHAR(50), name VARCHAR(50), parent_id VARCHAR(32), available INT);
CREATE TABLE base_data_product (id VARCHAR(32), code VARCHAR(50), name VARCHAR(50), category_id VARCHAR(32), brand_id VARCHAR(32),
    product_type INT, spec VARCHAR(50), unit VARCHAR(20), available INT, create_time DATETIME);
INSERT INTO sys_parameter VALUES (1, 'mail', '{"pass":"123456"}', ''), (2, 'upload.type', 'LOCAL', 'x');
INSERT INTO base_data_store_center VALUES ('w1', '总仓');
INSERT INTO base_data_product VALUES ('p1', 'A1', '螺丝', NULL, NULL, 1, 'M8', '个', 1, NULL),
    ('p2', 'A2', '套装', NULL, NULL, 2, '', '套', 0, NULL);
"""

WITH_SKU = """
CREATE TABLE base_data_product_sku (id VARCHAR(32), product_id VARCHAR(32), code VARCHAR(50), sale_property_text VARCHAR(50),
    available INT, create_time DATETIME);
CREATE TABLE tbl_product_stock (id VARCHAR(32), sc_id VARCHAR(32), product_id VARCHAR(32), sku_id VARCHAR(32),
    stock_num DECIMAL(16,2), tax_amount DECIMAL(16,2));
CREATE TABLE tbl_product_stock_log (id VARCHAR(32), sc_id VARCHAR(32), sku_id VARCHAR(32), ori_stock_num DECIMAL(16,2),
    cur_stock_num DECIMAL(16,2));
INSERT INTO base_data_product_sku VALUES ('s1', 'p1', 'A1-R', '红', 1, NULL), ('s2', 'p2', 'A2', '', 1, NULL);
INSERT INTO tbl_product_stock VALUES ('k1', 'w1', 'p1', 's1', -3, 0), ('k2', 'w1', 'p2', 's2', 7, 0);
INSERT INTO tbl_product_stock_log VALUES (1, 'w1', 's1', 0, 4), (2, 'w1', 's1', 4, -1), (3, 'w1', 's2', 0, 9), (4, 'w1', 's2', 9, 7);
"""

WITHOUT_SKU = """
CREATE TABLE tbl_product_stock (id VARCHAR(32), sc_id VARCHAR(32), product_id VARCHAR(32), stock_num DECIMAL(16,2),
    tax_amount DECIMAL(16,2));
INSERT INTO tbl_product_stock VALUES ('k1', 'w1', 'p1', -3, 0);
"""


@pytest.mark.parametrize("sku", [True, False])
def test_xingyun_materials(mariadb: MariadbServer, made: str, tmp_path: Path, sku: bool) -> None:
    """The SKU is the material where there are SKUs, the product before; secrets stay where they are."""
    mariadb.run_sql(made, XINGYUN + (WITH_SKU if sku else WITHOUT_SKU))
    facts = look(mariadb.url(made), tmp_path / "x.duckdb")
    assert facts.names == {"xingyun"}
    materials = facts.rows(
        "SELECT code, name, specification, variant, uom_text, kind, active FROM material ORDER BY code"
    )
    assert materials == [
        ("A1-R" if sku else "A1", "螺丝", "M8", "红" if sku else None, "个", "goods", True),
        ("A2", "套装", None, None, "套", "combo" if sku else "goods", False),
    ]
    held = facts.rows("SELECT warehouse, CAST(quantity AS INT) FROM stock JOIN material USING (material_id) ORDER BY 2")
    assert held == [("总仓", -3), ("总仓", 7)][: 2 if sku else 1]
    assert facts.rows("SELECT key, value FROM setting") == [("upload.type", "LOCAL")]
    assert [r["key"] for r in facts.findings()["material.negative_stock"]] == ["k1"]
    differing = facts.findings().get("migration.stock_differs_from_movements", [])
    assert [r["key"] for r in differing] == (["stock,s1,总仓"] if sku else [])


def test_packed_text() -> None:
    """What two products pack into text."""
    blade = load_reader(folder_of("healthcheck-springblade", "springblade") / "facts" / "packed.py")
    assert blade.unpack("12,3,12") == ["12", "3"]
    assert blade.unpack("-1") == blade.unpack(None) == blade.unpack("0") == []
    xingyun = load_reader(folder_of("healthcheck-xingyun", "xingyun") / "facts" / "sequences.py")
    assert xingyun.parts("[{]") is None and xingyun.parts("7") is None
    assert xingyun.parts('[{"type":6,"val":"U"}]') == [{"type": 6, "val": "U"}]
