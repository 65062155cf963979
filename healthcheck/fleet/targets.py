"""The list of a fleet's targets: a TOML file that names them, asks a control database for them, or points at snapshots.

Secrets come from the environment (``${NAME}``) or the keyring (``keyring:service/user``) when they are needed. What a control
database says is never searched for placeholders: who may write a row there must not read our environment.
"""

from __future__ import annotations

import difflib
import importlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from healthcheck.errors import HealthcheckError, UsageError
from healthcheck.language import Text
from healthcheck.target import SNAPSHOT_MARK

#: Most targets of one fleet.
MAX_TARGETS = 100_000

#: ``${NAME}``, ``${keyring:service/user}``, and ``{column}`` of a control database's row.
_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}|\{(\w+)\}")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Settings(_Part):
    """How carefully the fleet is scanned."""

    seconds: float = Field(
        default=900, gt=0, description="Longest time for one target, in seconds; it is given up then."
    )
    workers: int | None = Field(
        default=None, ge=1, le=1024, description="Targets side by side; by default one per core."
    )
    per_host: int = Field(default=2, ge=1, description="Targets side by side on one database host.")
    retries: int = Field(
        default=2, ge=0, le=20, description="How often a target is tried again when the reason may pass."
    )
    backoff: float = Field(
        default=5, ge=0, description="Seconds before the first new try; twice as long before each further one."
    )


class _Scanned(_Part):
    adapter: str | None = Field(default=None, description="Product adapter, instead of recognising it.")
    map: str | None = Field(default=None, description="Mapping folder of your own, beside this file.")
    select: tuple[str, ...] = Field(
        default=(), description="Only rules whose id begins so, or with this tag or severity."
    )
    ignore: tuple[str, ...] = Field(default=(), description="All but these.")
    catalogue: bool = Field(default=True, description="Whether the database's own statistics are read.")


_PASSWORD = "Password: ${NAME} of the environment, or keyring:service/user. A secret itself is refused."


class TargetEntry(_Scanned):
    """One target."""

    name: str = Field(min_length=1, max_length=190, description="What reports and the history call it.")
    url: str = Field(
        min_length=1, description="Database URL with ${NAME} for secrets; or a snapshot or folder beside this file."
    )
    password: str | None = Field(default=None, description=_PASSWORD)


class QueryEntry(_Scanned):
    """Targets that a control database lists."""

    url: str = Field(min_length=1, description="URL of the control database; it is only read.")
    password: str | None = Field(default=None, description=_PASSWORD)
    sql: str = Field(
        min_length=1,
        description="One SELECT. Columns: name; url, or those that target_url names; optional password, adapter, select.",
    )
    target_url: str | None = Field(
        default=None, description="URL of each target, with {column} for what the row says and ${NAME} for secrets."
    )
    target_password: str | None = Field(default=None, description=_PASSWORD)


class FolderEntry(_Scanned):
    """Snapshots in a folder."""

    path: str = Field(min_length=1, description="Folder, beside this file.")
    pattern: str = Field(default="*.duckdb", description="Which files; **/*.duckdb goes into folders below.")


class FleetFile(_Part):
    """A fleet: settings, and where its targets come from."""

    fleet: Settings = Field(default=Settings())
    target: tuple[TargetEntry, ...] = ()
    query: tuple[QueryEntry, ...] = ()
    folder: tuple[FolderEntry, ...] = ()

    @model_validator(mode="after")
    def _not_empty(self) -> FleetFile:
        if not (self.target or self.query or self.folder):
            raise ValueError("there is no [[target]], [[query]] or [[folder]]")
        return self


@dataclass(frozen=True)
class Job:
    """One target to scan.

    Attributes:
        target: URL with its secrets, or a path. It goes to the process that scans and is written nowhere.
        label: the same without credentials, safe for reports.
        host: what the limit per host counts by; empty for files.
        secrets: what must not be seen in any message.
        problem: why it cannot be scanned as it is written; it is reported as a failure then.
    """

    name: str
    target: str
    label: str
    host: str = ""
    adapter: str | None = None
    map: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    catalogue: bool = True
    secrets: tuple[str, ...] = ()
    problem: Text | None = None

    def __repr__(self) -> str:
        return f"Job({self.name!r}, {self.label!r})"


