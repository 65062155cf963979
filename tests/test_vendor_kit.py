"""Rules, packs and plugins by people who are not us: what they start from, hand over, and cannot do."""

from __future__ import annotations

import inspect
import json
import os
import re
import resource
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from healthcheck import fuzz
from healthcheck.errors import PackError, UsageError
from healthcheck.extensions import extensions
from healthcheck.hooks import Hooks
from healthcheck.manifest import fits, parse_manifest
from healthcheck.packs import CONTENTS, build, new_keys, read_private_key, unpack, verify
from healthcheck.rule import load_pack, load_packs
from healthcheck.scaffold import SUBJECTS, new_pack, new_plugin, new_rule
from healthcheck.testing import run_cases
from tests.cli import run_here

ROOT = Path(__file__).parent.parent

MANIFEST = """
name = "acme-people"
version = "1.2.0"
namespace = "acme"
title = { en = "People", zh = "人员" }
"""


def run(*arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", "from healthcheck.cli import main; main()", *map(str, arguments)]
    settings = {**os.environ, "HEALTHCHECK_LANG": "en", "NO_COLOR": "1", "PYTHONUTF8": "1", **environment}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=settings, check=False)
    return done.returncode, done.stdout, done.stderr


# What is made passes at once


@pytest.mark.parametrize("python", [False, True])
def test_new_rules_pass(tmp_path: Path, python: bool) -> None:
    """In every family, in both languages."""
    for family in SUBJECTS:
        new_rule(tmp_path, f"{family}.first_try", python=python)
    pack = load_pack(tmp_path)
    assert len(pack.rules) == len(SUBJECTS) and not pack.problems
    assert not list(run_cases(pack))


@pytest.mark.parametrize("name", ["access", "nothing.here", "access.Name", "access.a-b", "../access.x"])
def test_ids_are_refused_with_an_example(tmp_path: Path, name: str) -> None:
    """The message says what an id looks like."""
    with pytest.raises(UsageError, match=r"access\.user_without_name"):
        new_rule(tmp_path, name)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second try names the file that is there."""
    new_pack(tmp_path, "acme-people")
    with pytest.raises(UsageError, match="already exists"):
        new_pack(tmp_path, "acme-people")


def test_new_plugin_passes_its_own_tests(tmp_path: Path) -> None:
    """Adapter, facts, rules of its own, random facts."""
    place = new_plugin(tmp_path, "acme_wms")
    environment = {**os.environ, "PYTHONPATH": str(place)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment, check=False)
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


def test_a_wrong_page_is_shown_as_a_difference(tmp_path: Path) -> None:
    """pytest prints expected and found rows, not a traceback."""
    place = new_plugin(tmp_path, "acme_wms")
    page = place / "healthcheck_acme_wms" / "rules" / "access" / "user_without_name.md"
    page.write_text(
        page.read_text("utf-8").replace(
            "`findings`\n| user_id |\n|---|\n| k1 |", "`findings`\n| user_id |\n|---|\n| k2 |"
        )
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(page.parent)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, check=False)
    assert done.returncode == 1
    assert "- k2" in done.stdout and "+ k1" in done.stdout and "Traceback" not in done.stdout


def test_a_folder_of_rules_is_tested_within_a_second(tmp_path: Path) -> None:
    """Any folder, in the processor's time of a program that is already up: what an author waits for after each change."""
    for name in ("first", "second", "third"):
        new_rule(tmp_path, f"access.{name}")
    times = []
    for _ in range(3):
        started = time.process_time()
        code, out, err = run_here("rule", "test", str(tmp_path))
        times.append(time.process_time() - started)
        assert code == 0 and out.startswith("3 rules, 0 failed cases"), out + err
    assert min(times) < 1.0, times


def test_random_facts_find_what_the_cases_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that cannot bear a name without digits passes its own cases, and `--fuzz` shows facts that break it."""
    few = settings(max_examples=20, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    monkeypatch.setattr(fuzz, "_settings", lambda examples: few)  # looking for the smallest example takes its time
    rule = new_rule(tmp_path, "access.first")
    assert run_here("rule", "test", str(tmp_path), "--fuzz")[0] == 0
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("= ''", "= '' OR (length(x.name) > 5 AND CAST(x.name AS INTEGER) < 0)"), "utf-8")
    assert run_here("rule", "test", str(tmp_path))[0] == 0
    code, out, _ = run_here("rule", "test", str(tmp_path), "--fuzz")
    assert code == 1 and f"{rule}: " in out and "user_account" in out, out


# Many of them


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,000 rules in 20 packs; the first rule of each is Python that leaves a mark when it is run."""
    root = tmp_path_factory.mktemp("many")
    for n in range(20):
        pack = new_pack(root, f"vendor{n}-rules", f"v{n}")
        text = (pack / "access" / "user_without_name.sql").read_text("utf-8")
        for m in range(48):
            (pack / "access" / f"rule_{m}.sql").write_text(text, "utf-8")
        python = new_rule(pack, "access.in_python", python=True)
        code = python.read_text("utf-8").replace(
            "from typing import Any\n",
            f"from pathlib import Path\nfrom typing import Any\n\nPath({str(root / 'ran')!r}).touch()\n",
        )
        python.write_text(code, "utf-8")
    return root


