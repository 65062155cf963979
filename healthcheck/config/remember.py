"""What a check keeps for the next one, as JSON: results of files, and outcomes of rules."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck import __version__, usercache
from healthcheck.config.place import Spot
from healthcheck.config.problem import Problem
from healthcheck.distributions import named
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Place, Thing, Waiver

if TYPE_CHECKING:
    from healthcheck.config.reading import FileResult
    from healthcheck.rule import Rule
    from healthcheck.store import Coverage, Part


@dataclass
class Run:
    """What rules found in a repository, before anything is accepted or ranked."""

    outcomes: list[Outcome]
    coverage: dict[str, Coverage]
    parts: list[Part]
    collected_at: datetime
    targets: list[str]
    adapters: list[dict[str, Any]]
    versions: dict[str, str]
    notes: list[Text]


_code_mark = ""


def code_mark(known: str = "") -> str:
    """Changes with the engine's code, the libraries that read files, and the code of installed adapters.

    Args:
        known: the mark as another process of this engine worked it out.
    """
    global _code_mark
    _code_mark = _code_mark or known or f"{_engine_mark()} {_plugins_mark()}"
    return _code_mark


def _engine_mark() -> str:
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    here = Path(__file__).parent.parent
    for path in sorted([*here.glob("*.py"), *here.glob("config/*.py"), *here.glob("facts/*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in ("PyYAML", "yaml-rs", "jsonschema-rs", "jmespath", "python-calamine", "duckdb", "sqlglot", "tomli"):
        try:
            digest.update(f"{name} {importlib.metadata.version(name)}".encode())
        except importlib.metadata.PackageNotFoundError:
            digest.update(name.encode())
    return digest.hexdigest()


def _plugins_mark() -> str:
    """Of installed adapters; no plugin is imported."""
    digest = hashlib.sha256()
    for _, entry in named("healthcheck.adapters"):
        try:
            spec = importlib.util.find_spec(entry.value)
        except (ImportError, ValueError):
            spec = None
        for location in (spec.submodule_search_locations or []) if spec else []:
            for path in sorted(Path(location).rglob("*")):
                if path.suffix in (".py", ".toml", ".sql") and path.is_file():
                    digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def rule_mark(rule: Rule) -> str:
    """Changes with whatever a rule's file says."""
    said = {f.name: getattr(rule, f.name) for f in fields(rule) if f.name not in ("path", "text")}
    said["text"] = {lang: vars(text) for lang, text in rule.text.items()}
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def result_to(result: FileResult) -> list[Any]:
    """A file's result as JSON."""
    return [
        result.path, result.notation, result.size,
        [_problem_to(p) for p in result.problems],
        [[*key, t.columns, t.rows, t.known, [[r.en, r.zh] for r in t.partial], t.cut] for key, t in result.tables.items()],
        result.lost, result.read,
        [[path, *_problem_to(p)] for path, p in result.elsewhere],
    ]  # fmt: skip


def result_from(text: str) -> FileResult | None:
    """A file's result from JSON; None when it is not of the expected shape."""
    from healthcheck.config.reading import FileResult, Table

    try:
        path, notation, size, problems, tables, lost, read, elsewhere = json.loads(text)
        return FileResult(
            path, notation, size,
            [_problem_from(p) for p in problems],
            {
                (name, table): Table(tuple(columns), [tuple(r) for r in rows], tuple(known), [Text(*r) for r in partial], cut)
                for name, table, columns, rows, known, partial, cut in tables
            },
            lost, read, [(at, _problem_from(p)) for at, *p in elsewhere],
        )  # fmt: skip
    except (TypeError, ValueError):
        return None


def _store_of(root: Path) -> str:
    return hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()


def has_files(root: Path) -> bool:
    """Whether anything is kept of a repository's files."""
    return usercache.has("files", _store_of(root))


def recall_files(root: Path, base: str) -> dict[str, str]:
    """What the files of a repository gave, each as JSON; empty when it was kept under another base."""
    kept = usercache.load("files", _store_of(root))
    files = kept.get("files") if isinstance(kept, dict) and kept.get("base") == base else None
    return files if isinstance(files, dict) and all(isinstance(v, str) for v in files.values()) else {}


def keep_files(root: Path, base: str, files: Mapping[str, str]) -> None:
    """Keep what the files of a repository gave."""
    usercache.save("files", _store_of(root), {"base": base, "files": dict(files)})


def _problem_to(problem: Problem) -> list[Any]:
    p = problem
    return [p.kind, p.said.en, p.said.zh, list(p.spot), p.pointer, p.keyword, p.expected, p.found, p.nearest, p.whole]


def _problem_from(said: Any) -> Problem:
    kind, en, zh, spot, *rest = said
    return Problem(kind, Text(en, zh), Spot(*spot), *rest)


