"""The process that Python rules run in: one job per line on standard input, one answer per line back.

A rule sees only the tables it asked for, handed over as Arrow files; the engine kills the process when it overruns.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from healthcheck.table import Table

#: What the modules of rules are called, before a mark of the path.
_MODULE = "healthcheck_rule_"


def main(memory_bytes: int) -> None:
    """Serve jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a rule prints must not be taken for an answer
    _serve(sys.stdin, answers, memory_bytes)


def serve_forked(asked: int, answering: int, memory_bytes: int) -> None:
    """The same in a copy of the engine's process.

    Args:
        asked: descriptor that jobs are read from.
        answering: descriptor that answers are written to.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # those of the engine are none of a rule's business
        os.dup2(nothing, standard)
    with os.fdopen(asked, encoding="utf-8") as jobs, os.fdopen(answering, "w", encoding="utf-8") as answers:
        _serve(jobs, answers, memory_bytes)


def _serve(jobs: TextIO, answers: TextIO, memory_bytes: int) -> None:
    _limit_memory(memory_bytes)
    scan = None
    for line in jobs:
        job = json.loads(line)
        if job["scan"] != scan:
            scan = job["scan"]
            _forget()
        try:
            rows = _run(job)
            _write(rows, Path(job["out"]))
            answer: dict[str, Any] = {"ok": True}
        except MemoryError:
            answer = {"ok": False, "error": "MemoryError: the rule needed more memory than it may use"}
        except BaseException as error:
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}{_where(error, job['path'])}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _forget() -> None:
    """Import rules anew: what one kept of the target before must not come into another's result."""
    for name in [name for name in sys.modules if name.startswith(_MODULE)]:
        del sys.modules[name]


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _where(error: BaseException, path: str) -> str:
    """The line of the rule's own file that the error came from."""
    import traceback

    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    return f" (line {frames[-1].lineno})" if frames else ""


def _run(job: dict[str, Any]) -> list[dict[str, Any]]:
    tables = {name: _read(path) for name, path in job["tables"].items()}
    return call(job["path"], tables, job["params"], datetime.fromisoformat(job["scan_time"]))


def call(path: str, tables: dict[str, pa.Table], params: dict[str, Any], scan_time: datetime) -> list[dict[str, Any]]:
    """Import a rule's file and call its ``check`` with the tables and parameters it asks for."""
    spec = importlib.util.spec_from_file_location(f"{_MODULE}{abs(hash(path)):x}", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules.get(spec.name)
    if module is None:
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    arguments: dict[str, Any] = {}
    for name, parameter in inspect.signature(module.check).parameters.items():
        if name == "scan_time":
            arguments[name] = scan_time
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            arguments[name] = params[name]
        else:
            arguments[name] = Table(tables[name]) if name in tables else None
    return [dict(row) for row in module.check(**arguments)]


def _read(path: str) -> pa.Table:
    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


def _write(rows: list[dict[str, Any]], out: Path) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = []
    for name in names:
        values = [row.get(name) for row in rows]
        try:
            columns.append(pa.array(values))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            columns.append(pa.array([None if v is None else str(v) for v in values], pa.string()))
    table = pa.Table.from_arrays(columns, names=names)
    with pa.OSFile(str(out), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


if __name__ == "__main__":
    main(int(sys.argv[1]))
