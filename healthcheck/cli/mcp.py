"""``healthcheck mcp``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED


@click.command()
@click.argument(
    "snapshots", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="SNAPSHOT..."
)
@click.option("--real-names", is_flag=True, help="Do not replace people's names. 不对人名做替换。")
@options.choosing
def mcp(
    snapshots: tuple[Path, ...],
    real_names: bool,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> int:
    """Let an assistant list, explain, run and try rules on SNAPSHOTs (files or folders of them), read-only.

    Speaks the Model Context Protocol on standard input and output. People's names are replaced.

    \b
    In an assistant's configuration:
      {"command": "healthcheck", "args": ["mcp", "site.duckdb"]}

    供 AI 助手（MCP 协议，标准输入输出）在快照上查看、解释、运行和试写规则，只读；人名默认替换。

    \b
    写在助手的配置里：
      {"command": "healthcheck", "args": ["mcp", "site.duckdb"]}
    """
    from healthcheck.assistant import named, serve

    pack, rules = options.read_rules(packs, select, ignore)
    pack.rules = rules
    serve(named(snapshots), pack, None if real_names else os.urandom(32)).run("stdio")
    return PASSED
