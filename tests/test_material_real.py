"""Material and partner rules on systems nobody here wrote: what they find agrees with SQL written by hand and run on the
database itself, before and after damage as sites do it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer
from tests.test_access_real import by_hand

Keys = set[tuple[str, ...]]

#: Suppliers typed twice, one account for two, a material switched off while an order for it is open, its unit a stranger.
JSHERP_DAMAGE = """
    UPDATE jsh_supplier SET tax_num = '91110000600037341L', account_number = '6222021001116245702' WHERE id = 57;
    UPDATE jsh_supplier SET tax_num = '9111 0000 6000 3734 1L' WHERE id = 74;
    UPDATE jsh_supplier SET account_number = '6222 0210 0111 6245 702', telephone = '1300000000' WHERE id = 71;
    UPDATE jsh_material SET enabled = 0 WHERE id = 588;
    UPDATE jsh_material SET standard = '待定' WHERE id = 570;
    UPDATE jsh_material SET name = '六角螺栓', standard = 'M8*20', model = NULL, mfrs = NULL WHERE id = 568;
    UPDATE jsh_material SET name = '六角螺栓 M8×20', standard = NULL, model = NULL, unit = '个' WHERE id = 569;
    INSERT INTO jsh_depot_head (id, type, sub_type, number, status, tenant_id, delete_flag) VALUES
        (900, '其它', '采购订单', 'CGDD900', '1', 63, '0'), (901, '其它', '采购订单', 'CGDD901', '2', 63, '0');
    INSERT INTO jsh_depot_item (id, header_id, material_id, material_unit, oper_number, tenant_id, delete_flag) VALUES
        (900, 900, 588, '个', 5, 63, '0'), (901, 900, 588, '个', 2, 63, '0'), (902, 901, 588, '个', 2, 63, '0'),
        (903, 900, 568, '盒', 1, 63, '0');
"""
JSHERP = {
    "partner_tax_number_duplicate": """
        SELECT MIN(id) FROM jsh_supplier WHERE delete_flag = '0' AND LENGTH(REPLACE(tax_num, ' ', '')) >= 8
        GROUP BY tenant_id, REPLACE(tax_num, ' ', '') HAVING COUNT(*) > 1""",
    "partner_tax_number_invalid": """
        SELECT id FROM jsh_supplier WHERE delete_flag = '0' AND tax_num <> ''
          AND LENGTH(REPLACE(tax_num, ' ', '')) NOT IN (15, 18, 20)""",
    "partner_bank_account_shared": """
        SELECT MIN(id) FROM jsh_supplier WHERE delete_flag = '0' AND account_number <> ''
        GROUP BY tenant_id, REPLACE(account_number, ' ', '') HAVING COUNT(DISTINCT supplier) > 1""",
    "partner_phone_invalid": """
        SELECT id FROM jsh_supplier WHERE delete_flag = '0'
          AND (telephone REGEXP '^1[3-9][0-9]{8}$' OR phone_num REGEXP '^1[3-9][0-9]{8}$')""",
    "inactive_with_open_documents": """
        SELECT m.id FROM jsh_material m WHERE (m.enabled = 0 OR m.delete_flag = '1') AND EXISTS (
          SELECT 1 FROM jsh_depot_item i JOIN jsh_depot_head h ON h.id = i.header_id
          WHERE i.material_id = m.id AND h.sub_type = '采购订单' AND h.status IN ('0', '1', '3'))""",
    "placeholder_value": "SELECT id FROM jsh_material WHERE delete_flag = '0' AND standard = '待定'",
}

#: A product switched off past its bills, a workstation deleted past its operations.
ERPNEXT_DAMAGE = """
    UPDATE tabItem SET disabled = 1 WHERE name = (SELECT item FROM tabBOM WHERE docstatus = 1 AND is_active = 1 LIMIT 1);
    UPDATE `tabBOM Operation` SET workstation = 'Gone' WHERE parenttype = 'BOM' LIMIT 1;
