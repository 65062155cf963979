"""Fleets: many targets, some of them bad, scanned once each, whoever is killed meanwhile; and one result of all."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from sqlalchemy import make_url

from healthcheck import __version__
from healthcheck.errors import UsageError
from healthcheck.fleet import executors, report, targets
from healthcheck.fleet.consolidate import Consolidated, consolidate
from healthcheck.fleet.executors import Answer
from healthcheck.fleet.folder import Folder, State, safe_name
from healthcheck.fleet.run import exit_code, run_fleet
from healthcheck.fleet.targets import Fleet, Job, Settings, read_fleet, resolve
from healthcheck.language import Text
from tests.cli import run_cli, run_here
from tests.fleets import (
    PRODUCTS,
    RULES,
    closed_port,
    half_readable,
    hanging_server,
    mapping,
    refusing_server,
    tenant,
)

ROOT = Path(__file__).parent.parent
SELECT = ",".join(RULES)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A snapshot per product: a tenant with a grant to an account that is gone, and a role nobody holds."""
    from healthcheck.adapters import installed_adapters
    from healthcheck.plan import Options
    from healthcheck.scan import write_snapshot
    from healthcheck.target import read_target

    folder = tmp_path_factory.mktemp("products")
    own = mapping(folder / "own")
    made = {}
    for product in PRODUCTS:
        database = tenant(product, folder / f"{product}.db", lost_grant=True, unused="spare")
        options = Options(mapping=own if product == "own" else None, catalogue=False)
        made[product] = folder / f"{product}.duckdb"
        write_snapshot([read_target(str(database))], made[product], installed_adapters(), options, lambda what: None)
    return made


def write(path: Path, text: str) -> Path:
    """A fleet's file."""
    path.write_text(text, "utf-8")
    return path


def links(folder: Path, source: Path, *names: str) -> None:
    """The same snapshot under several names."""
    folder.mkdir(exist_ok=True)
    for name in names:
        os.link(source, folder / f"{name}.duckdb")


def reported(folder: Path) -> dict[str, Any]:
    """The consolidated result that lies beside the results."""
    found: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return found


# -- the bar: two hundred targets ------------------------------------------------------------------------------------


