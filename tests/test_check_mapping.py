"""Rows of facts are the same, taken column by column or looked at one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.config import mapping as mapping_
from healthcheck.config.document import Document
from healthcheck.config.settings import read_settings

SETTINGS = b"""
[[target]]
name = "t"
files = "*.yaml"
[[target.facts.role]]
rows = "roles[]"
columns = { role_id = "id", code = "id", name = "title.text", active = "active" }
[[target.facts.permission_grant]]
rows = ["roles[]", "permissions[]"]
columns = { role_id = "^.id", permission_id = "@" }
[[target.facts.role_grant]]
rows = "roles[]"
columns = { user_id = "$key", role_id = { from = "id", split = ";" } }
[[target.facts.permission]]
rows = "roles[]"
columns = { permission_id = "id", name = { from = "title", none = true }, open_to_all = { value = false }, kind = "kind" }
[[target.facts.material]]
rows = "roles[]"
columns = { material_id = "id", lead_days = "active", active = { from = "active", map = { "1" = "true" }, default = true } }
"""

SCALARS = st.sampled_from(
    [None, "", "a", "a;b", " ; c", "true", "yes", "0", True, False, 0, 1, 1.0, 2.5, [], ["a", 1], {"text": "x"}]
)
ROLES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {},
            optional={
                "id": SCALARS,
                "title": SCALARS,
                "active": SCALARS,
                "kind": st.sampled_from(["menu", "button", "odd", None, 3]),
                "permissions": st.lists(SCALARS, max_size=3),
            },
        ),
        SCALARS,
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def mappings() -> tuple[Any, ...]:
    try:
        return read_settings(Path("healthcheck.toml"), SETTINGS).targets[0].facts
    except Exception as error:
        pytest.fail(str(error))


@settings(max_examples=300, deadline=None)
@given(roles=ROLES)
def test_by_column_and_one_by_one_give_the_same(mappings: tuple[Any, ...], roles: list[Any]) -> None:
    for mapping in mappings:
        quick = mapping_.map_rows(mapping, Document("a.yaml", "yaml", parts=[("", {"roles": roles})]))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(mapping_, "_by_column", lambda plan, levels, before: None)
            slow = mapping_.map_rows(mapping, Document("a.yaml", "yaml", parts=[("", {"roles": roles})]))
        assert quick == slow
