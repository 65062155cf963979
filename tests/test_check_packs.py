"""A rule pack that was found sound is remembered, and nothing else is: neither problems, nor what has changed since."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from healthcheck import sealed, usercache, verdicts
from healthcheck.packs import VERDICTS
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.sealed import check_pack, validate
from healthcheck.verdicts import CheckedPack

RULE = """/*
severity = "high"
subject  = "role"
[en]
title   = "T"
message = "{role_id}"
fix     = "F"
[zh]
title   = "T"
message = "{role_id}"
fix     = "F"
*/
SELECT r.role_id FROM role AS r WHERE r.active
"""


@pytest.fixture
def pack_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "pack" / "access"
    folder.mkdir(parents=True)
    (folder / "one.sql").write_text(RULE, "utf-8")
    return folder


def no_database(*_: object) -> None:
    pytest.fail("the pack was validated again")


@pytest.mark.parametrize("shipped", [True, False])
def test_the_built_in_pack_is_recalled_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: bool
) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", "" if shipped else str(tmp_path))
    if not shipped:
        monkeypatch.setattr(verdicts, "VERDICTS", "is not there")
    pack = load_pack(builtin_rules())
    first = CheckedPack()
    validate(pack, pack.rules, first)
    if not shipped:
        check_pack(pack)
    monkeypatch.setattr(sealed, "empty_facts", no_database)
    again = check_pack(pack)
    assert not first.problems and again.rules == first.rules and again.derived == first.derived
    assert list(again.derived) == list(first.derived), "derived facts are created in this order"


def test_what_the_rules_bring_along_says_nothing_of_what_was_changed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", "")
    folder = tmp_path / "rules"
    shutil.copytree(builtin_rules(), folder)
    monkeypatch.setattr(verdicts, "builtin_rules", lambda: folder)
    rule = folder / "access" / "account_company_gone.sql"
    rule.write_text(rule.read_text("utf-8").replace("user_account", "user_acount"), "utf-8")
    assert set(check_pack(load_pack(folder)).problems) == {"access.account_company_gone"}
    (folder / "access" / "_more.sql").write_text("SELECT role_id FROM role", "utf-8")
    monkeypatch.setattr(sealed, "empty_facts", lambda: pytest.fail("as it must"))
    with pytest.raises(
        pytest.fail.Exception, match="as it must"
    ):  # another derived fact may change what any rule reads
        check_pack(load_pack(folder))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"base": 1, "rules": 2}', "[" * 100_000])
def test_verdicts_that_cannot_be_read_are_as_if_there_were_none(
    pack_folder: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(verdicts, "builtin_rules", lambda: pack_folder.parent)
    (pack_folder.parent / VERDICTS).write_text(text, "utf-8")
    assert set(check_pack(load_pack(pack_folder.parent)).rules) == {"access.one"}


def test_a_changed_rule_is_validated_again(pack_folder: Path) -> None:
    assert not check_pack(load_pack(pack_folder.parent)).problems
    (pack_folder / "one.sql").write_text(RULE.replace("r.active", "r.actve"), "utf-8")
    assert "actve" in str(check_pack(load_pack(pack_folder.parent)).problems["access.one"])


def test_a_changed_derived_fact_validates_what_reads_it_again(pack_folder: Path) -> None:
    (pack_folder / "_live.sql").write_text("SELECT role_id, active AS yes FROM role", "utf-8")
    (pack_folder / "one.sql").write_text(RULE.replace("role AS r WHERE r.active", "live AS r WHERE r.yes"), "utf-8")
    assert not check_pack(load_pack(pack_folder.parent)).problems
    (pack_folder / "_live.sql").write_text("SELECT role_id FROM role", "utf-8")
    assert set(check_pack(load_pack(pack_folder.parent)).problems) == {"access.one"}


def test_a_problem_is_never_remembered(pack_folder: Path) -> None:
    (pack_folder / "one.sql").write_text(RULE.replace("r.role_id FROM", "1 AS x FROM"), "utf-8")
    for _ in range(2):
        assert set(check_pack(load_pack(pack_folder.parent)).problems) == {"access.one"}


@pytest.mark.parametrize("engine", ["0.0.0", "next"])
def test_another_engine_remembers_nothing_of_this_one(
    pack_folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    pack = load_pack(pack_folder.parent)
    mark = verdicts.base_mark(pack)
    monkeypatch.setattr(verdicts, "__version__", engine)
    assert verdicts.base_mark(pack) != mark


def test_what_was_tampered_with_is_not_used(pack_folder: Path, tmp_path: Path) -> None:
    pack = load_pack(pack_folder.parent)
    check_pack(pack)
    base = verdicts.base_mark(pack)
    mark = verdicts.rule_mark(pack.rules["access.one"])
    kept: list[Any] = [{"derived": 7}, {"derived": [], "rules": {mark: 1}}, []]
    for damaged in kept:
        usercache.save("packs", base, damaged)
        assert check_pack(pack).rules["access.one"].needs.tables == {"role"}


def test_a_folder_that_cannot_be_written_is_as_if_there_were_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for given in (str(tmp_path / "file" / "below"), ""):
        monkeypatch.setenv("HEALTHCHECK_CACHE", given)
        usercache.save("packs", "key", {"a": 1})
        assert usercache.load("packs", "key") is None


def test_old_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHCHECK_CACHE", str(tmp_path))
    for number in range(usercache.KEPT + 5):
        usercache.save("runs", f"k{number}", number)
    assert len(list((tmp_path / "runs").glob("*.json.z"))) == usercache.KEPT
