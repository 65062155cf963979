"""The console report: lines that break where a reader of Chinese or English expects them to, names instead of keys."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Line

from healthcheck.language import LANGS, Text
from healthcheck.report import common, console, markdown
from healthcheck.report.verdict import TIED
from healthcheck.store import Snapshot
from tests.access_oracle import row, save
from tests.cli import run_here
from tests.scans import make_finding, make_outcome, make_rule, make_scan

#: A few rules, whatever they find.
JOBS = ("--exit-zero", "--select", "flow.dead_job,access.permission_grant")

WORDS = st.text(st.sampled_from("审批流程一物多码，。：（）“”《》、 ab 12 …()[]→×"), max_size=120)


def printed(text: str, width: int, indent: int = 4) -> list[str]:
    """The lines of a paragraph."""
    out = io.StringIO()
    console.paragraph(Console(file=out, width=width, highlight=False), Line(text), indent)
    return out.getvalue().splitlines()


@given(text=WORDS, width=st.integers(40, 100))
@example(
    "得分 41.6（最重一条 37.8，连带 1 条） · 依据 严重 40 × 影响 8 张单据 1.23 × 可信度“很可能” 0.7 × 方案权重 1.1 = 37.8",
    47,
)
def test_lines_break_as_chinese_is_set(text: str, width: int) -> None:
    """Nothing is lost, no line is too long, and none ends with an opening bracket where there was a better place."""
    lines = printed(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width and line == line.rstrip() for line in lines)
    words = re.split(r"(?<=[\u4e00-\u9fff]) *(?=[\u4e00-\u9fff])| +", text)
    if max((cell_len(word) for word in words), default=0) < 30:
        for line, following in pairwise(lines):
            assert line[-1:] not in "（“《" or not line.strip(), lines
            assert following.strip()[:1] not in "，。：）”》、…" or not following.strip(), lines


HOSTILE = "RED\x1b[8m\x1b]0;title\x07\x1b[2K\r\u202egnp.exe"


def test_names_do_not_command_the_terminal(tmp_path: Path) -> None:
    """A name that would hide text, set the title, or erase its line is shown; on a terminal in every command."""
    with (tmp_path / "role.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["role_id", "name"], ["r1", HOSTILE]])
    (tmp_path / "user_account.csv").write_text("user_id,login\nu1,li\n", "utf-8")
    (tmp_path / "role_grant.csv").write_text("user_id,role_id\nu9,r1\n", "utf-8")
    history = str(tmp_path / "history.db")
    scan = ("scan", str(tmp_path), "--select", "access.grant_to_missing_user", "--exit-zero")
    code, out, err = run_here(*scan, "--save", "--system", "shop", "--history", history)
    assert code == 0 and "⟨U+001B⟩[8m" in out and "\x1b" not in out and "\u202e" not in out, err
    shown = on_a_terminal(*scan) + on_a_terminal("closure", "list", "--history", history)
    assert b"\x1b]0;" not in shown and b"\x07" not in shown and b"\x1b[2K" not in shown
    assert shown.count("⟨U+001B⟩]0;title⟨U+0007⟩".encode()) >= 2


def on_a_terminal(*arguments: str) -> bytes:
    """What a terminal is sent."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from healthcheck.cli import main; main()", *arguments]
    environment = {
        **os.environ,
        "HEALTHCHECK_LANG": "en",
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "COLUMNS": "200",
    }
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    read = b""
    try:
        while piece := os.read(ours, 65_536):
            read += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    assert process.wait(60) == 0
    os.close(ours)
    return read


def test_a_heading_that_is_too_long_goes_on_below_its_words() -> None:
    """Not below its number: what begins at the edge is another repair."""
    out = io.StringIO()
    head = " 2.  P1  db setting full_page_writes: Database server runs without its safety net"
    console.paragraph(Console(file=out, width=60, highlight=False), Line(head), 0, 9)
    first, *others = out.getvalue().splitlines()
    assert first.startswith(" 2.  P1  db") and others and all(re.match(r" {9}\S", line) for line in others)
    assert " ".join([first.strip(), *(line.strip() for line in others)]) == head.strip()


