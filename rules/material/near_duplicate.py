"""
severity = "high"
subject  = "material"
cause    = "material"
reach    = "materials"
effort   = "days"
tags     = ["go-live", "codes", "group", "relative"]
params   = { tiers = 3 }
confidence = "likely"
checks   = ["MC02"]

[en]
title   = "One thing, several codes"
message = "{materials} materials are probably one thing: {codes}. Differences: {differences}. {survivor} is used most and most complete. On the others: BOM lines {others_bom_lines}, stock records {others_stock}, suppliers {others_suppliers}, document lines {others_documents} (open {others_open})."
fix     = "Compare drawings and stock. If it is one thing keep {survivor}, move stock, BOM lines and open documents to it, switch the others off and keep the list of old and new codes. If it is not, write the difference into the specification. Nothing is merged by itself."
[zh]
title   = "一物多码"
message = "{materials} 个物料疑似同一物料：{codes}。差异：{differences}。建议保留 {survivor}（引用最多、资料最全）；其余物料上挂着 BOM 行 {others_bom_lines} 条、库存记录 {others_stock} 条、供应商 {others_suppliers} 家、单据行 {others_documents} 条（未结 {others_open} 条）。"
fix     = "核对图纸和实物：确属同一物料的，保留 {survivor}，把库存、BOM 和未结单据转过去，其余停用，并保留新旧编码对照表；不是同一物料的，把区别写进规格。系统不会自动合并。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import BomLine, Material, MaterialUse, Stock, SupplierMaterial
from healthcheck.matching.proposal import Member, propose

#: How many materials of a group are listed.
_SHOWN = 10


def check(
    material: Table[Material],
    stock: Table[Stock] | None,
    bom_line: Table[BomLine] | None,
    supplier_material: Table[SupplierMaterial] | None,
    material_use: Table[MaterialUse] | None,
    *,
    tiers: int,
) -> Iterator[dict[str, object]]:
    for found in propose(
        material.arrow(),
        None if stock is None else stock.arrow(),
        None if bom_line is None else bom_line.arrow(),
        None if supplier_material is None else supplier_material.arrow(),
        tiers,
        None if material_use is None else material_use.arrow(),
    ):
        members = sorted(found.members, key=lambda m: m.material_id)
        survivor, *others = found.members
        yield {
            "material_id": members[0].material_id,
            "cause_key": survivor.material_id,
            "materials": len(members),
            "reach": len(members),
            "confidence": "likely" if found.tier == 1 and found.sure else "possible",
            "tier": found.tier,
            "survivor": survivor.code or survivor.material_id,
            "codes": ", ".join(m.label for m in members[:_SHOWN]),
            "material_ids": ", ".join(m.material_id for m in members[:_SHOWN]),
            "differences": "; ".join(dict.fromkeys(m.differs for m in members[:_SHOWN] if m.differs)) or "–",
            "units": ", ".join(sorted({m.unit for m in members if m.unit})),
            "others_bom_lines": _sum(others, "bom_lines"),
            "others_stock": _sum(others, "stock_rows"),
            "others_quantity": _sum(others, "stock_quantity"),
            "others_amount": _sum(others, "stock_amount"),
            "others_suppliers": _sum(others, "suppliers"),
            "others_documents": _sum(others, "documents"),
            "others_open": _sum(others, "open_lines"),
            "others_open_amount": _sum(others, "open_amount"),
        }


def _sum(members: list[Member], column: str) -> str:
    """A total as text; a dash where it was not collected."""
    values = [getattr(m, column) for m in members]
    return "–" if any(v is None for v in values) else str(sum(values))
