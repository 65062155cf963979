"""The adapters around the BPMN reader: an engine's tables, and a folder of files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from healthcheck_bpmn.reader import BPMN

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.collect import collect
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import read_target

PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "healthcheck-bpmn" / "healthcheck_bpmn"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "flows"
NAMES = ("bpmn_engine", "bpmn_files")

MODEL = f"""<?xml version='1.0' encoding='UTF-8'?>
<definitions xmlns='{BPMN}' xmlns:f='http://flowable.org/bpmn'>
<process id='leave' name='请假' isExecutable='true' f:candidateStarterUsers='li, ${{x}}' f:candidateStarterGroups='DEPT103,hr'>
<startEvent id='s'/><userTask id='boss' name='经理审批' f:candidateGroups='ROLE2'/><receiveTask id='wait'/>
<endEvent id='e'/>
<sequenceFlow id='1' sourceRef='s' targetRef='boss'/><sequenceFlow id='2' sourceRef='boss' targetRef='wait'/>
<sequenceFlow id='3' sourceRef='wait' targetRef='e'/>
</process></definitions>""".encode()

TABLES = """
CREATE TABLE ACT_GE_PROPERTY (NAME_ TEXT, VALUE_ TEXT, REV_ INT);
CREATE TABLE ACT_RE_DEPLOYMENT (ID_ TEXT, DEPLOY_TIME_ TIMESTAMP);
CREATE TABLE ACT_RE_PROCDEF (ID_ TEXT, KEY_ TEXT, NAME_ TEXT, VERSION_ INT, TENANT_ID_ TEXT, DEPLOYMENT_ID_ TEXT,
    RESOURCE_NAME_ TEXT, SUSPENSION_STATE_ INT {derived});
CREATE TABLE ACT_GE_BYTEARRAY (ID_ TEXT, NAME_ TEXT, DEPLOYMENT_ID_ TEXT, BYTES_ BLOB);
CREATE TABLE ACT_RU_EXECUTION (ID_ TEXT, PROC_INST_ID_ TEXT, PARENT_ID_ TEXT, SUPER_EXEC_ TEXT, PROC_DEF_ID_ TEXT,
    ACT_ID_ TEXT, BUSINESS_KEY_ TEXT, SUSPENSION_STATE_ INT, IS_EVENT_SCOPE_ INT);
CREATE TABLE ACT_RU_TASK (ID_ TEXT, PROC_INST_ID_ TEXT, PROC_DEF_ID_ TEXT, TASK_DEF_KEY_ TEXT, NAME_ TEXT,
    ASSIGNEE_ TEXT, CREATE_TIME_ TIMESTAMP, DUE_DATE_ TIMESTAMP);
CREATE TABLE ACT_RU_IDENTITYLINK (ID_ TEXT, TYPE_ TEXT, TASK_ID_ TEXT, USER_ID_ TEXT, GROUP_ID_ TEXT,
    PROC_DEF_ID_ TEXT);
CREATE TABLE ACT_RU_JOB (ID_ TEXT, PROCESS_INSTANCE_ID_ TEXT);
CREATE TABLE ACT_RU_EVENT_SUBSCR (ID_ TEXT, EVENT_TYPE_ TEXT, PROC_INST_ID_ TEXT);
CREATE TABLE ACT_HI_PROCINST (ID_ TEXT, PROC_INST_ID_ TEXT, PROC_DEF_ID_ TEXT, START_TIME_ TIMESTAMP,
    START_USER_ID_ TEXT);
"""


def fill(con: sqlite3.Connection, table: str, *rows: tuple[Any, ...]) -> None:
    """Insert rows, columns in the table's order."""
    for row in rows:
        con.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)


