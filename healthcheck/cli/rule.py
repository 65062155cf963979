"""``healthcheck rule list | explain | test``."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED, USAGE, UsageError
from healthcheck.explain import describe, sections
from healthcheck.language import Lang, Text
from healthcheck.rule import Pack, Rule, builtin_rules


@click.group()
def rule() -> None:
    """List, explain and test rules. 规则的列表、说明和测试。"""


@rule.command("list")
@options.choosing
@options.format_option("console", "json")
@options.lang_option
def list_(packs: tuple[Path, ...], select: tuple[str, ...], ignore: tuple[str, ...], form: str, lang: Lang) -> int:
    """List rules. 列出规则。"""
    pack, rules = options.read_rules(packs, select, ignore)
    if form == "json":
        click.echo(json.dumps([describe(r, lang) for r in _sorted(rules)], ensure_ascii=False, indent=1))
    else:
        family = ""
        for one in _sorted(rules):
            if one.id.rpartition(".")[0] != family:
                family = one.id.rpartition(".")[0]
                click.echo(("" if one is _sorted(rules)[0] else "\n") + family)
            click.echo(f"  {one.severity:<8} {one.id:<42} {one.text[lang].title}")
        count = len(rules)
        click.echo(f"\n{count} 条规则" if lang == "zh" else f"\n{count} rules")
    return _problems(pack, lang)


def _sorted(rules: dict[str, Rule]) -> list[Rule]:
    return [rules[i] for i in sorted(rules)]


def _problems(pack: Pack, lang: Lang) -> int:
    for problem in pack.problems.values():
        click.echo(f"healthcheck: {problem.message(lang)}", err=True)
    return USAGE if pack.problems else PASSED


@rule.command()
@click.argument("rule_id", metavar="FAMILY.NAME")
@click.option("--subject", metavar="FACT", help="The fact table it is about. 规则针对的事实表。")
@click.option("--python", is_flag=True, help="A function instead of a query. 用函数而不是 SQL。")
@click.option(
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("rules"),
    show_default=True,
    metavar="FOLDER",
    help="The pack to put it into. 放进哪个规则包。",
)
@options.lang_option
def new(rule_id: str, subject: str | None, python: bool, folder: Path, lang: Lang) -> int:
    """Start a rule with a page that passes. 新建一条规则，自带能通过的用例。"""
    from healthcheck.scaffold import new_rule

    path = new_rule(folder, rule_id, subject, python)
    click.echo(
        f"已生成 {path} 和 {path.with_suffix('.md').name}。下一步："
        if lang == "zh"
        else f"Made {path} and its page. Next:"
    )
    click.echo(f"  healthcheck rule test {path}\n  healthcheck demo --rules {folder}")
    return PASSED


@rule.command()
@click.argument("rule_id", metavar="ID")
@options.rules_option
@options.lang_option
def explain(rule_id: str, packs: tuple[Path, ...], lang: Lang) -> int:
    """Show why a rule exists, how to fix what it finds, what it needs and how it looks. 说明一条规则：为什么查、怎么根治、需要什么数据、什么样子。"""
    from healthcheck.report import common

    pack = options.read_packs(packs)
    if rule_id not in pack.rules:
        near = ", ".join(difflib.get_close_matches(rule_id, pack.rules, 3, 0.4))
        raise UsageError(
            f"There is no rule {rule_id!r}. Nearest: {near or 'none'}.",
            f"没有规则 {rule_id}。最接近的有：{near.replace(', ', '、') or '无'}。",
        )
    one = pack.rules[rule_id]
    text = one.text[lang]
    zh = lang == "zh"
    click.echo(f"{one.id} · {text.title}")
    colon = "：" if zh else ": "
    facts = [
        (Text("severity", "级别"), common.SEVERITY[one.severity].in_(lang)),
        (Text("subject", "对象"), f"{common.type_name(one.subject, lang)}（{one.subject}）" if zh else one.subject),
        (Text("effort", "工作量"), common.EFFORT[one.effort].in_(lang)),
        (Text("confidence", "可信度"), common.CONFIDENCE[one.confidence].in_(lang)),
    ]
    click.echo(" · ".join(f"{name.in_(lang)}{colon}{value}" for name, value in facts))
    if one.params:
        listed = ("，" if zh else ", ").join(
            f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in one.params.items()
        )
        click.echo(f"{'参数' if zh else 'parameters'}{colon}{listed}")
        shown = ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in list(one.params.items())[:1])
        told = "要改用别的值，在检查方案（--profile）里写：" if zh else "Another value in a profile (--profile): "
        click.echo(f'  {told}[params]  "{one.id}" = {{ {shown} }}')
    click.echo(f"\n{'提示' if zh else 'Message'}{colon}{text.message}\n{'修复' if zh else 'Fix'}{colon}{text.fix}")
    for heading, body in sections(one.page, lang):
        click.echo(f"\n{heading}\n{body}")
    needs = _needs(pack, one)
    if needs:
        click.echo(f"\n{'所需事实表' if zh else 'Needs'}{colon}{needs}")
    click.echo(f"\n{one.path.name}:\n{(one.sql if one.language == 'sql' else one.body).strip()}")
    return PASSED


def _needs(pack: Pack, one: Rule) -> str:
    from healthcheck.sealed import check_pack

    checked = check_pack(pack, {one.id: one})
    if one.id not in checked.rules:
        return ""
    needs = checked.rules[one.id].needs
    deciding: dict[str, list[str]] = {}
    for table, column in sorted(needs.deciding):
        deciding.setdefault(table, []).append(column)
    return ", ".join(f"{t} ({', '.join(deciding[t])})" if t in deciding else t for t in sorted(needs.tables))


@rule.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option(
    "--fuzz", is_flag=True, help="Random facts, too (needs hypothesis). 另用随机数据测试（需要 hypothesis）。"
)
@options.lang_option
def test(paths: tuple[Path, ...], fuzz: bool, lang: Lang) -> int:
    """Run the cases on the pages of the rules at PATH (a folder or a rule's file; the built-in ones by default).

    运行 PATH（目录或单个规则文件，默认为内置规则）各规则说明页里的用例。
    """
    import time

    from healthcheck.rule import load_pack
    from healthcheck.testing import run_cases

    failures = tested = 0
    started = time.perf_counter()
    for path in paths or (builtin_rules(),):
        pack = load_pack(path)
        tested += len(pack.rules)
        for failure in run_cases(pack):
            failures += 1
            click.echo(str(failure))
        if fuzz:
            for said in _fuzzed(pack):
                failures += 1
                click.echo(said)
    seconds = time.perf_counter() - started
    if not tested and not failures:
        click.echo("没有找到规则。" if lang == "zh" else "No rule was found.", err=True)
        return USAGE
    click.echo(
        f"{tested} 条规则，{failures} 个用例未通过，{seconds:.2f} 秒"
        if lang == "zh"
        else f"{tested} rules, {failures} failed cases, {seconds:.2f} s"
    )
    return FAILED if failures else PASSED


def _fuzzed(pack: Pack) -> Iterator[str]:
    """What does not hold on random facts, rule by rule."""
    try:
        from healthcheck.fuzz import any_facts, injected_defect
    except ModuleNotFoundError:
        raise UsageError(
            "--fuzz needs the package hypothesis: pip install hypothesis.",
            "--fuzz 需要 hypothesis：pip install hypothesis。",
        ) from None
    from healthcheck.testing import Bench

    bench = Bench(pack)
    try:
        for one in pack.rules.values():
            for check in (any_facts, injected_defect):
                try:
                    if one.id in bench.checked.rules:
                        check(bench, one)
                except Exception as error:
                    notes = "\n".join(getattr(error, "__notes__", ()))
                    yield f"{one.path}: {type(error).__name__}: {error}\n{notes}"
    finally:
        bench.close()
