"""The gate on a repository as a team lives with it: baseline, changes, repairs, counts, watching."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.baseline import make_baseline, prune, read_baseline, write_baseline
from healthcheck.changed import Changes, changes_since, prefix_of
from healthcheck.errors import FAILED, PASSED, USAGE, UsageError
from healthcheck.fixes import RefusedError, clean, plan_repairs, repaired
from healthcheck.outcome import Outcome, Place, Thing
from healthcheck.rule import Rule, builtin_rules, load_pack
from tests.cli import run_here as run_cli
from tests.scans import make_finding, make_outcome, make_rule
from tests.workbooks import workbook

SETTINGS = """\
select = ["access.grant_to_missing", "config.suppression", "config.untidy_value", "config.repeated_entry"]

[[target]]
files = "roles.yaml"
values = true
[target.facts.role]
rows = "roles[]"
columns = { role_id = "id", name = "name" }

[[target]]
files = "grants.yaml"
[target.facts.role_grant]
rows = "grants[]"
columns = { role_id = "role", user_id = "user" }

[[target]]
files = "users.csv"
[target.facts.user_account]
columns = { user_id = "id", login = "login" }
"""
ROLES = "roles:\n  - id: sales\n    name: Sales\n  - id: stock\n    name: Stock\n"
GRANTS = "grants:\n  - user: u1\n    role: sales\n  - user: u9 # gone\n    role: sales\n  - user: u2\n    role: stock\n"
USERS = "id,login\nu1,li\nu2,wang\n"
MISSING_USER, MISSING_ROLE = "access.grant_to_missing_user", "access.grant_to_missing_role"


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody."""
    person = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A configuration repository with one defect that everybody knows of, committed."""
    folder = tmp_path / "top" / "配置"
    folder.mkdir(parents=True)
    for name, text in {
        "healthcheck.toml": SETTINGS,
        "roles.yaml": ROLES,
        "grants.yaml": GRANTS,
        "users.csv": USERS,
    }.items():
        (folder / name).write_text(text, "utf-8")
    git(folder.parent, "init")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-m", "start")
    return folder


def check(repo: Path, *arguments: str) -> tuple[int, str, str]:
    """``healthcheck check`` on a repository, failing from medium on."""
    return run_cli("check", str(repo), "--fail-on", "medium", *arguments)


def found(repo: Path, *arguments: str) -> dict[str, int]:
    """Findings that count, by rule; those on the settings of the test itself left out."""
    _, out, err = check(repo, "--format", "json", *arguments)
    assert not err, err
    return {o["rule"]: o["count"] for o in json.loads(out)["outcomes"] if o["count"]}


def test_paths_begin_at_the_top_of_the_repository(repo: Path) -> None:
    """Annotations and SARIF name files as the repository does, wherever the checked folder lies in it."""
    code, out, _ = check(repo, "--format", "github")
    assert code == FAILED
    assert "::warning file=配置/grants.yaml,line=4" in out
    assert prefix_of(repo) == "配置/" and prefix_of(repo.parent) == ""


def test_a_baseline_lets_only_new_findings_fail(repo: Path) -> None:
    """Created once, found by itself, kept when lines move; a new finding fails, a repaired one is pruned."""
    code, out, err = run_cli("baseline", "create", str(repo))
    assert code == PASSED and "1 findings recorded" in out, err
    file = repo / "healthcheck-baseline.json"
    assert json.loads(file.read_text("utf-8"))["findings"][0]["rule"] == MISSING_USER
    assert check(repo)[0] == PASSED
    grants = repo / "grants.yaml"
    grants.write_text("# moved\n\n" + GRANTS, "utf-8")
    assert check(repo)[0] == PASSED and found(repo) == {}
    grants.write_text(GRANTS + "  - user: u2\n    role: gone\n", "utf-8")
    assert check(repo)[0] == FAILED and found(repo) == {MISSING_ROLE: 1}
    assert found(repo, "--no-baseline") == {MISSING_ROLE: 1, MISSING_USER: 1}
    code, _, err = run_cli("baseline", "create", str(repo))
    assert code == USAGE and "prune" in err, "a baseline is not overwritten in passing"
    grants.write_text(GRANTS.replace("u9", "u2"), "utf-8")
    assert run_cli("baseline", "prune", str(repo), "--check")[0] == FAILED
    code, out, _ = run_cli("baseline", "prune", str(repo))
    assert code == PASSED and f"- {MISSING_USER}" in out and "1 taken out, 0 left" in out
    assert json.loads(file.read_text("utf-8"))["findings"] == []
    grants.write_text(GRANTS, "utf-8")
    assert check(repo)[0] == FAILED, "what was pruned counts when it comes back"


def test_a_baseline_keeps_what_was_not_judged(repo: Path) -> None:
    """Without the users the rule is skipped: its findings are neither gone nor pruned."""
    run_cli("baseline", "create", str(repo))
    (repo / "users.csv").unlink()
    code, out, _ = run_cli("baseline", "prune", str(repo))
    assert code == PASSED and "0 taken out, 1 left" in out


def test_a_baseline_works_for_a_system_too(repo: Path, tmp_path: Path) -> None:
    """The same file for `scan`: here of a folder of fact files."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "role_grant.csv").write_text("user_id,role_id\nu9,r1\n", "utf-8")
    (folder / "user_account.csv").write_text("user_id,login\nu1,li\n", "utf-8")
    arguments = ("scan", str(folder), "--select", MISSING_USER, "--fail-on", "medium")
    assert run_cli(*arguments)[0] == FAILED
    file = tmp_path / "base.json"
    rule, finding = make_rule(MISSING_USER, "medium"), None
    code, out, _ = run_cli(*arguments, "--format", "json")
    finding = json.loads(out)["outcomes"][0]["findings"][0]["fingerprint"]
    entry = make_finding(rule, "x")
    entry.fingerprint = finding
    write_baseline(make_baseline([make_outcome(rule, entry)], "2026-11-22"), file)
    code, out, err = run_cli(*arguments, "--baseline", str(file), "--format", "json")
    assert code == PASSED, err
    assert json.loads(out)["outcomes"][0]["count"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "is no baseline"),
        ('{"schema": "healthcheck-baseline", "version": 9, "fingerprints": 1, "findings": []}', "another version"),
        ('{"schema": "healthcheck-baseline", "version": 1, "fingerprints": 9, "findings": []}', "another version"),
        ('{"schema": "healthcheck-baseline", "version": 1, "fingerprints": 1, "findings": [{}]}', "finding 1"),
        ("\x00" * 10, "is no"),
        ("[" * 100_000, "is no"),
    ],
)
def test_a_damaged_baseline_is_one_clear_error(text: str, said: str, tmp_path: Path) -> None:
    """Never a gate that passes because its baseline could not be read."""
    path = tmp_path / "b.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as error:
        read_baseline(path)
    assert said in error.value.text.en and "baseline create" in error.value.text.en and error.value.text.zh


