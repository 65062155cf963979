"""Options on whom a report is for."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from healthcheck.cli import options
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.scan import Scan
    from healthcheck.store import Snapshot


@dataclass
class Editions:
    """Which editions of a report are asked for, and what the snapshot says of people.

    Attributes:
        salt: of the false names; None when nobody gave one.
        values: personal values, read while the snapshot is open.
    """

    asked: str = "internal"
    salt: bytes | None = None
    values: dict[str, str] = field(default_factory=dict)

    @property
    def internal(self) -> bool:
        """Whether files of the internal edition are written."""
        return self.asked != "customer"

    @property
    def customer(self) -> bool:
        """Whether a customer edition is wanted."""
        return self.asked != "internal"

    def inspect(self, snapshot: Snapshot) -> None:
        """Note the personal values of an open snapshot."""
        if self.customer:
            from healthcheck.edition import personal_values

            self.values |= personal_values(snapshot)

    def apply(self, scan: Scan, lang: Lang, say: Callable[[str], None]) -> None:
        """Turn a scan into the customer edition."""
        from healthcheck.edition import SALT_VARIABLE, for_customer

        if self.salt is None:
            say(
                f"未给出盐（{SALT_VARIABLE} 或 --salt-file），本次的假名与其他报告不一致。"
                if lang == "zh"
                else f"No salt given ({SALT_VARIABLE} or --salt-file): the false names hold for this report only."
            )
        for_customer(scan, self.values, self.salt or os.urandom(32))

    def customer_file(self, path: Path) -> Path:
        """Where the customer edition goes when both are asked for: ``report.customer.html`` beside ``report.html``."""
        return path if not self.internal else path.with_name(f"{path.stem}.customer{path.suffix}")


def edition_options(function: options.F) -> options.F:
    """The options on editions; the command gets them as one argument ``editions``."""

    @functools.wraps(function)
    def gathered(edition: str, salt_file: Path | None, **given: Any) -> Any:
        editions = Editions(edition)
        if editions.customer:
            from healthcheck.edition import read_salt

            editions.salt = read_salt(salt_file)
        return function(editions=editions, **given)

    found: Any = gathered
    for option in (
        click.option(
            "--salt-file",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Keeps the false names of all customer editions alike; made when absent. 假名的盐文件，使各次客户版的假名一致，不存在则新建。",
        ),
        click.option(
            "--edition",
            type=click.Choice(["internal", "customer", "both"]),
            default="internal",
            show_default=True,
            help="customer replaces personal data; both writes FILE and FILE.customer. customer 客户版隐去个人信息，both 两版都写。",
        ),
    ):
        found = option(found)
    return cast("options.F", found)