def test_a_thousand_rules_are_listed_within_a_second(many: Path) -> None:
    """And nothing of what vendors wrote is run for it.

    Measured is the processor's time, which on an idle machine is the time a person waits: others may be at work on this one.
    """
    packs = [argument for n in range(20) for argument in ("--rules", many / f"vendor{n}-rules")]
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code, out, err = run("rule", "list", "--select", "access", *packs)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert code == 0, err
    assert out.count("user account without name") == 1000
    assert not (many / "ran").exists()
    assert min(times) < 1.0, times


def test_namespaces_keep_vendors_apart(many: Path, tmp_path: Path) -> None:
    """The same file in two packs is two rules; one namespace of two packs is named."""
    pack = load_packs([many / "vendor0-rules", many / "vendor1-rules"])
    assert {"v0.access.rule_1", "v1.access.rule_1"} <= set(pack.rules) and not pack.problems
    other = new_pack(tmp_path, "stranger", "v0")
    clash = load_packs([many / "vendor0-rules", other])
    assert "v0" in str(clash.problems["v0"])
    assert not any(rule.path.is_relative_to(other) for rule in clash.rules.values())


def test_a_table_that_two_packs_compute_belongs_to_the_first(tmp_path: Path) -> None:
    """A later pack cannot change what rules of an earlier one read; its own rules that need the name are refused."""
    for name in ("acme", "brick"):
        pack = new_pack(tmp_path, f"{name}-people")
        (pack / "access" / "_known_user.sql").write_text(
            f"-- A user.\nSELECT user_id, '{name}' AS by FROM user_account", "utf-8"
        )
        rule = pack / "access" / "user_without_name.sql"
        other = rule.read_text("utf-8").replace(
            "FROM user_account AS x", "FROM user_account AS x JOIN known_user USING (user_id)"
        )
        (pack / "access" / "known_without_name.sql").write_text(other, "utf-8")
    both = load_packs([tmp_path / "acme-people", tmp_path / "brick-people"])
    assert "'acme'" in both.derived["known_user"].sql
    assert "already computed by" in str(both.problems["_known_user"])
    assert "name is taken" in str(both.problems["brick.access.known_without_name"])
    assert set(both.rules) == {
        "acme.access.user_without_name",
        "acme.access.known_without_name",
        "brick.access.user_without_name",
    }


# One file to hand over


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack."""
    return new_pack(tmp_path, "acme-people")


def test_pack_travels_as_one_file(folder: Path, tmp_path: Path) -> None:
    """Built, looked into, used; the same rules give the same bytes."""
    target = tmp_path / "acme.hcpack"
    code, out, err = run("pack", "build", folder, "-o", target)
    assert code == 0, err
    assert "rules: 1" in out and "SQL only, no code" in out and "not signed" in out
    again = tmp_path / "again.hcpack"
    build(folder, again)
    assert again.read_bytes() == target.read_bytes()
    code, out, err = run("demo", "--rules", target, "--select", "acme", "--format", "json")
    assert code == 0, err
    assert [o["rule"] for o in json.loads(out)["outcomes"]] == ["acme.access.user_without_name"]


def test_failing_cases_are_not_built(folder: Path, tmp_path: Path) -> None:
    """A pack that does not hold what its pages say is not handed over."""
    page = folder / "access" / "user_without_name.md"
    page.write_text(
        page.read_text("utf-8").replace(
            "`findings`\n| user_id |\n|---|\n| k1 |", "`findings`\n| user_id |\n|---|\n| k2 |"
        ),
        "utf-8",
    )
    code, _, err = run("pack", "build", folder, "-o", tmp_path / "x.hcpack")
    assert code == 1 and "Not built" in err
    assert not (tmp_path / "x.hcpack").exists()


def test_signature(folder: Path, tmp_path: Path) -> None:
    """Only what a key signed that the user trusts is taken with --trusted-only."""
    config = tmp_path / "config"
    secret, public = new_keys(tmp_path, "acme")
    assert secret.stat().st_mode & 0o077 == 0
    signed, unsigned = tmp_path / "signed.hcpack", tmp_path / "unsigned.hcpack"
    assert build(folder, signed, read_private_key(secret)).signed
    build(folder, unsigned)
    using = ("demo", "--select", "acme", "--trusted-only", "--rules")
    code, _, err = run(*using, signed, HEALTHCHECK_CONFIG=str(config))
    assert code == 2 and "not signed by a key you trust" in err
    assert run("pack", "trust", public, HEALTHCHECK_CONFIG=str(config))[0] == 0
    assert run(*using, signed, HEALTHCHECK_CONFIG=str(config))[0] == 0
    assert "signed by acme (trusted)" in run("pack", "verify", signed, HEALTHCHECK_CONFIG=str(config))[1]
    for other in (unsigned, folder):
        code, _, err = run(*using, other, HEALTHCHECK_CONFIG=str(config))
        assert code == 2 and "Traceback" not in err


def repacked(source: Path, target: Path, change: dict[str, bytes]) -> Path:
    """A copy of a pack file with members changed or added; None takes one away."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, data in change.items():
            new.writestr(name, data)
    return target


