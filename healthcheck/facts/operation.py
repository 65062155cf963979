"""Operation: jobs, sequences, interfaces, modules, logs, backups, settings."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Personal, Ref, Unit


class ScheduledJob(Fact):
    """A job the system starts by itself."""

    zh: ClassVar[str] = "定时任务"
    label = ("name", "code")
    identity = ("code", "name")

    job_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code, handler or method."""
    name: str | None = None
    """Name on the screen."""
    schedule: str | None = None
    """Cron expression or interval as written."""
    run_as_user_id: Annotated[str, Ref("user_account")] | None = None
    """The account it runs as."""
    last_run_at: datetime | None = None
    """Last start (UTC); NULL = never."""
    next_run_at: datetime | None = None
    """Next start (UTC)."""
    last_failed: bool | None = None
    """Whether the last run failed."""
    failures: Annotated[int, Unit("runs")] | None = None
    """Failed runs on record."""
    runs: Annotated[int, Unit("runs")] | None = None
    """Runs on record."""
    alarm_to: Annotated[str, Personal("mail")] | None = None
    """Who is told when it fails."""
    active: bool = True
    """False when paused."""


class NumberSequence(Fact):
    """A running number for documents."""

    zh: ClassVar[str] = "编号序列"
    label = ("name", "code")
    identity = ("company_id", "code", "name")

    sequence_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code."""
    name: str | None = None
    """Name on the screen."""
    prefix: str | None = None
    """Text before the number, placeholders included."""
    suffix: str | None = None
    """Text after the number."""
    padding: Annotated[int, Unit("digits")] | None = None
    """Digits of the number."""
    next_number: int | None = None
    """The number given out next."""
    lowest_used: int | None = None
    """Lowest number found on a document."""
    highest_used: int | None = None
    """Highest number found on a document."""
    used: Annotated[int, Unit("numbers")] | None = None
    """Different numbers found on documents."""
    gapless: bool | None = None
    """Whether law or product asks for numbers without a gap (invoices, vouchers)."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company it is for; NULL = all."""
    active: bool = True
    """False when switched off."""


class Interface(Fact):
    """A connection to another system and what waits in it."""

    zh: ClassVar[str] = "接口"
    label = ("name",)

    interface_id: KeyText
    """Key, as the product knows it."""
    name: str | None = None
    """Name on the screen."""
    url: str | None = None
    """Where it talks to, credentials removed."""
    login: str | None = None
    """The technical account it signs in with, at the other side, or here where the other side calls; never its secret."""
    waiting: Annotated[int, Unit("messages")] | None = None
    """Messages not sent yet."""
    failed: Annotated[int, Unit("messages")] | None = None
    """Messages that failed."""
    last_failed_at: datetime | None = None
    """When the newest of them was sent, or written where only that is known (UTC)."""
    expires_at: datetime | None = None
    """When its token or certificate ends (UTC)."""
    active: bool = True
    """False when switched off."""


class Module(Fact):
    """A part of the product that can be installed or switched on."""

    zh: ClassVar[str] = "模块"
    label = ("name", "code")
    identity = ("code",)

    module_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Technical name."""
    name: str | None = None
    """Name on the screen."""
    version: str | None = None
    """Installed version."""
    state: Literal["installed", "to_install", "to_upgrade", "to_remove", "available"] = "installed"
    """Whether it is in use or waits for something."""
    documents: Annotated[int, Unit("documents")] | None = None
    """Documents that people entered in it; NULL = it has none of its own, or they were not counted."""


class FeatureUse(Fact):
    """How much a menu, permission or module was used."""

    zh: ClassVar[str] = "功能使用"

    feature: KeyText
    """Permission code, menu or module."""
    user_id: Annotated[str, Key(), Ref("user_account")] = ""
    """By whom; empty = everyone together."""
    uses: Annotated[int, Unit("uses")] | None = None
    """How often in the logged time."""
    failures: Annotated[int, Unit("uses")] | None = None
    """How many of them failed."""
    last_used_at: datetime | None = None
    """Last use (UTC)."""


class AuditLog(Fact):
    """A log of changes and what it covers."""

    zh: ClassVar[str] = "审计日志"
    label = ("name",)

    audit_log_id: KeyText
    """Key or name of the log."""
    name: str | None = None
    """Name on the screen."""
    covers: str | None = None
    """Table, model or function whose changes it records."""
    rows: Annotated[int, Unit("rows")] | None = None
    """Rows it holds."""
    oldest_at: datetime | None = None
    """Oldest entry (UTC)."""
    newest_at: datetime | None = None
    """Newest entry (UTC)."""
    active: bool = True
    """False when switched off."""


class Backup(Fact):
    """A backup as the system or the person in charge records it."""

    zh: ClassVar[str] = "备份"
    label = ("name",)

    backup_id: KeyText
    """Key or name."""
    name: str | None = None
    """What is backed up."""
    finished_at: datetime | None = None
    """When it was completed (UTC)."""
    restored_at: datetime | None = None
    """When a restore from it was last tried (UTC)."""
    succeeded: bool | None = None
    """Whether it succeeded."""
    location: str | None = None
    """Where it is kept."""


class Setting(Fact):
    """A parameter of the business system."""

    zh: ClassVar[str] = "系统参数"
    label = ("name", "key")

    key: KeyText
    """Parameter key."""
    company_id: Annotated[str, Key(), Ref("company")] = ""
    """The company it is for; empty = all."""
    name: str | None = None
    """Name on the screen."""
    value: str | None = None
    """Its value as text; secrets are never collected."""