@given(st.lists(st.text(st.characters(), max_size=20), unique=True, max_size=20))
@settings(max_examples=40, deadline=None)
def test_baselines_survive_any_name(names: list[str]) -> None:
    """Written and read again they are the same, whatever objects are called, in an order that does not change."""
    import tempfile

    rule = make_rule()
    made = make_baseline([make_outcome(rule, *(make_finding(rule, n) for n in names))], "2026-11-22")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.json"
        write_baseline(made, path)
        first = path.read_bytes()
        again = read_baseline(path)
        assert set(again.findings) == set(made.findings) and len(first.splitlines()) <= len(names) + 8
        write_baseline(again, path)
        assert path.read_bytes() == first


def test_pruning_forgets_rules_that_are_gone() -> None:
    """A rule that no longer exists will never find it again."""
    rule = make_rule()
    base = make_baseline([make_outcome(rule, make_finding(rule, "a"))], "")
    assert prune(base, [], {"access.other"})[0].findings == {}
    assert len(prune(base, [], {rule.id})[0].findings) == 1


def test_a_baseline_lacks_nothing() -> None:
    """When not every finding was kept, it is not made."""
    rule = make_rule()
    outcome = make_outcome(rule, make_finding(rule, "a"))
    outcome.count = 7
    with pytest.raises(UsageError, match="max-findings"):
        make_baseline([outcome], "")


