"""healthcheck.toml, or ``[tool.healthcheck]`` of pyproject.toml: which files are what.

The file is held against a JSON Schema of its own, by the same code that checks a user's files; the schema is published
for editors (docs/reference/healthcheck.schema.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from healthcheck.config.problem import Problem, UnusableError
from healthcheck.config.text import MAX_BYTES, read_bytes
from healthcheck.errors import UsageError

if TYPE_CHECKING:
    from healthcheck.facts import TableSpec

NAME = "healthcheck.toml"

#: Folders that hold no configuration of the system.
SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
#: Files of tools, in shapes of their own.
_TOOLS = (
    "package-lock.json",
    "tsconfig*.json",
    "*.min.json",
    "healthcheck.toml",
    "pyproject.toml",
    "uv.lock",
    "*.schema.json",
)


@dataclass(frozen=True)
class ColumnSpec:
    """Where one column of a fact comes from.

    Attributes:
        source: JMESPath expression, or the header's name in a table; None for a constant.
        value: the constant.
        words: what the file writes → what the fact says.
        default: where the file says nothing.
        split: cuts a text that lists several values; one fact per value.
    """

    name: str
    source: str | None = None
    value: Any = None
    words: dict[str, Any] = field(default_factory=dict)
    default: Any = None
    split: str | None = None


@dataclass(frozen=True)
class Mapping:
    """How values of a file become rows of one fact table.

    Attributes:
        rows: JMESPath expressions, each applied to what the one before gave.
        sheet: worksheet, for workbooks; None = the first.
        partial: the system has rows that the files do not hold, so that nothing can be said to be missing.
    """

    table: str
    rows: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    sheet: str | None = None
    partial: bool = False


@dataclass(frozen=True)
class Target:
    """Some files and what they are."""

    name: str
    files: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    schema: str | None = None
    format: str | None = None
    facts: tuple[Mapping, ...] = ()
    values: bool = False

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        return glob(self.files), glob(self.exclude) if self.exclude else None

    def matches(self, path: str) -> bool:
        """Whether a path below the repository's root is among the files."""
        wanted, unwanted = self._patterns
        return wanted.fullmatch(path) is not None and (unwanted is None or unwanted.fullmatch(path) is None)


@dataclass(frozen=True)
class Settings:
    """What a repository says of itself.

    Attributes:
        source: file that says so, below the root; empty when there is none.
        recognise: files that no target names are looked at too: known formats are read, notations checked.
        complete: fact tables of which the repository holds every row, for ``--against``.
        none: fact tables that the system has no rows of, and is known to have none.
    """

    source: str = ""
    targets: tuple[Target, ...] = ()
    exclude: tuple[str, ...] = ()
    recognise: bool = True
    max_bytes: int = MAX_BYTES
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    fail_on: str | None = None
    complete: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    @cached_property
    def excluded(self) -> re.Pattern[str]:
        """Files that nobody looks at."""
        return glob(self.exclude)

    @cached_property
    def tools(self) -> re.Pattern[str]:
        """Files of tools: looked at only where a target names them."""
        return glob(_TOOLS)


def glob(patterns: Iterable[str]) -> re.Pattern[str]:
    """Globs as one regular expression over paths with ``/``.

    ``*`` and ``?`` stop at ``/``, ``**`` does not, ``{a,b}`` is either; a pattern without ``/`` holds in every folder, one
    that ends with ``/`` for everything below.
    """
    return re.compile("|".join(f"(?:{_translated(p)})" for p in patterns) or r"(?!)")


def _translated(pattern: str) -> str:
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    if "/" not in pattern:
        pattern = f"**/{pattern}"
    pattern = pattern.removeprefix("/")
    out, at, braces = "", 0, 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out, at = out + "(?:[^/]+/)*", at + 3
            continue
        if pattern.startswith("**", at):
            out, at = out + ".*", at + 2
            continue
        character = pattern[at]
        at += 1
        if character == "*":
            out += "[^/]*"
        elif character == "?":
            out += "[^/]"
        elif character == "{":
            out, braces = out + "(?:", braces + 1
        elif character == "}" and braces:
            out, braces = out + ")", braces - 1
        elif character == "," and braces:
            out += "|"
        else:
            out += re.escape(character)
    return out + ")" * braces


