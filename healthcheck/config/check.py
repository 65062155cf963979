"""A repository's files → facts and problems → rules → findings with places: ``healthcheck check`` in one call.

What was read from a file is remembered by its content, and what rules found in all of them by the content of everything
that takes part: files, settings, rules, adapters, engine and day.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck import __version__
from healthcheck.config import remember
from healthcheck.config.document import notation_of
from healthcheck.config.place import Spot, origin_text, read_origin
from healthcheck.config.problem import Problem
from healthcheck.config.settings import Settings, brief, find, read_settings
from healthcheck.config.text import read_bytes
from healthcheck.errors import UsageError
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome

if TYPE_CHECKING:
    from healthcheck.adapters import Adapters
    from healthcheck.config.blocks import Block, Reading
    from healthcheck.config.files import Files
    from healthcheck.config.reading import FileResult, Job, Reader
    from healthcheck.config.recalled import Recalled
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
    ruled: Callable[[], tuple[Pack, dict[str, Rule]]],
    adapters: Callable[[], Adapters],
    limits: tuple[float, str | None, int] = (120.0, None, 1000),
    against: Path | None = None,
    cache: bool = True,
    accept: Callable[[list[Outcome], Iterable[str]], None] = lambda outcomes, remarked: None,
    weights: Mapping[str, float] | None = None,
    inspect: Callable[[Snapshot], None] | None = None,
    reading: Callable[[str], None] = lambda what: None,
    running: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
) -> Scan:
    """Check a repository.

    Args:
        ruled: gives the pack and the rules chosen from it; asked while files are being read, where that has to be done.
        adapters: gives the installed adapters; asked only when something has to be read.
        against: snapshot of the live system that the configuration is for.
        cache: whether earlier runs may be remembered.
        accept: see :func:`healthcheck.scan.scan`; findings have their places by then. It is also told which files may have
            remarks for healthcheck.
        limits: longest run of one rule in seconds, memory for rules, findings kept per rule.
        inspect: called with the open snapshot, for what a report says of the facts themselves; without it remembered
            outcomes may do, and the result has no pictures then.

    Raises:
        UsageError: when settings or target cannot be used.
        PackError: when a chosen rule cannot be used as written; no rule has run then.
    """
    from healthcheck.config.files import Files

    files = Files(repo.root)
    kept = drawn = None
    # What was never checked before has nothing to be recalled: its marks are then made where its files are read.
    key = _run_key(repo, ruled(), limits, against, files.marks()) if cache and remember.has_files(repo.root) else ""
    if key and inspect is None:
        kept = remember.recall_run(key, ruled()[0].rules)
    if kept is None:

        def identify() -> str:
            return key or _run_key(repo, ruled(), limits, against, files.marks())

        with _calm():
            kept, drawn, key = _run(
                repo, ruled, adapters(), limits, against, identify if cache else None, files, inspect, reading, running
            )
            if key:
                remember.keep_run(key, kept)
    accept(kept.outcomes, files.remarked())
    return _result(kept, drawn, weights)


@contextlib.contextmanager
def _calm() -> Iterator[None]:
    """Without Python looking for cycles again and again among what stays until the end."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _run_key(
    repo: Repository,
    ruled: tuple[Pack, dict[str, Rule]],
    limits: tuple[float, str | None, int],
    against: Path | None,
    marks: Mapping[str, str | None],
) -> str:
    pack, rules = ruled
    digest = hashlib.sha256()

    def add(*parts: object) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)

    add(remember.code_mark(), repo.root.resolve(), _today())
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
    ruled: Callable[[], tuple[Pack, dict[str, Rule]]],
    adapters: Adapters,
    limits: tuple[float, str | None, int],
    against: Path | None,
    identify: Callable[[], str] | None,
    files: Files,
    inspect: Callable[[Snapshot], None] | None,
    reading: Callable[[str], None],
    running: Callable[[Outcome, int, int], None],
) -> tuple[remember.Run, Any, str]:
    """Read, judge, place.

    Args:
        identify: gives what the run is remembered by; None where nothing is remembered.
    """
    from healthcheck.config import known
    from healthcheck.config.blocks import ALONE, Reading
    from healthcheck.config.reading import Reader
    from healthcheck.config.recalled import Recalled
    from healthcheck.workers import warm_up

    settings = repo.settings
    formats = known.formats(adapters)
    reader = Reader(repo.root, settings, {name: formats[name] for name in formats})
    for target in settings.targets:
        if target.format:
            known.named(formats, target.format)
    jobs = jobs_of(settings, formats, files.paths)
    reading(f"{len(jobs)} files")
    recalled = Recalled(repo.said, reader, files) if identify else None
    known_ = {job: found for job in jobs if (found := recalled.of(job))} if recalled else {}
    work = Path(tempfile.mkdtemp(prefix="healthcheck-"))
    if len(jobs) >= ALONE:  # fewer files are read sooner than a process is made
        warm_up()
    aside = ThreadPoolExecutor(1)
    key: Future[str] | None = None
    try:
        path = work / "snapshot.duckdb"
        with Reading(reader, [job for job in jobs if job not in known_], keep=recalled is not None) as others:
            read = {p for job in jobs for p in job.paths}
            unread = [path for path in files.paths if path not in read]
            marked = others.later(partial(_marks, repo.root, unread, identify is not None))
            # While other processes read, this one makes ready what comes afterwards, beginning with what it imports.
            pack, rules = ruled()
            from healthcheck.pictures import gather
            from healthcheck.run import Limits, run_rules
            from healthcheck.scan import refuse
            from healthcheck.sealed import check_pack
            from healthcheck.store import Snapshot

            bounds = Limits(seconds=limits[0], memory=limits[1], findings=limits[2])
            checked = check_pack(pack, rules)
            refuse(problem for name, problem in checked.problems.items() if name in rules or name.startswith("_"))
            with Snapshot.create(path, brief=True) as snapshot:
                block = _gathered(jobs, others, known_, files)
                gave = list(zip(jobs, block.kept, strict=True))
                _schema_results(reader, block)
                with snapshot.at_once():
                    _write(snapshot, repo, reader, block)
                told = _told(snapshot)
        code, marks = marked()
        for one in marks:
            files.put(*one)
        if recalled is not None and identify is not None:
            remember.code_mark(code)
            key = aside.submit(_keep, recalled, gave, identify)  # beside the rules
        if against is not None:
            from healthcheck.config.against import merge

            merged = work / "merged.duckdb"
            merge(against, path, merged, settings.complete)
            standing = run_rules(against, pack, rules, bounds, running, checked)
            outcomes = run_rules(merged, pack, rules, bounds, running, checked)
            _stand(outcomes, standing)
            path = merged
            with Snapshot.open(path) as opened:
                told = _told(opened)
        else:
            outcomes = run_rules(path, pack, rules, bounds, running, checked)
        place(repo.root, set(files.paths), outcomes, settings)
        drawn = gather(path, outcomes, checked) if inspect is not None else None
        if inspect is not None:
            with Snapshot.open(path) as opened:
                inspect(opened)
        return replace(told, outcomes=outcomes), drawn, key.result() if key else ""
    finally:
        aside.shutdown()
        shutil.rmtree(work, ignore_errors=True)


