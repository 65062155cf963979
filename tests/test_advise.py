"""Index advice on a real PostgreSQL with hypopg: proven, merged, silent where it should be, and read-only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from benchmarks import advise as benchmark
from healthcheck.advise import Index, Session, Work, advise, propose_rewrites, read_file
from healthcheck.advise.candidates import Use
from healthcheck.advise.session import Planned
from healthcheck.errors import INCOMPLETE, PASSED, USAGE
from healthcheck.facts import DbColumn, DbIndex, DbTable
from healthcheck.sqltext import Schema
from tests.cli import run_cli
from tests.servers import PostgresServer, ServerUnavailable, SqlFailed

SCHEMA = """
CREATE TABLE big (id int PRIMARY KEY, code text, kind int, day date, two boolean, "Order" int, done boolean, note text);
CREATE TABLE small (id int, code text);
CREATE TABLE busy (id int, code text);
INSERT INTO big SELECT g, 'c' || g % 20000, g % 300, date '2020-01-01' + g % 2000, g % 2 = 0, g % 9000, g % 500 <> 0, repeat('n', 90)
  FROM generate_series(1, 60000) g;
INSERT INTO small SELECT g, 'c' || g FROM generate_series(1, 400) g;
INSERT INTO busy SELECT g, 'c' || g FROM generate_series(1, 3000) g;
CREATE INDEX i_kind_day ON big (kind, day);
CREATE VIEW v_big AS SELECT b.id, b.code AS number, b.kind FROM big AS b WHERE b.note IS NOT NULL;
ANALYZE;
"""


@pytest.fixture(scope="module")
def server(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """A server with hypopg and a database `advice`; skips, loudly, without."""
    postgres.create_database("advice")
    try:
        try:
            postgres.run_sql("advice", "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION hypopg")
        except SqlFailed as reason:
            pytest.skip(f"server unavailable: PostgreSQL without hypopg or pg_stat_statements: {reason}")
        postgres.run_sql("advice", SCHEMA)
        postgres.run_sql("advice", "SELECT pg_stat_reset()")  # the rows of the load would count as upkeep
        yield postgres
    finally:
        postgres.drop_database("advice")


def advised(server: PostgresServer, *statements: str, calls: int = 100) -> list[Index]:
    """What is proposed for some statements."""
    session = Session.open(server.create_reader("advice"))
    try:
        works = [Work(str(n), sql, calls) for n, sql in enumerate(statements)]
        advice = advise(session, works)
        assert not advice.unplanned, advice.unplanned
        assert advice.proven
        return [p.index for p in advice.proposals]
    finally:
        session.close()


def test_plain(server: PostgresServer) -> None:
    """An equality on an unindexed column, with a parameter as pg_stat_statements writes it."""
    assert advised(server, "SELECT note FROM big WHERE code = $1") == [Index("public.big", ("code",))]


def test_through_a_view(server: PostgresServer) -> None:
    """The plan tells what a view reads."""
    assert advised(server, "SELECT id FROM v_big WHERE number = $1")[0].keys == ("code",)


def test_order_and_limit(server: PostgresServer) -> None:
    """The order of the rows belongs into the index, behind what is asked for."""
    found = advised(server, "SELECT id, note FROM big WHERE code = $1 ORDER BY day DESC LIMIT 5")
    assert found[0].keys[0] == "code"
    found = advised(server, 'SELECT id, note FROM big ORDER BY "Order" DESC, id LIMIT 5')
    assert found[0].keys[:1] == ('"Order" DESC',)


def test_expression(server: PostgresServer) -> None:
    """A function around the column is indexed as it is written."""
    assert advised(server, "SELECT note FROM big WHERE upper(code) = $1") == [Index("public.big", ("upper(code)",))]


def test_partial(server: PostgresServer) -> None:
    """A condition that few rows meet makes a small index."""
    found = advised(
        server,
        "SELECT note FROM big WHERE NOT done AND code = $1",
        "SELECT code FROM big WHERE NOT done ORDER BY day LIMIT 9",
    )
    assert found and any(i.where or i.keys[0] in ("code", "day") for i in found)


def test_merged(server: PostgresServer) -> None:
    """One index serves several statements; its own beginning is not proposed again."""
    found = advised(
        server,
        "SELECT note FROM big WHERE code = $1",
        'SELECT note FROM big WHERE code = $1 AND "Order" = $2',
        "SELECT note FROM big WHERE code = $1 AND day > $2",
    )
    assert len(found) == 1
    assert found[0].keys[0] == "code"


@pytest.mark.parametrize(
    ("why", "sql"),
    [
        ("an index with that beginning exists", "SELECT note FROM big WHERE kind = $1"),
        ("the primary key", "SELECT note FROM big WHERE id = $1"),
        ("under 500 rows", "SELECT id FROM small WHERE code = $1"),
        ("two values", "SELECT note FROM big WHERE two = $1"),
        ("nothing saved", "SELECT count(*) FROM big WHERE code <> $1"),
        ("quick enough", "SELECT 1"),
    ],
)
def test_silence(server: PostgresServer, why: str, sql: str) -> None:
    """Advice that a database does not need is the kind that people complain about."""
    assert advised(server, sql) == [], why


def test_upkeep_counts(server: PostgresServer) -> None:
    """A table that is written all day gets no index for a statement that runs once."""
    server.run_sql("advice", "SELECT pg_stat_reset(); UPDATE busy SET code = code; SELECT pg_stat_force_next_flush()")
    assert advised(server, "SELECT id FROM busy WHERE code = $1", calls=1) == []
    assert advised(server, "SELECT id FROM busy WHERE code = $1", calls=1000) == [Index("public.busy", ("code",))]


def test_parameters_of_a_type(server: PostgresServer) -> None:
    """`date $1` is how pg_stat_statements writes a date, and no SQL."""
    assert advised(server, "SELECT note FROM big WHERE code = $1 AND day >= date $2 - interval $3")


def test_parameters_without_a_type(server: PostgresServer) -> None:
    """`concat($1, …)` says nothing of its parameter's type; it is a text."""
    assert advised(server, "SELECT concat($1, note, $2) FROM big WHERE code = $3") == [Index("public.big", ("code",))]


