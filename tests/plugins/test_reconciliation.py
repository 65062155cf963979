"""Figures of one system that must agree, orphans, limits of authority, numbers and modules: what adapters count on real
databases agrees with SQL written by hand, before and after damage as sites do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.rule import load_pack
from healthcheck.run import run_rules
from tests.plugins.drift import ROOT, Loss, OnServer, folder_of, look, original
from tests.servers import MariadbServer, PostgresServer, Server

RULES = (
    "flow.amount_above_limits", "migration.ledger_out_of_balance", "migration.orphan_children", "migration.receivables_differ",
    "migration.stock_differs_from_movements", "migration.stock_differs_from_valuation", "operation.module_unused",
    "operation.sequence_behind", "operation.sequence_gap",
)  # fmt: skip
NOTHING = Loss(frozenset(), frozenset(), frozenset())
FOLDERS = {
    "odoo16_demo": folder_of("healthcheck-odoo", "odoo"),
    "erpnext14_demo": folder_of("healthcheck-frappe", "frappe"),
    "jsherp": folder_of("healthcheck-jsherp", "jsherp"),
}


def found(url: str, path: Path, folder: Path) -> dict[str, set[str]]:
    """Per rule the keys of what it finds; whatever it needs must have been read."""
    facts = look(url, path, Adapters({folder.name: load_adapter(folder)}), folder.name)
    pack = load_pack(ROOT / "rules")
    outcomes = run_rules(facts.path, pack, {name: pack.rules[name] for name in RULES})
    assert not [o.rule.id for o in outcomes if o.status in ("broken", "timeout")]
    return {o.rule.id: {f.subject.key for f in o.findings} for o in outcomes if o.status != "skipped"}


@contextmanager
def damaged(server: Server, url: str, damage: str) -> Iterator[str]:
    """A copy to which something was done."""
    whole = original(server, url)
    assert isinstance(whole, OnServer)
    with whole.copy(NOTHING, whole.columns()) as copy:
        server.run_sql(copy.rsplit("/", 1)[1], damage)
        yield copy


def by_hand(server: Server, url: str, sql: str) -> set[str]:
    """What a person's SQL gives: key columns with commas between them."""
    return {line.replace("\t", ",") for line in server.run_sql(url.rsplit("/", 1)[1], sql + ";").splitlines()}


