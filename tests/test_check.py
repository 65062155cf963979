"""``healthcheck check``: settings, schemas, mappings, one system out of many files, places, memory and the live system."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from healthcheck.cli import run
from healthcheck.config import settings
from healthcheck.config.check import open_repository
from healthcheck.errors import UsageError
from healthcheck.facts import BUILT_IN
from healthcheck.outcome import Place
from tests.configs import checked, findings_of, write
from tests.workbooks import workbook

ROLES = """\
[[target]]
name = "roles"
files = "roles/*.yaml"
schema = "schemas/role.json"
[target.facts.role]
rows = "roles[]"
columns = { role_id = "id", code = "id", name = "name", active = "active" }
[target.facts.permission_grant]
rows = ["roles[]", "permissions[]"]
columns = { role_id = "^.id", permission_id = "@" }

[[target]]
name = "users"
files = "users.csv"
[target.facts.user_account]
columns = { user_id = "账号", login = "账号", name = "姓名" }
[target.facts.role_grant]
columns = { user_id = "账号", role_id = { from = "角色", split = ";" } }
"""

ROLE_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"roles": {"type": "array", "items": {"$ref": "parts.yaml#/role"}}},
    }
)
PARTS = """\
role:
  type: object
  additionalProperties: false
  required: [id]
  properties:
    id: {type: string}
    name: {type: string}
    active: {type: boolean}
    scope: {enum: [all, unit, self]}
    permissions: {type: array, items: {type: string}}
"""
SALES = """\
roles:
  - id: sales
    name: 销售
    permissions: [order:read, order:write]
  - id: audit
    name: 审计
"""
REPO = {
    "healthcheck.toml": ROLES,
    "schemas/role.json": ROLE_SCHEMA,
    "schemas/parts.yaml": PARTS,
    "roles/sales.yaml": SALES,
    "users.csv": "账号,姓名,角色\nzhang,张三,sales;audit\n",
}


def test_a_sound_repository_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, REPO)
    assert findings_of(tmp_path, ["config", "access.grant_to_missing_role"]) == []
    assert run(["check", str(tmp_path), "--no-cache", "--select", "config", "--lang", "en"]) == 0


def test_files_of_three_kinds_are_one_system(tmp_path: Path) -> None:
    """A role file, a user list and a flow are held against each other."""
    bpmn = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:f="http://flowable.org/bpmn">
  <process id="order" name="Order" isExecutable="true">
    <startEvent id="s"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="t"/>
    <userTask id="t" name="Approve" f:candidateGroups="cfo"/>
    <sequenceFlow id="b" sourceRef="t" targetRef="e"/>
    <endEvent id="e"/>
  </process>
</definitions>
"""
    more = '\n[[target]]\nname = "flows"\nfiles = "*.bpmn"\nformat = "bpmn"\n'
    write(tmp_path, {**REPO, "healthcheck.toml": ROLES + more, "order.bpmn": bpmn})
    write(tmp_path, {"users.csv": "账号,姓名,角色\nzhang,张三,sales;buyer\n"})

    found = findings_of(tmp_path, ["access.grant_to_missing_role", "flow.all_approvers_gone"])

    assert [(f.rule, f.origin, f.places) for f in found] == [
        ("flow.all_approvers_gone", ["order.bpmn:6:5"], [Place("order.bpmn", 6, 5, 6, 62)]),
        ("access.grant_to_missing_role", ["users.csv:2:10"], [Place("users.csv", 2, 10, 2, 21)]),
    ]