def test_what_cannot_be_planned(server: PostgresServer) -> None:
    """A text that was cut is told, and the others are examined."""
    session = Session.open(server.create_reader("advice"))
    advice = advise(
        session, [Work("1", "SELECT note FROM big WHERE co"), Work("2", "SELECT note FROM big WHERE code = $1", 9)]
    )
    session.close()
    assert [w.statement_id for w, _ in advice.unplanned] == ["1"]
    assert len(advice.proposals) == 1


def test_only_planning(server: PostgresServer) -> None:
    """The server's own log: nothing but questions, nothing created, no statement of the workload run."""
    url = server.create_reader("advice")
    mark = server.mark()
    before = server.run_sql("advice", "SELECT count(*) FROM pg_class")
    session = Session.open(url)
    advise(
        session,
        [Work("1", "SELECT note FROM big WHERE code = $1"), Work("2", "UPDATE big SET note = $1 WHERE code = $2")],
    )
    session.close()
    ran = [s.text.strip() for s in server.statement_log(mark) if s.database == "advice"]
    allowed = re.compile(
        r"(?is)^(copy \((select|with|--).*\) to stdout|copy \(.*|select|with|prepare|explain|discard plans|set|begin|rollback|commit|--)"
    )
    strange = [text for text in ran if text and not allowed.match(text)]
    assert not strange, strange
    assert not [t for t in ran if re.match(r"(?i)(execute|explain \(.*analyze)", t)]
    assert server.run_sql("advice", "SELECT count(*) FROM pg_class") == before


def test_without_hypopg(server: PostgresServer) -> None:
    """Nothing is proven, and the user is told so and how to change it."""
    server.create_database("advice_blind")
    try:
        server.run_sql("advice_blind", SCHEMA)
        url = server.create_reader("advice_blind")
        file = Path(server.folder) / "workload.sql"
        file.write_text("SELECT note FROM big WHERE code = 'c7';\nSELECT note FROM big WHERE id = 7;\n", "utf-8")
        code, out, err = run_cli("advise", url, "--statements", str(file))
        assert code == INCOMPLETE, err
        assert "CREATE EXTENSION hypopg" in out and "ix_big_code" in out and "→" not in out
        code, out, _ = run_cli("advise", url, "--statements", str(file), "--format", "json", lang="zh")
        data = json.loads(out)
        assert not data["proven"] and "没有安装 hypopg" in data["note"]
        assert [p["cost_after"] for p in data["proposals"]] == [None]
        code, _, err = run_cli("advise", url)
        assert code == USAGE and "pg_stat_statements" in err
    finally:
        server.drop_database("advice_blind")


