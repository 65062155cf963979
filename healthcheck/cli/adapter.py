"""``healthcheck adapter list | explain``."""

from __future__ import annotations

import json

import click

from healthcheck.cli import options
from healthcheck.errors import PASSED
from healthcheck.language import Lang


@click.group()
def adapter() -> None:
    """List and explain product adapters. 产品适配器的列表和说明。"""


@adapter.command("list")
@options.format_option("console", "json")
@options.lang_option
def list_(form: str, lang: Lang) -> int:
    """List installed adapters. 列出已安装的适配器。"""
    from healthcheck.adapters import installed_adapters

    adapters = installed_adapters()
    found = sorted(adapters.found.values(), key=lambda a: (a.kind, a.name))
    if form == "json":
        click.echo(
            json.dumps(
                [
                    {
                        "name": a.name,
                        "title": a.title.in_(lang),
                        "kind": a.kind,
                        "databases": list(a.databases),
                        "tried": list(a.tried),
                        "verified": a.verified,
                        "distribution": a.distribution,
                    }
                    for a in found
                ],
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for a in found:
            where = ", ".join(a.databases) or ("目录" if lang == "zh" else "folders")
            unverified = "" if a.verified else ("（未验证）" if lang == "zh" else " (unverified)")
            click.echo(f"{a.name:<16} {a.kind:<10} {a.title.in_(lang)}{unverified}  [{where}]")
        if not found:
            click.echo("没有安装适配器。" if lang == "zh" else "No adapter is installed.")
    for name, problem in adapters.problems.items():
        click.echo(f"healthcheck: {name}: {problem}", err=True)
    return PASSED


@adapter.command()
@click.argument("name")
@options.lang_option
def explain(name: str, lang: Lang) -> int:
    """Show how a product is recognised, which facts it gives and what it cannot see. 说明一个适配器：如何识别产品、提供哪些事实、看不到什么。"""
    from healthcheck.adapters import installed_adapters, load_reader
    from healthcheck.plan import table_names

    one = installed_adapters().get(name)
    zh = lang == "zh"
    click.echo(f"{one.name} · {one.title.in_(lang)} · {one.distribution}")
    marks = one.recognise
    for label, values in (("all", marks.all), ("any", marks.any), ("none", marks.none), ("files", marks.files)):
        if values:
            click.echo(f"{'识别' if zh else 'recognised by'} {label}: {', '.join(values)}")
    if one.tried:
        click.echo(f"{'已验证版本：' if zh else 'tried on: '}{', '.join(one.tried)}")
    facts = {f.fact for f in one.fact_files()}
    for path in one.readers():
        facts |= set(table_names(load_reader(path).FACTS))
    click.echo(f"{'提供的事实表：' if zh else 'gives: '}{', '.join(sorted(facts))}")
    for limit in one.limits:
        click.echo(f"{'看不到：' if zh else 'cannot see: '}{limit.in_(lang)}")
    return PASSED