"""
ERPNEXT = {
    "category_not_leaf": """
        SELECT i.name FROM tabItem i JOIN `tabItem Group` g ON g.name = i.item_group
        WHERE i.disabled = 0 AND EXISTS (SELECT 1 FROM `tabItem Group` c WHERE c.parent_item_group = g.name)""",
    "bom_product_gone": """
        SELECT b.name FROM tabBOM b JOIN tabItem i ON i.name = b.item
        WHERE b.docstatus = 1 AND b.is_active = 1 AND i.disabled = 1""",
    "routing_item_missing": """
        SELECT o.name FROM `tabBOM Operation` o JOIN tabBOM b ON b.name = o.parent
        WHERE b.docstatus = 1 AND b.is_active = 1 AND NOT EXISTS (SELECT 1 FROM tabWorkstation w WHERE w.name = o.workstation)""",
    "use_unit_without_conversion": """
        SELECT DISTINCT i.name FROM tabItem i JOIN (
            SELECT item_code, uom FROM `tabMaterial Request Item` UNION SELECT item_code, uom FROM `tabPurchase Order Item`
            UNION SELECT item_code, uom FROM `tabSales Order Item`) u ON u.item_code = i.name
        WHERE u.uom <> i.stock_uom AND i.disabled = 0
          AND NOT EXISTS (SELECT 1 FROM `tabUOM Conversion Detail` c WHERE c.parent = i.name AND c.uom = u.uom)""",
}

#: A product that is on purchase orders is archived; a supplier is entered again under its VAT number.
ODOO_DAMAGE = """
    UPDATE product_product SET active = FALSE WHERE id = (
        SELECT product_id FROM purchase_order_line WHERE state NOT IN ('done', 'cancel') AND qty_received < product_qty
        ORDER BY id LIMIT 1);
    UPDATE res_partner SET vat = 'BE0477472701', is_company = TRUE, active = TRUE, supplier_rank = 1
    WHERE id IN (SELECT id FROM res_partner WHERE is_company AND parent_id IS NULL ORDER BY id LIMIT 2 OFFSET 2);
