"""The customer edition: no personal value of the sample company leaves, in any format, and finding ids stay."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.edition import FalseNames, for_customer, personal_values, read_salt
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.history import open_history
from healthcheck.report import FORMATS
from healthcheck.store import Snapshot
from tests.cli import run_cli
from tests.sample import messy_snapshot
from tests.scans import make_finding, make_outcome, make_rule, make_scan

SALT = b"sixteen characters and more"


@pytest.fixture(scope="module")
def company() -> Iterator[tuple[Path, dict[str, str]]]:
    """The sample company and its people's values."""
    path = messy_snapshot()
    with Snapshot.open(path) as snapshot:
        yield path, personal_values(snapshot)


def test_people_are_marked_in_the_facts(company: tuple[Path, dict[str, str]]) -> None:
    """Names, sign-in names, staff numbers, mail, phone, network address; accounts that are nobody's are none of them."""
    marked = {f"{spec.name}.{c.name}" for spec in TABLES.values() for c in spec.columns.values() if c.personal}
    assert {
        "user_account.login",
        "user_account.name",
        "employee.name",
        "employee.phone",
        "login_event.address",
    } <= marked
    values = company[1]
    assert values["陈国栋"] == "name" and values["hd0001@hdjg.example"] == "mail" and len(values) > 200
    assert "系统" not in values and "if_mes" not in values


