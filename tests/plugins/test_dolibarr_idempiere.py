"""Dolibarr and iDempiere: written from published table definitions, tried on databases of these tables with made-up rows.

No real installation could be had. The tables here name only the columns that the adapters read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from healthcheck.adapters import installed_adapters, load_adapter, recognise
from tests.plugins.drift import PLUGINS, complete, folder_of, look, original, survives_drift
from tests.plugins.paper import catalogue_of, planned, read_by
from tests.servers import MariadbServer, PostgresServer

DOLIBARR = folder_of("healthcheck-dolibarr", "dolibarr")
IDEMPIERE = folder_of("healthcheck-idempiere", "idempiere")

#: What is a number and what a time; all else is text.
NUMBER = r"_id$|createdby|^qty|movementqty|amt|rate|price|frequency$|deliverytime|currentnext|record_id|^(rowid|entity|fk_\w+|id|reel|value|status|statut|type|admin|employee|client|fournisseur|fini\w+|tobuy|tosell|tobatch|pmp|total_ht|unitprice|nbrun|unitfrequency|visible|active|bomtype)$"
AMOUNT = r"qty|amt|rate$|price|^(reel|value|pmp|total_ht)$"
TIME = r"^(created|updated|valid(from|to)|date\w*|tms)$"

Rows = dict[str, list[dict[str, Any]]]


def script(folder: Path, rows: Rows, texts: frozenset[str] = frozenset()) -> str:
    """The tables the adapter reads, with these rows; ``texts`` are columns that only look like numbers."""
    lines = []
    for table, columns in sorted(read_by(folder).items()):
        kinds = {}
        for column in sorted(columns):
            number = re.search(NUMBER, column) and f"{table}.{column}" not in texts
            exact = "DECIMAL(20,6)" if re.search(AMOUNT, column) else "BIGINT"
            kinds[column] = exact if number else "TIMESTAMP NULL" if re.search(TIME, column) else "VARCHAR(200)"
        lines.append(f"CREATE TABLE {table} ({', '.join(f'{c} {k}' for c, k in kinds.items())});")
        for row in rows.get(table, []):
            assert set(row) <= set(columns), (table, set(row) - set(columns))
            values = ", ".join("NULL" if v is None else repr(v) for v in row.values())
            lines.append(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values});")
    return "\n".join(lines)


def many(common: dict[str, Any], *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows that share most of their cells."""
    return [{**common, **row} for row in rows]


ACCOUNT = {
    "entity": 1,
    "employee": 1,
    "statut": 1,
    "pass_crypted": "$2y$10$abc",
    "datelastlogin": "2026-11-01 08:00:00",
}
PRODUCT = {
    "entity": 1,
    "fk_product_type": 0,
    "tosell": 1,
    "tobuy": 1,
    "tobatch": 0,
    "finished": 0,
    "pmp": 2,
    "fk_unit": 1,
}

