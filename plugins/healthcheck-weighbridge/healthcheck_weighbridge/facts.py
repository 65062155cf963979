"""What a weighbridge knows: who weighed what, when."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from healthcheck.facts import Fact, KeyText, Ref, Unit


class Weighing(Fact):
    """One ticket: a vehicle weighed full and empty."""

    zh: ClassVar[str] = "过磅单"
    namespace: ClassVar[str] = "bridge"
    label = ("ticket",)
    identity = ("ticket",)

    weighing_id: KeyText
    """Key, as the product knows it."""
    ticket: str | None = None
    """Number on the printed ticket."""
    vehicle: str | None = None
    """Licence plate."""
    gross: Annotated[Decimal, Unit("kg")] | None = None
    """Weight of the full vehicle."""
    tare: Annotated[Decimal, Unit("kg")] | None = None
    """Weight of the empty vehicle."""
    net: Annotated[Decimal, Unit("kg")] | None = None
    """Weight that is invoiced."""
    weighed_at: datetime | None = None
    """When it was weighed full (UTC)."""
    operator_id: Annotated[str, Ref("user_account")] | None = None
    """Who stood at the scale."""