def engine(path: Path, derived: bool = True) -> None:
    """A small engine: two versions, a broken model, a model that is gone, and instances in every state."""
    con = sqlite3.connect(path)
    con.executescript(TABLES.format(derived=", DERIVED_FROM_ TEXT" if derived else ""))
    tail = ("",) if derived else ()
    fill(con, "ACT_GE_PROPERTY", ("schema.version", "6.7.0", 1))
    fill(con, "ACT_RE_DEPLOYMENT", ("d1", "2024-01-01 08:00:00"), ("d2", "2024-02-01 08:00:00"))
    fill(
        con,
        "ACT_RE_PROCDEF",
        ("leave:1", "leave", "请假", 1, None, "d1", "leave.bpmn", 1, *tail),
        ("leave:2", "leave", "请假", 2, "", "d2", "leave.bpmn", 2, *tail),
        ("leave:t", "leave", "请假", 1, "t1", "d2", "leave.bpmn", 1, *tail),
        ("broken:1", "broken", None, 1, None, "d2", "broken.bpmn", 1, *tail),
        ("gone:1", "gone", None, 1, None, "d2", "gone.bpmn", 1, *tail),
    )
    if derived:
        fill(con, "ACT_RE_PROCDEF", ("leave:3", "leave", "请假", 3, "", "d2", "leave.bpmn", 1, "leave:2"))
    fill(
        con,
        "ACT_GE_BYTEARRAY",
        ("b1", "leave.bpmn", "d1", MODEL),
        ("b2", "leave.bpmn", "d2", MODEL),
        ("b3", "broken.bpmn", "d2", b"<!DOCTYPE x><x/>"),
    )
    instances = {
        "task": ("leave:1", "boss", 1),
        "stuck": ("leave:1", "boss", 1),
        "outside": ("leave:1", "wait", 1),
        "job": ("leave:1", "boss", 2),
        "unknown": ("broken:1", "x", 1),
        "caller": ("leave:1", "boss", 1),
        "called": ("leave:1", "wait", 1),
    }
    for name, (definition, node, suspension) in instances.items():
        parent = "caller/1" if name == "called" else None
        fill(
            con,
            "ACT_RU_EXECUTION",
            (name, name, None, parent, definition, None, f"LEAVE-{name}", suspension, 0),
            (f"{name}/1", name, name, None, definition, node, None, suspension, 0),
        )
        fill(con, "ACT_HI_PROCINST", (name, name, definition, "2024-01-15 08:00:00", "starter"))
    fill(con, "ACT_HI_PROCINST", ("old", "old", "leave:1", "2024-01-01 07:00:00", "starter"))
    fill(con, "ACT_RU_TASK", ("t1", "task", "leave:1", "boss", "经理审批", "", "2024-01-15 09:00:00", None))
    fill(
        con,
        "ACT_RU_IDENTITYLINK",
        ("l1", "candidate", "t1", "7", None, None),
        ("l2", "candidate", "t1", None, "ROLE2", None),
        ("l3", "candidate", "t1", None, "DEPT103", None),
        ("l4", "participant", None, "7", None, None),
        ("l5", "starter", "t1", "9", None, None),
        ("l6", "candidate", None, "li", None, "leave:2"),
        ("l7", "candidate", None, None, "DEPT103", "leave:2"),
        ("l8", "candidate", None, None, "DEPT103", "leave:2"),
    )
    fill(con, "ACT_RU_JOB", ("j1", "job"))
    fill(con, "ACT_RU_EVENT_SUBSCR", ("e1", "compensate", "stuck"))
    con.commit()
    con.close()


@pytest.fixture(params=[True, False], ids=["derived", "old"])
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Snapshot]:
    """The facts of the small engine."""
    engine(tmp_path / "engine.db", request.param)
    yield from collected(tmp_path / "engine.db", tmp_path)


def collected(target: Path, folder: Path) -> Iterator[Snapshot]:
    """What the adapters of the distribution read from a target."""
    with Snapshot.create(folder / "facts.duckdb") as found:
        collect(
            [read_target(str(target))],
            found,
            Adapters({n: load_adapter(PLUGIN / n) for n in NAMES}),
            Options(catalogue=False),
        )
        yield found


