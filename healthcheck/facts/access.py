"""Access: accounts, roles, permissions and the grants between them (names follow NIST RBAC)."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from healthcheck.facts.base import Fact, Key, KeyText, Personal, Ref, Secret


class UserAccount(Fact):
    """An account that can sign in."""

    # A password hash may stand in a row on its way here; no message may quote it.
    model_config = ConfigDict(hide_input_in_errors=True)

    zh: ClassVar[str] = "用户账号"
    label = ("name", "login")
    identity = ("login",)

    user_id: KeyText
    """Key, as the product knows it."""
    login: Annotated[str, Personal("login")] | None = None
    """What is typed to sign in."""
    name: Annotated[str, Personal("name")] | None = None
    """The person's name on the screen."""
    kind: Literal["person", "service", "system", "template", "external"] = "person"
    """`system`: the product's own (OdooBot); `template`: copied for new users; `external`: portal, public, supplier."""
    employee_id: Annotated[str, Ref("employee")] | None = None
    """The person behind the account, where the account points at an employee."""
    org_unit_id: Annotated[str, Ref("org_unit")] | None = None
    """The unit the account belongs to."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant of the account."""
    superuser: bool = False
    """True when the product lets this account pass every permission check."""
    email: Annotated[str, Personal("mail")] | None = None
    """E-mail."""
    phone: Annotated[str, Personal("phone")] | None = None
    """Mobile phone."""
    created_at: datetime | None = None
    """When the account was made (UTC)."""
    last_login_at: datetime | None = None
    """Last successful sign-in (UTC); NULL = never, as far as the product knows."""
    valid_until: datetime | None = None
    """When the account ends by itself (UTC)."""
    password_mark: Annotated[str, Secret()] | None = None
    """A keyed digest of the stored password hash, with a key thrown away after collection: two accounts with one mark
    have one password, and nothing else can be told. NULL where the hash is salted per account. Adapters return the
    hash as it is; it is never stored."""
    password_scheme: Literal["plain", "unsalted", "salted", "slow"] | None = None
    """How the password is kept, as the form of what is stored tells: `unsalted` one fast hash for everybody (MD5,
    SHA), `salted` a fast hash with a salt per account, `slow` made for passwords (bcrypt, PBKDF2, scrypt, Argon2)."""
    active: bool = True
    """False when the account cannot sign in."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class Role(Fact):
    """A named set of permissions: role, group, profile, permission set."""

    zh: ClassVar[str] = "角色"
    label = ("name", "code")
    identity = ("company_id", "code")

    role_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code (`role_key`, XML id); the name where the product has no code."""
    name: str | None = None
    """Name on the screen."""
    kind: Literal["role", "feature", "template", "system"] = "role"
    """`feature`: a switch the product stores as a group; `system`: shipped and needed by the product itself."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant the role belongs to; NULL = all."""
    data_scope: Literal["all", "custom", "unit", "unit_and_below", "self", "other"] | None = None
    """Which rows holders see; NULL where the product has no such notion or does not say."""
    superuser: bool = False
    """True when the product lets holders pass every permission check, so that missing grants mean nothing."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class RoleParent(Fact):
    """Role inheritance: holders of `role_id` also have everything of `parent_id`."""

    zh: ClassVar[str] = "角色继承"

    role_id: Annotated[str, Key(), Ref("role")]
    """The inheriting role."""
    parent_id: Annotated[str, Key(), Ref("role")]
    """The role whose rights are inherited."""


class RoleScope(Fact):
    """An org unit inside a role's custom data scope."""

    zh: ClassVar[str] = "角色数据范围"

    role_id: Annotated[str, Key(), Ref("role")]
    """The role with `data_scope` = custom."""
    org_unit_id: Annotated[str, Key(), Ref("org_unit")]
    """A unit its holders may see."""


class Permission(Fact):
    """Something that can be granted: a menu, button, API, right on a model, record rule, field or report."""

    zh: ClassVar[str] = "权限"
    label = ("name", "code")
    identity = ("kind", "code", "permission_id")

    permission_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Permission code (`system:user:add`, `sale.order:write`)."""
    name: str | None = None
    """Name on the screen."""
    kind: Literal["directory", "menu", "action", "api", "model", "record_rule", "field", "report", "other"] = "menu"
    """What is granted; `action` is a button or operation of a menu."""
    parent_id: Annotated[str, Ref("permission")] | None = None
    """The menu above; NULL at the root."""
    target: str | None = None
    """The object the permission opens, as the product names it (`ir.actions.act_window,42`, a table, a report)."""
    target_found: bool | None = None
    """Whether that object exists; NULL when the adapter cannot tell (a route in front-end code)."""
    open_to_all: bool | None = None
    """True when everybody has it without any grant (an Odoo menu without groups); NULL when the product has no such
    notion, so that what is granted to nobody is open to nobody."""
    visible: bool = True
    """False when hidden on purpose."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class RoleGrant(Fact):
    """A user holds a role."""

    zh: ClassVar[str] = "用户角色授权"

    user_id: Annotated[str, Key(), Ref("user_account")]
    """Who holds it."""
    role_id: Annotated[str, Key(), Ref("role")]
    """The role held."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company the grant is limited to; NULL = no limit or no such notion."""
    valid_from: datetime | None = None
    """First instant of the grant (UTC)."""
    valid_to: datetime | None = None
    """Last instant of the grant (UTC)."""
    source: str | None = None
    """Which of several places in the product says so, where the same fact is stored twice."""


class PermissionGrant(Fact):
    """A role carries a permission."""

    zh: ClassVar[str] = "角色权限授权"

    role_id: Annotated[str, Key(), Ref("role")]
    """The role."""
    permission_id: Annotated[str, Key(), Ref("permission")]
    """What it carries."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The tenant of the grant row, where the product writes one."""


class DirectGrant(Fact):
    """A permission given to a user without a role."""

    zh: ClassVar[str] = "直接授权"

    user_id: Annotated[str, Key(), Ref("user_account")]
    """Who holds it."""
    permission_id: Annotated[str, Key(), Ref("permission")]
    """What is held."""


class LoginEvent(Fact):
    """One attempt to sign in."""

    zh: ClassVar[str] = "登录记录"

    login_event_id: KeyText
    """Key, as the product knows it."""
    user_id: Annotated[str, Ref("user_account")] | None = None
    """The account, where the log points at it."""
    login: Annotated[str, Personal("login")] | None = None
    """What was typed."""
    at: datetime | None = None
    """When (UTC)."""
    success: bool | None = None
    """Whether it succeeded."""
    address: Annotated[str, Personal("address")] | None = None
    """Network address of the client."""


class DefaultPassword(Fact):
    """Whether an account still opens with a password its product is shipped with. Read only when it is asked for: the
    stored hashes are tried on this machine, and neither a hash nor a password is kept."""

    zh: ClassVar[str] = "出厂密码核对"
    opt_in: ClassVar[str] = "--check-passwords"

    user_id: Annotated[str, Key(), Ref("user_account")]
    """The account that was tried."""
    opens: bool | None = None
    """True when one of the shipped passwords, or the sign-in name itself, is its password."""
