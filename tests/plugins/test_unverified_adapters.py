"""Adapters written from published tables alone: each statement parses, names only what is published, and bears losses.

No such system could be had. So a database is made of what the statements read, with made-up rows, and everything that the
engine does with a real one is done with it.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from healthcheck.adapters import Adapters, installed_adapters, load_adapter, recognise
from healthcheck.facts import TABLES
from tests.cli import run_cli
from tests.plugins.drift import FAMILIES, PLUGINS, Look, folder_of, look
from tests.plugins.paper import DIALECTS, Schema, catalogue_of, planned, read_by
from tests.servers import SHARED

#: Adapter → distribution, heading in the list of published tables.
PUBLISHED = {
    "k3_wise": ("healthcheck-kingdee", "金蝶 K/3 WISE"),
    "cloud_cosmic": ("healthcheck-kingdee", "金蝶云星空"),
    "u8": ("healthcheck-yonyou", "用友 U8"),
    "nc": ("healthcheck-yonyou", "用友 NC"),
    "sap_b1": ("healthcheck-sapb1", "SAP B1"),
    "ecology": ("healthcheck-weaver", "泛微 e-cology"),
}

#: The list says "2052 in every *_L join" and leaves the column's name out.
IMPLIED = {"flocaleid"}

#: What the list names without columns, and the vendor's public reference of tables describes (SDK 10.0: OITT, ITT1, OITW, OCRD, NNM1).
REFERENCE = {
    "sap_b1": {
        "code", "treetype", "qauntity", "father", "childnum", "quantity", "type", "whscode", "onhand", "cardcode", "cardname",
        "cardtype", "lictradnum", "phone1", "objectcode", "series", "seriesname", "lastnum", "nextnumber",
    },
}  # fmt: skip


def folder(name: str) -> Path:
    """The adapter's folder."""
    return folder_of(PUBLISHED[name][0], name)


KINDS = [(name, kind) for name in PUBLISHED for kind in load_adapter(folder(name)).databases]


@pytest.mark.parametrize("name", PUBLISHED)
def test_listed_as_unverified(name: str) -> None:
    """People are told, in both languages, and how to check it on site."""
    adapter = load_adapter(folder(name))
    assert not adapter.verified and not adapter.tried
    assert f"map check {name} URL" in adapter.limits[0].en and f"map check {name} URL" in adapter.limits[0].zh
    assert all(t.en != t.zh for t in adapter.limits)
    given_facts = {f.fact for f in adapter.fact_files()}
    assert set(adapter.where) <= given_facts


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.skipif(not (SHARED / "VENDOR_TABLES.md").is_file(), reason="the list of published tables is not here")
def test_names_only_what_is_published(name: str) -> None:
    """Tables and columns stand in the list, in the part on this product."""
    heading = PUBLISHED[name][1]
    parts = re.split(r"^## ", (SHARED / "VENDOR_TABLES.md").read_text("utf-8"), flags=re.MULTILINE)
    [part] = [p for p in parts if p.startswith(heading)]
    words = {w.lower() for w in re.findall(r"[A-Za-z_][A-Za-z_0-9]*", part)}
    words |= {f"{w}_l" for w in words if w.startswith("t_")}  # "T_SEC_ROLE, _L(FNAME)"
    used = {t.lower() for t in read_by(folder(name))} | {
        c.lower() for columns in read_by(folder(name)).values() for c in columns
    }
    assert used - words - IMPLIED - REFERENCE.get(name, set()) == set()


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_fits_what_is_published(name: str, kind: str) -> None:
    """Recognised alone among all adapters; every statement fits, gives known columns and parses as it would be sent."""
    catalogue = catalogue_of(read_by(folder(name)))
    everybody = installed_adapters(sorted(PLUGINS.glob("healthcheck-*"))).found.values()
    assert {m.adapter.name for m in recognise(everybody, catalogue, kind)[0]} == {name}
    plan = planned(folder(name), kind, read_by(folder(name)))
    assert not plan.broken
    for step in plan.steps:
        assert step.fitted is not None, (step.part.source, step.part.reason)
        assert not step.part.unknown and not step.fitted.notes, (step.part.source, step.part.unknown)
        assert set(step.part.known) <= set(TABLES[step.part.fact].columns)
        [sent] = sqlglot.parse(step.fitted.sql, read=DIALECTS[kind])
        assert isinstance(sent, exp.Query)
        # What neither SQL Server nor Oracle has: conditions and truth values among the columns.
        for column in sent.find(exp.Select).expressions:  # type: ignore[union-attr]
            assert not isinstance(column.unalias(), exp.Predicate | exp.Boolean), (step.part.source, column.sql())


