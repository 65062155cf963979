"""JSON Schema of what ``--format json`` prints; tests hold real reports against it.

Keys may be added within a version, so programs must pass over those they do not know.
"""

from __future__ import annotations

from typing import Any, get_args

from healthcheck.checklist import ITEM_STATES
from healthcheck.facts.schema import DRAFT
from healthcheck.language import LANGS
from healthcheck.outcome import STATUSES, Acceptance
from healthcheck.rank import PRIORITIES
from healthcheck.report.json import VERSION
from healthcheck.rule import SEVERITIES, Confidence, Effort
from healthcheck.score import PARTS
from healthcheck.states import STATES, VERDICTS
from healthcheck.store import State
from healthcheck.waive import KINDS, UseState

_TEXT: dict[str, Any] = {"type": "string"}
_SAID: dict[str, Any] = {"type": "string", "minLength": 1}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}
_NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_RULE: dict[str, Any] = {"type": "string", "pattern": r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"}
_FINGERPRINT: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
_SEVERITY: dict[str, Any] = {"enum": list(SEVERITIES)}
_CONFIDENCE: dict[str, Any] = {"enum": list(get_args(Confidence))}
_SCORE: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
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
                "waivers": _told(
                    "What became of every line of the waiver files.", _list({"$ref": "#/$defs/waiver_use"})
                ),
                "edition": _told("`customer`: personal data was replaced.", {"enum": ["internal", "customer"]}),
                "score": _told("0 to 100; null when no rule gave a verdict.", _SCORE),
                "readiness": _told("The verdict of the profile; null where none was asked for.", _readiness()),
                "since": _told("Against the saved scans before; null where no history was asked.", _since()),
            }
        ),
        "$defs": {
            "thing": _thing(),
            "cause": _cause(),
            "outcome": _outcome(),
            "finding": _finding(),
            "waived": _waived(),
            "waiver": _waiver(),
            "waiver_use": _waiver_use(),
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


def _since() -> dict[str, Any]:
    gone = _object(
        {
            "fingerprint": _FINGERPRINT,
            "rule": _RULE,
            "title": _SAID,
            "name": _TEXT,
            "priority": _PRIORITY,
            "state": {"enum": ["fixed", "not-evaluated"]},
            "reason": {"type": ["string", "null"]},
        }
    )
    number = {"type": "number"}
    moved = _object(
        {
            "before": number,
            "after": number,
            "change": number,
            "parts": _told("They sum to the change.", _object(dict.fromkeys(PARTS, number))),
        }
    )
    found = _object(
        {
            "previous": {"type": ["string", "null"]},
            "states": _object(dict.fromkeys(STATES, _COUNT)),
            "score": {"anyOf": [moved, {"type": "null"}]},
            "gone": _told("Findings that were not seen: fixed, or not evaluated.", _list(gone)),
            "saved": _told("Id in the history.", {"type": ["integer", "null"]}),
        }
    )
    return {"anyOf": [found, {"type": "null"}]}


def _readiness() -> dict[str, Any]:
    verdict = {"enum": list(VERDICTS)}
    gate = _object(
        {
            "name": _SAID,
            "text": _SAID,
            "passed": {"type": "boolean"},
            "value": {"type": ["number", "null"]},
            "bound": {"type": "number"},
            "otherwise": verdict,
            "detail": _SAID,
        }
    )
    record = _object({"result": {"enum": ["pass", "fail", "na"]}, "evidence": _TEXT, "by": _SAID, "on": _SAID})
    check = _object(
        {
            "id": _SAID,
            "kind": {"enum": ["manual", "automatic"]},
            "area": _SAID,
            "priority": _PRIORITY,
            "title": _SAID,
            "state": {"enum": list(ITEM_STATES)},
            "findings": _COUNT,
            "detail": {"type": ["string", "null"]},
            "how": _SAID,
            "role": _SAID,
            "when": _SAID,
            "record": record,
        },
        optional=("how", "role", "when", "record"),
    )
    repair = _object(
        {
            "priority": _PRIORITY,
            "score": _AMOUNT,
            "clears": _COUNT,
            "rules": _list(_RULE, 1),
            "causes": _list(_object({"type": _NAME, "key": _TEXT, "name": _TEXT}), 1),
        }
    )
    earlier = _object({"collected_at": _SAID, "verdict": _TEXT, "score": _SCORE, "priorities": {"type": "object"}})
    found = _object(
        {
            "verdict": verdict,
            "name": _SAID,
            "profile": _SAID,
            "industry": _TEXT,
            "score": _SCORE,
            "gates": _list(gate),
            "coverage": _object(
                {
                    "families": _list(_object({"family": _NAME, "ran": _COUNT, "rules": _COUNT})),
                    "unseen": _list(_object({"why": _SAID, "rules": _list(_RULE)})),
                }
            ),
            "repairs": _told("The repairs that matter most; `clears`: findings that each removes.", _list(repair)),
            "checks": _told("Automatic and manual checks in one list.", _list(check)),
            "rehearsals": _told("Saved scans before, oldest first.", _list(earlier)),
        }
    )
    return {"anyOf": [found, {"type": "null"}]}


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
            "waived": _told("How many findings are accepted and not counted.", _COUNT),
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
                "identity": _told("Its business key, the same after a database was rebuilt.", _TEXT),
                "origin": _told("Where it is found; empty where no row of it was collected.", _TEXT),
                "system": _told("Which of several systems it stands in; absent in a scan of one.", _SAID),
            },
            optional=("system",),
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
                "cut": _told("More was found than is listed.", {"type": "boolean"}),
                "digest": _told("Changes when the rule judges otherwise; empty when it could not be read.", _TEXT),
                "rests": _told("What the verdict rests on: `table`, `table.column`, `table.*`.", _list(_SAID)),
                "terms": _told("Changes when its findings weigh otherwise.", _SAID),
                "waived_count": _told("How many findings are accepted and not counted.", _COUNT),
                "waived": _told("The accepted findings that were kept in full.", _list({"$ref": "#/$defs/waived"})),
                "systems": _told(
                    "What became of it in each of several systems; absent in a scan of one. Acceptance is not taken off.",
                    _list(
                        _object(
                            {
                                "system": _SAID,
                                "status": {"enum": sorted(STATUSES)},
                                "reason": {"type": ["string", "null"], "minLength": 1},
                                "count": _COUNT,
                            }
                        )
                    ),
                ),
            },
            optional=("systems",),
        ),
        "allOf": [
            {
                "if": {"properties": {"status": {"const": "failed"}}},
                "then": {"properties": {"count": {"minimum": 1}}},
                "else": quiet,
            },
            {
                "if": {"properties": {"status": {"enum": ["skipped", "broken", "timeout"]}}},
                "then": {"properties": {"reason": {"type": "string"}}},
            },
        ],
    }


