"""The segregation-of-duties matrix: documented as it is, complete, and replaceable by a site's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb

from healthcheck.facts import TABLES
from healthcheck.rule import builtin_rules
from tests.access_oracle import System, row, save
from tests.cli import run_cli

RULES = builtin_rules() / "access"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "segregation-of-duties.md"


def _matrix() -> set[tuple[str, str, str]]:
    with duckdb.connect() as con:
        rows = con.execute((RULES / "_duty_conflict.sql").read_text("utf-8")).fetchall()
    return {(conflict, one, other) for conflict, _, one, other in rows}


def test_page_and_matrix_agree() -> None:
    """Every pair is explained, and no other."""
    told = re.findall(r"^\| ([A-Z0-9]+-\d+) \| `([a-z_.]+)` \| `([a-z_.]+)` \| \S", PAGE.read_text("utf-8"), re.M)
    assert set(told) == _matrix() and len(told) == len(_matrix())


def test_six_processes_are_covered() -> None:
    """Procure-to-pay, order-to-cash, record-to-report, hire-to-retire, production, inventory: several pairs each."""
    families = [conflict.split("-")[0] for conflict, _, _ in _matrix()]
    assert all(families.count(f) >= 4 for f in ("P2P", "O2C", "R2R", "H2R", "PRD", "INV"))
    assert len({conflict for conflict, _, _ in _matrix()}) == len(families)


def test_every_duty_can_be_had() -> None:
    """No pair waits for a duty that no permission can mean."""
    duties = {duty for _, *pair in _matrix() for duty in pair}
    # Things whose name in a code is not the duty's own.
    other = {
        "partner_bank", "purchase_requisition", "sale_out", "finance_receipt", "accounting_period", "bank_statement",
        "fixed_asset", "stock_in", "stock_move", "job_card", "qc_iqc", "sys_role",
    }  # fmt: skip
    things = {duty.split(".")[0] for duty in duties} | other
    codes = {f"{thing}:{act}" for thing in things for act in ("create", "approve", "close")}
    with duckdb.connect() as con:
        con.execute(TABLES["permission"].ddl())
        for code in sorted(codes):
            con.execute(
                "INSERT INTO permission BY NAME SELECT ? AS permission_id, ? AS code, 'action' AS kind,"
                " TRUE AS active, FALSE AS deleted",
                [code, f"x:{code}"],
            )
        known = {r[0] for r in con.execute(f"SELECT duty FROM ({_body('_duty.sql')})").fetchall()}
    assert duties <= known, duties - known


def _body(name: str) -> str:
    return (RULES / name).read_text("utf-8").strip().rstrip(";")


def test_a_site_replaces_matrix_and_duties(tmp_path: Path) -> None:
    """A folder with files of these names is all that a site with a matrix of its own needs."""
    system: System = {
        "permission": [
            row("permission", permission_id=p, code=c, name=c, kind="action")
            for p, c in (("p1", "mkt:coupon:grant"), ("p2", "mkt:coupon:release"), ("p3", "erp:supplier:create"))
        ],
        "role": [row("role", role_id="r1", name="市场"), row("role", role_id="r2", name="运营")],
        "permission_grant": [
            row("permission_grant", role_id=r, permission_id=p) for r, p in (("r1", "p1"), ("r2", "p2"), ("r2", "p3"))
        ],
        "user_account": [row("user_account", user_id="u1", login="wang", name="王芳")],
        "role_grant": [row("role_grant", user_id="u1", role_id=r) for r in ("r1", "r2")],
    }
    snapshot = tmp_path / "site.duckdb"
    save(system, snapshot)
    own = tmp_path / "my-rules" / "access"
    own.mkdir(parents=True)
    page = PAGE.read_text("utf-8")
    conflict, duty = re.findall(r"```sql\n(.*?)```", page, re.S)
    (own / "_duty_conflict.sql").write_text(conflict, "utf-8")
    (own / "_duty.sql").write_text(duty, "utf-8")
    found = {}
    for more in ([], ["--rules", str(own.parent)]):
        code, out, err = run_cli("scan", str(snapshot), "--select", "access.sod", "--format", "json", *more)
        assert code in (0, 1), err
        outcomes = json.loads(out)["outcomes"]
        found[bool(more)] = [(f["subject"]["key"], f["evidence"]["conflict"]) for o in outcomes for f in o["findings"]]
    assert found == {False: [], True: [("u1", "OUR-1")]}