def test_a_comment_at_the_head_of_a_row_speaks_for_the_row(repo: Path) -> None:
    """The finding stands at the value two lines on; its row is what people comment."""
    comment = f'# healthcheck: ignore[{MISSING_ROLE}] reason="comes with the next release"'
    (repo / "grants.yaml").write_text(GRANTS + f"  - user: u2 {comment}\n    role: gone\n", "utf-8")
    run_cli("baseline", "create", str(repo))
    assert found(repo, "--no-baseline") == {MISSING_USER: 1}


# What a change touches


def test_changed_reports_only_what_the_change_touches(repo: Path) -> None:
    """The known defect stays silent; a new one on a new line fails; facts are those of the whole repository."""
    assert found(repo, "--changed") == {}
    assert check(repo, "--changed")[0] == PASSED
    (repo / "grants.yaml").write_text(GRANTS + "  - user: u8\n    role: sales\n", "utf-8")
    code, out, _ = check(repo, "--changed", "--format", "github")
    assert code == FAILED and out.count("::warning") == 1 and "line=8" in out
    git(repo, "commit", "-am", "more")
    assert found(repo, "--changed") == {}
    assert found(repo, "--changed=HEAD~1") == {MISSING_USER: 1}
    code, out, _ = check(repo, "--changed=HEAD~1")
    assert "1 findings that nothing changed since HEAD~1 touches" in " ".join(out.split())


def test_what_a_change_breaks_elsewhere_is_shown(repo: Path) -> None:
    """A role is removed here; the grants of it, in a file that nobody touched, are this change's doing."""
    (repo / "roles.yaml").write_text(ROLES.replace("  - id: stock\n    name: Stock\n", ""), "utf-8")
    assert found(repo, "--changed") == {MISSING_ROLE: 1}
    git(repo, "commit", "-am", "without stock")
    assert found(repo, "--changed") == {}
    assert found(repo, "--changed=HEAD~1") == {MISSING_ROLE: 1}


def test_a_change_inside_a_row_touches_the_row(repo: Path) -> None:
    """The finding stands where the row begins; what was changed is a line further down, or was taken away."""
    (repo / "grants.yaml").write_text(GRANTS.replace("role: stock", "role: gone"), "utf-8")
    assert found(repo, "--changed") == {MISSING_ROLE: 1}
    changes = Changes("HEAD", {"a.yaml": [(5, 5)]})
    assert changes.touches(Place("a.yaml", 4, 3, 6, 1)) and not changes.touches(Place("a.yaml", 6, 1, 9, 1))


def test_changed_knows_new_renamed_and_odd_files(repo: Path) -> None:
    """Untracked files count whole; names with spaces, quotes and Chinese are understood; renames are followed."""
    git(repo, "mv", "roles.yaml", "rollen.yaml")
    odd = ['a b"c.yaml', "角色\t.yaml", "x\\y.yaml"]
    for name in odd:
        (repo / name).write_text("a: 1\nb: 2\n", "utf-8")
    git(repo, "add", ".")
    git(repo, "commit", "-m", "odd")
    for name in odd:
        (repo / name).write_text("a: 1\nb: 3\n+++ b/fake.yaml\n", "utf-8")
    (repo / "new.yaml").write_text("a: 1\n", "utf-8")
    (repo / "book.xlsx").write_bytes(b"PK\x00\x01")
    changes = changes_since(repo, None)
    assert set(changes.lines) == {*odd, "new.yaml", "book.xlsx"}
    for name in odd:
        assert changes.touches(Place(name, 2)) and changes.touches(Place(name, 3))
        assert not changes.touches(Place(name, 1)) and changes.touches(Place(name))
    assert changes.touches(Place("new.yaml", 99)) and changes.touches(Place("book.xlsx", sheet="a", cell="A1"))


def test_changed_follows_the_branch_not_the_target(repo: Path) -> None:
    """What others did on the target branch since is no change of this one."""
    git(repo, "branch", "-M", "main")
    git(repo, "checkout", "-b", "feature")
    (repo / "roles.yaml").write_text(ROLES + "  - id: mine\n    name: Mine\n", "utf-8")
    git(repo, "commit", "-am", "mine")
    git(repo, "checkout", "main")
    (repo / "users.csv").write_text(USERS + "u3,zhao\n", "utf-8")
    git(repo, "commit", "-am", "theirs")
    git(repo, "checkout", "feature")
    assert set(changes_since(repo, "main").lines) == {"roles.yaml"}