def test_a_verdict_is_not_torn_apart() -> None:
    """The arrow and the words after it stay together."""
    for width in range(40, 80):
        lines = printed(f"不满足：P0 人工检查项都已登记结果（8 项：DM03、DM12、GL03 …） →{TIED}无法判定", width)
        assert lines[-1].endswith("→\u00a0无法判定"), width


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flow whose timer is overdue, and a role's permission that does not exist, in a snapshot that says not whose it is."""
    path = tmp_path_factory.mktemp("site") / "工厂.duckdb"
    save(
        {
            "flow": [row("flow", flow_id="f", code="PO", name="采购订单")],
            "flow_node": [row("flow_node", flow_id="f", node_id="e", name="经理审批", kind="user_task")],
            "flow_job": [row("flow_job", job_id="7", flow_id="f", node_id="e", state="dead", error="no mail server")],
            "flow_instance": [],
            "role": [row("role", role_id="9", code="BUY", name="采购员")],
            "permission": [row("permission", permission_id="1", code="p", name="查询")],
            "permission_grant": [row("permission_grant", role_id="9", permission_id="404")],
        },
        path,
    )
    return path


def test_rows_without_a_name_are_called_by_what_they_tie(site: Path) -> None:
    """A job by its step, a role's permission by the role; keys only where nothing has a name."""
    code, out, err = run_here("scan", str(site), *JOBS, "--format", "json")
    assert code == 0, err
    outcomes = {o["rule"]: o for o in json.loads(out)["outcomes"]}
    names = {rule: [f["subject"]["name"] for f in o["findings"]] for rule, o in outcomes.items()}
    assert names["flow.dead_job"] == ["经理审批"]
    assert names["access.permission_grant_missing_permission"] == ["采购员 / 404"]


def test_a_snapshot_without_a_target_goes_by_its_file(site: Path, tmp_path: Path) -> None:
    """Also in the history, where a system needs a name."""
    with Snapshot.open(site) as opened:
        assert not opened.get("targets", [])
    history = str(tmp_path / "history.db")
    code, out, err = run_here("scan", str(site), *JOBS, "--profile", "ci", "--save", "--history", history)
    assert (code, err) == (0, "") and "工厂.duckdb" in out
    code, out, _ = run_here("trend", "工厂.duckdb", "--history", history, lang="zh")
    assert code == 0 and out.startswith("工厂.duckdb")
    assert "通过" in out and "上线" not in out  # in the words of its profile


def test_a_long_list_of_findings_begins_with_the_urgent_ones(site: Path, tmp_path: Path) -> None:
    """And says how many there are."""
    history = str(tmp_path / "history.db")
    run_here("scan", str(site), *JOBS, "--save", "--history", history)
    code, whole, _ = run_here("closure", "list", "--history", history, "--top", "0")
    *lines, _, count = whole.splitlines()
    assert code == 0 and count == f"{len(lines)} findings" and len(lines) > 1
    code, short, _ = run_here("closure", "list", "--history", history, "--top", "1", lang="zh")
    assert code == 0 and short.splitlines()[0].startswith(lines[0][:8])
    assert short.splitlines()[-1] == f"{len(lines)} 个问题，以上是最紧急的 1 个（--top 0 全部列出）"