#: What a column holds in the made-up rows, row by row and over again.
VALUES: dict[str, dict[str, Sequence[str | None]]] = {
    "k3_wise": {"fitemclassid": "12344582", "fdetail": "11101111", "fdeleted": "0001", "fstatus": "0", "fforbidden": "001"},
    "cloud_cosmic": {"fforbidstatus": "AAB", "fdocumentstatus": "ABC", "fstatus": "001", "fisbatchmanage": "01"},
    "u8": {"iisuser": "01", "nstate": "001", "status": "34", "bself": "01", "bpurchase": "01", "dedate": ["2020-01-01"]},
    "nc": {"dr": "0001", "enablestate": "223", "ischeck": "NY", "dealdate": [None], "senddate": ["2025-11-03 10:00:00"]},
    "sap_b1": {"locked": "NNY", "superuser": "NNY", "active": "YN", "status": "WWYNC", "frozenfor": "NY", "treetype": "PPS", "type": "4", "cardtype": "CSL"},
    "ecology": {"status": "012356", "isvalid": "10", "nodetype": "0123", "isremark": "02", "deleted": "001",
                "currentnodetype": "01", "nodeid": "12345678", "currentnodeid": "12345678", "requestid": "12345678", "type": ["1", "2", "3", "5", "58", "99"], "createdate": ["2025-01-02"],
                "receivedate": ["2025-01-03"], "begindate": ["2025-01-01"], "enddate": ["2025-12-31"]},
}  # fmt: skip

#: Keys of their own, one row each: what the tables are about.
UNIQUE = {
    "t_user", "t_item", "t_icitem", "t_measureunit", "icbom", "icclassmctemplate", "t_multicheckoption", "t_sec_user",
    "t_sec_role", "t_sec_role_l", "t_sec_userorg", "t_hr_empinfo", "t_org_organizations", "t_bd_material",
    "t_bd_material_l", "t_bd_materialbase", "t_bd_materialstock", "t_eng_bom", "t_wf_procinst", "t_wf_assign", "ua_user",
    "ua_group", "ua_auth", "department", "hr_hi_person", "inventory", "computationunit", "bom_bom", "bom_parent",
    "bas_part", "bom_opcomponent", "sm_user", "sm_role", "bd_psndoc", "bd_material", "pub_workflownote", "ousr", "owtm",
    "owst", "oitm", "oqur", "owdd", "oitt", "ocrd", "nnm1", "hrmresource", "hrmroles", "workflow_base", "workflow_flownode",
    "workflow_nodebase", "workflow_nodegroup", "workflow_requestbase",
}  # fmt: skip

#: The key of such a table, where it is not the first that the adapter's statements give.
KEYS = {
    "fuserid", "fitemid", "fmeasureunitid", "finterid", "fid", "fbilltype", "froleid", "fentityid", "forgid",
    "fmaterialid", "fprocinstid", "fassignid", "cuser_id", "cgroup_id", "cauth_id", "cdepcode", "cpsn_num", "cinvcode",
    "ccomunitcode", "bomid", "partid", "opcomponentid", "cuserid", "pk_role", "pk_psndoc", "pk_material",
    "pk_checkflow", "userid", "wtmcode", "wstcode", "itemcode", "wddcode", "id", "nodeid", "requestid", "code", "cardcode", "series", "childnum",
}  # fmt: skip