def _told(snapshot: Snapshot) -> remember.Run:
    """What a snapshot says of itself, before any rule has run."""
    return remember.Run(
        outcomes=[],
        coverage=snapshot.coverage(),
        parts=snapshot.parts(),
        collected_at=snapshot.collected_at,
        targets=list(snapshot.get("targets", [])),
        adapters=list(snapshot.get("adapters", [])),
        versions=dict(snapshot.get("versions", {})),
        notes=[Text(*n) for n in snapshot.get("notes", [])],
    )


def _marks(root: Path, paths: list[str], code: bool) -> tuple[str, list[tuple[str, str, bool]]]:
    """The mark of the code that reads and judges, where it is asked for, and the marks of files that no target names."""
    from healthcheck.config.files import seen

    return remember.code_mark() if code else "", [(path, *seen(f"{root}/{path}")) for path in paths]


def _keep(recalled: Recalled, gave: list[tuple[Job, str | None]], identify: Callable[[], str]) -> str:
    """Keep what files gave; returns what the run itself is to be remembered by."""
    for job, said in gave:
        recalled.keep(job, said)
    recalled.save()
    return identify()


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


def _gathered(jobs: list[Job], others: Reading, known_: dict[Job, tuple[FileResult, str]], files: Files) -> Block:
    """What every job gave: remembered, or being read now."""
    from healthcheck.config.blocks import Block

    done = Block()
    for part in others.blocks():
        done.join(part)
    for result in done.results:
        if result.mark:
            files.put(result.path, result.mark, result.remarked)
    if not known_:
        return done
    whole = Block(tables=done.tables)
    fresh = iter(zip(done.results, done.kept, strict=True))
    for job in jobs:
        whole.add(*(known_[job] if job in known_ else next(fresh)))
    return whole


