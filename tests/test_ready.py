"""May it go live: profiles, gates, the checklist, and the commands around them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from healthcheck import checklist, profile
from healthcheck.adapters import Adapters
from healthcheck.checklist import Record
from healthcheck.cli import run
from healthcheck.coverage import coverage_of
from healthcheck.difference import Side, compare
from healthcheck.errors import FAILED, INCOMPLETE, PASSED, USAGE, UsageError
from healthcheck.history import open_history
from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Outcome, Waiver, accept
from healthcheck.plan import Options
from healthcheck.profile import INDUSTRIES, load
from healthcheck.readiness import Readiness, assess, document
from healthcheck.report import schema
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.sample import MAPPING, build
from healthcheck.scan import Scan, write_snapshot
from healthcheck.states import Look
from healthcheck.store import Part
from healthcheck.target import Target
from tests.access_oracle import row, save
from tests.simulation import START, finding_of, rule_of, scan_of

NOW = START + timedelta(hours=1)


def outcome(rule_id: str, severity: Any, names: list[str], **more: Any) -> Outcome:
    """A rule that was judged."""
    rule = rule_of(rule_id, severity, "user_account")
    found = [finding_of(rule, name) for name in names]
    return Outcome(rule, "failed" if found else "passed", findings=found, count=len(found), **more)


def clean(*more: Outcome) -> Scan:
    """A scan in which every family was seen, with some more outcomes."""
    families = ("access", "flow", "material", "org")
    return scan_of([*(outcome(f"{f}.quiet", "low", []) for f in families), *more], START)


def done(result: Any = "pass", on: date | None = None) -> dict[str, Record]:
    """Every manual check with a result."""
    day = on or START.date()
    return {c.id: Record(c.id, result, "seen", "王芳", day, START) for c in checklist.load_all()}


def judged(scan: Scan, records: dict[str, Record] | None = None, **more: Any) -> Readiness:
    """The verdict of the go-live profile for a manufacturer."""
    chosen = load("go-live", "manufacturing")
    return assess(scan, chosen, checklist.checks_for("manufacturing"), records or {}, NOW, **more)


def deciding(readiness: Readiness) -> set[str]:
    """Names of the gates that made the verdict."""
    return {g.name for g in readiness.decided}


# -- verdicts --------------------------------------------------------------------------------------------------------


def test_go() -> None:
    """Nothing found, everything seen, every check done."""
    found = judged(clean(), done())
    assert found.verdict == "go" and not found.decided and found.exit_code == PASSED


def test_no_go() -> None:
    """One blocking finding is enough, whatever else was not seen; so is a failed blocking check."""
    found = judged(clean(outcome("access.leaver_active", "critical", ["li"])))
    assert found.verdict == "no-go" and deciding(found) == {"no-blocking-finding"} and found.exit_code == FAILED
    records = done() | {"GL03": Record("GL03", "fail", "3 元差额", "王芳", START.date(), START)}
    found = judged(clean(), records)
    assert found.verdict == "no-go" and deciding(found) == {"no-failed-blocking-check"}


def test_possible_findings_decide_nothing() -> None:
    """What is only possible does not stop a go-live by itself."""
    scan = clean(outcome("access.leaver_active", "critical", ["li"]))
    for finding in scan.findings:
        finding.confidence = "possible"
    assert judged(scan, done()).verdict == "go"


def test_conditions() -> None:
    """A serious finding, an accepted one, a table that was cut, old facts: go, with conditions."""
    serious = outcome("access.no_role", "high", ["li"])
    (few,) = judged(clean(serious), done()).decided
    title = serious.rule.text["zh"].title
    assert (few.name, few.detail.zh) == ("few-serious-findings", f"1 个：{title}"), "people read titles, not ids"
    waived = outcome("access.leaver_active", "critical", ["li"])
    accept(waived, {waived.findings[0].fingerprint: Waiver("waiver")})
    found = judged(clean(waived), done())
    assert found.verdict == "conditions" and deciding(found) == {"accepted-risks"} and found.exit_code == PASSED
    scan = scan_of([outcome(f"{f}.quiet", "low", []) for f in ("access", "flow", "material")], START, cut=["flow"])
    assert deciding(judged(scan, done())) == {"read-whole"}
    old = scan_of(clean().outcomes, START - timedelta(days=4))
    assert deciding(judged(old, done())) == {"fresh"}


def test_what_a_product_does_not_have_was_not_cut() -> None:
    """A table that is not there is told by the rules that gave no verdict; one that was refused or cut is a condition."""
    scan = clean()
    for part, gate in (
        (
            Part("delegation", "x/delegation.sql", "absent", unknown={"delegation_id": Text("no table", "无此表")}),
            set(),
        ),
        (Part("delegation", "x/delegation.sql", "absent", Text("denied", "无权限"), failed=True), {"read-whole"}),
        (Part("delegation", "x/delegation.sql", "partial", Text("cut", "不完整"), failed=True), {"read-whole"}),
    ):
        scan.coverage["delegation"] = coverage_of("delegation", [part])
        found = judged(scan, done())
        assert {g.name for g in found.gates if not g.passed} == gate
    (failed,) = (g for g in found.gates if not g.passed)
    assert failed.detail.zh == "1 项：审批代理（delegation）"


def test_undetermined() -> None:
    """Too little seen, a rule that broke, blocking checks that nobody did: nobody can tell."""
    skipped = Outcome(rule_of("material.no_unit", "high"), "skipped", Text("material was not collected", "未采集物料"))
    scan = scan_of([*(outcome(f"{f}.quiet", "low", []) for f in ("access", "flow")), skipped], START)
    found = judged(scan, done())
    assert found.verdict == "undetermined" and deciding(found) == {"material-seen"} and found.exit_code == INCOMPLETE
    assert found.unseen[0].why.en == "material was not collected" and found.unseen[0].rules == ("material.no_unit",)
    broken = Outcome(rule_of("access.no_role", "high"), "timeout", Text("stopped", "超时"))
    assert deciding(judged(clean(broken), done())) == {"nothing-stopped"}
    assert "blocking-checks-done" in deciding(judged(clean()))
    stale = done(on=START.date() - timedelta(days=60))
    assert "blocking-checks-done" in deciding(judged(clean(), stale))


def test_nothing_judged_is_never_go(tmp_path: Path) -> None:
    """Not even with a profile without gates."""
    path = tmp_path / "easy.toml"
    path.write_text('title = { en = "Easy", zh = "随意" }\n', "utf-8")
    skipped = Outcome(rule_of("material.no_unit", "high"), "skipped", Text("no", "无"))
    found = assess(scan_of([skipped], START), load(str(path)), now=NOW)
    assert found.verdict == "undetermined" and found.score is None


def test_one_list() -> None:
    """Automatic and manual checks stand in one list; a manual one goes where rules answered it."""
    scan = clean(outcome("access.password_shared", "high", []), outcome("access.no_role", "high", ["li"]))
    found = judged(scan, {"GL03": Record("GL03", "pass", "对账表", "王芳", START.date(), START)})
    items = {i.id: i for i in found.items}
    assert items["access.no_role"].state == "failed" and items["access.no_role"].count == 1
    assert items["access.quiet"].state == "passed" and not items["access.quiet"].manual
    assert items["GL03"].state == "passed" and items["GL03"].record is not None
    assert items["BK07"].state == "open"
    assert "AS02" not in items  # access.password_shared answers it
    assert found.items[0].state == "failed"


def test_overdue_and_regressed_gates() -> None:
    """The periodic profile looks at what got worse and what is left lying."""
    chosen = load("periodic")
    found = assess(clean(), chosen, now=NOW, overdue={"P0": 0, "P1": 2, "P2": 9, "P3": 0})
    assert found.verdict == "conditions" and deciding(found) == {"nothing-overdue"}
    assert found.name.en == "PASSED WITH CONDITIONS"


@pytest.mark.parametrize("lang", LANGS)
def test_document_fits_its_schema(lang: Any) -> None:
    """What programs read of a verdict."""
    found = document(judged(clean(outcome("access.no_role", "high", ["li"]))), lang)
    wanted = schema.report()["properties"]["readiness"]
    assert not list(Draft202012Validator(wanted).iter_errors(json.loads(json.dumps(found))))


# -- profiles and checklists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", profile.builtin())
@pytest.mark.parametrize("industry", [None, *INDUSTRIES])
def test_shipped_profiles(name: str, industry: str | None) -> None:
    """Each is usable with each industry, names real rules, and has a time for every priority."""
    chosen = load(name, industry)
    rules = load_pack(builtin_rules()).rules
    found = chosen.choose(rules)
    assert len(found) > 100 and set(chosen.profile.respond_times) == {"P0", "P1", "P2", "P3"}
    assert chosen.profile.respond_times["P0"] == timedelta(hours=1)
    families = {r.family for r in rules.values()}
    for selector in (*chosen.profile.weights, *chosen.profile.severity):
        assert selector in rules or selector in families
    assert any(g.otherwise == "no-go" for g in chosen.profile.gates)


def test_industry_raises_what_matters_there() -> None:
    """For medical devices, duties kept in one hand weigh one step more; rules of other industries do not run."""
    rules = load_pack(builtin_rules()).rules
    medical = load("go-live", "medical").choose(rules)
    raised = next(r for r in rules.values() if "PE12" in r.checks and r.severity == "high")
    assert medical[raised.id].severity == "critical"
    finance = load("go-live", "finance").choose(rules)
    assert "material.bom_cycle" in medical and "material.bom_cycle" not in finance


def test_own_profile(tmp_path: Path) -> None:
    """A file of one's own refines a built-in one: gates by name, weights multiplied, severities set."""
    path = tmp_path / "ours.toml"
    path.write_text(
        'extends = "go-live"\ntitle = { en = "Ours", zh = "我们的" }\n'
        '[weights]\nmigration = 2\n[severity]\n"access.leaver_active" = "low"\n[respond]\nP0 = "30m"\n'
        '[[gates]]\nname = "fresh"\nmeasure = "age-hours"\nmost = 1\notherwise = "no-go"\nen = "Fresh"\nzh = "新"\n'
        '[[gates]]\nname = "read-whole"\nmeasure = "cut"\nmost = 9\noff = true\notherwise = "no-go"\nen = "x"\nzh = "x"\n',
        "utf-8",
    )
    chosen = load(str(path)).profile
    gates = {g.name: g for g in chosen.gates}
    assert gates["fresh"].otherwise == "no-go" and "read-whole" not in gates and "no-blocking-finding" in gates
    assert chosen.weights["migration"] == pytest.approx(2.4)
    assert chosen.respond_times["P0"] == timedelta(minutes=30) and chosen.respond_times["P3"] == timedelta(days=90)
    rules = load(str(path)).choose(load_pack(builtin_rules()).rules)
    assert rules["access.leaver_active"].severity == "low"
    import tomllib

    validator = Draft202012Validator(json.loads(json.dumps(profile.schema())))
    assert not list(validator.iter_errors(tomllib.loads(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 3", "title"),
        ('title = { en = "a", zh = "b" }\ngate = []', "gates"),
        ('title = { en = "a", zh = "b" }\n[respond]\nP0 = "soon"', "P0"),
        ('title = { en = "a", zh = "b" }\n[weights]\naccess = -1', "weights.access"),
        ('title = { en = "a", zh = "b" }\n[[gates]]\nname = "x"\nmeasure = "cut"\notherwise = "no-go"\nen = "e"\nzh = "z"',
         "most or least"),
        ("title = [", "TOML"),
        ('extends = "self.toml"\ntitle = { en = "a", zh = "b" }', "itself"),
        ('extends = "nowhere"\ntitle = { en = "a", zh = "b" }', "nowhere"),
    ],
)  # fmt: skip
def test_profile_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    """One message that names file and key."""
    path = tmp_path / "self.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said):
        load(str(path))
    with pytest.raises(UsageError, match="periodic"):
        load("no-such-profile")


def test_parameters_of_rules(cli: Command, tmp_path: Path) -> None:
    """A site sets a threshold of one rule, or what a whole family goes by: here how inclusive joins wait."""
    kinds = {
        "s": "start_event", "e": "end_event", "a": "user_task", "b": "user_task",
        **dict.fromkeys("fpq", "inclusive_gateway"), **dict.fromkeys("mnxy", "exclusive_gateway"),
    }  # fmt: skip
    lines = "sf fm fn fp fq mp nq pa qb ax by xn xe ym ye".split()
    facts = tmp_path / "facts.duckdb"
    save(
        {
            "flow": [row("flow", flow_id="f1", code="leave", notation="bpmn")],
            "flow_node": [row("flow_node", flow_id="f1", node_id=n, kind=kind) for n, kind in kinds.items()],
            "flow_edge": [
                row(
                    "flow_edge", flow_id="f1", edge_id=line, source_id=line[0], target_id=line[1],
                    condition="c" if line in ("fp", "fq") else None,
                )
                for line in lines
            ],
        },
        facts,
    )  # fmt: skip
    title = 'title = { en = "Ours", zh = "我们的" }\n'
    found = {}
    for semantics in ("engine", "spec"):
        path = tmp_path / f"{semantics}.toml"
        path.write_text(f'{title}[params]\nflow = {{ semantics = "{semantics}" }}\n', "utf-8")
        asked = ("--profile", str(path), "--system", "shop", "--select", "flow.mutual_inclusive_joins")
        code, out, err = cli("scan", str(facts), *asked, "--format", "json")
        assert code in (PASSED, FAILED), err
        [outcome] = json.loads(out)["outcomes"]
        assert outcome["status"] in ("passed", "failed"), out
        found[semantics] = [f["subject"]["key"] for f in outcome["findings"]]
    assert found["engine"] == ["f1,p"] and "f1,p" not in found["spec"]
    rules = load_pack(builtin_rules()).rules
    path.write_text(title + '[params."access.dormant_account"]\nidle_days = 90\n', "utf-8")
    assert load(str(path)).choose(rules)["access.dormant_account"].params == {"idle_days": 90}
    for text, said in (
        ('"access.dormant_acount" = { idle_days = 90 }', "Did you mean access.dormant_account"),
        ('"access.dormant_account" = { days = 90 }', "there are idle_days"),
        ('"access.dormant_account" = { idle_days = "90" }', "expected a value like 180"),
        ('"access.dormant_account" = { idle_days = true }', "expected a value like 180"),
    ):
        path.write_text(f"{title}[params]\n{text}\n", "utf-8")
        with pytest.raises(UsageError, match=said):
            load(str(path)).choose({"access.dormant_account": rules["access.dormant_account"]}, rules)


def test_checklists() -> None:
    """Ids are unique, roles and industries known, rules real, both languages full, and every industry has its own."""
    rules = load_pack(builtin_rules()).rules
    checks = checklist.load_all()
    assert len({c.id for c in checks}) == len(checks) >= 60
    for check in checks:
        assert check.role in checklist.ROLES and check.priority in profile.PRIORITIES and set(check.rules) <= set(rules)
        assert set(check.industries) <= set(INDUSTRIES)
        for text in (check.title, check.how):
            assert text.en and any("\u4e00" <= c <= "\u9fff" for c in text.zh), check.id
    ids = {i: {c.id for c in checklist.checks_for(i)} for i in INDUSTRIES}
    assert "OM07" in ids["medical"] and "OM07" not in ids["retail"] and "GL10" in ids["manufacturing"]
    assert checklist.find_check("gl03").due(date(2026, 12, 31)) == date(2026, 12, 24)
    with pytest.raises(UsageError, match="GL0"):
        checklist.find_check("GL99")


# -- the commands ----------------------------------------------------------------------------------------------------


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line within this process, which takes a tenth of the time of a new one."""
    monkeypatch.setenv("HEALTHCHECK_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample company, messy and tidy."""
    folder = tmp_path_factory.mktemp("ready")
    found = {}
    for name in ("messy", "tidy"):
        database = build(name, folder / f"{name}.db")
        found[name] = folder / f"{name}.duckdb"
        write_snapshot(
            [Target("database", f"sqlite:///{database}")],
            found[name],
            Adapters(),
            Options(mapping=MAPPING),
            lambda what: None,
        )
    return found


def test_from_rehearsal_to_closure(cli: Command, snapshots: dict[str, Path], tmp_path: Path) -> None:
    """A rehearsal is saved, checks are recorded, the company cleans up, the next rehearsal shows it, figures follow."""
    place = ("--history", str(tmp_path / "history.db"), "--system", "shop")
    few = ("--select", "org", "--select", "flow.task_assignee_gone")
    code, out, err = cli("ready", str(snapshots["messy"]), "--industry", "medical", "--save", *few, *place)
    assert code == FAILED and "NO-GO" in out and "Not so: No finding of priority P0 stands" in out, err
    assert "Checks for people" in out and "First saved scan" in out
    code, out, _ = cli(
        "checklist", "record", "gl03", "--result", "fail", "--by", "王芳", "--evidence", "差 3 元", *place
    )
    assert code == PASSED and "GL03" in out
    report = tmp_path / "second.json"
    arguments = ("ready", str(snapshots["tidy"]), "--industry", "medical", "--save", *few, *place, "-o", str(report))
    code, out, err = cli(*arguments, "--lang", "zh")
    assert code == FAILED and "不能上线" in out and "历次演练" in out and "已修复" in out and "差 3 元" in out, err
    second = json.loads(report.read_text("utf-8"))
    assert not list(Draft202012Validator(schema.report()).iter_errors(second))
    parts = second["since"]["score"]["parts"]
    assert round(sum(parts.values()), 1) == round(second["since"]["score"]["change"], 1) > 0
    assert second["since"]["states"]["fixed"] == len(second["since"]["gone"]) > 0

    code, out, _ = cli("trend", *place)
    assert code == PASSED and "NO-GO" in out and "fixed +" in out
    points = json.loads(cli("trend", *place, "--format", "json")[1])
    assert [p["priorities"]["P0"] > 0 for p in points] == [True, False]
    code, out, _ = cli("diff", "previous", "latest", *place)
    assert code == PASSED and "fixed" in out
    assert cli("diff", "latest", "previous", *place, "--exit-code")[0] == FAILED
    found = json.loads(cli("closure", "figures", *place, "--format", "json")[1])
    assert found["total"]["closure_rate"] == 1.0 and found["total"]["verified"] == second["since"]["states"]["fixed"]
    code, out, _ = cli("checklist", "list", "--industry", "medical", *place, "--open")
    assert code == PASSED and "OM07" in out and "GL03" in out
    sheet = tmp_path / "checks.csv"
    assert cli("checklist", "export", "-o", str(sheet), "--industry", "medical", *place, "--lang", "zh")[0] == PASSED
    assert "不通过" in sheet.read_text("utf-8-sig")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_of_checks_goes_out_and_comes_back(cli: Command, tmp_path: Path, lang: str, ending: str) -> None:
    """Filled in by hand, columns moved: each line is recorded once, and what cannot be used is told with its line."""
    place = ("--history", str(tmp_path / "history.db"), "--system", "shop", "--lang", lang)
    sheet = tmp_path / f"checks.{ending}"
    assert cli("checklist", "export", "-o", str(sheet), "--industry", "trade", *place[4:])[0] == PASSED
    words = {"en": ["pass", "fail", "does not apply"], "zh": ["通过", "不通过", "不适用"]}[lang]
    lines = {
        "GL03": (words[0], "对账表.pdf", "王芳", "2026/11/20"),
        "GL01": (words[1], "销售部未签", "", "2026年11月21日"),
        "GL02": (words[2], "", "王芳", ""),  # no reason
        "GL07": ("maybe", "x", "王芳", ""),
        "GL05": (words[0], "=1+1", "王芳", "yesterday"),
    }
    fill_checks(sheet, lines)
    code, out, err = cli("checklist", "import", str(sheet), *place)
    assert code == FAILED and out.count("\n") == 2 and err.count("checks.") == 4, (out, err)
    assert all(id in err for id in ("GL01", "GL02", "'maybe'", "'yesterday'"))  # GL01: nobody is named
    code, out, err = cli("checklist", "import", str(sheet), "--by", "李四", "--yes", *place)
    assert code == FAILED and "GL01" in out and "GL03" in out and err.count("checks.") == 3
    found = {c["id"]: c["record"] for c in json.loads(cli("checklist", "list", "--format", "json", *place)[1])}
    assert found["GL03"] == {"result": "pass", "evidence": "对账表.pdf", "by": "王芳", "on": "2026-11-20"}
    assert found["GL01"] == {"result": "fail", "evidence": "销售部未签", "by": "李四", "on": "2026-11-21"}
    assert found["GL02"] is None and found["GL05"] is None
    again = cli("checklist", "import", str(sheet), "--by", "李四", "--yes", *place)[1]
    assert "GL0" not in again  # what is on record is not recorded again


def fill_checks(sheet: Path, lines: dict[str, tuple[str, str, str, str]]) -> None:
    """Fill in the last four columns as a person does, who also puts a column of their own first."""
    if sheet.suffix == ".csv":
        rows = list(csv.reader(sheet.read_text("utf-8-sig").splitlines()))
        rows = [["mine", *row[:-4], *lines.get(row[0], row[-4:])] for row in rows]
        with sheet.open("w", encoding="gb18030", newline="") as file:  # as Excel saves it in China
            csv.writer(file).writerows(rows)
        return
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    for line in page.iter_rows(min_row=2):
        for cell, value in zip(line[-4:], lines.get(str(line[0].value), ()), strict=False):
            cell.value = value
            cell.data_type = "s"
    page.insert_cols(1)
    book.save(sheet)


def test_a_system_nobody_knew_is_pointed_out(cli: Command, tmp_path: Path) -> None:
    """A misspelt name would keep a result away from its system."""
    place = ("--history", str(tmp_path / "history.db"), "--result", "pass", "--by", "王芳")
    assert "is the name right" in cli("checklist", "record", "GL03", "--system", "shop", *place)[2]
    assert cli("checklist", "record", "GL05", "--system", "shop", *place)[2] == ""


def test_differences_without_a_history(cli: Command, snapshots: dict[str, Path], tmp_path: Path) -> None:
    """Two snapshots, and a snapshot against a JSON report, say the same."""
    few = ("--select", "org")
    report = tmp_path / "tidy.json"
    cli("scan", str(snapshots["tidy"]), *few, "-o", str(report))
    messy, tidy = str(snapshots["messy"]), str(snapshots["tidy"])
    live = json.loads(cli("diff", messy, tidy, *few, "--format", "json")[1])
    kept = json.loads(cli("diff", messy, str(report), *few, "--format", "json")[1])
    assert live["states"] == kept["states"] and live["score"] == kept["score"]
    assert live["states"]["fixed"] == len(live["findings"]) > 5
    code, out, _ = cli("diff", messy, tidy, *few, "--format", "markdown", "--lang", "zh")
    assert code == PASSED and "## 已修复" in out


def test_what_compares_two_systems_says_so_first(cli: Command, snapshots: dict[str, Path], tmp_path: Path) -> None:
    """Numbers of what is new and fixed mean nothing between two products; every format says it."""
    mine, theirs = tmp_path / "mine.json", tmp_path / "theirs.json"
    cli("scan", str(snapshots["tidy"]), "--select", "org", "-o", str(mine))
    report = json.loads(mine.read_text("utf-8"))
    for path, product in ((mine, "ERP"), (theirs, "MES")):
        report["target"]["products"] = [product]
        path.write_text(json.dumps(report), "utf-8")
    assert cli("diff", str(mine), str(theirs))[1].startswith("Attention: ")
    assert "**Attention: " in cli("diff", str(mine), str(theirs), "--format", "markdown")[1]
    assert json.loads(cli("diff", str(mine), str(theirs), "--format", "json")[1])["warning"].startswith("Attention: ")
    assert json.loads(cli("diff", str(mine), str(mine), "--format", "json")[1])["warning"] is None


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ({"zh": "芋道", "en": "Yudao"}, {"zh": "华夏"}, True),
        ({"zh": "芋道", "en": "Yudao"}, {"en": "Yudao"}, False),
        ({"zh": "芋道"}, {"en": "Yudao"}, False),  # two reports in two languages say nothing of each other
        ({"zh": "芋道"}, {}, False),
    ],
)
def test_scans_of_two_systems_are_not_compared_in_silence(
    one: dict[Lang, str], other: dict[Lang, str], differ: bool
) -> None:
    """Two products are two systems, and so are two names in the history; an address proves nothing."""

    def side(products: dict[Lang, str], system: str = "") -> Side:
        return Side("a", None, Look(), dict, {lang: frozenset([name]) for lang, name in products.items()}, system)

    assert compare(side(one), side(other)).other_system == differ
    assert (compare(side(one), side(other)).warning is not None) == differ
    assert compare(side(one, "erp"), side(other, "mes")).other_system
    assert not compare(side(one, "erp"), side(other, "erp")).other_system


