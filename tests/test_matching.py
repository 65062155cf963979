"""Normalisation, near-duplicate tiers with their vetoes, and matching of two sources."""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import re
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pint import UnitRegistry

from healthcheck.cli import run
from healthcheck.facts import TABLES, BomLine, Fact, Material, Stock
from healthcheck.matching import compact, differences, find_groups, fold, match_sources, segments
from healthcheck.matching.codes import infer_patterns
from healthcheck.matching.hanzi import confusable, telling
from healthcheck.matching.normalise import UNITS, Folder, fold_code, misread_code
from healthcheck.matching.units import same_unit
from healthcheck.reading import facts_batch
from healthcheck.store import Part, Snapshot

ROOT = Path(__file__).resolve().parent.parent
ABT_BUY = ROOT.parent / "shared" / "data" / "materials" / "abt-buy"
FUZZ = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)

PIECES = [
    *"0123456789", *"xX×*mMkKgGlLoOIiφΦ.-/:=+~%#°^↑§±≤<'\"()[],;  _|²½①ΩμéⅢ㎡㎜螺栓升安℃號", "mm", "cm", "kg", "MPa",
    "GB/T ", "DN", "SUS", "公斤", "毫米", "JB/T", "Mohm", "mΩ", "MΩ", "\u200b", "\u0301", "AC ", "H7", "304L",
]  # fmt: skip
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=12))


# ------------------------------------------------------------------------------------------------- normalisation


@FUZZ
@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    """Idempotent, and nothing is left that is not seen."""
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())
    assert fold_code(fold_code(text)) == fold_code(text)


@pytest.mark.parametrize(
    "same",
    [
        ["M8*20", "M8×20", "M8X20", "M8 x 20", "Ｍ８Ｘ２０", "m8*20", "M8×20mm", "M8*2O", "M8×20㎜", "M 8×20", "М8*20"],
        ["5Kg", "5 kg", "5000g", "5公斤", "5KG", "5.0kg", "5㎏", "0.005t"],
        ["Φ12", "φ12", "⌀12", "Ø12", "φ 12", "φ12mm", "φ12.0"],
        ["10㎡", "10m2", "10m²", "10平方米"],
        ["3×2.5平方", "3*2.5mm²", "3X2.5mm2", "3×2.5²"],
        ["0.1μF", "100nF", "0.1uF", "0.10UF"],
        ["10MΩ", "10兆欧", "10000kΩ"],
        ["1.6MPa", "16bar", "1600kPa"],
        ["GB/T 5783-2016", "GB5783-16", "GB/T5783—2016", "GBT5783-2016", "GB T 5783:2016"],
        ["六角頭螺栓", "六角头螺栓", "六角头 螺栓", "六角\u200b头螺栓"],
        ["1½", "1 1/2"],
        ["45#钢", "45号钢"],
    ],
)
def test_one_thing_reads_the_same(same: list[str]) -> None:
    """Notations of one thing."""
    assert len({compact(fold(text)) for text in same}) == 1, {text: fold(text) for text in same}


@pytest.mark.parametrize(
    "different",
    [
        ["1 1/2", "11/2", "1/12"],
        ["10mΩ", "10MΩ", "10Ω", "10M", "10m"],
        ["Φ20H7", "Φ20h7", "Φ20H8"],
        ["3×2.5²", "3×2.52", "3×2.5"],
        ["0805", "805", "8050"],
        ["5kg", "5g", "5L", "5t", "5"],
        ["20mm", "20cm", "20m"],
        ["3L5", "315"],
        ["316L", "316", "316升"],
        ["CF8M", "CF8", "CF3M"],
        ["M8①", "M81"],
        ["-20℃", "20℃"],
        ["≤5mm", "≥5mm", "5mm"],
        ["10MW", "10mW"],
        ["5升", "5升降"],
        ["GB/T5783", "GB/T5782", "DIN5783"],
    ],
)
def test_different_things_read_differently(different: list[str]) -> None:
    """What looks alike and is not."""
    assert len({compact(fold(text)) for text in different}) == len(different), {t: fold(t) for t in different}