def schema(known: dict[str, TableSpec] | None = None, only: Container[str] | None = None) -> dict[str, Any]:
    """The JSON Schema of healthcheck.toml, made from the fact tables ``known``: all there are, vendors' included.

    Args:
        only: tables whose mappings are written out, and without what their columns mean, which costs reading the source;
            every other table has just its name. For checking a file that uses no others.
    """
    from healthcheck.facts import TABLES

    known = known or TABLES

    texts = {"type": "array", "items": {"type": "string"}}
    one_or_more = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    constant = {"type": ["string", "number", "boolean"]}
    column = {
        "anyOf": [
            {"type": "string", "description": "JMESPath expression, or the header's name in CSV and XLSX"},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "from": {"type": "string", "description": "JMESPath expression, or the header's name in CSV and XLSX"},
                    "value": {**constant, "description": "The same in every row"},
                    "none": {"const": True, "description": "The system has no such notion: empty in every row, and known to be"},
                    "map": {"type": "object", "additionalProperties": constant, "description": "What the file writes → what the fact says"},
                    "default": {**constant, "description": "Where the file says nothing"},
                    "split": {"type": "string", "minLength": 1, "description": "Separator of a text that lists several values: one fact each"},
                },
            },
        ]
    }  # fmt: skip
    tables: dict[str, Any] = {}
    defs: dict[str, Any] = {"column": column}
    for name, spec in known.items():
        if only is not None and name not in only:
            tables[name] = {}
            continue
        told = only is None
        mapping = {
            "type": "object",
            "additionalProperties": False,
            "required": ["columns"],
            "properties": {
                "rows": {**one_or_more, "description": "JMESPath to the rows; several, each below the one before"},
                "sheet": {"type": "string", "description": "Worksheet; the first one when left out"},
                "partial": {
                    "type": "boolean",
                    "description": "The system has further rows elsewhere: nothing is said to be missing from the table",
                },
                "columns": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        c.name: {
                            "description": c.doc.splitlines()[0] if told and c.doc else c.name,
                            "$ref": "#/$defs/column",
                        }
                        for c in spec.columns.values()
                        if c.name != "origin"
                    },
                },
            },
        }
        defs[name] = mapping
        one = {"$ref": f"#/$defs/{name}"}
        tables[name] = {
            "description": spec.doc.splitlines()[0] if spec.doc else name,
            "anyOf": [one, {"type": "array", "items": one, "minItems": 1}],
        }
    target = {
        "type": "object",
        "additionalProperties": False,
        "required": ["files"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "How reports call these files"},
            "files": {**one_or_more, "description": "Globs below the repository's root; ** crosses folders, a pattern without / holds in every folder"},
            "exclude": {**one_or_more, "description": "Globs of files that are left out again"},
            "schema": {"type": "string", "description": "JSON Schema the files are held against; a path in the repository"},
            "format": {"type": "string", "description": "Known format: bpmn, approval_json, odoo, frappe, salesforce, ruoyi_seeds, fact …"},
            "values": {"type": "boolean", "description": "Every scalar becomes a row of config_value"},
            "facts": {"type": "object", "additionalProperties": False, "properties": tables, "description": "Fact tables and how the files give their rows"},
        },
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "healthcheck.toml",
        "description": "What the files of a configuration repository are, for `healthcheck check`",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "target": {"type": "array", "items": target, "description": "Some files and what they are"},
            "exclude": {**texts, "description": "Globs of files that nobody looks at"},
            "recognise": {"type": "boolean", "description": "Look at files that no target names too: read known formats, check notations. Default: true without targets"},
            "max-file-size": {"type": "integer", "minimum": 1, "maximum": 512, "description": "Largest file that is read, in MB. Default: 32"},
            "select": {**texts, "description": "Only these rules: prefixes of ids, tags or severities"},
            "ignore": {**texts, "description": "All rules but these"},
            "rules": {**texts, "description": "Folders of further rules, below the repository's root"},
            "none": {"type": "array", "items": {"enum": list(known)}, "description": "Fact tables that the system has no rows of: roles that inherit, positions …"},
            "fail-on": {"enum": ["critical", "high", "medium", "low", "info", "never"], "description": "Exit 1 from this severity on. Default: high"},
            "against": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "complete": {
                        "type": "array",
                        "items": {"enum": list(known)},
                        "description": "Fact tables of which the repository holds every row: what a live system has beside them would be gone",
                    }
                },
            },
        },
        "$defs": defs,
    }  # fmt: skip


