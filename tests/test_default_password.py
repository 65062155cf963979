"""Shipped passwords are tried only when asked for, on this machine, and are left nowhere."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from healthcheck.passwords import modular_crypt
from tests.cli import run_cli

ROOT = Path(__file__).parent.parent
FOUND = sorted((ROOT / "plugins").glob("*/*/*/facts/default_password.py"))

#: One account per scheme, made by the products themselves: how it is kept, the password, another one.
KEPT = {
    "bcrypt": ("$2a$10$7JB720yubVSZvUI0rEqK/.VqGOZTH.ulu33dHOiBE8ByOhJIrdAu2", "admin123"),
    "spring": ("{bcrypt}$2a$10$7JB720yubVSZvUI0rEqK/.VqGOZTH.ulu33dHOiBE8ByOhJIrdAu2", "admin123"),
}


def adapter_file(name: str) -> ModuleType:
    """The fact file of one adapter."""
    path = next(p for p in FOUND if p.parent.parent.name == name)
    spec = importlib.util.spec_from_file_location(f"default_password_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("scheme", KEPT)
def test_schemes_that_name_themselves(scheme: str) -> None:
    """The right password opens, another does not."""
    stored, password = KEPT[scheme]
    assert modular_crypt(stored, password) is True
    assert modular_crypt(stored, password + "x") is False


@pytest.mark.parametrize("hasher", ["argon2", "scrypt", "pbkdf2_sha512", "pbkdf2_sha256"])
def test_hashes_as_odoo_tryton_and_frappe_make_them(hasher: str) -> None:
    """Every scheme of a product that is read can be tried."""
    import passlib.hash

    stored = getattr(passlib.hash, hasher).hash("管理员1")
    assert modular_crypt(stored, "管理员1") is True
    assert modular_crypt(stored, "admin") is False


@pytest.mark.parametrize("stored", ["", "x", "$9$what", "e10adc3949ba59abbe56e057f20f883e", "$2a$10$short"])
def test_unknown_forms_are_unknown(stored: str) -> None:
    """What cannot be read is neither a finding nor a clean bill."""
    assert modular_crypt(stored, "123456") is None


def test_schemes_of_their_own() -> None:
    """RuoYi, JeecgBoot, SpringBlade and jshERP, on rows of their published seed data."""
    ruoyi = {"login": "admin", "salt": "111111", "stored": "29c67a30398638269fe600f73a054934"}
    assert adapter_file("ruoyi").opens(ruoyi, "admin123")
    assert not adapter_file("ruoyi").opens(ruoyi, "admin124")
    jeecg = {"login": "jeecg", "salt": "mIgiYJow", "stored": "eee378a1258530cb"}
    assert adapter_file("jeecg").opens(jeecg, "123456")
    assert not adapter_file("jeecg").opens(jeecg, "123457")
    assert adapter_file("jeecg").opens({**jeecg, "salt": ""}, "123456") is None
    blade = {"stored": hashlib.sha1(hashlib.md5(b"admin").hexdigest().encode()).hexdigest().upper()}
    assert adapter_file("springblade").opens(blade, "admin")
    assert adapter_file("jsherp").opens({"stored": hashlib.md5(b"123456").hexdigest()}, "123456")
    for kept in (hashlib.md5(b"123456"), hashlib.sha256(b"123456")):
        assert adapter_file("xxl_job").opens({"stored": kept.hexdigest()}, "123456") is True
        assert adapter_file("xxl_job").opens({"stored": kept.hexdigest()}, "123457") is False
    assert adapter_file("xxl_job").opens({"stored": "$2a$10$x"}, "123456") is None


ADAPTER = """
title = { en = "Test system", zh = "测试系统" }
dialect = "sqlite"
databases = ["sqlite"]
[recognise]
all = ["app_user.password"]
"""
ACCOUNT = (
    "SELECT u.id AS user_id, u.login AS login, FALSE AS superuser, TRUE AS active, FALSE AS deleted FROM app_user AS u"
)
READER = '''
"""Accounts with a shipped password."""
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords
FACTS = (DefaultPassword,)
QUERIES = {
    "accounts": "SELECT u.id AS user_id, u.login, u.password AS stored FROM app_user AS u",
    "initial": "SELECT s.value FROM app_setting AS s",
}
def collect(source):
    yield from default_passwords(source, ("shipped-1",), initial="initial")
'''


@pytest.fixture
def site(tmp_path: Path) -> tuple[str, Path]:
    """Four accounts: a shipped password, the site's own initial one, the sign-in name, one of its own."""
    from passlib.hash import pbkdf2_sha256

    hasher: Any = pbkdf2_sha256

    def kept(password: str) -> str:
        return str(hasher.using(rounds=1000).hash(password))

    database = tmp_path / "app.sqlite"
    with sqlite3.connect(database) as con:
        con.execute("CREATE TABLE app_user (id INTEGER PRIMARY KEY, login TEXT, password TEXT)")
        con.execute("CREATE TABLE app_setting (value TEXT)")
        con.execute("INSERT INTO app_setting VALUES ('welcome-2026')")
        rows = [("wang", "shipped-1"), ("li", "welcome-2026"), ("zhao", "zhao"), ("qian", "Wm8-kept-for-myself")]
        con.executemany("INSERT INTO app_user (login, password) VALUES (?, ?)", [(n, kept(p)) for n, p in rows])
    con.close()
    adapter = tmp_path / "adapter"
    (adapter / "facts").mkdir(parents=True)
    (adapter / "adapter.toml").write_text(ADAPTER, "utf-8")
    (adapter / "facts" / "user_account.sql").write_text(ACCOUNT, "utf-8")
    (adapter / "facts" / "default_password.py").write_text(READER, "utf-8")
    return f"sqlite:///{database}", adapter


def test_only_when_asked(site: tuple[str, Path]) -> None:
    """Without the option the hashes are not even read, and the rule says how it can be run."""
    url, adapter = site
    chosen = ("--map", str(adapter), "--no-catalogue")
    plan = run_cli("plan", url, *chosen)[1]
    assert "u.password" not in plan and "not run: read only with --check-passwords" in plan
    assert "u.password" in run_cli("plan", url, *chosen, "--check-passwords")[1]
    code, out, _ = run_cli("scan", url, *chosen, "--select", "access.default_password", "--format", "json")
    (outcome,) = json.loads(out)["outcomes"]
    assert (code, outcome["status"]) == (3, "skipped")
    assert "--check-passwords" in outcome["reason"]


def test_found_and_left_nowhere(site: tuple[str, Path], tmp_path: Path) -> None:
    """Three of the four are found; no hash and no password is in the snapshot or in a report."""
    url, adapter = site
    snapshot = tmp_path / "site.duckdb"
    report = tmp_path / "report.md"
    code, out, err = run_cli(
        "scan", url, "--map", str(adapter), "--no-catalogue", "--check-passwords", "--keep", str(snapshot),
        "--select", "access.default_password", "--format", "json", "-o", str(report),
    )  # fmt: skip
    assert code == 1, err
    (outcome,) = json.loads(out)["outcomes"]
    assert sorted(f["evidence"]["login"] for f in outcome["findings"]) == ["li", "wang", "zhao"]
    left = snapshot.read_bytes() + report.read_bytes() + out.encode() + err.encode()
    assert not [s for s in (b"pbkdf2", b"shipped-1", b"welcome-2026", b"kept-for-myself") if s in left]
