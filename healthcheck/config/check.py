"""A repository's files → facts and problems → rules → findings with places: ``healthcheck check`` in one call.

What was read from a file is remembered by its content, and what rules found in all of them by the content of everything
that takes part: files, settings, rules, adapters, engine and day.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck import __version__, usercache
from healthcheck.config import files as repository
from healthcheck.config import remember
from healthcheck.config.document import notation_of
from healthcheck.config.place import Spot, origin_text
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.config.settings import Settings, brief, find, read_settings
from healthcheck.config.text import read_bytes
from healthcheck.errors import UsageError
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome

if TYPE_CHECKING:
    from healthcheck.adapters import Adapters
    from healthcheck.config.reading import FileResult, Job, Reader
    from healthcheck.rule import Pack, Rule
    from healthcheck.scan import Scan
    from healthcheck.store import Snapshot

_PROBLEM_OF_FILE = {
    "unreadable": "unreadable", "too_large": "too_large", "encoding": "encoding", "syntax": "syntax", "too_deep": "too_deep",
    "forbidden": "forbidden", "duplicate_key": "syntax", "mapping": "unknown",
}  # fmt: skip


@dataclass
class Repository:
    """A folder with what its settings file says, as text; :meth:`settings` reads and checks it.

    Attributes:
        said: path and content of the settings file.
    """

    root: Path
    said: tuple[Path, bytes] | None
    _settings: Settings | None = field(default=None, repr=False)

    @property
    def settings(self) -> Settings:
        """The settings, checked.

        Raises:
            UsageError: naming line and column of what is not as it must be.
        """
        if self._settings is None:
            self._settings = read_settings(*self.said) if self.said else Settings()
        return self._settings

    def said_briefly(self) -> Settings:
        """The options of the settings file, as far as they can be told without checking it."""
        return brief(*self.said) if self.said else Settings()


def open_repository(path: Path, config: Path | None = None) -> Repository:
    """A repository by its folder, or by a file in it.

    Raises:
        UsageError: when there is no such folder, or its settings file cannot be read.
    """
    if not path.is_dir():
        raise UsageError(
            f"There is no folder {path}. Give the folder that holds the configuration.",
            f"目录 {path} 不存在。请指定存放配置的目录。",
        )
    return Repository(path, find(path, config))


def check(
    repo: Repository,
    pack: Pack,
    rules: dict[str, Rule],
    adapters: Callable[[], Adapters],
    limits: tuple[float, str | None, int] = (120.0, None, 1000),
    against: Path | None = None,
    cache: bool = True,
    accept: Callable[[list[Outcome]], None] = lambda outcomes: None,
    weights: Mapping[str, float] | None = None,
    inspect: Callable[[Snapshot], None] | None = None,
    reading: Callable[[str], None] = lambda what: None,
    running: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
) -> Scan:
    """Check a repository.

    Args:
        adapters: gives the installed adapters; asked only when something has to be read.
        against: snapshot of the live system that the configuration is for.
        cache: whether earlier runs may be remembered.
        accept: see :func:`healthcheck.scan.scan`; findings have their places by then.
        limits: longest run of one rule in seconds, memory for rules, findings kept per rule.
        inspect: called with the open snapshot, for what a report says of the facts themselves; without it remembered
            outcomes may do, and the result has no pictures then.

    Raises:
        UsageError: when settings or target cannot be used.
        PackError: when a chosen rule cannot be used as written; nothing has been read then.
    """
    marks = _marks(repo.root)
    key = _run_key(repo, pack, rules, limits, against, marks) if cache else ""
    kept = remember.recall_run(key, pack.rules) if cache and inspect is None else None
    if kept is None:
        kept, drawn = _run(repo, pack, rules, adapters(), limits, against, cache, marks, inspect, reading, running)
        if cache:
            remember.keep_run(key, kept)
    else:
        drawn = None
    return _result(kept, drawn, accept, weights)


def _marks(root: Path) -> dict[str, str]:
    """The content of every file, as a mark; what is too large or cannot be read is marked by what can be seen of it."""
    found = {}
    for path in repository.walk(root):
        full = root / path
        try:
            data = read_bytes(full) if not full.is_symlink() else str(full.resolve()).encode()
        except UnusableError:
            try:
                status = full.stat()
                data = f"{status.st_size} {status.st_mtime_ns}".encode()
            except OSError:
                data = b"-"
        found[path] = hashlib.blake2b(data, digest_size=12).hexdigest()
    return found


def _run_key(
    repo: Repository,
    pack: Pack,
    rules: Mapping[str, Rule],
    limits: tuple[float, str | None, int],
    against: Path | None,
    marks: Mapping[str, str],
) -> str:
    digest = hashlib.sha256()

    def add(*parts: object) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)

    add(remember.engine_mark(), remember.plugins_mark(), repo.root.resolve(), _today())
    add(*(repo.said if repo.said else ()))
    for path, mark in marks.items():
        add(path, mark)
    for name in sorted(rules):
        add(remember.rule_mark(rules[name]))
    for name in sorted(pack.derived):
        add(name, pack.derived[name].sql)
    add(sorted(pack.problems), limits)
    if against is not None:
        status = against.stat()
        add(against.resolve(), status.st_size, status.st_mtime_ns)
    return digest.hexdigest()


def _today() -> datetime:
    """The instant rules judge by: the day's first, so that the same files give the same answer all day."""
    return datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)