@pytest.fixture(scope="module")
def reports(company: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions of every format that there is from one scan, and another run in the other language."""
    folder = tmp_path_factory.mktemp("reports")
    salt = ("--salt-file", str(folder / "salt"), "--exit-zero")
    outputs = [part for spec in FORMATS.values() for part in ("-o", str(folder / f"zh{spec.endings[0]}"))]
    scan = ("scan", str(company[0]))
    code, _, err = run_cli(*scan, "--edition", "both", *salt, "--all", *outputs, lang="zh")
    assert code == 0, err
    some = ("--select", "access", "-o", str(folder / "en.json"), "-o", str(folder / "en.md"))
    code, out, err = run_cli(*scan, "--edition", "customer", *salt, "--all", *some, lang="en")
    assert code == 0, err
    (folder / "en.txt").write_text(out, "utf-8")
    return folder


def texts(path: Path) -> str:
    """Everything that can be read in a file, packed parts included."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    return path.read_text("utf-8")


def stands_in(value: str, text: str) -> bool:
    """Whether a value stands in a text as itself: not as a part of a longer word or number."""
    before, after = (
        (r"(?<![A-Za-z0-9])" if value[0].isascii() else ""),
        (r"(?![A-Za-z0-9])" if value[-1].isascii() else ""),
    )
    return re.search(f"{before}{re.escape(value)}{after}", text, re.IGNORECASE) is not None


def own_words(company: Path) -> str:
    """What the program says by itself: rules, headings, titles; no data of the company."""
    from healthcheck.rule import builtin_rules

    return "\n".join(p.read_text("utf-8") for p in builtin_rules().rglob("*.sql"))


def test_no_personal_value_leaves_in_any_format(company: tuple[Path, dict[str, str]], reports: Path) -> None:
    """Every value of every personal column is looked for in every file of the customer edition."""
    path, values = company
    words = own_words(path)
    wanted = [v for v in values if len(v) > 1 and not stands_in(v, words)]
    assert len(wanted) > 200
    files = sorted(p for p in reports.iterdir() if ".customer" in p.name or p.name.startswith("en"))
    assert len(files) == len(FORMATS) + 3
    for file in files:
        text = texts(file).casefold()
        leaked = [v for v in wanted if v.casefold() in text and stands_in(v, text)]
        assert leaked == [], (file.name, leaked[:10])


def test_those_who_answer_for_it_are_not_named_either(company: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Owners, approvers and those who checked are typed by people and stand in no fact; the customer sees false names."""
    (tmp_path / "w.toml").write_text(
        '[[waiver]]\nrule = "access.leaver_active"\nkind = "accepted-risk"\nreason = "small team"\nowner = "欧阳 明日"\n'
        'approver = "Zebedee Quux"\nuntil = 2099-12-31\n',
        "utf-8",
    )
    url = str(tmp_path / "history.db")
    kept = ("--history", url, "--system", "erp")
    people = ("欧阳 明日", "Zebedee Quux", "上官 测试")
    code, _, err = run_cli(
        "scan", str(company[0]), *kept, "--save", "--exit-zero", "--select", "access.leaver_active,migration"
    )
    assert code == 0, err
    outputs = [part for spec in FORMATS.values() for part in ("-o", str(tmp_path / f"r{spec.endings[0]}"))]
    with open_history(url) as history:
        mark = history.issues("erp")[0].fingerprint
        history.assign("erp", mark, owner=people[0], by=people[2])
        history.record_check("erp", "DM03", "pass", "seen", people[2])
    asked = ("--waivers", str(tmp_path / "w.toml"), "--edition", "both", "--exit-zero", "--all", "--industry", "trade")
    code, _, err = run_cli(
        "ready", str(company[0]), *kept, "--select", "access.leaver_active,migration", *asked, *outputs
    )
    assert code == 0, err
    for file in tmp_path.glob("r*"):
        named = [p for p in people if p in texts(file)]
        if ".customer" in file.name:
            assert named == [], file.name
        elif file.name in ("r.html", "r.xlsx", "r.json"):
            assert len(named) == 3, (file.name, named)


def test_a_team_and_a_server_are_nobody() -> None:
    """Departments, teams and roles answer under their own names; a database is not renamed after an account."""
    names = FalseNames({"demo": "login", "李部": "name", "王芳": "name"}, b"0123456789abcdef")
    kept = (
        "财务部",
        "信息中心",
        "实施一组",
        "IT",
        "Finance team",
        "IT Department",
        "DBA",
        "实施顾问",
        "Internal audit",
    )
    assert [names.person(team) for team in kept] == list(kept)
    for person in ("李部", "王芳", "Grit Meyer", "Dana Groups-Miller", "Steam Powers", "部长王"):
        assert names.person(person).startswith("N-"), person
    assert "王芳" not in names.person("王芳团队")  # a team that is called like a person

    rule = make_rule()
    targets = ["postgresql://db.example/odoo_demo", "erp=mysql://10.0.0.1/demo", "backup/demo.duckdb"]
    scan = make_scan(make_outcome(rule, make_finding(rule, "demo")), targets=targets)
    for_customer(scan, {"demo": "login"}, b"0123456789abcdef")
    assert scan.targets[:2] == targets[:2] and "demo" not in scan.targets[2]
    assert "demo" not in scan.findings[0].subject.name


def test_the_internal_edition_names_people(company: tuple[Path, dict[str, str]], reports: Path) -> None:
    """The search above would find them."""
    text = texts(reports / "zh.json")
    assert sum(v in text for v in company[1]) > 30


def test_both_editions_have_the_same_findings(reports: Path) -> None:
    """Ids, priorities and counts are the same; customer statements that would repair nothing are left out."""
    names = ("zh.json", "zh.customer.json", "en.json")
    trees = [json.loads((reports / name).read_text("utf-8")) for name in names]
    ids = [[(f["fingerprint"], f["priority"]) for o in tree["outcomes"] for f in o["findings"]] for tree in trees]
    assert ids[0] == ids[1] and len(ids[0]) > 200 and len(ids[2]) > 50 and set(ids[2]) <= set(ids[0])
    assert [tree["edition"] for tree in trees] == ["internal", "customer", "customer"]
    assert not any(f["statements"] for o in trees[1]["outcomes"] for f in o["findings"])


def test_names_are_stable_for_one_salt_and_strangers_to_another(reports: Path) -> None:
    """English and Chinese editions were made by two runs with one salt file; it is readable by its owner only."""
    mark = re.compile(r"\b[NLCMPAI]-[A-Z2-7]{8}\b")
    found = [set(mark.findall(texts(reports / name))) for name in ("en.json", "zh.customer.json")]
    assert found[0] <= found[1] and len(found[0]) > 10
    assert stat.S_IMODE((reports / "salt").stat().st_mode) == 0o600
    assert FalseNames({"Li": "name"}, SALT).text("Li") != FalseNames({"Li": "name"}, SALT + b"!").text("Li")


TEXTS = {
    "王伟的角色": "{王伟}的角色",
    "由 wang.wei 审批, 抄送 li": "由 {wang.wei} 审批, 抄送 li",
    "WANG.WEI": "{wang.wei}",
    "wang.weiser and xwang.wei": "wang.weiser and xwang.wei",
    "li": "{li}",
    "list of liars": "list of liars",
    "10.0.0.1 and 10.0.0.11": "{10.0.0.1} and 10.0.0.11",
    "写信到 someone@else.example 或拨 13912345678": None,
    "13912345678": "13912345678",
    "material 69012345678901 lot 20261122": "material 69012345678901 lot 20261122",
}


@pytest.mark.parametrize("text", TEXTS)
def test_values_inside_longer_texts(text: str) -> None:
    """Chinese names need no gap, Latin words and numbers do; mail addresses and phone numbers go wherever they are from."""
    values = {"王伟": "name", "wang.wei": "login", "li": "login", "10.0.0.1": "address"}
    names = FalseNames(values, SALT)
    told = names.text(text)
    expected = TEXTS[text]
    if expected is None:
        assert "someone" not in told and "139" not in told and told.startswith("写信到 M-")
        return
    for value, kind in values.items():
        expected = expected.replace("{" + value + "}", names.name(value, kind))
    assert told == expected


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(str.strip), st.sampled_from(["name", "login", "mail"]), max_size=8
    ),
    st.text(max_size=40),
)
@settings(max_examples=300, deadline=None)
def test_a_value_that_stands_alone_never_stays(values: dict[str, str], rest: str) -> None:
    """Whatever people are called: alone, in a list, with blanks around."""
    names = FalseNames({v.strip(): k for v, k in values.items()}, SALT)
    for value in values:
        assert names.text(value).strip() == names.name(value.strip(), names.values[value.strip().casefold()])
        assert names.anything([value, {"a": value}]) == [names.text(value), {"a": names.text(value)}]
    names.text(rest)


def test_only_texts_are_touched() -> None:
    """Numbers, days and nothing stay what they are; a number that is a phone number does not."""
    names = FalseNames({"13800000001": "phone"}, SALT)
    for value in (1, 2.5, None, True, date(2026, 1, 1), datetime(2026, 1, 1)):
        assert names.anything(value) is value
    assert str(names.anything(13800000001)).startswith("P-")


def test_a_salt_that_is_too_short_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the file and from the environment; without one the names hold for one report, and that is said."""
    path = tmp_path / "salt"
    path.write_text("short")
    with pytest.raises(UsageError, match="at least 16"):
        read_salt(path)
    monkeypatch.setenv("HEALTHCHECK_SALT", "short")
    with pytest.raises(UsageError, match="HEALTHCHECK_SALT"):
        read_salt(None)
    monkeypatch.delenv("HEALTHCHECK_SALT")
    assert read_salt(None) is None


def test_who_is_gone_is_not_named_by_what_still_points_at_them(tmp_path: Path) -> None:
    """Products that point by sign-in name keep the name of a deleted account: no table of persons holds it any more."""
    (tmp_path / "user_account.csv").write_text(
        "user_id,login,name,active\nadmin,admin,管理员,true\nli.na,li.na,李娜,true\n", "utf-8"
    )
    (tmp_path / "delegation.csv").write_text(
        "delegation_id,from_user_id,to_user_id,active\n"
        "1,zhangxiao,li.na,true\n2,18611566565,admin,true\n3,4711,1632029640019922945,true\n",
        "utf-8",
    )
    said = {}
    for edition in ("internal", "customer"):
        path = tmp_path / f"{edition}.xlsx"
        code, _, err = run_cli("scan", str(tmp_path), "--edition", edition, "--exit-zero", "-o", str(path))
        assert code == 0, err
        written = next(tmp_path.glob(f"{edition}*.xlsx"))
        said[edition] = "".join(read_xlsx(written))
    for name in ("zhangxiao", "18611566565", "李娜", "li.na"):
        assert name in said["internal"] and name not in said["customer"]
    assert "4711" in said["customer"] and "1632029640019922945" in said["customer"]  # numbers of rows tell nobody


def read_xlsx(path: Path) -> Iterator[str]:
    """Every text of a workbook."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            yield parts.read(name).decode("utf-8", "replace")
