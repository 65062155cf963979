"""JSON Schema of fact files, derived from the fact classes like everything else about a table.

It describes what the reader of fact files takes without complaint: text cells as a spreadsheet writes them as well as
JSON's own types. A file that an editor checks against it is read whole.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from healthcheck.facts.base import Column, TableSpec

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_DAY = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?"

#: Per Python type what a cell may hold; the empty text is an empty cell.
_CELLS: dict[type, dict[str, Any]] = {
    str: {"type": ["string", "number", "boolean", "null"]},
    int: {"type": ["integer", "string", "null"], "pattern": r"^(-?\d{1,18})?$"},
    float: {"type": ["number", "string", "null"], "pattern": r"^(-?\d+(\.\d+)?)?$"},
    Decimal: {"type": ["number", "string", "null"], "pattern": r"^(-?\d{1,20}(\.\d+)?)?$"},
    bool: {"enum": [True, False, 1, 0, "true", "false", "1", "0", "是", "否", "√", "×", "", None]},
    datetime: {"type": ["string", "null"], "pattern": f"^({_DAY}([ T]{_TIME})?)?$"},
    date: {"type": ["string", "null"], "pattern": f"^({_DAY})?$"},
}


def table_schema(spec: TableSpec) -> dict[str, Any]:
    """The schema of a JSON file that holds one fact table: a list of rows."""
    return {
        "$schema": DRAFT,
        "title": f"{spec.name} · {spec.zh}",
        "description": " ".join(spec.doc.split()),
        "type": "array",
        "items": {
            "type": "object",
            "properties": {c.name: _cell(c) for c in spec.columns.values()},
            "required": [c.name for c in spec.columns.values() if c.required],
            "patternProperties": {"^[_#]": {"description": "A note, passed over."}},
            "additionalProperties": False,
        },
    }


def _cell(column: Column) -> dict[str, Any]:
    told = {"description": " ".join(column.doc.split())} if column.doc else {}
    if column.choices:
        empty = [] if column.required else ["", None]
        return {**told, "enum": [*column.choices, *empty]}
    cell = dict(_CELLS[column.type])
    if column.required:
        cell["type"] = [t for t in cell["type"] if t != "null"]
        cell["minLength"] = 1
    return {**told, **cell}