#: Two quantities changed in the table, one deleted; goods of another owner, goods marked as the company's own, a place that no company
#: owns; an entry with one leg changed, a residual changed; an order deleted under its
#: activity; a counter set back; a draft deleted whose number was printed; limits without anybody above them.
ODOO_DAMAGE = """
UPDATE stock_quant SET quantity = quantity + 3 WHERE id = (SELECT min(q.id) FROM stock_quant q JOIN stock_location l
    ON l.id = q.location_id AND l.usage = 'internal');
DELETE FROM stock_quant WHERE id = (SELECT max(q.id) FROM stock_quant q JOIN stock_location l
    ON l.id = q.location_id AND l.usage = 'internal' AND q.quantity > 0);
UPDATE account_move_line SET debit = debit + 10, balance = balance + 10 WHERE id = (SELECT min(l.id) FROM account_move_line l
    JOIN account_move m ON m.id = l.move_id AND m.state = 'posted' AND l.debit > 0);
UPDATE account_move_line SET amount_residual = amount_residual - 5 WHERE id = (SELECT max(l.id) FROM account_move_line l
    JOIN account_move m ON m.id = l.move_id AND m.state = 'posted' JOIN account_account a ON a.id = l.account_id
    WHERE a.account_type = 'asset_receivable' AND l.partner_id IS NOT NULL);
UPDATE ir_attachment SET res_id = 999999 WHERE id = (SELECT min(id) FROM ir_attachment WHERE res_model = 'product.template');
UPDATE account_move SET sequence_number = sequence_number + 100 WHERE id = (SELECT id FROM account_move
    WHERE state = 'posted' AND sequence_prefix LIKE 'BNK%' ORDER BY sequence_number DESC LIMIT 1);
UPDATE purchase_order SET name = 'P09999' WHERE id = (SELECT max(id) FROM purchase_order);
DELETE FROM mrp_workorder; UPDATE ir_module_module SET state = 'installed' WHERE name = 'repair';
UPDATE res_company SET po_double_validation = 'two_step', po_double_validation_amount = 1;
UPDATE purchase_order SET state = 'to approve' WHERE id = (SELECT min(id) FROM purchase_order);
DELETE FROM res_groups_users_rel WHERE gid = (SELECT res_id FROM ir_model_data
    WHERE model = 'res.groups' AND module = 'purchase' AND name = 'group_purchase_manager');
UPDATE stock_quant SET owner_id = (SELECT max(id) FROM res_partner) WHERE product_id = 25;
UPDATE stock_quant SET owner_id = (SELECT partner_id FROM res_company WHERE id = 1) WHERE product_id = 56;
UPDATE stock_location SET company_id = NULL WHERE name = 'Shelf 2';
"""
ODOO = {
    "migration.stock_differs_from_movements": """
        WITH moved AS (
            SELECT product_id, location_dest_id AS place, qty_done * p.factor / u.factor AS n FROM stock_move_line l
            JOIN uom_uom u ON u.id = l.product_uom_id JOIN product_product v ON v.id = l.product_id
            JOIN product_template t ON t.id = v.product_tmpl_id JOIN uom_uom p ON p.id = t.uom_id WHERE state = 'done'
            UNION ALL
            SELECT product_id, location_id, -qty_done * p.factor / u.factor FROM stock_move_line l
            JOIN uom_uom u ON u.id = l.product_uom_id JOIN product_product v ON v.id = l.product_id
            JOIN product_template t ON t.id = v.product_tmpl_id JOIN uom_uom p ON p.id = t.uom_id WHERE state = 'done'
            UNION ALL
            SELECT product_id, location_id, -quantity FROM stock_quant)
        SELECT 'stock', v.id, l.complete_name FROM moved m JOIN stock_location l ON l.id = m.place AND l.usage = 'internal'
        JOIN product_product v ON v.id = m.product_id JOIN product_template t ON t.id = v.product_tmpl_id
        WHERE t.type = 'product' GROUP BY 1, 2, 3 HAVING abs(sum(n)) > 0.0005""",
    "migration.stock_differs_from_valuation": """
        WITH counted AS (
            SELECT product_id, l.company_id, quantity AS n FROM stock_quant q
            JOIN stock_location l ON l.id = q.location_id AND l.usage IN ('internal', 'transit')
            WHERE COALESCE(q.owner_id, 0) NOT IN (SELECT id FROM res_partner WHERE id NOT IN (SELECT partner_id FROM res_company))
            UNION ALL SELECT product_id, company_id, -quantity FROM stock_valuation_layer)
        SELECT 'valuation', v.id, c.name FROM counted n JOIN res_company c ON c.id = n.company_id
        JOIN product_product v ON v.id = n.product_id JOIN product_template t ON t.id = v.product_tmpl_id AND t.type = 'product'
        WHERE v.id NOT IN (SELECT product_id FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
                           WHERE l.usage = 'internal' AND l.company_id IS NULL)
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0""",
    "migration.receivables_differ": """
        SELECT CASE a.account_type WHEN 'asset_receivable' THEN 'receivable' ELSE 'payable' END, l.partner_id, c.name
        FROM account_move_line l JOIN account_account a ON a.id = l.account_id JOIN res_company c ON c.id = l.company_id
        WHERE a.account_type IN ('asset_receivable', 'liability_payable') AND l.parent_state = 'posted'
          AND l.partner_id IS NOT NULL GROUP BY 1, 2, 3 HAVING abs(sum(l.balance - l.amount_residual)) > 0.005""",
    "migration.ledger_out_of_balance": """
        SELECT 'other', 'debit = credit: ' || j.code, c.name FROM account_move_line l JOIN account_journal j ON j.id = l.journal_id
        JOIN res_company c ON c.id = j.company_id WHERE l.parent_state = 'posted'
        GROUP BY 1, 2, 3 HAVING abs(sum(l.debit - l.credit)) > 0.005""",
    "migration.orphan_children": """
        SELECT DISTINCT 'ir_attachment', 'product_template' FROM ir_attachment a
        WHERE a.res_model = 'product.template' AND a.res_id > 0 AND a.res_id NOT IN (SELECT id FROM product_template)""",
    "operation.sequence_gap": """
        SELECT 'account.journal', journal_id, sequence_prefix FROM account_move WHERE state = 'posted'
        GROUP BY 1, 2, 3 HAVING max(sequence_number) - min(sequence_number) + 1 > count(DISTINCT sequence_number)""",
    "operation.sequence_behind": """
        SELECT s.id FROM ir_sequence s WHERE s.code = 'purchase.order'
          AND (SELECT max(substr(name, 2)::int) FROM purchase_order WHERE name ~ '^P[0-9]+$')
              > (SELECT last_value FROM pg_sequences WHERE sequencename = 'ir_sequence_' || lpad(s.id::text, 3, '0'))""",
    "flow.amount_above_limits": """
        SELECT DISTINCT 'purchase.order' FROM purchase_order o JOIN res_company c ON c.id = o.company_id
        WHERE o.state = 'to approve' AND o.amount_total > c.po_double_validation_amount AND NOT EXISTS (
            SELECT 1 FROM res_groups_users_rel r JOIN res_users u ON u.id = r.uid AND u.active JOIN ir_model_data d ON d.res_id = r.gid
            WHERE d.model = 'res.groups' AND d.module = 'purchase' AND d.name = 'group_purchase_manager')""",
}  # fmt: skip