def make(path: Path, name: str, schema: dict[str, frozenset[str]] | Schema, seed: int = 7) -> None:
    """A database of these tables with made-up rows; the same value in a cell whatever else is missing."""
    con = sqlite3.connect(path)
    for table, columns in schema.items():
        if not columns:
            continue
        chance = random.Random(f"{seed}{table}")
        full = sorted(read_by(folder(name))[table], key=str.lower)
        kept = [c for c in full if c in columns]
        con.execute(f'CREATE TABLE "{table}" ({", ".join(f"{c!r}" for c in kept)})'.replace("'", '"'))
        for row in range(1, 9):
            cells: dict[str, str | int | None] = {}
            for column in full:
                choice = VALUES[name].get(column.lower())
                if table.lower() in UNIQUE and column.lower() in KEYS and not any(k in KEYS for k in map(str, cells)):
                    cells[column.lower()] = row
                elif choice is not None:
                    value = choice[(row - 1) % len(choice)]
                    cells[column.lower()] = int(value) if value and value.isdigit() else value
                elif re.search(r"name|title|desc|note|std|spec|model", column, re.IGNORECASE):
                    cells[column.lower()] = f"{column} {row}"
                else:
                    cells[column.lower()] = chance.randint(1, 9)
            values = [cells[c.lower()] for c in kept]
            con.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(kept))})', values)
    con.commit()
    con.close()


@cache
def for_sqlite(name: str, into: Path) -> Path:
    """The adapter as SQLite can run it: there `+` adds and does not join texts, and `'0'` is not 0."""
    copy = into / name
    if not copy.exists():
        shutil.copytree(folder(name), copy)
        for path in copy.glob("facts/*.sql"):
            text = re.sub(r"(?<=['\)]) \+ (?=['CA])", " || ", path.read_text("utf-8"))
            path.write_text(re.sub(r"(?<=[ (])'(\d)'(?=[ ,)\n])", r"\1", text), "utf-8")
    return copy


def seen(name: str, schema: dict[str, frozenset[str]] | Schema, tmp: Path, label: str) -> Look:
    """What the adapter makes of such a database."""
    make(tmp / f"{label}.db", name, schema)
    adapters = Adapters({name: load_adapter(for_sqlite(name, tmp))})
    return look(f"sqlite:///{tmp / label}.db", tmp / f"{label}.duckdb", adapters, name)


@pytest.mark.parametrize("name", PUBLISHED)
def test_runs_on_made_up_rows(name: str, tmp_path: Path) -> None:
    """Every statement runs, its rows are taken in whole, and rules judge them; with losses nothing is made up."""
    full = read_by(folder(name))
    base = seen(name, full, tmp_path, "full")
    assert base.product == name
    parts = {s: p for s, p in base.parts.items() if s.startswith(f"{name}/")}
    assert len(parts) == len(base.plan.steps)
    for source, part in parts.items():
        assert part.state in ("complete", "empty"), (source, part.state, part.reason)
    assert sum(part.state == "complete" for part in parts.values()) > 0.8 * len(parts), parts
    true = {(rule, row["key"]) for rule, rows in base.findings().items() for row in rows}
    assert true, FAMILIES
    chance = random.Random(name)
    every = sorted((t, c) for t, columns in full.items() for c in columns)
    lost = set(chance.sample(every, max(3, len(every) // 10)))
    gone = chance.choice(sorted(full))
    left = {t: {c for c in columns if (t, c) not in lost} for t, columns in full.items() if t != gone}
    after = seen(name, left, tmp_path, "less")
    assert all(p.reason for p in after.parts.values() if p.state in ("absent", "partial"))
    found = {(rule, row["key"]) for rule, rows in after.findings().items() for row in rows}
    assert found <= true, (found - true, lost, gone)


def test_map_check_by_name(tmp_path: Path) -> None:
    """On site: the adapter's name and the address tell what fits, what does not, and whether a scan would know the product."""
    full = read_by(folder("k3_wise"))
    make(tmp_path / "site.db", "k3_wise", {t: c for t, c in full.items() if t not in ("ICBOM", "t_SystemProfile")})
    code, out, err = run_cli("map", "check", "k3_wise", f"sqlite:///{tmp_path / 'site.db'}")
    if "no adapter" in err:
        pytest.skip("the adapter's distribution is not installed")
    assert code == 1 and not err
    assert "Not recognised by itself, without: t_SystemProfile.FKey" in out
    assert "✗ k3_wise/bom.sql: table ICBOM not found" in out and "✓ k3_wise/user_account.sql" in out
    code, _, err = run_cli("map", "check", "./nowhere", f"sqlite:///{tmp_path / 'site.db'}")
    assert code == 2 and "no folder ./nowhere" in err