def test_changed_asks_the_ci_system(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On GitHub and GitLab the target branch needs no argument."""
    (repo / "roles.yaml").write_text(ROLES + "  - id: mine\n    name: Mine\n", "utf-8")
    git(repo, "commit", "-am", "mine")
    for name in (
        "GITHUB_BASE_REF",
        "CHANGE_TARGET",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    ):
        monkeypatch.delenv(name, raising=False)
    assert changes_since(repo, None).lines == {}
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert changes_since(repo, None).lines == {}, "a branch that was not fetched"
    git(repo, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    assert set(changes_since(repo, None).lines) == {"roles.yaml"}


def test_a_cause_on_a_changed_line_is_enough() -> None:
    """The finding stands elsewhere, what breaks it was changed here."""
    rule = make_rule()
    finding = make_finding(rule, "a", Place("grants.yaml", 4))
    finding.cause = Thing("role", "r", "r", "roles.yaml:2:3")
    kept, gone = make_outcome(rule, finding), make_outcome(make_rule("access.b"), make_finding(rule, "b"))
    gone.findings[0].rule = "access.b"
    changes = Changes("HEAD", {"roles.yaml": [(2, 2)]})
    changes([kept, gone])
    assert (kept.count, gone.count, gone.status, changes.left_out) == (1, 0, "passed", 1)


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "", "HEAD^{tree}"])
def test_a_revision_that_is_none(repo: Path, ref: str) -> None:
    """One clear error; nothing that begins with a dash reaches git as an option."""
    if not ref:
        assert changes_since(repo, None).since == "HEAD"
        return
    with pytest.raises(UsageError, match="no revision"):
        changes_since(repo, ref)


def test_changed_outside_a_repository(tmp_path: Path) -> None:
    """Said plainly."""
    with pytest.raises(UsageError, match="git"):
        changes_since(tmp_path, None)


# Repairs

PACK: dict[str, Rule] = load_pack(builtin_rules() / "config").rules


def fix(name: str, text: str, rule_id: str, pointer: str = "", **evidence: Any) -> str:
    """A file's text after one repair."""
    rule = PACK[rule_id]
    finding = make_finding(rule, "x", Place(name, 1, 1), pointer=pointer, **evidence)
    return repaired(name, text.encode("utf-8"), rule, finding).decode("utf-8")


@pytest.mark.parametrize(
    ("name", "before", "pointer", "after"),
    [
        ("a.yaml", "# keep\na:  ' sales '   # why\nb: 1\n", "/a", "# keep\na:  'sales'   # why\nb: 1\n"),
        ("a.yaml", "a: ＡＢ１\r\nb: 2\r\n", "/a", "a: AB1\r\nb: 2\r\n"),
        ("a.json", '{\n  "a" : " x ",\t"b": [1,2]}', "/a", '{\n  "a" : "x",\t"b": [1,2]}'),
        ("a.toml", "# keep\na = ' x ' # why\n", "/a", "# keep\na = 'x' # why\n"),
    ],
)  # fmt: skip
def test_values_are_cleaned_and_nothing_else_moves(name: str, before: str, pointer: str, after: str) -> None:
    """Comments, line ends, quotes and spacing stay."""
    assert fix(name, before, "config.untidy_value", pointer) == after


@pytest.mark.parametrize(
    ("name", "before", "pointer", "after"),
    [
        ("a.json", '{"m": ["a", "b", "a"]}', "/m", '{"m": ["a", "b"]}'),
        ("a.json", '{"m": [\n "a",\n "a",\n "b"\n]}', "/m", '{"m": [\n "a",\n "b"\n]}'),
        ("a.yaml", "m: # keep\n  - a\n  - b\n  - a # last\nn: 1\n", "/m", "m: # keep\n  - a\n  - b # last\nn: 1\n"),
        ("a.yaml", "m: [a, b, a]\n", "/m", "m: [a, b]\n"),
        ("a.toml", 'm = ["a", "b",\n "a"]\n', "/m", 'm = ["a", "b"]\n'),
    ],
)
def test_repeated_entries_go(name: str, before: str, pointer: str, after: str) -> None:
    """The later one, with its separator."""
    assert fix(name, before, "config.repeated_entry", f"{pointer}/2", list=pointer) == after


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.yaml", "m:\n  - b\n  - 'a'\n  - c\nn: 1 # x\n", "m:\n  - 'a'\n  - b\n  - c\nn: 1 # x\n"),
        ("a.json", '{"m": ["b",  "a"]}', '{"m": ["a",  "b"]}'),
    ],
)
def test_entries_are_sorted(name: str, before: str, after: str) -> None:
    """Separators and indentation stay where they are."""
    assert fix(name, before, "config.entry_out_of_order", "/m/1", list="/m") == after


