"""Checks of SQL text: every check in three dialects, statements that merely look similar, and what fuzzing gives.

The pairs are the cases of the rules' own pages. Each is written in one dialect and carried over to two more, where the
same must be found and nothing else.
"""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot
from sqlglot.errors import SqlglotError

from healthcheck import Table
from healthcheck.facts import TABLES, DbColumn, DbIndex, DbTable, Fact
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.sqlcheck import CHECKS, hits_of, view_of
from healthcheck.sqlcheck.engine import schema_of
from healthcheck.sqltext import Schema, neutral, parse
from healthcheck.testing import Case, Rows, read_cases

PACK = load_pack(builtin_rules())
RULES = [pytest.param(PACK.rules[rule], id=rule) for rule in CHECKS]

#: Statements that the fuzzer makes; 10,000 in the full run.
FUZZED = int(os.environ.get("HEALTHCHECK_FUZZ", "1500"))

#: Dialects that a rule's cases are carried over to, where not these.
USUAL = ("postgres", "mysql", "tsql")
DIALECTS = {
    # where whole numbers divide without a remainder
    "report.integer_division": ("postgres", "sqlite", "tsql"),
    # what only some databases have, or write in words that sqlglot does not carry over
    "report.unbounded_recursion": ("postgres", "mysql", "sqlite"),
    "report.locks_rows": ("postgres", "mysql", "oracle"),
    "report.dangerous_function": ("postgres", "mysql", "oracle"),
    "report.null_in_list": ("postgres", "mysql", "oracle"),
}
#: Cases that mean something else, or nothing, in another dialect.
NOT_CARRIED = {
    ("report.cartesian_join", "commas"): "sqlglot writes SQLite's commas as CROSS JOIN, which is on purpose",
    ("report.dangerous_function", "load_file"): "MySQL's own function",
    ("report.dangerous_function", "pg_sleep"): "PostgreSQL's own function",
    ("report.dangerous_function", "utl_http"): "Oracle's own package",
    ("report.between_reversed", "symmetric"): "PostgreSQL's own words",
    ("report.joins_packed_list", "find_in_set"): "MySQL's own function",
    ("report.joins_packed_list", "string_to_array"): "PostgreSQL's own function",
}


def table(name: str, rows: Rows) -> Table[Fact]:
    """Rows of a case as a fact table, with every column."""
    spec = TABLES[name]
    columns = {}
    for column in spec.columns.values():
        values: list[object] = []
        for row in rows:
            value: object = row.get(column.name, column.default)
            if isinstance(value, str) and column.type in (int, bool):
                value = int(value) if column.type is int else value == "true"
            values.append(value)
        columns[column.name] = values
    return Table(pa.table(columns))


def catalogue(case: Case) -> Schema:
    """The catalogue that a case tells of."""
    parts = [table(name, case.tables.get(name, [])) for name in ("db_table", "db_column", "db_index")]
    tables, columns, indexes = parts
    return schema_of(tables, columns, indexes)  # type: ignore[arg-type]


def statements() -> list[tuple[Rule, Case, str, str, bool]]:
    """Every report of every page: (rule, case, dialect, SQL, whether it is at fault)."""
    found = []
    for rule in (PACK.rules[name] for name in CHECKS):
        for case in read_cases(rule.page):
            bad = {row["report_id"] for row in case.findings}
            for row in case.tables.get("report", []):
                if row.get("sql") and row.get("data_source") is None and row.get("active") != "false":
                    sql, dialect = row["sql"] or "", row.get("dialect") or "mysql"
                    found.append((rule, case, dialect, sql, row["report_id"] in bad))
    return found


STATEMENTS = statements()


def test_at_least_fifty() -> None:
    """Text rules, each with a rule's file and page of its own."""
    assert len(CHECKS) >= 50
    assert set(CHECKS) <= set(PACK.rules)


@pytest.mark.parametrize("rule", RULES)
def test_thin(rule: Rule) -> None:
    """A rule's file is its header and a call; what looks at the SQL is shared."""
    assert len(rule.body.strip().splitlines()) <= 18
    assert f'findings("{rule.id}"' in rule.body


