"""Waivers: what a file may say, what becomes of it in a scan, and that nothing it accepts is hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthcheck.cells import guarded, unguarded
from healthcheck.errors import UsageError
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing
from healthcheck.report import schema as report_schema
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.waive import Entry, Waivers, add_waiver, prune, read_waivers, remarks, schema, set_waiver
from tests.cli import run_cli
from tests.sample import messy_snapshot

RULES = load_pack(builtin_rules()).rules
DORMANT = "access.dormant_admin"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

FILE = """
timezone = "Asia/Shanghai"

# agreed with IT on Monday
[[waiver]]
rule = "access.dormant_admin"
object = "li_*"
reason = "kept for the year end"
owner = "Zhang"
approver = "Wang"
until = 2026-11-22
ticket = "OPS-1"
kind = "accepted-risk"
"""


def finding(rule: str, name: str, mark: str = "") -> Finding:
    """A finding about an account."""
    thing = Thing("user_account", f"key-{name}", name, "", f"code-{name}")
    fingerprint = mark or f"{abs(hash((rule, name))):024x}"[-24:]
    return Finding(rule, "high", "certain", thing, thing, {"name": name}, [], fingerprint)


def outcome(rule: str, *names: str, count: int | None = None) -> Outcome:
    """A rule that found something about these accounts."""
    found = [finding(rule, name) for name in names]
    return Outcome(
        rule_of(rule), "failed" if found else "passed", findings=found, count=len(found) if count is None else count
    )


def rule_of(rule: str) -> Rule:
    """A built-in rule, or one that is like it under another name."""
    return RULES.get(rule) or replace(RULES[DORMANT], id=rule)


def entry(**said: object) -> Entry:
    """A waiver that holds for good, unless something else is said."""
    return replace(Entry(rule=DORMANT, reason="r", owner="o", kind="not-applicable", source="w.toml:1"), **said)  # type: ignore[arg-type]


def test_a_file_says_who_why_and_until_when(tmp_path: Path) -> None:
    """Every key arrives, with the line it stands on."""
    path = tmp_path / "waivers.toml"
    path.write_text(FILE, "utf-8")
    (read,) = read_waivers(path)
    assert read == Entry(
        rule=DORMANT,
        object="li_*",
        kind="accepted-risk",
        reason="kept for the year end",
        owner="Zhang",
        approver="Wang",
        until=date(2026, 11, 22),
        ticket="OPS-1",
        timezone="Asia/Shanghai",
        source="waivers.toml:5",
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_may_have_chinese_headings(tmp_path: Path, encoding: str) -> None:
    """What Excel saves in China as CSV is read, whatever its encoding."""
    path = tmp_path / "豁免.csv"
    text = "规则编号,对象,类型,豁免原因,责任人,批准人,有效期至,工单号,时区\n"
    text += f"{DORMANT},李四,延后处理,等年结,张工,李总,2026年12月31日,,Asia/Shanghai\n,,,,,,,,\n"
    path.write_bytes(text.encode(encoding))
    (read,) = read_waivers(path)
    assert (read.object, read.kind, read.until, read.source) == ("李四", "deferred", date(2026, 12, 31), "豁免.csv:2")


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    """Days as days, as text, and as Excel's numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["rule", "object", "reason", "owner", "until", "timezone"])
    for day in (date(2026, 12, 31), "2026/12/31", 46387):
        sheet.append([DORMANT, 1047, "r", "o", day, "UTC"])
    path = tmp_path / "w.xlsx"
    book.save(path)
    read = read_waivers(path)
    assert [e.until for e in read] == [date(2026, 12, 31)] * 3
    assert read[0].object == "1047"


