"""What packages of tenants contain, and menus among it that are gone. A JSON list, which dialects unpack differently."""

from collections.abc import Iterator

from healthcheck_ruoyi.packages import read

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrphanCount, PackagePermission

FACTS = (PackagePermission, OrphanCount)
GIVEN_ONLY = True
QUERIES = {
    "packages": "SELECT p.id AS id, p.menu_ids FROM system_tenant_package AS p",
    "kept": "SELECT p.id AS id FROM system_tenant_package AS p WHERE p.deleted = 0",
    "menus": "SELECT m.id AS id FROM system_menu AS m WHERE m.deleted = 0",
}


def collect(source: Source) -> Iterator[Fact]:
    """Nothing where the system has no packages."""
    needed = ("system_tenant_package.deleted", "system_menu.id", "system_menu.deleted")
    yield from read(source, "system_tenant_package", "id", "system_menu", needed)
