"""The command line: parses and prints, decides nothing.

Only click is imported here; each command's module is imported when the command runs, so that ``--version`` and
``rule list`` start at once.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import sys
from collections.abc import Callable
from typing import Any, TextIO

import click

from healthcheck import __version__
from healthcheck.cli.bilingual import halves, in_language
from healthcheck.errors import HealthcheckError
from healthcheck.language import LANGS, Lang, default_lang, visible

#: Command → (module:attribute, short help).
_COMMANDS = {
    "scan": ("healthcheck.cli.scan:scan", "Examine a system and say what to fix first. 检查系统，给出先修什么。"),
    "check": (
        "healthcheck.cli.check:check",
        "Check a repository of configuration files. 检查配置文件仓库（CI 门禁）。",
    ),
    "baseline": (
        "healthcheck.cli.baseline:baseline",
        "Record what stands, so that only new findings fail. 记录现有问题，只拦新增。",
    ),
    "lsp": ("healthcheck.cli.lsp:lsp", "Serve findings to an editor. 为编辑器提供实时诊断。"),
    "ready": ("healthcheck.cli.ready:ready", "Say whether a system may go live. 判断系统能否上线。"),
    "collect": ("healthcheck.cli.collect:collect", "Read a system into a snapshot file. 采集系统，生成快照文件。"),
    "plan": (
        "healthcheck.cli.collect:plan",
        "Print every statement that would run, run none. 只列出将执行的语句，不执行。",
    ),
    "advise": (
        "healthcheck.cli.advise:advise",
        "Propose PostgreSQL indexes, proven with hypopg. 给出经过验证的索引建议（PostgreSQL）。",
    ),
    "demo": ("healthcheck.cli.demo:demo", "Scan the embedded sample company. 扫描内置的示例企业。"),
    "flow": (
        "healthcheck.cli.flow:flow",
        "Walk a document through its approval flow, or draw it. 单据审批推演，画出流程缺陷。",
    ),
    "rule": ("healthcheck.cli.rule:rule", "List, explain and test rules. 规则的列表、说明和测试。"),
    "adapter": ("healthcheck.cli.adapter:adapter", "List and explain product adapters. 产品适配器的列表和说明。"),
    "fact": ("healthcheck.cli.fact:fact", "List and explain fact tables. 事实表的列表和说明。"),
    "access": (
        "healthcheck.cli.access:access",
        "List rights that nobody uses, to decide on. 最小权限建议清单。",
    ),
    "material": ("healthcheck.cli.material:material", "List duplicate materials to decide on. 一物多码合并清单。"),
    "inventory": (
        "healthcheck.cli.inventory:inventory",
        "List what is set up, for hand-over. 系统配置清单，用于交接。",
    ),
    "diff": ("healthcheck.cli.diff:diff", "Compare two scans: new, worse, fixed. 对比两次扫描。"),
    "trend": ("healthcheck.cli.trend:trend", "Show how findings burn down and scores move. 查看历次扫描的趋势。"),
    "closure": ("healthcheck.cli.closure:closure", "Owners, due dates, repairs, closure rate. 整改跟踪与闭环率。"),
    "checklist": (
        "healthcheck.cli.checklist:checklist",
        "Checks that only a person can do. 人工检查项的清单和登记。",
    ),
    "waive": ("healthcheck.cli.waive:waive", "Add, audit and prune waivers. 登记、审查和清理豁免。"),
    "workbook": ("healthcheck.cli.workbook:workbook", "Take in the list of findings again. 导入填好的问题清单。"),
    "alert": ("healthcheck.cli.alert:alert", "Tell people what is new or overdue. 新问题和超期问题告警。"),
    "serve": ("healthcheck.cli.serve:serve", "Show the history in the browser. 在浏览器中查看历史记录。"),
    "fleet": ("healthcheck.cli.fleet:fleet", "Scan many targets, tell what they share. 批量检查，汇总共性问题。"),
    "map": ("healthcheck.cli.map:map_", "Draft and check a mapping of your own. 为自有系统起草、核对映射。"),
    "pack": ("healthcheck.cli.pack:pack", "Make, sign and verify packs of rules. 规则包的制作、签名与校验。"),
    "plugin": ("healthcheck.cli.plugin:plugin", "List plugins, start a new one. 插件的列表与新建。"),
    "schema": (
        "healthcheck.cli.schema:schema",
        "Print JSON Schemas for editors. 输出供编辑器使用的 JSON Schema。",
    ),
    "mcp": ("healthcheck.cli.mcp:mcp", "Let an assistant work on snapshots, read-only. 供 AI 助手只读使用（MCP）。"),
    "completion": ("healthcheck.cli.completion:completion", "Print shell completion. 输出命令行补全脚本。"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for.

    Attributes:
        lang: language of the help.
    """

    lang: Lang = "en"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return in_language(command, self.lang)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing any."""
        with formatter.section("命令" if self.lang == "zh" else "Commands"):
            formatter.write_dl([(name, halves(text).in_(self.lang)) for name, (_, text) in _COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How to get the other language: a Chinese Windows does not say in the environment that it is one."""
        if self.lang == "en":
            formatter.write_paragraph()
            formatter.write("中文：HEALTHCHECK_LANG=zh\n")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a mistyped name."""
        import difflib

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            if self.lang == "zh":
                ctx.fail(f"没有命令 {args[0]}{f'，是不是想写 {near[0]}？' if near else '。'}")
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(
    __version__,
    "--version",
    "-V",
    message="healthcheck %(version)s",
    help="Show the version and exit. 显示版本号并退出。",
)
def cli() -> None:
    """Find what is wrong with how a business system was set up, before go-live and after.

    \b
    healthcheck demo                                    the sample company
    healthcheck scan postgresql://reader:…@host/erp     a live database, read-only
    healthcheck collect mysql://reader:…@host/erp -o site.duckdb
    healthcheck scan site.duckdb --lang zh -o report.md

    找出业务系统在配置上的问题：上线前能放行，上线后能巡检。

    \b
    healthcheck demo                                    扫描内置的示例企业
    healthcheck scan postgresql://reader:…@host/erp     扫描在线数据库，只读
    healthcheck collect mysql://reader:…@host/erp -o site.duckdb
    healthcheck scan site.duckdb --lang zh -o report.md
    """


def command_line(lang: Lang) -> LazyGroup:
    """The command line with its help in ``lang``."""
    told = in_language(cli, lang)
    told.lang = lang
    return told


def main() -> None:
    """The console script.

    The process ends without taking the interpreter down piece by piece: a rule that did not heed its time limit may
    still hold a thread inside the database engine, and nothing of it must delay the exit or change its code.
    """
    gc.set_threshold(
        50_000
    )  # what is imported and read stays: there is little to find for looking at all of it again and again
    if sys.stdout.isatty():
        _guard(sys.stdout)
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


#: Our own colours (SGR, ECMA-48).
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")


def _guard(stream: TextIO) -> None:
    """Show what a name from a customer's data would command the terminal, instead of sending it there."""
    write = stream.write

    def guarded(text: str) -> int:
        # Every second part is a colour; the rest is looked at.
        return write("".join(part if n % 2 else visible(part) for n, part in enumerate(_COLOUR.split(text))))

    # The stream stays the object that click and rich ask for its encoding and whether it is a terminal.
    stream.write = guarded  # type: ignore[method-assign]


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; every expected error is one message on stderr."""
    lang = asked_lang(arguments)
    if lang != "zh":
        return _run(arguments, lang, lambda error: error.show())
    from healthcheck.cli import chinese

    with chinese.speaking():
        return _run(arguments, lang, chinese.show)


def _run(arguments: list[str], lang: Lang, show: Callable[[click.ClickException], None]) -> int:
    """As :func:`run`; ``show`` prints what click complains of."""
    try:
        result: Any = command_line(lang).main(args=arguments, prog_name="healthcheck", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except HealthcheckError as error:
        _say(error.message(lang))
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        show(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("已中断。" if lang == "zh" else "Interrupted.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("HEALTHCHECK_DEBUG"):
            raise
        kind = f"{type(error).__name__}: {error}"
        _say(
            f"程序内部错误：{kind}。请设置 HEALTHCHECK_DEBUG=1 重试，并把输出发给我们。"
            if lang == "zh"
            else f"Internal error: {kind}. Run again with HEALTHCHECK_DEBUG=1 and send us the output."
        )
        return 2


def asked_lang(arguments: list[str]) -> Lang:
    """The language of --lang, wherever it stands, else the user's."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[position + 1 : position + 2])
            return next((lang for lang in LANGS if lang == asked), default_lang())
    return default_lang()


def _say(text: str) -> None:
    click.echo(f"healthcheck: {visible(text)}", err=True)
