"""JSON Schema of what ``--format json`` prints; tests hold real reports against it.

Keys may be added within a version, so programs must pass over those they do not know.
"""

from __future__ import annotations

from typing import Any, get_args

from healthcheck.facts.schema import DRAFT
from healthcheck.language import LANGS
from healthcheck.outcome import STATUSES
from healthcheck.rank import PRIORITIES
from healthcheck.report.json import VERSION
from healthcheck.rule import SEVERITIES, Confidence, Effort
from healthcheck.store import State

_TEXT: dict[str, Any] = {"type": "string"}
_SAID: dict[str, Any] = {"type": "string", "minLength": 1}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}
_NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_RULE: dict[str, Any] = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"}
_FINGERPRINT: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
_SEVERITY: dict[str, Any] = {"enum": list(SEVERITIES)}
_CONFIDENCE: dict[str, Any] = {"enum": list(get_args(Confidence))}
_PRIORITY: dict[str, Any] = {"enum": [name for name, _ in PRIORITIES]}


def report() -> dict[str, Any]:
    """The schema of a report."""
    return {
        "$schema": DRAFT,
        "title": f"healthcheck report, version {VERSION}",
        **_object(
            {
                "schema": {"const": "healthcheck-report"},
                "version": {"const": VERSION},
                "engine": _told("Version of healthcheck.", _SAID),
                "language": _told("Language of every text below.", {"enum": list(LANGS)}),
                "target": _target(),
                "summary": _summary(),
                "causes": _told("What to repair, the most worthwhile first.", _list({"$ref": "#/$defs/cause"})),
                "outcomes": _told("One per rule, in order of rule id.", _list({"$ref": "#/$defs/outcome"})),
                "coverage": _told("One per fact table.", _list({"$ref": "#/$defs/coverage"})),
                "limits": _told("What the adapters cannot see.", _list(_SAID)),
            }
        ),
        "$defs": {
            "thing": _thing(),
            "cause": _cause(),
            "outcome": _outcome(),
            "finding": _finding(),
            "coverage": _coverage(),
        },
    }


def rule_list() -> dict[str, Any]:
    """The schema of ``healthcheck rule list --format json``."""
    fields = {
        "id": _RULE,
        "family": _told("The built-in ones, and those of a pack of your own.", _NAME),
        "severity": _SEVERITY,
        "subject": _told("Fact table that a finding is about.", _NAME),
        "cause": _told("Fact table whose row is repaired.", _NAME),
        "effort": {"enum": list(get_args(Effort))},
        "confidence": _CONFIDENCE,
        "tags": _list(_SAID),
        "industries": _told("Empty: all.", _list(_SAID)),
        "params": {"type": "object"},
        "checks": _told("Ids of the checklist that the rule answers.", _list(_SAID)),
        "language": _told("What the rule is written in.", {"enum": ["sql", "python"]}),
        "title": _SAID,
        "message": _SAID,
        "fix": _SAID,
    }
    return {"$schema": DRAFT, "title": "healthcheck rules", **_list(_object(fields))}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [p for p in properties if p not in optional]}


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _told(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, **schema}


def _target() -> dict[str, Any]:
    instant = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
    return _object(
        {
            "names": _told("What was examined, without credentials.", _list(_SAID, 1)),
            "products": _told("Titles of the adapters that fitted.", _list(_SAID)),
            "versions": _told("Adapter → version of the product.", {"type": "object", "additionalProperties": _TEXT}),
            "collected_at": _told("When the facts were read (UTC).", instant),
        }
    )


def _summary() -> dict[str, Any]:
    return _object(
        {
            "rules": _told("How many rules have which outcome.", _object(dict.fromkeys(sorted(STATUSES), _COUNT))),
            "findings": _told("How many findings there are, those that are not listed included.", _COUNT),
            "priorities": _told(
                "How many of the listed findings have which priority.", _object({p: _COUNT for p, _ in PRIORITIES})
            ),
            "notes": _told("What makes the scan incomplete as a whole.", _list(_SAID)),
        }
    )


def _thing() -> dict[str, Any]:
    return _told(
        "A row of a fact table.",
        _object(
            {
                "type": _told("Fact table.", _NAME),
                "key": _told("Its key; several columns are joined by a comma.", _TEXT),
                "name": _told("What a person knows it by.", _TEXT),
                "origin": _told("Where it is found; empty where no row of it was collected.", _TEXT),
            }
        ),
    )


def _cause() -> dict[str, Any]:
    return _object(
        {
            "cause": {"$ref": "#/$defs/thing"},
            "priority": _PRIORITY,
            "score": _AMOUNT,
            "rules": _list(_RULE, 1),
            "findings": _told("Fingerprints of what its repair removes.", _list(_FINGERPRINT, 1)),
        }
    )


def _outcome() -> dict[str, Any]:
    quiet = {"properties": {"findings": {"maxItems": 0}, "count": {"const": 0}}}
    return {
        **_object(
            {
                "rule": _RULE,
                "title": _SAID,
                "status": {"enum": sorted(STATUSES)},
                "reason": _told(
                    "Why the rule gave no verdict, or what it did without.",
                    {"type": ["string", "null"], "minLength": 1},
                ),
                "severity": _SEVERITY,
                "count": _told("How many findings there are; the list may be cut (--max-findings).", _COUNT),
                "ms": _AMOUNT,
                "findings": _list({"$ref": "#/$defs/finding"}),
            }
        ),
        "allOf": [
            {
                "if": {"properties": {"status": {"const": "failed"}}},
                "then": {"properties": {"findings": {"minItems": 1}, "count": {"minimum": 1}}},
                "else": quiet,
            },
            {
                "if": {"properties": {"status": {"enum": ["skipped", "broken", "timeout"]}}},
                "then": {"properties": {"reason": {"type": "string"}}},
            },
        ],
    }


def _finding() -> dict[str, Any]:
    return _object(
        {
            "fingerprint": _told("The same in every scan, as long as the thing keeps its business key.", _FINGERPRINT),
            "priority": _PRIORITY,
            "score": _AMOUNT,
            "why": _told("How the score came about.", _SAID),
            "severity": _SEVERITY,
            "confidence": _CONFIDENCE,
            "reach": {"type": ["number", "null"]},
            "subject": {"$ref": "#/$defs/thing"},
            "cause": {"$ref": "#/$defs/thing"},
            "evidence": _told("The rule's own columns.", {"type": "object"}),
            "origin": _told("Where a person finds it.", _list(_TEXT)),
            "message": _SAID,
            "fix": _SAID,
            "where": _told("Menu path in the product; empty where it is not known.", _TEXT),
            "statements": _told(
                "SQL to review, from the product's adapter.",
                _object({"sql": _SAID, "verify": _SAID}, optional=("sql", "verify")),
            ),
        }
    )


def _coverage() -> dict[str, Any]:
    return _object(
        {
            "fact": _NAME,
            "state": {"enum": list(get_args(State))},
            "rows": _COUNT,
            "reasons": _list(_SAID),
            "unknown": _told("Column → why it is not known.", {"type": "object", "additionalProperties": _SAID}),
        }
    )