def _run(
    repo: Repository,
    pack: Pack,
    rules: dict[str, Rule],
    adapters: Adapters,
    limits: tuple[float, str | None, int],
    against: Path | None,
    cache: bool,
    marks: Mapping[str, str],
    inspect: Callable[[Snapshot], None] | None,
    reading: Callable[[str], None],
    running: Callable[[Outcome, int, int], None],
) -> tuple[remember.Run, Any]:
    """Read, judge, place."""
    from healthcheck.config import known
    from healthcheck.config.reading import Reader
    from healthcheck.pictures import gather
    from healthcheck.run import Limits, run_rules
    from healthcheck.scan import refuse
    from healthcheck.sealed import check_pack
    from healthcheck.store import Snapshot

    settings = repo.settings
    bounds = Limits(seconds=limits[0], memory=limits[1], findings=limits[2])
    checked = check_pack(pack, rules)
    refuse(problem for name, problem in checked.problems.items() if name in rules or name.startswith("_"))
    formats = known.formats(adapters)
    reader = Reader(repo.root, settings, {name: formats[name] for name in formats})
    for target in settings.targets:
        if target.format:
            known.named(formats, target.format)
    jobs = jobs_of(settings, formats, marks)
    reading(f"{len(jobs)} files")
    results = _results(reader, jobs, marks, cache, repo)
    results += _schema_results(reader, results)
    work = Path(tempfile.mkdtemp(prefix="healthcheck-"))
    try:
        path = work / "snapshot.duckdb"
        _write(path, repo, reader, results, jobs)
        if against is not None:
            from healthcheck.config.against import merge

            merged = work / "merged.duckdb"
            merge(against, path, merged, settings.complete)
            standing = run_rules(against, pack, rules, bounds, running, checked)
            outcomes = run_rules(merged, pack, rules, bounds, running, checked)
            _stand(outcomes, standing)
            path = merged
        else:
            outcomes = run_rules(path, pack, rules, bounds, running, checked)
        place(repo.root, marks, outcomes, settings.max_bytes)
        drawn = gather(path, outcomes, checked) if inspect is not None else None
        with Snapshot.open(path) as opened:
            if inspect is not None:
                inspect(opened)
            run = remember.Run(
                outcomes=outcomes,
                coverage=opened.coverage(),
                parts=opened.parts(),
                collected_at=opened.collected_at,
                targets=list(opened.get("targets", [])),
                adapters=list(opened.get("adapters", [])),
                versions=dict(opened.get("versions", {})),
                notes=[Text(*n) for n in opened.get("notes", [])],
            )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return run, drawn


