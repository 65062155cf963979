"""The list of findings goes out as a workbook, people work in it with another program, and it comes back."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from healthcheck.cells import unguarded
from healthcheck.errors import UsageError
from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Finding, Outcome, Thing, Waiver
from healthcheck.report import xlsx
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scan import Guide, Scan
from healthcheck.takein import carry_out, plan
from healthcheck.waive import read_waivers
from healthcheck.workbook import (
    CHECKING,
    EDITABLE,
    FINGERPRINT,
    META_SHEET,
    SHEETS,
    Assignment,
    Desk,
    ManualCheck,
    read_workbook,
    settle,
)
from tests.cli import run_cli
from tests.sample import messy_snapshot

PACK = load_pack(builtin_rules())
RULE = PACK.rules["access.dormant_admin"]
OTHER = PACK.rules["access.leaver_active"]

#: Names as strangers choose them.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1+1",
    "<script>alert(1)</script>",
    "a\u202eb",
    "nul\x00l",
    "_x0041_",
    "锟斤拷烫烫烫",
    "😀" * 50,
    "长" * 40_000,
    "http://example.com/",
    "{=1+1}",
    "\ud800",
    "1.5",
    "",
)


def finding(number: int, name: str, rule: str = RULE.id) -> Finding:
    """A finding about an account of this name."""
    thing = Thing("user_account", str(number), name, f"sys_user#{number}", name)
    evidence = {"name": name, "roles": name, "last_seen": "2026-01-01", "login": name}
    return Finding(rule, "high", "certain", thing, thing, evidence, [thing.origin], f"{number:024x}")


def scan_of(findings: list[Finding], waived: list[Finding] | None = None) -> Scan:
    """A scan in which one rule found these."""
    from healthcheck.rank import causes_of, work_list

    outcome = Outcome(RULE, "failed", findings=findings, count=len(findings), waived=waived or [])
    outcomes = [outcome, Outcome(OTHER, "skipped", Text("no facts", "无数据"))]
    causes = causes_of(outcomes)
    return Scan(
        targets=["erp"],
        products=[],
        versions={},
        collected_at=datetime(2026, 11, 22, 8),
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage={},
        parts=[],
        notes=[],
        limits=[],
        guide=Guide(),
    )


def saved(scan: Scan, path: Path, lang: Lang = "en") -> Path:
    """The scan's workbook as a file."""
    path.write_bytes(xlsx.write(scan, lang))
    return path


def column(sheet: Worksheet, heading: str) -> int:
    """Number of a column, 1 for the first."""
    return next(c.column for c in sheet[1] if c.value == heading)


def row(sheet: Worksheet, fingerprint: str, heading: str) -> int:
    """Number of a finding's row."""
    where = column(sheet, heading)
    return next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, where).value == fingerprint)


def fill(path: Path, lang: Lang, sheet: str, key: Text, number: str, **values: Any) -> None:
    """Type values into one row, as a person would, with a program that is not ours."""
    headings = {**EDITABLE, **CHECKING}
    book = openpyxl.load_workbook(path)
    page = book[SHEETS[sheet].in_(lang)]
    line = row(page, number, key.in_(lang))
    for name, value in values.items():
        page.cell(line, column(page, headings[name].in_(lang))).value = value
    book.save(path)


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_person_fills_in_comes_back(tmp_path: Path, lang: Lang) -> None:
    """Owner, deadline, status in the language's own words, waiver, manual result: each arrives, and nothing else does."""
    scan = scan_of([finding(n, f"user {n}") for n in range(1, 31)])
    scan.desk = Desk(
        checks=[ManualCheck("BK07", Text("Rollback plan", "回退方案"), Text("Read it", "查看文件"), priority="P0")]
    )
    path = saved(scan, tmp_path / "list.xlsx", lang)
    assert read_workbook(path).changes == []
    status = "处理中" if lang == "zh" else "in progress"
    kind = "延后处理" if lang == "zh" else "deferred"
    fill(
        path,
        lang,
        "findings",
        FINGERPRINT,
        f"{7:024x}",
        owner="张工",
        due=date(2026, 12, 1),
        status=status,
        note="先停用",
    )
    fill(
        path,
        lang,
        "findings",
        FINGERPRINT,
        f"{9:024x}",
        kind=kind,
        reason="年结",
        waiver_owner="李",
        until="2026年12月31日",
    )
    check = Text("Check", "检查编号")
    result = "通过" if lang == "zh" else "pass"
    fill(path, lang, "checklist", check, "BK07", result=result, evidence="方案 v2", by="王", on=datetime(2026, 11, 20))
    book = read_workbook(path)
    assert book.problems == []
    assert {(c.key.lstrip("0"), c.field): c.after for c in book.changes} == {
        ("7", "owner"): "张工",
        ("7", "due"): date(2026, 12, 1),
        ("7", "status"): "acknowledged",
        ("7", "note"): "先停用",
        ("9", "kind"): "deferred",
        ("9", "reason"): "年结",
        ("9", "waiver_owner"): "李",
        ("9", "until"): date(2026, 12, 31),
        ("BK07", "result"): "pass",
        ("BK07", "evidence"): "方案 v2",
        ("BK07", "by"): "王",
        ("BK07", "on"): date(2026, 11, 20),
    }
    (waiver,) = book.waivers
    zone = "Asia/Shanghai" if lang == "zh" else "UTC"
    assert (waiver.rule, waiver.fingerprint, waiver.owner, waiver.timezone) == (RULE.id, f"{9:024x}", "李", zone)