def test_work_on_a_finding(cli: Command, snapshots: dict[str, Path], tmp_path: Path) -> None:
    """Assign, acknowledge, say it is repaired; a wrong word about it is one clear message."""
    place = ("--history", str(tmp_path / "history.db"), "--system", "shop")
    cli("scan", str(snapshots["messy"]), "--select", "org", "--save", *place)
    with open_history(str(tmp_path / "history.db")) as history:
        mark = history.issues("shop")[0].fingerprint
    assert cli("closure", "golive", "2026-12-01", *place)[0] == PASSED
    code, out, err = cli("closure", "assign", mark[:10], "--owner", "王芳", "--due", "2026-12-31", *place)
    assert code == PASSED and "王芳" in out and "2026-12-31" in out, err
    assert cli("closure", "ack", mark, "--by", "王芳", *place)[0] == PASSED
    code, out, _ = cli("closure", "fixed", mark, "--by", "王芳", "--note", "done", *place)
    assert code == PASSED and "to be verified" in out
    code, out, _ = cli("closure", "show", mark, *place, "--lang", "zh")
    assert code == PASSED and "登记修复" in out and "首次发现" in out and "指派 · 责任人 王芳 · 期限 2026-12-31" in out
    code, out, _ = cli("closure", "list", "--owner", "王芳", *place, "--format", "json")
    assert [i["fingerprint"] for i in json.loads(out)] == [mark]
    for wrong in (
        ("closure", "ack", "zz", "--by", "li", *place),
        ("closure", "assign", mark, *place),
        ("closure", "golive", "tomorrow", *place),
        ("diff", "nothing.duckdb", "latest", *place),
        ("trend", "--history", str(tmp_path / "history.db"), "--system", "shpo"),
        ("checklist", "record", "GL03", "--result", "fail", "--by", "li", *place),
        ("scan", str(snapshots["messy"]), "--profile", "none", *place),
        ("scan", str(snapshots["messy"]), "--save", "--history", "nonsense://"),
    ):
        code, out, err = cli(*wrong)
        assert code == USAGE and err.startswith("healthcheck:") and "Traceback" not in err, (wrong, err)
