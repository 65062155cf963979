"""A snapshot as a folder of Parquet says the same as the file it was made from, and says clearly when it is damaged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthcheck.errors import SnapshotError
from healthcheck.outcome import Outcome
from healthcheck.rule import builtin_rules, load_pack, load_packs
from healthcheck.run import run_rules
from healthcheck.scan import write_folder
from healthcheck.store import Snapshot
from healthcheck.target import SNAPSHOT_MARK, read_target
from tests.cli import run_here
from tests.sample import messy_snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messy company as a folder; nobody writes to it."""
    path = tmp_path_factory.mktemp("parquet") / "company"
    write_folder(messy_snapshot(), path)
    return path


def copy(folder: Path, to: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(folder, to / "copy"))


def said(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    """Outcomes as they can be compared."""
    return [
        (
            o.rule.id,
            o.status,
            o.count,
            o.reason and o.reason.en,
            [(f.fingerprint, f.evidence, f.origin) for f in o.findings],
        )
        for o in outcomes
    ]


def test_a_folder_gives_the_same_findings_as_the_file(folder: Path) -> None:
    pack = load_packs([builtin_rules()])
    rules = {i: r for i, r in pack.rules.items() if r.family in ("access", "flow", "org")}
    assert said(run_rules(folder, pack, rules)) == said(run_rules(messy_snapshot(), pack, rules))


def test_states_reasons_and_metadata_travel_with_the_folder(folder: Path) -> None:
    with Snapshot.open(folder) as one, Snapshot.open(messy_snapshot()) as other:
        assert one.coverage() == other.coverage()
        assert one.parts() == other.parts()
        for key in ("targets", "adapters", "versions", "notes", "collected_at"):
            assert one.get(key) == other.get(key)
    assert read_target(str(folder)).kind == "snapshot"


def test_collect_writes_a_folder_and_scan_reads_it(tmp_path: Path) -> None:
    code, out, err = run_here("collect", str(messy_snapshot()), "-o", str(tmp_path / "facts"), "--parquet")
    assert code == 0, err
    assert "user_account" in out
    assert not [p.name for p in tmp_path.iterdir() if p.name != "facts"], "nothing half written is left"
    options = ("--select", "access", "--format", "json", "--fail-on", "never")
    code, report, err = run_here("scan", str(tmp_path / "facts"), *options)
    assert code == 0, err
    _, expected, _ = run_here("scan", str(messy_snapshot()), *options)
    found, wanted = (
        {f["fingerprint"] for o in json.loads(text)["outcomes"] for f in o["findings"]} for text in (report, expected)
    )
    assert found == wanted != set()


def test_what_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    code, _, err = run_here("collect", str(messy_snapshot()), "-o", str(tmp_path / "facts"), "--parquet")
    assert code == 2
    assert "already exists" in err


def test_two_systems_are_compared_from_folders(folder: Path) -> None:
    code, out, err = run_here(
        "scan",
        f"erp={folder}",
        f"mes={messy_snapshot()}",
        "--select",
        "across",
        "--format",
        "json",
        "--fail-on",
        "never",
    )
    assert code in (0, 3), err
    assert any(r["status"] in ("passed", "failed") for r in json.loads(out)["outcomes"])


def test_anybody_can_write_such_a_folder(tmp_path: Path) -> None:
    """Spark, pandas, a warehouse's UNLOAD: a table of which nothing is said is whole, with the columns that it has."""
    (tmp_path / SNAPSHOT_MARK).write_text('{"format": 1, "collected_at": "2026-01-31T08:00:00"}')
    for table, columns in (
        ("role_grant", {"user_id": ["u1", "u2"], "role_id": ["r1", "gone"], "nobody_asked": [1, 2]}),
        ("role", {"role_id": ["r1"], "name": ["Buyer"], "active": [True], "deleted": [False]}),
        ("user_account", {"user_id": ["u1", "u2"], "name": ["Ann", "Bo"]}),
    ):
        (tmp_path / table).mkdir()
        pq.write_table(pa.table(columns), tmp_path / table / "part-0.parquet")
    with Snapshot.open(tmp_path) as opened:
        seen = opened.coverage()["role_grant"]
        assert (seen.state, seen.rows, seen.known) == ("complete", 2, frozenset({"user_id", "role_id"}))
        assert opened.coverage()["permission"].state == "absent"
    pack = load_packs([builtin_rules()])
    rules = {i: pack.rules[i] for i in ("access.grant_to_missing_role", "access.grant_to_inactive_role")}
    missing, inactive = sorted(run_rules(tmp_path, pack, rules), key=lambda o: o.rule.id, reverse=True)
    assert [f.evidence["name"] for f in missing.findings] == ["Bo"]
    assert inactive.status == "skipped", "what kind of role it is, nobody said: nothing is made up"
    assert inactive.reason is not None and "not obtained: role.kind" in inactive.reason.en


def test_a_table_in_several_files_of_several_schemas_is_one(tmp_path: Path) -> None:
    (tmp_path / SNAPSHOT_MARK).write_text('{"format": 1, "collected_at": "2026-01-31T08:00:00"}')
    (tmp_path / "role").mkdir()
    pq.write_table(pa.table({"role_id": ["r1"], "code": ["A"]}), tmp_path / "role" / "a.parquet")
    pq.write_table(pa.table({"name": ["Buyer"], "role_id": ["r2"]}), tmp_path / "role" / "b.parquet")
    with Snapshot.open(tmp_path) as opened:
        rows = opened.con.execute("SELECT role_id, code, name FROM role ORDER BY role_id").fetchall()
    assert rows == [("r1", "A", None), ("r2", None, "Buyer")]


def test_a_copy_that_is_not_whole_is_refused(folder: Path, tmp_path: Path) -> None:
    """Rules would pass on rows that are not there."""
    damaged = copy(folder, tmp_path)
    shutil.rmtree(damaged / "role_grant")
    with pytest.raises(SnapshotError, match=r"not whole: role_grant had \d+ rows when it was collected, 0 are there"):
        Snapshot.open(damaged)
    code, _, err = run_here("scan", str(damaged))
    assert code == 2
    assert "not whole" in err


def test_a_damaged_file_is_named(folder: Path, tmp_path: Path) -> None:
    damaged = copy(folder, tmp_path)
    file = next((damaged / "role").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SnapshotError, match="role holds no readable Parquet"):
        Snapshot.open(damaged)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "cannot be read"),
        ("[]", "expected an object"),
        ('{"format": 99, "collected_at": "2026-01-31"}', "reads up to 1"),
        ('{"format": 1}', "collected_at is missing"),
        ('{"format": 1, "collected_at": "yesterday"}', "collected_at is missing"),
        ('{"format": 1, "collected_at": "2026-01-31", "parts": {}}', "parts a list"),
        ('{"format": 1, "collected_at": "2026-01-31", "parts": [{"fact": "role"}]}', "a part misses"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_metadata_of_another_shape_is_said_clearly(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / SNAPSHOT_MARK).write_text(text)
    with pytest.raises(SnapshotError, match=expected):
        Snapshot.open(tmp_path)


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    (tmp_path / SNAPSHOT_MARK).write_text('{"format": 1, "collected_at": "2026-01-31"}')
    (tmp_path / "role").mkdir()
    pq.write_table(pa.table({"role_id": ["r1"], "active": ["perhaps"]}), tmp_path / "role" / "a.parquet")
    with pytest.raises(SnapshotError, match="column active is VARCHAR, expected BOOLEAN"):
        Snapshot.open(tmp_path)
    pq.write_table(pa.table({"name": ["Buyer"]}), tmp_path / "role" / "a.parquet")
    with pytest.raises(SnapshotError, match="its key role_id is missing"):
        Snapshot.open(tmp_path)


def test_a_link_that_leads_out_is_refused(folder: Path, tmp_path: Path) -> None:
    damaged = copy(folder, tmp_path)
    elsewhere = tmp_path / "elsewhere.parquet"
    next((damaged / "role").glob("*.parquet")).rename(elsewhere)
    (damaged / "role" / "a.parquet").symlink_to(elsewhere)
    with pytest.raises(SnapshotError, match="leads out of the snapshot"):
        Snapshot.open(damaged)


def test_a_rule_reaches_no_file_but_the_facts(folder: Path, tmp_path: Path) -> None:
    """The sealed database may read the Parquet of the snapshot, and nothing beside it."""
    secret = tmp_path / "secret.parquet"
    pq.write_table(pa.table({"role_id": ["leaked"]}), secret)
    from healthcheck.sealed import lock, open_sealed

    with Snapshot.open(folder) as opened:
        scan_time = opened.collected_at
    con = open_sealed(folder, scan_time, None, tmp_path / "spill")
    lock(con)
    assert con.execute("SELECT count(*) FROM role").fetchone()
    attacks = [
        f"SELECT * FROM read_parquet('{secret}')",
        f"SELECT * FROM read_text('{folder / SNAPSHOT_MARK}')",
        f"COPY role TO '{tmp_path / 'out.csv'}'",
        f"COPY role TO '{folder / 'role' / 'more.parquet'}'",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/']",
    ]
    for attack in attacks:
        with pytest.raises(duckdb.Error):
            con.execute(attack)
    con.close()


def test_a_rule_of_a_pack_that_reads_files_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    text = (Path(builtin_rules()) / "access" / "grant_to_missing_role.sql").read_text("utf-8")
    header = text.split("*/")[0] + "*/\n"
    files = [str(p) for p in (folder / "role_grant").glob("*.parquet")]
    query = f"SELECT user_id, role_id, user_id AS name FROM read_parquet('{files[0]}')"
    (tmp_path / "own" / "thief.sql").write_text(header + query, "utf-8")
    pack = load_pack(tmp_path)
    outcomes = run_rules(folder, pack)
    assert [o.status for o in outcomes] == ["broken"]


def test_a_fleet_finds_snapshots_of_both_kinds(folder: Path, tmp_path: Path) -> None:
    from healthcheck.fleet.targets import read_fleet

    shutil.copytree(folder, tmp_path / "sent" / "tenant-1")
    shutil.copy(messy_snapshot(), tmp_path / "sent" / "tenant-2.duckdb")
    (tmp_path / "sent" / "tenant-notes").mkdir()
    (tmp_path / "fleet.toml").write_text('[[folder]]\npath = "sent"\npattern = "tenant-*"\n')
    assert [job.name for job in read_fleet(tmp_path / "fleet.toml").jobs] == ["tenant-1", "tenant-2"]


def test_a_process_among_its_like_takes_one_core() -> None:
    """Two children of a fleet on two cores would else wait for each other's threads."""
    code = (
        "from healthcheck.load import confine, quiet\nimport duckdb\nconfine(1)\n"
        "print(quiet(duckdb.connect()).execute(\"SELECT current_setting('threads')\").fetchall()[0][0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
