"""The least-privilege proposal: agrees with the rules, says what it cannot tell, and is a list that people decide on."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from healthcheck.adapters import Adapters
from healthcheck.plan import Options
from healthcheck.sample import MAPPING, build
from healthcheck.scan import write_snapshot
from healthcheck.target import Target
from tests.access_oracle import System, row, save
from tests.cli import run_cli


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Snapshot of the sample company."""
    folder = tmp_path_factory.mktemp("least")
    database = build("messy", folder / "messy.db")
    target = Target("database", f"sqlite:///{database}")
    write_snapshot([target], folder / "messy.duckdb", Adapters(), Options(mapping=MAPPING), lambda what: None)
    return folder / "messy.duckdb"


def proposed(snapshot: Path, output: Path, *more: str) -> list[dict[str, str]]:
    """The list as CSV, in English."""
    code, _, err = run_cli("access", "least-privilege", str(snapshot), "-o", str(output), "--lang", "en", *more)
    assert code == 0, err
    with output.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_agrees_with_the_rules(messy: Path, tmp_path: Path) -> None:
    """What the rules report is in the list, line by line."""
    code, out, err = run_cli(
        "scan",
        str(messy),
        "--format",
        "json",
        "--select",
        "access.grant_unused",
        "--select",
        "access.permission_unused",
    )
    assert code in (0, 1), err
    findings = {o["rule"]: [f["evidence"] for f in o["findings"]] for o in json.loads(out)["outcomes"]}
    lines = proposed(messy, tmp_path / "list.csv")
    taken = {(line["person"], line["role"]) for line in lines if line["proposal"] == "take from person"}
    told = {(e["name"], role) for e in findings["access.grant_unused"] for role in e["roles"].split(", ")}
    assert told and taken == told
    out_of = {(line["role"], line["permission"]) for line in lines if line["proposal"] == "take out of role"}
    told = {(e["role"], name) for e in findings["access.permission_unused"] for name in e["names"].split(", ")}
    assert out_of and out_of <= told


def system(*, oldest: datetime) -> System:
    """A clerk who buys and never pays, a cashier who pays; reading is not logged; a role with a hostile name."""
    uses = {("u1", "buy"): datetime(2026, 3, 1), ("u2", "pay"): datetime(2026, 3, 1), ("u1", "sell"): oldest}
    return {
        "user_account": [row("user_account", user_id=u, login=u, name=u) for u in ("u1", "u2")],
        "role": [row("role", role_id="r1", name="=cmd|buyer"), row("role", role_id="r2", name="cashier")],
        "permission": [row("permission", permission_id=p, code=p) for p in ("buy", "sell", "pay", "read")],
        "permission_grant": [
            row("permission_grant", role_id=r, permission_id=p)
            for r, p in (("r1", "buy"), ("r1", "sell"), ("r1", "read"), ("r2", "pay"), ("r2", "read"))
        ],
        "role_grant": [row("role_grant", user_id=u, role_id=r) for u, r in (("u1", "r1"), ("u1", "r2"), ("u2", "r2"))],
        "feature_use": [
            row("feature_use", feature=p, user_id=u, uses=3, last_used_at=at) for (u, p), at in uses.items()
        ],
    }


def test_what_is_proposed_and_what_is_not(tmp_path: Path) -> None:
    """Selling goes out of the buyer's role, the cashier's role is taken from the clerk, reading is never judged."""
    snapshot = tmp_path / "shop.duckdb"
    save(system(oldest=datetime(2025, 1, 1)), snapshot)
    short = [(x["proposal"], x["role"], x["person"], x["permission"]) for x in proposed(snapshot, tmp_path / "a.csv")]
    assert short == [("take out of role", "'=cmd|buyer", "", "sell"), ("take from person", "cashier", "u1", "")]
    whole = proposed(snapshot, tmp_path / "b.csv", "--all")
    verdicts = {(x["role"].lstrip("'"), x["person"], x["permission"]): x["proposal"] for x in whole}
    assert verdicts == {
        ("=cmd|buyer", "", "buy"): "keep",
        ("=cmd|buyer", "", "sell"): "take out of role",
        ("=cmd|buyer", "", "read"): "not logged",
        ("cashier", "", "pay"): "keep",
        ("cashier", "", "read"): "not logged",
        ("=cmd|buyer", "u1", ""): "keep",
        ("cashier", "u1", ""): "take from person",
        ("cashier", "u2", ""): "keep",
    }
    [away] = [x for x in whole if x["proposal"] == "take from person"]
    assert (away["holders"], away["used by"], away["rights lost"]) == ("2", "1", "1")  # paying; reading stays
    [sell] = [x for x in whole if x["permission"] == "sell"]
    assert sell["last used"] == "2025-01-01"


def test_workbook_in_chinese(tmp_path: Path) -> None:
    """Headings, words and choices in the reader's language; texts are texts."""
    snapshot, book = tmp_path / "shop.duckdb", tmp_path / "list.xlsx"
    save(system(oldest=datetime(2025, 1, 1)), snapshot)
    code, _, err = run_cli("access", "least-privilege", str(snapshot), "-o", str(book), "--lang", "zh")
    assert code == 0 and "收回个人 1 个角色" in err
    sheet = openpyxl.load_workbook(book).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1] == "建议" and [r[1] for r in rows[1:]] == ["从角色去掉", "收回角色"]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert "执行" in sheet.data_validations.dataValidation[0].formula1


def test_silence_that_means_nothing(tmp_path: Path) -> None:
    """A log that is too short, names nobody, or is not there: one sentence, no list."""
    snapshot, output = tmp_path / "shop.duckdb", tmp_path / "list.csv"
    told = {}
    short = system(oldest=datetime(2026, 1, 1))
    nobody: System = {**short, "feature_use": [row("feature_use", feature="buy", uses=9)]}
    for name, facts in (("short", short), ("nobody", nobody)):
        save(facts, snapshot)
        code, _, told[name] = run_cli("access", "least-privilege", str(snapshot), "-o", str(output), "--lang", "en")
        assert code == 2 and not output.exists()
    assert "reaches back 59 days" in told["short"] and "--days 58" in told["short"]
    assert "names no permission of a person" in told["nobody"]
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "role.csv").write_text("role_id,name\nr1,x\n", "utf-8")
    code, _, err = run_cli("access", "least-privilege", str(tmp_path / "facts"), "-o", str(output), "--lang", "en")
    assert code == 2 and "feature_use" in err
    assert run_cli("access", "least-privilege", str(snapshot), "-o", str(tmp_path / "x.pdf"))[0] == 2
