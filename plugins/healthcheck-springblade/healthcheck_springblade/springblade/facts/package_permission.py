"""Menus of a tenant's product package (BladeX), which the product packs into one text (``1,2``) in the package's own row."""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, PackagePermission

FACTS = (PackagePermission,)
GIVEN_ONLY = True
QUERIES = {"packages": "SELECT k.id, k.menu_id FROM blade_tenant_package AS k"}


def collect(source: Source) -> Iterator[Fact]:
    """Nothing where the system has no packages, or does not say what they contain."""
    if not (source.has("blade_tenant_package.id") and source.has("blade_tenant_package.menu_id")):
        return
    for row in source.rows("packages"):
        for menu in dict.fromkeys(re.findall(r"\d+", str(row["menu_id"] or ""))):
            yield PackagePermission(
                package_id=str(row["id"]), permission_id=menu, origin=f"blade_tenant_package#{row['id']}"
            )
