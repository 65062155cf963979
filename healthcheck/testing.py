"""Tests for rules: the cases of a rule's page, run by the engine itself. Public, for authors of rules and plugins.

A page ``<name>.md`` holds ``## bad:``, ``## good:`` and ``## near-miss:`` cases whose fact tables are Markdown tables
(docs/contribute/rules.md says how). ``run_cases`` runs them all in one sealed database.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from healthcheck.errors import PackError
from healthcheck.facts import TABLES
from healthcheck.outcome import Finding
from healthcheck.rule import Pack, Rule
from healthcheck.run import read_findings
from healthcheck.sealed import check_output, check_pack, empty_facts, lock, seal
from healthcheck.verdicts import CheckedPack

Rows = list[dict[str, str | None]]
Kind = Literal["bad", "good", "near-miss"]

#: "Now" in cases, unless a case gives `scan_time` as a line of its own.
SCAN_TIME = datetime(2026, 1, 1)

_HEADING = re.compile(r"^##\s+(bad|good|near-miss)\s*:\s*(.+?)\s*$")
_TABLE = re.compile(r"^`(fixed:\s*)?([a-z_]+)`\s*$")


@dataclass
class Case:
    """One story of a rule's page."""

    kind: Kind
    title: str
    line: int
    tables: dict[str, Rows] = field(default_factory=dict)
    fixed: dict[str, Rows] = field(default_factory=dict)
    findings: Rows = field(default_factory=list)


@dataclass(frozen=True)
class Failure:
    """A case that did not come out as its page says; ``detail`` shows expected and found."""

    rule: str
    path: Path
    line: int
    case: str
    detail: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.case}\n{self.detail}"