BAD = {
    "no rule": ('reason = "r"\nowner = "o"\nkind = "not-applicable"', "rule or a fingerprint"),
    "no reason": (f'rule = "{DORMANT}"\nowner = "o"\nkind = "not-applicable"', "reason is missing"),
    "no owner": (f'rule = "{DORMANT}"\nreason = "r"\nkind = "not-applicable"', "owner is missing"),
    "no end": (f'rule = "{DORMANT}"\nreason = "r"\nowner = "o"', "until is missing"),
    "bad day": (f'rule = "{DORMANT}"\nreason = "r"\nowner = "o"\nuntil = "next week"', "expected a day"),
    "bad kind": (f'rule = "{DORMANT}"\nreason = "r"\nowner = "o"\nkind = "whatever"', "accepted-risk"),
    "bad zone": (f'rule = "{DORMANT}"\nreason = "r"\nowner = "o"\nuntil = 2026-01-01\ntimezone = "Mars/X"', "Asia/Shanghai"),
    "bad zone path": (f'rule = "{DORMANT}"\nreason = "r"\nowner = "o"\nuntil = 2026-01-01\ntimezone = "../../etc"', "Asia/Shanghai"),
    "bad id": ('rule = "no dot"\nreason = "r"\nowner = "o"\nkind = "deferred"', "access.dormant_admin"),
    "unknown key": (f'rule = "{DORMANT}"\nreasn = "r"', "unknown key 'reasn'"),
    "not a text": (f'rule = "{DORMANT}"\nreason = ["r"]\nowner = "o"', "must be text"),
    "syntax": ("rule = ", "not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    """One clear error in both languages, with file and line."""
    body, expected = BAD[name]
    path = tmp_path / "waivers.toml"
    path.write_text(f"\n[[waiver]]\n{body}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_waivers(path)
    assert expected in caught.value.text.en
    assert "waivers.toml" in caught.value.text.zh and caught.value.text.zh != caught.value.text.en


def test_the_schema_knows_the_same_files(tmp_path: Path) -> None:
    """A file that is read fits the published schema, and those that are refused mostly do not."""
    import tomllib

    check = jsonschema.Draft202012Validator(schema())
    jsonschema.Draft202012Validator.check_schema(schema())
    good = tomllib.loads(FILE)
    good["waiver"][0]["until"] = good["waiver"][0]["until"].isoformat()
    assert not list(check.iter_errors(good))
    for name in ("no rule", "no reason", "no owner", "no end", "bad kind", "bad id", "unknown key", "not a text"):
        bad = tomllib.loads(f"[[waiver]]\n{BAD[name][0]}")
        assert list(check.iter_errors(bad)), name


def test_the_last_day_counts_where_it_is_meant() -> None:
    """A waiver until the 22nd ends in Shanghai eight hours before one in UTC does."""
    waiver = entry(kind="deferred", until=date(2026, 11, 22), timezone="Asia/Shanghai")
    assert not waiver.expired(datetime(2026, 11, 22, 15, 59, tzinfo=UTC))
    assert waiver.expired(datetime(2026, 11, 22, 16, 0, tzinfo=UTC))
    assert not replace(waiver, timezone="UTC").expired(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))


@pytest.mark.parametrize("name", ["li", "LI", "key-li", "code-li", "l*", "*"])
def test_an_object_is_named_by_what_people_know(name: str) -> None:
    """Name, key or business key, in any case, with * for anything."""
    found = [outcome(DORMANT, "li", "wang")]
    Waivers([entry(object=name)], NOON)(found)
    assert [f.subject.name for f in found[0].waived] == (["li", "wang"] if name == "*" else ["li"])


def test_signs_of_patterns_in_names_are_only_signs() -> None:
    """A name with brackets and dots names itself."""
    found = [outcome(DORMANT, "a.b[1]", "axb1")]
    Waivers([entry(object="A.B[1]*")], NOON)(found)
    assert [f.subject.name for f in found[0].waived] == ["a.b[1]"]


def test_what_is_waived_is_counted_apart() -> None:
    """It leaves the count and the list, and stands where everyone sees it, with the reason."""
    found = [outcome(DORMANT, "li", "wang")]
    Waivers([entry(object="li", ticket="T-1")], NOON)(found)
    assert (found[0].status, found[0].count, found[0].waived_count) == ("failed", 1, 1)
    waiver = found[0].waived[0].waiver
    assert waiver is not None and (waiver.how, waiver.reason, waiver.ticket) == ("waiver", "r", "T-1")


def test_a_rule_whose_findings_are_all_waived_has_passed_and_says_how_many() -> None:
    """Those beyond what is kept in full are counted too."""
    found = [outcome(DORMANT, "li", "wang", count=5000)]
    Waivers([entry()], NOON)(found)
    assert (found[0].status, found[0].count, len(found[0].waived), found[0].waived_count) == ("passed", 0, 2, 5000)


def test_every_line_is_accounted_for() -> None:
    """Used, expired, unused, unknown rule, not judged: nothing is silent."""
    other = "access.leaver_active"
    entries = [
        entry(object="li"),
        entry(object="wang", kind="deferred", until=date(2026, 11, 21)),
        entry(object="nobody"),
        entry(rule="access.no_such_rule"),
        entry(rule=other),
        entry(rule="access.cut", object="gone"),
    ]
    waivers = Waivers(entries, NOON, known=[*RULES, "access.cut"])
    found = [outcome(DORMANT, "li", "wang"), outcome("access.cut", "x", count=9000)]
    waivers([*found, Outcome(rule_of(other), "skipped", Text("w", "w"))])
    assert [u.state for u in waivers.uses] == ["used", "expired", "unused", "unknown", "not-evaluated", "not-evaluated"]
    assert [f.subject.name for f in found[0].findings] == ["wang"]
    assert waivers.uses[1].count == 1


def test_the_most_specific_waiver_is_the_one_that_is_told() -> None:
    """A finding's own before its object's before its rule's; an expired one gives way."""
    one = finding(DORMANT, "li", "a" * 24)
    entries = [entry(), entry(object="li", owner="by object"), entry(fingerprint="a" * 24, owner="by finding")]
    for position, owner in ((3, "by finding"), (2, "by object"), (1, "o")):
        found = Outcome(rule_of(DORMANT), "failed", findings=[replace(one)], count=1)
        Waivers(entries[:position], NOON)([found])
        assert found.waived[0].waiver is not None and found.waived[0].waiver.owner == owner
    expired = entry(fingerprint="a" * 24, kind="deferred", until=date(2020, 1, 1))
    found = Outcome(rule_of(DORMANT), "failed", findings=[replace(one)], count=1)
    Waivers([expired, entry()], NOON)([found])
    assert found.waived[0].waiver is not None and found.waived[0].waiver.owner == "o"


def test_adding_and_pruning_leaves_the_rest_of_the_file_alone(tmp_path: Path) -> None:
    """Comments and order stay, quotes and line breaks survive."""
    path = tmp_path / "waivers.toml"
    path.write_text(FILE, "utf-8")
    said = entry(
        object='a "quoted" \\ name', reason="two\nlines", kind="deferred", until=date(2027, 1, 1), timezone="UTC"
    )
    add_waiver(path, said)
    read = read_waivers(path)
    assert replace(read[1], source=said.source) == said
    assert path.read_text("utf-8").startswith(FILE.rstrip())
    prune(path, [1])
    assert path.read_text("utf-8").strip() == FILE.strip()
    prune(path, [0])
    assert read_waivers(path) == []


def test_the_waiver_of_a_finding_is_renewed_in_place(tmp_path: Path) -> None:
    """Renewing does not make a second line."""
    path = tmp_path / "waivers.toml"
    first = entry(fingerprint="b" * 24, kind="deferred", until=date(2026, 12, 1), timezone="Asia/Shanghai")
    set_waiver(path, first)
    set_waiver(path, replace(first, until=date(2027, 3, 1)))
    assert [e.until for e in read_waivers(path)] == [date(2027, 3, 1)]


def test_auditors_hear_what_they_would_ask() -> None:
    """Too wide, not approved, approved by oneself, twice, soon over."""
    entries = [
        entry(kind="accepted-risk", until=date(2026, 12, 1)),
        entry(object="li", approver="O"),
        entry(object="LI"),
    ]
    said = " ".join(remark.en for _, remark in remarks(entries, NOON))
    for words in ("everything its rule finds", "nobody approved", "its own owner", "says the same", "ends in 9 days"):
        assert words in said


@given(st.text(max_size=60))
def test_guarding_a_cell_loses_nothing(text: str) -> None:
    """What is guarded begins with no sign of a formula, and comes back as it was."""
    safe = guarded(text)
    assert unguarded(safe) == text
    assert safe.lstrip(" \u3000\u200b\ufeff")[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture(scope="module")
def snapshot() -> Path:
    """The sample company, collected once."""
    return messy_snapshot()


def test_a_scan_shows_what_it_does_not_count(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Console, JSON and Markdown list the waived finding with its reason, and lines that do nothing."""
    monkeypatch.chdir(tmp_path)
    Path("waivers.toml").write_text(
        f'timezone = "Asia/Shanghai"\n[[waiver]]\nrule = "{DORMANT}"\nobject = "*"\nreason = "year end"\nowner = "Zhang"\n'
        'until = 2999-12-31\n[[waiver]]\nrule = "access.no_such"\nreason = "r"\nowner = "o"\nkind = "not-applicable"\n'
    )
    code, out, err = run_cli("scan", str(snapshot), "--select", "access", "-o", "r.json", "-o", "r.md", "--all")
    assert code == 1, err
    tree = json.loads(Path("r.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(report_schema.report()).validate(tree)
    rule = next(o for o in tree["outcomes"] if o["rule"] == DORMANT)
    assert rule["status"] == "passed" and rule["count"] == 0 and rule["waived"][0]["waiver"]["reason"] == "year end"
    assert tree["summary"]["waived"] == rule["waived_count"] >= 1
    assert [w["state"] for w in tree["waivers"]] == ["used", "unknown"]
    for text in (out, Path("r.md").read_text("utf-8")):
        assert "year end" in text and "names a rule that does not exist" in " ".join(text.split())
    _, plain, _ = run_cli("scan", str(snapshot), "--select", DORMANT, "--no-waivers")
    assert "year end" not in plain and DORMANT in plain


def test_the_command_adds_audits_and_prunes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From adding to taking away, as a person would do it."""
    monkeypatch.chdir(tmp_path)
    arguments = ["--rule", DORMANT, "--object", "li", "--reason", "r", "--owner", "o", "--kind", "deferred"]
    assert run_cli("waive", "add", *arguments)[0] == 2  # no end
    assert run_cli("waive", "add", *arguments, "--until", "2999-01-01", "--timezone", "Asia/Shanghai")[0] == 0
    assert run_cli("waive", "add", *arguments[:3], "wang", *arguments[4:], "--until", "2020-01-01")[0] == 0
    assert [e.timezone for e in read_waivers(Path("waivers.toml"))] == ["Asia/Shanghai"] * 2
    code, out, _ = run_cli("waive", "audit", lang="zh")
    assert code == 1 and "已过期" in out and "共 2 条豁免，1 条需要处理" in out
    assert "1 to remove" in run_cli("waive", "prune")[1]
    assert len(read_waivers(Path("waivers.toml"))) == 2
    assert "1 removed" in run_cli("waive", "prune", "--yes")[1]
    assert [e.object for e in read_waivers(Path("waivers.toml"))] == ["li"]
    assert run_cli("waive", "audit")[0] == 0
    # Expired is expired, whether its rule exists or not, with a report at hand or without.
    assert run_cli("waive", "add", "--rule", "no.such", *arguments[2:], "--until", "2020-01-01")[0] == 0
    Path("report.json").write_text('{"schema": "healthcheck-report", "outcomes": []}', "utf-8")
    report = ("--report", "report.json")
    out = run_cli("waive", "audit", *report)[1]
    assert "expired" in out and "names a rule that does not exist" in out
    assert "no.such li: expired" in run_cli("waive", "prune", *report, "--yes")[1]
    assert [e.rule for e in read_waivers(Path("waivers.toml"))] == [DORMANT]