def test_two_hundred_targets_of_five_products(
    tmp_path: Path, snapshots: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unreachable, hanging, refusing and half-readable ones among them: the rest completes, each failure has its reason."""
    monkeypatch.setenv("TENANT_PW", "open-sesame!")
    mapping(tmp_path / "own")
    live = {p: tenant(p, tmp_path / "live" / f"{p}.db", unused="spare") for p in PRODUCTS}
    control = sqlite3.connect(tmp_path / "control.db")
    with contextlib.closing(control):
        control.execute("CREATE TABLE tenants (code, path)")
        rows = [(f"asked-{p}", f"sqlite:///{live[p]}") for p in PRODUCTS if p != "own"]
        control.executemany("INSERT INTO tenants VALUES (?, ?)", rows)
        control.commit()
    for number in range(70):
        links(tmp_path / "sent", snapshots[PRODUCTS[number % 5]], f"tenant-{number:03}")
    half_readable("ruoyi_vue", tmp_path / "half.db")
    with hanging_server() as hangs, refusing_server() as refuses:
        gone = closed_port()
        bad = "".join(
            f'[[target]]\nname = "{name}-{n}"\nurl = "postgresql://reader:${{TENANT_PW}}@127.0.0.1:{port}/erp{n}"\n'
            for name, port, count in (("gone", gone, 62), ("hanging", hangs, 2), ("refusing", refuses, 58))
            for n in range(count)
        )
        file = write(
            tmp_path / "fleet.toml",
            f"""
            [fleet]
            seconds = 8
            per_host = 2
            retries = 1
            backoff = 0.05
            [[folder]]
            path = "sent"
            [[target]]
            name = "own system"
            url = "sqlite:///{live["own"]}"
            map = "own"
            catalogue = false
            [[target]]
            name = "half"
            url = "half.db"
            catalogue = false
            [[target]]
            name = "no secret"
            url = "mysql://reader:${{NOT_SET_ANYWHERE}}@127.0.0.1/erp"
            [[target]]
            name = "no file"
            url = "nowhere.duckdb"
            [[query]]
            url = "control.db"
            sql = "SELECT code AS name, path AS url FROM tenants ORDER BY code"
            catalogue = false
            """
            + bad,
        )
        out = tmp_path / "out"
        code, said, err = run_here(
            "fleet", "scan", str(file), "-o", str(out), "--select", SELECT, "--workers", "2", "--memory", "500MB"
        )
    assert code == 3, err
    result = reported(out)
    assert result["summary"]["targets"] == 200
    kinds = {t["name"]: t["kind"] for t in result["targets"]}
    assert Counter(kinds.values()) == {"done": 76, "unreachable": 62, "refused": 58, "timeout": 2, "usage": 2}
    by_name = {t["name"]: t for t in result["targets"]}
    assert all(kinds[f"gone-{n}"] == "unreachable" and by_name[f"gone-{n}"]["tries"] == 2 for n in range(62))
    assert all(kinds[f"refusing-{n}"] == "refused" and by_name[f"refusing-{n}"]["tries"] == 1 for n in range(58))
    assert "password is wrong" in by_name["refusing-3"]["reason"]
    assert kinds["hanging-0"] == "timeout" and "8 s" in by_name["hanging-0"]["reason"]
    assert "NOT_SET_ANYWHERE" in by_name["no secret"]["reason"] and "nowhere.duckdb" in by_name["no file"]["reason"]
    assert by_name["half"]["verdict"] == "incomplete" and "malformed" in by_name["half"]["incomplete"][0]
    # every whole one has exactly what was put into it
    for number in range(70):
        assert by_name[f"tenant-{number:03}"]["findings"] == 2
    assert all(by_name[f"asked-{p}"]["findings"] == 1 for p in PRODUCTS if p != "own")
    # "this role is held by nobody in 75 tenants"
    cause = next(c for c in result["causes"] if c["rule"] == "access.role_unused")
    assert (cause["name"], cause["targets"]) == ("spare", 75)
    assert "75 / 200" in said and "gone-1" in said and "half" in said
    # no secret anywhere
    for path in out.rglob("*.json"):
        assert "sesame" not in path.read_text("utf-8"), path
    assert "sesame" not in said + err


# -- killed in the middle --------------------------------------------------------------------------------------------


def setup_for(folder: Folder, jobs: list[Job], **more: Any) -> dict[str, Any]:
    """As the command line sets a fleet up."""
    about = {"engine": __version__, "started": "2026-01-01T00:00:00", "rules": {}}
    return {
        "engine": __version__,
        "started": folder.begin(about, ((j.name, j.label) for j in jobs), resume=True),
        "packs": [],
        "trusted_only": False,
        "select": list(RULES),
        "ignore": [],
        "profile": None,
        "industry": None,
        "waivers": [],
        "rule_seconds": 60.0,
        "memory": None,
        "threads": 1,
        "findings": 100,
        "fail_on": "high",
        "history": None,
        "lang": "en",
        **more,
    }


def test_worker_killed_in_the_middle(tmp_path: Path, snapshots: dict[str, Path]) -> None:
    """The target it was at is tried again; what was saved stays as it was and is in the history once."""
    from healthcheck.history import open_history

    jobs = [Job(f"t{n}", str(snapshots["ruoyi"]), "ruoyi.duckdb") for n in range(4)]
    folder = Folder(tmp_path / "out")
    history = f"sqlite:///{tmp_path / 'history.db'}"
    setup = setup_for(folder, jobs, history=history)
    killed: list[int] = []

    def told(state: State, done: int, total: int) -> None:
        if done == 2 and not killed:
            [slot] = executors._slots.all
            killed.append(slot.process.pid)
            threading.Timer(0.05, os.kill, (slot.process.pid, signal.SIGKILL)).start()

    engine = executors.Local(1)
    try:
        run_fleet(Fleet(Settings(retries=2, backoff=0.01), tuple(jobs)), folder, engine, setup, told)
    finally:
        engine.close()
    states = [folder.state(job.name) for job in jobs]
    assert killed and all(state is not None and state.done for state in states)
    assert sorted(state.tries for state in states if state) == [1, 1, 1, 2]
    with open_history(history) as opened:
        assert [len(opened.scans(job.name)) for job in jobs] == [1, 1, 1, 1]


def test_coordinator_killed_then_resumed(
    tmp_path: Path, snapshots: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing finished is lost or done again, the processes go with the coordinator, and the rest is done on resume."""
    links(tmp_path / "sent", snapshots["jeecg"], *(f"t{n}" for n in range(6)))
    file = write(tmp_path / "fleet.toml", '[[folder]]\npath = "sent"\n')
    out = tmp_path / "out"
    command = ["fleet", "scan", str(file), "-o", str(out), "--select", SELECT, "--workers", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from healthcheck.cli import main; main()", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: len(list(out.glob("states/*.json"))) >= 2)
    process.kill()
    process.wait()
    before = {path: path.stat().st_mtime_ns for path in out.glob("states/*.json")}
    assert 2 <= len(before) < 6
    code, said, _ = run_here("fleet", "report", str(out))
    assert code == 3 and "not scanned yet" in said
    code, _, err = run_here(*command)
    assert code == 2 and "--resume" in err
    code, _, _ = run_here(*command, "--resume")
    assert code == 0
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())
    assert len(list(out.glob("states/*.json"))) == 6
    scanned: list[object] = []
    monkeypatch.setattr("healthcheck.fleet.executors.run_job", lambda *job: scanned.append(job))
    assert run_here(*command, "--resume")[0] == 0
    assert not scanned, "there was nothing left to do"


def test_child_ends_when_nobody_listens() -> None:
    """A child whose coordinator is gone does not go on by itself."""
    child = subprocess.Popen([sys.executable, "-m", "healthcheck.fleet.child"], stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(60) == 0


def wait_for(what: Callable[[], bool], seconds: float = 90) -> None:
    """Until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_nights_in_the_history_and_the_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept under its name, each target has its trend and its alerts as a single one: what is new, and in which tenant."""
    databases = {name: tenant("ruoyi_vue", tmp_path / f"{name}.db") for name in ("north", "south")}
    entries = (f'[[target]]\nname = "{n}"\nurl = "{n}.db"\ncatalogue = false\n' for n in databases)
    file = write(tmp_path / "fleet.toml", "".join(entries))
    kept = ("--history", str(tmp_path / "history.db"))

    def night(name: str) -> int:
        options = ("-o", str(tmp_path / name), "--select", SELECT, "--fail-on", "low", "--save", *kept)
        return run_here("fleet", "scan", str(file), *options)[0]

    assert night("first") == 0
    with contextlib.closing(sqlite3.connect(databases["south"])) as connection:
        connection.execute("INSERT INTO sys_user_role VALUES (9, 2)")
        connection.commit()
    assert night("second") == 1
    for name, findings in (("north", [0, 0]), ("south", [0, 1])):
        code, said, err = run_here("trend", name, *kept, "--format", "json")
        assert code == 0, err
        assert [scan["findings"] for scan in json.loads(said)] == findings
    monkeypatch.setenv("DUTY_URL", "json://127.0.0.1:9/hook")
    channel = write(tmp_path / "alerts.toml", '[[channel]]\nname = "duty"\nurl_env = "DUTY_URL"\nleast = "P3"\n')
    code, said, err = run_here("alert", str(channel), *kept, "--dry-run")
    assert code == 0 and "south" in said and "north" not in said, said + err


# -- the coordinator by itself ---------------------------------------------------------------------------------------


class Played:
    """An engine that answers as told, and counts who is at work on each host at once."""

    def __init__(self, workers: int, answers: Mapping[str, list[str]], pause: float = 0.0) -> None:
        self.workers = workers
        self.pause = pause
        self.answers = {name: list(kinds) for name, kinds in answers.items()}
        self.pool = ThreadPoolExecutor(workers)
        self.at_work: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.asked: list[tuple[str, float]] = []
        self.lock = threading.Lock()

    def submit(self, setup: Mapping[str, Any], job: Mapping[str, Any]) -> Future[Answer]:
        """Answer in a moment."""
        return self.pool.submit(self._answer, job)

    def _answer(self, job: Mapping[str, Any]) -> Answer:
        host = str(job["target"])
        with self.lock:
            self.asked.append((job["name"], time.monotonic()))
            self.at_work[host] += 1
            self.most[host] = max(self.most[host], self.at_work[host])
        time.sleep(self.pause)
        with self.lock:
            self.at_work[host] -= 1
            kind = self.answers.get(job["name"], ["done"]).pop(0) if job["name"] in self.answers else "done"
        if kind == "lost":
            raise RuntimeError("worker lost")
        if kind != "done":
            return {"ok": False, "kind": kind, "reason": ["no", "否"]}
        return {"ok": True, "document": {}, "exit_code": 0, "incomplete": [], "saved": None, "seconds": 0.01}

    def close(self) -> None:
        """Nothing was started."""
        self.pool.shutdown()


def test_tried_again_when_it_may_pass(tmp_path: Path) -> None:
    """Unreachable and lost ones with growing pauses; a wrong password or a wrong entry once."""
    answers = {
        "flaky": ["unreachable", "lost", "done"],
        "dead": ["unreachable"] * 9,
        "refusing": ["refused"],
        "slow": ["timeout"],
        "wrong": ["usage"],
    }
    jobs = tuple(Job(name, name, name) for name in answers)
    folder = Folder(tmp_path)
    engine = Played(2, answers)
    run_fleet(Fleet(Settings(retries=2, backoff=0.05), jobs), folder, engine, setup_for(folder, list(jobs)))
    engine.close()
    states = {job.name: folder.state(job.name) for job in jobs}
    said = {name: (state.kind, state.tries) for name, state in states.items() if state}
    assert said == {
        "flaky": ("done", 3),
        "dead": ("unreachable", 3),
        "refusing": ("refused", 1),
        "slow": ("timeout", 1),
        "wrong": ("usage", 1),
    }
    first, second, third = (when for name, when in engine.asked if name == "dead")
    assert second - first >= 0.05 and third - second >= 0.1


def test_no_more_than_so_many_per_host(tmp_path: Path) -> None:
    """A host is spared while others are served; files have no host."""
    jobs = [Job(f"a{n}", "a", "a", host="a") for n in range(12)] + [Job(f"b{n}", "b", "b", host="b") for n in range(3)]
    jobs += [Job(f"f{n}", "file", "file") for n in range(12)]
    folder = Folder(tmp_path)
    engine = Played(6, {}, pause=0.1)
    run_fleet(Fleet(Settings(per_host=2), tuple(jobs)), folder, engine, setup_for(folder, jobs))
    engine.close()
    assert len(engine.asked) == len(jobs)
    assert engine.most["a"] <= 2 and engine.most["b"] <= 2 and engine.most["file"] > 2


def state(name: str, kind: str = "done", code: int = 0) -> State:
    """What became of a target."""
    return State(name, kind, None, code, (), 1, 0.1)


def test_exit_codes() -> None:
    """What was found goes before what was not seen."""
    gone, clean, found = state("a", "unreachable", 4), state("b"), state("c", code=1)
    assert exit_code([clean]) == 0
    assert exit_code([clean, gone, found]) == 1
    assert exit_code([clean, gone]) == 3
    assert exit_code([clean, None]) == 3
    assert exit_code([gone, gone]) == 4
    assert exit_code([gone, state("d", "usage", 2)]) == 3


def test_result_files_are_told_apart() -> None:
    """Also where the file system minds neither case nor odd characters."""
    names = ["a", "A", "a/b", "a:b", "a_b", "..", "", "con", "租户一", "租户 一", "x" * 300, "x" * 299 + "y", "a~b"]
    made = [safe_name(name).casefold() for name in names]
    assert len(set(made)) == len(names)
    assert all(len(one) < 120 and not one.startswith(".") and "/" not in one for one in made)


# -- the list of targets ---------------------------------------------------------------------------------------------

ONE = '[[target]]\nname = "a"\nurl = "postgresql://reader@db/erp"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[targets]]\nname='a'\n", "did you mean target?"),
        (ONE + "selct = ['x']\n", "target[1].selct: unknown key, did you mean select?"),
        ("[fleet]\nsecond = 3\n" + ONE, "did you mean seconds?"),
        ("[fleet]\nseconds = 0\n" + ONE, "fleet.seconds"),
        ("", "there is no [[target]]"),
        (ONE + ONE, "two targets are called 'a'"),
        (ONE + 'password = "hunter2"\n', "a password stands in the file"),
        ('[[target]]\nname = "a"\nurl = "postgresql://reader:hunter2@db/erp"\n', "a password stands in the file"),
        ('[[folder]]\npath = "none"\n', "there is no folder"),
        ("[[target]\n", "cannot be read as TOML"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """File, key and what was meant; never the secret."""
    with pytest.raises(UsageError) as raised:
        read_fleet(write(tmp_path / "fleet.toml", text))
    assert says in str(raised.value) and "fleet.toml" in str(raised.value)
    assert "hunter2" not in str(raised.value) + raised.value.text.zh


def test_secrets_come_from_environment_and_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quoted where a URL needs it, kept out of labels."""
    keyring: Any = ModuleType("keyring")
    keyring.get_password = lambda service, user: {("erp", "reader"): "from ring"}.get((service, user))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setenv("PW", "p@ss/word:1")
    monkeypatch.setenv("WHOLE", "mysql://u:secret@db2:3307/shop")
    text = """
    [[target]]
    name = "a"
    url = "postgresql://reader:${PW}@db/erp"
    [[target]]
    name = "b"
    url = "postgresql://reader@db/erp"
    password = "keyring:erp/reader"
    [[target]]
    name = "c"
    url = "${WHOLE}"
    [[target]]
    name = "d"
    url = "postgresql://db/erp"
    password = "keyring:erp/nobody"
    """
    jobs = {job.name: job for job in read_fleet(write(tmp_path / "fleet.toml", text)).jobs}
    assert jobs["a"].target == "postgresql://reader:p%40ss%2Fword%3A1@db/erp" and "p@ss/word:1" in jobs["a"].secrets
    assert make_url(jobs["b"].target).password == "from ring"
    assert (jobs["c"].label, jobs["c"].host) == ("mysql://db2:3307/shop", "db2:3307")
    assert "secret" in jobs["c"].secrets and "secret" not in repr(jobs["c"])
    assert jobs["d"].problem is not None and "no such entry" in jobs["d"].problem.en
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match="pip install keyring"):
        resolve("keyring:erp/reader")


def test_control_database_gives_no_way_to_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows fill the template of the file; placeholders in rows stay text."""
    monkeypatch.setenv("PW", "ours")
    with contextlib.closing(sqlite3.connect(tmp_path / "control.db")) as control:
        control.execute("CREATE TABLE t (name, host, db, rules)")
        control.execute("INSERT INTO t VALUES ('good', 'db1', 'erp 1', 'access, flow'), ('bad', 'evil', '${PW}', NULL)")
        control.commit()
    text = """
    [[query]]
    url = "control.db"
    sql = "SELECT name, host, db, rules AS \\"select\\" FROM t ORDER BY rowid;"
    target_url = "mysql://reader:${PW}@{host}:3306/{db}"
    """
    good, bad = read_fleet(write(tmp_path / "fleet.toml", text)).jobs
    assert make_url(good.target).database == "erp 1" and make_url(good.target).password == "ours"
    assert good.select == ("access", "flow") and good.host == "db1:3306"
    assert bad.target.count("ours") == 1  # where the file says so, not where the row does
    raw = text.replace("target_url", "#").replace("db, rules", "'mysql://x:${PW}@evil/' AS url, rules")
    _, bad = read_fleet(write(tmp_path / "raw.toml", raw)).jobs
    assert "ours" not in bad.target
    with pytest.raises(UsageError, match="gives no 'url'"):
        read_fleet(write(tmp_path / "none.toml", text.replace("target_url", "#")))


def test_schema_is_published_and_fits() -> None:
    """Editors complete the file by it."""
    published = json.loads((ROOT / "docs" / "reference" / "fleet.schema.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(targets.schema()))
    Draft202012Validator.check_schema(published)
    validator = Draft202012Validator(published)
    assert not list(validator.iter_errors({"target": [{"name": "a", "url": "x.duckdb"}]}))
    assert list(validator.iter_errors({"target": [{"name": "a", "url": "x.duckdb", "sekect": []}]}))


# -- one result of all -----------------------------------------------------------------------------------------------


def document_of(product: str, findings: Mapping[str, int], rows: Mapping[str, int | None]) -> dict[str, Any]:
    """What a report has that the result of a fleet reads; a fact table of None rows is absent."""

    def finding(rule: str, number: int) -> dict[str, Any]:
        thing = {"type": "role", "key": str(number), "name": f"{rule} {number}", "identity": f"{rule}-{number}"}
        return {"cause": thing, "priority": "P2"}

    return {
        "schema": "healthcheck-report",
        "target": {"products": [product], "collected_at": "2026-01-01T00:00:00Z"},
        "summary": {"findings": sum(findings.values()), "priorities": {"P2": sum(findings.values())}},
        "score": 90.0,
        "outcomes": [
            {
                "rule": rule,
                "severity": "high",
                "status": "failed" if count else "passed",
                "count": count,
                "findings": [finding(rule, n) for n in range(count)],
            }
            for rule, count in findings.items()
        ],
        "coverage": [
            {"fact": fact, "state": "absent" if count is None else "complete", "rows": count or 0}
            for fact, count in rows.items()
        ],
    }


@pytest.fixture
def crowd(tmp_path: Path) -> Consolidated:
    """Thirty alike, one of which stands apart in every way; and one of another product that is compared with none."""
    folder = Folder(tmp_path / "out")
    names = [f"t{n:02}" for n in range(30)] + ["odd", "other"]
    rules = {r: {"en": f"Title of {r}", "zh": f"{r} 的标题"} for r in ("access.usual", "access.rare")}
    folder.begin({"engine": "1", "started": "2026-01-01T00:00:00", "rules": rules}, ((n, n) for n in names), False)
    for number, name in enumerate(names[:30]):
        facts = {"user_account": 100 + number, "role": 5}
        folder.keep(state(name), document_of("ERP", {"access.usual": number % 3, "access.rare": 0}, facts))
    odd = document_of("ERP", {"access.usual": 40, "access.rare": 1}, {"user_account": 0, "role": None})
    folder.keep(state("odd", code=1), odd)
    folder.keep(state("other"), document_of("MES", {"access.usual": 900}, {"user_account": 3}))
    return consolidate(folder)


def test_outliers_against_the_norm(crowd: Consolidated) -> None:
    """Only the one that stands apart, each way once, and nothing across products."""
    apart = {(o.kind, o.target, o.what): (o.value, round(o.usual), o.of) for o in crowd.outliers}
    assert apart == {
        ("findings", "odd", "access.usual"): (40, 1, 31),
        ("rare", "odd", "access.rare"): (1, 1, 31),
        ("rows", "odd", "user_account"): (0, 114, 31),
        ("coverage", "odd", "role"): (0, 30, 31),
    }


def test_by_rule_and_by_cause(crowd: Consolidated) -> None:
    """The thing that most targets share is first; a target counts once."""
    usual = next(r for r in crowd.rules if r.rule == "access.usual")
    assert (usual.targets, usual.judged, usual.findings) == (22, 32, 30 + 40 + 900)
    first = crowd.causes[0]
    assert (first.name, first.targets, first.rule) == ("access.usual 0", 22, "access.usual")
    assert all(c.targets > 1 for c in crowd.causes)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reports_in_both_languages(crowd: Consolidated, lang: Any) -> None:
    """Markdown, JSON, console: the same figures, one language."""
    crowd.titles["access.usual"] = Text("Pipe | <b>", "竖线 | <b>")
    markdown = report.as_markdown(crowd, lang)
    assert "Pipe \\| &lt;b&gt;" in markdown if lang == "en" else "竖线 \\| &lt;b&gt;" in markdown
    assert ("共同原因" in markdown) == (lang == "zh")
    said = json.loads(report.as_json(crowd, lang))
    assert said["summary"]["targets"] == 32 and len(said["outliers"]) == 4
    import io

    from rich.console import Console

    screen = io.StringIO()
    report.write(crowd, lang, Console(file=screen, width=120))
    assert ("22 / 32" in screen.getvalue()) and (("按规则" in screen.getvalue()) == (lang == "zh"))


def test_a_report_that_was_damaged_is_done_again(tmp_path: Path) -> None:
    """A file that cannot be read is no result."""
    folder = Folder(tmp_path)
    folder.begin({"engine": "1", "started": "x", "rules": {}}, [("a", "a")], False)
    folder.keep(state("a"), document_of("ERP", {}, {}))
    assert consolidate(folder).count("passed") == 1 and folder.finished("a")
    (tmp_path / "targets" / "a.json").write_text("{", "utf-8")
    assert consolidate(folder).count("missing") == 1
    assert not folder.finished("a")


# -- a cluster -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A real Dask cluster of this machine: two worker processes."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as made:
        yield made


def test_on_a_cluster_whose_worker_dies(tmp_path: Path, snapshots: dict[str, Path], cluster: Any) -> None:
    """Everything is scanned, also what the dead worker was at; the failures are those of the targets."""
    jobs = [Job(f"t{n}", str(snapshots["ruoyi_pro"]), "pro.duckdb") for n in range(8)]
    jobs.append(Job("gone", f"postgresql://reader@127.0.0.1:{closed_port()}/erp", "gone", host="gone"))
    folder = Folder(tmp_path / "out")
    setup = setup_for(folder, jobs)
    killed: list[int] = []

    def told(state: State, done: int, total: int) -> None:
        if done == 2:
            victim = next(iter(cluster.workers.values()))
            killed.append(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)

    engine = executors.open_engine("dask://" + cluster.scheduler_address.removeprefix("tcp://"), None)
    try:
        assert engine.workers == 2
        run_fleet(Fleet(Settings(retries=2, backoff=0.01), tuple(jobs)), folder, engine, setup, told)
    finally:
        engine.close()
    assert killed
    kinds = Counter(found.kind for _, found in folder.states() if found)
    assert kinds == {"done": 8, "unreachable": 1}


def test_without_the_extra(tmp_path: Path, snapshots: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install, in both languages."""
    links(tmp_path / "sent", snapshots["ruoyi"], "a")
    file = write(tmp_path / "fleet.toml", '[[folder]]\npath = "sent"\n')
    monkeypatch.setitem(sys.modules, "distributed", None)
    for lang in ("en", "zh"):
        command = ("fleet", "scan", str(file), "-o", str(tmp_path / "out"), "--on", "dask://127.0.0.1:1")
        code, _, err = run_here(*command, "--lang", lang)
        assert code == 2 and "pip install 'healthcheck[fleet]'" in err
    code, _, err = run_here("fleet", "scan", str(file), "-o", str(tmp_path / "out"), "--on", "ray://x")
    assert code == 2 and "dask://host:port" in err
    assert not (tmp_path / "out").exists()


def test_version_mismatch_is_said() -> None:
    """A worker with another version answers nothing else."""
    answer = executors.run_job({"engine": "0.0.0"}, {"seconds": 1})
    assert answer["kind"] == "usage" and "0.0.0" in answer["reason"][0]


def test_help_of_the_command() -> None:
    """The command is where it is looked for."""
    code, said, _ = run_cli("fleet", "--help")
    assert code == 0 and "scan" in said and "report" in said
