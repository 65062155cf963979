"""``healthcheck plugin``: what installed distributions add, and a new one to start from."""

from __future__ import annotations

from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED
from healthcheck.language import Lang


@click.group()
def plugin() -> None:
    """List plugins and start a new one. 插件的列表与新建。"""


@plugin.command()
@click.argument("name")
@click.option("--namespace", metavar="WORD", help="What ids of its rules start with. 规则编号前缀。")
@click.option(
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="Where to make it; here by default. 放在哪个目录，默认当前目录。",
)
@options.lang_option
def new(name: str, namespace: str | None, folder: Path, lang: Lang) -> int:
    """Start a distribution for product NAME: adapter, rules and tests that pass. 新建产品插件（适配器、规则、测试）。"""
    from healthcheck.scaffold import new_plugin

    place = new_plugin(folder, name, namespace)
    click.echo(f"已生成 {place}。下一步：" if lang == "zh" else f"Made {place}. Next:")
    click.echo(f"  cd {place}\n  pip install -e '.[test]'\n  pytest")
    return PASSED


@plugin.command("list")
@options.lang_option
def list_(lang: Lang) -> int:
    """Say what came from which distribution; one that fails is named. 列出各插件提供了什么，无法加载的会注明。"""
    from healthcheck.survey import survey

    found = survey()
    for one in found.plugins:
        click.echo(f"{one.distribution} {one.version}")
        for kind, names in one.gives.items():
            click.echo(f"  {kind.in_(lang)}: {', '.join(names)}")
    for name, problem in found.problems.items():
        said = f"{name} 无法加载：{problem}" if lang == "zh" else f"{name} cannot be loaded: {problem}"
        click.echo(f"healthcheck: {said}", err=True)
    if not found.plugins:
        click.echo("没有安装插件。" if lang == "zh" else "No plugin is installed.")
    return FAILED if found.problems else PASSED