def test_odoo(postgres: PostgresServer, tmp_path: Path) -> None:
    """As delivered everything agrees but stock and its valuation (most of it came before valuation); what was changed behind the
    product's back is found, and nothing else."""
    url = postgres.load_shared("odoo16_demo")
    valued = "migration.stock_differs_from_valuation"
    clean = found(url, tmp_path / "clean.duckdb", FOLDERS["odoo16_demo"])
    assert set(clean) == set(RULES) and {rule for rule, keys in clean.items() if keys} == {valued}
    assert {rule: keys for rule, sql in ODOO.items() if (keys := by_hand(postgres, url, sql))} == {
        valued: clean[valued]
    }
    assert len(clean[valued]) == 23
    with damaged(postgres, url, ODOO_DAMAGE) as copy:
        after = found(copy, tmp_path / "after.duckdb", FOLDERS["odoo16_demo"])
        for rule, sql in ODOO.items():
            want = by_hand(postgres, copy, sql)
            assert want and after[rule] == want, rule
        # 56 is the company's own as before, 25 another's, 36 lies in a place of nobody
        assert not {key.split(",")[1] for key in after[valued]} & {"56", "25", "36"}


#: A quantity changed in the table, a line whose order is gone, entries with one leg, a payment nobody matched, two rules, a
#: permission on a company that is gone and one of a user who is, a counter set back.
ERPNEXT_DAMAGE = """
UPDATE tabBin SET actual_qty = actual_qty + 3 ORDER BY name LIMIT 1;
INSERT INTO `tabSales Order Item` (name, parent, parenttype) VALUES ('lost-1', 'SO-GONE', 'Sales Order'), ('lost-2', 'SO-GONE', 'Sales Order');
INSERT INTO `tabGL Entry` (name, account, party_type, party, company, voucher_type, debit, credit, is_cancelled)
    SELECT CONCAT('g', n), (SELECT name FROM tabAccount WHERE account_type = 'Receivable' LIMIT 1), 'Customer', CONCAT('C', n),
    (SELECT name FROM tabCompany LIMIT 1), 'Journal Entry', 100, 0, 0 FROM (SELECT 1 n UNION SELECT 2) x;
INSERT INTO `tabPayment Ledger Entry` (name, party_type, party, company, amount, delinked)
    VALUES ('p1', 'Customer', 'C1', (SELECT name FROM tabCompany LIMIT 1), 100, 0), ('p2', 'Customer', 'C2', (SELECT name FROM tabCompany LIMIT 1), 40, 0);
INSERT INTO `tabAuthorization Rule` (name, transaction, based_on, value, system_user, approving_role, docstatus)
    VALUES ('A1', 'Purchase Order', 'Grand Total', 5000, 'Administrator', 'Purchase Manager', 0),
           ('A2', 'Sales Order', 'Average Discount', 10, '', 'Sales Manager', 0);
INSERT INTO `tabUser Permission` (name, `user`, allow, for_value, apply_to_all_doctypes)
    VALUES ('u1', 'test@erpnext.com', 'Company', 'Sold Ltd', 1), ('u2', 'gone@erpnext.com', 'Company', (SELECT name FROM tabCompany LIMIT 1), 1);
UPDATE tabSeries SET current = 1 WHERE name = 'MAT-STE-2026-';
"""
ERPNEXT = {
    "migration.stock_differs_from_movements": """
        SELECT 'stock', b.item_code, b.warehouse FROM tabBin b LEFT JOIN (SELECT item_code, warehouse, SUM(actual_qty) n
        FROM `tabStock Ledger Entry` WHERE is_cancelled = 0 GROUP BY 1, 2) s USING (item_code, warehouse)
        WHERE ABS(b.actual_qty - COALESCE(s.n, 0)) > 0.0005""",
    "migration.orphan_children": """
        SELECT DISTINCT 'Sales Order Item', 'Sales Order' FROM `tabSales Order Item`
        WHERE parenttype = 'Sales Order' AND parent NOT IN (SELECT name FROM `tabSales Order`)
        UNION SELECT 'User Permission on Company', 'Company' FROM `tabUser Permission`
        WHERE allow = 'Company' AND for_value NOT IN (SELECT name FROM tabCompany)
        UNION SELECT 'User Permission.user', 'User' FROM `tabUser Permission` WHERE `user` NOT IN (SELECT name FROM tabUser)""",
    "operation.sequence_behind": """
        SELECT s.name FROM tabSeries s WHERE s.name = 'MAT-STE-2026-' AND s.current <
        (SELECT MAX(CAST(SUBSTR(e.name, 14) AS UNSIGNED)) FROM `tabStock Entry` e WHERE e.name LIKE 'MAT-STE-2026-%')""",
    "migration.receivables_differ": """
        SELECT 'receivable', party, company FROM `tabGL Entry` g WHERE is_cancelled = 0 AND party_type = 'Customer' GROUP BY 2, 3
        HAVING SUM(debit - credit) <> (SELECT SUM(amount) FROM `tabPayment Ledger Entry` p WHERE p.party = g.party)""",
    "migration.ledger_out_of_balance": """
        SELECT 'other', CONCAT('debit = credit: ', voucher_type), company FROM `tabGL Entry` WHERE is_cancelled = 0
        GROUP BY voucher_type, company HAVING SUM(debit) <> SUM(credit)""",
}  # fmt: skip

