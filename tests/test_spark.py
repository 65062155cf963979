"""Rules on Spark give what they give on DuckDB, or say why they were not run.

The whole of it is one differential test: facts made by Hypothesis, every SQL rule through both engines, the same rows. Which
of the rules can be had there is worked out from their SQL alone, without a Spark.
HEALTHCHECK_LONG=1 tries other facts at every run, and many more of them.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from healthcheck import parquet
from healthcheck.coverage import Part
from healthcheck.facts import TABLES
from healthcheck.language import Text
from healthcheck.outcome import Outcome
from healthcheck.rule import Pack, builtin_rules, load_pack, load_packs
from healthcheck.run import Limits, run_rules
from healthcheck.scan import write_folder
from healthcheck.sealed import check_pack
from healthcheck.spark import run as spark_run
from healthcheck.spark import session as spark_session
from healthcheck.spark.dialect import NotExpressibleError, to_spark
from healthcheck.spark.regex import java_pattern, java_replacement
from healthcheck.spark.run import not_expressible, swelling, through_spark
from healthcheck.store import Snapshot
from healthcheck.strategies import Facts, facts
from tests.cli import run_cli, run_here
from tests.sample import messy_snapshot
from tests.sparks import spark_cluster, spark_or_skip

LONG = os.environ.get("HEALTHCHECK_LONG") == "1"
#: Fact sets that every rule's tables get in one run.
SETS = 12 if LONG else 1
RUNS = 5 if LONG else 1

NOW = datetime(2026, 1, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The built-in rules."""
    return load_packs([builtin_rules()])


@pytest.fixture(scope="module")
def lost(pack: Pack) -> dict[str, Text]:
    """Rules that Spark cannot run, with the reason."""
    return not_expressible(check_pack(pack))


@pytest.fixture
def spark() -> Any:
    """A session, or a skip that says what is missing."""
    return spark_or_skip()


# ---- which rules ----


def test_nine_in_ten_sql_rules_can_be_had_on_spark(pack: Pack, lost: dict[str, Text]) -> None:
    sql = [r for r in pack.rules.values() if r.language == "sql"]
    assert len(lost) <= 0.1 * len(sql), {i: why.en for i, why in lost.items()}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT role_id FROM role WHERE soundex(name) = 'x'", "the function soundex is not known"),
        ("SELECT role_id, list_sort([name]) AS n FROM role", "not known|no equal"),
        ("SELECT role_id FROM role WHERE name ILIKE 'a%'", "no equal for ILIKE"),
        ("SELECT role_id FROM role WHERE name LIKE code", "a pattern comes from data"),
        ("SELECT role_id FROM role WHERE regexp_matches(name, code)", "a pattern comes from data"),
        ("SELECT role_id FROM role WHERE regexp_matches(name, '\\Qa\\E')", "regular expression has"),
        ("SELECT count(*) % 2 AS odd FROM role", "no equal for %"),
        ("SELECT string_agg(name, ',') AS names FROM role", "in no or in falling order"),
        ("SELECT string_agg(name, ',' ORDER BY name DESC) AS names FROM role", "in no or in falling order"),
        ("SELECT quantile_cont(length(name), 0.5) AS q FROM role", "not known"),
        ("SELECT date_diff('month', last_login_at, scan_time()) AS m FROM user_account", "date_diff in months"),
        ("SELECT TRY_CAST(name AS DATE) AS d FROM role", "text is read as DATE"),
        (
            "SELECT * FROM (WITH RECURSIVE t AS (SELECT role_id FROM role UNION SELECT p.parent_id FROM t JOIN role_parent AS p"
            " ON p.role_id = t.role_id) SELECT * FROM t) AS s",
            "recursion within a subquery",
        ),
        # what would be a way out of the facts: Spark knows functions that call Java, and reads files by their path
        ("SELECT java_method('java.lang.System', 'exit') AS x FROM role", "the function java_method is not known"),
        ("SELECT reflect('java.lang.System', 'exit') AS x FROM role", "the function reflect is not known"),
        ("SELECT * FROM read_parquet('x')", "not known|no equal"),
    ],
)
def test_what_is_not_known_to_mean_the_same_is_refused(sql: str, expected: str) -> None:
    schema = {name: {c.name: c.sql_type for c in spec.columns.values()} for name, spec in TABLES.items()}
    with pytest.raises(NotExpressibleError, match=expected):
        to_spark(sql, schema, NOW)


