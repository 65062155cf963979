"""Configuration files: what a config repository holds."""

from __future__ import annotations

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