def keep_run(key: str, run: Run) -> None:
    """Keep what rules found, unless one of them broke or ran out of time: that may be another thing the next time."""
    if any(o.status in ("broken", "timeout") for o in run.outcomes):
        return
    said = {
        "outcomes": [_outcome_to(o) for o in run.outcomes],
        "coverage": [
            [c.fact, c.state, c.rows, [_text(r) for r in c.reasons], sorted(c.known), {k: _text(v) for k, v in c.unknown.items()}, c.cut]
            for c in run.coverage.values()
        ],
        "parts": [
            [p.fact, p.source, p.state, _text(p.reason), p.rows, p.ms, p.known, {k: _text(v) for k, v in p.unknown.items()}, p.failed]
            for p in run.parts
        ],
        "collected_at": run.collected_at.isoformat(),
        "targets": run.targets,
        "adapters": run.adapters,
        "versions": run.versions,
        "notes": [_text(n) for n in run.notes],
    }  # fmt: skip
    usercache.save("runs", key, said)


def recall_run(key: str, rules: Mapping[str, Rule]) -> Run | None:
    """What rules found under a key; None when nothing was kept, or not in the expected shape."""
    said = usercache.load("runs", key)
    if said is None:
        return None
    from healthcheck.coverage import Coverage, Part

    try:
        return Run(
            outcomes=[_outcome_from(o, rules) for o in said["outcomes"]],
            coverage={
                fact: Coverage(
                    fact, state, rows, tuple(Text(*r) for r in reasons), frozenset(known), {k: Text(*v) for k, v in unknown.items()}, cut
                )
                for fact, state, rows, reasons, known, unknown, cut in said["coverage"]
            },
            parts=[
                Part(
                    fact, source, state, Text(*reason) if reason else None, "", rows, ms, tuple(known),
                    {k: Text(*v) for k, v in unknown.items()}, failed,
                )
                for fact, source, state, reason, rows, ms, known, unknown, failed in said["parts"]
            ],
            collected_at=datetime.fromisoformat(said["collected_at"]),
            targets=said["targets"],
            adapters=said["adapters"],
            versions=said["versions"],
            notes=[Text(*n) for n in said["notes"]],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return None


def _text(text: Text | None) -> list[str] | None:
    return [text.en, text.zh] if text else None


def _outcome_to(outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule.id,
        "status": outcome.status,
        "reason": _text(outcome.reason),
        "findings": [_finding_to(f) for f in outcome.findings],
        "waived": [_finding_to(f) for f in outcome.waived],
        "rest": [outcome.count, outcome.ms, outcome.waived_unlisted, outcome.cut, outcome.digest, list(outcome.rests)],
    }


def _outcome_from(said: dict[str, Any], rules: Mapping[str, Rule]) -> Outcome:
    count, ms, unlisted, cut, digest, rests = said["rest"]
    return Outcome(
        rules[said["rule"]],
        said["status"],
        Text(*said["reason"]) if said["reason"] else None,
        [_finding_from(f) for f in said["findings"]],
        count,
        ms,
        [_finding_from(f) for f in said["waived"]],
        unlisted,
        cut,
        digest,
        tuple(rests),
    )


def _finding_to(finding: Finding) -> list[Any]:
    return [
        finding.rule, finding.severity, finding.confidence, list(vars(finding.subject).values()),
        list(vars(finding.cause).values()), {k: _value_to(v) for k, v in finding.evidence.items()}, finding.origin,
        finding.fingerprint, finding.reach, [list(vars(p).values()) for p in finding.places],
        finding.waiver.reason if finding.waiver else None, finding.state,
    ]  # fmt: skip


def _finding_from(said: list[Any]) -> Finding:
    rule, severity, confidence, subject, cause, evidence, origin, mark, reach, places, waived, state = said
    return Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        subject=Thing(*subject),
        cause=Thing(*cause),
        evidence={k: _value_from(v) for k, v in evidence.items()},
        origin=origin,
        fingerprint=mark,
        reach=reach,
        places=[Place(*p) for p in places],
        waiver=Waiver("baseline", reason=waived) if waived is not None else None,
        state=state,
    )


def _value_to(value: Any) -> Any:
    """A value of evidence: what JSON has not is told with its type."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return value
    if isinstance(value, Decimal | datetime | date):
        return {"type": type(value).__name__, "value": str(value)}
    if isinstance(value, list | tuple):
        return [_value_to(v) for v in value]
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _value_from(said: Any) -> Any:
    if isinstance(said, list):
        return [_value_from(v) for v in said]
    if isinstance(said, dict):
        kind, text = said["type"], said["value"]
        if kind == "Decimal":
            return Decimal(text)
        return datetime.fromisoformat(text) if kind == "datetime" else date.fromisoformat(text)
    return said