#: A leaver who can sign in, a password hashed as of old, a group of nobody, stock below zero and unlike its movements, a product
#: made without a bill, a job that fails, the same tax number twice, a right that went with its module.
DOLIBARR_ROWS: Rows = {
    "llx_user": many(
        ACCOUNT,
        {"rowid": 1, "login": "admin", "lastname": "Admin", "admin": 1, "employee": 0},
        {"rowid": 2, "login": "anna", "lastname": "Anna", "fk_user": 3},
        {"rowid": 3, "login": "left", "lastname": "Left", "dateemploymentend": "2025-01-31 00:00:00"},
        {"rowid": 4, "login": "old", "lastname": "Old", "pass_crypted": "0cc175b9c0f1b6a831c399e269772661"},
        {"rowid": 5, "login": "boss", "lastname": "Boss", "statut": 0},
    ),
    "llx_usergroup": many({"entity": 1}, {"rowid": 1, "nom": "Buyers"}, {"rowid": 2, "nom": "Nobody"}),
    "llx_usergroup_user": many({"entity": 1, "fk_usergroup": 1}, *({"rowid": n, "fk_user": n} for n in (2, 3, 4))),
    "llx_rights_def": [
        {"id": 1181, "module": "fournisseur", "perms": "lire", "libelle": "Read suppliers"},
        {"id": 1185, "module": "fournisseur", "perms": "commande", "subperms": "approuver", "libelle": "Approve orders"},
    ],
    "llx_usergroup_rights": many(
        {"entity": 1}, {"rowid": 1, "fk_usergroup": 1, "fk_id": 1181}, {"rowid": 2, "fk_usergroup": 2, "fk_id": 1185}
    ),
    "llx_user_rights": [{"rowid": 1, "fk_user": 2, "fk_id": 1185}, {"rowid": 2, "fk_user": 2, "fk_id": 777}],
    "llx_product": many(
        PRODUCT, {"rowid": 1, "ref": "RAW-1", "label": "Steel", "barcode": "4006381333932", "fk_barcode_type": 2}, {"rowid": 2, "ref": "FIN-1", "label": "Table", "finished": 1},
        {"rowid": 3, "ref": "FIN-2", "label": "Chair", "finished": 1},
    ),
    "llx_entrepot": [{"rowid": 1, "ref": "Main", "entity": 1}],
    "llx_product_stock": [
        {"rowid": 1, "fk_product": 1, "fk_entrepot": 1, "reel": -5},
        {"rowid": 2, "fk_product": 2, "fk_entrepot": 1, "reel": 4},
    ],
    "llx_stock_mouvement": many(
        {"fk_entrepot": 1}, {"fk_product": 1, "value": -5}, {"fk_product": 2, "value": 10}, {"fk_product": 2, "value": -3}
    ),
    "llx_bom_bom": [{"rowid": 1, "entity": 1, "ref": "BOM-1", "fk_product": 2, "qty": 1, "status": 1, "bomtype": 0}],
    "llx_bom_bomline": [{"rowid": 1, "fk_bom": 1, "fk_product": 1, "qty": 4}],
    "llx_c_units": [{"rowid": 1, "code": "P", "label": "Piece", "short_label": "pc", "unit_type": "qty", "active": 1}],
    "llx_c_country": [{"rowid": 1, "code": "FR"}],
    "llx_societe": many(
        {"entity": 1, "fournisseur": 1, "client": 0, "status": 1, "fk_pays": 1, "tva_intra": "FR40303265045"},
        {"rowid": 1, "nom": "Acier SA", "code_fournisseur": "F1"}, {"rowid": 2, "nom": "Acier S.A.", "code_fournisseur": "F2"},
    ),
    "llx_product_fournisseur_price": [{"rowid": 1, "fk_product": 1, "fk_soc": 1, "ref_fourn": "S-1", "unitprice": 3}],
    "llx_cronjob": [
        {"rowid": 1, "label": "Clean", "classesname": "c.class.php", "methodename": "run", "frequency": 1, "unitfrequency": 3600,
         "datelastrun": "2026-11-01 00:00:00", "datenextrun": "2037-01-01 00:00:00", "lastresult": "-1", "nbrun": 9, "status": 1},
    ],
    "llx_const": many(
        {"entity": 1, "visible": 0}, {"rowid": 1, "name": "MAIN_MODULE_FOURNISSEUR", "value": "1"},
        {"rowid": 2, "name": "MAIN_MODULE_FOURNISSEUR_HOOKS", "value": "1"}, {"rowid": 3, "name": "MAIN_SECURITY_ENABLECAPTCHA", "value": "0"},
        {"rowid": 4, "name": "MAIN_SMTP_PASSWORD", "value": "hunter2"},
    ),
    "llx_c_barcode_type": [{"rowid": 2, "code": "EAN13"}],
    "llx_holiday": many({"fk_validator": 5, "date_create": "2026-10-01 08:00:00"}, {"rowid": 1, "ref": "HL1", "statut": 2}, {"rowid": 2, "statut": 3}),
    "llx_expensereport": [{"rowid": 1, "ref": "ER1", "fk_user_validator": 2, "fk_statut": 2, "date_create": "2026-10-01 08:00:00"}],
    "llx_commande_fournisseur": [{"rowid": 1, "entity": 1, "ref": "PO1", "fk_statut": 1, "fk_user_author": 2, "total_ht": 90}],
}  # fmt: skip