def test_units_are_what_a_units_library_says() -> None:
    """The table of powers of ten against pint."""
    registry: UnitRegistry[Any] = UnitRegistry()
    names = {
        "ml": "milliliter",
        "rpm": "rpm",
        "v": "volt",
        "a": "ampere",
        "w": "watt",
        "pf": "picofarad",
        "nh": "nanohenry",
    }
    written = {
        "l": "liter",
        "cc": "cc",
        "t": "tonne",
        "mm2": "mm^2",
        "cm2": "cm^2",
        "m2": "m^2",
        "m3": "m^3",
        "kgs": "kg",
    }
    written |= {
        "kv": "kV",
        "ma": "mA",
        "kw": "kW",
        "nf": "nF",
        "uf": "uF",
        "uh": "uH",
        "mh": "mH",
        "khz": "kHz",
        "mhz": "MHz",
    }
    written |= {
        "ghz": "GHz",
        "kpa": "kPa",
        "mpa": "MPa",
        "pa": "Pa",
        "hz": "Hz",
        "kohm": "kohm",
        "pf": "pF",
        "nh": "nH",
    }
    checked = 0
    for unit, (base, power) in UNITS.items():
        if unit.isascii() and unit.isalnum() and base not in ("in", "°c"):
            one = registry.Quantity(1, written.get(unit, names.get(unit, unit)))
            base_unit = names.get(base, written.get(base, base))
            assert one.to(base_unit).magnitude == pytest.approx(10**power), unit
            checked += 1
    assert checked > 25


def test_segments_keep_what_belongs_together() -> None:
    """A size is one part, whatever stands around it."""
    assert segments(fold("六角螺栓M8*20 304不锈钢")) == ["六角螺栓", "m8×20", "304", "不锈钢"]


def test_codes() -> None:
    """Codes as meant and as misread; the SQL rules on codes use the same ideas."""
    assert fold_code(" ａ-００1\u200b") == fold_code("A-001") != fold_code("A-01")
    assert misread_code("B0LT-l") == misread_code("BOLT-1") and misread_code("00815") == misread_code("815")


# --------------------------------------------------------------------------------------------------------- tiers


def tier(one: tuple[str, ...], other: tuple[str, ...], *more: tuple[str, ...]) -> int:
    """The tier that joins the first two materials (name, specification, brand); 0 when they stay apart."""
    rows = [(*row, "", "")[:3] for row in (one, other, *more)]
    groups = find_groups([r[0] for r in rows], [r[1] for r in rows], None, [r[2] for r in rows])
    return next((g.tier for g in groups if {0, 1} <= set(g.members)), 0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("六角螺栓", "M8*20"), ("六角螺栓M8×20", ""), 1),
        (("六角螺栓", "M8*20 304"), ("螺栓 六角", "304 M8*20"), 1),
        (("六角螺栓", "M8*20"), ("六角螺栓 M8*20", "M8*20"), 1),
        (("304不锈钢管", "φ20*3"), ("不锈钢管", "SUS304 φ20*3mm"), 1),
        (("轴承 6204 ZZ", ""), ("轴承", "6204ZZ"), 1),
        (("六角螺栓", "M8*20"), ("六角罗栓", "M8*20"), 2),
        (("六角螺栓", "M8*20"), ("六角螺螺栓", "M8*20"), 2),
        (("六角螺栓", "M8*20"), ("六螺角栓", "M8*20"), 2),
        (("轴承", "6204", "SKF"), ("轴承", "6204"), 3),
        (("六角螺栓", "M8*20 GB/T5783"), ("六角螺栓", "M8*20"), 3),
        (("六角螺栓", "M8*20 GB/T5783-2016"), ("六角螺栓", "M8*20 GB/T5783"), 3),
        (("六角螺栓", "M8*20"), ("六角螺母", "M8*20"), 0),
        (("六角螺栓", "M8*20 GB/T5783"), ("六角螺栓", "M8*20 GB/T5782"), 0),
        (("轴承", "6204", "SKF"), ("轴承", "6204", "NSK"), 0),
        (("左旋螺栓", "M8"), ("右旋螺栓", "M8"), 0),
        (("铝管", "φ12"), ("绿管", "φ12"), 0),
        (("钢管 铜接头", "φ12"), ("铜管 钢接头", "φ12"), 0),
        (("垫块", "10 20"), ("垫块", "20 10"), 0),
        (("密封圈 PVC", "φ12"), ("密封圈 PVD", "φ12"), 0),
        (("wood door steel frame", ""), ("steel door wood frame", ""), 0),
        (("wood door steel frame", ""), ("steel frame, wood door", ""), 1),
        (("T-Shirt S", ""), ("T-Shirt M", ""), 0),
    ],
)
def test_tiers_and_vetoes(one: tuple[str, ...], other: tuple[str, ...], expected: int) -> None:
    """What joins two materials, and what keeps them apart."""
    assert tier(one, other) == expected
    assert tier(other, one) == expected