def test_a_history_that_is_not_there_yet_is_no_error(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable says where it will be; nothing was saved so far."""
    monkeypatch.setenv("HEALTHCHECK_HISTORY", str(tmp_path / "later.db"))
    code, _, err = run_here("scan", str(site), *JOBS, "--profile", "periodic")
    assert (code, err) == (0, "") and not (tmp_path / "later.db").exists()


@pytest.mark.parametrize(("lang", "said"), [("en", "parameters: idle_days = 180"), ("zh", "参数：idle_days = 180")])
def test_a_rule_says_how_its_parameters_are_set(tmp_path: Path, lang: str, said: str, site: Path) -> None:
    """The line can be put into a profile as it stands."""
    code, out, _ = run_here("rule", "explain", "access.dormant_account", lang=lang)
    assert code == 0 and said in out
    line = next(line for line in out.splitlines() if "[params]" in line)
    table = line[line.index("[params]") :].replace("[params]  ", "[params]\n")
    own = tmp_path / "own.toml"
    own.write_text(f'extends = "periodic"\ntitle = {{ en = "a", zh = "b" }}\n{table}\n', "utf-8")
    code, _, err = run_here("scan", str(site), *JOBS, "--profile", str(own))
    assert (code, err) == (0, "")


def test_one_place_with_findings_of_several_rules() -> None:
    """It is no single repair: each rule's fix is told, three at most, and the score is the one that entries are sorted by."""
    rules = [make_rule(f"access.r{n}", "high" if n else "critical") for n in range(5)]
    scan = make_scan(*(make_outcome(rule, make_finding(rule, "门")) for rule in rules))
    (work,), named = scan.works, common.rules_by_id(scan)
    assert common.work_title(work, named, "zh") == "角色：门：同一处有 5 个问题"
    assert common.work_title(work, named, "en") == "role 门: 5 findings at one place"
    assert common.score_line(work, "zh") == "得分 140（最重一条 100，连带 4 条）"
    assert common.score_line(work, "en") == "score 140 (weightiest 100, with 4 more)"
    for lang in LANGS:
        *fixes, rest = common.work_fixes(work, named, scan, lang)
        assert len(fixes) == 3 and rest[0] == "… " and "2" in rest[1]
        assert "2 类" in rest[1] if lang == "zh" else "2 more fixes" in rest[1]
        out = io.StringIO()
        console.write(scan, lang, Console(file=out, width=80, highlight=False))
        assert all(cell_len(line) <= 80 for line in out.getvalue().splitlines())
        flat = "".join(out.getvalue().split())
        text = markdown.write(scan, lang)
        for label, advice in [*fixes, rest]:
            assert "".join(f"{label}{advice}".split()) in flat and label.strip() in text and advice in text
        assert "".join(common.score_line(work, lang).split()) in flat


def test_one_repair_clears_what_one_rule_found() -> None:
    """Then the fix is told once; a lone finding has its own score, and many places alike that of the weightiest."""
    rule, other, third = make_rule("access.a", "critical"), make_rule("access.b"), make_rule("access.c", "medium")
    several = [make_finding(rule, f"门{n}") for n in range(2)]
    several[1].cause = several[0].cause
    alike = [make_finding(third, f"窗{n}") for n in range(4)]
    scan = make_scan(
        make_outcome(rule, *several), make_outcome(other, make_finding(other, "锁")), make_outcome(third, *alike)
    )
    named = common.rules_by_id(scan)
    titles = [common.work_title(work, named, "zh") for work in scan.works]
    assert titles == ["角色：门0，一次修复可消除 2 个问题", "角色：锁：门没关", "门没关（4 处）"]
    assert [common.score_line(work, "en") for work in scan.works] == [
        "score 110 (weightiest 100, with 1 more)",
        "score 40",
        "score 18 (weightiest 15, 4 places)",
    ]
    assert [label for work in scan.works for label, _ in common.work_fixes(work, named, scan, "zh")] == ["修复："] * 3


def test_why_a_finding_weighs_what_it_weighs() -> None:
    """Each factor stands once, behind what it comes from."""
    rule = make_rule(severity="high", confidence="likely")
    found = make_finding(rule, "门")
    found.reach = 578
    make_scan(make_outcome(rule, found))
    assert found.why == Text(
        "high 40 × reach 578 rows 1.69 × likely 0.7 = 47.3", "严重 40 × 影响 578 行 1.69 × 可信度“很可能” 0.7 = 47.3"
    )


def test_rules_that_did_not_run_have_names() -> None:
    """An id alone tells the reader nothing; it stands behind the title for the next command."""
    scan = make_scan(make_outcome(make_rule("access.r1"), status="skipped", reason=Text("no facts", "无数据")))
    out = io.StringIO()
    console.write(scan, "zh", Console(file=out, width=80, highlight=False), everything=True)
    assert "未执行 无数据：门没关（access.r1）" in out.getvalue()
    assert "- 未执行：门没关 `access.r1` 无数据" in markdown.write(scan, "zh")