#: Links of master data as its vendor's demo data leaves them.
ERPNEXT_LINKS = """
    SELECT DISTINCT 'Item Tax.item_tax_template', 'Item Tax Template' FROM `tabItem Tax` WHERE item_tax_template > ''
        AND item_tax_template NOT IN (SELECT name FROM `tabItem Tax Template`)
    UNION SELECT 'Item Price.customer', 'Customer' FROM `tabItem Price` WHERE customer > '' AND customer NOT IN (SELECT name FROM tabCustomer)
    UNION SELECT 'Item Price.supplier', 'Supplier' FROM `tabItem Price` WHERE supplier > '' AND supplier NOT IN (SELECT name FROM tabSupplier)
    UNION SELECT 'Item Variant Attribute.attribute', 'Item Attribute' FROM `tabItem Variant Attribute`
        WHERE attribute > '' AND attribute NOT IN (SELECT name FROM `tabItem Attribute`)"""


def test_erpnext(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The same of ERPNext, which guards nothing by foreign keys."""
    url = mariadb.load_shared("erpnext14_demo")
    clean = found(url, tmp_path / "clean.duckdb", FOLDERS["erpnext14_demo"])
    assert {r for r, keys in clean.items() if keys} == {"migration.orphan_children"} and set(ERPNEXT) <= set(clean)
    assert clean["migration.orphan_children"] == by_hand(mariadb, url, ERPNEXT_LINKS)
    assert {rule: keys for rule, sql in ERPNEXT.items() if (keys := by_hand(mariadb, url, sql))} == {}
    whole = original(mariadb, url)
    # Of its 718 tables those that are looked at: a copy of all takes a minute.
    text = "".join(path.read_text("utf-8") for path in FOLDERS["erpnext14_demo"].glob("facts/*.*"))
    columns = {table: names for table, names in whole.columns().items() if f"`{table}`" in text or f'"{table}"' in text}
    with whole.copy(NOTHING, columns) as copy:
        mariadb.run_sql(copy.rsplit("/", 1)[1], ERPNEXT_DAMAGE)
        after = found(copy, tmp_path / "after.duckdb", FOLDERS["erpnext14_demo"])
        for rule, sql in ERPNEXT.items():
            want = by_hand(mariadb, copy, sql)
            assert want and after[rule] - clean[rule] == want, rule
        limits: list[tuple[Any, ...]] = look(copy, tmp_path / "limits.duckdb", None, "frappe").rows(
            "SELECT limit_id, document_type_id, kind, reference, amount FROM approval_limit ORDER BY 1"
        )
        assert [(*row[:4], row[4] and int(row[4])) for row in limits] == [
            ("A1", "Purchase Order", "user", "Administrator", 5000),
            ("A1:approver", "Purchase Order", "role", "Purchase Manager", None),
        ]


#: Opening stock 2, bought 10, sold 3, 4 moved to the other warehouse, one unit put together of two: 588 has 4 and 4, 568 what its
#: counting says, 570 the opening stock that was typed in. A receipt that nobody approved does not count, for the site forces approval.
JSHERP_DOCUMENTS = """
UPDATE jsh_system_config SET force_approval_flag = '1', in_out_manage_flag = '0' WHERE tenant_id = 63;
DELETE FROM jsh_material_current_stock;
INSERT INTO jsh_material_current_stock (id, material_id, depot_id, current_number, tenant_id, delete_flag) VALUES
    (1, 588, 14, 4, 63, '0'), (2, 588, 15, 4, 63, '0'), (3, 568, 14, 2, 63, '0'), (4, 570, 14, 8, 63, '0'), (5, 619, 14, 1, 63, '0');
INSERT INTO jsh_material_initial_stock (id, material_id, depot_id, number, tenant_id, delete_flag) VALUES (1, 588, 14, 2, 63, '0'),
    (2, 570, 14, 8, 63, '0');
INSERT INTO jsh_depot_head (id, type, sub_type, number, status, tenant_id, delete_flag) VALUES
    (1, '入库', '采购', 'CG1', '1', 63, '0'), (2, '出库', '销售', 'XS1', '1', 63, '0'), (3, '出库', '调拨', 'DB1', '1', 63, '0'),
    (4, '其它', '组装单', 'ZZ1', '1', 63, '0'), (5, '其它', '盘点复盘', 'PD1', '1', 63, '0'), (6, '入库', '采购', 'CG2', '0', 63, '0'),
    (7, '入库', '采购', 'CG3', '1', 63, '1');
INSERT INTO jsh_depot_item (id, header_id, material_id, depot_id, another_depot_id, basic_number, material_type, tenant_id, delete_flag) VALUES
    (1, 1, 588, 14, NULL, 10, NULL, 63, '0'), (2, 2, 588, 14, NULL, 3, NULL, 63, '0'), (3, 3, 588, 14, 15, 4, NULL, 63, '0'),
    (4, 4, 588, 14, NULL, 1, '普通子件', 63, '0'), (5, 4, 619, 14, NULL, 1, '组合件', 63, '0'), (6, 5, 568, 14, NULL, 2, NULL, 63, '0'),
    (7, 6, 588, 14, NULL, 50, NULL, 63, '0'), (8, 7, 588, 14, NULL, 70, NULL, 63, '0');
"""


def test_jsherp(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Stock against opening stock and documents as the product adds them up; stock that came from nowhere; orphans by hand."""
    url = mariadb.load_shared("jsherp")
    rule = "migration.stock_differs_from_movements"
    clean = found(url, tmp_path / "clean.duckdb", FOLDERS["jsherp"])
    nowhere = (
        "SELECT 'stock', s.material_id, d.name FROM jsh_material_current_stock s JOIN jsh_depot d ON d.id = s.depot_id"
        " WHERE s.current_number <> 0 AND s.delete_flag = '0' AND NOT EXISTS (SELECT 1 FROM jsh_depot_item)"
        " AND NOT EXISTS (SELECT 1 FROM jsh_material_initial_stock)"
    )
    assert clean[rule] == by_hand(mariadb, url, nowhere) and len(clean[rule]) == 5
    assert clean["migration.orphan_children"] == by_hand(
        mariadb,
        url,
        "SELECT DISTINCT 'jsh_orga_user_rel.user_id', 'jsh_user' FROM jsh_orga_user_rel WHERE COALESCE(delete_flag, '0') <> '1'"
        " AND user_id NOT IN (SELECT id FROM jsh_user) UNION SELECT 'jsh_orga_user_rel.orga_id', 'jsh_organization'"
        " FROM jsh_orga_user_rel WHERE COALESCE(delete_flag, '0') <> '1' AND orga_id NOT IN (SELECT id FROM jsh_organization)",
    ) != set()  # fmt: skip
    lost = look(url, tmp_path / "lost.duckdb", None, "jsherp").findings()["migration.orphan_children"]
    missing = "SELECT MIN(user_id) FROM jsh_orga_user_rel WHERE user_id NOT IN (SELECT id FROM jsh_user)"
    assert {r["example"] for r in lost if "user_id" in r["key"]} == by_hand(mariadb, url, missing)
    with damaged(mariadb, url, JSHERP_DOCUMENTS) as copy:
        assert found(copy, tmp_path / "whole.duckdb", FOLDERS["jsherp"])[rule] == set()
        mariadb.run_sql(
            copy.rsplit("/", 1)[1], "UPDATE jsh_material_current_stock SET current_number = 9 WHERE id IN (2, 4)"
        )
        after = found(copy, tmp_path / "after.duckdb", FOLDERS["jsherp"])
        assert {key.rsplit(",", 1)[0] for key in after[rule]} == {"stock,588", "stock,570"}