def read_cases(page: Path) -> list[Case]:
    """The cases of a rule's page.

    Raises:
        PackError: naming the line that is not as it must be.
    """
    if not page.is_file():
        raise PackError(f"{page}: the rule has no page.", f"{page}：规则缺少说明页。")
    cases: list[Case] = []
    rows: Rows | None = None
    columns: list[str] = []
    for number, line in enumerate(page.read_text("utf-8-sig").splitlines(), 1):
        heading = _HEADING.match(line)
        if heading:
            cases.append(Case(heading[1], heading[2], number))  # type: ignore[arg-type]
            rows = None
            continue
        if line.startswith("## "):
            rows = None
            cases.append(Case("good", "", 0)) if cases and cases[-1].line else None
            continue
        marker = _TABLE.match(line.strip())
        if marker and cases and cases[-1].line:
            rows, columns = [], []
            name, case = marker[2], cases[-1]
            if name == "findings":
                case.findings = rows
            elif name not in TABLES:
                near = difflib.get_close_matches(name, TABLES, 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise PackError(
                    f"{page}:{number}: there is no fact table {name!r}.{hint}",
                    f"{page}:{number}：没有事实表 {name!r}。",
                )
            elif marker[1]:
                case.fixed[name] = rows
            else:
                case.tables[name] = rows
            continue
        if rows is None or not line.strip().startswith("|"):
            if line.strip() and not line.strip().startswith("|"):
                rows = None
            continue
        cells = _cells(line)
        if not columns:
            columns = cells
            continue
        if all(re.fullmatch(r":?-+:?", c) for c in cells):
            continue
        if len(cells) != len(columns):
            raise PackError(
                f"{page}:{number}: {len(cells)} cells under {len(columns)} columns.",
                f"{page}:{number}：表头有 {len(columns)} 列，本行有 {len(cells)} 格。",
            )
        rows.append({c: _value(v) for c, v in zip(columns, cells, strict=True)})
    return [c for c in cases if c.line]


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", inner)]


def _value(cell: str) -> str | None:
    if cell == "":
        return None
    if cell == "''":
        return ""
    if len(cell) > 1 and cell[0] == cell[-1] == "`":  # keeps spaces; \\uXXXX writes what cannot be seen
        return re.sub(r"\\u([0-9a-fA-F]{4})|\\([tnr\\])", _escaped, cell[1:-1])
    return cell


def _escaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[match[2]]


class Bench:
    """One sealed database with empty facts, shared by many runs of rules on little data."""

    def __init__(self, pack: Pack, rules: Mapping[str, Rule] | None = None) -> None:
        self.checked: CheckedPack = check_pack(pack, rules)
        self.con = empty_facts()
        for name, (derived, _) in self.checked.derived.items():
            self.con.execute(f'CREATE VIEW "{name}" AS {derived.sql.strip().rstrip(";")}')
        seal(self.con)
        lock(self.con)

    def close(self) -> None:
        """Close the database."""
        self.con.close()

    def findings(self, rule: Rule, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Finding]:
        """What ``rule`` finds in the given rows; columns left out take the fact's default.

        Raises:
            PackError: when the rule did not pass validation, or its result lacks a column.
        """
        if rule.id in self.checked.problems:
            raise self.checked.problems[rule.id]
        used = [name for name, rows in tables.items() if self._fill(name, rows)]
        cursor = self.con.cursor()
        try:
            return self._findings(rule, cursor)
        finally:
            cursor.close()
            for name in used:
                self.con.execute(f'DELETE FROM "{name}"')

    def left(
        self, rule: Rule, findings: Iterable[Finding], tables: Mapping[str, Iterable[Mapping[str, Any]]]
    ) -> list[int | None]:
        """What the rule's ``verify`` query gives per finding in the given rows; None where a value does not fit in."""
        from healthcheck.report.common import filled
        from healthcheck.rule import fill_params

        # A parameter may be a list or a text, but never one with a brace.
        template = fill_params(rule.verify or "", rule.params, rule.path)
        used = [name for name, rows in tables.items() if self._fill(name, rows)]
        try:
            queries = [filled(template, finding.evidence) for finding in findings]
            return [None if q is None else int(self.con.execute(q).fetchall()[0][0]) for q in queries]
        finally:
            for name in used:
                self.con.execute(f'DELETE FROM "{name}"')

    def _findings(self, rule: Rule, cursor: duckdb.DuckDBPyConnection) -> list[Finding]:
        if rule.language == "sql":
            try:
                cursor.execute(
                    f"CREATE OR REPLACE TEMP TABLE result AS SELECT * FROM ({rule.sql.strip().rstrip(';')}\n)"
                )
            except duckdb.Error as error:
                raise PackError(f"{rule.path}: {error}", f"{rule.path}：{error}") from None
        else:
            rows = self._python(rule, cursor)
            if not rows:
                return []
            names = list(dict.fromkeys(n for r in rows for n in r))
            data = pa.table({n: _column([r.get(n) for r in rows]) for n in names})
            cursor.register("incoming", data)
            cursor.execute("CREATE OR REPLACE TEMP TABLE result AS SELECT * FROM incoming")
            cursor.unregister("incoming")
        columns = [d[0] for d in cursor.execute("SELECT * FROM result LIMIT 0").description or []]
        check_output(rule, columns)
        return read_findings(rule, cursor, columns, 100_000)

    def _python(self, rule: Rule, cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
        from healthcheck.worker import call

        checked = self.checked.rules[rule.id]
        names = checked.needs.tables | checked.needs.derived | checked.optional
        tables = {n: cursor.sql(f'SELECT * FROM "{n}"').to_arrow_table() for n in names}
        return call(str(rule.path), tables, rule.params, SCAN_TIME)

    def _fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> bool:
        spec = TABLES[table]
        listed = list(rows)
        if not listed:
            return False
        columns = list(dict.fromkeys(c for row in listed for c in row))
        for column in columns:
            if column not in spec.columns:
                near = difflib.get_close_matches(column, spec.columns, 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise PackError(f"{table} has no column {column!r}.{hint}", f"{table} 没有列 {column!r}。")
        arrays = {c: _column([row.get(c) for row in listed]) for c in columns}
        keys = ", ".join(f'"{k}"' for k in spec.keys if k in columns) or "''"
        exprs = []
        for known in spec.columns.values():
            if known.name in columns:
                exprs.append(f'CAST("{known.name}" AS {known.sql_type})')
            elif known.name == "origin":
                exprs.append(f"'{table}#' || concat_ws(',', {keys})")
            elif known.default is None:
                exprs.append("NULL")
            else:
                exprs.append(f"CAST('{known.default}' AS {known.sql_type})")
        self.con.register("incoming", pa.table(arrays))
        try:
            self.con.execute(f'INSERT INTO "{table}" SELECT {", ".join(exprs)} FROM incoming')
        except duckdb.Error as error:
            raise PackError(f"{table}: {error}", f"{table}：{error}") from None
        finally:
            self.con.unregister("incoming")
        return True


def _column(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if v is None else str(v) for v in values], pa.string())


def run_cases(pack: Pack, rules: Mapping[str, Rule] | None = None) -> Iterator[Failure]:
    """Run every case of every rule; yields what did not come out as written."""
    chosen = pack.rules if rules is None else rules
    bench = Bench(pack, chosen)
    try:
        for rule_id, problem in bench.checked.problems.items():
            if rules is None or rule_id in rules or rule_id.startswith("_"):
                yield Failure(rule_id, pack.root, 1, "pack", f"  {problem}")
        for rule in chosen.values():
            if rule.id not in bench.checked.problems:
                yield from run_page(bench, rule)
    finally:
        bench.close()


def run_page(bench: Bench, rule: Rule) -> Iterator[Failure]:
    """Run the cases of one rule's page; yields what did not come out as written."""

    def failure(line: int, case: str, detail: str) -> Failure:
        return Failure(rule.id, rule.page, line, case, detail)

    try:
        cases = read_cases(rule.page)
    except PackError as error:
        yield failure(1, "page", f"  {error}")
        return
    for kind in ("bad", "good", "near-miss"):
        if not any(c.kind == kind for c in cases):
            yield failure(1, "page", f"  there is no '## {kind}:' case")
    for case in cases:
        name = f"{case.kind}: {case.title}"
        try:
            found = bench.findings(rule, case.tables)
            differences = compare(case.findings, found)
            if case.kind == "bad" and not case.findings:
                yield failure(case.line, name, "  a bad case needs a `findings` table")
            elif case.kind != "bad" and case.findings:
                yield failure(case.line, name, "  only bad cases have a `findings` table")
            elif differences:
                yield failure(case.line, name, differences)
            elif case.kind == "bad":
                if not case.fixed:
                    yield failure(case.line, name, "  a bad case needs at least one `fixed: <table>`")
                    continue
                left = bench.findings(rule, {**case.tables, **case.fixed})
                if left:
                    yield failure(case.line, name + " (fixed)", compare([], left))
                if rule.verify:
                    yield from (
                        failure(case.line, name, f"  {detail}") for detail in _unverified(bench, rule, case, found)
                    )
        except PackError as error:
            yield failure(case.line, name, f"  {error}")


def _unverified(bench: Bench, rule: Rule, case: Case, found: list[Finding]) -> Iterator[str]:
    """What is wrong with the rule's ``verify`` query: it counts what is at fault, and 0 after the repair."""
    before = bench.left(rule, found, case.tables)
    after = bench.left(rule, found, {**case.tables, **case.fixed})
    for finding, was, now in zip(found, before, after, strict=True):
        if was is not None and was < 1:
            yield f"verify gives {was} for {finding.subject.key}, which is at fault; expected 1 or more"
        if now:
            yield f"verify gives {now} for {finding.subject.key} after the repair; expected 0"


def compare(expected: Rows, found: list[Finding]) -> str:
    """A diff of expected and found rows over the expected columns; empty when they agree."""
    columns = list(dict.fromkeys(c for row in expected for c in row))
    if not columns and found:
        columns = list(found[0].evidence)
    want = sorted(_line(columns, row) for row in expected)
    have = sorted(_line(columns, {**f.evidence, "reach": f.reach, "confidence": f.confidence}) for f in found)
    if want == have:
        return ""
    rows = ["  " + " | ".join(columns)]
    rows += [f"  {d}" for d in difflib.ndiff(want, have) if d[0] in "+- " and d[2:].strip() and d[0] != "?"]
    return "\n".join(rows)


def _line(columns: list[str], row: Mapping[str, Any]) -> str:
    from healthcheck.outcome import show

    cells = []
    for column in columns:
        value = row.get(column, "<not returned>")
        if isinstance(value, bool):
            value = str(value).lower()
        cells.append("" if value is None else value if isinstance(value, str) else _number(show(value, "en")))
    return " | ".join(_number(c) for c in cells)


def _number(text: str) -> str:
    """``3``, ``3.0`` and ``3.00`` are the same to a case."""
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", text) else text


@dataclass
class Read:
    """A small system as an adapter reads it, for tests of adapters.

    Attributes:
        recognised: whether the adapter's own marks fit the target.
        problems: what could not be read, in English; empty when everything was.
        keys: per rule, the keys of what was found.
    """

    recognised: bool
    problems: list[str]
    tables: dict[str, Rows] = field(repr=False)
    keys: dict[str, set[tuple[str, ...]]] = field(repr=False)
    statuses: dict[str, str] = field(repr=False)

    def rows(self, fact: str) -> Rows:
        """Rows of a fact table in order of their keys, values as text; columns that are empty are None."""
        return self.tables[fact]

    def findings(self, rule_id: str) -> set[tuple[str, ...]]:
        """Keys of what a rule found.

        Raises:
            KeyError: when there is no such rule.
            AssertionError: when the rule did not run.
        """
        assert self.statuses[rule_id] in ("passed", "failed"), f"{rule_id}: {self.statuses[rule_id]}"
        return self.keys[rule_id]


def read_target_with(target: str, adapter: Path, packs: Iterable[Path] = ()) -> Read:
    """Read a database or folder with the adapter in the folder ``adapter`` and run all rules on it.

    Rules are the built-in ones, those in a pack beside the adapter (``../rules``), and ``packs``.
    """
    import tempfile

    from healthcheck.adapters import Adapters, compare, load_adapter
    from healthcheck.databases import Limits, open_database
    from healthcheck.plan import Options
    from healthcheck.rule import builtin_rules, load_packs
    from healthcheck.scan import scan
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    one = load_adapter(adapter)
    found = read_target(target)
    recognised = True
    if found.kind == "database":
        database = open_database(found.text, Limits())
        try:
            recognised = database.kind in one.databases and compare(one, database.catalogue()).matches
        finally:
            database.close()
    beside = [adapter.parent / "rules"] if (adapter.parent / "rules").is_dir() else []
    pack = load_packs([builtin_rules(), *beside, *packs])
    with tempfile.TemporaryDirectory(prefix="healthcheck-test-") as folder:
        kept = Path(folder) / "facts.duckdb"
        options = Options(mapping=adapter, catalogue=False)
        result = scan([found], pack, pack.rules, Adapters({one.name: one}), options, keep=kept)
        with Snapshot.open(kept) as snapshot:
            tables = {name: _rows_of(snapshot, name) for name in TABLES}
    return Read(
        recognised=recognised,
        problems=[r.en for c in result.coverage.values() if c.state == "partial" for r in c.reasons],
        tables=tables,
        keys={o.rule.id: {tuple(f.subject.key.split(",")) for f in o.findings} for o in result.outcomes},
        statuses={o.rule.id: o.status for o in result.outcomes},
    )


def _rows_of(snapshot: Any, table: str) -> Rows:
    keys = ", ".join(f'"{k}"' for k in TABLES[table].keys)
    result = snapshot.con.execute(f'SELECT * FROM "{table}" ORDER BY {keys}')
    names = [d[0] for d in result.description]
    return [{n: None if v is None else str(v) for n, v in zip(names, row, strict=True)} for row in result.fetchall()]