def test_missing_brand_that_could_be_either_joins_nothing() -> None:
    """A bearing without a brand beside one of SKF and one of NSK."""
    assert tier(("轴承", "6204"), ("轴承", "6204", "SKF"), ("轴承", "6204", "NSK")) == 0


def test_slip_of_two_different_things_joins_nothing() -> None:
    """六角螺 is short for a bolt and for a nut: it must not make them one."""
    names = ["六角螺栓"] * 40 + ["六角螺母"] * 40 + ["六角螺"]
    specifications = [f"M{i}" for i in range(5, 45)] * 2 + ["M8"]
    assert not find_groups(names, specifications)


def test_usual_neighbours_speak_for_a_slip() -> None:
    """A left-out character is a slip where the others always write it."""
    names = ["内六角圆柱头螺钉"] * 40 + ["内六角圆头螺钉"]
    specifications = [f"M{i}×20" for i in range(5, 45)] + ["M8×20"]
    (group,) = find_groups(names, specifications)
    assert group.tier == 2 and group.members == (3, 40)


def test_scopes_and_variants_stay_apart() -> None:
    """Materials of two companies, and variants of one product."""
    assert not find_groups(["Desk", "Desk"], scopes=["a", "b"])
    assert not find_groups(["Desk", "Desk"], apart=["t", "t"])
    assert find_groups(["Desk", "Desk"], scopes=["a", "a"], apart=["t", "u"])


SIZES = st.sampled_from(
    [
        "M8×20",
        "φ12×1.5",
        "DN50 PN16",
        "6204-2RS",
        "3×2.5mm²",
        "10kΩ 5%",
        "5kg",
        "8.8级 M10",
        "Q235B 20×1000",
        '1/2"',
        "20H7",
    ]
)


@FUZZ
@given(SIZES, st.data())
def test_another_digit_is_another_thing(size: str, data: st.DataObject) -> None:
    """Change one digit, and no tier joins the two, wherever the size is written."""
    spots = [i for i, c in enumerate(size) if c in "0123456789"]
    at = data.draw(st.sampled_from(spots))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != size[at]]))
    other = size[:at] + digit + size[at + 1 :]
    name = data.draw(st.sampled_from(["六角螺栓", "球阀", "steel bolt"]))
    assert tier((name, size), (name, other)) == 0
    assert tier((name, size), (f"{other} {name}", "")) == 0


@FUZZ
@given(st.sampled_from(["mm", "cm", "m", "kg", "g", "L", "ml", "V", "kV", "A", "mA", "W", "kW", "Ω", "kΩ", "MΩ", "℃", "%", "MPa"]),
       st.sampled_from(["mm", "cm", "m", "kg", "g", "L", "ml", "V", "kV", "A", "mA", "W", "kW", "Ω", "kΩ", "MΩ", "℃", "%", "MPa"]),
       st.integers(2, 999))  # fmt: skip
def test_another_unit_is_another_thing(one: str, other: str, number: int) -> None:
    """Change the unit, and no tier joins the two."""
    if one != other:
        assert tier(("清洗剂", f"{number}{one}"), ("清洗剂", f"{number}{other}")) == 0


@FUZZ
@given(*[st.sampled_from(["304", "316", "316L", "201", "Q235B", "Q345B", "8.8级", "10.9级", "A2-70", "A4-80", "PVC", "PE",
                          "铜", "铁", "红色", "绿色", "左", "右", "P5", "P6"])] * 2)  # fmt: skip
def test_another_grade_is_another_thing(one: str, other: str) -> None:
    """Change the grade, material, colour or hand, and no tier joins the two."""
    if one != other:
        assert tier(("六角螺栓", f"M8×20 {one}"), ("六角螺栓", f"M8×20 {other}")) == 0


def test_every_link_is_explained() -> None:
    """What differs is shown as it is written."""
    assert differences("六角螺栓 M8*20", "六角螺栓 M8×20") == [("*", "×")]
    assert differences("abc", "abc") == []
    assert differences("洗衣粉 5Kg", "洗衣粉 5000g") == [("5Kg", "5000g")]  # a quantity as a whole
    assert differences("铝板 2㎜", "铝板 2mm") == [("㎜", "mm")]
    one, other = "一二三四五六七八九十", "一A三B五C七D九E"
    assert differences(one, other) == [(one, other)]


