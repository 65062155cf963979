"""Writes the reference pages from the program itself, so that nothing in them can be out of date.

    python docs/generate.py           rewrite what changed
    python docs/generate.py --check   exit 1 and name what is stale

The pictures of the console are made by docs/picture.py.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from healthcheck import schemas
from healthcheck.adapters import Adapter, load_adapter, load_reader
from healthcheck.cli import chinese, command_line
from healthcheck.facts import BUILT_IN, TableSpec, base
from healthcheck.facts.schema import DRAFT, table_schema
from healthcheck.language import Lang, Text
from healthcheck.packs import VERDICTS
from healthcheck.plan import table_names
from healthcheck.report import common, schema
from healthcheck.rule import FAMILIES, SEVERITIES, Pack, Rule, load_pack, load_packs
from healthcheck.sealed import check_pack, validate
from healthcheck.verdicts import CheckedPack, shipped_text

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path("docs/reference")

#: Folders that hold nothing but generated files: what is no longer generated there is removed.
OWNED = (REFERENCE / "facts", REFERENCE / "schemas", REFERENCE / "rules")

MARK = "<!-- Written by docs/generate.py from the program itself. Change the source, not this page. -->"

FAMILY = {
    "org": Text("Organisation", "组织"),
    "access": Text("Access", "权限"),
    "flow": Text("Approval flows", "审批流程"),
    "report": Text("Reports and database", "报表与数据库"),
    "material": Text("Material master data", "物料主数据"),
    "across": Text("Across systems", "跨系统"),
    "migration": Text("Migration", "数据迁移"),
    "operation": Text("Operation", "运维"),
    "config": Text("Configuration files", "配置文件"),
}

#: The checklist that headers refer to: how many ids each of its chapters has.
CHECKLIST = {
    "PE": 15, "AF": 17, "RP": 10, "MC": 15, "DM": 15, "OM": 10, "AS": 12, "BK": 7, "CF": 8, "IN": 8, "NR": 8,
    "SJ": 8, "UF": 6,
}  # fmt: skip

TYPES = {
    "VARCHAR": "text",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "yes/no",
    "DECIMAL(28,8)": "decimal",
    "TIMESTAMP": "instant (UTC)",
    "DATE": "date",
}


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table."""
    headings = list(headings)
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]


def cell(text: str) -> str:
    """``text`` on one line, with nothing that ends the cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def code(text: str) -> str:
    """``text`` as code; empty stays empty."""
    return f"`{text}`" if text else ""


def page(*lines: str) -> str:
    """Lines as a file's text."""
    return "\n".join(lines).rstrip() + "\n"