@pytest.mark.parametrize(
    ("text", "said", "zh", "place"),
    [
        ("roles:\n- {id: a, nmae: b}\n", "the key nmae is not known here. Did you mean name?", "是否想写 name", (2, 11, 2, 15)),
        ("roles:\n- {id: a, scope: al}\n", 'scope is "al"; expected one of "all", "unit", "self". Did you mean all?', "只能取", (2, 18, 2, 20)),
        ("roles:\n- {id: 7}\n", "id is 7; expected a text.", "应为文本", (2, 8, 2, 9)),
        ("roles:\n- {name: a}\n", "element 1 of roles has no id, which is required.", "缺少必填项 id", (2, 3, 2, 12)),
        ("roles:\n- {idd: a}\n", "the key idd is not known here. Did you mean id?", "未知的键 idd", (2, 4, 2, 7)),
        ("roles: 5\n", "roles is 5; expected a list.", "应为列表", (1, 8, 1, 9)),
        ("roles: {}\n", "roles is an object; expected a list.", "roles 是对象，应为列表", (1, 8, 1, 10)),
    ],
)  # fmt: skip
def test_a_schema_error_stands_at_the_key_at_fault_and_says_what_was_expected(
    tmp_path: Path, text: str, said: str, zh: str, place: tuple[int, int, int, int]
) -> None:
    write(tmp_path, {**REPO, "roles/sales.yaml": text})
    found = [f for f in findings_of(tmp_path) if f.rule == "config.schema_violation"]
    assert [(f.evidence["detail_en"], f.places) for f in found] == [(said, [Place("roles/sales.yaml", *place)])]
    assert zh in found[0].evidence["detail_zh"]


def test_alternatives_are_told_by_the_branch_that_was_meant(tmp_path: Path) -> None:
    schema = {
        "oneOf": [
            {"properties": {"kind": {"const": "user"}, "login": {"type": "string"}}, "required": ["kind", "login"]},
            {"properties": {"kind": {"const": "group"}, "members": {"type": "array"}}, "required": ["kind", "members"]},
        ]
    }
    settings_text = '[[target]]\nfiles = "*.json"\nexclude = "s.json"\nschema = "s.json"\n'
    write(
        tmp_path,
        {
            "healthcheck.toml": settings_text,
            "s.json": json.dumps(schema),
            "a.json": '{"kind": "group",\n "members": "x"}',
        },
    )
    [found] = findings_of(tmp_path)
    assert found.evidence["detail_en"] == 'members is "x"; expected a list.'
    assert found.places == [Place("a.json", 2, 13, 2, 16)]


@pytest.mark.parametrize(
    "draft", ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"]
)
def test_drafts_07_and_2020_12_are_both_understood(tmp_path: Path, draft: str) -> None:
    tuple_of = {"items": [{"type": "string"}]} if "07" in draft else {"prefixItems": [{"type": "string"}]}
    settings_text = '[[target]]\nfiles = "a.json"\nschema = "s.json"\n'
    write(
        tmp_path,
        {"healthcheck.toml": settings_text, "s.json": json.dumps({"$schema": draft, **tuple_of}), "a.json": "[7]"},
    )
    [found] = findings_of(tmp_path)
    assert found.evidence["detail_en"] == "element 1 is 7; expected a text."


def test_a_value_that_does_not_fit_its_fact_is_told_at_its_place(tmp_path: Path) -> None:
    write(tmp_path, {**REPO, "healthcheck.toml": ROLES.replace('schema = "schemas/role.json"', "")})
    write(tmp_path, {"roles/sales.yaml": "roles:\n  - id: sales\n    active: perhaps\n"})
    [found] = findings_of(tmp_path)
    assert found.rule == "config.value_unfit"
    assert found.evidence["detail_en"] == 'role.active is "perhaps"; expected true or false.'
    assert found.places == [Place("roles/sales.yaml", 3, 13, 3, 20)]


def test_a_workbook_says_sheet_and_cell(tmp_path: Path) -> None:
    text = """
[[target]]
files = "*.xlsx"
[target.facts.material]
sheet = "物料"
columns = { material_id = "编码", code = "编码", name = "名称", active = { from = "启用", default = true } }
"""
    book = workbook(
        {"说明": [["any"]], "物料": [["编码", "名称", "启用"], ["M1", "螺栓", "是"], ["M2", "螺母", "也许"]]}
    )
    write(tmp_path, {"healthcheck.toml": text, "设备.xlsx": book})
    [found] = findings_of(tmp_path)
    assert (found.rule, found.origin) == ("config.value_unfit", ["设备.xlsx!物料!C3"])
    assert found.places == [Place("设备.xlsx", sheet="物料", cell="C3")]


def test_a_renamed_column_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, {**REPO, "users.csv": "账号名,姓名,角色\nzhang,张三,sales\n"})
    found = [f for f in findings_of(tmp_path) if f.rule == "config.mapping_mismatch"]
    assert found[0].places == [Place("users.csv", 1, 1, 1, 10)]
    assert "Did you mean 账号名?" in found[0].evidence["detail_en"]


