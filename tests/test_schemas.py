"""JSON Schemas of the files that people write: sound, true to what reads the files, and of use in an editor."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import tomlkit
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from healthcheck import alerts, manifest, profile, rule, waive
from healthcheck.config import settings
from healthcheck.errors import HealthcheckError
from healthcheck.facts import BUILT_IN, TABLES
from healthcheck.fleet import targets
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scaffold import new_pack, new_rule
from healthcheck.schemas import published
from tests.cli import run_here

ROOT = Path(__file__).parent.parent
NAMES = ("rule-header", "pack", "healthcheck", "profile", "waivers", "alerts", "fleet")


def plain(value: Any) -> Any:
    """Parsed TOML as an editor holds it against a schema: days and instants are texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def headers() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Header of every rule in the repository, plugins' rules included."""
    for root in (builtin_rules(), *(p.parent for p in sorted((ROOT / "plugins").rglob("pack.toml")))):
        for one in load_pack(root).rules.values():
            yield one.path, tomllib.loads(rule._split(one.path, rule._read(one.path))[0])


def documented(*words: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """TOML blocks of hand-written pages that hold all the words."""
    for page in sorted([*(ROOT / "docs").glob("*/*.md"), *ROOT.glob("*.md")]):
        for block in re.findall(r"(?ms)^```toml\n(.*?)^```", page.read_text("utf-8")):
            if all(word in block for word in words):
                yield page, tomllib.loads(block)


def shipped() -> dict[str, list[tuple[Path, dict[str, Any]]]]:
    """Every file of each kind that this repository holds or shows."""

    def files(*paths: Path) -> list[tuple[Path, dict[str, Any]]]:
        return [(path, tomllib.loads(path.read_text("utf-8"))) for path in paths]

    packs = [*(ROOT / "plugins").rglob("pack.toml")]
    return {
        "rule-header": list(headers()),
        "pack": files(*packs) + list(documented("namespace", "requires")),
        "healthcheck": list(documented("[[target]]", "[target.facts")),
        "profile": files(*(ROOT / "healthcheck" / "profiles").rglob("*.toml")) + list(documented("[[gates]]")),
        "waivers": list(documented("[[waiver]]")),
        "alerts": files(ROOT / "examples" / "periodic" / "alerts.toml") + list(documented("[[channel]]")),
        "fleet": list(documented("[[target]]", "url")),
    }


SHIPPED = shipped()


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_file_is_as_its_schema_says(name: str) -> None:
    """The schema is one, and takes every file of its kind that we ship or show."""
    made = published(TABLES)[name][1]()
    Draft202012Validator.check_schema(made)
    check = jsonschema_rs.Draft202012Validator(made)
    assert SHIPPED[name]
    for path, value in SHIPPED[name]:
        wrong = [f"{path}: {'/'.join(map(str, e.instance_path))}: {e.message}" for e in check.iter_errors(plain(value))]
        assert not wrong


def test_published_as_files_and_as_a_command(tmp_path: Path) -> None:
    """docs/reference has each; `healthcheck schema` prints what the installed program takes."""
    assert tuple(published(BUILT_IN)) == NAMES
    for name in NAMES:
        assert (ROOT / "docs" / "reference" / f"{name}.schema.json").is_file()
    code, out, _ = run_here("schema")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == list(NAMES)
    code, out, _ = run_here("schema", "pack")
    assert code == 0 and json.loads(out)["title"] == "healthcheck pack"
    target = tmp_path / "w.json"
    assert run_here("schema", "waivers", "-o", str(target))[0] == 0
    assert json.loads(target.read_text("utf-8"))["title"] == "healthcheck waivers"
    assert run_here("schema", "waiver")[0] == 2


def test_keys_are_those_of_the_readers() -> None:
    """No key in one that the other does not have."""
    made = {name: make() for name, (_, make) in published(BUILT_IN).items()}
    assert set(made["rule-header"]["properties"]) == set(rule._HEADER_TYPES)
    assert set(made["pack"]["properties"]) == manifest._KEYS
    fields = {f.name for f in dataclasses.fields(alerts.Channel)} - {"variable"} | {"url_env"}
    assert set(made["alerts"]["properties"]["channel"]["items"]["properties"]) == fields


# Typing errors

HEADER = """
severity = "high"
subject = "user_account"
cause = "user_account"
effort = "minutes"
reach = "users"
tags = ["go-live"]
params = { days = 90 }
industries = ["trade"]
confidence = "likely"
discriminator = ["login"]
checks = ["PE03"]
repair = { steps = ["trim"], column = "login" }
verify = "SELECT 1 AS x FROM user_account AS u WHERE u.user_id = {user_id}"
en = { title = "t", message = "m", fix = "f" }
zh = { title = "t", message = "m", fix = "f" }
"""

PACK = """
name = "acme-people"
version = "1.2.0"
namespace = "acme"
requires = ">=0.1,<1"
author = "Acme"
products = ["odoo"]
title = { en = "People", zh = "人员" }
"""

SETTINGS = """
exclude = ["old/**"]
[[target]]
name = "users"
files = "users.csv"
[target.facts.user_account]
columns = { user_id = "id", login = { from = "login", split = ";" } }
"""

PROFILE = """
extends = "go-live"
title = { en = "Ours", zh = "本公司" }
ignore = ["report"]
[weights]
migration = 1.5
[respond]
P0 = "30m"
[[gates]]
name = "score"
measure = "score"
least = 70
otherwise = "conditions"
en = "The score is 70 or more"
zh = "得分不低于 70"
"""

WAIVERS = """
timezone = "Asia/Shanghai"
[[waiver]]
rule = "access.dormant_admin"
object = "li_*"
kind = "accepted-risk"
reason = "hand-over"
owner = "Zhang Wei"
approver = "Li Na"
until = 2026-12-31
ticket = "OPS-17"
"""

ALERTS = """
[expect]
every = "8d"
systems = ["erp"]
[[channel]]
name = "ops"
url_env = "OPS_URL"
lang = "zh"
least = "P1"
on = ["new", "silent"]
remind = "3d"
names = false
most = 10
"""

FLEET = """
[[target]]
name = "a"
url = "sqlite:///a.db"
[fleet]
seconds = 900
"""


def read_header(path: Path) -> object:
    """As a rule's file, with a query that uses the parameter."""
    file = path.with_name("rule.sql")
    file.write_text(f"/*\n{path.read_text('utf-8')}*/\nSELECT {{{{days}}}} AS user_id FROM user_account AS u", "utf-8")
    return rule.read_rule(file)


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "rule-header": (HEADER, read_header),
    "pack": (PACK, manifest.read_manifest),
    "healthcheck": (SETTINGS, lambda path: settings.read_settings(path, path.read_bytes())),
    "profile": (PROFILE, lambda path: profile.load(str(path))),
    "waivers": (WAIVERS, waive.read_waivers),
    "alerts": (ALERTS, alerts.read_config),
    "fleet": (FLEET, targets.read_fleet),
}