@pytest.mark.parametrize("rule", RULES)
def test_three_dialects(rule: Rule) -> None:
    """Good, bad and similar statements of the page, in three dialects."""
    carried: dict[str, set[bool]] = {}
    wrong = []
    for owner, case, written, sql, bad in STATEMENTS:
        if owner is not rule:
            continue
        schema = catalogue(case)
        for dialect in (written, *DIALECTS.get(rule.id, USUAL)):
            text = sql
            if dialect != written:
                if any(rule.id == name and word in sql for name, word in NOT_CARRIED):
                    continue
                try:
                    text = ";".join(sqlglot.transpile(neutral(sql), read=written, write=dialect))
                except SqlglotError:  # pieces of a text that only the report designer puts together
                    continue
            found = hits_of(rule.id, view_of(text, dialect, schema), **rule.params)
            carried.setdefault(dialect, set()).add(bad)
            if bool(found) != bad:
                wrong.append(f"{dialect}: {'missed' if bad else f'false: {found}'}: {text}")
    assert not wrong, "\n".join(wrong)
    full = [dialect for dialect, kinds in carried.items() if kinds == {True, False}]
    assert len(full) >= 3, carried


@pytest.mark.parametrize("rule", RULES)
def test_no_other_check_fires_on_its_good_cases(rule: Rule) -> None:
    """One defect is one finding: a page's repaired statements are clean of all other checks that matter.

    Rules of severity info and those about a whole table's reading speak of style and size, which cases ignore.
    """
    spared = {"report.no_condition", "report.select_star", "report.unselective_condition", "report.missing_column"}
    for owner, case, dialect, sql, bad in STATEMENTS:
        if owner is not rule or bad or case.kind != "good":
            continue
        view = view_of(sql, dialect, catalogue(case))
        for other in CHECKS:
            params = PACK.rules[other].params
            if other not in spared and PACK.rules[other].severity in ("critical", "high"):
                assert not hits_of(other, view, **params), (other, sql)


WORDS = """
select from where and or not in exists is null like between case when then else end group by having order limit offset
union all distinct join left right on using as with recursive for update count(*) sum( max( ( ) , . * = <> < > <= >= + -
/ % || 'a' '%x' '' 1 0 -5 2025 '2025-01-01' a b o c id name customer sale_order order_line day created_at ${p} #{q} :r ?
; -- /* */ " ` [ ] @x true interval date_format(day,'%d/%m/%Y') find_in_set( any( over ( cast( insert into delete update
set values create table drop 中文 \x00
""".split()
FUZZ_DIALECTS = ("postgres", "mysql", "tsql", "oracle", "sqlite", "", "no_such_dialect")


def fuzzed(count: int) -> list[tuple[str, str]]:
    """Statements that nobody wrote: good ones with words swapped, dropped, doubled and put in, and heaps of words."""
    chance = random.Random(7)
    seeds = [sql for _, _, _, sql, _ in STATEMENTS]
    made = []
    for _ in range(count):
        if chance.random() < 0.85:
            words = re.findall(r"\w+|\s+|[^\w\s]", chance.choice(seeds))
            for _ in range(chance.randint(1, 3)):
                place = chance.randrange(len(words) or 1)
                what = chance.random()
                if what < 0.3:
                    words[place : place + 1] = []
                elif what < 0.6:
                    words[place:place] = [" ", chance.choice(WORDS), " "]
                elif what < 0.8:
                    other = re.findall(r"\w+|\s+|[^\w\s]", chance.choice(seeds))
                    cut = chance.randrange(len(other))
                    words[place:place] = other[cut : cut + chance.randint(1, 12)]
                else:
                    words[place : place + 1] = [chance.choice(WORDS)]
            text = "".join(words)
        else:
            text = " ".join(chance.choices(WORDS, k=chance.randint(1, 40)))
        made.append((text, chance.choice(FUZZ_DIALECTS)))
    return made


def test_fuzz() -> None:
    """No statement, however broken, makes a check fail."""
    schemas = {id(case): catalogue(case) for _, case, _, _, _ in STATEMENTS}
    chance = random.Random(8)
    known = list(schemas.values())
    parsed = 0
    for text, dialect in fuzzed(FUZZED):
        view = view_of(text, dialect, chance.choice(known))
        parsed += bool(view.text.queries)
        for rule in CHECKS:
            try:
                found = hits_of(rule, view, **PACK.rules[rule].params)
            except Exception as error:
                raise AssertionError(f"{rule} on {dialect}: {text!r}") from error
            assert all(isinstance(hit.found, str) for hit in found)
    assert parsed > FUZZED / 10  # the fuzzer must get past the parser


def test_accidents_of_the_parser() -> None:
    """What the parser itself stumbles over is a text that cannot be read, and nothing worse."""
    text = "select no from sale_order where created_at = date_sub(now()order interval 7 day)"
    assert all(not view_of(text, dialect).text.queries for dialect in FUZZ_DIALECTS)