def test_characters() -> None:
    """What sounds alike, and what tells apart."""
    assert confusable("螺", "罗") and confusable("己", "已") and not confusable("栓", "母")
    assert telling("左") and telling("铜") and not telling("螺")


# ------------------------------------------------------------------------------------------------------ accuracy


def benchmark() -> ModuleType:
    """The generator of synthetic materials."""
    spec = importlib.util.spec_from_file_location("materials_benchmark", ROOT / "benchmarks" / "materials.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_accuracy_on_five_thousand_materials() -> None:
    """The bars that hold for 200,000, on a set small enough for every test run."""
    bench = benchmark()
    assert len(bench.KINDS) >= 13
    made = bench.generate(5_000, seed=20)
    true = made.pairs()
    groups = find_groups(made.names, made.specifications, None, made.brands)
    scores = {name: bench.score(found, true) for name, found in bench.ours(groups)}
    precision, recall = scores["tiers 1+2"]
    assert precision >= 0.99 and recall >= 0.94, scores
    precision, recall = scores["all tiers"]
    assert precision >= 0.95 and recall >= 0.96, scores


def test_order_of_materials_does_not_matter() -> None:
    """The same groups, however the rows come."""
    bench = benchmark()
    made = bench.generate(2_000, seed=3)
    found = {g.members for g in find_groups(made.names, made.specifications, None, made.brands)}
    order = list(range(len(made.names)))
    random.Random(5).shuffle(order)
    names, specifications, brands = ([c[i] for i in order] for c in (made.names, made.specifications, made.brands))
    again = find_groups(names, specifications, None, brands)
    assert {tuple(sorted(order[i] for i in g.members)) for g in again} == found


# ------------------------------------------------------------------------------------------- words, units, patterns

FOLDER = Folder()
words = st.lists(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), max_size=4).map(" ".join)


@FUZZ
@given(st.one_of(words, texts))
def test_folding_word_by_word_is_folding(text: str) -> None:
    """The quick way gives what the long way gives, for any text, whatever was folded before."""
    assert FOLDER.segments(text) == tuple(segments(fold(text)))


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("KG", "公斤", "same"),
        ("kg", "KGM", "same"),
        ("m²", "平方米", "same"),
        ("箱", "CTN", "same"),
        ("Unit(s)", "PCS", "possible"),
        ("个", "套", "possible"),
        ("个", "盒", "different"),
        ("kg", "g", "different"),
        ("m", "m2", "different"),
        ("双", "个", "different"),
    ],
)
def test_units_of_two_systems(one: str, other: str, answer: str) -> None:
    """One unit in two languages is one unit; a piece and a set may be."""
    assert same_unit(one, other) == same_unit(other, one) == answer


def test_patterns_of_codes() -> None:
    """Constant runs, a choice, a running number; what does not follow is named."""
    codes: list[tuple[str | None, str]] = [("c1", f"BT-{s}-{n:04}") for n, s in enumerate("ABAB" * 10)]
    codes += [("c1", "BT-A-12"), ("c1", "bt-a-0001"), ("c2", "X1"), (None, "12345")]
    (found,) = infer_patterns(codes)
    assert (found.category, found.regex, found.prefix) == ("c1", r"BT\-(?:A|B)\-[0-9]{4}", "BT-")
    assert (found.codes, found.support, found.outliers) == (42, 40, ("BT-A-12", "bt-a-0001"))
    assert infer_patterns([("c1", f"A{n}" if n % 2 else f"{n}-A") for n in range(50)]) == []  # nothing prevails


@FUZZ
@given(st.lists(st.text("AB-/0123. 码\\[(", min_size=1, max_size=12), min_size=2, max_size=60))
def test_a_pattern_matches_what_it_says(codes: list[str]) -> None:
    """Support and outliers are counted with the very expression that is shown."""
    for found in infer_patterns([(None, c) for c in codes], at_least=2, share=0.5):
        matching = [c for c in codes if re.fullmatch(found.regex, c)]
        assert len(matching) == found.support >= len(codes) * 0.5
        assert sorted([*matching, *found.outliers]) == sorted(codes)
        assert all(c.startswith(found.prefix) for c in matching)


