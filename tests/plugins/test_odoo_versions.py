"""Odoo 17 to 19: the demo database of 16 with its tables as those versions lay them out, and the facts must stay what they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthcheck.adapters import Adapters, load_adapter
from tests.plugins.drift import Look, Loss, folder_of, look, original
from tests.servers import PostgresServer

FOLDER = folder_of("healthcheck-odoo", "odoo")

#: 17: what was moved is one quantity, kept in the product's unit beside the line's.
TO_17 = """
ALTER TABLE stock_move_line ADD COLUMN quantity numeric, ADD COLUMN quantity_product_uom numeric;
UPDATE stock_move_line l SET quantity = l.qty_done, quantity_product_uom = round((l.qty_done / u.factor * p.factor)::numeric, 5)
    FROM uom_uom u, product_product v JOIN product_template t ON t.id = v.product_tmpl_id JOIN uom_uom p ON p.id = t.uom_id
    WHERE u.id = l.product_uom_id AND v.id = l.product_id;
ALTER TABLE stock_move_line DROP COLUMN qty_done CASCADE;
"""

#: 18: whether stock is kept is a mark beside the type; jobs count their failures; packages have no prices in ir_property any more.
TO_18 = (
    TO_17
    + """
ALTER TABLE product_template ADD COLUMN is_storable boolean;
UPDATE product_template SET is_storable = type = 'product', type = CASE WHEN type = 'product' THEN 'consu' ELSE type END;
ALTER TABLE product_template DROP COLUMN detailed_type CASCADE;
ALTER TABLE ir_cron ADD COLUMN failure_count integer, ADD COLUMN first_failure_date timestamp;
DROP TABLE ir_property CASCADE;
"""
)

#: 19: units are trees, groups belong to privileges, memberships are only what was given, what changes over time lies in versions of
#: the employee, expenses are approved one by one, packages are units with barcodes.
TO_19 = (
    TO_18
    + """
ALTER TABLE uom_uom ADD COLUMN relative_uom_id integer, ADD COLUMN relative_factor numeric, ADD COLUMN parent_path varchar;
UPDATE uom_uom u SET factor = round((1 / u.factor)::numeric, 10), relative_factor = round((1 / u.factor)::numeric, 10),
    relative_uom_id = CASE WHEN u.uom_type = 'reference' THEN NULL ELSE r.id END,
    parent_path = CASE WHEN u.uom_type = 'reference' THEN u.id || '/' ELSE r.id || '/' || u.id || '/' END
    FROM uom_uom r WHERE r.category_id = u.category_id AND r.uom_type = 'reference';
ALTER TABLE uom_uom DROP COLUMN category_id CASCADE, DROP COLUMN uom_type CASCADE;
DROP TABLE uom_category CASCADE;
CREATE TABLE res_groups_privilege (id serial PRIMARY KEY, name jsonb, category_id integer);
ALTER TABLE res_groups ADD COLUMN privilege_id integer;
INSERT INTO res_groups_privilege (name, category_id) SELECT c.name, c.id FROM ir_module_category c
    WHERE EXISTS (SELECT 1 FROM res_groups g WHERE g.category_id = c.id) AND c.id NOT IN (SELECT res_id FROM ir_model_data
        WHERE model = 'ir.module.category' AND module = 'base' AND name = 'module_category_hidden');
UPDATE res_groups g SET privilege_id = p.id FROM res_groups_privilege p WHERE p.category_id = g.category_id;
ALTER TABLE res_groups DROP COLUMN category_id CASCADE;
DELETE FROM res_groups_users_rel x USING res_groups_users_rel y, res_groups_implied_rel i
    WHERE y.uid = x.uid AND i.gid = y.gid AND i.hid = x.gid AND x.gid <> y.gid;
CREATE TABLE hr_version (id serial PRIMARY KEY, employee_id integer, department_id integer, job_id integer,
    contract_date_start date, departure_date date);
ALTER TABLE hr_employee ADD COLUMN current_version_id integer;
INSERT INTO hr_version (employee_id, department_id, job_id) SELECT id, department_id, job_id FROM hr_employee;
UPDATE hr_employee e SET current_version_id = v.id FROM hr_version v WHERE v.employee_id = e.id;
ALTER TABLE hr_employee DROP COLUMN department_id CASCADE, DROP COLUMN job_id CASCADE, DROP COLUMN departure_date CASCADE;
ALTER TABLE hr_expense ADD COLUMN manager_id integer, ADD COLUMN total_amount_currency numeric;
UPDATE hr_expense x SET manager_id = s.user_id, state = CASE s.state WHEN 'submit' THEN 'submitted' ELSE s.state END
    FROM hr_expense_sheet s WHERE s.id = x.sheet_id;
