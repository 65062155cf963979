"""Organisation: companies, units, positions, people."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from healthcheck.facts.base import Fact, Key, KeyText, Personal, Ref, Unit


class Company(Fact):
    """A legal entity, tenant or account set: the widest wall between data."""

    zh: ClassVar[str] = "公司"
    label = ("name", "code")
    identity = ("code",)

    company_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code."""
    name: str | None = None
    """Name on the screen."""
    parent_id: Annotated[str, Ref("company")] | None = None
    """The company above this one."""
    currency: str | None = None
    """ISO 4217 code of the company's currency."""
    package_id: Annotated[str, Ref("tenant_package")] | None = None
    """The package the tenant has taken; NULL = none, nothing is held back."""
    expires_at: datetime | None = None
    """When its term or licence ends and nobody can sign in any more (UTC); NULL = no end."""
    account_limit: Annotated[int, Unit("accounts")] | None = None
    """How many accounts it may have; NULL = as many as it wants."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class TenantPackage(Fact):
    """A package of permissions that tenants take: what it does not contain their roles must not carry."""

    zh: ClassVar[str] = "租户套餐"
    label = ("name", "package_id")
    identity = ("name",)

    package_id: KeyText
    """Key, as the product knows it."""
    name: str | None = None
    """Name on the screen."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class PackagePermission(Fact):
    """A package contains a permission."""

    zh: ClassVar[str] = "套餐权限"

    package_id: Annotated[str, Key(), Ref("tenant_package")]
    """The package."""
    permission_id: Annotated[str, Key(), Ref("permission")]
    """What tenants of the package may have."""


class OrgUnit(Fact):
    """A department, plant, shop floor or team: a node of the organisation's tree."""

    zh: ClassVar[str] = "组织单元"
    label = ("name", "code")
    identity = ("company_id", "code")

    org_unit_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code; the name where the product has no code."""
    name: str | None = None
    """Name on the screen."""
    parent_id: Annotated[str, Ref("org_unit")] | None = None
    """The unit above; NULL at the root (adapters map the product's 0 or empty root marks to NULL)."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company the unit belongs to."""
    ancestors: str | None = None
    """The ancestor keys as the product stores them, root first, comma separated, the unit itself left out."""
    head_user_id: Annotated[str, Ref("user_account")] | None = None
    """Account of the head, where the product points at an account."""
    head_employee_id: Annotated[str, Ref("employee")] | None = None
    """Employee who is the head, where the product points at an employee."""
    head_name: Annotated[str, Personal("name")] | None = None
    """The head as free text, where the product keeps only a name."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class Position(Fact):
    """A post that people hold (岗位) and that flows and grants may refer to."""

    zh: ClassVar[str] = "岗位"
    label = ("name", "code")
    identity = ("company_id", "code")

    position_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code; the name where the product has no code."""
    name: str | None = None
    """Name on the screen."""
    org_unit_id: Annotated[str, Ref("org_unit")] | None = None
    """The unit the post belongs to, if to one."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company the post belongs to."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class PositionHolder(Fact):
    """Who holds a position: an account, or an employee where the product keeps people apart from accounts."""

    zh: ClassVar[str] = "任职"

    position_id: Annotated[str, Key(), Ref("position")]
    """The position held."""
    holder_id: KeyText
    """Key of the account or employee."""
    user_id: Annotated[str, Ref("user_account")] | None = None
    """The holder's account, where the product links accounts."""
    employee_id: Annotated[str, Ref("employee")] | None = None
    """The holding employee, where the product links employees."""
    source: str | None = None
    """Which of several places in the product says so (`sys_user_post`, `sys_user.post_ids`)."""


class Employee(Fact):
    """A person on the payroll, apart from any account."""

    zh: ClassVar[str] = "员工"
    label = ("name", "code")
    identity = ("company_id", "code")

    employee_id: KeyText
    """Key, as the product knows it."""
    code: Annotated[str, Personal("number")] | None = None
    """Staff number."""
    name: Annotated[str, Personal("name")] | None = None
    """Name on the screen."""
    user_id: Annotated[str, Ref("user_account")] | None = None
    """The person's account."""
    org_unit_id: Annotated[str, Ref("org_unit")] | None = None
    """The unit the person works in."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The employing company."""
    manager_id: Annotated[str, Ref("employee")] | None = None
    """The person's superior."""
    hired_on: date | None = None
    """First working day."""
    left_on: date | None = None
    """Last working day; NULL while employed."""
    email: Annotated[str, Personal("mail")] | None = None
    """Work e-mail."""
    phone: Annotated[str, Personal("phone")] | None = None
    """Work phone."""
    active: bool = True
    """False when the person has left or is switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""