ON = {"ad_client_id": 11, "ad_org_id": 50, "isactive": "Y"}
STEP = {"isactive": "Y", "ad_workflow_id": 1, "action": "C"}

#: A step for a role of nobody, one for a person who is gone and work that waits for them, stock unlike its transactions, a
#: component switched off, a deputy who is gone.
IDEMPIERE_ROWS: Rows = {
    "ad_client": [{"ad_client_id": 0, "name": "System", "value": "S", "isactive": "Y"}, {"ad_client_id": 11, "name": "Garden", "value": "G", "isactive": "Y"}],
    "ad_org": [{**ON, "value": "HQ", "name": "HQ"}],
    "ad_orginfo": [{"ad_org_id": 50, "supervisor_id": 1001}],
    "ad_user": many(
        {"ad_client_id": 11, "ad_org_id": 50, "password": "x", "datelastlogin": "2026-11-01 08:00:00"},
        {"ad_user_id": 100, "name": "SuperUser", "isactive": "Y"}, {"ad_user_id": 1001, "name": "Anna", "isactive": "Y"},
        {"ad_user_id": 1002, "name": "Gone", "isactive": "N"}, {"ad_user_id": 1003, "name": "Contact", "isactive": "Y", "password": None},
    ),
    "ad_role": many(
        {**{k: ON[k] for k in ("ad_client_id", "isactive")}, "ismasterrole": "N", "isaccessallorgs": "Y", "c_currency_id": 1},
        {"ad_role_id": 0, "name": "System Administrator", "amtapproval": 0}, {"ad_role_id": 1, "name": "Purchasing", "amtapproval": 5000},
        {"ad_role_id": 2, "name": "Board", "amtapproval": 0},
    ),
    "ad_user_roles": [{"ad_user_id": 1001, "ad_role_id": 1, "isactive": "Y"}, {"ad_user_id": 100, "ad_role_id": 0, "isactive": "Y"}],
    "ad_window": [{"ad_window_id": 181, "name": "Purchase Order", "isactive": "Y"}],
    "ad_window_access": [{"ad_role_id": r, "ad_window_id": 181, "isactive": "Y"} for r in (1, 2)],
    "ad_user_substitute": [{"ad_user_substitute_id": 1, "ad_user_id": 1001, "substitute_id": 1002, "isactive": "Y", "validfrom": "2020-01-01 00:00:00"}],
    "c_currency": [{"c_currency_id": 1, "iso_code": "USD"}],
    "ad_workflow": [{"ad_workflow_id": 1, "ad_client_id": 11, "value": "PO", "name": "PO approval", "workflowtype": "P", "isvalid": "Y", "isactive": "Y", "version": "1", "ad_wf_responsible_id": 1}],
    "ad_wf_node": many(STEP, {"ad_wf_node_id": 1, "name": "Board", "ad_wf_responsible_id": 2}, {"ad_wf_node_id": 2, "name": "Chief", "ad_wf_responsible_id": 3},
                       {"ad_wf_node_id": 3, "name": "Boss"}, {"ad_wf_node_id": 4, "name": "Complete", "action": "D"}),
    "ad_wf_responsible": [{"ad_wf_responsible_id": 1, "responsibletype": "H"}, {"ad_wf_responsible_id": 2, "responsibletype": "R", "ad_role_id": 2},
                          {"ad_wf_responsible_id": 3, "responsibletype": "H", "ad_user_id": 1002}],
    "ad_wf_nodenext": [{"ad_wf_nodenext_id": 1, "ad_wf_node_id": 1, "ad_wf_next_id": 2, "isactive": "Y"}],
    "ad_wf_process": [{"ad_wf_process_id": 1, "ad_workflow_id": 1, "record_id": 100, "ad_user_id": 1001, "processed": "N", "wfstate": "OS"}],
    "ad_wf_activity": [{"ad_wf_activity_id": 1, "ad_wf_process_id": 1, "ad_workflow_id": 1, "ad_wf_node_id": 2, "ad_user_id": 1002, "wfstate": "OS", "processed": "N", "created": "2026-01-01 00:00:00"}],
    "m_product": many({"ad_client_id": 11, "producttype": "I", "isstocked": "Y", "ispurchased": "Y", "ismanufactured": "N", "issummary": "N", "isactive": "Y",
                       "m_product_category_id": 1, "c_uom_id": 1},
                      {"m_product_id": 1, "value": "A", "name": "Azalea"}, {"m_product_id": 2, "value": "B", "name": "Bench", "ismanufactured": "Y", "ispurchased": "N"},
                      {"m_product_id": 3, "value": "C", "name": "Screw", "isactive": "N"}),
    "m_product_category": [{"m_product_category_id": 1, "value": "S", "name": "Standard", "isactive": "Y"}],
    "c_uom": [{"c_uom_id": 1, "name": "Each", "uomsymbol": "Ea", "isactive": "Y"}],
    "m_warehouse": [{"m_warehouse_id": 1, "name": "HQ Warehouse"}],
    "m_locator": [{"m_locator_id": 1, "m_warehouse_id": 1, "value": "HQ-1"}],
    "m_storageonhand": [{"m_product_id": 1, "m_locator_id": 1, "m_attributesetinstance_id": 0, "qtyonhand": 7, "ad_client_id": 11, "datematerialpolicy": "2026-01-01 00:00:00"},
                        {"m_product_id": 2, "m_locator_id": 1, "m_attributesetinstance_id": 0, "qtyonhand": 2, "ad_client_id": 11, "datematerialpolicy": "2026-01-01 00:00:00"}],
    "m_transaction": [{"m_product_id": 1, "m_locator_id": 1, "movementqty": 5}, {"m_product_id": 2, "m_locator_id": 1, "movementqty": 3}, {"m_product_id": 2, "m_locator_id": 1, "movementqty": -1}],
    "pp_product_bom": [{"pp_product_bom_id": 1, "ad_client_id": 11, "value": "B", "m_product_id": 2, "c_uom_id": 1, "isactive": "Y"}],
    "pp_product_bomline": [{"pp_product_bomline_id": 1, "pp_product_bom_id": 1, "m_product_id": 3, "qtybom": 4, "isqtypercentage": "N", "c_uom_id": 1, "isactive": "Y"}],
    "ad_sequence": [{"ad_sequence_id": 1, "ad_client_id": 11, "name": "PO", "prefix": "PO", "decimalpattern": "000", "currentnext": 950, "istableid": "N", "isautosequence": "Y", "isactive": "Y", "startnewyear": "N"}],
    "ad_sysconfig": [{"name": "ALLOW_X", "value": "Y", "ad_client_id": 0, "ad_org_id": 0, "isactive": "Y"}, {"name": "MAIL_SECRET", "value": "hunter2", "ad_client_id": 0, "ad_org_id": 0, "isactive": "Y"}],
}  # fmt: skip

