"""Several systems in one scan: what is one system, what is compared, and what reports say of it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from healthcheck.errors import UsageError
from healthcheck.facts import TABLES, CodeMap, Fact, Material, Partner, Uom
from healthcheck.history import open_history
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing
from healthcheck.reading import facts_batch
from healthcheck.report import common
from healthcheck.report.html.data import embedded
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scan import Guide
from healthcheck.store import Part, Snapshot
from healthcheck.systems import merge_outcomes, systems_of
from healthcheck.target import Target, read_target
from healthcheck.testing import Bench
from tests.cli import run_cli
from tests.scans import make_scan

ACROSS = sorted(r for r in load_pack(builtin_rules()).rules if r.startswith("across."))
TAX = ["91110000600037341L", "91110108551385082Q", "913207378BG0E7153F", "91320480F7CH3J7063", "9132051785C524E447"]


def snapshot(path: Path, facts: list[Fact]) -> Path:
    """A system with these facts."""
    tables: dict[str, list[Fact]] = {}
    for fact in facts:
        tables.setdefault(next(n for n, s in TABLES.items() if s.fact is type(fact)), []).append(fact)
    with Snapshot.create(path) as made:
        for table, rows in tables.items():
            part = Part(table, "test", "empty")
            made.append(part, [facts_batch(TABLES[table], rows)])
            made.record(part)
        made.put("targets", [path.stem])
    return path


def material(key: str, code: str, name: str, **more: object) -> Material:
    """A material in pieces."""
    return Material.model_validate({"material_id": key, "code": code, "name": name, "uom_id": "pc", **more})


COMMON = [
    ("A1", "六角螺栓 M8×20"), ("A2", "六角螺母 M8"), ("A3", "平垫圈 φ8"), ("A4", "深沟球轴承 6204"), ("A5", "法兰球阀 DN50"),
    ("A6", "电力电缆 3×16"), ("A7", "标准气缸 SC50×100"), ("A8", "骨架油封 φ40×7"), ("A9", "抗磨液压油 46"),
]  # fmt: skip


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An ERP and a MES of one plant that have drifted apart in every way."""
    folder = tmp_path_factory.mktemp("systems")
    units: list[Fact] = [Uom(uom_id="pc", name="个"), Uom(uom_id="box", name="盒")]
    erp: list[Fact] = [material(f"e{i}", code, name) for i, (code, name) in enumerate(COMMON)]
    mes: list[Fact] = [material(f"m{i}", code, name) for i, (code, name) in enumerate(COMMON)]
    erp += [material("e90", "B1", "三角皮带 B1200"), material("e91", "B2", "同步带 XL037", active=False)]
    mes += [material("m90", "B1", "三角皮带 B1250"), material("m91", "B2", "同步带 XL037")]
    erp += [
        material("e92", "b3 ", "打印纸 A4"),
        material("e93", "B4", "压板螺丝 20"),
        material("e94", "B5", "链条 08B"),
    ]
    mes += [material("m92", "B3", "打印纸 A4"), material("m93", "B4", "压板螺丝 20", uom_id="box")]
    erp += [material("e95", "E-77", "红旗 多楔带 6PK1210")]
    mes += [
        material("m95", "M-5", "多楔带 6PK1210"),
        material("m96", "M-6", "风琴罩 300"),
        material("m97", "M-7", "风琴罩 400"),
    ]
    mes += [CodeMap(entity="物料", source_code=c, target_code=c) for c, _ in COMMON]
    mes += [
        CodeMap(entity="物料", source_code="M-6", target_code="A1"),
        CodeMap(entity="物料", source_code="B1", target_code="E-404"),
    ]
    erp += [Partner(partner_id=f"p{i}", code=f"K{i}", name=f"供应商{i}", tax_number=t) for i, t in enumerate(TAX)]
    mes += [Partner(partner_id=f"q{i}", code=f"K{i}", name=f"供应商{i}", tax_number=t) for i, t in enumerate(TAX)]
    erp += [Partner(partner_id="p9", code="K9", name="远缆电缆", tax_number="91320101066559A6HD")]
    mes += [Partner(partner_id="q9", code="K9", name="远缆电缆", tax_number="91320101066559A6XX")]
    return snapshot(folder / "erp.duckdb", units + erp), snapshot(folder / "mes.duckdb", units + mes)


def scan(*arguments: str, lang: str = "en") -> dict[str, object]:
    """A scan's report; a gate that failed is no failure here."""
    code, out, err = run_cli("scan", *arguments, "--format", "json", "--exit-zero", lang=lang)
    assert code == 0, err
    document: dict[str, object] = json.loads(out)
    return document


@pytest.fixture(scope="module")
def report(systems: tuple[Path, Path]) -> dict[str, object]:
    """Both systems scanned together, under names of the user's."""
    return scan(f"erp={systems[0]}", f"mes={systems[1]}", "--select", "across", "--select", "material")


def outcomes(report: dict[str, object]) -> dict[str, dict[str, object]]:
    """Outcome by rule."""
    listed = report["outcomes"]
    assert isinstance(listed, list)
    return {o["rule"]: o for o in listed}