def _place() -> dict[str, Any]:
    return _object(
        {
            "path": _told("Below the target's root, with /.", _SAID),
            "line": _told("1 for the first; 0 when only the file is known.", _COUNT),
            "column": _told("In characters, 1 for the first.", _COUNT),
            "end_line": _COUNT,
            "end_column": _told("Just after the last character.", _COUNT),
            "sheet": _told("Worksheet, for workbooks.", _TEXT),
            "cell": _told("As A1, for workbooks.", _TEXT),
        }
    )


def _finding() -> dict[str, Any]:
    return _object(
        {
            "fingerprint": _told("The same in every scan, as long as the thing keeps its business key.", _FINGERPRINT),
            "state": _told("What became of it since earlier scans; null without a history.", {"enum": [*STATES, None]}),
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
            "places": _told("Where it stands in files, when the target is made of files.", _list(_place())),
            "message": _SAID,
            "fix": _SAID,
            "where": _told("Menu path in the product; empty where it is not known.", _TEXT),
            "statements": _told(
                "SQL to review, from the product's adapter.",
                _object({"sql": _SAID, "verify": _SAID}, optional=("sql", "verify")),
            ),
        }
    )


def _waived() -> dict[str, Any]:
    return _told(
        "An accepted finding.",
        {
            "allOf": [{"$ref": "#/$defs/finding"}],
            "properties": {"waiver": {"$ref": "#/$defs/waiver"}},
            "required": ["waiver"],
        },
    )


def _waiver_fields() -> dict[str, Any]:
    return {
        "kind": _told("Empty where nobody said.", {"enum": ["", *KINDS]}),
        "reason": _TEXT,
        "owner": _told("Who answers for it.", _TEXT),
        "approver": _told("Who agreed.", _TEXT),
        "until": _told(
            "Last day it holds, in `timezone`; null = for good.", {"type": ["string", "null"], "format": "date"}
        ),
        "timezone": _TEXT,
        "ticket": _TEXT,
        "source": _told("The line that says so.", _TEXT),
    }


def _waiver() -> dict[str, Any]:
    how = _told("What accepted it.", {"enum": list(get_args(Acceptance))})
    return _object({"how": how, **_waiver_fields()})


def _waiver_use() -> dict[str, Any]:
    return _object(
        {
            "rule": _TEXT,
            "fingerprint": _TEXT,
            "object": _TEXT,
            **_waiver_fields(),
            "state": {"enum": list(get_args(UseState))},
            "count": _told("Findings it names, valid or not.", _COUNT),
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
            "cut": _told("Rows that exist were not read.", {"type": "boolean"}),
            "known": _told("Columns that were read.", _list(_SAID)),
        }
    )
