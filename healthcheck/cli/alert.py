"""``healthcheck alert``."""

from __future__ import annotations

from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED
from healthcheck.language import Lang


@click.command()
@click.argument(
    "config", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=Path("alerts.toml"), required=False
)
@click.option("--history", metavar="URL", help="The history of scans. 历史库。")
@click.option(
    "--memory",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What was told already; beside CONFIG by default. 已告警记录文件，默认与 CONFIG 放在一起。",
)
@click.option("--dry-run", is_flag=True, help="Print the messages, send nothing. 只显示，不发送。")
@options.lang_option
def alert(config: Path, history: str | None, memory: Path | None, dry_run: bool, lang: Lang) -> int:
    """Tell the channels of CONFIG (alerts.toml) what is new or overdue in the history, and which scan did not come.

    Run it from a schedule of its own, so that a scan that never started is noticed too. Needs the extra "notify".

    Exits 4 when a channel could not be reached; it is tried again next time.

    按 alerts.toml 的通道推送新增、复发、超期问题，以及未按时执行的巡检。请单独设置定时任务，这样巡检没有启动也能发现。
    需要安装扩展 notify。有通道发送失败时退出码为 4，下次会重发。
    """
    from healthcheck.alerts import Memory, read_config, refuse, utc_now
    from healthcheck.alerts import alert as tell
    from healthcheck.history import open_history

    read = read_config(config)
    told = Memory.read(memory or config.with_name(f"{config.stem}.told.json"))
    with open_history(history) as opened:
        deliveries = tell(opened, read, told, utc_now(), dry=dry_run)
    for delivery in deliveries:
        name = delivery.channel.name
        if not delivery.items:
            click.echo(f"{name}：没有新内容" if lang == "zh" else f"{name}: nothing new")
        elif dry_run:
            click.echo(f"{name}\n{delivery.title}\n{delivery.body}", nl=False)
        elif delivery.sent:
            count = len(delivery.items)
            click.echo(f"{name}：已发送 {count} 项" if lang == "zh" else f"{name}: {count} told")
    refuse(deliveries)
    return PASSED
