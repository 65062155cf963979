"""``healthcheck ready``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.keeping import Keeping, keeping_options
from healthcheck.cli.scan import examine, judging

if TYPE_CHECKING:
    from healthcheck.plan import Options


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@keeping_options
@options.collecting
@options.choosing
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Keep the snapshot. 保留快照文件。"
)
@judging
def ready(
    targets: tuple[str, ...],
    settings: Options,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    keep: Path | None,
    keeping: Keeping,
    **report: Any,
) -> int:
    """Say whether TARGET may go live: go, go with conditions, no-go, or undetermined.

    The gates of the profile (go-live by default) decide, and the report says which and what could not be seen. Results
    of manual checks come from the history (healthcheck checklist record). With --save the scan is a rehearsal, and the
    next report shows how the findings burn down.

    \b
    Exit codes: 0 go (with or without conditions), 1 no-go, 3 undetermined, 2 usage, 4 unreachable.

    判断 TARGET 能否上线：可以上线、有条件上线、不能上线、无法判定。人工检查结果取自历史记录；加 --save
    即登记为一次演练，下次报告会给出各级问题的消减情况。

    \b
    退出码：0 可以上线（含有条件），1 不能上线，3 无法判定，2 用法错误，4 连不上。

    """
    keeping.ready = True
    keeping.profile = keeping.profile or "go-live"
    return examine(targets, settings, packs, select, ignore, keep, keeping=keeping, **report)
