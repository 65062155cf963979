"""What a fact is: one frozen class is one canonical table.

Everything else that knows a table's shape (DuckDB and Arrow schemas, JSON Schema, Hypothesis strategies, reference
pages) is derived from these classes, so nothing about a table is written twice. Their modules do without postponed
annotations: to evaluate the text of a thousand of them takes a third of the time that loading all takes.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Key:
    """Marks a column as part of the table's primary key."""


@dataclass(frozen=True)
class Ref:
    """Marks a column as pointing at the key of another fact table; "orphan" is derivable from it."""

    table: str


@dataclass(frozen=True)
class Unit:
    """The unit of a number: ``ms``, ``bytes``, ``days``, or the name of the column that holds it."""

    name: str


@dataclass(frozen=True)
class Secret:
    """Marks a column whose values are replaced by a keyed digest before anything is stored: equal stays equal, and
    nothing else of the value is left. The key is made for one snapshot and kept nowhere."""


@dataclass(frozen=True)
class Personal:
    """Marks a column whose values say who a person is; the customer edition of a report replaces them wherever they
    stand. ``kind`` is one of `name`, `login`, `mail`, `phone`, `number`, `address`."""

    kind: str


KeyText = Annotated[str, Key()]

#: DuckDB type per Python type. Money and quantities are exact; instants are UTC without zone (see docs/facts).
SQL_TYPES: dict[type, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    Decimal: "DECIMAL(28,8)",
    datetime: "TIMESTAMP",
    date: "DATE",
}


@dataclass(frozen=True)
class Column:
    """One column of a fact table, as derived from its class."""

    name: str
    type: type
    nullable: bool
    default: Any
    required: bool
    fact: builtins.type[Fact] = field(repr=False)
    key: bool = False
    ref: str | None = None
    unit: str | None = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    personal: str | None = None

    @property
    def doc(self) -> str:
        """What the column means, as its class says below it."""
        return _docs_of(self.fact).get(self.name, "")

    @property
    def sql_type(self) -> str:
        """The column's DuckDB type."""
        return SQL_TYPES[self.type]


class Fact(BaseModel):
    """A row of a canonical table.

    Subclasses set ``zh`` (the table's Chinese name), ``label`` (columns a person recognises the row by, best first;
    ``table.column`` where another table, whose key this one holds, has the name) and ``identity`` (the business key that
    stays the same when a database is rebuilt; the primary key where a product has none). A vendor's classes set
    ``namespace``, which their tables' names start with. ``opt_in`` is the option without which the table is not read: what
    nobody asked for is left alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    zh: ClassVar[str] = ""
    label: ClassVar[tuple[str, ...]] = ()
    identity: ClassVar[tuple[str, ...]] = ()
    namespace: ClassVar[str] = ""
    opt_in: ClassVar[str] = ""

    origin: str = ""
    """Where a person finds the row: `sys_user#107`, `roles.yaml:14:3`, `设备.xlsx!物料!B7`."""


class TableSpec:
    """The derived description of one fact class."""

    def __init__(self, fact: type[Fact]) -> None:
        self.fact = fact
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", fact.__name__).lower()
        self.name = f"{fact.namespace}_{snake}" if fact.namespace else snake
        self.family = fact.namespace or fact.__module__.rsplit(".", 1)[-1]
        self.zh = fact.zh or self.name
        self.en = self.name.replace("_", " ")
        self.doc = (fact.__doc__ or "").strip()

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns by name, keys first as declared, ``origin`` last."""
        hints = get_type_hints(self.fact, include_extras=True)
        found = [self._column(name, hints[name]) for name in self.fact.model_fields]
        return {c.name: c for c in sorted(found, key=lambda c: c.name == "origin")}

    def _column(self, name: str, hint: Any) -> Column:
        told = self.fact.model_fields[name]
        marks: list[Any] = []
        base, nullable = _strip(hint, marks)
        choices: tuple[str, ...] = ()
        if get_origin(base) is Literal:
            choices, base = tuple(get_args(base)), str
        return Column(
            name=name,
            type=base,
            nullable=nullable,
            default=None if told.is_required() else told.default,
            required=told.is_required(),
            fact=self.fact,
            key=any(isinstance(m, Key) for m in marks),
            ref=next((m.table for m in marks if isinstance(m, Ref)), None),
            unit=next((m.name for m in marks if isinstance(m, Unit)), None),
            choices=choices,
            secret=any(isinstance(m, Secret) for m in marks),
            personal=next((m.kind for m in marks if isinstance(m, Personal)), None),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the primary key's columns."""
        return tuple(c.name for c in self.columns.values() if c.key)

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns that identify a row across runs and rebuilt databases."""
        return self.fact.identity or self.keys

    @property
    def refs(self) -> dict[str, str]:
        """Column → fact table it points at."""
        return {c.name: c.ref for c in self.columns.values() if c.ref}

    def ddl(self, name: str | None = None) -> str:
        """The CREATE TABLE statement in DuckDB's dialect."""
        body = ", ".join(f'"{c.name}" {c.sql_type}' for c in self.columns.values())
        return f'CREATE TABLE "{name or self.name}" ({body})'


@cache
def _docs_of(fact: type[Fact]) -> dict[str, str]:
    """The texts below the attributes of a class and those above it; read from the source only when somebody asks."""
    found: dict[str, str] = {}
    for cls in reversed(fact.__mro__):
        if not issubclass(cls, Fact):
            continue
        try:
            body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
        except (OSError, TypeError, SyntaxError):  # made at run time: there is no source
            continue
        for said, below in pairwise(getattr(body, "body", [])):
            if isinstance(said, ast.AnnAssign) and isinstance(said.target, ast.Name) and isinstance(below, ast.Expr):
                if isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
                    found[said.target.id] = inspect.cleandoc(below.value.value)
    return found


def _strip(hint: Any, marks: list[Any]) -> tuple[Any, bool]:
    """The bare type of an annotation and whether it admits None; marks found on the way are appended."""
    if get_origin(hint) is Annotated:
        base, *extra = get_args(hint)
        marks.extend(extra)
        return _strip(base, marks)
    if get_origin(hint) in (Union, UnionType):
        inner = [a for a in get_args(hint) if a is not NoneType]
        base, _ = _strip(inner[0], marks)
        return base, len(inner) < len(get_args(hint))
    return hint, False


def subclasses(root: type[Fact]) -> Iterator[type[Fact]]:
    """Every concrete fact class below ``root``."""
    for cls in root.__subclasses__():
        yield cls
        yield from subclasses(cls)