KUBERNETES = """\
none = ["role_parent"]
[[target]]
name = "rbac"
files = "k8s/*.yaml"
[[target.facts.role]]
rows = "[@][?kind=='Role' || kind=='ClusterRole'][]"
columns = { role_id = "metadata.name", name = "metadata.name" }
[[target.facts.role_grant]]
rows = ["[@][?kind=='RoleBinding'][]", "subjects[]"]
columns = { role_id = "^.roleRef.name", user_id = "name" }
[[target.facts.user_account]]
rows = ["[@][?kind=='ServiceAccount'][]"]
columns = { user_id = "metadata.name", login = "metadata.name", kind = { value = "service" } }
"""
RBAC = """\
kind: Role
metadata: {name: reader}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get]
---
kind: ServiceAccount
metadata: {name: builder}
---
kind: RoleBinding
metadata: {name: read-pods}
subjects:
  - kind: ServiceAccount
    name: builder
  - kind: ServiceAccount
    name: deployer
roleRef: {kind: Role, name: reader}
---
kind: RoleBinding
metadata: {name: write-pods}
subjects:
  - {kind: ServiceAccount, name: builder}
roleRef: {kind: Role, name: writer}
"""


def test_kubernetes_rbac_is_a_mapping_like_any_other(tmp_path: Path) -> None:
    write(tmp_path, {"healthcheck.toml": KUBERNETES, "k8s/rbac.yaml": RBAC})
    found = findings_of(tmp_path, ["config", "access.grant_to_missing_role", "access.grant_to_missing_user"])
    assert [(f.rule, f.places[0].line, f.places[0].column, f.places[0].end_column) for f in found] == [
        ("access.grant_to_missing_user", 17, 11, 19),
        ("access.grant_to_missing_role", 23, 34, 41),
    ]


def test_settings_may_stand_in_pyproject(tmp_path: Path) -> None:
    text = ROLES.replace("[[target]]", "[[tool.healthcheck.target]]").replace("[target.", "[tool.healthcheck.target.")
    write(tmp_path, {**REPO, "pyproject.toml": text, "roles/sales.yaml": "roles:\n- {id: 7}\n"})
    (tmp_path / "healthcheck.toml").unlink()
    assert [f.places[0].line for f in findings_of(tmp_path)] == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[target]]\nfilse = "x"\n', "healthcheck.toml:2:1: the key filse is not known here. Did you mean files?"),
        ('[[target]]\nfiles = "x"\n[target.facts.rol]\ncolumns = {}\n', "3:15: the key rol is not known here. Did you mean role?"),
        ('[[target]]\nfiles = "x"\nfacts.role.columns = { role_i = "id" }\n', "3:24: the key role_i is not known here. Did you mean role_id?"),
        ('[[target]]\nfiles = "x"\nfacts.role.columns = { name = "n" }\n', "role needs role_id, its key."),
        ('[[target]]\nfiles = "x.json"\nfacts.role = { rows = "a[", columns = { role_id = "id" } }\n', "'a[' is no JMESPath expression"),
        ("[target]\nx = 1\n", "healthcheck.toml:1:1: target is a table; expected a list: [[target]] for each entry, or target = […]."),
        ("[against.complete]\n", "against.complete is a table; expected a list: [[against.complete]] for each entry, or complete = […]."),
        ('fail-on = "hihg"\n', 'fail-on is "hihg"; expected one of'),
        ("a = 1\na = 2\n", "healthcheck.toml:2:1: a is given twice"),
        ('[[target]]\nfiles = "x"\nformat = "bpnm"\n', "there is no format 'bpnm'. Known: bpmn"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_told_with_its_place_and_what_was_meant(
    tmp_path: Path, text: str, said: str
) -> None:
    write(tmp_path, {"healthcheck.toml": text, "x": ""})
    with pytest.raises(UsageError) as caught:
        checked(tmp_path)
    assert said in caught.value.text.en
    assert caught.value.text.zh


def test_the_published_schema_of_the_settings_is_the_one_that_is_used() -> None:
    path = Path(__file__).parent.parent / "docs" / "reference" / "healthcheck.schema.json"
    assert json.loads(path.read_text("utf-8")) == settings.schema(BUILT_IN), "run docs/generate.py"
    jsonschema.Draft202012Validator.check_schema(settings.schema())
    import tomllib

    assert list(jsonschema.Draft202012Validator(settings.schema()).iter_errors(tomllib.loads(ROLES))) == []
    assert list(jsonschema.Draft202012Validator(settings.schema()).iter_errors({"target": [{"filse": "x"}]}))


def test_the_second_run_reads_nothing_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path / "cache"))
    repo = tmp_path / "repo"
    write(repo, {**REPO, "users.csv": "账号,姓名,角色\nzhang,张三,buyer\n"})
    only = ["config", "access.grant_to_missing_role"]
    first = checked(repo, only, cache=True)

    from healthcheck.config import reading

    monkeypatch.setattr(reading.Reader, "read", lambda *_: pytest.fail("a file was read again"))
    second = checked(repo, only, cache=True)

    assert [f.fingerprint for f in second.findings] == [f.fingerprint for f in first.findings]
    assert [(f.places, f.evidence, f.origin) for f in second.findings] == [
        (f.places, f.evidence, f.origin) for f in first.findings
    ]
    assert second.exit_code("medium") == first.exit_code("medium") == 1


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path / "cache"))
    repo = tmp_path / "repo"
    write(repo, REPO)
    checked(repo, cache=True)

    from healthcheck.config.reading import FileResult, Job, Reader

    read: list[str] = []
    original = Reader.read

    def noted(self: Reader, job: Job) -> FileResult:
        read.append(job.paths[0])
        return original(self, job)

    monkeypatch.setattr(Reader, "read", noted)
    write(repo, {"roles/sales.yaml": SALES.replace("audit", "control")})
    result = checked(repo, ["access.grant_to_missing_role"], cache=True)
    assert read == ["roles/sales.yaml"]
    assert [f.places[0].path for f in result.findings] == ["users.csv"]

    # Another schema judges every file anew.
    read.clear()
    write(repo, {"schemas/parts.yaml": PARTS.replace("id: {type: string}", "id: {type: integer}")})
    assert {f.rule for f in checked(repo, ["config"], cache=True).findings} == {"config.schema_violation"}
    assert "roles/sales.yaml" in read


