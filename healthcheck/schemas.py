"""The files that people write, as JSON Schemas: for editors, generators and assistants (``healthcheck schema``).

Each is made from what reads the file, so that a schema cannot promise what the program refuses; the tests hold both together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from healthcheck import manifest
from healthcheck.language import LANGS
from healthcheck.rule import Confidence, Effort, Repair, Severity

if TYPE_CHECKING:
    from healthcheck.facts import TableSpec

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NAME = r"^[a-z][a-z0-9_]*$"


def rule_header(tables: Iterable[str]) -> dict[str, Any]:
    """The TOML between ``/*`` and ``*/`` (or the quotes of a Python rule's docstring), as parsed.

    Args:
        tables: names of the fact tables that a rule may be about.
    """
    from healthcheck.profile import INDUSTRIES

    words = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
    fact = {"enum": list(tables)}
    spoken = {
        "type": "object",
        "properties": {
            "title": {"type": "string", "pattern": r"\S", "description": "What is wrong, in a few words; no placeholders."},
            "message": {"type": "string", "pattern": r"\S", "description": "One finding as a sentence; {column} shows a column."},
            "fix": {"type": "string", "pattern": r"\S", "description": "What a person does about it; {column} shows a column."},
        },
        "required": ["title", "message", "fix"],
        "additionalProperties": False,
    }  # fmt: skip
    value = {"type": ["string", "number", "boolean"]}
    properties: dict[str, Any] = {
        "severity": {"enum": list(get_args(Severity)), "description": "How bad one instance is."},
        "subject": {**fact, "description": "The fact table the finding is about; the query returns its key columns."},
        "cause": {**fact, "description": "The fact table of what is repaired, when that is another object."},
        "where": {
            **fact,
            "description": "The fact table whose menu leads to the repair, when that is not the subject's.",
        },
        "effort": {"enum": list(get_args(Effort)), "default": "hours", "description": "To repair one."},
        "reach": {
            "type": "string",
            "pattern": r"\S",
            "description": "Unit of the column reach: users, documents, ms …",
        },
        "tags": {**words, "description": "Words to select the rule by; relative: it judges a row against the rest."},
        "params": {
            "type": "object",
            "propertyNames": {"pattern": _NAME},
            "additionalProperties": {"anyOf": [value, {"type": "array", "items": value}]},
            "description": "Used as {{name}} in the query, as keyword-only arguments in a function.",
        },
        "industries": {
            "type": "array",
            "items": {"enum": list(INDUSTRIES)},
            "uniqueItems": True,
            "description": "Industries it counts in; none = all.",
        },
        "confidence": {"enum": list(get_args(Confidence)), "default": "certain"},
        "discriminator": {
            **words,
            "items": {"type": "string", "pattern": _NAME},
            "description": "Columns that tell two findings about one subject apart.",
        },
        "checks": {**words, "description": "Ids of the checklist that this rule answers, such as PE03."},
        "repair": {
            "type": "object",
            "properties": {
                "steps": {"type": "array", "items": {"enum": list(get_args(Repair))}, "minItems": 1},
                "column": {"type": "string", "pattern": _NAME},
            },
            "required": ["steps"],
            "additionalProperties": False,
            "description": "What `healthcheck check --fix` may do to the file.",
        },
        "verify": {
            "type": "string",
            "pattern": r"\S",
            "description": "A query on facts that counts what is at fault: 0 once the finding is repaired; {column} is the finding's.",
        },
        **dict.fromkeys(LANGS, spoken),
    }
    return {
        "$schema": DRAFT,
        "title": "healthcheck rule header",
        "type": "object",
        "properties": properties,
        "required": ["severity", "subject", *LANGS],
        "additionalProperties": False,
    }


def pack() -> dict[str, Any]:
    """``pack.toml``."""
    text = {"type": "string"}
    names = {"type": "array", "items": text}
    return {
        "$schema": DRAFT,
        "title": "healthcheck pack",
        "type": "object",
        "properties": {
            "name": {"type": "string", "pattern": f"^{manifest.NAME.pattern}$", "description": "Lower case words joined by hyphens."},
            "version": {"type": "string", "pattern": f"^{manifest.VERSION.pattern}$", "description": "Such as 1.4.0."},
            "namespace": {"type": "string", "pattern": f"^{manifest.NAMESPACE.pattern}$", "description": "What ids of its rules start with; your own."},
            "title": {"type": "object", "properties": dict.fromkeys(LANGS, text), "required": list(LANGS), "additionalProperties": False},
            "requires": {"type": "string", "pattern": f"^({manifest.BOUND.pattern}(,{manifest.BOUND.pattern})*)?$", "description": "Versions of healthcheck, such as >=0.1,<1."},
            "author": text,
            "license": text,
            "homepage": text,
            "distributions": {**names, "description": "Python distributions that its Python rules import."},
            "products": {**names, "description": "Adapters it is for; none = every system."},
        },
        "required": ["name", "version", "namespace", "title"],
        "additionalProperties": False,
    }  # fmt: skip


def published(tables: dict[str, TableSpec]) -> dict[str, tuple[str, Callable[[], dict[str, Any]]]]:
    """Name of a schema → (the file it is for, what makes it).

    Args:
        tables: the fact tables there are: built in, and those of installed plugins where they count.
    """
    from healthcheck import alerts, profile, waive
    from healthcheck.config import settings
    from healthcheck.fleet import targets

    return {
        "rule-header": ("header of a rule", partial(rule_header, tables)),
        "pack": (manifest.FILE, pack),
        "healthcheck": (settings.NAME, partial(settings.schema, tables)),
        "profile": ("a profile", profile.schema),
        "waivers": ("waivers.toml", waive.schema),
        "alerts": ("alerts.toml", alerts.schema),
        "fleet": ("targets of a fleet", targets.schema),
    }
