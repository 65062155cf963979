"""``healthcheck schema``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it. 写入文件。"
)
@options.lang_option
def schema(name: str | None, output: Path | None, lang: Lang) -> int:
    """Print the JSON Schema of a file that people write, for their editor; without NAME, list them.

    Fact tables of installed plugins are among those it knows.

    输出手写文件的 JSON Schema，供编辑器补全和校验；不带 NAME 时列出全部。
    """
    from healthcheck.facts import TABLES
    from healthcheck.schemas import published

    known = published(TABLES)
    if name is None:
        for one, (what, _) in known.items():
            click.echo(f"{one:<12} {what}")
        return PASSED
    if name not in known:
        raise UsageError(
            f"There is no schema {name!r}; expected one of {', '.join(known)}.",
            f"没有名为 {name!r} 的 schema，可用的有：{'、'.join(known)}。",
        )
    text = json.dumps(known[name][1](), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
    return PASSED