def test_a_damaged_or_foreign_cache_is_as_if_it_were_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path / "cache"))
    repo = tmp_path / "repo"
    write(repo, {**REPO, "roles/sales.yaml": "roles:\n- {id: 7}\n"})
    before = [f.fingerprint for f in checked(repo, cache=True).findings]
    for path in (tmp_path / "cache").rglob("*.z"):
        path.write_bytes(b"\x78\x9c not what was written")
    assert [f.fingerprint for f in checked(repo, cache=True).findings] == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "cache").rglob("*.z")) or os.name == "nt"


def test_against_the_live_system_only_what_the_change_breaks_is_left(tmp_path: Path) -> None:
    """The live system has a role and its holder; the repository renames the role's state and adds a grant to nobody."""
    live = tmp_path / "live"
    write(live, {
        "role.csv": "role_id,code,name,active,deleted\n107,sales,Sales,true,false\n108,audit,Audit,true,false\n",
        "user_account.csv": "user_id,login,name,active,deleted\n1,ann,Ann,true,false\n",
        "role_grant.csv": "user_id,role_id\n1,107\n1,999\n",
    })  # fmt: skip
    snapshot = tmp_path / "live.duckdb"
    assert run(["collect", str(live), "-o", str(snapshot), "--lang", "en"]) == 0
    repo = tmp_path / "repo"
    text = """
[[target]]
files = "roles.yaml"
[target.facts.role]
rows = "roles[]"
columns = { role_id = "id", code = "id", name = "name", active = "active" }
[[target]]
files = "grants.csv"
[target.facts.role_grant]
columns = { user_id = "user", role_id = "role" }
"""
    write(repo, {
        "healthcheck.toml": text,
        "roles.yaml": "roles:\n  - {id: sales, name: Sales, active: false}\n",
        "grants.csv": "user,role\nann,audit\nann,nowhere\n",
    })  # fmt: skip
    only = ["access.grant_to_missing_role", "access.grant_to_inactive_role", "access.grant_to_missing_user"]

    result = checked(repo, only, against=snapshot)

    outcomes = {o.rule.id: o for o in result.outcomes}
    missing = outcomes["access.grant_to_missing_role"]
    assert [f.origin for f in missing.findings] == [["grants.csv:3:5"]]  # the change's own
    assert [f.state for f in missing.findings] == ["new"]
    assert len(missing.waived) == 1 and missing.waived[0].waiver is not None  # stood before: role 999
    # Ann keeps a role that the change switches off, found through the role's code and the account's login.
    inactive = outcomes["access.grant_to_inactive_role"]
    assert [f.evidence["role_id"] for f in inactive.findings] == ["107"]
    assert outcomes["access.grant_to_missing_user"].status == "passed"


