"""Fact tables from CSV, JSON and XLSX files; a file that cannot be used says so, and the rest go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from healthcheck_files.problems import Problem
from healthcheck_files.read import PATTERNS, Reading

from healthcheck.adapters import Source
from healthcheck.facts import TABLES, ConfigFile, Fact

FACTS = tuple(spec.fact for spec in TABLES.values())
#: A table that no file gives was not collected; only a file without rows says that there is none.
GIVEN_ONLY = True
QUERIES: dict[str, str] = {}

#: What a list that people made has no column for where there is no such notion: nothing is switched off or marked
#: deleted (the rows are there), nothing ends on a day, there are no variants. Of two ways to say something one is enough.
_NO_NOTION = ("active", "deleted", "template_id", "variant")
_OF_TABLE = {"bom": ("valid_from", "valid_to")}
_EITHER = {"material": ("uom_id", "uom_text"), "routing_step": ("material_id", "bom_id")}

_CONFIG_FILE = ("path", "format", "bytes", "problem", "line", "column", "detail", "origin")


def collect(source: Source) -> Iterator[Fact | tuple[type[Fact], pa.RecordBatch]]:
    """Every table of every file, and one `config_file` per file."""
    columns: dict[str, set[str]] = {}
    strange: list[Problem] = []
    misspelt: set[str] = set()
    for path in source.files(*PATTERNS):
        if path.name.startswith("~$"):
            continue  # what a spreadsheet leaves beside a file that is open
        reading = Reading(path, _below(source.root, path))
        for name, batch in reading.batches():
            # Where several files give one table, only columns that all of them have are known.
            columns[name] = columns.get(name, set(batch.schema.names)) & set(batch.schema.names)
            yield TABLES[name].fact, batch
        if not reading.ours:
            continue
        for problem in reading.problems:
            if problem.table:
                if problem.kind == "unknown":
                    misspelt.add(problem.table)
                source.problem(TABLES[problem.table].fact, problem.en, problem.zh)
            else:
                strange.append(problem)
        yield reading.config_file()
    if not columns:
        # Beside fact tables, tables of another kind are somebody else's; on their own they were meant to be read.
        for problem in strange:
            source.problem(ConfigFile, problem.en, problem.zh)
    for name, known in columns.items():
        if name not in misspelt:
            known |= _without_notion(name, known, several="company" in columns)
        source.columns_known(TABLES[name].fact, *known)
    source.columns_known(ConfigFile, *_CONFIG_FILE)


def _without_notion(name: str, given: set[str], several: bool) -> set[str]:
    """The columns of a table that no file has, because whoever made it knows no such thing; they count at their default.

    Args:
        several: whether the files tell of companies: then it is unknown whose a row is that does not say.
    """
    have = set(TABLES[name].columns)
    found = have.intersection(_NO_NOTION) | set(_OF_TABLE.get(name, ()))
    if not several:
        found |= have & {"company_id"}
    ways = _EITHER.get(name, ())
    if given.intersection(ways):
        found.update(ways)
    return found - given


def _below(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
