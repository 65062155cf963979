"""Materials: codes, units, bills of material, stock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Personal, Ref, Unit


class MaterialCategory(Fact):
    """A class of materials."""

    zh: ClassVar[str] = "物料分类"
    label = ("name", "code")
    identity = ("code", "name")

    category_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code."""
    name: str | None = None
    """Name on the screen."""
    parent_id: Annotated[str, Ref("material_category")] | None = None
    """The class above; NULL at the root."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class Uom(Fact):
    """A unit of measure."""

    zh: ClassVar[str] = "计量单位"
    label = ("name", "code")
    identity = ("code", "name")

    uom_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Symbol or code."""
    name: str | None = None
    """Name on the screen."""
    dimension: str | None = None
    """Units of one dimension convert into each other (weight, length)."""
    factor: Decimal | None = None
    """How many base units of the dimension one of this unit is."""
    is_base: bool | None = None
    """True for the dimension's base unit."""
    active: bool = True
    """False when switched off."""


class Material(Fact):
    """A material, item, product or SKU: the thing a code stands for."""

    zh: ClassVar[str] = "物料"
    label = ("name", "code")
    identity = ("company_id", "code")

    material_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """The material code people use; NULL when it has none."""
    name: str | None = None
    """Name on the screen."""
    specification: str | None = None
    """Size, grade, standard."""
    model: str | None = None
    """Model or drawing number."""
    brand: str | None = None
    """Brand or maker."""
    template_id: str | None = None
    """Key shared by the variants of one product; NULL when it has no variants."""
    variant: str | None = None
    """What tells a variant from its siblings (attribute values)."""
    category_id: Annotated[str, Ref("material_category")] | None = None
    """Its class."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Stock unit, where units are rows of a table."""
    uom_text: str | None = None
    """Stock unit as written, where units are free text."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant that owns the code; NULL = shared by all. Codes repeat between companies by design."""
    kind: Literal["goods", "consumable", "service", "combo", "asset", "other"] = "goods"
    """Whether it is kept in stock."""
    procurement: Literal["make", "buy", "both", "subcontract"] | None = None
    """How it is obtained; NULL when the product does not say."""
    lot_tracked: bool | None = None
    """Whether it is tracked by lot or serial."""
    shelf_life_days: Annotated[int, Unit("days")] | None = None
    """Shelf life."""
    inspected: bool | None = None
    """Whether it is inspected on receipt; NULL when the product does not say."""
    lead_days: Annotated[int, Unit("days")] | None = None
    """Time to obtain it, as planning reckons; NULL when not given or when the product has no such field."""
    created_at: datetime | None = None
    """When it was made (UTC)."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class MaterialOrg(Fact):
    """A material as one company or plant sees it: it was extended (assigned) to it."""

    zh: ClassVar[str] = "组织物料"

    material_id: Annotated[str, Key(), Ref("material")]
    """The material."""
    company_id: Annotated[str, Key(), Ref("company")]
    """The company or plant."""
    code: str | None = None
    """Its code there."""
    name: str | None = None
    """Its name there."""
    specification: str | None = None
    """Its specification there."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Its unit there."""
    procurement: Literal["make", "buy", "both", "subcontract"] | None = None
    """How it is obtained there."""
    lot_tracked: bool | None = None
    """Whether it is tracked by lot or serial there."""
    shelf_life_days: Annotated[int, Unit("days")] | None = None
    """Its shelf life there."""
    inspected: bool | None = None
    """Whether it is inspected on receipt there."""
    active: bool = True
    """False when switched off there."""


class CodeRule(Fact):
    """A rule that says what a code looks like."""

    zh: ClassVar[str] = "编码规则"
    label = ("name", "code_rule_id")
    identity = ("name",)

    code_rule_id: KeyText
    """Key, as the product knows it."""
    name: str | None = None
    """Name on the screen."""
    category_id: Annotated[str, Ref("material_category")] | None = None
    """The class it is for; NULL = every material."""
    pattern: str | None = None
    """Regular expression that the whole code must match."""
    prefix: str | None = None
    """Text every code starts with."""
    length: Annotated[int, Unit("characters")] | None = None
    """Exact length."""
    check_character: Literal["gs1", "luhn", "iso7064_11_2", "iso7064_37_36"] | None = None
    """How the last character is worked out from the others (letters, digits; other signs are passed over)."""
    active: bool = True
    """False when switched off."""


class UomConversion(Fact):
    """A conversion between two units, for one material or for all."""

    zh: ClassVar[str] = "单位换算"

    conversion_id: KeyText
    """Key, as the product knows it."""
    material_id: Annotated[str, Ref("material")] | None = None
    """The material; NULL = all."""
    from_uom_id: Annotated[str, Ref("uom")] | None = None
    """One of this unit …"""
    to_uom_id: Annotated[str, Ref("uom")] | None = None
    """… is `factor` of that unit."""
    factor: Decimal | None = None
    """How many."""