@pytest.mark.parametrize("rule_id", ACROSS)
def test_every_rule_finds_what_drifted_apart(report: dict[str, object], rule_id: str) -> None:
    """One accident each, and not a flood of it."""
    outcome = outcomes(report)[rule_id]
    assert outcome["status"] == "failed", outcome["reason"]
    assert 1 <= int(str(outcome["count"])) <= 4, outcome


def test_findings_say_what_is_wrong(report: dict[str, object]) -> None:
    """The numbers and names in the evidence are those of the two systems."""
    found = {r: [f["evidence"] for f in o["findings"]] for r, o in outcomes(report).items() if r.startswith("across")}  # type: ignore[attr-defined]
    assert found["across.code_means_different_things"][0]["code"] == "B1"
    assert found["across.unit_differs"][0]["units"] == "erp: 个, mes: 盒"
    assert {e["code"]: e["off_in"] for e in found["across.active_differs"]} == {"B2": "erp"}
    assert found["across.code_written_differently"][0]["code"] == "B3"
    assert found["across.code_map_many_to_one"][0]["source_codes"] == "A1, M-6"
    assert found["across.code_map_dead_end"][0]["target_code"] == "E-404"
    assert {e["code"] for e in found["across.code_map_incomplete"]} == {"M-5", "M-7"}
    assert found["across.name_match"][0]["other_material_id"] == "m95"
    assert found["across.partner_differs"][0]["key"] == "K9"
    assert "B5" in {e["code"] for e in found["across.code_in_one_only"]}


def test_each_system_is_judged_by_itself(report: dict[str, object]) -> None:
    """Keys of one system mean nothing in the other; reports say which system a finding is of, and what ran where."""
    outcome = outcomes(report)["material.near_duplicate"]
    assert [s["system"] for s in outcome["systems"]] == ["erp", "mes"]  # type: ignore[attr-defined]
    assert report["target"]["names"] == ["erp=erp", "mes=mes"]  # type: ignore[index]
    known = [f for o in outcomes(report).values() for f in o["findings"] if not o["rule"].startswith("across")]  # type: ignore[attr-defined]
    assert all(f["subject"]["system"] in ("erp", "mes") for f in known)


def test_identity_holds_whatever_else_is_scanned(systems: tuple[Path, Path]) -> None:
    """The same finding has one fingerprint per system name, in either order and language."""

    def marks(*arguments: str, lang: str) -> set[str]:
        found = outcomes(scan(*arguments, "--select", "across", lang=lang))
        return {f["fingerprint"] for o in found.values() for f in o["findings"]}  # type: ignore[attr-defined]

    erp, mes = f"erp={systems[0]}", f"mes={systems[1]}"
    assert marks(erp, mes, lang="en") == marks(mes, erp, lang="zh") != set()


def test_systems_that_agree_hear_nothing(tmp_path: Path) -> None:
    """Two systems of one plant that are kept in step."""
    paths = [snapshot(tmp_path / f"{n}.duckdb", [material(c, c, t) for c, t in COMMON]) for n in ("erp", "wms")]
    found = outcomes(scan(*map(str, paths), "--select", "across"))
    assert not {r: o["findings"] for r, o in found.items() if o["count"]}
    assert found["across.code_in_one_only"]["status"] == "passed"
    assert found["across.partner_differs"]["status"] == "skipped"


def test_one_system_says_that_there_is_nothing_to_compare(systems: tuple[Path, Path]) -> None:
    """The family is skipped with its reason, never passed."""
    found = outcomes(scan(str(systems[0]), "--select", "across"))
    assert {o["status"] for o in found.values()} == {"skipped"}
    assert "erp=URL mes=URL" in str(found["across.active_differs"]["reason"])