def jobs_of(settings: Settings, formats: Mapping[str, Any], paths: Iterable[str]) -> list[Job]:
    """What is to be done with each file; files of a format that needs them together are one job."""
    from healthcheck.config import known
    from healthcheck.config.reading import Job

    jobs = []
    grouped: dict[tuple[tuple[int, ...], str, str], list[str]] = {}
    for path in paths:
        if settings.excluded.fullmatch(path):
            continue
        named = tuple(i for i, target in enumerate(settings.targets) if target.matches(path))
        wanted = {_format(formats, settings.targets[i].format) for i in named if settings.targets[i].format}
        guessed = not named
        if guessed:
            if not settings.recognise or settings.tools.fullmatch(path):
                continue
            wanted = {name for name, adapter in formats.items() if known.matches(adapter, path)}
            if not wanted and notation_of(path) in (None, "text"):
                continue
        apart = []
        for name in sorted(w for w in wanted if w):
            if known.together(formats[name].folder):
                # Nobody said that scripts of several folders belong together.
                folder = path.rpartition("/")[0] if guessed else ""
                grouped.setdefault((named, name, folder), []).append(path)
            else:
                apart.append(name)
        jobs.append(Job((path,), named, tuple(apart), guessed))
    for (named, name, _), together in grouped.items():
        jobs.append(Job(tuple(together), (), (name,), not named))
    return jobs


def _format(formats: Mapping[str, Any], name: str | None) -> str | None:
    return next((short for short, adapter in formats.items() if name in (short, adapter.name)), None)


def _results(
    reader: Reader, jobs: list[Job], marks: Mapping[str, str], cache: bool, repo: Repository
) -> list[FileResult]:
    """What every job gave, remembered where content and settings are as before."""
    from healthcheck.config.reading import read_all

    if not cache:
        return read_all(reader, jobs)
    base = hashlib.sha256(
        f"{remember.engine_mark()} {remember.plugins_mark()} {repo.said} {_schema_marks(reader, marks)}".encode()
    ).hexdigest()
    store = f"{hashlib.sha256(str(repo.root.resolve()).encode()).hexdigest()}"
    kept = usercache.load("files", store)
    known_ = kept.get("files", {}) if isinstance(kept, dict) and kept.get("base") == base else {}
    results: list[FileResult | None] = []
    waiting: list[tuple[int, Job]] = []
    keys = []
    for number, job in enumerate(jobs):
        key = hashlib.blake2b(repr((job, [marks.get(p) for p in job.paths])).encode(), digest_size=12).hexdigest()
        keys.append(key)
        found = remember.result_from(known_.get(key))
        results.append(found)
        if found is None:
            waiting.append((number, job))
    for (number, _), result in zip(waiting, read_all(reader, [job for _, job in waiting]), strict=True):
        results[number] = result
    done = [r for r in results if r is not None]
    if waiting:
        entries = {
            key: known_[key] if key in known_ else remember.result_to(result)
            for key, result in zip(keys, done, strict=True)
            if not _secret(result)
        }
        usercache.save("files", store, {"base": base, "files": entries})
    return done


def _secret(result: FileResult) -> bool:
    """Whether a file gave what is replaced by a digest before it is stored: it is not kept anywhere else either."""
    from healthcheck.facts import TABLES

    return any(
        c in kinds and kinds[c].secret
        for (_, name), t in result.tables.items()
        for kinds in [TABLES[name].columns]
        for c in t.columns
    )


def _schema_marks(reader: Reader, marks: Mapping[str, str]) -> list[Any]:
    """The content of every file that a target's schema is made of."""
    schemas = sorted({t.schema for t in reader.settings.targets if t.schema})
    return [(s, [(f, marks.get(f)) for f in reader.schema_of(s).files]) for s in schemas]


def _schema_results(reader: Reader, results: list[FileResult]) -> list[FileResult]:
    """Schemas that cannot be used, as problems of their files."""
    from healthcheck.config.reading import FileResult

    by_path = {r.path: r for r in results}
    extra: dict[str, FileResult] = {}
    for target in reader.settings.targets:
        if target.schema is None:
            continue
        for path, problem in reader.schema_of(target.schema).problems:
            result = by_path.get(path) or extra.setdefault(path, FileResult(path, notation_of(path)))
            if problem.kind != "schema_file" and problem.kind in ("unreadable",):
                said = Text(
                    f"the schema of {', '.join(target.files)} is not there: {problem.said.en}",
                    f"{'、'.join(target.files)} 所用的 Schema 不存在：{problem.said.zh}",
                )
                problem = replace(problem, kind="schema_file", said=said)
            if problem not in result.problems:
                result.problems.append(problem)
    return list(extra.values())