class Barcode(Fact):
    """A barcode printed on a material or its package."""

    zh: ClassVar[str] = "条码"
    label = ("code",)
    identity = ("code", "material_id")

    barcode_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """The code as stored."""
    material_id: Annotated[str, Ref("material")] | None = None
    """What it stands for."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """The package unit it is printed on."""
    kind: str | None = None
    """EAN-13, UPC-A, internal … as the product says."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant it belongs to."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class Bom(Fact):
    """A bill of material."""

    zh: ClassVar[str] = "物料清单"
    label = ("code", "bom_id")

    bom_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Number or reference."""
    material_id: Annotated[str, Ref("material")] | None = None
    """What it makes; NULL when it is for every variant of `template_id`."""
    template_id: str | None = None
    """The product whose variants it makes."""
    quantity: Annotated[Decimal, Unit("uom_id")] | None = None
    """How much it makes."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Unit of the quantity."""
    kind: Literal["normal", "phantom", "kit", "subcontract"] = "normal"
    """How it is exploded."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company it is for."""
    valid_from: date | None = None
    """First day."""
    valid_to: date | None = None
    """Last day."""
    active: bool = True
    """False when switched off or not released."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class BomLine(Fact):
    """A component of a bill of material."""

    zh: ClassVar[str] = "物料清单行"

    bom_line_id: KeyText
    """Key, as the product knows it."""
    bom_id: Annotated[str, Ref("bom")] | None = None
    """The bill."""
    material_id: Annotated[str, Ref("material")] | None = None
    """The component."""
    quantity: Annotated[Decimal, Unit("uom_id")] | None = None
    """How much of it."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Unit of the quantity."""


class Stock(Fact):
    """Quantity on hand of a material at a place."""

    zh: ClassVar[str] = "库存"

    stock_id: KeyText
    """Key, as the product knows it."""
    material_id: Annotated[str, Ref("material")] | None = None
    """What."""
    warehouse: str | None = None
    """Where: the warehouse's or bin's name."""
    lot: str | None = None
    """Lot or serial number."""
    quantity: Annotated[Decimal, Unit("uom_id")] | None = None
    """How much; negative when more was issued than received."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Unit of the quantity."""
    amount: Annotated[Decimal, Unit("currency")] | None = None
    """What it is worth."""
    currency: str | None = None
    """ISO 4217 code."""
    company_id: Annotated[str, Ref("company")] | None = None
    """Whose stock."""


class SupplierMaterial(Fact):
    """A material as a supplier offers it."""

    zh: ClassVar[str] = "供应商物料"

    supplier_material_id: KeyText
    """Key, as the product knows it."""
    supplier_id: str | None = None
    """The supplier."""
    supplier_name: str | None = None
    """The supplier's name."""
    material_id: Annotated[str, Ref("material")] | None = None
    """The material."""
    supplier_code: str | None = None
    """The supplier's own code for it."""
    uom_id: Annotated[str, Ref("uom")] | None = None
    """Purchase unit."""
    lead_days: Annotated[int, Unit("days")] | None = None
    """Delivery time."""
    price: Annotated[Decimal, Unit("currency")] | None = None
    """Price per unit."""
    currency: str | None = None
    """ISO 4217 code."""
    active: bool | None = None
    """False when the offer is switched off; NULL where the product has no such mark."""
    supplier_active: bool | None = None
    """False when the supplier itself is switched off or deleted; NULL when the adapter cannot tell."""


class MaterialUse(Fact):
    """How a material is used in documents of one kind and one unit: their lines, counted."""

    zh: ClassVar[str] = "物料使用情况"

    material_id: Annotated[str, Key(), Ref("material")]
    """The material."""
    kind: Annotated[Literal["purchase", "sale", "production", "movement", "request", "other"], Key()]
    """What the documents are."""
    uom_id: Annotated[str, Key(), Ref("uom")] = ""
    """Unit of the lines; empty where they name none."""
    lines: Annotated[int, Unit("lines")] | None = None
    """How many lines there are."""
    open_lines: Annotated[int, Unit("lines")] | None = None
    """Lines that are neither done nor cancelled."""
    open_amount: Annotated[Decimal, Unit("currency")] | None = None
    """What the open lines are worth."""
    currency: str | None = None
    """ISO 4217 code."""
    last_at: datetime | None = None
    """When a line was last written or posted (UTC)."""


class WorkCenter(Fact):
    """A place or machine where an operation is done."""

    zh: ClassVar[str] = "工作中心"
    label = ("name", "code")
    identity = ("code", "name")

    work_center_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code."""
    name: str | None = None
    """Name on the screen."""
    active: bool = True
    """False when switched off."""


class RoutingStep(Fact):
    """One operation of the way a material is made."""

    zh: ClassVar[str] = "工艺路线工序"
    label = ("name", "routing_step_id")

    routing_step_id: KeyText
    """Key, as the product knows it."""
    routing: str | None = None
    """Name or number of the routing it belongs to."""
    name: str | None = None
    """What is done."""
    material_id: Annotated[str, Ref("material")] | None = None
    """What is made; NULL when the routing is shared or the bill says it."""
    bom_id: Annotated[str, Ref("bom")] | None = None
    """The bill it belongs to; NULL when it stands by itself."""
    work_center_id: Annotated[str, Ref("work_center")] | None = None
    """Where."""
    active: bool = True
    """False when switched off."""


class Partner(Fact):
    """A supplier or customer."""

    zh: ClassVar[str] = "往来单位"
    label = ("name", "code")
    identity = ("company_id", "code", "name")

    partner_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code."""
    name: str | None = None
    """Name on the screen."""
    supplier: bool | None = None
    """Whether it is bought from."""
    customer: bool | None = None
    """Whether it is sold to."""
    person: bool | None = None
    """True for a natural person, False for an organisation; NULL when the product does not say."""
    country: str | None = None
    """ISO 3166 alpha-2; NULL when the product does not say."""
    tax_number: str | None = None
    """Tax or registration number: 统一社会信用代码, VAT number."""
    bank_account: Annotated[str, Personal("number")] | None = None
    """Bank account number or IBAN that is paid to; the first one where there are several."""
    phone: Annotated[str, Personal("phone")] | None = None
    """Telephone, as typed."""
    mobile: Annotated[str, Personal("phone")] | None = None
    """Mobile phone, as typed."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant it belongs to; NULL = shared by all."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""