def as_json(value: Any) -> str:
    """A schema as text."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# Facts


def by_family() -> dict[str, list[TableSpec]]:
    """Fact tables by family, both in the order they are declared."""
    found: dict[str, list[TableSpec]] = {}
    for spec in BUILT_IN.values():
        found.setdefault(spec.family, []).append(spec)
    return {family: found[family] for family in FAMILY}


def fact_pages() -> Iterator[tuple[Path, str]]:
    """The pages on fact tables, and the schemas of fact files."""
    rows = []
    for family, specs in by_family().items():
        yield REFERENCE / "facts" / f"{family}.md", family_page(family, specs)
        for spec in specs:
            what = spec.doc.split("\n\n")[0]
            rows.append((f"[`{spec.name}`]({family}.md#{spec.name})", spec.zh, FAMILY[family].en, what))
            yield REFERENCE / "schemas" / "facts" / f"{spec.name}.schema.json", as_json(table_schema(spec))
    yield (
        REFERENCE / "schemas" / "facts.schema.json",
        as_json(
            {
                "$schema": DRAFT,
                "title": "Fact file with several tables",
                "type": "object",
                "properties": {name: {"$ref": f"facts/{name}.schema.json"} for name in BUILT_IN},
                "additionalProperties": False,
            }
        ),
    )
    yield (
        REFERENCE / "facts" / "index.md",
        page(
            "# Fact tables",
            "",
            MARK,
            "",
            f"{len(BUILT_IN)} tables are the vocabulary that adapters fill and rules read. "
            "`healthcheck fact explain NAME` shows one on the console.",
            "",
            *table(("Table", "中文", "Family", "A row is"), rows),
            "",
            "## How to read the pages",
            "",
            *table(
                ("Type", "In DuckDB", "Written in files as"),
                [(TYPES[sql], f"`{sql}`", hint) for sql, hint in _FILE_HINTS.items()],
            ),
            "",
            "- Keys are text, as the product knows them. *Identity* is the business key that stays the same when a "
            "database is rebuilt; findings are recognised by it from scan to scan.",
            "- A reference (→) points at the key of another table. It may dangle: that is what many rules look for.",
            "- NULL means that the product says nothing. What a default is given for is never NULL.",
            "- Every row has an `origin`: where a person finds it (`sys_user#107`, `设备.xlsx!物料!B7`).",
            "- A table may be absent, empty or partial, and a column unknown: see "
            "[what was seen and what was not](../../explanation/coverage.md).",
            "",
            "## Files",
            "",
            "A folder of CSV, JSON or XLSX files is a target of its own: a file or sheet is called like a table, its "
            "columns like the table's. [`schemas/facts/`](../schemas/facts/) has the JSON Schema of each table's "
            "file, [`facts.schema.json`](../schemas/facts.schema.json) that of one file with several tables "
            '(`{"user_account": [ … ], "role": [ … ]}`).',
        ),
    )


_FILE_HINTS = {
    "VARCHAR": "any text; keep codes with leading zeros as text",
    "BIGINT": "`12`",
    "DOUBLE": "`12.5`",
    "BOOLEAN": "`true` `false`, `1` `0`, `是` `否`",
    "DECIMAL(28,8)": "`12.50`, without thousands separators",
    "TIMESTAMP": "`2026-01-31 08:00:00`; without a zone it is UTC",
    "DATE": "`2026-01-31`",
}


def family_page(family: str, specs: list[TableSpec]) -> str:
    """The page on one family of fact tables."""
    module = sys.modules[specs[0].fact.__module__]
    lines = [f"# {FAMILY[family].en} · {FAMILY[family].zh}", "", MARK, "", (module.__doc__ or "").strip(), ""]
    for spec in specs:
        identity = [c for c in spec.identity if c in spec.columns]
        lines += [
            f'<a id="{spec.name}"></a>',
            "",
            f"## `{spec.name}` · {spec.zh}",
            "",
            spec.doc,
            "",
            f"Key: {', '.join(map(code, spec.keys))}. Identity: {', '.join(map(code, identity))}. "
            f"File: [`{spec.name}.schema.json`](../schemas/facts/{spec.name}.schema.json).",
            "",
            *table(
                ("Column", "Type", "Key, reference", "Unit", "Default", "Meaning"),
                (column_row(c) for c in spec.columns.values()),
            ),
            "",
        ]
    return page(*lines)


def column_row(column: base.Column) -> list[str]:
    """One column as cells."""
    kind = " \\| ".join(f"`{c}`" for c in column.choices) or TYPES[column.sql_type]
    marks = ["key"] if column.key else []
    if column.ref:
        marks.append(f"→ [`{column.ref}`]({BUILT_IN[column.ref].family}.md#{column.ref})")
    if column.personal:
        marks.append(f"personal ({column.personal})")
    default = (
        ""
        if column.default is None
        else code(str(column.default).lower() if column.type is bool else str(column.default))
    )
    if not column.required and column.default is None:
        default = "NULL"
    return [code(column.name), kind, ", ".join(marks), code(column.unit or ""), default, column.doc]


# Rules


def rule_pages(pack: Pack) -> Iterator[tuple[Path, str]]:
    """The list of rules in both languages, and the schema of its JSON."""
    yield REFERENCE / "rules" / "index.md", rule_index(pack, "en")
    yield REFERENCE / "rules" / "index.zh.md", rule_index(pack, "zh")
    yield REFERENCE / "rules.schema.json", as_json(schema.rule_list())


def families_of(pack: Pack) -> dict[str, list[Rule]]:
    """Rules by family, the worst first."""
    rules = sorted(pack.rules.values(), key=lambda r: (SEVERITIES.index(r.severity), r.id))
    return {f: [r for r in rules if r.family == f] for f in FAMILIES if any(r.family == f for r in rules)}


def rule_index(pack: Pack, lang: Lang) -> str:
    """Every rule with a link to its page."""
    zh = lang == "zh"
    lines = ["# 规则一览" if zh else "# Rules", "", MARK, ""]
    lines.append(
        f"共 {len(pack.rules)} 条规则。`healthcheck rule explain 编号 --lang zh` 可查看单条规则的说明。"
        if zh
        else f"{len(pack.rules)} rules. `healthcheck rule explain ID` shows one with its query and what it needs."
    )
    headings = (
        ("规则", "级别", "内容", "工作量", "清单编号") if zh else ("Rule", "Severity", "What", "Effort", "Checklist")
    )
    for family, rules in families_of(pack).items():
        lines += [
            "",
            f"## {FAMILY[family].in_(lang)} · `{family}`（{len(rules)}）"
            if zh
            else f"## {FAMILY[family].en} · `{family}` ({len(rules)})",
            "",
        ]
        lines += table(headings, (rule_row(r, lang) for r in rules))
    return page(*lines, "", *checklist(pack, lang), *([] if zh else ["", *derived_tables(pack)]))


def rule_row(rule: Rule, lang: Lang) -> list[str]:
    """One rule as cells."""
    return [
        f"[`{rule.id}`](../../../rules/{rule.family}/{rule.page.name})",
        common.SEVERITY[rule.severity].in_(lang),
        rule.text[lang].title,
        common.EFFORT[rule.effort].in_(lang),
        ", ".join(rule.checks),
    ]


def checklist(pack: Pack, lang: Lang) -> list[str]:
    """Which ids of the checklist are answered by which rules, and which are not."""
    zh = lang == "zh"
    answered: dict[str, list[str]] = {}
    for rule in sorted(pack.rules.values(), key=lambda r: r.id):
        for check in rule.checks:
            answered.setdefault(check, []).append(rule.id)
    wanted = [f"{chapter}{n:02}" for chapter, count in CHECKLIST.items() for n in range(1, count + 1)]
    strange = sorted(set(answered) - set(wanted))
    if strange:
        raise SystemExit(f"no such id in the checklist: {', '.join(strange)}")
    done = [c for c in wanted if c in answered]
    open_ = [c for c in wanted if c not in answered]
    head = "## 检查清单覆盖情况" if zh else "## Coverage of the checklist"
    said = (
        f"清单共 {len(wanted)} 项，其中 {len(done)} 项至少有一条规则；其余 {len(open_)} 项暂无规则：{'、'.join(open_)}。"
        if zh
        else f"{len(done)} of the checklist's {len(wanted)} items have at least one rule. "
        f"Without one: {', '.join(open_)}."
    )
    rows = ((c, ", ".join(map(code, answered[c]))) for c in done)
    return [head, "", said, "", *table(("编号", "规则") if zh else ("Id", "Rules"), rows)]


def derived_tables(pack: Pack) -> list[str]:
    """Tables that a pack computes from facts, for authors of rules."""
    rows = []
    for name, derived in sorted(pack.derived.items()):
        comment = re.match(r"(?:\s*--[^\n]*\n)*", derived.sql)
        words = re.sub(r"(?m)^\s*--\s?(optional:.*)?", "", comment[0] if comment else "").split()
        rows.append((f"[`{name}`](../../../rules/{derived.path.parent.name}/{derived.path.name})", " ".join(words)))
    return [
        "## Derived tables",
        "",
        "Computed from facts once per scan, for every rule to read.",
        "",
        *table(("Table", "A row is"), rows),
    ]


# Rules at rest


def verdicts() -> Iterator[tuple[Path, str]]:
    """What validation finds of the rules here, which they bring along; see :mod:`healthcheck.verdicts`."""
    folders = [ROOT / "rules", *sorted(p.parent for p in (ROOT / "plugins").glob("*/*/**/pack.toml"))]
    pack = load_packs(folders)
    checked = CheckedPack()
    validate(pack, pack.rules, checked)
    for problem in checked.problems.values():
        raise problem
    for folder in folders:
        own = {i: known for i, known in checked.rules.items() if known.rule.path.is_relative_to(folder)}
        yield (
            folder.relative_to(ROOT) / VERDICTS,
            shipped_text(pack, CheckedPack(own, checked.derived if folder is folders[0] else {})),
        )


# Spark


def spark_page(pack: Pack) -> str:
    """Rules that ``--engine spark`` skips, with the reason."""
    from healthcheck.spark.run import not_expressible

    sql = [r for r in pack.rules.values() if r.language == "sql"]
    lost = not_expressible(check_pack(pack))
    rows = [(f"[`{i}`](../../rules/{i.replace('.', '/')}.md)", why.en, why.zh) for i, why in sorted(lost.items())]
    return page(
        "# Rules that Spark cannot run",
        "",
        f"Of {len(sql)} SQL rules {len(sql) - len(lost)} run on Spark as on DuckDB (`--engine spark`). The others are skipped there, each with its",
        "reason. Python rules are not counted: they run beside Spark on what fits into one process.",
        "[Large facts](../howto/large-facts.md) tells how to use it, [engines](../explanation/engines.md) how it works.",
        "",
        *table(("Rule", "Why", "原因"), rows),
    )


# Adapters


def adapters() -> list[Adapter]:
    """The adapters of this repository, products first."""
    found = [
        load_adapter(path.parent, path.relative_to(ROOT / "plugins").parts[0])
        for path in sorted((ROOT / "plugins").glob("*/*/**/adapter.toml"))
    ]
    return sorted(found, key=lambda a: (a.kind != "product", a.name))


def facts_of(adapter: Adapter) -> list[str]:
    """Fact tables that an adapter can give."""
    names = {f.fact for f in adapter.fact_files()}
    for path in adapter.readers():
        reader: ModuleType = load_reader(path)
        names |= set(table_names(reader.FACTS))
    return [name for name in BUILT_IN if name in names]


def chain(adapter: Adapter) -> list[Adapter]:
    """An adapter and those it extends."""
    return [adapter, *(chain(adapter.parent) if adapter.parent else [])]


def adapters_page() -> str:
    """Every adapter in both languages."""
    lines = [
        "# Adapters · 适配器",
        "",
        MARK,
        "",
        "What the adapters of this repository recognise and give. `healthcheck adapter list` shows those installed. A "
        "product adapter is chosen by itself; components are combined with it.",
        "",
        "本仓库自带的适配器：如何识别、提供哪些事实表、有哪些看不到。产品适配器自动识别，只用一个；组件可与产品叠加。",
        "",
        *table(("Adapter", "Product", "产品", "Kind", "Read from"), (adapter_row(a) for a in adapters())),
        "",
    ]
    for adapter in adapters():
        lines += [*adapter_section(adapter), ""]
    return page(*lines)


def adapter_row(adapter: Adapter) -> list[str]:
    """One adapter as cells of the overview."""
    return [
        f"[`{adapter.name}`](#{adapter.name})",
        adapter.title.en,
        adapter.title.zh,
        adapter.kind,
        ", ".join(adapter.databases) or "folders 目录",
    ]


def adapter_section(adapter: Adapter) -> list[str]:
    """One adapter in full."""
    marks = adapter.recognise
    facts = facts_of(adapter)
    lines = [
        f'<a id="{adapter.name}"></a>',
        "",
        f"## `{adapter.name}` · {adapter.title.en}"
        + ("" if adapter.title.en == adapter.title.zh else f" · {adapter.title.zh}"),
        "",
        f"- Distribution 安装包: `{adapter.distribution}`",
        f"- Read from 数据来源: {', '.join(adapter.databases) or 'folders 目录'}",
    ]
    if adapter.parent:
        lines.append(f"- Extends 继承: [`{adapter.parent.name}`](#{adapter.parent.name})")
    for label, values in (
        ("Recognised by 识别依据", marks.all),
        ("and any of 且至少有其一", marks.any),
        ("and none of 且没有", marks.none),
        ("Recognised by files 识别文件", marks.files),
    ):
        if values:
            lines.append(f"- {label}: {', '.join(map(code, values))}")
    tried = ", ".join(adapter.tried) or "-"
    doubt = (
        ""
        if adapter.verified
        else " (written from published table definitions, not verified on a real system 未在真实系统上验证)"
    )
    lines.append(f"- Tried on 已试过: {tried}{doubt}")
    every = len(facts) == len(BUILT_IN)
    linked = (f"[`{f}`](facts/{BUILT_IN[f].family}.md#{f})" for f in facts)
    lines.append(f"- Gives 提供: {'every fact table 全部事实表' if every else ', '.join(linked)}")
    limits = [limit for one in chain(adapter) for limit in one.limits]
    if limits:
        lines += ["", "What it cannot see:", "", *(f"- {t.en}" for t in limits)]
        lines += ["", "看不到的：", "", *(f"- {t.zh}" for t in limits)]
    return lines


# Command line


def cli_page(lang: Lang) -> str:
    """What every command says of itself with ``--help``."""
    lines = ["# 命令行" if lang == "zh" else "# Command line", "", MARK, ""]
    with chinese.speaking() if lang == "zh" else nullcontext():
        for path, said in helps(command_line(lang), None):
            lines += [f"{'##' if path.count(' ') < 2 else '###'} {path}", "", "```text", said, "```", ""]
    return page(*lines)


def helps(command: click.Command, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """(command path, help) of a command and those below it."""
    name = command.name if parent else "healthcheck"
    settings = {**command.context_settings, "terminal_width": 100}
    with command.context_class(command, info_name=name, parent=parent, **settings) as context:
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        yield context.command_path, text
        if isinstance(command, click.Group):
            for child in command.list_commands(context):
                found = command.get_command(context, child)
                assert found is not None
                yield from helps(found, context)


# README


def readme_rules(pack: Pack, lang: Lang) -> list[str]:
    """How many rules each family has."""
    families = families_of(pack)
    headings = ("领域", "规则数", "其中致命、严重") if lang == "zh" else ("Family", "Rules", "Critical or high")
    rows = [
        (f"{FAMILY[f].in_(lang)} (`{f}`)", str(len(rules)), str(sum(r.severity in SEVERITIES[:2] for r in rules)))
        for f, rules in families.items()
    ]
    heavy = sum(r.severity in SEVERITIES[:2] for r in pack.rules.values())
    rows.append(("合计" if lang == "zh" else "All", str(len(pack.rules)), str(heavy)))
    return table(headings, rows)


def readme_adapters(pack: Pack, lang: Lang) -> list[str]:
    """Which systems are known."""
    zh = lang == "zh"
    headings = ("系统", "适配器", "数据来源", "已试过") if zh else ("System", "Adapter", "Read from", "Tried on")
    rows = []
    for a in adapters():
        doubt = "" if a.verified else ("（未验证）" if zh else " (unverified)")
        source = ", ".join(a.databases) or ("目录" if zh else "folders")
        rows.append(
            (
                a.title.in_(lang) + doubt,
                f"[`{a.name}`](docs/reference/adapters.md#{a.name})",
                source,
                ", ".join(a.tried),
            )
        )
    return table(headings, rows)


SECTIONS: dict[str, Callable[[Pack, Lang], list[str]]] = {"rules": readme_rules, "adapters": readme_adapters}


def fill(path: Path, pack: Pack, lang: Lang) -> str:
    """A hand-written page with the tables between its markers made anew."""

    def made(match: re.Match[str]) -> str:
        name = match[1]
        return f"<!-- generated:{name} -->\n" + "\n".join(SECTIONS[name](pack, lang)) + f"\n<!-- /generated:{name} -->"

    text = (ROOT / path).read_text("utf-8")
    return re.sub(r"<!-- generated:(\w+) -->.*?<!-- /generated:\1 -->", made, text, flags=re.DOTALL)


# All together


def outputs() -> dict[Path, str]:
    """Every generated file with the text it should have, paths below the repository's root."""
    pack = load_pack(ROOT / "rules")
    found = dict(fact_pages())
    found |= dict(rule_pages(pack))
    found |= dict(verdicts())
    found[REFERENCE / "adapters.md"] = adapters_page()
    found[REFERENCE / "spark.md"] = spark_page(pack)
    found[REFERENCE / "report.schema.json"] = as_json(schema.report())
    for name, (_, made) in schemas.published(BUILT_IN).items():
        found[REFERENCE / f"{name}.schema.json"] = as_json(made())
    found[REFERENCE / "cli.md"] = cli_page("en")
    found[REFERENCE / "cli.zh.md"] = cli_page("zh")
    found[Path("README.md")] = fill(Path("README.md"), pack, "en")
    found[Path("README.zh.md")] = fill(Path("README.zh.md"), pack, "zh")
    return found


def stale(wanted: dict[Path, str]) -> list[Path]:
    """Files that are not as they should be, and files in owned folders that should not be."""
    changed = [p for p, text in wanted.items() if not (ROOT / p).is_file() or (ROOT / p).read_text("utf-8") != text]
    left = [
        path.relative_to(ROOT)
        for folder in OWNED
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.relative_to(ROOT) not in wanted
    ]
    return changed + left


def main(arguments: list[str]) -> int:
    """Rewrite or check; returns the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    wanted = outputs()
    wrong = stale(wanted)
    for path in wrong:
        print(path)
        if not arguments and path in wanted:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(wanted[path], "utf-8")
        elif not arguments:
            (ROOT / path).unlink()
    if arguments and wrong:
        print("Stale. Run: python docs/generate.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
