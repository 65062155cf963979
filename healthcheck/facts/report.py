"""Reports and the database that answers them."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Ref, Unit


class Report(Fact):
    """A report definition inside the system."""

    zh: ClassVar[str] = "报表"
    label = ("name", "code")
    identity = ("code",)

    report_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code; the name where the product has no code."""
    name: str | None = None
    """Name on the screen."""
    kind: str | None = None
    """The product's own kind (`jimu`, `online`, `qweb-pdf`, `Script Report`)."""
    sql: str | None = None
    """Its SQL as written, placeholders included; NULL when it has none."""
    dialect: str | None = None
    """sqlglot name of the SQL's dialect."""
    data_source: str | None = None
    """Name of the connection it runs on; NULL = the system's own database."""
    menu_path: str | None = None
    """Where a person opens it."""
    owner_user_id: Annotated[str, Ref("user_account")] | None = None
    """Who made it."""
    target: str | None = None
    """The model, view or file it needs, as the product names it."""
    target_found: bool | None = None
    """Whether that exists; NULL when the adapter cannot tell."""
    views: Annotated[int, Unit("views")] | None = None
    """How often it was opened; NULL when not counted."""
    active: bool = True
    """False when switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class Statement(Fact):
    """A statement as the database's own statistics remember it."""

    zh: ClassVar[str] = "SQL语句统计"
    label = ("sql",)

    statement_id: KeyText
    """The database's fingerprint of it."""
    sql: str | None = None
    """Its normalised text."""
    calls: Annotated[int, Unit("calls")] | None = None
    """How often it ran."""
    total_ms: Annotated[float, Unit("ms")] | None = None
    """Time spent in it altogether."""
    mean_ms: Annotated[float, Unit("ms")] | None = None
    """Time per call."""
    max_ms: Annotated[float, Unit("ms")] | None = None
    """The slowest call."""
    rows: Annotated[int, Unit("rows")] | None = None
    """Rows returned or touched altogether."""
    rows_examined: Annotated[int, Unit("rows")] | None = None
    """Rows read to answer, where the database counts them."""
    lock_ms: Annotated[float, Unit("ms")] | None = None
    """Time spent waiting for locks altogether, where the source tells."""
    temp_bytes: Annotated[int, Unit("bytes")] | None = None
    """Bytes written to temporary files altogether, where the source tells."""
    disk_tables: Annotated[int, Unit("tables")] | None = None
    """Temporary tables made on disk altogether (MySQL, MariaDB)."""
    report_id: Annotated[str, Ref("report")] | None = None
    """The report whose own SQL it is, when it was explained for one."""
    source: str | None = None
    """Where the figure comes from (`pg_stat_statements`, `events_statements_summary_by_digest`, `slow log`)."""


class StatementBefore(Fact):
    """A statement as an earlier scan saw it, for comparison."""

    zh: ClassVar[str] = "上次的SQL语句统计"

    statement_id: Annotated[str, Key(), Ref("statement")]
    """The database's fingerprint of it."""
    calls: Annotated[int, Unit("calls")] | None = None
    """How often it had run by then."""
    total_ms: Annotated[float, Unit("ms")] | None = None
    """Time spent in it altogether by then."""
    mean_ms: Annotated[float, Unit("ms")] | None = None
    """Time per call by then."""
    since: datetime | None = None
    """Since when the counters had been running (UTC); another start means that they were reset in between."""
    scanned_at: datetime | None = None
    """When the earlier facts were collected (UTC)."""


class LockWait(Fact):
    """A session that waited for another one when the facts were collected."""

    zh: ClassVar[str] = "锁等待"

    waiting_session: KeyText
    """The session that waits."""
    blocking_session: str | None = None
    """The session that it waits for."""
    waited_ms: Annotated[float, Unit("ms")] | None = None
    """How long it has waited so far."""
    sql: str | None = None
    """What it wants to do, without values."""
    blocking_sql: str | None = None
    """What the other one did last, without values."""
    blocking_state: str | None = None
    """What the other one does (`active`, `idle in transaction`)."""


class DbTable(Fact):
    """A table or view of the database."""

    zh: ClassVar[str] = "数据库表"
    label = ("name",)
    identity = ("table_id",)

    table_id: KeyText
    """`schema.table`, or the table alone where the database has one schema."""
    schema_name: str | None = None
    """Schema or database."""
    name: str | None = None
    """Table name."""
    kind: Literal["table", "view", "materialized_view", "partition", "foreign"] = "table"
    """What it is."""
    rows: Annotated[int, Unit("rows")] | None = None
    """The database's own estimate of its rows; NULL when it has none."""
    bytes: Annotated[int, Unit("bytes")] | None = None
    """Size of data and indexes, with what is free in their files."""
    free_bytes: Annotated[int, Unit("bytes")] | None = None
    """What of it holds nothing: counted by MySQL and MariaDB, worked out from rows and widths for PostgreSQL."""
    engine: str | None = None
    """Storage engine (MySQL, MariaDB)."""
    collation: str | None = None
    """Default collation."""
    has_primary_key: bool | None = None
    """Whether it has a primary key."""
    analyzed_at: datetime | None = None
    """When its statistics were last made (UTC)."""
    modified_rows: Annotated[int, Unit("rows")] | None = None
    """Rows changed since then; MySQL and MariaDB tell only how many more or less there are."""
    dead_rows: Annotated[int, Unit("rows")] | None = None
    """Rows that wait to be vacuumed."""
    seq_scans: Annotated[int, Unit("scans")] | None = None
    """How often it was read from end to end; on MySQL and MariaDB rows read without an index, as a multiple of its rows."""
    definition: str | None = None
    """The SQL of a view."""
    comment: str | None = None
    """The database's own comment."""


