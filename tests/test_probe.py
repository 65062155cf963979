"""Fitting an adapter's SELECT to what a target has."""

from __future__ import annotations

import pytest
import sqlglot

from healthcheck.catalogue import Catalogue
from healthcheck.errors import PackError
from healthcheck.probe import Fitted, UnusableError, fit


@pytest.fixture
def catalogue() -> Catalogue:
    """Two tables; one in upper case, one in another schema without permission."""
    made = Catalogue()
    made.add("", "sys_user", ["user_id", "login_name", "user_name", "dept_id"])
    made.add("", "SYS_ROLE", ["ROLE_ID", "role_key"])
    made.add("hr", "employee", ["id", "name"], readable=True, default=False)
    made.add("hr", "salary", ["id", "amount"], readable=False, default=False)
    return made


def fitted(catalogue: Catalogue, sql: str, write: str = "mysql", lift: bool = False) -> Fitted:
    """Fit from the MySQL dialect."""
    return fit(sql, catalogue, "mysql", write, "x.sql", lift)


def test_missing_projection_is_unknown(catalogue: Catalogue) -> None:
    """It becomes NULL, and the reason names table and column."""
    found = fitted(catalogue, "SELECT u.user_id, u.login_date AS last_login_at FROM sys_user AS u")
    assert "NULL AS last_login_at" in found.sql
    assert found.unknown["last_login_at"].en == "column sys_user.login_date not found"


def test_missing_left_join_goes(catalogue: Catalogue) -> None:
    """With the projections and the order that used it."""
    sql = "SELECT u.user_id, d.name AS unit FROM sys_user AS u LEFT JOIN dept AS d ON d.id = u.dept_id ORDER BY d.name"
    found = fitted(catalogue, sql)
    assert "dept" not in found.sql.replace("dept_id", "") and "ORDER BY" not in found.sql
    assert set(found.unknown) == {"unit"}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT n.id AS user_id FROM nope AS n", "table nope not found"),
        ("SELECT u.user_id FROM sys_user AS u JOIN nope AS n ON n.id = u.user_id", "table nope"),
        ("SELECT u.user_id FROM sys_user AS u WHERE u.gone = 1", "sys_user.gone"),
        ("SELECT u.user_id FROM sys_user AS u GROUP BY u.gone", "sys_user.gone"),
        ("SELECT s.id AS user_id FROM salary AS s", "no permission"),
        ("WITH x AS (SELECT u.gone AS g, u.user_id FROM sys_user AS u) SELECT x.user_id FROM x WHERE x.g = 1", "gone"),
        ("SELECT u.user_id FROM sys_user AS u WHERE EXISTS (SELECT 1 FROM nope AS n WHERE n.a = u.user_id)", "nope"),
    ],
)
def test_unusable(catalogue: Catalogue, sql: str, said: str) -> None:
    """What it cannot do without is the reason."""
    with pytest.raises(UnusableError, match=said):
        fitted(catalogue, sql)


def test_union_branch_may_go(catalogue: Catalogue) -> None:
    """The others remain, and a note says so."""
    found = fitted(catalogue, "SELECT u.user_id AS user_id FROM sys_user AS u UNION ALL SELECT n.id FROM nope AS n")
    assert "UNION" not in found.sql and found.notes[0].en == "table nope not found"


def test_first_union_branch_may_go(catalogue: Catalogue) -> None:
    """The names of the union stay, whatever the next branch calls its columns."""
    sql = (
        "SELECT n.id AS user_id, n.b AS name FROM nope AS n UNION ALL SELECT u.user_id, u.user_name FROM sys_user AS u"
    )
    found = fitted(catalogue, sql)
    assert found.columns == ["user_id", "name"]
    assert "u.user_name AS name" in found.sql


def test_real_names(catalogue: Catalogue) -> None:
    """Case and schema are the target's own."""
    assert "`SYS_ROLE`" in fitted(catalogue, "SELECT r.role_id AS role_id FROM sys_role AS r").sql
    assert '"hr".employee' in fitted(catalogue, "SELECT e.id AS employee_id FROM employee AS e", "postgres").sql


def test_present(catalogue: Catalogue) -> None:
    """The first argument that exists; a constant always does, and makes the column known."""
    found = fitted(
        catalogue,
        "SELECT u.user_id, present(u.nick_name, u.user_name) AS name, present(u.tenant_id, NULL) AS company_id,"
        " present(u.gone) AS email FROM sys_user AS u WHERE present(u.gone, u.dept_id) = 1",
    )
    assert "u.user_name AS name" in found.sql and "NULL AS company_id" in found.sql and "u.dept_id = 1" in found.sql
    assert set(found.unknown) == {"email"}


def test_constants_stay_at_home(catalogue: Catalogue) -> None:
    """They are not sent by the server row by row."""
    found = fitted(
        catalogue, "SELECT u.user_id, TRUE AS active, 'person' AS kind, NULL AS email FROM sys_user AS u", lift=True
    )
    assert found.constants == {"active": "TRUE", "kind": "'person'", "email": "NULL"}
    assert found.columns == ["user_id", "active", "kind", "email"]
    assert "active" not in found.sql


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sys_user",
        "SELECT 1; SELECT 2",
        "SELECT u.user_id FROM sys_user AS u FOR UPDATE",
        "WITH x AS (DELETE FROM sys_user RETURNING user_id) SELECT x.user_id FROM x",
        "DROP TABLE sys_user",
        "SELEC u.user_id",
    ],
)
def test_only_one_select(catalogue: Catalogue, sql: str) -> None:
    """Anything that is not one plain SELECT is refused before it reaches a server."""
    with pytest.raises(PackError):
        fit(sql, catalogue, "postgres", "postgres", "x.sql")


@pytest.mark.parametrize("write", ["mysql", "postgres", "sqlite"])
def test_result_parses_in_its_dialect(catalogue: Catalogue, write: str) -> None:
    """What comes out is one SELECT of the target's dialect."""
    found = fitted(catalogue, "SELECT CONCAT('a', u.user_name) AS name, u.user_id FROM sys_user AS u /* note */", write)
    assert len(sqlglot.parse(found.sql, read=write)) == 1
    assert "note" not in found.sql