def test_deep_nesting() -> None:
    """Generated SQL of any depth is passed over or judged, never a crash."""
    depth = sys.getrecursionlimit()
    for text in (
        "select " + "(" * depth + "1" + ")" * depth,
        "select 1 where " + " or ".join(f"a = {n}" for n in range(3 * depth)),
        "select * from " + "(select * from " * 300 + "t" + ") x" * 300,
    ):
        view = view_of(text, "postgres")
        for rule in CHECKS:
            hits_of(rule, view, **PACK.rules[rule].params)


@pytest.mark.parametrize(
    "text",
    [
        "select " + "(" * 49_000 + "1" + ")" * 49_000,
        "select " + "case when 1 = 1 then " * 4_000 + "1" + " end" * 4_000,
        "select * from " + "(select * from " * 5_000 + "t" + ") x" * 5_000,
        "select " + "not " * 20_000 + "1",
        "select " + "- " * 40_000 + "1",
    ],
    ids=["brackets", "case", "subqueries", "not", "signs"],
)
def test_nesting_is_bounded_before_parsing(text: str) -> None:
    """The compiled parser would run out of a small stack, and the process with it: such text is not even given to it."""
    import threading

    found: list[object] = []
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(parse(text, "postgres")))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert found == [()]


def test_ordinary_nesting_is_read() -> None:
    """What people and designers write is far from the bound, however often it comes side by side."""
    many = ", ".join(f"case when (a = {n}) then (1) else (- - 2) end" for n in range(400))
    assert len(parse(f"select {many} from t where ((((a = 1) or (b = 2)))) ", "mysql")) == 1


SIMILAR = """
select * from (values (1, 'a'), (2, 'b')) as t(id, name) order by id
select a.id, b.id as other from t a join t b on a.id = b.parent_id where a.name like 'x%' and b.name is not null
select case when x is null then 0 else x end as x, coalesce(y, 0) as y from t where z between 1 and 9 order by x
select dept, count(distinct emp) as n from t group by dept having count(distinct emp) > 3 order by n desc limit 10
with a as (select id, max(day) as day from t group by id) select a.id, t.amount from a join t on t.id = a.id and t.day = a.day
select id from t where (a = 1 or b = 2) and not exists (select 1 from u where u.t_id = t.id) order by id limit 20 offset 40
select id, row_number() over (partition by dept order by day desc, id) as n from t
select 1.0 * sum(ok) / nullif(count(*), 0) as share from t
select id from t where name in (select name from u where name is not null)
select t.id, u.name from t left join u on u.id = t.user_id and u.active = 1 where t.day >= '2025-01-01'
select id from t union all select id from u order by id
select extract(hour from created_at) as h, count(*) as n from t group by extract(hour from created_at) order by h
select t.* from t where t.id = 7
""".strip().splitlines()


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle", "tsql"])
def test_sound_statements(dialect: str) -> None:
    """Sound statements that look like what the checks look for: nothing at all, in any dialect."""
    for sql in SIMILAR:
        try:
            text = sqlglot.transpile(sql, read="postgres", write=dialect)[0]
        except SqlglotError:
            continue
        view = view_of(text, dialect)
        for rule in CHECKS:
            assert not hits_of(rule, view, **PACK.rules[rule].params), (rule, text)


def test_facts_are_shared() -> None:
    """Fifty rules over the same facts parse each text once."""
    from healthcheck.facts import Report
    from healthcheck.sqlcheck import findings, statement

    rows: Rows = [
        {"report_id": str(n), "sql": f"select {n} from t where a = null", "dialect": "mysql"} for n in range(50)
    ]
    statement.text_of.cache_clear()
    for _ in range(3):
        report: Table[Report] = table("report", rows)  # type: ignore[assignment]
        tables: Table[DbTable] = table("db_table", [])  # type: ignore[assignment]
        columns: Table[DbColumn] = table("db_column", [])  # type: ignore[assignment]
        indexes: Table[DbIndex] = table("db_index", [])  # type: ignore[assignment]
        assert len(list(findings("report.compares_with_null", report))) == 50
        assert not list(findings("report.null_in_list", report, tables))
        assert not list(findings("report.or_across_columns", report, tables, columns, indexes, big=1))
    assert statement.text_of.cache_info().misses == 50


def test_pages_name_no_machine() -> None:
    """Every check's page lies beside its rule."""
    for rule in CHECKS:
        assert Path(PACK.rules[rule].page).is_file()