@pytest.mark.parametrize(
    ("name", "before", "rule", "pointer", "evidence"),
    [
        ("a.yaml", "m:\n  - b # mine\n  - a\n", "config.entry_out_of_order", "/m/1", {"list": "/m"}),
        ("a.yaml", "m:\n  - b\n  - a # mine\n", "config.entry_out_of_order", "/m/1", {"list": "/m"}),
        ("a.yaml", "m:\n  - a # first\n  - a\n", "config.repeated_entry", "/m/1", {"list": "/m"}),
        ("a.yaml", 'a: "\\u3000x"\n', "config.untidy_value", "/a", {}),
        ("a.yaml", "a: x\n", "config.untidy_value", "/a", {}),
        ("a.yaml", "a: &x [ １ ]\nb: *x\n", "config.untidy_value", "/a/0", {}),
        ("a.yaml", "a: １\n", "config.untidy_value", "/a", {}),
        ("a.yaml", "a: [\n", "config.untidy_value", "/a", {}),
        ("a.json", '{"a": " x "}', "config.schema_violation", "/a", {"keyword": "enum", "nearest": "y"}),
        ("a.json", '{"a": 3}', "config.schema_violation", "/a", {"keyword": "type"}),
    ],
)  # fmt: skip
def test_what_is_not_safe_is_refused(name: str, before: str, rule: str, pointer: str, evidence: dict[str, Any]) -> None:
    """Whose comment it is, what changes its type, what is written with escapes: a person decides."""
    with pytest.raises(RefusedError):
        fix(name, before, rule, pointer, **evidence)


def test_a_schema_tells_what_is_right() -> None:
    """Only when the clean value is one that the schema names."""
    evidence = {"keyword": "enum", "nearest": "sales"}
    assert fix("a.json", '{"a": "ｓales "}', "config.schema_violation", "/a", **evidence) == '{"a": "sales"}'
    assert fix("a.json", '{"a": ["x", "x"]}', "config.schema_violation", "/a", keyword="uniqueItems") == '{"a": ["x"]}'


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.yaml", "a: 1\n# healthcheck: ignore[flow.x] reason='y'\nb: 2\n", "a: 1\nb: 2\n"),
        ("a.yaml", "a: 1   # healthcheck: ignore[flow.x]\nb: 2\n", "a: 1\nb: 2\n"),
        ("a.xml", "<a>\r\n  <!-- healthcheck: ignore[flow.x] -->\r\n  <b/>\r\n</a>", "<a>\r\n  <b/>\r\n</a>"),
        ("a.sql", "SELECT 1; -- healthcheck: ignore[flow.x]", "SELECT 1;"),
    ],
)
def test_unused_comments_go(name: str, before: str, after: str) -> None:
    """With their line when they had one to themselves."""
    from healthcheck.suppress import find

    (one,) = find(name, before.encode())
    rule = PACK["config.suppression_unused"]
    finding = make_finding(rule, "x", one.place)
    finding.evidence["rule"] = "flow.x"
    assert repaired(name, before.encode(), rule, finding).decode() == after


def test_a_comment_that_says_more_stays() -> None:
    """A person's words are not ours to take away."""
    text = b"a: 1 # agreed with Li; healthcheck: ignore[flow.x]\n"
    from healthcheck.suppress import find

    (one,) = find("a.yaml", text)
    finding = make_finding(PACK["config.suppression_unused"], "x", one.place)
    finding.evidence["rule"] = "flow.x"
    with pytest.raises(RefusedError):
        repaired("a.yaml", text, PACK["config.suppression_unused"], finding)