def find(root: Path, given: Path | None = None) -> tuple[Path, bytes] | None:
    """The settings file of a repository and what it says: the one given, healthcheck.toml, or pyproject.toml.

    Raises:
        UsageError: when it cannot be read.
    """
    for path in [given] if given else [root / NAME, root / "pyproject.toml"]:
        if given is None and not path.is_file():
            continue
        try:
            data = read_bytes(path, 4_000_000)
        except UnusableError as error:
            said = error.problem.said
            raise UsageError(f"{path}: {said.en}", f"{path}：{said.zh}") from None
        if path.name != "pyproject.toml" or b"tool.healthcheck" in data:
            return path, data
    return None


def read_settings(path: Path, data: bytes) -> Settings:
    """Read and check a settings file.

    Raises:
        UsageError: naming line and column of everything that is not as it must be.
    """
    from healthcheck.config.document import read_document
    from healthcheck.config.schema import load_schema, violations
    from healthcheck.facts import TABLES

    try:
        document = read_document(path.name, data, "toml")
    except UnusableError as error:
        raise _usage(path, [error.problem]) from None
    prefix = ""
    value = document.parts[0][1]
    if path.name == "pyproject.toml":
        prefix = "/tool/healthcheck"
        value = value.get("tool", {}).get("healthcheck", {})
        document.parts = [(prefix, value)]
    said = json.dumps(value, ensure_ascii=False, default=str)
    mentioned = {name for name in TABLES if f'"{name}"' in said}
    own = load_schema("healthcheck.schema.json", lambda _: json.dumps(schema(only=mentioned)).encode())
    problems = violations(own, document)
    if problems:
        raise _usage(path, problems)
    settings = _build(path.name, value)
    problems = [
        Problem("mapping", error.problem.said, document.spot(prefix + error.pointer)) for error in _mistakes(value)
    ]
    if problems:
        raise _usage(path, problems)
    return settings


def brief(path: Path, data: bytes) -> Settings:
    """The options of a settings file, taken as they are: whether they are right is told when files have to be read."""
    try:
        value = tomli.loads(data.decode("utf-8-sig"))
        if path.name == "pyproject.toml":
            value = value["tool"]["healthcheck"]
        return _build(path.name, {k: v for k, v in value.items() if k != "target"})
    except (UnicodeDecodeError, tomli.TOMLDecodeError, KeyError, TypeError, AttributeError, RecursionError):
        return Settings()