def query(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a snapshot."""
    return snapshot.con.execute(sql).fetchall()


def test_versions(snapshot: Snapshot) -> None:
    rows = {r[0]: r[1:] for r in query(snapshot, "SELECT flow_id, version, latest, active, company_id FROM flow")}
    rows.pop("leave:3", None)
    assert rows == {
        "leave:1": (1, False, True, None),
        "leave:2": (2, True, False, None),
        "leave:t": (1, True, True, "t1"),
        "broken:1": (1, True, True, None),
        "gone:1": (1, True, True, None),
    }


def test_a_derived_definition_starts_nothing(tmp_path: Path) -> None:
    engine(tmp_path / "engine.db")
    for snapshot in collected(tmp_path / "engine.db", tmp_path):
        assert query(snapshot, "SELECT latest FROM flow WHERE flow_id = 'leave:3'") == [(False,)]


def test_instance_counts_are_only_told_where_history_reaches(snapshot: Snapshot) -> None:
    rows = dict(query(snapshot, "SELECT flow_id, instances FROM flow"))
    assert (rows["leave:1"], rows["broken:1"], rows["leave:2"]) == (7, 1, 0)


def test_nodes_and_places(snapshot: Snapshot) -> None:
    assert query(
        snapshot,
        "SELECT n.name, n.origin, a.kind, a.reference FROM flow_node AS n"
        " JOIN flow_approver AS a USING (flow_id, node_id) WHERE flow_id = 'leave:1'",
    ) == [("经理审批", "ACT_RE_PROCDEF#leave:1/boss", "role", "2")]


def test_unreadable_models_make_the_parts_partial_and_nothing_else(snapshot: Snapshot) -> None:
    coverage = snapshot.coverage()
    assert coverage["flow"].state == "complete"
    for table in ("flow_node", "flow_edge", "flow_approver"):
        assert coverage[table].state == "partial"
        assert "2 of" in coverage[table].reasons[0].en and "broken:1" in coverage[table].reasons[0].en


def test_what_keeps_an_instance_going(snapshot: Snapshot) -> None:
    rows = query(snapshot, "SELECT instance_id, state, waiting FROM flow_instance")
    assert {r[0]: r[1:] for r in rows} == {
        "task": ("running", True),
        "stuck": ("running", False),
        "outside": ("running", True),
        "job": ("suspended", True),
        "unknown": ("running", None),
        "caller": ("running", True),
        "called": ("running", True),
    }
    assert query(
        snapshot,
        "SELECT business_key, starter_user_id, started_at::VARCHAR FROM flow_instance WHERE instance_id='task'",
    ) == [("LEAVE-task", "starter", "2024-01-15 08:00:00")]


def test_finished_instances_are_listed_where_history_has_their_end(tmp_path: Path) -> None:
    """Without it no instance is known to be over, and no end either: documents cannot be compared with their flows."""
    path = tmp_path / "engine.db"
    engine(path)
    for snapshot in collected(path, tmp_path):
        assert "ended_at" not in snapshot.coverage()["flow_instance"].known
        assert "state" in snapshot.coverage()["flow_instance"].known
    con = sqlite3.connect(path)
    con.executescript("""
        ALTER TABLE ACT_HI_PROCINST ADD COLUMN BUSINESS_KEY_ TEXT;
        ALTER TABLE ACT_HI_PROCINST ADD COLUMN END_TIME_ TIMESTAMP;
        ALTER TABLE ACT_HI_PROCINST ADD COLUMN DELETE_REASON_ TEXT;
        UPDATE ACT_HI_PROCINST SET END_TIME_ = '2024-01-02 07:00:00', BUSINESS_KEY_ = 'LEAVE-old' WHERE ID_ = 'old';
        INSERT INTO ACT_HI_PROCINST (ID_, END_TIME_, DELETE_REASON_) VALUES
            ('withdrawn', '2024-01-03 07:00:00', '撤回'), ('cut', '2024-01-03 08:00:00', 'Terminated by end event: e');
    """)
    con.close()
    (tmp_path / "facts.duckdb").unlink()
    for snapshot in collected(path, tmp_path):
        assert "ended_at" in snapshot.coverage()["flow_instance"].known
        assert query(
            snapshot,
            "SELECT instance_id, business_key, state, ended_at::VARCHAR, origin FROM flow_instance WHERE ended_at IS NOT NULL"
            " ORDER BY ended_at",
        ) == [
            ("old", "LEAVE-old", "finished", "2024-01-02 07:00:00", "ACT_HI_PROCINST#old"),
            ("withdrawn", None, "cancelled", "2024-01-03 07:00:00", "ACT_HI_PROCINST#withdrawn"),
            ("cut", None, "finished", "2024-01-03 08:00:00", "ACT_HI_PROCINST#cut"),
        ]
        assert query(snapshot, "SELECT count(*) FROM flow_instance WHERE ended_at IS NULL") == [(7,)]


def test_tasks_and_candidates(snapshot: Snapshot) -> None:
    assert query(snapshot, "SELECT task_id, instance_id, flow_id, node_id, name, assignee_user_id FROM flow_task") == [
        ("t1", "task", "leave:1", "boss", "经理审批 LEAVE-task", None)
    ]
    assert query(snapshot, "SELECT kind, reference FROM flow_task_candidate ORDER BY 1") == [
        ("org_unit", "103"),
        ("role", "2"),
        ("user", "7"),
    ]


def test_who_may_start(snapshot: Snapshot) -> None:
    """The engine's own record, which may have changed since the model was deployed; candidates of tasks are not in it."""
    assert query(snapshot, "SELECT flow_id, kind, reference, below FROM flow_starter ORDER BY ALL") == [
        ("leave:2", "org_unit", "103", False),
        ("leave:2", "user", "li", False),
    ]


def test_a_folder_of_files(tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    (folder / "old").mkdir(parents=True)
    (folder / "leave.bpmn20.xml").write_bytes(MODEL)
    (folder / "old" / "leave.bpmn").write_bytes(MODEL)
    (folder / "bad.bpmn").write_bytes(MODEL[: MODEL.index(b"<userTask")] + b"<a></b>")
    (folder / "hostile.bpmn.xml").write_bytes(b"<?xml version='1.0'?>\n<!DOCTYPE x><x/>")
    (folder / "other.xml").write_bytes(b"<x/>")
    for snapshot in collected(folder, tmp_path):
        assert query(snapshot, "SELECT path, problem, line, origin FROM config_file ORDER BY path") == [
            ("bad.bpmn", "syntax", 4, "bad.bpmn:4:26"),
            ("hostile.bpmn.xml", "forbidden", 2, "hostile.bpmn.xml:2:12"),
            ("leave.bpmn20.xml", None, None, "leave.bpmn20.xml"),
            ("old/leave.bpmn", None, None, "old/leave.bpmn"),
        ]
        assert query(snapshot, "SELECT flow_id, code, latest, origin FROM flow ORDER BY flow_id") == [
            ("leave.bpmn20.xml#leave", "leave", True, "leave.bpmn20.xml:3:1"),
            ("old/leave.bpmn#leave", "leave", True, "old/leave.bpmn:3:1"),
        ]
        assert query(snapshot, "SELECT count(*) FROM flow_node") == [(8,)]
        assert query(snapshot, "SELECT kind, reference FROM flow_starter WHERE flow_id LIKE 'old/%' ORDER BY ALL") == [
            ("org_unit", "103"),
            ("role", "hr"),
            ("user", "li"),
        ]


def test_the_real_folder(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: the folder of real flows was not read")
    for snapshot in collected(SHARED, tmp_path):
        ((files, refused),) = query(snapshot, "SELECT count(*), count(problem) FROM config_file WHERE format = 'bpmn'")
        assert files > 400 and refused == 1
        assert query(snapshot, "SELECT count(*) FROM flow WHERE notation = 'bpmn'")[0][0] >= files - refused


JOBS = """
CREATE TABLE ACT_RU_TIMER_JOB (ID_ TEXT, TYPE_ TEXT, PROCESS_INSTANCE_ID_ TEXT, PROC_DEF_ID_ TEXT, ELEMENT_ID_ TEXT,
    EXCEPTION_MSG_ TEXT, DUEDATE_ TIMESTAMP, RETRIES_ INT);
CREATE TABLE ACT_RU_DEADLETTER_JOB (ID_ TEXT, TYPE_ TEXT, PROCESS_INSTANCE_ID_ TEXT, PROC_DEF_ID_ TEXT, ELEMENT_ID_ TEXT,
    EXCEPTION_MSG_ TEXT, DUEDATE_ TIMESTAMP, RETRIES_ INT);
CREATE TABLE ACT_HI_VARINST (ID_ TEXT, PROC_INST_ID_ TEXT, NAME_ TEXT);
"""


def test_jobs_and_variables(tmp_path: Path) -> None:
    """Timers wait, dead letters are dead with what they said last; variables are those that some instance had."""
    engine(tmp_path / "engine.db")
    con = sqlite3.connect(tmp_path / "engine.db")
    con.executescript(JOBS)
    fill(con, "ACT_RU_TIMER_JOB", ("t1", "timer", "task", "leave:1", "boss", None, "2024-03-01 08:00:00", 3))
    fill(con, "ACT_RU_DEADLETTER_JOB", ("d1", "message", "task", "leave:1", "wait", "no route " + "x" * 300, None, 0))
    (known,) = con.execute(
        "SELECT PROC_INST_ID_ FROM ACT_HI_PROCINST WHERE PROC_DEF_ID_ = 'leave:1' LIMIT 1"
    ).fetchone()
    fill(con, "ACT_HI_VARINST", ("1", known, "days"), ("2", known, "days"), ("3", known, "reason"), ("4", "gone", "x"))
    con.commit()
    con.close()
    for snapshot in collected(tmp_path / "engine.db", tmp_path):
        jobs = "SELECT job_id, kind, state, node_id, retries, length(error) FROM flow_job ORDER BY ALL"
        assert [j for j in query(snapshot, jobs) if "ACT_RU_JOB#" not in j[0]] == [
            ("ACT_RU_DEADLETTER_JOB#d1", "message", "dead", "wait", 0, 200),
            ("ACT_RU_TIMER_JOB#t1", "timer", "waiting", "boss", 3, None),
        ]
        found = query(snapshot, "SELECT flow_id, name, source FROM flow_variable ORDER BY ALL")
        assert found == [("leave:1", "days", "history"), ("leave:1", "reason", "history")]