# ---- the same rows ----


def sets(pack: Pack, number: int, derandomize: bool) -> Iterator[Facts]:
    """Fact sets by Hypothesis, one or more for the tables of every SQL rule, each with keys of its own."""
    checked: Any = check_pack(pack)
    groups: dict[frozenset[str], set[str]] = {}
    for known in checked.rules.values():
        if known.rule.language == "sql":
            tables = frozenset((known.needs.tables | known.needs.optional) & set(TABLES))
            words = re.findall(r"[a-z_]+", " ".join([known.rule.body, *_derived(checked, known.needs.derived)]))
            groups.setdefault(tables, set()).update(words)
    for place, (group, columns) in enumerate(groups.items()):
        made = generated(facts(sorted(group), f"s{place}x", 4, columns), max(2, number), derandomize)
        # Hypothesis begins with the simplest of all, which is empty.
        richest = sorted(made, key=lambda f: sum(map(len, f.values())), reverse=True)[:number]
        for turn, found in enumerate(richest):
            yield {t: [_renamed(row, f"s{place}x", f"s{place}y{turn}k") for row in rows] for t, rows in found.items()}


def generated(strategy: st.SearchStrategy[Facts], number: int, derandomize: bool) -> list[Facts]:
    """Examples of a strategy, to be looked at together."""
    made: list[Facts] = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(found: Facts) -> None:
        made.append(found)

    collect()
    return made


def _derived(checked: Any, names: Any) -> list[str]:
    texts = []
    for name in names:
        texts += [checked.derived[name][0].sql, *_derived(checked, checked.derived[name][1].derived)]
    return texts


