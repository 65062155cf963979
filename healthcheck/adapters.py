"""Adapters: what they are, where they come from, and how a product is recognised.

An adapter is a folder with an ``adapter.toml`` and ``facts/``; docs/contribute/adapters.md is its author's manual.
Nothing of an adapter is executed before it is used.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol

import tomli

from healthcheck.catalogue import Catalogue
from healthcheck.distributions import named
from healthcheck.errors import PackError, UsageError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Fact
from healthcheck.language import Text

ENTRY_POINTS = "healthcheck.adapters"

_KEYS = {
    "": {"title", "kind", "dialect", "databases", "extends", "recognise", "version", "tried", "limits", "where", "fix"},
    "recognise": {"all", "any", "none", "files"},
    "version": {"sql"},
    "tried": {"versions", "verified"},
    "limits": {"en", "zh"},
}


@dataclass(frozen=True)
class Recognise:
    """What tells that a target is this product."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guidance:
    """How one rule's finding is repaired in one product."""

    text: Text | None
    sql: str | None = None
    verify: str | None = None


@dataclass(frozen=True)
class Section:
    """One SELECT of a fact file, with the conditions under which it is used."""

    sql: str
    line: int
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactFile:
    """A file below ``facts/`` that fills one fact table by SQL."""

    fact: str
    path: Path

    @property
    def existing_only(self) -> bool:
        """Whether it says ``-- only: what exists``: packed lists joined with what their members name show no orphan."""
        return "-- only: what exists" in self.path.read_text("utf-8-sig")

    def sections(self) -> list[Section]:
        """The file's SELECTs in order; the first whose conditions hold and that is usable wins."""
        found: list[Section] = []
        lines: list[str] = []
        conditions: tuple[str, ...] = ()
        start = 1

        def close(end: int) -> None:
            text = "\n".join(lines).strip().rstrip(";").strip()
            if re.sub(r"--[^\n]*", "", text).strip():
                found.append(Section(text, start, conditions))

        for number, line in enumerate(self.path.read_text("utf-8-sig").splitlines(), 1):
            match = re.match(r"\s*--\s*when\s*:\s*(.+?)\s*$", line)
            if match:
                close(number)
                lines, start = [], number + 1
                conditions = tuple(c.strip() for c in match[1].split(",") if c.strip())
            else:
                lines.append(line)
        close(-1)
        return found


@dataclass(frozen=True)
class Adapter:
    """One product's adapter, as its folder states it."""

    name: str
    folder: Path
    title: Text
    kind: Literal["product", "component", "database"]
    dialect: str
    databases: tuple[str, ...]
    recognise: Recognise
    distribution: str = ""
    version_sql: str | None = None
    tried: tuple[str, ...] = ()
    verified: bool = True
    limits: tuple[Text, ...] = ()
    where: dict[str, Text] = field(default_factory=dict)
    fixes: dict[str, Guidance] = field(default_factory=dict)
    parent: Adapter | None = None

    def fact_files(self) -> list[FactFile]:
        """SQL fact files, those of the adapter it extends included unless replaced by name."""
        return [FactFile(p.name.split(".", 1)[0], p) for p in self._files(".sql")]

    def verify_files(self) -> list[FactFile]:
        """SELECTs that stand for what Python fact files give, for queries that verify a repair."""
        return [FactFile(p.name.split(".", 1)[0], p) for p in self._files(".sql", "verify")]

    def readers(self) -> list[Path]:
        """Python fact files."""
        return self._files(".py")

    def _files(self, suffix: str, below: str = "facts") -> list[Path]:
        found: dict[str, Path] = {p.name: p for p in self.parent._files(suffix, below)} if self.parent else {}
        for path in sorted((self.folder / below).glob(f"*{suffix}")):
            if not path.name.startswith("_"):
                found[path.name] = path
        return [p for _, p in sorted(found.items()) if p.stat().st_size > 0]

    def where_of(self, fact: str) -> Text | None:
        """The menu path where a row of ``fact`` is looked up in the product."""
        return self.where.get(fact) or (self.parent.where_of(fact) if self.parent else None)

    def fix_of(self, rule_id: str) -> Guidance | None:
        """The product's own way to repair what a rule finds."""
        return self.fixes.get(rule_id) or (self.parent.fix_of(rule_id) if self.parent else None)


@dataclass(frozen=True)
class Match:
    """How an adapter's marks of recognition compare with a target."""

    adapter: Adapter
    missing: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def matches(self) -> bool:
        """Whether every mark is as expected."""
        return not self.missing and not self.unwanted


