"""What packages of tenants contain, and menus among it that are gone. A list separated by commas."""

from collections.abc import Iterator

from healthcheck_ruoyi.packages import read

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrphanCount, PackagePermission

FACTS = (PackagePermission, OrphanCount)
GIVEN_ONLY = True
QUERIES = {
    "packages": "SELECT p.package_id AS id, p.menu_ids FROM sys_tenant_package AS p",
    "kept": "SELECT p.package_id AS id FROM sys_tenant_package AS p WHERE COALESCE(p.del_flag, '0') = '0'",
    "menus": "SELECT m.menu_id AS id FROM sys_menu AS m",
}


def collect(source: Source) -> Iterator[Fact]:
    """Nothing where the system has no packages."""
    yield from read(
        source, "sys_tenant_package", "package_id", "sys_menu", ("sys_tenant_package.del_flag", "sys_menu.menu_id")
    )