def test_a_folder_of_facts_is_a_system_when_it_is_named(systems: tuple[Path, Path], tmp_path: Path) -> None:
    """ERP as a snapshot, the other system as the CSV somebody exported."""
    with (tmp_path / "material.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["material_id", "code", "name"])
        writer.writerows([(c, c, t.replace("M8×20", "M8×25")) for c, t in COMMON])
    found = outcomes(scan(f"erp={systems[0]}", f"wms={tmp_path}", "--select", "across"))
    assert [f["evidence"]["code"] for f in found["across.code_means_different_things"]["findings"]] == ["A1"]  # type: ignore[attr-defined]


def target(kind: str, text: str, system: str = "") -> Target:
    """A target without looking at the disk."""
    return Target(kind, text, system)  # type: ignore[arg-type]


def test_which_targets_are_one_system() -> None:
    """A folder beside one database belongs to it; two databases are two systems; one name is one system."""
    erp, mes, extra = (
        target("database", "mysql://h/erp"),
        target("database", "mysql://h/mes?x=1"),
        target("folder", "extra"),
    )
    assert [s.name for s in systems_of([erp, extra])] == [""]
    assert [s.name for s in systems_of([erp, mes])] == ["erp", "mes"]
    assert [s.name for s in systems_of([erp, erp])] == ["erp", "erp-2"]
    named = [target("database", "mysql://h/a", "ERP"), target("folder", "f", "ERP"), target("database", "mysql://h/b")]
    assert [(s.name, len(s.targets)) for s in systems_of(named)] == [("ERP", 2), ("b", 1)]


@pytest.mark.parametrize(
    "targets",
    [
        [target("database", "a"), target("database", "b"), target("folder", "f")],
        [target("snapshot", "a.duckdb"), target("folder", "f")],
        [target("snapshot", "a.duckdb", "x"), target("folder", "f", "x"), target("database", "b", "y")],
        [target("database", "a", "x"), target("database", "b", "x")],
    ],
)
def test_what_cannot_be_told_is_refused(targets: list[Target]) -> None:
    """Never a guess which system a folder belongs to."""
    with pytest.raises(UsageError):
        systems_of(targets)


def test_names_of_targets(tmp_path: Path) -> None:
    """`erp=URL` is a name and a target; a path that holds an equals sign is a path."""
    assert read_target("erp=mysql://h/x?a=b") == Target("database", "mysql://h/x?a=b", "erp")
    assert read_target("仓库=sqlite:///x.db").system == "仓库"
    odd = tmp_path / "a=b"
    odd.mkdir()
    assert read_target(str(odd)) == Target("folder", str(odd))
    assert read_target("mysql://h/x?charset=utf8").system == ""


def test_a_rule_that_broke_in_one_system_is_not_forgotten() -> None:
    """Found in one, broken in the other: failed, and the scan still incomplete."""
    rule = load_pack(builtin_rules()).rules["material.negative_stock"]
    merged = merge_outcomes(
        {
            "erp": [Outcome(rule, "failed", count=1)],
            "mes": [Outcome(rule, "broken", Text("out of memory", "内存不足"))],
        }
    )[0]
    assert merged.status == "failed" and merged.stopped
    assert merged.reason == Text("mes: out of memory", "mes：内存不足")
    passed = merge_outcomes({"erp": [Outcome(rule, "passed")], "mes": [Outcome(rule, "timeout", Text("slow", "慢"))]})
    assert passed[0].status == "timeout"


def test_where_to_repair_it_is_told_of_the_right_system(tmp_path: Path) -> None:
    """Every system has menus of its own; what systems are compared by is repaired in the system that the row is of."""
    rules = load_pack(builtin_rules()).rules
    own, shared = rules["material.negative_stock"], rules["across.active_differs"]
    findings = []
    for number, (rule, kind, key, system) in enumerate(
        ((own, "stock", "s1", "erp"), (own, "stock", "s1", "mes"), (shared, "system_material", "mes,m7", ""))
    ):
        thing = Thing(kind, key, key, "", key, system)
        said = dict.fromkeys(rule.text["en"].placeholders | rule.text["zh"].placeholders, "x")
        mark = f"{number:024x}"
        findings.append(Finding(rule.id, "high", "certain", thing, thing, said, [], mark, system=system))
    outcomes = [
        Outcome(own, "failed", findings=findings[:2], count=2),
        Outcome(shared, "failed", None, findings[2:], 1),
    ]
    result = make_scan(*outcomes)
    result.guides = {
        "erp": Guide({"stock": Text("Stock > Balances", "库存 > 现存量")}),
        "mes": Guide({"stock": Text("Store > Bins", "仓库 > 库位"), "material": Text("Base > Items", "基础 > 物料")}),
    }
    expected = ["Stock > Balances", "Store > Bins", "[mes] Base > Items"]
    assert [common.where_of(f, rules[f.rule], result, "en") for f in findings] == expected
    drawn = embedded(result)
    menus = [drawn["guides"][s]["where"]["stock"][0] for s in ("erp", "mes")]
    assert menus == expected[:2]
    told = {row[12]: row[13] for row in drawn["findings"]}
    assert "[mes] 基础 > 物料" in told[findings[2].fingerprint]["fix"][1]
    with open_history(str(tmp_path / "h.db"), create=True) as history:
        saved = history.save(result, "both")
        where = {f.fingerprint: f.where for f in history.findings(saved.id)}
    assert [w and w.en for w in (where[f.fingerprint] for f in findings[:2])] == expected[:2]


def test_names_of_large_systems_are_compared_too(tmp_path: Path) -> None:
    """Where comparing each with each would take hours, what is one thing but for notation is still found."""
    pack = load_pack(builtin_rules())
    rule = pack.rules["across.name_match"]
    pack.rules["across.name_match"] = replace(rule, params={**rule.params, "most": 1})
    bench = Bench(pack)
    rows = [
        {"system": s, "material_id": f"{s}{i}", "code": f"{s}-{i}", "name": n}
        for s, names in (
            ("erp", ["三角皮带 B1200", "深沟球轴承 6204", "法兰球阀 DN50"]),
            ("mes", ["三角皮带B1200", "法兰球阀 DN65", "打印纸 A4"]),
        )
        for i, n in enumerate(names)
    ]
    try:
        found = bench.findings(pack.rules["across.name_match"], {"system_material": rows, "system_code_map": []})
    finally:
        bench.close()
    assert [(f.subject.key, f.evidence["other_material_id"]) for f in found] == [("erp,erp0", "mes0")]
