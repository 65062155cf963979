"""Links of master data that lead nowhere. DocField knows every link there is, but each is a column of a table of its own, and a
statement must be known before anything runs: those are followed that prices, taxes, stock and accounts are worked out from."""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrphanCount

FACTS = (OrphanCount,)
known = {OrphanCount: ("child", "parent", "rows", "orphans", "leftover", "example", "origin")}

#: DocType and its field of kind Link → the DocType it leads to. An empty link is none.
LINKS = {
    ("Account", "company"): "Company",
    ("Account", "parent_account"): "Account",
    ("Bin", "warehouse"): "Warehouse",
    ("Cost Center", "company"): "Company",
    ("Customer", "customer_group"): "Customer Group",
    ("Customer", "default_price_list"): "Price List",
    ("Customer", "payment_terms"): "Payment Terms Template",
    ("Customer", "territory"): "Territory",
    ("Item Barcode", "uom"): "UOM",
    ("Item Default", "company"): "Company",
    ("Item Default", "default_price_list"): "Price List",
    ("Item Default", "default_supplier"): "Supplier",
    ("Item Default", "default_warehouse"): "Warehouse",
    ("Item Default", "expense_account"): "Account",
    ("Item Default", "income_account"): "Account",
    ("Item Price", "customer"): "Customer",
    ("Item Price", "price_list"): "Price List",
    ("Item Price", "supplier"): "Supplier",
    ("Item Price", "uom"): "UOM",
    ("Item Reorder", "warehouse"): "Warehouse",
    ("Item Supplier", "supplier"): "Supplier",
    ("Item Tax", "item_tax_template"): "Item Tax Template",
    ("Item Tax Template Detail", "tax_type"): "Account",
    ("Item Variant Attribute", "attribute"): "Item Attribute",
    ("Party Account", "account"): "Account",
    ("Party Account", "company"): "Company",
    ("Supplier", "payment_terms"): "Payment Terms Template",
    ("Supplier", "supplier_group"): "Supplier Group",
    ("UOM Conversion Detail", "uom"): "UOM",
    ("Warehouse", "account"): "Account",
    ("Warehouse", "company"): "Company",
}

QUERIES = {
    f"{doctype}.{field}": f"""SELECT COUNT(*) AS links, COUNT(*) - COUNT(p.name) AS orphans,
        MIN(CASE WHEN p.name IS NULL THEN c.{field} END) AS example
        FROM `tab{doctype}` AS c LEFT JOIN `tab{target}` AS p ON p.name = c.{field} WHERE c.{field} > ''"""
    for (doctype, field), target in LINKS.items()
}


def collect(source: Source) -> Iterator[Fact]:
    """One row per link that this system has."""
    for (doctype, field), target in LINKS.items():
        if not source.has(f"tab{doctype}.{field}") or not source.has(f"tab{target}.name"):
            continue
        for row in source.rows(f"{doctype}.{field}"):
            yield OrphanCount(
                child=f"{doctype}.{field}",
                parent=target,
                rows=int(row["links"]),
                orphans=int(row["orphans"]),
                example=row["example"],
                origin=doctype,
            )
