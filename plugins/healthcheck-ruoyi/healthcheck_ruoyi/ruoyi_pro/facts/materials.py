"""Materials of the MES, ERP or WMS module, whichever is in use.

Each module has a master of its own. A site that keeps one article in two of them uses one code on purpose, so giving
both would call every such code a duplicate: the first module that holds articles is taken. SQL cannot decide by rows.
"""

from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import (
    Barcode,
    Bom,
    BomLine,
    Fact,
    Material,
    MaterialCategory,
    Stock,
    Uom,
    UomConversion,
)

FACTS = (MaterialCategory, Uom, UomConversion, Material, Barcode, Bom, BomLine, Stock)

#: Module → (table that says whether it is in use, fact → its query). Columns are named as the facts name them.
MODULES: dict[str, tuple[str, dict[str, type[Fact]]]] = {
    "mes": (
        "mes_md_item",
        {
            "mes_material": Material,
            "mes_category": MaterialCategory,
            "mes_uom": Uom,
            "mes_bom": Bom,
            "mes_bom_line": BomLine,
            "mes_barcode": Barcode,
            "mes_stock": Stock,
        },
    ),
    "erp": (
        "erp_product",
        {
            "erp_material": Material,
            "erp_category": MaterialCategory,
            "erp_uom": Uom,
            "erp_barcode": Barcode,
            "erp_stock": Stock,
        },
    ),
    "wms": (
        "wms_item_sku",
        {
            "wms_material": Material,
            "wms_category": MaterialCategory,
            "wms_barcode": Barcode,
            "wms_stock": Stock,
        },
    ),
}