"""
ODOO = {
    "inactive_with_open_documents": """
        SELECT DISTINCT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
        WHERE NOT (p.active AND t.active) AND (
          EXISTS (SELECT 1 FROM purchase_order_line l WHERE l.product_id = p.id
                  AND l.state NOT IN ('done', 'cancel') AND l.qty_received < l.product_qty)
          OR EXISTS (SELECT 1 FROM sale_order_line l WHERE l.product_id = p.id
                  AND l.state NOT IN ('done', 'cancel') AND l.qty_delivered < l.product_uom_qty)
          OR EXISTS (SELECT 1 FROM stock_move m WHERE m.product_id = p.id AND m.state NOT IN ('done', 'cancel')))""",
    "partner_tax_number_duplicate": """
        SELECT min(id::text) FROM res_partner WHERE active AND parent_id IS NULL AND length(vat) >= 8
        GROUP BY coalesce(company_id, 0), vat HAVING count(*) > 1""",
}

#: Suppliers and customers of the ERP module, as the vendor's own scripts make the tables.
YUDAO_ERP = "".join(
    f"""
    CREATE TABLE erp_{kind} (
        id BIGINT PRIMARY KEY, name VARCHAR(255), contact VARCHAR(100), mobile VARCHAR(30), telephone VARCHAR(30),
        email VARCHAR(50), fax VARCHAR(30), remark VARCHAR(255), status TINYINT, sort INT, tax_no VARCHAR(50),
        tax_percent DECIMAL(24, 6), bank_name VARCHAR(50), bank_account VARCHAR(50), bank_address VARCHAR(50),
        deleted BIT(1) DEFAULT b'0', tenant_id BIGINT DEFAULT 0
    );
    INSERT INTO erp_{kind} (id, name, mobile, status, tax_no, bank_account, deleted, tenant_id) VALUES
        (1, '东明紧固件有限公司', '13812345678', 0, '91110000600037341L', '6222021001116245702', b'0', 1),
        (2, '晋亿实业有限公司', '1381234567', 0, '91110000600037342L', '6.22202E+18', b'0', 1),
        (3, '正泰电器有限公司', '13812345679', 1, '1', NULL, b'0', 1),
        (4, '德力西电气有限公司', '13812345670', 0, '1', NULL, b'1', 1);
    """
    for kind in ("supplier", "customer")
)


#: The product tables of the same module: one bolt under two codes, a code given twice, the same code in another tenant, a
#: category that is gone, and stock that is negative, of a product switched off, and of none.
YUDAO_PRODUCTS = """
    CREATE TABLE erp_product (
        id BIGINT PRIMARY KEY, name VARCHAR(100), bar_code VARCHAR(50), category_id BIGINT, unit_id INT, status TINYINT,
        standard VARCHAR(100), remark VARCHAR(255), expiry_day INT, weight DECIMAL(24, 6), purchase_price DECIMAL(24, 6),
        create_time DATETIME DEFAULT CURRENT_TIMESTAMP, deleted BIT(1) DEFAULT b'0', tenant_id BIGINT DEFAULT 0
    );
    CREATE TABLE erp_product_category (
        id BIGINT PRIMARY KEY, parent_id BIGINT, name VARCHAR(255), code VARCHAR(50), sort INT, status TINYINT,
        deleted BIT(1) DEFAULT b'0', tenant_id BIGINT DEFAULT 0
    );
    CREATE TABLE erp_product_unit (
        id BIGINT PRIMARY KEY, name VARCHAR(255), status TINYINT, deleted BIT(1) DEFAULT b'0', tenant_id BIGINT DEFAULT 0
    );
    CREATE TABLE erp_warehouse (id BIGINT PRIMARY KEY, name VARCHAR(255), status TINYINT, deleted BIT(1) DEFAULT b'0');
    CREATE TABLE erp_stock (
        id BIGINT PRIMARY KEY, product_id BIGINT, warehouse_id BIGINT, `count` DECIMAL(24, 6), deleted BIT(1) DEFAULT b'0',
        tenant_id BIGINT DEFAULT 0
    );
    INSERT INTO erp_product_category (id, parent_id, name, code, status, tenant_id) VALUES (1, 0, '标准件', 'B', 0, 1);
    INSERT INTO erp_product_unit (id, name, status, tenant_id) VALUES (1, '个', 0, 1);
    INSERT INTO erp_warehouse (id, name, status) VALUES (1, '原料仓', 0);
    INSERT INTO erp_product (id, name, bar_code, category_id, unit_id, status, standard, tenant_id) VALUES
        (1, '六角螺栓', 'P001', 1, 1, 0, 'M8*20', 1), (2, '六角螺栓', 'P002', 1, 1, 0, 'M8×20', 1),
        (3, '六角螺栓', 'P003', 1, 1, 0, 'M8×25', 1), (4, '平垫圈', 'P003', 1, 1, 0, '8', 1),
        (5, '平垫圈', 'P001', 1, 1, 0, '8', 2), (6, '弹簧垫圈', 'P006', 9, 1, 0, '8', 1), (7, '油封', 'P007', 1, 1, 1, '25', 1);
    INSERT INTO erp_stock (id, product_id, warehouse_id, `count`, tenant_id) VALUES (1, 3, 1, -5, 1), (2, 7, 1, 12, 1), (3, 99, 1, 4, 1);
"""


YUDAO_FOUND: dict[str, Keys] = {
    "near_duplicate": {("1",)},
    "duplicate_code": {("3",)},
    "category_missing": {("6",)},
    "negative_stock": {("1",)},  # the row of the stock
    "inactive_with_stock": {("7",)},
    "stock_without_material": {("3",)},
    "code_reused": set(),
    "one_code_many_things": set(),
}


def scan(url: str) -> dict[str, Any]:
    """The JSON report of the material rules."""
    code, out, err = run_cli("scan", url, "--no-catalogue", "--select", "material", "--format", "json")
    assert code in (0, 1), err
    report: dict[str, Any] = json.loads(out)
    assert not [o for o in report["outcomes"] if o["status"] in ("broken", "timeout")]
    assert not [c for c in report["coverage"] if c["state"] == "partial"]
    return report


def found_in(report: dict[str, Any], rule: str) -> Keys:
    """Subject keys of a rule's findings; the rule must have run."""
    outcome = next(o for o in report["outcomes"] if o["rule"] == f"material.{rule}")
    assert outcome["status"] in ("passed", "failed"), outcome
    return {(f["subject"]["key"],) for f in outcome["findings"]}