#: Columns whose names look like numbers and hold text.
TEXTS = frozenset(
    {
        *(
            "llx_const.value",
            "llx_events.type",
            "ad_client.value",
            "ad_org.value",
            "c_bpartner.value",
            "ad_process.value",
        ),
        *(
            "ad_workflow.value",
            "m_product.value",
            "m_product_category.value",
            "m_locator.value",
            "pp_product_bom.value",
        ),
        *("ad_sysconfig.value", "ad_wf_node.value"),
    }
)


@pytest.mark.parametrize("folder", [DOLIBARR, IDEMPIERE], ids=lambda f: str(f.name))
def test_honest_and_recognised(folder: Path) -> None:
    """Listed as unverified with the way to check it on site; recognised alone among all adapters; everything fits its tables."""
    adapter = load_adapter(folder)
    assert not adapter.verified
    assert (
        f"map check {folder.name} URL" in adapter.limits[0].en
        and f"map check {folder.name} URL" in adapter.limits[0].zh
    )
    everybody = installed_adapters(sorted(PLUGINS.glob("healthcheck-*"))).found.values()
    for kind in adapter.databases:
        matching, _ = recognise(everybody, catalogue_of(read_by(folder)), kind)
        assert {m.adapter.name for m in matching} == {folder.name}
        for step in planned(folder, kind, read_by(folder)).steps:
            assert step.fitted is not None and not step.part.unknown, (step.part.source, step.part.reason)


