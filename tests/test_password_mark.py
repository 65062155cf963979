"""A password hash passes through collection and is left nowhere: not in the snapshot, a report or a message."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from healthcheck.facts import TABLES, UserAccount
from tests.cli import run_cli

SHARED = "5f4dcc3b5aa765d61d8327deb882cf99"
OWN = "e10adc3949ba59abbe56e057f20f883e"
SLOW = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"

ADAPTER = """
title = { en = "Test system", zh = "测试系统" }
dialect = "sqlite"
databases = ["sqlite"]
[recognise]
all = ["app_user.password"]
"""

ACCOUNT = """
SELECT u.id AS user_id, u.login AS login, 'person' AS kind, FALSE AS superuser, TRUE AS active, FALSE AS deleted,
       CASE WHEN u.password LIKE '$%' THEN NULL ELSE u.password END AS password_mark,
       CASE WHEN u.password LIKE '$%' THEN 'slow' ELSE 'unsalted' END AS password_scheme
FROM app_user AS u
"""

#: The same by a Python fact file, whose facts are objects on their way.
READER = '''
"""Accounts."""
from healthcheck.facts import UserAccount
FACTS = (UserAccount,)
QUERIES = {"users": "SELECT u.id, u.login, u.password FROM app_user AS u"}
def collect(source):
    for row in source.rows("users"):
        mark = None if row["password"].startswith("$") else row["password"]
        yield UserAccount(user_id=str(row["id"]), login=row["login"], kind="person", superuser=False, active=True,
                          deleted=False, password_mark=mark, password_scheme="slow" if mark is None else "unsalted")
'''


@pytest.fixture(params=["sql", "python"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A database with four accounts, and an adapter for it."""
    database = tmp_path / "app.sqlite"
    with sqlite3.connect(database) as con:
        con.execute("CREATE TABLE app_user (id INTEGER PRIMARY KEY, login TEXT, password TEXT)")
        rows = [(1, "wang", SHARED), (2, "li", SHARED.upper()), (3, "zhao", OWN), (4, "qian", SLOW), (5, "sun", SLOW)]
        con.executemany("INSERT INTO app_user VALUES (?, ?, ?)", rows)
    con.close()
    adapter = tmp_path / "adapter"
    (adapter / "facts").mkdir(parents=True)
    (adapter / "adapter.toml").write_text(ADAPTER, "utf-8")
    for table in ("role", "role_grant", "role_parent"):
        keys = ", ".join(f"NULL AS {k}" for k in TABLES[table].columns if k != "origin")
        (adapter / "facts" / f"{table}.sql").write_text(f"SELECT {keys} FROM app_user AS u WHERE 1 = 0", "utf-8")
    if request.param == "sql":
        (adapter / "facts" / "user_account.sql").write_text(ACCOUNT, "utf-8")
    else:
        (adapter / "facts" / "accounts.py").write_text(READER, "utf-8")
    return database, adapter


def test_hash_is_left_nowhere(site: tuple[Path, Path], tmp_path: Path) -> None:
    """Equal passwords are found; snapshot, reports and messages hold no hash; another collection has other marks."""
    database, adapter = site
    marks = []
    for number in (1, 2):
        snapshot = tmp_path / f"{number}.duckdb"
        code, out, err = run_cli("collect", f"sqlite:///{database}", "--map", str(adapter), "-o", str(snapshot))
        assert code == 0, err
        reports = [tmp_path / f"{number}.json", tmp_path / f"{number}.md", tmp_path / f"{number}.txt"]
        wanted = [part for report in reports for part in ("-o", str(report))]
        select = ["--select", "access.password_shared", "--select", "access.weak_password_hash"]
        code, told, said = run_cli("scan", str(snapshot), "--all", *select, *wanted)
        findings = {
            outcome["rule"]: outcome["findings"] for outcome in json.loads(reports[0].read_text("utf-8"))["outcomes"]
        }
        assert [f["evidence"]["logins"] for f in findings["access.password_shared"]] == ["li, wang"]
        assert [f["evidence"]["size"] for f in findings["access.weak_password_hash"]] == [3]
        texts = [out, err, told, said, *(r.read_text("utf-8") for r in reports), _everything_in(snapshot)]
        for secret in (SHARED, OWN, SLOW):
            for text in texts:
                assert secret not in text and secret.upper() not in text
            assert secret.encode() not in snapshot.read_bytes()
        with duckdb.connect(str(snapshot), read_only=True) as con:
            rows = con.execute("SELECT password_mark FROM user_account ORDER BY user_id").fetchall()
        marks.append([r[0] for r in rows])
    first, second = marks
    assert first[0] == first[1] != first[2] and first[3:] == [None, None]
    assert not set(first[:3]) & set(second[:3]), "the key must not outlive a collection"


def _everything_in(snapshot: Path) -> str:
    """Every value of every table, whatever the file's compression makes of it."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        tables = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(str(con.execute(f'SELECT * FROM "{table}"').fetchall()) for table in tables)


def test_no_message_quotes_a_value() -> None:
    """What pydantic says of a wrong row names the column and not what stood in it."""
    with pytest.raises(ValidationError) as caught:
        UserAccount.model_validate({"user_id": "1", "password_mark": [SHARED]})
    assert "password_mark" in str(caught.value) and SHARED not in str(caught.value)


def test_only_marked_columns_are_secret() -> None:
    """The marker is what the engine goes by."""
    secret = {(table, c.name) for table, spec in TABLES.items() for c in spec.columns.values() if c.secret}
    assert secret == {("user_account", "password_mark")}
