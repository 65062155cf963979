"""Files that were made to hurt the reader: one clear finding each, bounded memory, and the rest is checked."""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from pathlib import Path

import pytest

from healthcheck.config.check import check, open_repository
from healthcheck.outcome import Finding
from healthcheck.rule import builtin_rules, load_pack, select
from tests.configs import findings_of, write

SETTINGS = """
recognise = true
[[target]]
files = "roles/**"
[target.facts.role]
rows = "roles[]"
columns = { role_id = "id", name = "name" }
"""

GOOD = "roles:\n  - {id: sales, name: Sales}\n"


def laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines) + "\n"


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 80_000_000)
    return data.getvalue()


ENTITIES = '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<r>&x;</r>\n'

HOSTILE: dict[str, tuple[str, str | bytes, str, int, int]] = {
    "aliases that multiply": ("roles/laughs.yaml", laughs(), "config.hostile_content", 7, 12),
    "a tag that runs a command": (
        "roles/tag.yaml",
        "roles:\n  - id: a\n    name: !!python/object/apply:os.system ['id']\n",
        "config.hostile_content",
        3,
        11,
    ),
    "an entity that reads a file": ("roles/entity.xml", ENTITIES, "config.hostile_content", 2, 1),
    "an archive that unpacks to hundreds of megabytes": ("roles/bomb.xlsx", bomb(), "config.hostile_content", 0, 0),
    "JSON nested a hundred thousand deep": ("roles/deep.json", "[" * 100_000, "config.hostile_content", 1, 201),
    "YAML nested a hundred thousand deep": ("roles/deep.yaml", "[" * 100_000, "config.hostile_content", 1, 201),
    "XML nested a hundred thousand deep": ("roles/deep.xml", "<a>" * 100_000, "config.hostile_content", 1, 601),
    "TOML nested too deep": ("roles/deep.toml", "a = " + "[" * 5_000 + "]" * 5_000, "config.hostile_content", 1, 205),
    "bytes that are no text": ("roles/bytes.yaml", b"roles:\n  - id: \xff\xfe\x00\n", "config.wrong_encoding", 2, 9),
    "GBK": ("roles/gbk.yaml", "roles:\n  - id: 销售\n".encode("gbk"), "config.wrong_encoding", 2, 9),
    "a byte order mark": ("roles/bom.json", b'\xef\xbb\xbf{"roles": []}', "config.byte_order_mark", 1, 1),
    "200 MB": ("roles/large.json", b"", "config.unreadable_file", 0, 0),
    "a key given twice": ("roles/twice.json", '{"roles": [{"id": "a",\n "id": "b"}]}', "config.duplicate_key", 2, 2),
    "a key given twice in YAML": ("roles/twice.yaml", "roles:\n- id: a\n  id: b\n", "config.duplicate_key", 3, 3),
    "a key given twice in TOML": ("roles/twice.toml", "[a]\nid = 1\nid = 2\n", "config.duplicate_key", 3, 1),
    "a column given twice": ("roles/twice.csv", "id,name,id\n1,a,2\n", "config.duplicate_key", 1, 9),
    "a NUL character": ("roles/nul.toml", b"a = 1\n\x00", "config.wrong_encoding", 2, 1),
    "NaN": ("roles/nan.json", '{"roles": [],\n "x": NaN}', "config.syntax_error", 2, 7),
    "an archive that is none": ("roles/none.xlsx", b"PK\x03\x04 no archive", "config.unreadable_file", 0, 0),
    "an alias of itself": ("roles/self.yaml", "roles: &a [*a]\n", "config.syntax_error", 1, 12),
}