_ENTRY = st.text("ab １Ａ'\"#,:-[]{}", max_size=6)


@given(st.lists(_ENTRY, min_size=1, max_size=6), st.sampled_from(["config.untidy_value", "config.repeated_entry", "config.entry_out_of_order"]), st.booleans())  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_repairs_never_say_something_else(entries: list[str], rule_id: str, as_yaml: bool) -> None:
    """For any list: refused, or the file reads as it did but for the one thing."""
    import yaml

    text = "".join(f"- {json.dumps(e, ensure_ascii=False)} # {i}\n" for i, e in enumerate(entries)) if as_yaml else ""
    name = "a.yaml" if as_yaml else "a.json"
    text = text or json.dumps(entries, ensure_ascii=False)
    evidence = {} if rule_id == "config.untidy_value" else {"list": ""}
    try:
        after = fix(name, text, rule_id, "/0", **evidence)
    except RefusedError:
        return
    read: Callable[[str], Any] = yaml.safe_load if as_yaml else json.loads
    if rule_id == "config.untidy_value":
        assert read(after) == [clean(entries[0], PACK[rule_id]), *entries[1:]]
    elif rule_id == "config.repeated_entry":
        assert read(after) == list(dict.fromkeys(entries))
    else:
        assert read(after) == sorted(entries)
    assert after.count("#") == text.count("#") or not as_yaml


def test_fix_repairs_files_and_diff_only_shows(repo: Path) -> None:
    """`--diff` changes nothing and exits 1; `--fix` repairs, then checks; a second run has nothing to do."""
    roles = "roles:\n  - id: 'sales '   # head office\n    name: Sales\n    menus: [a:x, b:y, a:x]\n  - id: stock\n"
    (repo / "roles.yaml").write_text(roles, "utf-8")
    (repo / "grants.yaml").write_text(GRANTS.replace("u9", "u2"), "utf-8")
    code, out, err = check(repo, "--diff")
    assert code == FAILED and (repo / "roles.yaml").read_text("utf-8") == roles
    assert "+  - id: 'sales'   # head office" in out and "-    menus: [a:x, b:y, a:x]" in out
    assert "2 repairs would be made in 1 files" in err
    code, _, err = check(repo, "--fix")
    assert "2 repairs made in 1 files" in err
    assert code == PASSED, "with the space gone, the grants meet their role"
    assert "id: 'sales'   # head office" in (repo / "roles.yaml").read_text("utf-8")
    assert "menus: [a:x, b:y]" in (repo / "roles.yaml").read_text("utf-8")
    code, out, err = check(repo, "--diff")
    assert (code, out) == (PASSED, "") and "0 repairs" in err


def test_a_file_outside_is_not_repaired(tmp_path: Path) -> None:
    """A link, or a path that leads out, is left alone; so is one that changed meanwhile."""
    root, outside = tmp_path / "root", tmp_path / "out.json"
    root.mkdir()
    outside.write_text('{"a": " x "}', "utf-8")
    (root / "link.json").symlink_to(outside)
    (root / "a.json").write_text('{"a": " x "}', "utf-8")
    rule = PACK["config.untidy_value"]

    def outcome(path: str) -> list[Outcome]:
        return [make_outcome(rule, make_finding(rule, "x", Place(path, 1, 1), pointer="/a"))]

    for path in ("link.json", "../out.json"):
        planned = plan_repairs(root, outcome(path))
        assert planned.changes == [] and len(planned.refused) == 1
    (change,) = plan_repairs(root, outcome("a.json")).changes
    (root / "a.json").write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="changed while"):
        change.write(root)
    assert (root / "a.json").read_text("utf-8") == "{}"


# Comments, counts, watching


def test_comments_accept_findings_and_useless_ones_are_told(repo: Path) -> None:
    """The finding is accepted where its line says so, and the report says that one is."""
    comment = f'healthcheck: ignore[{MISSING_USER}] until=2099-12-31 reason="leaves in May"'
    (repo / "grants.yaml").write_text(GRANTS.replace("gone", comment), "utf-8")
    code, out, _ = check(repo)
    assert code == PASSED and "comment in the file 1" in " ".join(out.split())
    (repo / "grants.yaml").write_text(GRANTS.replace("# gone", "").replace("u9", f"u1 # {comment}"), "utf-8")
    assert found(repo).get("config.suppression_unused") == 1
    assert check(repo, "--fix")[0] == PASSED
    assert "healthcheck:" not in (repo / "grants.yaml").read_text("utf-8")


