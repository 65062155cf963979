"""Across systems: what several systems say of the same materials, partners and codes, in one table each.

No adapter fills these tables. The engine does, from the facts of each system, when a scan has two or more of them.
"""

from typing import Annotated, ClassVar

from healthcheck.facts.base import Fact, Key, KeyText


class SystemMaterial(Fact):
    """A material as one of several systems knows it."""

    zh: ClassVar[str] = "各系统物料"
    label = ("name", "code")
    identity = ("system", "company", "code")

    system: KeyText
    """Name of the system in this scan."""
    material_id: Annotated[str, Key()]
    """Its key there."""
    code: str | None = None
    """The material code people use there; NULL when it has none."""
    name: str | None = None
    """Name on the screen."""
    specification: str | None = None
    """Size, grade, standard; for a variant its attribute values."""
    model: str | None = None
    """Model or drawing number."""
    brand: str | None = None
    """Brand or maker."""
    uom: str | None = None
    """Stock unit as people read it."""
    category: str | None = None
    """Name of its class."""
    company: str | None = None
    """Name of the company that owns the code; NULL = shared by all."""
    kind: str | None = None
    """Whether it is kept in stock, as in `material`."""
    active: bool | None = None
    """False when switched off there."""
    deleted: bool | None = None
    """True when that system marks it deleted and keeps the row."""


class SystemPartner(Fact):
    """A supplier or customer as one of several systems knows it."""

    zh: ClassVar[str] = "各系统往来单位"
    label = ("name", "code")
    identity = ("system", "company", "code")

    system: KeyText
    """Name of the system in this scan."""
    partner_id: Annotated[str, Key()]
    """Its key there."""
    code: str | None = None
    """The code people use there."""
    name: str | None = None
    """Name on the screen."""
    tax_number: str | None = None
    """Tax or registration number."""
    company: str | None = None
    """Name of the company it belongs to; NULL = shared by all."""
    supplier: bool | None = None
    """Whether it is bought from."""
    customer: bool | None = None
    """Whether it is sold to."""
    active: bool | None = None
    """False when switched off there."""
    deleted: bool | None = None
    """True when that system marks it deleted and keeps the row."""


class SystemCodeMap(Fact):
    """A line of the code map between two of the systems."""

    zh: ClassVar[str] = "系统间编码对照"
    label = ("source_code",)

    system: KeyText
    """The system that holds the map."""
    entity: Annotated[str, Key()]
    """What kind of code: `material`, `partner`, or as the map says."""
    source_code: Annotated[str, Key()]
    """The code in `source_system`."""
    target_code: Annotated[str, Key()] = ""
    """The code in `target_system`; empty when not mapped."""
    source_system: str | None = None
    """Whose codes stand on the left: worked out from where they are found; NULL when that is not clear."""
    target_system: str | None = None
    """Whose codes stand on the right, likewise."""