def test_people_sort_move_and_rename(tmp_path: Path) -> None:
    """Rows in another order, columns of their own, a sheet under another name: the finding's id still tells."""
    scan = scan_of([finding(n, f"user {n}") for n in range(1, 11)])
    scan.desk.work = {f"{n:024x}": Assignment(owner=f"owner {n}") for n in range(1, 11)}
    path = saved(scan, tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["Findings"]
    rows = [[c.value for c in line] for line in page.iter_rows(min_row=2)]
    owner = column(page, "Owner") - 1
    rows[3][owner] = "somebody else"
    changed = rows[3][column(page, "Finding id") - 1]
    for number, values in enumerate(reversed(rows), 2):
        for place, value in enumerate(values, 1):
            page.cell(number, place).value = value
    page.insert_cols(2)
    page.cell(1, 2).value = "my own mark"
    page.insert_rows(1)
    page.title = "待办"
    book.save(path)
    (change,) = read_workbook(path).changes
    assert (change.key, change.field, change.after) == (changed, "owner", "somebody else")
    assert change.before == f"owner {int(str(changed), 16)}"


@pytest.mark.parametrize("lang", LANGS)
def test_no_cell_is_a_formula_and_no_name_breaks_the_file(tmp_path: Path, lang: Lang) -> None:
    """Whatever accounts are called, every cell is plain text, and stays one where it begins like a formula and is edited."""
    findings = [finding(n, name) for n, name in enumerate(HOSTILE, 1)]
    waived = finding(900, HOSTILE[0])
    waived.waiver = Waiver("waiver", "deferred", "=1+1", "@me", "+you", date(2027, 1, 1), "-1", "w.toml:1", "UTC")
    scan = scan_of(findings, [waived])
    scan.targets = ["=1+1"]
    scan.desk.work = {f"{n:024x}": Assignment(owner=name[:100], note=name[:100]) for n, name in enumerate(HOSTILE, 1)}
    path = saved(scan, tmp_path / "list.xlsx", lang)
    book = openpyxl.load_workbook(path)
    cells = 0
    for page in book.worksheets:
        for line in page.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cells += 1
                    assert cell.data_type != "f", (page.title, cell.coordinate)
                    like = cell.value.lstrip()[:1] in tuple("=+-@＝＋－＠") or cell.value[:1] in "\t\r\n"
                    assert not like or (cell.quotePrefix and page.sheet_state == "visible"), cell.value
                    assert "\u202e" not in cell.value
    assert cells > len(HOSTILE) * 8
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert b"<f>" not in package.read(name), name
            assert "externalLink" not in name
    shown = {str(c.value) for line in book[SHEETS["findings"].in_(lang)].iter_rows() for c in line}
    assert {"-2+3", "@SUM(A1)", "\t=1+1"} <= shown, "nobody reads an apostrophe that a program put there"
    assert read_workbook(path).changes == []  # what went out hostile is no change when it comes back


@pytest.mark.parametrize("lang", LANGS)
def test_many_alike_are_one_entry_and_the_sheet_says_so(tmp_path: Path, lang: Lang) -> None:
    """Where the sheet of causes has more lines than the reports have entries; and times are in the zone of the days."""
    scan = scan_of([finding(n, f"user {n}") for n in range(1, 11)])
    assert (len(scan.causes), len(scan.works)) == (10, 1)
    book = openpyxl.load_workbook(saved(scan, tmp_path / "list.xlsx", lang))
    for name in ("summary", "causes"):
        texts = " ".join(str(c.value) for line in book[SHEETS[name].in_(lang)].iter_rows() for c in line if c.value)
        assert ("同类的多处在报告里合并为一项" if lang == "zh" else "one entry in the reports") in texts
    summary = [c.value for line in book[SHEETS["summary"].in_(lang)].iter_rows() for c in line]
    assert ("2026-11-22 16:00（Asia/Shanghai）" if lang == "zh" else "2026-11-22 08:00 (UTC)") in summary
    alone = openpyxl.load_workbook(saved(scan_of([finding(1, "user")]), tmp_path / "one.xlsx", lang))
    assert not any(
        "报告里" in str(c.value) or "in the reports" in str(c.value) for c in alone[SHEETS["causes"].in_(lang)]["C"]
    )


#: What a person can type into a cell. A leading "=" makes it a formula, which Excel keeps as its result, not as this text.
TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=60).filter(
    lambda text: text.strip() and "_x" not in text and not text.startswith("=")
)