def _usage(path: Path, problems: list[Problem]) -> UsageError:
    shown = sorted(problems, key=lambda p: p.spot)[:20]
    return UsageError(
        "\n".join(f"{path}:{p.spot.line}:{p.spot.column}: {p.said.en}" for p in shown),
        "\n".join(f"{path}:{p.spot.line}:{p.spot.column}：{p.said.zh}" for p in shown),
    )


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _build(name: str, value: dict[str, Any]) -> Settings:
    targets = []
    for number, entry in enumerate(value.get("target", []), 1):
        mappings = []
        for table, given in entry.get("facts", {}).items():
            for one in given if isinstance(given, list) else [given]:
                mappings.append(
                    Mapping(
                        table,
                        _listed(one.get("rows")),
                        tuple(_column(n, c) for n, c in one["columns"].items()),
                        one.get("sheet"),
                        bool(one.get("partial")),
                    )
                )
        targets.append(
            Target(
                entry.get("name") or f"target-{number}",
                _listed(entry["files"]),
                _listed(entry.get("exclude")),
                entry.get("schema"),
                entry.get("format"),
                tuple(mappings),
                bool(entry.get("values")),
            )
        )
    return Settings(
        source=name,
        targets=tuple(targets),
        exclude=_listed(value.get("exclude")),
        recognise=bool(value.get("recognise", not targets)),
        max_bytes=value["max-file-size"] * 1_000_000 if "max-file-size" in value else MAX_BYTES,
        select=_listed(value.get("select")),
        ignore=_listed(value.get("ignore")),
        rules=_listed(value.get("rules")),
        fail_on=value.get("fail-on"),
        complete=_listed(value.get("against", {}).get("complete")),
        none=_listed(value.get("none")),
    )


def _column(name: str, given: Any) -> ColumnSpec:
    if isinstance(given, str):
        return ColumnSpec(name, given)
    return ColumnSpec(
        name,
        given.get("from"),
        given.get("value"),
        dict(given.get("map", {})),
        given.get("default"),
        given.get("split"),
    )


class _MistakeError(Exception):
    """Something that the schema cannot say."""

    def __init__(self, pointer: str, en: str, zh: str) -> None:
        self.pointer = pointer
        self.problem = UnusableError("mapping", en, zh).problem
        super().__init__(en)


def _mistakes(value: dict[str, Any]) -> list[_MistakeError]:
    """Keys that a mapping does not give, and expressions that are no JMESPath."""
    from healthcheck.config.mapping import broken_expression
    from healthcheck.facts import TABLES

    found = []
    for number, entry in enumerate(value.get("target", [])):
        at = f"/target/{number}"
        if entry.get("format") and (entry.get("facts")):
            found.append(
                _MistakeError(
                    f"{at}/facts",
                    "a known format gives its facts by itself; leave out either format or facts.",
                    "已知格式会自行给出事实，format 与 facts 只能写一个。",
                )
            )
        for table, given in entry.get("facts", {}).items():
            for place, one in enumerate(given if isinstance(given, list) else [given]):
                here = f"{at}/facts/{table}" + (f"/{place}" if isinstance(given, list) else "")
                spec = TABLES[table]
                missing = [k for k in spec.keys if spec.columns[k].required and k not in one["columns"]]
                if missing:
                    found.append(
                        _MistakeError(
                            f"{here}/columns",
                            f"{table} needs {', '.join(missing)}, its key.",
                            f"{table} 必须给出主键 {'、'.join(missing)}。",
                        )
                    )
                rows = _listed(one.get("rows"))
                expressions = [(f"{here}/rows" + (f"/{n}" if len(rows) > 1 else ""), e) for n, e in enumerate(rows)]
                for name, column in one["columns"].items():
                    if isinstance(column, str):
                        expressions.append((f"{here}/columns/{name}", column))
                    elif "from" in column:
                        expressions.append((f"{here}/columns/{name}/from", column["from"]))
                tabular = all(f.lower().endswith((".csv", ".tsv", ".xlsx", ".xlsm")) for f in _listed(entry["files"]))
                for pointer, expression in [] if tabular else expressions:
                    said = broken_expression(expression)
                    if said:
                        found.append(
                            _MistakeError(
                                pointer,
                                f"{expression!r} is no JMESPath expression: {said}.",
                                f"“{expression}”不是合法的 JMESPath 表达式：{said}。",
                            )
                        )
    return found
