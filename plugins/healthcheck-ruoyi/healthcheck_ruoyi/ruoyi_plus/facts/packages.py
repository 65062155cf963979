"""Packages of tenants: menus they name that are gone, tenants whose package is gone. A list separated by commas."""

from collections.abc import Iterator

from healthcheck_ruoyi.packages import count

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrphanCount

FACTS = (OrphanCount,)
GIVEN_ONLY = True
QUERIES = {
    "packages": "SELECT p.package_id AS id, p.menu_ids FROM sys_tenant_package AS p WHERE COALESCE(p.del_flag, '0') = '0'",
    "menus": "SELECT m.menu_id AS id FROM sys_menu AS m",
    "tenants": "SELECT t.tenant_id AS id, t.package_id FROM sys_tenant AS t WHERE COALESCE(t.del_flag, '0') = '0'",
}
TABLES = {"packages": "sys_tenant_package", "menus": "sys_menu", "tenants": "sys_tenant"}
COLUMNS = {
    "packages": ("package_id", "menu_ids", "del_flag"),
    "menus": ("menu_id",),
    "tenants": ("tenant_id", "package_id", "del_flag"),
}


def collect(source: Source) -> Iterator[Fact]:
    """Counted here; nothing where the system has no packages."""
    yield from count(source, TABLES, COLUMNS)
