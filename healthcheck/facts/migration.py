"""Data migration: what was to be carried over, and what arrived."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Unit


class SourceTotal(Fact):
    """A control total taken in the old system."""

    zh: ClassVar[str] = "源系统总数"
    label = ("measure",)

    measure: KeyText
    """What is totalled (`customers`, `opening stock amount`)."""
    scope: Annotated[str, Key()] = ""
    """Company, warehouse or period it is for; empty = all."""
    value: Annotated[Decimal, Unit("measure")] | None = None
    """The total."""


class TargetTotal(Fact):
    """The same control total taken in the new system."""

    zh: ClassVar[str] = "目标系统总数"
    label = ("measure",)

    measure: KeyText
    """What is totalled, named as in `source_total`."""
    scope: Annotated[str, Key()] = ""
    """Company, warehouse or period it is for; empty = all."""
    value: Annotated[Decimal, Unit("measure")] | None = None
    """The total."""


class CodeMap(Fact):
    """How a code of the old system is called in the new one."""

    zh: ClassVar[str] = "编码对照"

    entity: KeyText
    """What kind of code (`material`, `customer`)."""
    source_code: KeyText
    """The old code."""
    target_code: Annotated[str, Key()] = ""
    """The new code; empty when not mapped."""


class OpeningBalance(Fact):
    """An opening balance and the ledger balance it must agree with."""

    zh: ClassVar[str] = "期初余额"
    label = ("account", "scope")

    account: KeyText
    """Account or control item."""
    scope: Annotated[str, Key()] = ""
    """Partner, warehouse or material."""
    amount: Annotated[Decimal, Unit("currency")] | None = None
    """Balance loaded in detail."""
    ledger_amount: Annotated[Decimal, Unit("currency")] | None = None
    """Balance of the general ledger."""
    currency: str | None = None
    """ISO 4217 code."""


class Reconciliation(Fact):
    """Two figures of one system that must agree: a balance as it is kept, and what its documents add up to."""

    zh: ClassVar[str] = "账账核对"
    label = ("name", "item")
    identity = ("kind", "item", "scope")

    kind: Annotated[Literal["stock", "valuation", "receivable", "payable", "other"], Key()] = "other"
    """`stock`: quantity on hand against movements; `valuation`: quantity on hand (`balance`) against the quantity that is valued
    in the books (`movements`); `receivable`, `payable`: open documents against the partner's balance."""
    item: KeyText
    """Code or key of what is reconciled: a material, a partner, an account."""
    scope: Annotated[str, Key()] = ""
    """Warehouse, company or period it is for; empty = all."""
    name: str | None = None
    """Name of the item on the screen."""
    balance: Annotated[Decimal, Unit("unit")] | None = None
    """The balance that is kept and shown."""
    movements: Annotated[Decimal, Unit("unit")] | None = None
    """What opening balance and documents add up to."""
    unit: str | None = None
    """Unit of measure, or ISO 4217 code."""


class OrphanCount(Fact):
    """Rows of a table that point at a row of another, counted: how many point at nothing."""

    zh: ClassVar[str] = "孤儿记录统计"
    label = ("child", "parent")

    child: KeyText
    """Table or document whose rows point (`sale_order_line`)."""
    parent: Annotated[str, Key()]
    """Table or document pointed at (`sale_order`)."""
    rows: Annotated[int, Unit("rows")] | None = None
    """Rows that were looked at."""
    orphans: Annotated[int, Unit("rows")] | None = None
    """How many of them point at a row that does not exist."""
    example: str | None = None
    """Key of a row that is missing, as one of the orphans names it; NULL where the orphans name none."""
    leftover: bool = False
    """True for the parts of something that was made in a designer: once it is deleted, nothing opens or counts them."""