@pytest.mark.parametrize("story", HOSTILE)
def test_a_hostile_file_is_one_clear_finding_and_the_rest_is_checked(tmp_path: Path, story: str) -> None:
    path, content, rule, line, column = HOSTILE[story]
    write(tmp_path, {"healthcheck.toml": SETTINGS, "roles/good.yaml": GOOD, path: content})
    if story == "200 MB":
        with (tmp_path / path).open("wb") as file:
            file.truncate(200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    found = findings_of(tmp_path)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [(f.rule, f.places[0].path, f.places[0].line, f.places[0].column) for f in found] == [
        (rule, path, line, column)
    ], [(f.rule, f.evidence.get("detail_en"), f.places) for f in found]
    assert found[0].evidence["detail_en"] and found[0].evidence["detail_zh"]
    assert sys.platform != "linux" or grown < 300_000  # kB


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    repo = tmp_path / "repo"
    write(repo, {"healthcheck.toml": SETTINGS, "roles/good.yaml": GOOD})
    (repo / "roles" / "link.yaml").symlink_to(tmp_path / "secret.yaml")

    found = findings_of(repo)

    assert [(f.rule, f.origin) for f in found] == [("config.hostile_content", ["roles/link.yaml"])]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("../../etc/passwd", "leads out of the repository"),
        ("/etc/passwd", "leads out of the repository"),
        ("%2e%2e/%2e%2e/etc/passwd", "leads out of the repository"),
        ("file:///etc/passwd", "leads out of the repository"),
        ("http://example.com/role.json", "never from the network"),
        ("missing.json", "cannot be read"),
    ],
)
def test_a_reference_of_a_schema_stays_in_the_repository(tmp_path: Path, reference: str, said: str) -> None:
    schema = f'{{\n  "properties": {{"roles": {{"$ref": "{reference}"}}}}\n}}\n'
    settings = '[[target]]\nfiles = "roles/*"\nschema = "schemas/role.json"\n'
    write(tmp_path, {"healthcheck.toml": settings, "schemas/role.json": schema, "roles/good.yaml": GOOD})

    [found] = findings_of(tmp_path)

    assert found.rule == "config.schema_unusable"
    assert (found.places[0].path, found.places[0].line, found.places[0].column) == ("schemas/role.json", 2, 36)
    assert found.places[0].end_column == 36 + len(reference) + 2
    assert said in found.evidence["detail_en"]


def test_everything_hostile_at_once_leaves_the_good_file_checked(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {path: content for path, content, *_ in HOSTILE.values() if content}
    good = "roles:\n  - {id: sales, name: Sales}\n  - {id: '', name: Nobody}\n"
    write(tmp_path, {"healthcheck.toml": SETTINGS, "roles/good.yaml": good, **files})

    found = findings_of(tmp_path)

    by_file: dict[str, list[Finding]] = {}
    for finding in found:
        by_file.setdefault(finding.places[0].path, []).append(finding)
    assert {path: len(listed) for path, listed in by_file.items()} == {**dict.fromkeys(files, 1), "roles/good.yaml": 1}
    assert by_file["roles/good.yaml"][0].rule == "config.value_unfit"


def test_what_could_not_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """A grant to a role of a broken file is no grant to a missing role."""
    settings = (
        SETTINGS
        + """
[[target]]
files = "grants.csv"
[target.facts.role_grant]
columns = { user_id = "user", role_id = "role" }
[target.facts.user_account]
columns = { user_id = "user" }
"""
    )
    write(
        tmp_path,
        {
            "healthcheck.toml": settings,
            "roles/a.yaml": GOOD,
            "roles/b.yaml": "roles: [",
            "grants.csv": "user,role\nann,buyer\n",
        },
    )
    pack = load_pack(builtin_rules())
    rules = select(pack.rules, ["config", "access.grant_to_missing_role"])

    from healthcheck.adapters import Adapters

    result = check(open_repository(tmp_path), lambda: (pack, rules), Adapters, cache=False)

    outcome = next(o for o in result.outcomes if o.rule.id == "access.grant_to_missing_role")
    assert outcome.status == "skipped"
    assert outcome.reason is not None and "not read whole" in outcome.reason.en