def load_adapter(folder: Path, distribution: str = "") -> Adapter:
    """Read one adapter's folder.

    Raises:
        PackError: naming file and key, when ``adapter.toml`` or a fact file's name is not as it must be.
    """
    path = folder / "adapter.toml"
    try:
        data = tomli.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise PackError(f"{path}: {error}", f"{path}：{error}") from None
    _check_keys(path, data)
    parent = None
    if "extends" in data:
        sibling = folder.parent / str(data["extends"])
        if not (sibling / "adapter.toml").is_file() or sibling == folder:
            raise PackError(
                f"{path}: extends = {data['extends']!r}, but there is no such adapter beside it.",
                f"{path}：extends = {data['extends']!r}，但同级目录下没有这个适配器。",
            )
        parent = load_adapter(sibling, distribution)
    marks = {k: tuple(v) for k, v in data.get("recognise", {}).items()}
    limits = data.get("limits", {})
    tried = data.get("tried", {})
    adapter = Adapter(
        name=folder.name,
        folder=folder,
        title=Text(data["title"]["en"], data["title"]["zh"]),
        kind=data.get("kind", "product"),
        dialect=data.get("dialect", ""),
        databases=tuple(data.get("databases", ())),
        recognise=Recognise(**marks),
        distribution=distribution,
        version_sql=data.get("version", {}).get("sql"),
        tried=tuple(tried.get("versions", ())),
        verified=bool(tried.get("verified", True)),
        limits=tuple(Text(en, zh) for en, zh in zip(limits.get("en", ()), limits.get("zh", ()), strict=True)),
        where={k: Text(v["en"], v["zh"]) for k, v in data.get("where", {}).items()},
        fixes={
            k: Guidance(Text(v["en"], v["zh"]) if "en" in v else None, v.get("sql"), v.get("verify"))
            for k, v in data.get("fix", {}).items()
        },
        parent=parent,
    )
    for file in (*adapter.fact_files(), *adapter.verify_files()):
        if file.fact not in TABLES:
            near = difflib.get_close_matches(file.fact, TABLES, 1)
            raise PackError(
                f"{file.path}: there is no fact table {file.fact!r}." + (f" Did you mean {near[0]}?" if near else ""),
                f"{file.path}：没有名为 {file.fact!r} 的事实表。" + (f"是否想写 {near[0]}？" if near else ""),
            )
    return adapter


def _check_keys(path: Path, data: dict[str, Any]) -> None:
    for section, allowed in _KEYS.items():
        table = data if not section else data.get(section, {})
        for key in table:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                where = f"[{section}] " if section else ""
                raise PackError(
                    f"{path}: {where}unknown key {key!r}." + (f" Did you mean {near[0]}?" if near else ""),
                    f"{path}：{where}未知的键 {key!r}。" + (f"是否想写 {near[0]}？" if near else ""),
                )
    title = data.get("title")
    if not isinstance(title, dict) or not {"en", "zh"} <= set(title):
        raise PackError(
            f'{path}: expected title = {{ en = "…", zh = "…" }}.', f'{path}：应有 title = {{ en = "…", zh = "…" }}。'
        )
    for fact in data.get("where", {}):
        if fact not in TABLES:
            raise PackError(f"{path}: [where.{fact}] names no fact table.", f"{path}：[where.{fact}] 不是事实表。")


@dataclass
class Adapters:
    """Every installed adapter; a distribution that fails to load is named in ``problems`` and the rest work."""

    found: dict[str, Adapter] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Adapter:
        """The adapter called ``name``.

        Raises:
            UsageError: when there is none, with the nearest names.
        """
        if name not in self.found:
            near = difflib.get_close_matches(name, self.found, 3, 0.4) or sorted(self.found)
            raise UsageError(
                f"There is no adapter {name!r}. Installed: {', '.join(near) or 'none'}.",
                f"没有名为 {name!r} 的适配器。已安装：{'、'.join(near) or '无'}。",
            )
        return self.found[name]


def installed_adapters(extra: Iterable[Path] = ()) -> Adapters:
    """Adapters of every installed distribution, and of the folders ``extra``.

    A package is located without importing it, so listing adapters runs no plugin's code.
    """
    adapters = Adapters()
    for distribution, entry in named(ENTRY_POINTS):
        try:
            spec = importlib.util.find_spec(entry.value)
            folders = list(spec.submodule_search_locations or []) if spec else []
            if not folders:
                raise UsageError(f"no package {entry.value}", f"没有包 {entry.value}")
            for location in folders:
                _add_all(adapters, Path(location), distribution)
        except Exception as error:
            adapters.problems[distribution] = str(error)
    for folder in extra:
        _add_all(adapters, folder, "")
    return adapters


