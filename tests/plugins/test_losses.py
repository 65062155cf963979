"""Every adapter for databases bears whatever a version or a customer's own changes take away, in each dialect it is offered for.

On paper: what would run on a database that has less. What runs indeed is tried on real copies, by ``drift``.
"""

from __future__ import annotations

import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from healthcheck.adapters import load_adapter
from healthcheck.coverage import coverage_of
from healthcheck.facts import TABLES
from healthcheck.needs import needs_of
from healthcheck.probe import Fitted
from tests.plugins.drift import PLUGINS
from tests.plugins.paper import DIALECTS, planned, read_by

#: Folder of every adapter that reads databases, and each kind of database it is offered for.
OFFERED = [
    (path.parent, kind)
    for path in sorted(PLUGINS.glob("healthcheck-*/healthcheck_*/*/adapter.toml"))
    for kind in load_adapter(path.parent).databases
    if kind in DIALECTS
]


def test_all_are_here() -> None:
    """Products from small to large, and components."""
    assert len({folder for folder, _ in OFFERED}) >= 20


def rests_on_what_is_there(fitted: Fitted, dialect: str, there: dict[str, set[str]]) -> None:
    """The statement parses as it would be sent, and names no table or column that is not there."""
    assert all(why.en and why.zh for why in fitted.unknown.values())
    assert {t.lower() for t in fitted.tables} <= set(there)
    for scope in traverse_scope(sqlglot.parse_one(fitted.sql, read=dialect)):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table) and source.name.lower() in there:
                assert column.name.lower() in there[source.name.lower()], (column.sql(), fitted.sql)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_any_loss_is_borne(data: st.DataObject) -> None:
    """Whatever columns and tables are missing: no crash, a reason for each gap, and no word of what is not there."""
    folder, kind = data.draw(st.sampled_from(OFFERED))
    full = read_by(folder)
    # The server's own catalogue is there, whatever becomes of the product's tables.
    own = {t: columns for t, columns in full.items() if not t.lower().startswith("pg_")}
    every = sorted((t, c) for t, columns in own.items() for c in columns)
    lost = data.draw(st.sets(st.sampled_from(every), max_size=12))
    gone = data.draw(st.sets(st.sampled_from(sorted(own)), max_size=2))
    left = {t: {c for c in columns if (t, c) not in lost} for t, columns in full.items() if t not in gone}
    there = {t.lower(): {c.lower() for c in columns} for t, columns in left.items() if columns}
    plan = planned(folder, kind, left)
    assert not plan.broken, [str(b) for b in plan.broken]
    for step in plan.steps:
        if step.fitted is None:
            assert step.part.state == "absent" and step.part.reason and step.part.reason.en and step.part.reason.zh
        else:
            rests_on_what_is_there(step.fitted, DIALECTS[kind], there)
    for reader in plan.readers:
        assert all(why.en and why.zh for why in reader.unusable.values())
        for fitted in reader.queries.values():
            rests_on_what_is_there(fitted, DIALECTS[kind], there)


def test_a_column_gone_is_not_a_feature_absent() -> None:
    """A part whose table is there and lacks what it needs leaves a gap; a part whose table never was there leaves none."""
    folder = next(path for path, _ in OFFERED if path.name == "jeecg")
    full = {table: set(columns) for table, columns in read_by(folder).items()}

    def cut(schema: dict[str, set[str]]) -> bool:
        steps = planned(folder, "mariadb", schema).steps
        return coverage_of("role_grant", [s.part for s in steps if s.part.fact == "role_grant"]).cut

    assert not cut(full)
    assert not cut({t: c for t, c in full.items() if not t.startswith("sys_tenant_pack")})
    assert cut({**full, "sys_tenant_pack_user": full["sys_tenant_pack_user"] - {"user_id"}})
    assert cut({t: c for t, c in full.items() if t != "sys_user_role"})  # what the fact is made of


def test_absence_is_seen_through_with() -> None:
    """A rule that finds nobody in a common table expression says that something is missing from all that feeds it."""
    tables = {name: list(spec.columns) for name, spec in TABLES.items()}
    held = "WITH held AS (SELECT g.role_id FROM role_grant AS g JOIN user_account AS u ON u.user_id = g.user_id)"
    outer = "SELECT r.role_id FROM role AS r LEFT JOIN held AS h ON h.role_id = r.role_id WHERE h.role_id IS NULL"
    never = "SELECT r.role_id FROM role AS r WHERE NOT EXISTS (SELECT 1 FROM held AS h WHERE h.role_id = r.role_id)"
    for query in (outer, never):
        assert needs_of(f"{held} {query}", tables).absence >= {"role_grant", "user_account"}
