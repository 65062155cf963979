"""Configuration files: what a config repository holds."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Ref, Unit


class ConfigFile(Fact):
    """A file that was read, or could not be."""

    zh: ClassVar[str] = "配置文件"
    label = ("path",)

    path: KeyText
    """Path below the target's root, with `/`."""
    format: str | None = None
    """`csv`, `json`, `xlsx`, `bpmn`, `yaml` …"""
    bytes: Annotated[int, Unit("bytes")] | None = None
    """Size."""
    problem: Literal["unreadable", "too_large", "too_deep", "encoding", "syntax", "forbidden", "unknown"] | None = None
    """Why it could not be used; NULL when it was read whole."""
    line: int | None = None
    """Line of the problem, 1 for the first."""
    column: int | None = None
    """Column of the problem, 1 for the first."""
    detail: str | None = None
    """What the reader said."""


class ConfigProblem(Fact):
    """One thing that is wrong with a configuration file, found by reading it or by holding it against its schema."""

    zh: ClassVar[str] = "配置文件问题"
    label = ("path",)
    identity = ("path", "kind", "pointer", "keyword", "found")

    path: Annotated[str, Key(), Ref("config_file")]
    """The file."""
    number: Annotated[str, Key()]
    """Number of the problem within the file, `1` for the first."""
    kind: Literal[
        "unreadable",
        "too_large",
        "encoding",
        "byte_order_mark",
        "syntax",
        "too_deep",
        "forbidden",
        "tag",
        "duplicate_key",
        "schema",
        "schema_file",
        "mapping",
        "value",
    ]
    """What is wrong: `schema` the file is not as its JSON Schema says; `schema_file` the file is a JSON Schema and cannot be
    used; `mapping` columns or sheets that healthcheck.toml names are not there; `value` a value does not fit its fact
    column; `forbidden` what could harm the reader (entities, aliases without end, archives, links out of the folder)."""
    pointer: str | None = None
    """JSON Pointer to the value at fault."""
    line: int | None = None
    """Its first line, 1 for the first."""
    column: int | None = None
    """Its first column in characters, 1 for the first."""
    end_line: int | None = None
    """Line of its last character."""
    end_column: int | None = None
    """Column just after its last character."""
    sheet: str | None = None
    """Worksheet, for workbooks."""
    cell: str | None = None
    """Cell, for workbooks."""
    keyword: str | None = None
    """JSON Schema keyword that is not met."""
    found: str | None = None
    """What the file says, shortened."""
    expected: str | None = None
    """What would be right, shortened."""
    nearest: str | None = None
    """The allowed name or value most like what was found."""
    detail_en: str | None = None
    """What is wrong, as an English sentence."""
    detail_zh: str | None = None
    """What is wrong, as a Chinese sentence."""


class ConfigValue(Fact):
    """One scalar inside a configuration file."""

    zh: ClassVar[str] = "配置项"
    label = ("pointer",)

    path: Annotated[str, Key(), Ref("config_file")]
    """The file."""
    pointer: KeyText
    """JSON Pointer to the value."""
    value: str | None = None
    """The value as text."""


class Suppression(Fact):
    """A comment in a file that accepts findings, one row per rule it names; known after the other rules have run."""

    zh: ClassVar[str] = "文件内忽略注释"
    label = ("text", "suppression_id")
    identity = ("path", "rule")

    suppression_id: KeyText
    """`path:line:column`, and the rule where the comment names several."""
    path: Annotated[str, Ref("config_file")] | None = None
    """The file."""
    line: int | None = None
    """Line of the comment, 1 for the first."""
    text: str | None = None
    """The comment, cut when it is long."""
    rule: str | None = None
    """A rule's id, or the beginning of ids with `*`, as written."""
    whole_file: bool = False
    """Whether it speaks for the file, not for a line."""
    until: date | None = None
    """Last day it holds, UTC."""
    reason: str | None = None
    """Why, in the words of who wrote it."""
    valid: bool = True
    """Whether the comment could be read; one that could not accepts nothing."""
    rule_known: bool = True
    """Whether there is such a rule."""
    nearest: str | None = None
    """The known rule whose id is most alike."""
    findings: int | None = None
    """How many findings it accepted or, when it has expired, would have; NULL where its rules were not all judged."""
