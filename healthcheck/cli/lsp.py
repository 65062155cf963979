"""``healthcheck lsp``."""

from __future__ import annotations

from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), metavar="[PATH]")
@options.lang_option
def lsp(path: Path, lang: Lang) -> int:
    """Serve findings to an editor while files are edited (Language Server Protocol, standard input and output).

    The editor's workspace folder is checked; PATH where it names none.

    为编辑器提供实时诊断（语言服务器协议，走标准输入输出）。检查编辑器打开的工作区；未指定时检查 PATH。
    """
    try:
        from healthcheck.cli.languageserver import serve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError(
            "The language server needs pygls: pip install 'healthcheck[lsp]'.",
            "语言服务器需要 pygls：pip install 'healthcheck[lsp]'。",
        ) from None
    serve(path, lang, click.get_current_context())
    return PASSED
