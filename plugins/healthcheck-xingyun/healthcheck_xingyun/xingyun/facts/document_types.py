"""Documents that somebody has to approve, with how many there are: each kind has a table of its own."""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DocumentType, Fact

FACTS = (DocumentType,)
known = {DocumentType: ("document_type_id", "code", "name", "critical", "documents", "pending", "active", "origin")}

#: Table → name on the screen, and whether it pays or binds the company to pay.
TABLES = {
    "tbl_purchase_order": ("采购订单", True),
    "tbl_receive_sheet": ("采购收货单", True),
    "tbl_purchase_return": ("采购退货单", False),
    "tbl_sale_order": ("销售订单", False),
    "tbl_sale_out_sheet": ("销售出库单", False),
    "tbl_sale_return": ("销售退货单", False),
    "tbl_retail_out_sheet": ("零售出库单", False),
    "tbl_retail_return": ("零售退货单", False),
    "settle_sheet": ("供应商结算单", True),
}

#: status: 0 waits for approval, 3 approved, 6 refused.
QUERIES = {
    table: f"SELECT COUNT(*) AS documents, SUM(CASE WHEN d.status = 0 THEN 1 ELSE 0 END) AS pending FROM {table} AS d"
    for table in TABLES
}


def collect(source: Source) -> Iterator[Fact]:
    """One row per kind of document that this version has."""
    for table, (name, critical) in TABLES.items():
        if source.has(f"{table}.status"):
            for row in source.rows(table):
                yield DocumentType(
                    document_type_id=table,
                    code=table,
                    name=name,
                    critical=critical,
                    documents=int(row["documents"]),
                    pending=int(row["pending"] or 0),
                    origin=table,
                )