@dataclass(frozen=True)
class Fleet:
    """Settings and targets of a fleet; names are unique."""

    settings: Settings
    jobs: tuple[Job, ...]


def read_fleet(path: Path) -> Fleet:
    """The fleet that a file describes; control databases are asked.

    Raises:
        UsageError: when the file cannot be used; names file, key and what was expected.
        UnreachableError: when a control database cannot be opened.
    """
    file = _parse(path)
    base = path.resolve().parent
    jobs: list[Job] = []
    for entry in file.target:
        jobs.append(_job(path, entry, entry.name, entry.url, entry.password, base))
    for query in file.query:
        jobs.extend(_asked(path, query, base))
    for folder in file.folder:
        jobs.extend(_snapshots(path, folder, base))
    if not jobs:
        raise UsageError(f"{path}: no target was found.", f"{path}：没有找到任何目标。")
    if len(jobs) > MAX_TARGETS:
        raise UsageError(
            f"{path}: more than {MAX_TARGETS} targets. Divide the fleet.",
            f"{path}：目标超过 {MAX_TARGETS} 个，请拆分。",
        )
    seen: set[str] = set()
    for job in jobs:
        if job.name in seen:
            raise UsageError(
                f"{path}: two targets are called {job.name!r}. Names tell results apart; choose another one.",
                f"{path}：有两个目标都叫 {job.name!r}，名称用于区分结果，请改名。",
            )
        seen.add(job.name)
    return Fleet(file.fleet, tuple(jobs))


def schema() -> dict[str, Any]:
    """JSON Schema of a fleet's file."""
    found = FleetFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "healthcheck fleet"}


# -- the file --------------------------------------------------------------------------------------------------------


def _parse(path: Path) -> FleetFile:
    try:
        values = tomli.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML: {error}", f"{path} 不是可读的 TOML 文件：{error}") from None
    try:
        return FleetFile.model_validate(values)
    except ValidationError as error:
        said = "; ".join(f"{_where(e['loc'])}: {_what(e)}" for e in error.errors(include_input=False)[:5])
        raise UsageError(
            f"{path} is no list of targets: {said}. docs/reference/fleet.schema.json has the keys.",
            f"{path} 不是合法的目标清单：{said}。可用的键见 docs/reference/fleet.schema.json。",
        ) from None


def _where(steps: Iterable[Any]) -> str:
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(top)"


_ENTRIES: Mapping[str, type[BaseModel]] = {
    "fleet": Settings,
    "target": TargetEntry,
    "query": QueryEntry,
    "folder": FolderEntry,
}