HOSTILE = {
    "changed after it was built": {"access/user_without_name.sql": b"SELECT 1"},
    "does not belong": {"../../evil.sql": b"SELECT 1"},
    "'/etc/evil.sql'": {"/etc/evil.sql": b"SELECT 1"},
    "access/evil.exe": {"access/evil.exe": b"MZ"},
    "cannot be read": {CONTENTS: b"not json"},
    "SIGNATURE|signature": {"SIGNATURE.json": b'{"algorithm": "ed25519", "key": "AAAA", "signature": "AAAA"}'},
    "too large": {"access/big.sql": b" " * 3_000_000},
}


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_pack_files(folder: Path, tmp_path: Path, said: str) -> None:
    """Changed, slipping out of their folder, huge, badly signed: refused with the reason, nothing written."""
    good = tmp_path / "good.hcpack"
    build(folder, good)
    bad = repacked(good, tmp_path / "bad.hcpack", HOSTILE[said])
    out = tmp_path / "out"
    with pytest.raises(PackError, match=said):
        verify(bad)
    with pytest.raises(PackError, match=said):
        unpack(bad, out)
    assert not out.exists()


def test_links_and_bombs(folder: Path, tmp_path: Path) -> None:
    """A symbolic link is no rule; a member that unpacks to more than it says is cut off."""
    good = tmp_path / "good.hcpack"
    build(folder, good)
    link = zipfile.ZipInfo("access/link.sql")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match="does not belong"):
        verify(good)
    assert run("pack", "verify", tmp_path / "nothing.hcpack")[0] == 2
    (tmp_path / "junk.hcpack").write_bytes(b"PK\x03\x04junk")
    code, _, err = run("pack", "verify", tmp_path / "junk.hcpack")
    assert code == 2 and "not a readable pack file" in err and "Traceback" not in err


def test_a_header_with_a_million_keys(tmp_path: Path) -> None:
    """Refused by size, in no time, and the other rules work."""
    new_rule(tmp_path, "access.fine")
    keys = "".join(f"key{n} = {n}\n" for n in range(1_000_000))
    (tmp_path / "access" / "huge.sql").write_text(f"/*\n{keys}*/\nSELECT 1", "utf-8")
    started = time.process_time()
    pack = load_pack(tmp_path)
    assert time.process_time() - started < 1
    assert set(pack.rules) == {"access.fine"} and "bytes are no rule" in str(pack.problems["access.huge"])


# What a pack says of itself


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "a"', "version must be"),
        (MANIFEST + "nmae = 1", "Did you mean name"),
        (MANIFEST.replace('"acme"', '"ACME!"'), "namespace must be"),
        (MANIFEST.replace("title", "# title"), "expected title"),
        (MANIFEST + 'requires = ">=99"', "needs healthcheck >=99"),
        (MANIFEST + 'requires = "newest"', "expected bounds"),
        (MANIFEST + 'products = "erp"', "products must be a list"),
        ("name = [", "not TOML"),
    ],
)
def test_manifests_are_refused_with_the_reason(text: str, said: str) -> None:
    """Which key, what was expected."""
    with pytest.raises(PackError, match=said):
        parse_manifest(text, "pack.toml")


@pytest.mark.parametrize(
    ("requires", "version", "expected"),
    [
        ("", "0.1.0", True),
        (">=0.1", "0.1.0", True),
        (">=0.1,<1", "1.0", False),
        ("==1", "1.0.0", True),
        ("!=1.2", "1.2.0", False),
        (">1.9", "1.10", True),
    ],
)
def test_bounds(requires: str, version: str, expected: bool) -> None:
    """As versions compare, not as texts do."""
    assert fits(requires, "pack.toml", version) is expected