def test_saved_patterns_are_rules_of_the_next_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Infer, save, scan: the code that does not follow is a finding, and nothing is overwritten."""
    facts, rules = tmp_path / "facts", tmp_path / "rules"
    facts.mkdir()
    rows = [f"{n},BR-{n:04},轴承 {n},c1,true,false" for n in range(30)] + ["99,BR99,轴承 99,c1,true,false"]
    heading = "material_id,code,name,category_id,active,deleted"
    (facts / "material.csv").write_text("\n".join([heading, *rows]), "utf-8")
    save = ["material", "patterns", str(facts), "--save", str(rules), "--format", "json"]
    assert run(save) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["pattern"], shown["support"], shown["outliers"]) == (r"BR\-[0-9]{4}", 30, ["BR99"])
    assert run(["scan", str(facts), str(rules), "--select", "material.code_off_rule", "--format", "json"]) in (0, 1)
    (outcome,) = json.loads(capsys.readouterr().out)["outcomes"]
    assert [f["evidence"]["code"] for f in outcome["findings"]] == ["BR99"]
    assert run(save) == 2 and run([*save[:4], str(tmp_path / "x.csv")]) == 2


# ------------------------------------------------------------------------------------------------------- sources


def test_sources_by_hand() -> None:
    """Mutual best only: a name that is nobody's best finds nothing."""
    a = ["深沟球轴承 6204 SKF", "西门子变频器 V20 1.5kW", "六角螺栓 M8*20"]
    b = ["SKF 6204 深沟球轴承 单列", "SIEMENS V20 变频器 1.5kW", "办公桌", "六角螺栓M8×20 镀锌"]
    assert [(m.a, m.b) for m in match_sources(a, b)] == [(0, 0), (1, 1), (2, 3)]
    assert match_sources([], b) == [] and match_sources(a, [None, ""]) == []


def test_sources_abt_buy() -> None:
    """A public product-matching set, with the threshold that everything else uses too."""
    if not ABT_BUY.is_dir():
        pytest.skip("../shared is absent: abt-buy was not matched")

    def read(name: str) -> list[dict[str, str]]:
        with (ABT_BUY / name).open(encoding="utf-8", errors="replace", newline="") as file:
            return list(csv.DictReader(file, delimiter="|"))

    abt, buy = read("abt.csv"), read("buy.csv")
    true = {(row["D1"], row["D2"]) for row in read("gt.csv")}
    found = {
        (abt[m.a]["id"], buy[m.b]["id"]) for m in match_sources((r["name"] for r in abt), (r["name"] for r in buy))
    }
    hit = len(found & true)
    assert 2 * hit / (len(found) + len(true)) >= 0.88


# -------------------------------------------------------------------------------------------------- the proposal


def test_merge_proposal_is_a_list_people_decide_on(tmp_path: Path) -> None:
    """The material used most stays, and no text of a user becomes a formula in a spreadsheet."""
    snapshot, output = tmp_path / "site.duckdb", tmp_path / "proposal.csv"
    system: dict[str, list[Fact]] = {
        "material": [
            Material(material_id="1", code="=A1", name="六角螺栓", specification="M8*20"),
            Material(material_id="2", code="A2", name="六角螺栓", specification="M8×20"),
            Material(material_id="3", code="A3", name="六角螺栓", specification="M8×25"),
        ],
        "bom_line": [BomLine(bom_line_id="l1", material_id="2")],
        "stock": [Stock(stock_id="s1", material_id="2", quantity=Decimal("12.50"))],
    }
    with Snapshot.create(snapshot) as made:
        for table, facts in system.items():
            part = Part(table, "test", "empty")
            made.append(part, [facts_batch(TABLES[table], facts)])
            made.record(part)
    assert run(["material", "merge-proposal", str(snapshot), "-o", str(output), "--lang", "en"]) == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["proposal"], r["code"], r["keep"], r["stock quantity"]) for r in rows] == [
        ("keep", "A2", "A2", "12.5"),
        ("merge into", "'=A1", "A2", "0"),
    ]
    assert rows[0]["BOM lines"] == "1" and rows[0]["suppliers"] == ""
    assert {r["difference"] for r in rows} == {"'*' → '×'", ""}
    assert run(["material", "merge-proposal", str(snapshot), "-o", str(tmp_path / "x.pdf")]) == 2
    book = tmp_path / "proposal.xlsx"
    assert run(["material", "merge-proposal", str(snapshot), "-o", str(book), "--lang", "zh"]) == 0
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    cells = list(sheet.iter_rows())
    headings = [cell.value for cell in cells[0]]
    assert [row[headings.index("编码")].value for row in cells[1:]] == ["A2", "'=A1"]
    assert not [cell.coordinate for row in cells for cell in row if cell.data_type == "f"]
    assert "合并" in sheet.data_validations.dataValidation[0].formula1  # decisions are chosen, not typed
