"""``healthcheck serve``."""

from __future__ import annotations

import os

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED
from healthcheck.language import Lang


@click.command()
@click.option(
    "--history",
    "url",
    metavar="URL",
    help="Path or SQLAlchemy URL of the history. Default: $HEALTHCHECK_HISTORY, else the user's own. 历史记录的路径或数据库地址；默认取 $HEALTHCHECK_HISTORY，否则用本人的文件。",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="0 takes a free one. 端口，0 表示自动选空闲端口。",
)
@click.option("--write", is_flag=True, help="Let who has the token close findings. 持口令者可登记处理情况。")
@click.option("--private", is_flag=True, help="Ask for the token for reading too. 查看也需要口令。")
@options.lang_option
def serve(url: str | None, port: int, write: bool, private: bool, lang: Lang) -> int:
    """Show the history in the browser: systems, trend, open findings, closing them.

    Answers to this machine only and is read-only, unless --write is given: then a token is printed, or taken from
    $HEALTHCHECK_SERVE_TOKEN, and who knows it may assign, acknowledge and close findings. Stop it with Ctrl+C.

    在浏览器中查看历史记录：系统、趋势、未关闭的问题及其处理。只监听本机，默认只读；加 --write 后凭终端显示的口令可以修改。
    """
    from healthcheck.history import open_history
    from healthcheck.serve import server

    token = (os.environ.get(server.VARIABLE) or server.new_token()) if write or private else None
    given = token is not None and token == os.environ.get(server.VARIABLE)

    def started(address: str) -> None:
        click.echo(f"{'打开' if lang == 'zh' else 'Open'} {address}")
        if token is not None and not given:
            click.echo(f"{'口令' if lang == 'zh' else 'Token'} {token}")
        click.echo("按 Ctrl+C 停止。" if lang == "zh" else "Ctrl+C stops it.", err=True)

    with open_history(url) as history:
        try:
            server.run(server.prepare(history, port, token, private, lang, write), started)
        except KeyboardInterrupt:
            click.echo("已停止。" if lang == "zh" else "Stopped.", err=True)
    return PASSED
