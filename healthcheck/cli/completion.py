"""``healthcheck completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script for SHELL: eval "$(healthcheck completion bash)". 输出 SHELL 的补全脚本，用法：eval "$(healthcheck completion bash)"。"""
    from healthcheck.cli import cli

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "healthcheck", "_HEALTHCHECK_COMPLETE").source())
    return 0
