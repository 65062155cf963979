"""``healthcheck access least-privilege``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healthcheck.cli import decisions, options
from healthcheck.cli.decisions import DecisionList
from healthcheck.cli.facts_of import facts_of
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.leastprivilege import Line
    from healthcheck.plan import Options

_WIDTHS = [6, 12, 24, 18, 14, 14, 28, 28, 9, 9, 9, 12, 11, 14, 14]
_LIST = {
    "en": DecisionList(
        "least privilege",
        [
            "group", "proposal", "role", "role code", "person", "login", "permission", "permission code", "holders",
            "used by", "uses", "last used", "rights lost", "decision", "decided by",
        ],
        _WIDTHS,
        3,
        ["do it", "keep", "ask"],
    ),
    "zh": DecisionList(
        "最小权限建议",
        [
            "组", "建议", "角色", "角色编码", "人员", "登录名", "权限", "权限标识", "持有人数",
            "使用人数", "使用次数", "最近使用", "失去权限数", "处理决定", "决定人",
        ],
        _WIDTHS,
        3,
        ["执行", "保留", "待查"],
    ),
}  # fmt: skip
_WORDS = {
    "en": {"take out": "take out of role", "take away": "take from person", "keep": "keep", "not logged": "not logged"},
    "zh": {"take out": "从角色去掉", "take away": "收回角色", "keep": "保留", "not logged": "日志未覆盖"},
}


@click.group()
def access() -> None:
    """Work on rights. 权限相关的工具。"""


@access.command("least-privilege")
@click.argument("target", metavar="TARGET")
@options.collecting
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The list to write (.xlsx or .csv). 清单文件（.xlsx 或 .csv）。",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=180,
    show_default=True,
    help="How long a right must have gone unused. 多少天未使用才列出。",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List what stays and what is not logged, too. 保留的和日志未覆盖的也列出。",
)
@options.lang_option
def least_privilege(target: str, settings: Options, output: Path, days: int, everything: bool, lang: Lang) -> int:
    """Write which rights roles of TARGET carry and people hold without using them, for people to decide.

    Compares grants with the product's own log of use; nothing is taken away by itself.

    对照系统的使用日志，列出 TARGET 里角色多余的权限和人员多余的角色，供人工逐条确认；不会自动收回。
    """
    from healthcheck.leastprivilege import NEEDED, propose

    decisions.checked_output(output)
    with facts_of(target, settings, lang) as facts:
        lacking = [name for name in NEEDED if facts.coverage[name].state == "absent"]
        if lacking:
            raise UsageError(
                f"{target}: the proposal compares grants with logged use, and {', '.join(lacking)} was not collected.",
                f"{target}：该清单要用授权对照使用日志，但没有采集到 {'、'.join(lacking)}。",
            )
        found = propose(facts.con, days)
    proposed = [line for line in found if line.verdict in ("take out", "take away")]
    decisions.write(output, _LIST[lang], _rows(found if everything else proposed, lang))
    out, away = (sum(line.verdict == v for line in proposed) for v in ("take out", "take away"))
    unknown = sum(line.verdict == "not logged" for line in found)
    click.echo(
        f"{output}：建议从角色去掉 {out} 项权限、收回个人 {away} 个角色；{unknown} 项日志未覆盖，不作判断。"
        if lang == "zh"
        else f"{output}: {out} permissions to take out of roles, {away} roles to take from people;"
        f" {unknown} are not logged and not judged.",
        err=True,
    )
    return PASSED


def _rows(lines: Iterable[Line], lang: Lang) -> Iterator[tuple[int, list[object]]]:
    group, last = 0, ""
    for line in lines:
        one = (line.user_id and f"person {line.user_id}") or f"role {line.role_id}"
        if one != last:
            group, last = group + 1, one
        yield (
            group,
            [
                group,
                _WORDS[lang][line.verdict],
                line.role,
                line.role_code,
                line.person,
                line.login,
                line.permission,
                line.permission_code,
                line.holders,
                line.users,
                line.uses,
                line.last_used_at,
                line.lost,
            ],
        )