def _write(path: Path, repo: Repository, reader: Reader, results: list[FileResult], jobs: list[Job]) -> None:
    """The snapshot of what was read."""
    from healthcheck.adapters import describe
    from healthcheck.config.reading import Table
    from healthcheck.facts import TABLES
    from healthcheck.store import Part, Snapshot

    tables: dict[tuple[str, str], list[Table]] = {}
    lost: dict[str, list[str]] = {}
    for result in results:
        for place_, rows_of in result.tables.items():
            tables.setdefault(place_, []).append(rows_of)
        for name in result.lost:
            lost.setdefault(name, []).append(result.path)
    for target in reader.settings.targets:
        if target.name in lost or any(p[0] == target.name for p in tables):
            for mapping in target.facts:
                tables.setdefault((target.name, mapping.table), [])
    used = sorted({name for name, _ in tables} & set(reader.formats))
    with Snapshot.create(path) as snapshot:
        snapshot.put("collected_at", _today().isoformat(timespec="seconds"))
        _put_files(snapshot, results)
        for (name, table), given in tables.items():
            spec = TABLES[table]
            columns = tuple(dict.fromkeys(c for t in given for c in t.columns)) or spec.keys
            full = [t for t in given if t.rows] or given
            known_ = set.intersection(*(set(t.known) for t in full)) if full else set()
            part = Part(table, name, "empty")
            rows = [row for t in given for row in _aligned(t, columns)]
            part.known = tuple(c for c in spec.columns if c in known_ or not rows)
            reasons = [reason for t in given for reason in t.partial]
            gone = lost.get(name, [])
            if any(t.cut for t in given):
                reasons.append(Text("the files hold only some of its rows", "文件中只有部分数据"))
                part.failed = True
            if gone:
                shown = ", ".join(gone[:3]) + (" …" if len(gone) > 3 else "")
                reasons.append(Text(f"{shown} could not be read", f"{shown} 无法读取"))
                part.failed = True
            if rows:
                snapshot.append(part, [_batch(table, columns, rows)])
            if reasons:
                part.state = "partial" if rows else "absent"
                part.reason = reasons[0]
            snapshot.record(part)
        for table in reader.settings.none:
            snapshot.record(Part(table, reader.settings.source, "empty", known=tuple(TABLES[table].columns)))
        snapshot.put("targets", [repo.root.resolve().name])
        snapshot.put("adapters", [describe(reader.formats[name]) for name in used])
        snapshot.put("versions", {})
        snapshot.put("notes", [] if jobs else [list(_nothing(reader))])


def _nothing(reader: Reader) -> tuple[str, str]:
    if reader.settings.targets:
        listed = ", ".join(p for t in reader.settings.targets for p in t.files)
        return (
            f"No file of the folder is named by a target of {reader.settings.source}. Looked for: {listed}.",
            f"目录中没有 {reader.settings.source} 的 target 所指的文件。已查找：{listed}。",
        )
    return (
        "No file of the folder is one that is read. Say in healthcheck.toml which files are what.",
        "目录中没有可检查的文件。请在 healthcheck.toml 中写明哪些文件是什么。",
    )


