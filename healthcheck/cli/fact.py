"""``healthcheck fact list | explain``."""

from __future__ import annotations

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang


@click.group()
def fact() -> None:
    """List and explain fact tables. 事实表的列表和说明。"""


@fact.command("list")
@options.lang_option
def list_(lang: Lang) -> int:
    """List fact tables. 列出事实表。"""
    from healthcheck.facts import TABLES

    for name, spec in TABLES.items():
        text = spec.zh if lang == "zh" else spec.doc.splitlines()[0]
        click.echo(f"{spec.family:<10} {name:<20} {text}")
    return PASSED


@fact.command()
@click.argument("name")
@options.lang_option
def explain(name: str, lang: Lang) -> int:
    """Show a fact table's columns. 说明一张事实表的列。"""
    import difflib

    from healthcheck.facts import TABLES

    if name not in TABLES:
        near = ", ".join(difflib.get_close_matches(name, TABLES, 3, 0.4))
        raise UsageError(
            f"There is no fact table {name!r}. Nearest: {near}.", f"没有事实表 {name!r}。最接近的有：{near}。"
        )
    spec = TABLES[name]
    click.echo(f"{name} · {spec.zh}\n{spec.doc}\n")
    for column in spec.columns.values():
        marks = [column.sql_type.lower()]
        marks += ["key"] if column.key else []
        marks += [f"→ {column.ref}"] if column.ref else []
        marks += [f"unit {column.unit}"] if column.unit else []
        marks += [" | ".join(column.choices)] if column.choices else []
        click.echo(f"  {column.name:<20} {', '.join(marks)}\n{'':<23}{' '.join(column.doc.split())}")
    return PASSED