@given(owner=TYPED, note=TYPED, reason=TYPED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_type_comes_back(tmp_path: Path, owner: str, note: str, reason: str) -> None:
    """Any text, in the columns that people fill in, once and after going out again."""
    scan = scan_of([finding(1, "user 1")])
    path = saved(scan, tmp_path / "list.xlsx")
    fill(path, "en", "findings", FINGERPRINT, f"{1:024x}", owner=owner, note=note, reason=reason, kind="false positive")
    book = read_workbook(path)
    found = {c.field: c.after for c in book.changes}
    wanted = {"owner": owner, "note": note, "reason": reason}
    assert {k: v for k, v in found.items() if k != "kind"} == {k: unguarded(v.strip()) for k, v in wanted.items()}
    scan.desk.work = {f"{1:024x}": Assignment(owner=found["owner"], note=found["note"])}
    assert read_workbook(saved(scan, path)).changes == []


def test_an_independent_program_may_save_it_without_loss(tmp_path: Path) -> None:
    """Drop-downs, frozen panes, filters and what was noted survive a round through openpyxl."""
    scan = scan_of([finding(n, f"user {n}") for n in range(1, 4)])
    scan.desk.work = {f"{1:024x}": Assignment("Li", datetime(2026, 12, 1, 23), "claimed")}
    path = saved(scan, tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["Findings"]
    assert page.freeze_panes == "E2" and page.auto_filter.ref is not None
    offered = {str(v.formula1) for v in page.data_validations.dataValidation if v.type == "list"}
    assert any("repaired, to be verified" in o for o in offered) and any("accepted risk" in o for o in offered)
    assert book[META_SHEET].sheet_state == "veryHidden"
    book.save(path)
    assert read_workbook(path).changes == []
    summary = [str(c.value) for line in book["Summary"].iter_rows() for c in line if c.value]
    assert {"Customer", "Implementer", "DBA", "Signature"} <= set(summary)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
def test_libreoffice_may_save_it_without_loss(tmp_path: Path) -> None:
    """Opened and saved by an office program, all that was noted and filled in is still there."""
    scan = scan_of([finding(n, f"用户 {n}") for n in range(1, 4)])
    scan.desk.work = {f"{1:024x}": Assignment("李", datetime(2026, 12, 1, 3), "claimed", "'=1+1")}
    scan.desk.checks = [ManualCheck("BK07", Text("Rollback plan", "回退方案"), Text("Read it", "查看文件"))]
    path = saved(scan, tmp_path / "list.xlsx", "zh")
    fill(
        path,
        "zh",
        "findings",
        FINGERPRINT,
        f"{2:024x}",
        owner="张工",
        due=date(2027, 1, 9),
        kind="误报",
        reason="已核实",
    )
    fill(
        path,
        "zh",
        "checklist",
        Text("Check", "检查编号"),
        "BK07",
        result="不通过",
        evidence="缺附件",
        on=date(2026, 11, 20),
    )
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    before, after = read_workbook(path), read_workbook(out / "list.xlsx")
    assert {(c.key, c.field, c.after) for c in after.changes} == {(c.key, c.field, c.after) for c in before.changes}
    assert len(after.changes) == 7 and after.problems == [] and len(after.waivers) == 1


def test_what_cannot_be_used_is_told_row_by_row(tmp_path: Path) -> None:
    """A day that is none, a status nobody knows, a waiver without a reason: the rest is read."""
    path = saved(scan_of([finding(n, f"user {n}") for n in range(1, 6)]), tmp_path / "list.xlsx")
    fill(path, "en", "findings", FINGERPRINT, f"{1:024x}", due="soon", owner="Li")
    fill(path, "en", "findings", FINGERPRINT, f"{2:024x}", status="whatever")
    fill(path, "en", "findings", FINGERPRINT, f"{3:024x}", kind="deferred", until=date(2027, 1, 1))
    fill(path, "en", "findings", FINGERPRINT, f"{4:024x}", owner="Wang")
    book = read_workbook(path)
    assert len(book.problems) == 3
    assert all("list.xlsx!Findings!" in p.en and p.zh != p.en for p in book.problems)
    assert {(c.key[-1], c.after) for c in book.changes if c.field == "owner"} == {("1", "Li"), ("4", "Wang")}
    assert book.waivers == []
    with pytest.raises(UsageError, match="reason is missing"):
        read_waivers(path)  # given to a scan as it is, nothing is passed over


def test_a_workbook_is_a_file_of_waivers(tmp_path: Path) -> None:
    """A scan reads the list of findings itself: rows with a waiver are waivers, the others are not."""
    path = saved(scan_of([finding(n, f"user {n}") for n in range(1, 6)]), tmp_path / "list.xlsx")
    assert read_waivers(path) == []
    fill(path, "en", "findings", FINGERPRINT, f"{3:024x}", kind="false positive", reason="seen", owner="Li")
    (waiver,) = read_waivers(path)
    assert (waiver.fingerprint, waiver.kind, waiver.owner) == (f"{3:024x}", "false-positive", "Li")


def test_a_row_copied_by_hand_is_not_guessed_at(tmp_path: Path) -> None:
    """Two rows of one finding that say different things are a question, not a change."""
    path = saved(scan_of([finding(1, "user 1")]), tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["Findings"]
    page.append([c.value for c in page[2]])
    page.cell(3, column(page, "Owner")).value = "Li"
    book.save(path)
    read = read_workbook(path)
    assert read.changes == [] and "stands in" in read.problems[0].en


def test_other_files_are_refused_with_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No workbook, another workbook, a damaged one, one that unpacks to more than it may."""
    path = tmp_path / "x.xlsx"
    for data in (b"", b"PK\x03\x04", b"no workbook at all" * 99):
        path.write_bytes(data)
        with pytest.raises(UsageError):
            read_workbook(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(UsageError, match="not a workbook that healthcheck wrote"):
        read_workbook(path)
    far = openpyxl.Workbook()
    page = far.active
    assert page is not None
    page["A1"], page["XFD1048576"] = "a", "z"  # readers would lay out seventeen billion cells
    far.save(path)
    with pytest.raises(UsageError, match="spans more than"):
        read_workbook(path)
    monkeypatch.setattr("healthcheck.workbook.MAX_UNPACKED", 1000)
    with pytest.raises(UsageError, match="when unpacked"):
        read_workbook(path)


def test_what_changed_elsewhere_is_a_conflict_and_never_overwritten() -> None:
    """Three values decide; a change that somebody made already is none."""
    from healthcheck.workbook import Change

    changes = [Change("a" * 24, field, "before", "mine", "p") for field in ("owner", "note", "status", "ticket")]
    current = {("a" * 24, "owner"): "before", ("a" * 24, "note"): "theirs", ("a" * 24, "status"): "mine"}
    free, held = settle(changes, current)
    assert [c.field for c in free] == ["owner"]
    assert [(c.change.field, c.current) for c in held] == [("note", "theirs"), ("ticket", None)]


@pytest.fixture(scope="module")
def snapshot() -> Path:
    """The sample company, collected once."""
    return messy_snapshot()


def test_waivers_go_into_the_file_and_count_in_the_next_scan(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the scan through the workbook and back: the finding is waived, renewed, and its waiver taken away."""
    monkeypatch.chdir(tmp_path)
    asked = (
        "scan",
        str(snapshot),
        "--select",
        "access.dormant_admin",
        "-o",
        "list.xlsx",
        "--exit-zero",
        "--lang",
        "zh",
    )
    assert run_cli(*asked)[0] == 0
    path = Path("list.xlsx")
    page = openpyxl.load_workbook(path)["问题清单"]
    mark = str(page.cell(2, column(page, "问题编号")).value)
    fill(
        path,
        "zh",
        "findings",
        FINGERPRINT,
        mark,
        kind="接受风险",
        reason="年底前保留",
        waiver_owner="张工",
        until=date(2999, 1, 1),
    )
    code, out, _ = run_cli("workbook", "import", "list.xlsx", lang="zh")
    assert code == 0 and "尚未写入" in out and not Path("waivers.toml").exists()
    assert run_cli("workbook", "import", "list.xlsx", "--yes")[0] == 0
    (read,) = read_waivers(Path("waivers.toml"))
    assert (read.fingerprint, read.owner, read.until, read.timezone) == (
        mark,
        "张工",
        date(2999, 1, 1),
        "Asia/Shanghai",
    )
    assert "没有变更" in run_cli("workbook", "import", "list.xlsx", "--yes", lang="zh")[1]

    assert run_cli(*asked)[0] == 0
    assert read_workbook(path).changes == []
    fill(path, "zh", "waived", FINGERPRINT, mark, until=date(2999, 6, 1))
    text = Path("waivers.toml").read_text("utf-8").replace("张工", "王工")
    Path("waivers.toml").write_text(text, "utf-8")
    fill(path, "zh", "waived", FINGERPRINT, mark, waiver_owner="李工")
    code, out, _ = run_cli("workbook", "import", "list.xlsx", "--yes", lang="zh")
    assert code == 1 and "冲突" in out and "王工" in out
    (read,) = read_waivers(Path("waivers.toml"))
    assert (read.owner, read.until) == ("王工", date(2999, 6, 1))


def test_owners_and_results_go_into_the_history(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assignments become the history's, with the end of the day in the workbook's zone; conflicts are left alone."""
    from healthcheck.history import open_history
    from healthcheck.run import Limits
    from healthcheck.scan import judge
    from healthcheck.takein import desk_of

    rules = {RULE.id: RULE, OTHER.id: OTHER}
    scan = judge(snapshot, PACK, rules, Limits(), inspect=lambda opened: None)
    first = scan.findings[0]
    with open_history(str(tmp_path / "history.db"), create=True) as history:
        history.save(scan, "erp")
        scan.desk = desk_of(history, "erp")
        scan.desk.checks = [ManualCheck("BK07", Text("Rollback plan", "回退方案"), Text("Read", "查看"))]
        path = saved(scan, tmp_path / "list.xlsx", "zh")
        assert read_workbook(path).changes == []
        key = first.fingerprint
        fill(
            path, "zh", "findings", FINGERPRINT, key, owner="张工", due=date(2027, 1, 5), status="处理中", note="已联系"
        )
        fill(path, "zh", "checklist", Text("Check", "检查编号"), "BK07", result="通过", by="王", on=date(2026, 11, 20))
        made = plan(read_workbook(path), history, "erp", None)
        assert not made.conflicts and not made.problems
        assert carry_out(made, history, "erp", None, "me") == 2, made.problems
        issue = history.issue("erp", key)
        assert issue.owner == "张工" and issue.step == "acknowledged"
        assert issue.due_at == datetime(2027, 1, 5, 15, 59, 59)
        assert history.checks("erp")["BK07"].by == "王"
        again = plan(read_workbook(path), history, "erp", None)
        assert not again.changes and not again.conflicts  # nothing is taken in twice, remarks included

        history.assign("erp", key, owner="李工", by="somebody")
        fill(path, "zh", "findings", FINGERPRINT, key, owner="赵工", note=None)
        clash = plan(read_workbook(path), history, "erp", None)
        assert [(c.change.after, c.current) for c in clash.conflicts] == [("赵工", "李工")]
        carry_out(clash, history, "erp", None, "me")
        assert history.issue("erp", key).owner == "李工"
        insisted = plan(read_workbook(path), history, "erp", None, insist=True)
        carry_out(insisted, history, "erp", None, "me")
        assert history.issue("erp", key).owner == "赵工"


def test_thousands_of_findings_are_written_in_seconds_and_read_back(tmp_path: Path) -> None:
    """Three thousand rows; fifty thousand are what benchmarks/workbook.py measures."""
    import time

    scan = scan_of([finding(n, f"user {n}") for n in range(1, 3001)])
    started = time.process_time()
    path = saved(scan, tmp_path / "list.xlsx", "zh")
    assert time.process_time() - started < 15
    book = read_workbook(path)
    assert len(book.rules) == 3000 and book.changes == []
