"""Plans asked of a live database: the statements that took most time, and the reports' own SQL. Nothing is run.

PostgreSQL plans `$1` texts as prepared statements with a generic plan. MySQL and MariaDB keep digests with `?`: there a
call as it was really sent is planned where the server still has one, otherwise values that stand in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from healthcheck.databases import Database, Limits, StatementError
from healthcheck.databases.mysql import MySQL
from healthcheck.databases.postgresql import PostgreSQL
from healthcheck.facts import QueryPlan
from healthcheck.language import Text
from healthcheck.planning.mysql_plan import mysql_nodes
from healthcheck.planning.nodes import postgres_nodes
from healthcheck.planning.session import PlanningSession
from healthcheck.sqltext import neutral, parse

#: Planning takes milliseconds; what takes longer is given up.
SECONDS = 5
#: Texts that the collection may have cut are not planned.
CUT_AT = 4000

_READS = re.compile(r"^[\s(]*(select|with)\b", re.IGNORECASE)
_CHANGES = re.compile(r"^\s*(update|delete)\b", re.IGNORECASE)
_OWN_CATALOGUE = re.compile(
    r"\b(pg_catalog|information_schema|performance_schema|pg_stat_\w*|pg_class|pg_locks|pg_sleep|mysql\.)",
    re.IGNORECASE,
)
_DIGEST_LIST = re.compile(r"\(\s*\.\.\.\s*\)")
_DIGEST_LIMIT = re.compile(r"\b(LIMIT|OFFSET)\s+\?(?:\s*,\s*\?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A statement to be planned; ``report`` tells that it is a report's own SQL, placeholders included."""

    statement_id: str
    sql: str
    report: bool = False


@dataclass
class Explained:
    """What came of it: plans, and texts that could not be planned."""

    nodes: list[QueryPlan] = field(default_factory=list)
    planned: int = 0
    problems: list[Text] = field(default_factory=list)


def worth_explaining(sql: str | None, changes: bool = False) -> bool:
    """Whether a remembered statement is an application's query with its whole text; with ``changes`` updates count too."""
    text = sql or ""
    asked = _READS.match(text) or (changes and _CHANGES.match(text))
    return bool(asked) and len(text) < CUT_AT and not _OWN_CATALOGUE.search(text)


def can_explain(database: Database) -> bool:
    """Whether plans of this kind of database are understood."""
    return isinstance(database, PostgreSQL | MySQL)


def explain(database: Database, asked: Iterable[Asked]) -> Explained:
    """Plan statements in a read-only session of their own, each within seconds.

    Raises:
        UnreachableError: when the server lets no second session in.
    """
    found = Explained()
    limits = Limits(seconds=min(SECONDS, database.limits.seconds), connect_seconds=database.limits.connect_seconds)
    if isinstance(database, PostgreSQL):
        session = PlanningSession(database.url, limits)
        try:
            _each(asked, found, lambda one: _postgres(session, one))
        finally:
            session.close()
    elif isinstance(database, MySQL):
        own = MySQL(database.url, limits)
        try:
            own.set_sql_mode("IGNORE_SPACE")  # digests write `COUNT ( * )`
            _each(asked, found, lambda one: _mysql(own, one))
        finally:
            own.close()
    return found


def _each(asked: Iterable[Asked], found: Explained, run: Callable[[Asked], Iterator[QueryPlan]]) -> None:
    for one in asked:
        try:
            found.nodes.extend(run(one))
            found.planned += 1
        except StatementError as error:
            found.problems.append(_of(one, error.text))
            if error.lost:
                return


def _of(one: Asked, problem: Text) -> Text:
    return Text(f"{one.statement_id}: {problem.en}", f"{one.statement_id}：{problem.zh}")


def _postgres(session: PlanningSession, one: Asked) -> Iterator[QueryPlan]:
    sql = neutral(one.sql) if one.report else one.sql
    session.prepare_text(one.statement_id, sql)
    label = "stand-in" if one.report else "generic"
    yield from postgres_nodes(one.statement_id, label, session.explain(one.statement_id), "EXPLAIN")


def _mysql(session: MySQL, one: Asked) -> Iterator[QueryPlan]:
    label, sql = "stand-in", neutral(one.sql)
    if not one.report:
        sample = sent_call(session, one.statement_id)
        label, sql = ("sample", sample) if sample else (label, with_values(one.sql))
    try:
        said = session.explain(sql.strip().rstrip(";"))
    except StatementError as error:
        raise _cut_digest(error) if label == "stand-in" and not one.report else error from None
    document: dict[str, Any] = json.loads(said)
    if not document.keys() & {"query_block", "query_plan", "operation"}:
        raise StatementError(Text("the plan's format is not understood", "看不懂这种格式的执行计划"))
    tables = {}
    for tree in parse(sql, "mysql"):
        from sqlglot import exp

        tables.update({str(t.alias_or_name).lower(): str(t.name) for t in tree.find_all(exp.Table)})
    yield from mysql_nodes(one.statement_id, label, document, "EXPLAIN", tables)


def _cut_digest(error: StatementError) -> StatementError:
    """What a refusal means where a digest ends in the middle: servers keep its first kilobyte, and MySQL does not say so."""
    if "near ''" not in error.text.en:
        return error
    return StatementError(
        Text(
            "the server keeps only its start: raise max_digest_length, performance_schema_max_digest_length and"
            " performance_schema_max_sql_text_length, and restart",
            "服务器只保留了语句开头：请调大 max_digest_length、performance_schema_max_digest_length 和 "
            "performance_schema_max_sql_text_length 并重启",
        ),
        error.lost,
    )


def sent_call(session: MySQL, digest: str) -> str | None:
    """One call of a digest as it was sent, where the server still has it whole; it is planned and kept nowhere."""
    if not re.fullmatch(r"[0-9a-f]{32,64}", digest):
        return None
    queries = [
        f"SELECT SQL_TEXT AS sql_text FROM performance_schema.{table} WHERE DIGEST = '{digest}'"
        " AND CURRENT_SCHEMA = DATABASE() ORDER BY TIMER_WAIT DESC LIMIT 1"
        for table in ("events_statements_history_long", "events_statements_history")
    ]
    if not session.is_mariadb:
        queries.insert(
            0,
            "SELECT QUERY_SAMPLE_TEXT AS sql_text FROM performance_schema.events_statements_summary_by_digest"
            f" WHERE DIGEST = '{digest}' AND SCHEMA_NAME = DATABASE() LIMIT 1",
        )
    for query in queries:
        try:
            for row in session.rows(query):
                text = str(row["sql_text"] or "")
                if _READS.match(text) and not text.endswith("...") and len(text) < 1_000:
                    return text
        except StatementError as error:
            if error.lost:
                raise
    return None


def with_values(digest_text: str, value: str = "'1'") -> str:
    """A digest of MySQL's or MariaDB's as SQL again, with a value that stands in for `?`."""
    text = _DIGEST_LIST.sub("(?, ?)", digest_text)
    text = _DIGEST_LIMIT.sub(r"\1 10", text)
    return text.replace("?", value)
