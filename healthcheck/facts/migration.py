"""Data migration: what was to be carried over, and what arrived."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

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