class DbColumn(Fact):
    """A column of a table or view."""

    zh: ClassVar[str] = "数据库列"
    label = ("name",)

    table_id: Annotated[str, Key(), Ref("db_table")]
    """The table."""
    name: KeyText
    """Column name."""
    position: int | None = None
    """1 for the first."""
    type: str | None = None
    """The type as the database writes it."""
    nullable: bool | None = None
    """Whether NULL is allowed."""
    collation: str | None = None
    """Collation of a text column."""
    distinct_values: Annotated[int, Unit("values")] | None = None
    """The database's estimate of different values."""
    comment: str | None = None
    """The database's own comment."""


class DbIndex(Fact):
    """An index."""

    zh: ClassVar[str] = "索引"
    label = ("name",)

    table_id: Annotated[str, Key(), Ref("db_table")]
    """The table."""
    name: KeyText
    """Index name."""
    columns: str | None = None
    """Its columns or expressions in order, separated by `, `."""
    is_unique: bool | None = None
    """Whether it enforces uniqueness."""
    is_primary: bool | None = None
    """Whether it is the primary key."""
    is_partial: bool | None = None
    """Whether it covers only rows that meet a condition."""
    method: str | None = None
    """`btree`, `hash`, `gin` …"""
    bytes: Annotated[int, Unit("bytes")] | None = None
    """Its size."""
    scans: Annotated[int, Unit("scans")] | None = None
    """How often it was used since statistics were reset; NULL when not counted."""


class ForeignKey(Fact):
    """A foreign key that the database enforces."""

    zh: ClassVar[str] = "外键"
    label = ("name",)

    table_id: Annotated[str, Key(), Ref("db_table")]
    """The referring table."""
    name: KeyText
    """Constraint name."""
    columns: str | None = None
    """Referring columns in order, separated by `, `."""
    ref_table_id: Annotated[str, Ref("db_table")] | None = None
    """The table referred to."""
    ref_columns: str | None = None
    """Its columns, in the same order."""


class DbSetting(Fact):
    """A setting of the database server."""

    zh: ClassVar[str] = "数据库参数"
    label = ("name",)

    name: KeyText
    """Setting name."""
    value: str | None = None
    """Its value as text."""
    unit: str | None = None
    """Unit of the value as the server states it."""


class QueryPlan(Fact):
    """A node of a statement's plan."""

    zh: ClassVar[str] = "执行计划"

    statement_id: Annotated[str, Key(), Ref("statement")]
    """The statement."""
    plan: KeyText
    """Which of its plans: `generic`, `stand-in` (with values that change nothing), or the number of a logged one."""
    node_id: KeyText
    """Place in the plan, `0.1.2` by child number."""
    operation: str | None = None
    """What the node does, in PostgreSQL's words (`Seq Scan`, `Nested Loop`); an access type in MySQL's (`ALL`, `ref`)."""
    table_id: Annotated[str, Ref("db_table")] | None = None
    """The table it reads."""
    index_name: str | None = None
    """The index it uses."""
    rows: Annotated[float, Unit("rows")] | None = None
    """Rows the planner expects it to give, each time it runs."""
    rows_read: Annotated[float, Unit("rows")] | None = None
    """Rows it has to look at for that, each time it runs; NULL when nothing tells."""
    width: Annotated[int, Unit("bytes")] | None = None
    """Bytes of a row, as the planner expects."""
    actual_rows: Annotated[float, Unit("rows")] | None = None
    """Rows it gave, each time it ran; NULL when it was planned only."""
    loops: Annotated[float, Unit("times")] | None = None
    """How often it ran, or is expected to."""
    cost: float | None = None
    """The planner's cost up to here."""
    ms: Annotated[float, Unit("ms")] | None = None
    """Time it took altogether; NULL when it was planned only."""
    spilled_bytes: Annotated[int, Unit("bytes")] | None = None
    """Bytes that a sort or hash wrote to disk; NULL when it was planned only."""
    detail: str | None = None
    """Conditions, `; ` between them, without values."""
    filter: str | None = None
    """The condition that rows are dropped by after they were read."""
    shape: str | None = None
    """On the first node: a digest of operations, tables and indexes, the same for plans that work alike."""
    source: str | None = None
    """`EXPLAIN`, `auto_explain`."""