# Plugins that fail


def distribution(root: Path, name: str, group: str, module: str, code: str) -> None:
    """A distribution as pip leaves it: a module and its entry point."""
    (root / f"{module}.py").write_text(code, "utf-8")
    info = root / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{module} = {module}\n", "utf-8")


BROKEN = {
    "acme-raises": ("healthcheck", "acme_raises", "raise RuntimeError('no licence')", "no licence"),
    "acme-takes": (
        "healthcheck",
        "acme_takes",
        "from healthcheck.hooks import Format, hookimpl\n"
        "@hookimpl\ndef report_formats():\n    return {'json': Format('x', ('.json',))}\n",
        "",
    ),
    "acme-weighs": (
        "healthcheck",
        "acme_weighs",
        "from healthcheck.hooks import hookimpl\n@hookimpl\ndef ranking_weights():\n    return {'access': 1e9}\n",
        "not within",
    ),
    "acme-unknown-hook": (
        "healthcheck",
        "acme_unknown_hook",
        "from healthcheck.hooks import hookimpl\n@hookimpl\ndef drop_tables():\n    return 1\n",
        "drop_tables",
    ),
    "acme-nameless": (
        "healthcheck.facts",
        "acme_nameless",
        "from healthcheck.facts import Fact, KeyText\nclass Crane(Fact):\n    crane_id: KeyText\n",
        "has no namespace",
    ),
    "acme-pointing": (
        "healthcheck.facts",
        "acme_pointing",
        "from typing import Annotated, ClassVar\nfrom healthcheck.facts import Fact, KeyText, Ref\nclass Crane(Fact):\n"
        "    namespace: ClassVar[str] = 'acme'\n    crane_id: KeyText\n    hall: Annotated[str, Ref('hall')] | None = None\n",
        "points at hall",
    ),
    "acme-empty-pack": ("healthcheck.packs", "acme_empty_pack", "", "pack.toml"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All of them installed together."""
    root = tmp_path_factory.mktemp("site")
    for name, (group, module, code, _) in BROKEN.items():
        distribution(root, name, group, module, code)
    yield root


def test_plugins_that_fail_are_named_and_the_scan_goes_on(broken: Path, tmp_path: Path) -> None:
    """Loaded one by one; what a plugin may not take is left to whoever has it."""
    code, out, err = run("plugin", "list", PYTHONPATH=str(broken))
    assert code == 1 and "healthcheck-offline" in out and "Traceback" not in err
    for name, (_, _, _, said) in BROKEN.items():
        if said:
            line = next(line for line in err.splitlines() if line.startswith(f"healthcheck: {name}"))
            assert said in line, line
    report = tmp_path / "report.json"
    code, _, err = run("demo", "--select", "access.role_cycle", "-o", report, PYTHONPATH=str(broken))
    assert code == 0, err
    document = json.loads(report.read_text("utf-8"))
    assert [o["status"] for o in document["outcomes"]] == ["failed"]


# Hooks


def test_every_hook_is_documented_and_used() -> None:
    """A hook ships only with a plugin that needs it, and its author's manual names it."""
    hooks = {name for name, given in vars(Hooks).items() if callable(given) and not name.startswith("_")}
    manual = (ROOT / "docs" / "contribute" / "plugins.md").read_text("utf-8")
    manager = extensions().manager
    for name in hooks:
        assert inspect.getdoc(getattr(Hooks, name)), name
        assert f"`{name}`" in manual, name
        users = {one.plugin_name for one in getattr(manager.hook, name).get_hookimpls()}
        assert users & {p.name for p in (ROOT / "plugins").iterdir()}, f"nobody uses {name}"
    assert hooks == {"report_formats", "ranking_weights", "alert_channels"}


def test_every_entry_point_group_is_documented_and_used() -> None:
    """The groups that are read are those of the manual, and each has a plugin of ours."""
    manual = (ROOT / "docs" / "contribute" / "plugins.md").read_text("utf-8")
    used: set[str] = set()
    for project in (ROOT / "plugins").glob("*/pyproject.toml"):
        used |= set(tomllib.loads(project.read_text("utf-8"))["project"].get("entry-points", {}))
    read = set()
    for path in (ROOT / "healthcheck").rglob("*.py"):
        read |= set(re.findall(r'"(healthcheck(?:\.\w+)?)"', path.read_text("utf-8"))) & {
            "healthcheck",
            *(f"healthcheck.{n}" for n in ("adapters", "packs", "facts")),
        }
    assert read == used == set(re.findall(r"^\| `(healthcheck[.\w]*)` \|", manual, re.MULTILINE))
