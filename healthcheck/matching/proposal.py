"""From material facts to groups a person can decide on: which material stays, what hangs on the others, what differs.

Nothing is merged here or anywhere: a proposal is read, corrected and carried out by people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from healthcheck.matching.normalise import fold, fold_code, misread_code
from healthcheck.matching.tiers import Kind, differences, find_groups

if TYPE_CHECKING:
    import pyarrow as pa

#: Two cars of one make are two assets, and services of one name may be two suppliers'.
_KINDS = ("goods", "consumable", "other")
_COLUMNS = (
    "material_id", "code", "name", "specification", "model", "brand", "variant", "template_id", "category_id",
    "uom_id", "uom_text", "company_id", "kind", "procurement", "created_at", "active", "deleted",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One material of a group and what hangs on it; None where that was not collected.

    Attributes:
        text: name, specification, model and brand as they are written.
        differs: what it has where the material it is linked to has something else.
        documents: lines of documents that name it, those still open, and what these are worth.
        kind: how it differs; None for the material that the others are compared with.
    """

    material_id: str
    code: str | None
    name: str
    specification: str | None
    brand: str | None
    unit: str | None
    text: str
    stock_rows: int | None
    stock_quantity: Decimal | None
    stock_amount: Decimal | None
    bom_lines: int | None
    suppliers: int | None
    documents: int | None
    open_lines: int | None
    open_amount: Decimal | None
    differs: str = ""
    kind: Kind | None = None

    @property
    def uses(self) -> int:
        """How many records point at it."""
        return (self.stock_rows or 0) + (self.bom_lines or 0) + (self.suppliers or 0) + (self.documents or 0)

    @property
    def label(self) -> str:
        """Code and text, for a list."""
        return f"{self.code or self.material_id} ({self.text})"


@dataclass(frozen=True)
class Proposal:
    """Materials that are probably one thing, the one to keep first.

    Attributes:
        tier: 1 the texts mean the same, 2 one character apart, 3 brand or standard missing on one side.
        sure: whether nothing else speaks against it: something more than a name agrees, and unit, category and
            procurement do not differ.
    """

    members: tuple[Member, ...]
    tier: int
    sure: bool


def propose(
    material: pa.Table,
    stock: pa.Table | None = None,
    bom_line: pa.Table | None = None,
    supplier_material: pa.Table | None = None,
    tiers: int = 3,
    material_use: pa.Table | None = None,
) -> list[Proposal]:
    """Groups of materials in use that are probably one thing, in order of their smallest key.

    Left out are variants of one product, materials of different companies, and what the rules on codes report already:
    materials whose codes are the same, or differ only in O and 0, l and 1 or leading zeros.
    """
    live = _live(material)
    columns = {name: live[name].to_pylist() for name in ("name", "model", "brand", "company_id", "kind", "template_id")}
    described = [
        " ".join(t for t in pair if t)
        for pair in zip(live["specification"].to_pylist(), live["variant"].to_pylist(), strict=True)
    ]
    groups = find_groups(
        columns["name"],
        described,
        columns["model"],
        columns["brand"],
        list(zip(columns["company_id"], columns["kind"], strict=True)),
        columns["template_id"],
        tiers,
    )
    wanted = sorted(i for group in groups for i in group.members)
    rows = dict(zip(wanted, live.take(wanted).to_pylist(), strict=True)) if wanted else {}
    uses = _Uses(stock, bom_line, supplier_material, material_use)
    found = []
    for group in groups:
        if _one_code([rows[i]["code"] for i in group.members]):
            continue
        explained: dict[int, tuple[Kind, str]] = {}
        for link in group.links:
            explained.setdefault(link.b, (link.kind, _said(_text(rows[link.a]), _text(rows[link.b]))))
        members = [_member(rows[i], uses, *explained.get(i, (None, ""))) for i in group.members]
        ranked = sorted(
            zip(members, (rows[i] for i in group.members), strict=True),
            key=lambda pair: (-pair[0].uses, -_filled(pair[1]), str(pair[1]["created_at"] or "9"), pair[0].material_id),
        )
        found.append(Proposal(tuple(m for m, _ in ranked), group.tier, _sure([rows[i] for i in group.members])))
    return found