def test_dolibarr(mariadb: MariadbServer, tmp_path: Path) -> None:
    """What was planted is found, secrets stay where they are, and losses are borne."""
    mariadb.create_database("dolibarr")
    mariadb.run_sql("dolibarr", script(DOLIBARR, DOLIBARR_ROWS, TEXTS))
    url = mariadb.create_reader("dolibarr")
    facts = look(url, tmp_path / "facts.duckdb")
    assert facts.names == {"dolibarr"}
    complete(facts)
    found = {(rule, row["key"]) for rule, rows in facts.findings().items() for row in rows}
    assert {
        ("access.leaver_active", "3"), ("org.manager_left", "2"), ("access.weak_password_hash", "4"), ("access.role_unused", "2"),
        ("access.direct_grant_missing_permission", "2,777"), ("material.negative_stock", "1"), ("material.make_item_without_bom", "3"),
        ("migration.stock_differs_from_movements", "stock,2,Main"), ("operation.job_failing", "1"),
        ("material.partner_tax_number_duplicate", "1"), ("flow.task_assignee_gone", "holiday:1"),
        ("material.barcode_check_digit", "1"),
    } <= found  # fmt: skip
    assert facts.rows("SELECT task_id FROM flow_task ORDER BY 1") == [("expensereport:1",), ("holiday:1",)]
    assert facts.rows("SELECT code FROM module") == [("FOURNISSEUR",)]
    assert facts.rows("SELECT key, value FROM setting") == [("MAIN_SECURITY_ENABLECAPTCHA", "0")]
    assert b"hunter2" not in facts.path.read_bytes()
    survives_drift(original(mariadb, url), facts, tmp_path, DOLIBARR)


def test_idempiere(postgres: PostgresServer, tmp_path: Path) -> None:
    """What was planted is found, contacts are no accounts, secrets stay where they are, and losses are borne."""
    postgres.create_database("idempiere")
    postgres.run_sql("idempiere", script(IDEMPIERE, IDEMPIERE_ROWS, TEXTS))
    url = postgres.create_reader("idempiere")
    facts = look(url, tmp_path / "facts.duckdb")
    assert facts.names == {"idempiere"}
    complete(facts)
    assert facts.rows("SELECT user_id FROM user_account ORDER BY 1") == [("100",), ("1001",), ("1002",)]
    found = {(rule, row["key"]) for rule, rows in facts.findings().items() for row in rows}
    assert {
        ("flow.role_without_members", "1,1"), ("flow.all_approvers_gone", "1,2"), ("flow.task_assignee_gone", "1"),
        ("flow.delegation_invalid", "1"), ("material.bom_component_inactive", "1"),
        ("migration.stock_differs_from_movements", "stock,1,HQ-1"),
        ("operation.sequence_nearly_exhausted", "1"),
    } <= found  # fmt: skip
    assert facts.rows("SELECT reference, amount FROM approval_limit") == [("1", 5000)]
    assert facts.rows("SELECT key FROM setting") == [("ALLOW_X",)]
    survives_drift(original(postgres, url), facts, tmp_path, IDEMPIERE)