def _add_all(adapters: Adapters, folder: Path, distribution: str) -> None:
    for path in sorted(folder.rglob("adapter.toml")):
        try:
            adapter = load_adapter(path.parent, distribution)
        except PackError as error:
            adapters.problems[str(path.parent.name)] = str(error)
            continue
        adapters.found[adapter.name] = adapter


def compare(adapter: Adapter, catalogue: Catalogue) -> Match:
    """Hold an adapter's marks against a database's catalogue."""
    marks = adapter.recognise
    missing = [m for m in marks.all if not catalogue.has(m)]
    if marks.any and not any(catalogue.has(m) for m in marks.any):
        missing.append(" | ".join(marks.any))
    if not marks.all and not marks.any:
        missing.append("(no marks)")
    return Match(adapter, tuple(missing), tuple(m for m in marks.none if catalogue.has(m)))


def recognise(adapters: Iterable[Adapter], catalogue: Catalogue, database: str) -> tuple[list[Match], list[Match]]:
    """Which adapters fit a database.

    Returns:
        Matching adapters, and the nearest that do not match (for "what it looked for").
    """
    tried = [compare(a, catalogue) for a in adapters if database in a.databases]
    matching = [m for m in tried if m.matches]
    near = [m for m in tried if not m.matches and m.adapter.kind == "product"]
    near.sort(key=lambda m: (len(m.missing) + len(m.unwanted)) / max(1, len(m.adapter.recognise.all) + 1))
    return _most_specific(matching), near[:5]


def _most_specific(matching: list[Match]) -> list[Match]:
    """An adapter gives way to one that extends it."""
    parents = {m.adapter.parent.name for m in matching if m.adapter.parent}
    return [m for m in matching if m.adapter.name not in parents]


def describe(adapter: Adapter) -> dict[str, Any]:
    """What reports need of an adapter, so that a snapshot speaks for itself where the plugin is not installed."""
    where = {fact: adapter.where_of(fact) for fact in TABLES}
    chain = [adapter, *([adapter.parent] if adapter.parent else [])]
    fixes = {rule: guide for a in reversed(chain) for rule, guide in a.fixes.items()}
    return {
        "name": adapter.name,
        "kind": adapter.kind,
        "title": [adapter.title.en, adapter.title.zh],
        "verified": adapter.verified,
        "limits": [[t.en, t.zh] for a in chain for t in a.limits],
        "where": {k: [t.en, t.zh] for k, t in where.items() if t},
        "fixes": {
            rule: {
                "text": [g.text.en, g.text.zh] if g.text else None,
                "sql": g.sql,
                "verify": g.verify,
            }
            for rule, g in fixes.items()
        },
    }


#: One column of a fact, or several.
Gives = tuple[type[Fact], str] | tuple[tuple[type[Fact], str], ...]


class Source(Protocol):
    """What a Python fact file may ask of the target."""

    def rows(self, query: str, gives: Gives = (), fact: type[Fact] | None = None) -> Iterator[dict[str, Any]]:
        """Rows of one of the module's ``QUERIES``, as dictionaries.

        A query that the server refuses makes the module's tables partial, or with ``fact`` that one alone. With ``gives`` it
        is one that the module can do without: then only those columns of facts are unknown, and the reason is kept.
        """
        ...

    def has(self, thing: str) -> bool:
        """Whether ``table`` or ``table.column`` exists."""
        ...

    def files(self, *patterns: str) -> Iterator[Path]:
        """Files of a folder target that match, in a stable order, links out of the folder left out."""
        ...

    @property
    def root(self) -> Path:
        """The folder of a folder target."""
        ...

    def problem(self, fact: type[Fact], en: str, zh: str) -> None:
        """Mark a fact table as partial, with the reason."""
        ...

    def columns_known(self, fact: type[Fact], *columns: str) -> None:
        """Say which columns of a fact table are known."""
        ...


def load_reader(path: Path) -> ModuleType:
    """Import one Python fact file under a name of its own.

    Raises:
        PackError: when it cannot be imported or lacks ``FACTS`` or ``collect``.
    """
    name = f"healthcheck_reader_{abs(hash(str(path))):x}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PackError(f"{path}: cannot be imported.", f"{path}：无法导入。")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise PackError(
            f"{path}: {type(error).__name__}: {error}", f"{path}：导入失败：{type(error).__name__}：{error}"
        ) from None
    for needed in ("FACTS", "collect"):
        if not hasattr(module, needed):
            raise PackError(f"{path}: it has no {needed}.", f"{path}：缺少 {needed}。")
    return module