#: Tables whose keys are names of the author's own.
FREE = ("params", "weights", "facts")


def misspelt(value: Any, inside: str = "") -> Iterator[tuple[str, Any]]:
    """The value again and again, each time with another key that has one letter too many."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            for key, changed in misspelt(item, inside):
                yield key, [*value[:number], changed, *value[number + 1 :]]
    elif isinstance(value, dict):
        for key, item in value.items():
            if inside not in FREE:
                yield key, {(f"{k}x" if k == key else k): copy.deepcopy(v) for k, v in value.items()}
            for deeper, changed in misspelt(item, key):
                yield f"{key}.{deeper}", {**value, key: changed}


@pytest.mark.parametrize("name", NAMES)
def test_a_typing_error_is_refused_by_schema_and_reader(name: str, tmp_path: Path) -> None:
    """Any key with a letter too many: the editor marks it, and the program says the same."""
    text, read = READERS[name]
    check = jsonschema_rs.Draft202012Validator(published(BUILT_IN)[name][1]())
    path = tmp_path / "access" / "file.toml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    read(path)
    value = tomllib.loads(text)
    check.validate(plain(value))
    tried = 0
    for key, changed in misspelt(value):
        assert not check.is_valid(plain(changed)), f"the schema takes {key}x"
        path.write_text(tomlkit.dumps(changed), "utf-8")
        with pytest.raises(HealthcheckError):
            read(path)
            pytest.fail(f"the program takes {key}x")
        tried += 1
    assert tried >= 5


WRONG: dict[str, tuple[dict[str, Any], ...]] = {
    "rule-header": ({"severity": "hgih"}, {"subject": "user_acount"}, {"repair": {"steps": ["trimm"]}}, {"en": {"title": "t"}}),
    "pack": ({"version": "one"}, {"namespace": "ACME!"}, {"requires": "newest"}, {"products": "odoo"}),
    "profile": ({"extends": 1}, {"respond": {"P0": "soon"}}),
    "alerts": ({"channel": []}, {"expect": {"every": "0d"}}, {"expect": {"every": "weekly"}}),
    "waivers": ({"waiver": [{"rule": "a.b", "reason": "r", "owner": "o"}]}, {"waiver": [{"reason": "r", "owner": "o"}]}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_values_that_make_no_sense_are_refused(name: str) -> None:
    """Words out of a list, forms, what is missing."""
    value = plain(tomllib.loads(READERS[name][0]))
    check = jsonschema_rs.Draft202012Validator(published(BUILT_IN)[name][1]())
    for change in WRONG[name]:
        assert not check.is_valid({**value, **change}), change


# The language server, for rules


def test_an_editor_shows_what_is_wrong_with_rules(tmp_path: Path) -> None:
    """An unknown key, an unknown column, a case that fails: at its line, in the reader's language, and no code is run."""
    from healthcheck.cli.languageserver import rule_diagnostics

    pack = new_pack(tmp_path, "acme-people")
    assert rule_diagnostics(tmp_path, "en") == {}
    python = new_rule(pack, "access.in_python", python=True)
    python.write_text(python.read_text("utf-8") + f"\nopen({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    page = pack / "access" / "user_without_name.md"
    page.write_text(page.read_text("utf-8").replace("| k1 |", "| k2 |", 1), "utf-8")
    (listed,) = rule_diagnostics(tmp_path, "en").items()
    assert listed[0] == "acme-people/access/user_without_name.md"
    assert "## bad" in page.read_text("utf-8").splitlines()[listed[1][0].range.start.line]
    wrong = {
        "misspelt": ("severity =", "severty  =", 0, "Did you mean severity?"),
        "column": ("(x.name", "(x.nmae", 20, "nmae"),
    }
    for name, (good, bad, _, _) in wrong.items():
        path = new_rule(pack, f"access.{name}")
        path.write_text(path.read_text("utf-8").replace(good, bad), "utf-8")
    english, chinese = rule_diagnostics(tmp_path, "en"), rule_diagnostics(tmp_path, "zh")
    for name, (_, _, line, said) in wrong.items():
        (shown,) = english[f"acme-people/access/{name}.sql"]
        assert said in shown.message and shown.range.start.line == line
        assert re.search(r"[\u4e00-\u9fff]", chinese[f"acme-people/access/{name}.sql"][0].message)
    assert not (tmp_path / "ran").exists()