QUERIES = {
    # A product's bill is its rows; all of a product's rows together are the bill, keyed by the product.
    "mes_material": """
        SELECT m.id AS material_id, NULLIF(m.code, '') AS code, m.name AS name,
               NULLIF(m.specification, '') AS specification, m.item_type_id AS category_id,
               m.unit_measure_id AS uom_id, NULLIF(m.tenant_id, 0) AS company_id, (m.batch_flag IS TRUE) AS lot_tracked,
               m.create_time AS created_at, m.status = 0 AS active, m.deleted = 1 AS deleted,
               CONCAT('mes_md_item#', m.id) AS origin
        FROM mes_md_item AS m
    """,
    "mes_category": """
        SELECT c.id AS category_id, NULLIF(c.code, '') AS code, c.name AS name, NULLIF(c.parent_id, 0) AS parent_id,
               c.status = 0 AS active, c.deleted = 1 AS deleted, CONCAT('mes_md_item_type#', c.id) AS origin
        FROM mes_md_item_type AS c
    """,
    "mes_uom": """
        SELECT u.id AS uom_id, NULLIF(u.code, '') AS code, u.name AS name,
               COALESCE(NULLIF(u.primary_id, 0), u.id) AS dimension, u.change_rate AS factor,
               (u.primary_flag IS TRUE) AS is_base, u.status = 0 AS active,
               CONCAT('mes_md_unit_measure#', u.id) AS origin
        FROM mes_md_unit_measure AS u
        WHERE u.deleted = 0
    """,
    "mes_bom": """
        SELECT b.item_id AS bom_id, b.item_id AS material_id, 1 AS quantity, TRUE AS active, FALSE AS deleted,
               CONCAT('mes_md_product_bom.item_id#', b.item_id) AS origin
        FROM mes_md_product_bom AS b
        WHERE b.deleted = 0 AND b.status = 0
        GROUP BY b.item_id
    """,
    "mes_bom_line": """
        SELECT b.id AS bom_line_id, b.item_id AS bom_id, b.bom_item_id AS material_id, b.quantity AS quantity,
               CONCAT('mes_md_product_bom#', b.id) AS origin
        FROM mes_md_product_bom AS b
        WHERE b.deleted = 0 AND b.status = 0
    """,
    # 600 = an article; the others are warehouses, orders, people …
    "mes_barcode": """
        SELECT b.id AS barcode_id, b.content AS code, b.biz_id AS material_id, NULLIF(b.tenant_id, 0) AS company_id,
               b.deleted = 1 AS deleted, CONCAT('mes_wm_barcode#', b.id) AS origin
        FROM mes_wm_barcode AS b
        WHERE b.biz_type = 600
    """,
    "mes_stock": """
        SELECT s.id AS stock_id, s.item_id AS material_id, COALESCE(w.name, s.warehouse_id) AS warehouse,
               NULLIF(s.batch_code, '') AS lot, s.quantity AS quantity, NULLIF(s.tenant_id, 0) AS company_id,
               CONCAT('mes_wm_material_stock#', s.id) AS origin
        FROM mes_wm_material_stock AS s
        LEFT JOIN mes_wm_warehouse AS w ON w.id = s.warehouse_id
        WHERE s.deleted = 0
    """,
    # The bar code is the only code a product of this module has.
    "erp_material": """
        SELECT m.id AS material_id, NULLIF(m.bar_code, '') AS code, m.name AS name,
               NULLIF(m.standard, '') AS specification, m.category_id AS category_id, m.unit_id AS uom_id,
               NULLIF(m.tenant_id, 0) AS company_id, NULLIF(m.expiry_day, 0) AS shelf_life_days,
               m.create_time AS created_at, m.status = 0 AS active, m.deleted = 1 AS deleted,
               CONCAT('erp_product#', m.id) AS origin
        FROM erp_product AS m
    """,
    "erp_category": """
        SELECT c.id AS category_id, NULLIF(c.code, '') AS code, c.name AS name, NULLIF(c.parent_id, 0) AS parent_id,
               c.status = 0 AS active, c.deleted = 1 AS deleted, CONCAT('erp_product_category#', c.id) AS origin
        FROM erp_product_category AS c
    """,
    "erp_uom": """
        SELECT u.id AS uom_id, u.name AS name, u.status = 0 AS active, CONCAT('erp_product_unit#', u.id) AS origin
        FROM erp_product_unit AS u
        WHERE u.deleted = 0
    """,
    "erp_barcode": """
        SELECT CONCAT('erp_product:', m.id) AS barcode_id, m.bar_code AS code, m.id AS material_id,
               NULLIF(m.tenant_id, 0) AS company_id, m.deleted = 1 AS deleted, CONCAT('erp_product#', m.id) AS origin
        FROM erp_product AS m
        WHERE m.bar_code > ''
    """,
    "erp_stock": """
        SELECT s.id AS stock_id, s.product_id AS material_id, COALESCE(w.name, s.warehouse_id) AS warehouse,
               s.`count` AS quantity, NULLIF(s.tenant_id, 0) AS company_id, CONCAT('erp_stock#', s.id) AS origin
        FROM erp_stock AS s
        LEFT JOIN erp_warehouse AS w ON w.id = s.warehouse_id
        WHERE s.deleted = 0
    """,
    # The thing a code stands for is the SKU; its article is the template.
    "wms_material": """
        SELECT k.id AS material_id, NULLIF(k.code, '') AS code, i.name AS name, k.name AS variant,
               k.item_id AS template_id, i.category_id AS category_id, NULLIF(i.unit, '') AS uom_text,
               b.name AS brand, NULLIF(k.tenant_id, 0) AS company_id, k.create_time AS created_at, TRUE AS active,
               k.deleted = 1 AS deleted, CONCAT('wms_item_sku#', k.id) AS origin
        FROM wms_item_sku AS k
        LEFT JOIN wms_item AS i ON i.id = k.item_id
        LEFT JOIN wms_item_brand AS b ON b.id = i.brand_id
    """,
    "wms_category": """
        SELECT c.id AS category_id, NULLIF(c.code, '') AS code, c.name AS name, NULLIF(c.parent_id, 0) AS parent_id,
               c.status = 0 AS active, c.deleted = 1 AS deleted, CONCAT('wms_item_category#', c.id) AS origin
        FROM wms_item_category AS c
    """,
    "wms_barcode": """
        SELECT CONCAT('wms_item_sku:', k.id) AS barcode_id, k.bar_code AS code, k.id AS material_id,
               NULLIF(k.tenant_id, 0) AS company_id, k.deleted = 1 AS deleted, CONCAT('wms_item_sku#', k.id) AS origin
        FROM wms_item_sku AS k
        WHERE k.bar_code > ''
    """,
    "wms_stock": """
        SELECT s.id AS stock_id, s.sku_id AS material_id, COALESCE(w.name, s.warehouse_id) AS warehouse,
               s.quantity AS quantity, NULLIF(s.tenant_id, 0) AS company_id, CONCAT('wms_inventory#', s.id) AS origin
        FROM wms_inventory AS s
        LEFT JOIN wms_warehouse AS w ON w.id = s.warehouse_id
        WHERE s.deleted = 0
    """,
}


def _fact(kind: type[Fact], row: dict[str, Any]) -> Fact:
    """The fact a row says; keys are text, and what the product leaves open is left to the fact's default."""
    text = {"code", "name", "dimension", "warehouse"}
    return kind.model_validate(
        {c: str(v) if c.endswith("_id") or c in text else v for c, v in row.items() if v is not None}
    )


def collect(source: Source) -> Iterator[Fact]:
    """Everything of the first module that holds articles."""
    present = [queries for table, queries in MODULES.values() if source.has(table)]
    if not present:  # asking all the same records what was looked for: no module is not the same as no articles
        for _, queries in MODULES.values():
            yield from (_fact(Material, row) for row in source.rows(next(iter(queries))))
    for queries in present:
        found = False
        for query, kind in queries.items():  # articles come first
            for row in source.rows(query):
                found = True
                yield _fact(kind, row)
            if not found:
                break
        if found:
            # What a module has no column for, it has no notion of; that is known, too.
            for kind in FACTS:
                source.columns_known(kind, *kind.model_fields)
            return
