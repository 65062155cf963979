"""Options that several commands share."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

from healthcheck.language import LANGS, Lang, default_lang
from healthcheck.report import FORMATS, all_formats

if TYPE_CHECKING:
    from rich.console import Console

    from healthcheck.adapters import Adapters
    from healthcheck.plan import Options
    from healthcheck.rule import Pack, Rule

F = TypeVar("F", bound=Callable[..., Any])

#: Where the flag of that name waits for :func:`read_rules`.
_TRUSTED_ONLY = "healthcheck.trusted_only"

#: What :func:`collecting` adds.
_COLLECTING = (
    "adapter",
    "mapping",
    "no_catalogue",
    "check_passwords",
    "max_rows",
    "statement_timeout",
    "explain",
    "before",
)

lang_option = click.option(
    "--lang", type=click.Choice(LANGS), default=default_lang, help="Language of the output. 输出语言。"
)

rules_option = click.option(
    "--rules",
    "packs",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Further rules: a folder, one file or a .hcpack. Repeatable. 追加规则目录、文件或规则包，可重复。",
)


def format_option(*forms: str) -> Callable[[F], F]:
    """``--format`` of a command that prints a list."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="console",
        show_default=True,
        help="What goes to standard output. 标准输出的格式。",
    )


class FormatName(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5 only
    """A report format that can go to a terminal; plugins are asked only for names that are not built in."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The built-in ones."""
        return "[" + "|".join(name for name, spec in FORMATS.items() if spec.text) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, when there is such a format."""
        if value in FORMATS and FORMATS[value].text:
            return str(value)
        texts = [name for name, spec in all_formats().items() if spec.text]
        if value not in texts:
            self.fail(click.Choice(texts).get_invalid_choice_message(value, ctx), param, ctx)
        return str(value)


def collecting(function: F) -> F:
    """Options on how a target is read; the command gets them as one argument ``settings``."""

    @functools.wraps(function)
    def gathered(**given: Any) -> Any:
        own = {name: given.pop(name) for name in _COLLECTING}
        _refuse_on_snapshots(given.get("targets") or (given["target"],))
        return function(settings=_settings(**own), **given)

    found: Any = gathered
    for option in reversed(
        [
            click.option(
                "--adapter",
                metavar="NAME",
                help="Product adapter, instead of recognising it. 指定产品适配器，不自动识别。",
            ),
            click.option(
                "--map",
                "mapping",
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                metavar="FOLDER",
                help="Your own adapter folder (adapter.toml and facts/*.sql). 自备的映射目录（adapter.toml 和 facts/*.sql）。",
            ),
            click.option(
                "--no-catalogue", is_flag=True, help="Leave out the database's own statistics. 不读数据库自身统计。"
            ),
            click.option(
                "--check-passwords",
                is_flag=True,
                help="Try the product's shipped passwords on the stored hashes, offline. 用出厂密码离线比对库中的密码哈希，看是否仍在用。",
            ),
            click.option(
                "--explain",
                type=click.IntRange(0, 500),
                default=0,
                show_default=True,
                metavar="N",
                help="Plan (EXPLAIN, never run) the N slowest statements and N reports. 取最慢 N 条语句和 N 张报表的执行计划（只 EXPLAIN，不执行）。",
            ),
            click.option(
                "--before",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                metavar="SNAPSHOT",
                help="An earlier snapshot: find statements that got slower since. 以前的快照：与它比较，找变慢的语句。",
            ),
            click.option(
                "--max-rows",
                type=click.IntRange(1),
                default=20_000_000,
                show_default=True,
                metavar="N",
                help="Most rows read per statement. 每条语句最多读取的行数。",
            ),
            click.option(
                "--statement-timeout",
                type=click.IntRange(1),
                default=120,
                show_default=True,
                metavar="S",
                help="Longest run of one statement on the server, in seconds. 单条语句在服务器上的时限（秒）。",
            ),
        ]
    ):
        found = option(found)
    return cast("F", found)


def _refuse_on_snapshots(targets: tuple[str, ...]) -> None:
    """Options on how a system is read say nothing where only snapshots are given: those were read already.

    Raises:
        UsageError: naming the options that were given nevertheless.
    """
    context = click.get_current_context()
    asked = [
        param.opts[0]
        for param in context.command.params
        if param.name in _COLLECTING and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]
    if not asked:
        return
    from healthcheck.errors import UsageError
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    read = [read_target(t) for t in targets]
    if any(one.kind != "snapshot" for one in read):
        return
    adapters: dict[str, None] = {}
    for one in read:
        with Snapshot.open(one.path) as snapshot:
            adapters.update(dict.fromkeys(a["name"] for a in snapshot.get("adapters", [])))
    named = "、".join(adapters) or "无"
    raise UsageError(
        f"{', '.join(asked)}: no effect on a snapshot, which was read before (adapter:"
        f" {', '.join(adapters) or 'none'}). Leave it out, or name the system itself.",
        f"快照采集时已确定适配器 {named}，{'、'.join(asked)} 对快照无效。请去掉该选项，或直接指定数据库。"
        if set(asked) <= {"--adapter", "--map"}
        else f"快照已采集完毕，{'、'.join(asked)} 对快照无效。请去掉该选项，或直接指定数据库重新采集。",
    )


def _listed(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Values given one by one, or several at once between commas."""
    return tuple(part.strip() for text in value for part in text.split(",") if part.strip())


def choosing(function: F) -> F:
    """Options on which rules count."""
    for option in reversed(
        [
            rules_option,
            click.option(
                "--trusted-only",
                is_flag=True,
                expose_value=False,
                callback=lambda ctx, param, value: ctx.meta.__setitem__(_TRUSTED_ONLY, value),
                help="Take only .hcpack files signed by a key you trust. 只接受带可信签名的规则包。",
            ),
            click.option(
                "--select",
                multiple=True,
                callback=_listed,
                metavar="ID",
                help="Only rules whose id starts so, or with this tag or severity. 只运行这些规则：编号前缀、标签或级别。",
            ),
            click.option(
                "--ignore",
                multiple=True,
                callback=_listed,
                metavar="ID",
                help="All but these. 排除这些规则，写法同 --select。",
            ),
        ]
    ):
        function = option(function)
    return function


def _settings(
    adapter: str | None,
    mapping: Path | None,
    no_catalogue: bool,
    check_passwords: bool,
    max_rows: int,
    statement_timeout: int,
    explain: int,
    before: Path | None,
) -> Options:
    """Collection options as the engine takes them."""
    from healthcheck.databases import Limits
    from healthcheck.plan import Options

    return Options(
        adapter=adapter,
        mapping=mapping,
        catalogue=not no_catalogue,
        limits=Limits(rows=max_rows, seconds=statement_timeout),
        explain=explain,
        before=before,
        asked=frozenset({"--check-passwords"} if check_passwords else ()),
    )


def read_rules(
    packs: tuple[Path, ...], select: tuple[str, ...], ignore: tuple[str, ...]
) -> tuple[Pack, dict[str, Rule]]:
    """The built-in pack with installed ones and the user's own, and the rules chosen from it."""
    from healthcheck.rule import select as choose

    pack = read_packs(packs)
    return pack, choose(pack.rules, select, ignore)


def trusted_only() -> bool:
    """Whether ``--trusted-only`` was given to the present command."""
    return bool(click.get_current_context().meta.get(_TRUSTED_ONLY))


def read_packs(packs: tuple[Path, ...]) -> Pack:
    """The built-in pack with those of installed distributions and the user's own; nothing of them is run."""
    from healthcheck.packs import installed_packs, pack_roots
    from healthcheck.rule import builtin_rules, load_packs

    context = click.get_current_context()
    installed = installed_packs()
    for name, problem in installed.problems.items():
        click.echo(f"healthcheck: {name}: {problem}", err=True)

    def folder() -> Path:
        made = Path(tempfile.mkdtemp(prefix="healthcheck-pack-"))
        context.call_on_close(lambda: shutil.rmtree(made, ignore_errors=True))
        return made

    own = pack_roots(packs, folder, trusted_only())
    return load_packs([builtin_rules(), *installed.folders.values(), *own])


def find_adapters(console: Console, lang: Lang) -> Adapters:
    """Installed adapters; those that fail to load are named on stderr and the rest go on."""
    from healthcheck.adapters import installed_adapters

    adapters = installed_adapters()
    for name, problem in adapters.problems.items():
        said = f"适配器 {name} 无法加载：{problem}" if lang == "zh" else f"Adapter {name} cannot be loaded: {problem}"
        console.print(f"[yellow]{said}[/yellow]", highlight=False)
    return adapters


def stderr_console() -> Console:
    """Where progress and warnings go."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)
