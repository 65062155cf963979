"""healthcheck: finds what is wrong with how a business system was set up.

Rule and plugin authors import the public names from here; they are loaded when first used, so that the command line
starts at once.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # typing itself takes longer to import than `healthcheck --version` may run
if TYPE_CHECKING:
    from healthcheck.table import Table, joined

__all__ = ["Table", "__version__", "joined"]


def __getattr__(name: str) -> object:
    if name in ("Table", "joined"):
        from healthcheck import table

        return getattr(table, name)
    raise AttributeError(f"module 'healthcheck' has no attribute {name!r}")