def _live(material: pa.Table) -> pa.Table:
    """Materials in use that have a name and are kept in stock, by key."""
    import pyarrow.compute as pc

    kept = pc.and_(material["active"], pc.invert(material["deleted"]))
    kept = pc.and_(kept, pc.is_in(material["kind"], value_set=_arrow(_KINDS)))
    kept = pc.and_(kept, pc.greater(pc.utf8_length(material["name"]), 0))
    return material.select(list(_COLUMNS)).filter(kept).sort_by("material_id")


def _arrow(values: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values)


def _one_code(codes: list[str | None]) -> bool:
    """Whether the codes are one as people mean or misread them: other rules report that."""
    if not all(codes):
        return False
    return len({fold_code(c) for c in codes}) == 1 or len({misread_code(c) for c in codes}) == 1


def _text(row: dict[str, Any]) -> str:
    return " ".join(str(row[c]).strip() for c in ("name", "specification", "variant", "model", "brand") if row[c])


def _said(one: str, other: str) -> str:
    return ", ".join(f"'{d.a}' → '{d.b}'" for d in differences(one, other))


def _member(row: dict[str, Any], uses: _Uses, kind: Kind | None, differs: str) -> Member:
    key = row["material_id"]
    return Member(
        material_id=key,
        code=row["code"],
        name=row["name"],
        specification=row["specification"],
        brand=row["brand"],
        unit=row["uom_text"] or row["uom_id"],
        text=_text(row),
        stock_rows=None if uses.stock_rows is None else uses.stock_rows[key],
        stock_quantity=None if uses.quantity is None else uses.quantity[key],
        stock_amount=None if uses.amount is None else uses.amount[key],
        bom_lines=None if uses.bom_lines is None else uses.bom_lines[key],
        suppliers=None if uses.suppliers is None else uses.suppliers[key],
        documents=None if uses.documents is None else int(uses.documents[key]),
        open_lines=None if uses.open_lines is None else int(uses.open_lines[key]),
        open_amount=None if uses.open_amount is None else uses.open_amount[key],
        differs=differs,
        kind=kind,
    )


def _filled(row: dict[str, Any]) -> int:
    return sum(row[c] is not None and row[c] != "" for c in _COLUMNS)


def _sure(rows: list[dict[str, Any]]) -> bool:
    """A name alone may stand for two things, and a blank kept in another unit or category may be one on purpose."""
    # What one of them writes into the specification the other may have in its name.
    said = any(r["specification"] or r["model"] or r["variant"] for r in rows) or any(
        c.isdigit() for r in rows for c in r["name"]
    )
    alike = all(
        len({fold(str(r[c])) for r in rows if r[c]}) < 2 for c in ("uom_id", "uom_text", "category_id", "procurement")
    )
    return said and alike


class _Uses:
    """What points at each material; None for a table that was not collected."""

    def __init__(
        self,
        stock: pa.Table | None,
        bom_line: pa.Table | None,
        supplier_material: pa.Table | None,
        material_use: pa.Table | None,
    ) -> None:
        self.stock_rows = _count(stock)
        self.quantity = _total(stock, "quantity")
        self.amount = _total(stock, "amount")
        self.bom_lines = _count(bom_line)
        self.suppliers = _count(supplier_material)
        self.documents = _total(material_use, "lines")
        self.open_lines = _total(material_use, "open_lines")
        self.open_amount = _total(material_use, "open_amount")


def _count(table: pa.Table | None) -> Counter[str] | None:
    return None if table is None else Counter(k for k in table["material_id"].to_pylist() if k is not None)


def _total(table: pa.Table | None, column: str) -> defaultdict[str, Decimal] | None:
    if table is None:
        return None
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    known = False
    for key, value in zip(table["material_id"].to_pylist(), table[column].to_pylist(), strict=True):
        if key is not None and value is not None:
            totals[key] += Decimal(value)
            known = True
    return totals if known else None