def test_command_line(server: PostgresServer, tmp_path: Path) -> None:
    """Both languages, both formats, a statement to review."""
    url = server.create_reader("advice", statistics=True)
    file = tmp_path / "workload.sql"
    file.write_text("SELECT note FROM big WHERE code = 'c7';\n\nSELECT note\nFROM big WHERE \"Order\" = 7\n", "utf-8")
    assert len(read_file(file)) == 2
    code, out, err = run_cli("advise", url, "--statements", str(file))
    assert code == PASSED, err
    assert "CREATE INDEX CONCURRENTLY ix_big_code ON public.big (code);" in out and "→" in out
    code, out, _ = run_cli("advise", url, "--statements", str(file), lang="zh")
    assert "写入代价" in out and "低峰" in out
    code, out, _ = run_cli("advise", url, "--statements", str(file), "--format", "json")
    data = json.loads(out)
    assert len(data["proposals"]) == 2
    assert all(p["cost_after"] * 2 <= p["cost_before"] and p["bytes"] > 0 for p in data["proposals"])
    server.run_sql("advice", "SELECT pg_stat_statements_reset(); SELECT note FROM big WHERE code = 'c7'")
    code, out, err = run_cli("advise", url)
    assert code == PASSED and "ix_big_code" in out, err
    assert run_cli("advise", "mysql://x@127.0.0.1/y")[0] == USAGE


def test_rewrites_are_shown_as_a_diff(server: PostgresServer, tmp_path: Path) -> None:
    """A statement that costs less in other words is shown so; one that gains nothing is not."""
    url = server.create_reader("advice", statistics=True)
    file = tmp_path / "workload.sql"
    file.write_text(
        "SELECT id FROM big WHERE kind = 3 AND to_char(day, 'YYYY-MM') = '2021-03';\nSELECT * FROM small;\n", "utf-8"
    )
    code, out, err = run_cli("advise", url, "--statements", str(file))
    assert code == PASSED, err
    lines = [line.strip() for line in out.splitlines()]
    assert any(line.startswith("-") and "TO_CHAR" in line for line in lines), out
    assert any(line.startswith("+") and "day >= '2021-03-01' AND day < '2021-04-01'" in line for line in lines), out
    [found] = json.loads(run_cli("advise", url, "--statements", str(file), "--format", "json")[1])["rewrites"]
    assert found["rule"] == "report.function_on_indexed_column"
    assert found["same_rows"] and found["cost_after"] <= 0.9 * found["cost_before"]


def test_bars(server: PostgresServer) -> None:
    """Sixty generated statements over twelve tables: the advice holds when its indexes are really created."""
    try:
        result = benchmark.run(server, "advice_bars", 1)
    except ServerUnavailable as reason:
        pytest.skip(f"server unavailable: {reason}")
    finally:
        server.drop_database("advice_bars")
    count = len(result.advice.proposals)
    assert result.advice.considered >= benchmark.STATEMENTS
    assert count >= 10
    assert result.used >= 0.9 * count
    assert result.halving >= 0.9 * count
    assert result.repeating == 0
    assert result.after <= result.baseline


class Remembering:
    """A planner of a server whose digests have lost their values: it remembers which texts it planned."""

    dialect, proves, cheap = "mysql", True, 0.0
    sent = "SELECT id FROM sale_order WHERE DATE(day) = '2025-01-02' AND state = 'open'"

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.writes: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.planned: list[str] = []

    def prepare(self, work: Work) -> None:
        """Keep what would be planned."""
        self.texts[work.statement_id] = work.sql if work.whole else self.sent

    def planned_text(self, work: Work) -> str:
        """See `Planner`."""
        return self.texts[work.statement_id]

    def plan(self, work: Work, indexes: Iterable[Index] = ()) -> Planned:
        """Whatever wraps the column is dear."""
        self.planned.append(self.texts[work.statement_id])
        return Planned(5_000.0 if "DATE(" in self.planned[-1] else 20.0, frozenset())

    def uses(self, work: Work, planned: Planned) -> list[Use]:
        """See `Planner`."""
        return []

    def size(self, index: Index) -> int | None:
        """See `Planner`."""
        return None

    def upkeep(self, index: Index) -> float:
        """See `Planner`."""
        return 0.0

    def statement(self, index: Index) -> str:
        """See `Planner`."""
        return ""


def test_both_texts_of_a_rewrite_have_the_same_values() -> None:
    """A call as it was sent is compared with itself in other words, never with a value that stands in; what is shown has none."""
    table = DbTable(table_id="sale_order", name="sale_order", kind="table", rows=900_000)
    columns = [
        DbColumn(table_id="sale_order", name=n, type=t)
        for n, t in (("id", "int"), ("day", "date"), ("state", "varchar(9)"))
    ]
    index = DbIndex(table_id="sale_order", name="ix_day", columns="day")
    session = Remembering(Schema([table], columns, [index]))
    digest = "SELECT `id` FROM `sale_order` WHERE DATE ( `day` ) = ? AND `state` = ?"
    [found] = propose_rewrites(session, [Work("d1", digest, 7)])
    assert (found.before, found.after) == (5_000.0, 20.0)
    assert session.sent in session.planned
    [other] = {text for text in session.planned if text != session.sent}
    assert "'open'" in other and "'2025-01-02'" in other and "?" not in other
    assert "open" not in found.rewritten.after and "2025" not in found.rewritten.after