def _what(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        of = _ENTRIES.get(str(error["loc"][0]), FleetFile) if len(error["loc"]) > 1 else FleetFile
        near = difflib.get_close_matches(str(error["loc"][-1]), of.model_fields, 1)
        return "unknown key" + (f", did you mean {near[0]}?" if near else f"; known: {', '.join(of.model_fields)}")
    return str(error["msg"]).removeprefix("Value error, ")


# -- secrets ---------------------------------------------------------------------------------------------------------


def resolve(reference: str) -> str:
    """A secret by what stands between ``${`` and ``}``, or by ``keyring:service/user``.

    Raises:
        UsageError: when it is not there, or the keyring is not installed.
    """
    if not reference.startswith("keyring:"):
        if reference not in os.environ:
            raise UsageError(f"The environment variable {reference} is not set.", f"没有设置环境变量 {reference}。")
        return os.environ[reference]
    service, _, user = reference.removeprefix("keyring:").rpartition("/")
    if not service or not user:
        raise UsageError(f"{reference}: expected keyring:service/user.", f"{reference}：应写成 keyring:服务/用户。")
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise UsageError(
            "Secrets from a keyring need another package: pip install keyring",
            "使用 keyring 中的密码需要先安装：pip install keyring",
        ) from None
    try:
        found = keyring.get_password(service, user)
    except Exception as error:  # every back end has errors of its own
        raise UsageError(
            f"{reference}: the keyring cannot be read ({type(error).__name__}).",
            f"{reference}：无法读取 keyring（{type(error).__name__}）。",
        ) from None
    if found is None:
        raise UsageError(f"{reference}: the keyring has no such entry.", f"{reference}：keyring 中没有该条目。")
    return str(found)


def _reference(path: Path, password: str) -> str:
    """What a ``password`` key refers to."""
    if password.startswith("keyring:"):
        return password
    match = re.fullmatch(r"\$\{([^{}]+)\}", password)
    if match is None:
        raise UsageError(
            f"{path}: a password stands in the file. Write ${{NAME}} for a variable of the environment,"
            " or keyring:service/user.",
            f"{path}：文件中写了明文密码。请改为 ${{环境变量名}} 或 keyring:服务/用户。",
        )
    return match[1]


def _filled(template: str, row: Mapping[str, object] | None) -> tuple[str, list[str]]:
    """A URL with its placeholders filled in, each value quoted; and the secrets among them."""
    secrets: list[str] = []
    if template.startswith("${") and _PLACEHOLDER.fullmatch(template):  # the variable holds the URL as a whole
        return resolve(template[2:-1]), secrets

    def fill(match: re.Match[str]) -> str:
        if match[1] is not None:
            secrets.append(resolve(match[1]))
            return quote(secrets[-1], safe="")
        if row is None:
            return match[0]
        if row.get(match[2]) is None:
            raise UsageError(
                f"target_url: the query gives no {match[2]!r}.", f"target_url：查询结果中没有 {match[2]!r}。"
            )
        return quote(str(row[match[2]]), safe=":" if match[2] == "host" else "")

    return _PLACEHOLDER.sub(fill, template), secrets


# -- targets ---------------------------------------------------------------------------------------------------------


def _literal_password(url: str) -> bool:
    match = re.match(r"[^/]+://[^/@]*:([^/]*)@", url)
    return bool(match and match[1] and not _PLACEHOLDER.fullmatch(unquote(match[1])))


def _job(
    path: Path,
    entry: _Scanned,
    name: str,
    template: str,
    password: str | None,
    base: Path,
    row: Mapping[str, object] | None = None,
    given: str | None = None,
) -> Job:
    """One target.

    Args:
        template: URL or path; placeholders of the environment are filled in.
        password: what the file says of the password.
        row: of the control database, for ``{column}``.
        given: password that the control database holds.
    """
    if _literal_password(template):
        _reference(path, "")
    reference = None if password is None else _reference(path, password)
    if any(ord(c) < 32 for c in name):
        raise UsageError(f"{path}: {name!r}: a name is one line.", f"{path}：{name!r}：名称只能是一行。")
    try:
        target, secrets = _filled(template, row)
        if reference is not None:
            given = resolve(reference)
    except UsageError as error:
        return _made(entry, base, name, "", _bare(template), "", (), error.text)
    return _addressed(entry, base, name, target, [*secrets, *([given] if given else [])], given)


def _addressed(entry: _Scanned, base: Path, name: str, target: str, secrets: list[str], password: str | None) -> Job:
    if "://" not in target:
        where = base / target
        return _made(entry, base, name, str(where), where.name, "", tuple(secrets))
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(target)
    except (ArgumentError, ValueError):
        problem = Text(
            "The target is no database URL. Expected kind://user:password@host:port/database.",
            "目标不是合法的数据库地址，应写成 类型://用户:密码@主机:端口/库名。",
        )
        return _made(entry, base, name, "", "?", "", (), problem)
    if password:
        url = url.set(password=password)
    if url.password:
        secrets.append(str(url.password))
    secrets += [str(v) for k, v in url.query.items() if re.search("pass|pwd|secret|token|key", k, re.IGNORECASE)]
    if url.get_backend_name() == "sqlite":
        label, host = f"sqlite:{Path(url.database or '').name}", ""
    else:
        bare = URL.create(url.drivername, None, None, url.host, url.port, url.database)
        label, host = bare.render_as_string(), f"{url.host or 'localhost'}:{url.port or url.get_backend_name()}"
    text = url.render_as_string(hide_password=False)
    return _made(entry, base, name, text, label, host.lower(), tuple(dict.fromkeys(secrets)))


def _made(
    entry: _Scanned,
    base: Path,
    name: str,
    target: str,
    label: str,
    host: str,
    secrets: tuple[str, ...],
    problem: Text | None = None,
) -> Job:
    return Job(
        name=name,
        target=target,
        label=label,
        host=host,
        adapter=entry.adapter,
        map=None if entry.map is None else str(base / entry.map),
        select=entry.select,
        ignore=entry.ignore,
        catalogue=entry.catalogue,
        secrets=secrets,
        problem=problem,
    )


def _bare(template: str) -> str:
    """A template without its part before ``@``."""
    return re.sub(r"//[^/@]*@", "//", template)


def _asked(path: Path, entry: QueryEntry, base: Path) -> Iterator[Job]:
    """The targets that a control database lists."""
    from healthcheck.databases import StatementError, open_database
    from healthcheck.target import read_target

    control = _job(path, entry, "query", entry.url, entry.password, base)
    if control.problem is not None:
        raise UsageError(f"{path}: [[query]] {control.problem.en}", f"{path}：[[query]] {control.problem.zh}")
    wanted = control.target if "://" in control.target else read_target(control.target).text
    try:
        database = open_database(wanted)
    except HealthcheckError as error:
        error.text = scrub(error.text, control.secrets)
        raise
    try:
        for number, row in enumerate(database.rows(entry.sql.strip().rstrip(";")), 1):
            if number > MAX_TARGETS:
                break  # read_fleet refuses what was read so far
            yield _listed(path, entry, row, base)
    except StatementError as error:
        raise UsageError(
            f"{path}: [[query]] on {database.label} failed: {error.text.en}",
            f"{path}：[[query]] 在 {database.label} 上执行失败：{error.text.zh}",
        ) from None
    finally:
        database.close()


def _listed(path: Path, entry: QueryEntry, row: Mapping[str, object], base: Path) -> Job:
    missing = [c for c in ("name", *(() if entry.target_url else ("url",))) if not row.get(c)]
    if missing:
        raise UsageError(
            f"{path}: [[query]] gives no {missing[0]!r} in a row; it has {', '.join(row)}."
            " Name the columns with AS, or write target_url.",
            f"{path}：[[query]] 的结果行中缺少 {missing[0]!r}，现有列：{'、'.join(row)}。"
            "请用 AS 命名列，或填写 target_url。",
        )
    said: dict[str, Any] = {}
    if row.get("adapter"):
        said["adapter"] = str(row["adapter"])
    if row.get("select"):
        said["select"] = tuple(p.strip() for p in str(row["select"]).split(",") if p.strip())
    own = entry.model_copy(update=said)
    name, given = str(row["name"])[:190], row.get("password")
    password = None if given is None else str(given)
    if entry.target_url is not None:
        return _job(path, own, name, entry.target_url, entry.target_password, base, row, password)
    if entry.target_password is not None:
        password = resolve(_reference(path, entry.target_password))
    secrets = [password] if password else []
    return _addressed(own, base, name, str(row["url"]), secrets, password)


def _snapshots(path: Path, entry: FolderEntry, base: Path) -> Iterator[Job]:
    folder = base / entry.path
    if not folder.is_dir():
        raise UsageError(f"{path}: there is no folder {folder}.", f"{path}：目录 {folder} 不存在。")
    try:
        found = sorted(p for p in folder.glob(entry.pattern) if p.is_file() or (p / SNAPSHOT_MARK).is_file())
    except (ValueError, NotImplementedError):
        raise UsageError(
            f"{path}: {entry.pattern!r} is no pattern within a folder, such as **/*.duckdb.",
            f"{path}：{entry.pattern!r} 不是目录内的通配式，例如 **/*.duckdb。",
        ) from None
    for one in found:
        name = one.relative_to(folder).with_suffix("").as_posix() if one.is_relative_to(folder) else one.stem
        yield _made(entry, base, name, str(one), one.name, "", ())


def scrub(text: Text, secrets: Iterable[str]) -> Text:
    """A message without secrets, as they are and as URLs quote them."""
    en, zh = text.en, text.zh
    for secret in sorted(
        {s for one in secrets if len(one) > 2 for s in (one, quote(one, safe=""))}, key=len, reverse=True
    ):
        en, zh = en.replace(secret, "***"), zh.replace(secret, "***")
    return Text(en, zh)