def _aligned(table: Any, columns: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    from healthcheck.config.reading import widened

    rows: list[tuple[str | None, ...]] = widened(table.columns, table.rows, columns)
    return rows


def _batch(table: str, columns: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> Any:
    """Rows as Arrow: text, but for booleans, which are right by now and need not be looked at again."""
    import pyarrow as pa

    from healthcheck.facts import TABLES

    kinds = TABLES[table].columns
    arrays = []
    for name, column in zip(columns, zip(*rows, strict=True), strict=True):
        if name in kinds and kinds[name].type is bool:
            arrays.append(pa.array([None if v is None else v == "true" for v in column], pa.bool_()))
        else:
            arrays.append(pa.array(column, pa.string()))
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _put_files(snapshot: Any, results: list[FileResult]) -> None:
    """``config_file`` and ``config_problem``."""
    from healthcheck.config.place import span_text
    from healthcheck.facts import TABLES
    from healthcheck.store import Part

    files: list[tuple[str | None, ...]] = []
    problems: list[tuple[str | None, ...]] = []
    seen: set[str] = set()
    numbers: dict[str, int] = {}
    for result in results:
        first: Problem | None = next((p for p in result.problems if p.kind in _PROBLEM_OF_FILE and p.whole), None)
        if result.path not in seen:
            seen.add(result.path)
            files.append(
                (
                    result.path,
                    result.notation,
                    None if result.size is None else str(result.size),
                    _PROBLEM_OF_FILE[first.kind] if first else None,
                    str(first.spot.line) if first and first.spot.line else None,
                    str(first.spot.column) if first and first.spot.column else None,
                    first.said.en if first else None,
                    result.path,
                )
            )
        for path, problem in [*((result.path, p) for p in result.problems), *result.elsewhere]:
            number = numbers[path] = numbers.get(path, 0) + 1
            spot = problem.spot
            problems.append(
                (
                    path, str(number), problem.kind, problem.pointer or None,
                    *(str(n) if n else None for n in spot[:4]), spot.sheet or None, spot.cell or None,
                    problem.keyword or None, problem.found or None, problem.expected or None, problem.nearest or None,
                    problem.said.en, problem.said.zh, span_text(path, spot),
                )
            )  # fmt: skip
    for name, columns, rows in (
        ("config_file", ("path", "format", "bytes", "problem", "line", "column", "detail", "origin"), files),
        ("config_problem", tuple(TABLES["config_problem"].columns), problems),
    ):
        part = Part(name, "check", "empty", known=tuple(TABLES[name].columns))
        if rows:
            snapshot.append(part, [_batch(name, columns, rows)])
        snapshot.record(part)


def place(root: Path, paths: Container[str], outcomes: list[Outcome], max_bytes: int) -> None:
    """Give every finding its places; only files with findings are looked at again."""
    from healthcheck.config.reading import places_of

    findings = [f for o in outcomes for f in (*o.findings, *o.waived)]
    origins = {o for f in findings for o in (*f.origin, f.subject.origin, f.cause.origin) if o}
    spots = places_of(paths, origins, lambda path: read_bytes(root / path, max_bytes))
    for finding in findings:
        _place(finding, spots)


def _place(finding: Finding, spots: Mapping[str, tuple[str, Spot]]) -> None:
    def text(origin: str) -> str:
        found = spots.get(origin)
        return origin_text(found[1].at(found[0])) if found else origin

    places = [spots[o][1].at(spots[o][0]) for o in finding.origin if o in spots]
    finding.places = list(dict.fromkeys(places))
    finding.subject = replace(finding.subject, origin=text(finding.subject.origin))
    finding.cause = replace(finding.cause, origin=text(finding.cause.origin))
    finding.origin = [text(o) for o in finding.origin]
    if "origin" in finding.evidence:
        finding.evidence["origin"] = text(str(finding.evidence["origin"]))


def _stand(outcomes: list[Outcome], standing: list[Outcome]) -> None:
    """Findings that the live system has already are accepted: what is left is what the change breaks."""
    from healthcheck.outcome import Waiver
    from healthcheck.outcome import accept as accept_

    before = {o.rule.id: o for o in standing}
    for outcome in outcomes:
        old = before.get(outcome.rule.id)
        if old is None:
            continue
        had = {f.fingerprint for f in old.findings}
        waiver = Waiver("baseline", reason="stands in the live system already")
        for finding in outcome.findings:
            finding.state = "persisting" if finding.fingerprint in had else "new"
        accept_(outcome, dict.fromkeys(had, waiver))


def _result(
    run: remember.Run,
    drawn: Any,
    accept: Callable[[list[Outcome]], None],
    weights: Mapping[str, float] | None,
) -> Scan:
    from healthcheck.rank import causes_of, score_findings, work_list
    from healthcheck.scan import Guide, Scan

    outcomes = run.outcomes
    accept(outcomes)
    score_findings(outcomes, weights)
    causes = causes_of(outcomes)
    guide = Guide()
    for adapter in run.adapters:
        guide.where.update({k: Text(*v) for k, v in adapter["where"].items() if k not in guide.where})
        guide.fixes.update(adapter["fixes"])
    result = Scan(
        targets=run.targets,
        products=[Text(*a["title"]) for a in run.adapters],
        versions=run.versions,
        collected_at=run.collected_at,
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage=run.coverage,
        parts=run.parts,
        notes=run.notes,
        limits=[Text(*t) for a in run.adapters for t in a["limits"]],
        guide=guide,
        adapters=frozenset(a["name"] for a in run.adapters),
        engine=__version__,
        weights=dict(weights or {}),
    )
    if drawn is not None:
        result.pictures = drawn
    return result