def test_an_expression_that_fails_on_one_file_leaves_the_others(tmp_path: Path) -> None:
    text = '[[target]]\nfiles = "*.json"\nfacts.role = { rows = "sort(roles)", columns = { role_id = "@" } }\n'
    write(tmp_path, {"healthcheck.toml": text, "a.json": '{"roles": ["x"]}', "b.json": '{"roles": 5}'})
    assert [(f.rule, f.places[0].path) for f in findings_of(tmp_path)] == [("config.mapping_mismatch", "b.json")]
    assert checked(tmp_path).coverage["role"].rows == 1


def test_a_crash_on_one_file_is_its_own_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, REPO)
    from healthcheck.config import reading

    def crash(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(reading.Reader, "_validate", crash)
    assert [(f.rule, f.places[0].path) for f in findings_of(tmp_path)] == [
        ("config.unreadable_file", "roles/sales.yaml")
    ]


def test_password_hashes_are_not_kept_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path / "cache"))
    text = '[[target]]\nfiles = "u.csv"\nfacts.user_account.columns = { user_id = "u", password_mark = "p" }\n'
    write(tmp_path / "repo", {"healthcheck.toml": text, "u.csv": "u,p\nann,5f4dcc3b5aa765d61d8327deb882cf99\n"})
    checked(tmp_path / "repo", cache=True)
    import zlib

    kept = b"".join(zlib.decompress(p.read_bytes()) for p in (tmp_path / "cache").rglob("*.z"))
    assert b'"base"' in kept and b"5f4dcc3b" not in kept


def test_nothing_to_check_is_no_pass(tmp_path: Path) -> None:
    write(tmp_path, {"healthcheck.toml": '[[target]]\nfiles = "roles/*.yaml"\n', "readme.txt": "hello"})
    assert run(["check", str(tmp_path), "--no-cache", "--lang", "en"]) == 3


def test_a_folder_without_settings_is_checked_by_what_is_recognised(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": "a: [",
            "b.json": "{}",
            "sub/c.toml": "x = 1\nx = 2\n",
            ".git/d.json": "{",
            "node_modules/e.json": "{",
        },
    )
    assert [(f.rule, f.places[0].path) for f in findings_of(tmp_path)] == [
        ("config.syntax_error", "a.yaml"),
        ("config.duplicate_key", "sub/c.toml"),
    ]


def test_many_files_are_read_on_several_cores_with_the_same_result(tmp_path: Path) -> None:
    text = '[[target]]\nfiles = "roles/*.yaml"\n[target.facts.role]\nrows = "roles[]"\ncolumns = { role_id = "id", active = "active" }\n'
    files: dict[str, str | bytes] = {
        f"roles/{n:03}.yaml": f"roles:\n- {{id: r{n}, active: {'maybe' if n % 50 == 0 else 'true'}}}\n"
        for n in range(150)
    }
    write(tmp_path, {"healthcheck.toml": text, **files})
    assert [f.places[0].path for f in findings_of(tmp_path)] == ["roles/000.yaml", "roles/050.yaml", "roles/100.yaml"]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.yaml", "a/b.yaml", True),
        ("roles/*.yaml", "roles/a.yaml", True),
        ("roles/*.yaml", "roles/x/a.yaml", False),
        ("roles/**/*.yaml", "roles/a.yaml", True),
        ("roles/**", "roles/x/a.yaml", True),
        ("roles/", "roles/x/a.yaml", True),
        ("{a,b}/*.json", "b/c.json", True),
        ("a?.json", "ab.json", True),
        ("a+b.json", "a+b.json", True),
        ("a+b.json", "aab.json", False),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert (settings.glob([pattern]).fullmatch(path) is not None) is expected


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        open_repository(tmp_path / "nowhere")