DROP TABLE hr_expense_sheet CASCADE;
ALTER TABLE sale_order_line RENAME COLUMN product_uom TO product_uom_id;
ALTER TABLE purchase_order_line RENAME COLUMN product_uom TO product_uom_id;
CREATE TABLE product_uom (id serial PRIMARY KEY, product_id integer, uom_id integer, barcode varchar, company_id integer);
DROP TABLE product_packaging CASCADE;
"""
)

#: What must be the same in every version, as a query on facts.
SAME = {
    "materials": "SELECT material_id, code, kind, uom_id, active FROM material ORDER BY 1",
    "units": "SELECT uom_id, code, round(factor, 4), is_base, active FROM uom ORDER BY 1",
    "kinds of unit": "SELECT count(DISTINCT dimension), count(dimension) FROM uom",
    "roles": "SELECT role_id, code, superuser FROM role ORDER BY 1",
    "employees": "SELECT employee_id, user_id, org_unit_id, active FROM employee ORDER BY 1",
    "accounts": "SELECT user_id, login, kind, superuser, org_unit_id, active FROM user_account ORDER BY 1",
    "positions": "SELECT position_id, employee_id FROM position_holder ORDER BY 1, 2",
    "use": "SELECT material_id, kind, uom_id, lines, open_lines FROM material_use ORDER BY 1, 2, 3",
    "stock": "SELECT item, scope, round(balance, 3), round(movements, 3) FROM reconciliation WHERE kind = 'stock' ORDER BY 1, 2",
    "bills": "SELECT count(*) FROM bom_line",
    "jobs": "SELECT job_id, code, schedule, active FROM scheduled_job ORDER BY 1",
    "reports": "SELECT count(*) FROM report",
    "rights": "SELECT kind, count(*) FROM permission GROUP BY 1 ORDER BY 1",
    "waiting for people": "SELECT assignee_user_id, count(*) FROM flow_task WHERE flow_id <> 'hr.expense:approval' GROUP BY 1 ORDER BY 1",
}

#: Who holds which role when inherited ones are counted in, worked out from grants and parents.
CLOSURE = """
WITH RECURSIVE held (user_id, role_id) AS (
    SELECT user_id, role_id FROM role_grant
    UNION SELECT h.user_id, p.parent_id FROM held AS h JOIN role_parent AS p ON p.role_id = h.role_id)
SELECT DISTINCT user_id, role_id FROM held ORDER BY 1, 2
"""


def seen(url: str, path: Path) -> Look:
    """What the adapter makes of a database."""
    return look(url, path, Adapters({"odoo": load_adapter(FOLDER)}), "odoo")


@pytest.mark.parametrize(("version", "changes"), [("17", TO_17), ("18", TO_18), ("19", TO_19)])
def test_same_facts(postgres: PostgresServer, tmp_path: Path, version: str, changes: str) -> None:
    """Columns and tables that moved are found where they are; nothing is lost, nothing is told that was not there."""
    url = postgres.load_shared("odoo16_demo")
    base = seen(url, tmp_path / "16.duckdb")
    with original(postgres, url).copy(Loss(frozenset(), frozenset(), frozenset()), {}) as copy:
        postgres.run_sql(copy.rsplit("/", 1)[1], "SET client_min_messages = error;\n" + changes)
        newer = seen(copy, tmp_path / f"{version}.duckdb")
    for what, sql in {**SAME, "roles held": CLOSURE}.items():
        assert newer.rows(sql) == base.rows(sql) != [], what
    for part, found in base.parts.items():
        if found.state == "complete":
            assert newer.parts[part].state in ("complete", "empty"), (part, newer.parts[part].reason)
            # 19 has neither names of leaving days on old tables nor expense reports: nothing else may become unknown.
            assert set(newer.parts[part].unknown) <= set(found.unknown) | {"amount"}, (part, newer.parts[part].unknown)
    fresh = {
        (rule, row["key"]) for rule, rows in newer.findings().items() for row in rows if "expense" not in row["key"]
    }
    known = {(rule, row["key"]) for rule, rows in base.findings().items() for row in rows}
    assert {f for f in fresh - known if not f[0].startswith("access.")} == set()
