"""Packages of tenants: menus they name that are gone, tenants whose package is gone. A JSON list, which dialects unpack differently."""

from collections.abc import Iterator

from healthcheck_ruoyi.packages import count

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrphanCount

FACTS = (OrphanCount,)
GIVEN_ONLY = True
QUERIES = {
    "packages": "SELECT p.id, p.menu_ids FROM system_tenant_package AS p WHERE p.deleted = 0",
    "menus": "SELECT m.id FROM system_menu AS m WHERE m.deleted = 0",
    "tenants": "SELECT t.id, t.package_id FROM system_tenant AS t WHERE t.deleted = 0",
}
TABLES = {"packages": "system_tenant_package", "menus": "system_menu", "tenants": "system_tenant"}
COLUMNS = {
    "packages": ("id", "menu_ids", "deleted"),
    "menus": ("id", "deleted"),
    "tenants": ("id", "package_id", "deleted"),
}


def collect(source: Source) -> Iterator[Fact]:
    """Counted here; nothing where the system has no packages."""
    yield from count(source, TABLES, COLUMNS)