@pytest.mark.parametrize("notation", ["csv", "json", "xlsx"])
def test_where_a_format_has_no_comments_a_waiver_accepts(repo: Path, notation: str) -> None:
    """`waivers.toml` in the repository is taken by itself; when its day is over the finding counts again."""
    rows = [{"user": "u1", "role": "sales"}, {"user": "u9", "role": "sales"}, {"user": "u2", "role": "stock"}]
    if notation == "xlsx":
        data = workbook({"授权": [["user", "role"], *[list(r.values()) for r in rows]]})
    elif notation == "csv":
        data = ("user,role\n" + "".join(",".join(r.values()) + "\n" for r in rows)).encode()
    else:
        data = json.dumps({"grants": rows}).encode()
    (repo / "grants.yaml").unlink()
    (repo / f"grants.{notation}").write_bytes(data)
    settings = (repo / "healthcheck.toml").read_text("utf-8").replace("grants.yaml", f"grants.{notation}")
    (repo / "healthcheck.toml").write_text(settings, "utf-8")
    assert found(repo) == {MISSING_USER: 1}
    waiver = f'[[waiver]]\nrule = "{MISSING_USER}"\nobject = "u9*"\nreason = "leaves"\nowner = "Li"\nuntil = {{}}\n'
    (repo / "waivers.toml").write_text(waiver.format("2999-12-31"), "utf-8")
    assert found(repo) == {} and check(repo)[0] == PASSED
    (repo / "waivers.toml").write_text(waiver.format("2020-12-31"), "utf-8")
    assert found(repo) == {MISSING_USER: 1}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_statistics_are_counts(repo: Path, lang: str) -> None:
    """Per rule, with what is accepted; as JSON for programs."""
    code, out, _ = run_cli("check", str(repo), "--statistics", lang=lang)
    assert code == PASSED and out.splitlines()[0].split()[:2] == ["1", MISSING_USER]
    _, out, _ = run_cli("check", str(repo), "--statistics", "--format", "json", lang=lang)
    assert json.loads(out)[0]["count"] == 1


def test_select_ignore_and_exit_codes(repo: Path) -> None:
    """By beginning of the id, tag and severity; the bar and --exit-zero."""
    assert check(repo, "--select", "config")[0] == PASSED
    assert check(repo, "--ignore", "access")[0] == PASSED
    assert check(repo, "--select", "medium")[0] == FAILED
    assert check(repo, "--select", "go-live")[0] == FAILED
    assert check(repo, "--exit-zero")[0] == PASSED
    assert run_cli("check", str(repo), "--fail-on", "never")[0] == PASSED


def test_watch_checks_again_when_a_file_changes(repo: Path) -> None:
    """A defect that is typed in is reported without another command; an interrupt ends it."""
    pytest.importorskip("watchfiles")
    command = [
        sys.executable,
        "-u",
        "-c",
        "from healthcheck.cli import main; main()",
        "check",
        str(repo),
        "--watch",
        "--statistics",
    ]
    environment = {**os.environ, "HEALTHCHECK_LANG": "en", "PYTHONUTF8": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            while "watching" not in process.stderr.readline():
                assert process.poll() is None
            time.sleep(0.5)
            (repo / "grants.yaml").write_text(GRANTS + "  - user: u2\n    role: nowhere\n", "utf-8")
            seen = ""
            deadline = time.monotonic() + 30
            while MISSING_ROLE not in seen and time.monotonic() < deadline:
                seen = process.stdout.readline()
            assert MISSING_ROLE in seen
        finally:
            process.kill()


def test_the_customers_edition_shows_no_line_of_a_file(repo: Path) -> None:
    """Excerpts are of the files as they are; what goes to a customer has none."""
    assert "u9 # gone" in check(repo)[1]
    code, out, _ = check(repo, "--edition", "customer")
    assert code == FAILED and "# gone" not in out