def _schema_results(reader: Reader, block: Block) -> None:
    """Add schemas that cannot be used, as problems of their files."""
    from healthcheck.config.reading import FileResult

    by_path = {r.path: r for r in block.results}
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
    for found in extra.values():
        block.add(found)


def _write(snapshot: Snapshot, repo: Repository, reader: Reader, block: Block) -> None:
    """The snapshot of what was read."""
    from healthcheck.adapters import describe
    from healthcheck.facts import TABLES
    from healthcheck.store import Part

    lost: dict[str, list[str]] = {}
    for result in block.results:
        for name in result.lost:
            lost.setdefault(name, []).append(result.path)
    for target in reader.settings.targets:
        if target.name in lost or any(name == target.name for name, _ in block.tables):
            for mapping in target.facts:
                block.gathered((target.name, mapping.table))
    used = sorted({name for name, _ in block.tables} & set(reader.formats))
    snapshot.put("collected_at", _today().isoformat(timespec="seconds"))
    _put_files(snapshot, block.results)
    for (name, table), gathered in block.tables.items():
        part = Part(table, name, "empty")
        rows = gathered.table()
        part.known = tuple(c for c in TABLES[table].columns if c in gathered.known or rows is None)
        reasons = list(gathered.partial)
        gone = lost.get(name, [])
        if gathered.cut:
            reasons.append(Text("the files hold only some of its rows", "文件中只有部分数据"))
            part.failed = True
        if gone:
            shown = ", ".join(gone[:3]) + (" …" if len(gone) > 3 else "")
            reasons.append(Text(f"{shown} could not be read", f"{shown} 无法读取"))
            part.failed = True
        if rows is not None:
            snapshot.append(part, rows.to_batches())
        if reasons:
            part.state = "partial" if rows is not None else "absent"
            part.reason = reasons[0]
        snapshot.record(part)
    for table in reader.settings.none:
        snapshot.record(Part(table, reader.settings.source, "empty", known=tuple(TABLES[table].columns)))
    snapshot.put("targets", [repo.root.resolve().name])
    snapshot.put("adapters", [describe(reader.formats[name]) for name in used])
    snapshot.put("versions", {})
    snapshot.put("notes", [] if block.results else [list(_nothing(reader))])


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


def _put_files(snapshot: Any, results: list[FileResult]) -> None:
    """``config_file`` and ``config_problem``."""
    from healthcheck.config.blocks import batch_of
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
            snapshot.append(part, [batch_of(name, columns, rows)])
        snapshot.record(part)


def place(root: Path, paths: Container[str], outcomes: list[Outcome], settings: Settings) -> None:
    """Give every finding its places; only files with findings are looked at again."""
    from healthcheck.config.mapping import at_column
    from healthcheck.config.reading import COLUMN, places_of

    for outcome in outcomes:
        for finding in (*outcome.findings, *outcome.waived):
            column = _judged_by(outcome, finding)
            if column:
                exact = at_column(settings, finding.subject.origin, finding.subject.type, column)
                if "#" not in exact and read_origin(exact, paths):
                    exact += f"{COLUMN}{column}"
                finding.origin = [exact if o == finding.subject.origin else o for o in finding.origin]
    findings = [f for o in outcomes for f in (*o.findings, *o.waived)]
    origins = {o for f in findings for o in (*f.origin, f.subject.origin, f.cause.origin) if o}
    spots = places_of(paths, origins, lambda path: read_bytes(root / path, settings.max_bytes))
    for finding in findings:
        _place(finding, spots)


def _judged_by(outcome: Outcome, finding: Finding) -> str:
    """The one column of the subject that a rule's verdict rests on; else empty.

    Left aside is whether the subject counts at all, and what the rule can do without.
    """
    from healthcheck.needs import optional_of

    table = f"{finding.subject.type}."
    rests = set(outcome.rests) - optional_of(outcome.rule.body)
    columns = {r.removeprefix(table) for r in rests if r.startswith(table)} - {"active", "deleted"}
    return columns.pop() if len(columns) == 1 else ""


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
    weights: Mapping[str, float] | None,
) -> Scan:
    from healthcheck.rank import causes_of, score_findings, work_list
    from healthcheck.scan import Guide, Scan

    outcomes = run.outcomes
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