def test_jsherp(mariadb: MariadbServer) -> None:
    """jshERP: suppliers, open orders and placeholders agree with SQL; one bolt under two codes is one group."""
    clean = scan(mariadb.load_shared("jsherp"))
    assert {r: found_in(clean, r) for r in JSHERP} == {r: by_hand(mariadb, "jsherp", sql) for r, sql in JSHERP.items()}
    url = mariadb.load_shared("jsherp", fresh=True)
    copy = url.rsplit("/", 1)[1]
    mariadb.run_sql(copy, JSHERP_DAMAGE)
    report = scan(url)
    assert {r: found_in(report, r) for r in JSHERP} == {r: by_hand(mariadb, copy, sql) for r, sql in JSHERP.items()}
    assert all(found_in(report, rule) for rule in JSHERP)
    group = next(o for o in report["outcomes"] if o["rule"] == "material.near_duplicate")["findings"]
    assert [(f["evidence"]["material_ids"], f["evidence"]["tier"]) for f in group] == [("568, 569", 1)]


def test_erpnext(mariadb: MariadbServer) -> None:
    """ERPNext: categories, bills, operations and units agree with SQL, on the demo and on a damaged copy."""
    clean = scan(mariadb.load_shared("erpnext14_demo"))
    assert {r: found_in(clean, r) for r in ERPNEXT} == {
        r: by_hand(mariadb, "erpnext14_demo", sql) for r, sql in ERPNEXT.items()
    }
    url = mariadb.load_shared("erpnext14_demo", fresh=True)
    copy = url.rsplit("/", 1)[1]
    mariadb.run_sql(copy, ERPNEXT_DAMAGE)
    report = scan(url)
    assert {r: found_in(report, r) for r in ERPNEXT} == {r: by_hand(mariadb, copy, sql) for r, sql in ERPNEXT.items()}
    assert all(found_in(report, rule) for rule in ERPNEXT)


def test_odoo(postgres: PostgresServer) -> None:
    """Odoo: a product with variants gives no duplicate; archived products on open documents agree with SQL."""
    clean = scan(postgres.load_shared("odoo16_demo"))
    assert {r: found_in(clean, r) for r in ODOO} == {
        r: by_hand(postgres, "odoo16_demo", sql) for r, sql in ODOO.items()
    }
    variants = by_hand(
        postgres,
        "odoo16_demo",
        "SELECT id FROM product_product WHERE product_tmpl_id IN"
        " (SELECT product_tmpl_id FROM product_product GROUP BY product_tmpl_id HAVING count(*) > 1)",
    )
    assert len(variants) > 5
    for rule in ("near_duplicate", "duplicate_code", "one_code_many_things", "code_reused"):
        assert not found_in(clean, rule) & variants
    url = postgres.load_shared("odoo16_demo", fresh=True)
    copy = url.rsplit("/", 1)[1]
    postgres.run_sql(copy, ODOO_DAMAGE)
    report = scan(url)
    assert {r: found_in(report, r) for r in ODOO} == {r: by_hand(postgres, copy, sql) for r, sql in ODOO.items()}
    assert all(found_in(report, rule) for rule in ODOO)


@pytest.mark.parametrize("kind", ["supplier", "customer"])
def test_yudao_partners(mariadb: MariadbServer, kind: str) -> None:
    """ruoyi-vue-pro with its ERP module: suppliers and customers are judged, switched-off and deleted ones are not."""
    url = mariadb.load_shared("yudao", fresh=True)
    mariadb.run_sql(url.rsplit("/", 1)[1], YUDAO_ERP)
    report = scan(url)
    for rule in ("partner_tax_number_invalid", "partner_bank_account_invalid", "partner_phone_invalid"):
        assert (f"{kind}:2",) in found_in(report, rule), rule
        assert not found_in(report, rule) & {(f"{kind}:1",), (f"{kind}:3",), (f"{kind}:4",)}
    assert not found_in(report, "partner_name_duplicate")  # one company as a supplier and as a customer


def test_yudao_products(mariadb: MariadbServer) -> None:
    """ruoyi-vue-pro with products: each planted mistake is found, and a code that another tenant uses too is none."""
    url = mariadb.load_shared("yudao", fresh=True)
    mariadb.run_sql(url.rsplit("/", 1)[1], YUDAO_PRODUCTS)
    report = scan(url)
    found = {rule: found_in(report, rule) for rule in YUDAO_FOUND}
    assert found == YUDAO_FOUND