def _renamed(row: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {c: new + v[len(old) :] if isinstance(v, str) and v.startswith(old) else v for c, v in row.items()}


def together(all_sets: Iterator[Facts], path: Path) -> Path:
    """One folder of Parquet with the messy company and every set, all of it collected whole."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for one in all_sets:
        for table, more in one.items():
            rows[table] += more
    with Snapshot.open(messy_snapshot()) as messy, Snapshot.create(path.with_suffix(".duckdb")) as snapshot:
        for name, spec in TABLES.items():
            columns = [c for c in spec.columns.values() if c.name != "origin"]
            arrays = [pa.array([row[c.name] for row in rows[name]], _arrow(c.sql_type)) for c in columns]
            part = Part(name, "test", "complete", known=tuple(spec.columns))
            batches = [pa.RecordBatch.from_arrays(arrays, names=[c.name for c in columns])]
            batches += (
                messy.con.cursor().sql(f'SELECT * EXCLUDE (origin) FROM snap."{name}"').to_arrow_table().to_batches()
            )
            snapshot.append(part, batches, origin_table=name)
            snapshot.record(part)
    write_folder(path.with_suffix(".duckdb"), path)
    return path


def _arrow(kind: str) -> pa.DataType:
    return {
        "VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
        "DECIMAL(28,8)": pa.decimal128(28, 8), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32(),
    }[kind]  # fmt: skip


def rows_of(outcome: Outcome) -> list[tuple[object, ...]]:
    """Every row that a rule gave, floating numbers to nine digits: sums may be added up in another order."""
    return [
        (f.fingerprint, f.cause.key, f.origin, _near(f.reach), [(k, _near(v)) for k, v in sorted(f.evidence.items())])
        for f in sorted(outcome.findings, key=lambda f: (f.fingerprint, repr(sorted(f.evidence.items()))))
    ]


def _near(value: object) -> object:
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.9g}")
    return repr(value) if isinstance(value, float) else value


@pytest.mark.parametrize("turn", range(RUNS))
def test_every_rule_gives_the_same_rows_on_both_engines(
    spark: Any, pack: Pack, lost: dict[str, Text], tmp_path: Path, turn: int
) -> None:
    folder = together(sets(pack, SETS, derandomize=not LONG), tmp_path / "facts")
    rules = {i: r for i, r in pack.rules.items() if r.language == "sql"}
    limits = Limits(seconds=600, findings=100_000, workers=2)
    checked = check_pack(pack, rules)
    by_duckdb = run_rules(folder, pack, rules, limits, checked=checked)
    by_spark = run_rules(folder, pack, rules, limits, checked=checked, through=through_spark("spark", folder))
    different, firing = {}, 0
    for one, other in zip(by_duckdb, by_spark, strict=True):
        assert one.rule.id == other.rule.id
        if one.rule.id in lost:
            assert other.status == "skipped" and other.reason is not None
            assert other.reason.en == f"not run on Spark: {lost[one.rule.id].en}"
            continue
        firing += one.status == "failed"
        if (one.status, one.count) != (other.status, other.count) or rows_of(one) != rows_of(other):
            different[one.rule.id] = _difference(one, other)
    assert not different, "\n".join(f"{i}: {said}" for i, said in different.items())
    assert firing > 0.8 * len(rules), "facts on which rules find nothing prove nothing"


def _difference(one: Outcome, other: Outcome) -> str:
    """Both outcomes in short, with the first rows that only one of them has."""
    said = [f"{o.status} {o.count} {o.reason.en[:300] if o.reason else ''}" for o in (one, other)]
    a, b = ([repr(r)[:600] for r in rows_of(o)] for o in (one, other))
    return f"DuckDB {said[0]}, Spark {said[1]}\n  - {[r for r in a if r not in b][:2]}\n  + {[r for r in b if r not in a][:2]}"


TRICKY = [
    "",
    "a",
    "A",
    "abc\n",
    "x\r",
    "a\u2028b",
    "é",
    "É",
    "ſ",
    "K",
    "9",
    "٣",
    "\x0b",
    "\t",
    "[",
    "]",
    "^",
    "&&",
    "物料 A",
    "$1",
    "a\\b",
]


@pytest.mark.parametrize(
    "pattern",
    [
        "c$", "^a", ".", "a.b", r"\s", r"\S", r"[\s]", r"\d", r"\w+", r"\W", r"[^\w]", "(?i)é", "(?i)k", "(?i)[a-f]", r"\p{L}",
        r"\p{Lu}", r"\p{Han}", r"[\p{Han}]+", "[[:alpha:]]", "[[:^alpha:]]", "[]a]", "[^]a]", "[a&&b]", "[[]", r"\x{4E00}",
        "[一-鿿]", r"[^ -~\x{4E00}-\x{9FFF}]", r"a\\b", r"\$", "[$]", "(a)(b)?", r"\bA", "(?s)a.b", "a{1,2}", "x|$",
    ],
)  # fmt: skip
def test_regular_expressions_match_the_same(spark: Any, pattern: str) -> None:
    con = duckdb.connect()
    java = spark.sparkContext._jvm.java.util.regex.Pattern.compile(java_pattern(pattern))
    for text in TRICKY:
        expected = con.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchall()[0][0]
        assert java.matcher(text).find() == expected, f"{pattern!r} in {text!r}"


def test_replacements_are_written_for_java() -> None:
    assert java_replacement(r"\1-\0$") == r"${1}-$0\$" or java_replacement(r"\1-\0$") == r"$1-$0\$"
    assert java_replacement("a$b") == r"a\$b"


# ---- limits, Python rules, errors ----


def own_pack(folder: Path, query: str) -> Pack:
    """A pack of one SQL rule about roles."""
    folder.mkdir(exist_ok=True)
    text = (Path(builtin_rules()) / "access" / "grant_to_missing_role.sql").read_text("utf-8")
    (folder / "own.sql").write_text(text.split("*/")[0] + "*/\n" + query, "utf-8")
    return load_pack(folder)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messy company as a folder of Parquet."""
    path = tmp_path_factory.mktemp("spark") / "company"
    write_folder(messy_snapshot(), path)
    return path


def test_a_rule_that_takes_too_long_is_stopped(spark: Any, company: Path, tmp_path: Path) -> None:
    # About a minute: Spark heeds no interruption inside one group, and what is given up takes a core until it ends.
    tables = " CROSS JOIN ".join(f"role_grant AS g{n}" for n in range(3))
    tables += f" CROSS JOIN (VALUES {', '.join(f'({n})' for n in range(12))}) AS times(n)"
    pack = own_pack(
        tmp_path / "own",
        f"SELECT max(g0.user_id) AS user_id, max(g1.role_id) AS role_id, 'x' AS name FROM {tables} HAVING count(*) > 5",
    )
    (outcome,) = run_rules(company, pack, limits=Limits(seconds=3), through=through_spark("spark", company))
    assert outcome.status == "timeout"


def test_a_count_is_exact_where_findings_are_cut(spark: Any, company: Path, pack: Pack) -> None:
    chosen = {
        i: pack.rules[i] for i in ("access.dormant_account", "access.never_signed_in", "access.user_without_role")
    }
    limits = Limits(findings=1)
    for one, other in zip(
        run_rules(company, pack, chosen, limits),
        run_rules(company, pack, chosen, limits, through=through_spark("spark", company)),
        strict=True,
    ):
        assert (one.count, one.cut) == (other.count, other.cut)
        assert rows_of(one) == rows_of(other)


def test_python_rules_are_fed_up_to_what_one_process_holds(
    spark: Any, company: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = [i for i, r in pack.rules.items() if r.language == "python" and r.family in ("access", "flow", "org")]
    rules = {i: pack.rules[i] for i in python[:5]}
    expected = run_rules(company, pack, rules)
    found = run_rules(company, pack, rules, through=through_spark("spark", company))
    assert [(o.rule.id, o.status, rows_of(o)) for o in found] == [(o.rule.id, o.status, rows_of(o)) for o in expected]
    monkeypatch.setattr(spark_run, "PYTHON_ROWS", 0)
    for outcome in run_rules(company, pack, rules, through=through_spark("spark", company)):
        if outcome.rule.language == "python" and outcome.reason is not None:
            assert outcome.status == "skipped"
            assert "rows are too many" in outcome.reason.en


def test_a_derived_fact_that_cannot_be_had_takes_its_rules_along_with_the_reason(
    spark: Any, company: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    pack = own_pack(folder, "SELECT o.role_id, o.role_id AS user_id, o.name FROM odd AS o")
    (folder / "_odd.sql").write_text("SELECT role_id, name FROM role WHERE name ILIKE '%a%'", "utf-8")
    pack = load_pack(folder)
    (outcome,) = run_rules(company, pack, through=through_spark("spark", company))
    assert outcome.status == "skipped"
    assert outcome.reason is not None
    assert "rests on odd" in outcome.reason.en and "ILIKE" in outcome.reason.en


def test_scan_by_spark_on_the_command_line(spark: Any, company: Path) -> None:
    options = ("--select", "access.grant", "--format", "json", "--fail-on", "never")
    code, out, err = run_here("scan", str(company), "--engine", "spark", *options)
    _, expected, _ = run_here("scan", str(company), *options)
    assert code in (0, 3), err
    marks = [re.findall(r'"fingerprint": "(\w+)"', text) for text in (out, expected)]
    assert marks[0] == marks[1] != []


#: SQL with a join, with a recursion, on derived facts, and a rule in Python.
CHOSEN = "access.grant_to_missing_role,access.user_without_role,org.unit_cycle,access.role_unused,org.unit_without_head"


def test_scan_by_a_cluster_of_a_master_and_a_worker(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through executors that are processes of their own the rules find what they find on DuckDB."""
    options = ("--select", CHOSEN, "--format", "json", "--fail-on", "never")
    code, out, err = run_cli("scan", str(company), *options)
    assert code in (0, 3), err
    expected = judged(out)
    assert [status for status, _, _ in expected.values()] == ["failed"] * 5
    with spark_cluster() as cluster:
        for name, value in cluster.environment.items():
            monkeypatch.setenv(name, value)
        code, out, err = run_cli("scan", str(company), "--engine", cluster.url, *options, timeout=600)
        assert code in (0, 3), err
        assert cluster.applications() == ["healthcheck"] and cluster.executors() >= 1
    assert judged(out) == expected


def judged(report: str) -> dict[str, tuple[str, int, list[str]]]:
    """What a report says of each rule: status, count, fingerprints."""
    return {
        o["rule"]: (o["status"], o["count"], sorted(f["fingerprint"] for f in o["findings"]))
        for o in json.loads(report)["outcomes"]
    }


def test_a_file_is_written_as_parquet_for_spark(spark: Any) -> None:
    code, out, err = run_here(
        "scan",
        str(messy_snapshot()),
        "--engine",
        "spark",
        "--select",
        "access.grant_to_missing_role",
        "--fail-on",
        "never",
    )
    assert code in (0, 3), err
    assert "1" in out


def test_without_the_extra_the_error_says_what_to_install(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, err = run_here("scan", str(company), "--engine", "spark")
    assert code == 2
    assert "pip install 'healthcheck[spark]'" in err


def test_without_java_the_error_says_so(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spark_or_skip()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    code, _, err = run_here("scan", str(company), "--engine", "spark")
    assert code == 2
    assert "Java 17 or 21" in err


@pytest.mark.parametrize("engine", ["sparkle", "dask://x", "local[2", ""])
def test_an_engine_that_is_none_is_refused(company: Path, engine: str) -> None:
    code, _, err = run_here("scan", str(company), "--engine", engine)
    assert code == 2
    assert "expected duckdb, spark" in err


def test_a_spark_of_this_machine_is_tuned_by_the_rows_a_cluster_by_its_own_file(tmp_path: Path) -> None:
    def java(engine: str, rows: int) -> str:
        return spark_session._settings(engine, tmp_path, "2GB", rows)["spark.driver.extraJavaOptions"]

    assert "TieredStopAtLevel=1" in java("spark", 1_000_000)
    assert "TieredStopAtLevel" not in java("local[4]", 100_000_000)
    assert java("spark://master:7077", 1_000_000) == "-Duser.timezone=UTC"


def test_what_files_hold_in_little_is_not_taken_for_little(tmp_path: Path) -> None:
    """Ten million accounts are 29 MB of Parquet: Spark would send them to every node."""
    folder = tmp_path / "facts"
    (folder / "user_account").mkdir(parents=True)
    with duckdb.connect(":memory:") as con:
        con.execute(
            "COPY (SELECT 'u' || i AS user_id, 'Somebody' AS name, 'user#' || i AS origin FROM range(100000) AS t(i))"
            f" TO '{folder / 'user_account' / 'data_0.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
        )
        stored = parquet.read_tables(folder, con, {})
    size = sum(f.stat().st_size for f in folder.rglob("*.parquet"))
    # A row is more than its key, its name and its origin at 20 bytes each.
    assert swelling(stored.values()) > 100_000 * 60 / size > 2
    assert swelling([]) == 1


@pytest.mark.parametrize("step", ["_one", "_computed"], ids=["rule", "derived fact"])
def test_what_memory_does_not_suffice_for_is_joined_by_sorting(
    spark: Any, company: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    key = "spark.sql.autoBroadcastJoinThreshold"
    before, real, calls = spark.conf.get(key), getattr(spark_run.Facts, step), []

    def once_too_large(self: Any, *given: Any) -> Any:
        calls.append(spark.conf.get(key))
        if len(calls) == 1:
            raise RuntimeError("Not enough memory to build and broadcast the table to all worker nodes.")
        return real(self, *given)

    monkeypatch.setattr(spark_run.Facts, step, once_too_large)
    name = "access.user_without_role" if step == "_one" else "access.child_without_parent_menu"
    chosen = {name: pack.rules[name]}
    try:
        outcomes = run_rules(company, pack, chosen, through=through_spark("spark", company))
    finally:
        spark.conf.set(key, before)
        spark.conf.unset("spark.sql.adaptive.autoBroadcastJoinThreshold")
    assert [o.status for o in outcomes] == ["failed"]
    assert calls[:2] == [before, "-1"]


def test_a_cluster_that_does_not_answer_is_named_at_once(company: Path) -> None:
    spark_or_skip()
    # A process of its own: this one has a session open, which would be used.
    code, _, err = run_cli("scan", str(company), "--engine", "spark://127.0.0.1:9", timeout=100)
    assert code == 4
    assert "No Spark answers at spark://127.0.0.1:9" in err
    assert "Traceback" not in err


def test_nothing_of_spark_is_loaded_without_it(company: Path) -> None:
    import subprocess
    import sys

    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom healthcheck.cli import run\n"
            f"run(['scan', {str(company)!r}, '--select', 'access.grant', '--exit-zero'])\n"
            "sys.exit(any(m.startswith(('pyspark', 'py4j', 'healthcheck.spark')) for m in sys.modules))",
        ],
        capture_output=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr.decode()


def test_reasons_are_there_in_both_languages(lost: dict[str, Text]) -> None:
    for why in lost.values():
        assert why.en and re.search(r"[一-鿿]", why.zh)
