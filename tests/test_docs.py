"""What the documentation says is so: fresh, linked, runnable, and what programs read is as its schema says."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import duckdb
import grimp
import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from docs import generate
from healthcheck import rank
from healthcheck.adapters import Adapters
from healthcheck.cli import cli, command_line
from healthcheck.facts import BUILT_IN
from healthcheck.facts.schema import table_schema
from healthcheck.language import LANGS, Lang
from healthcheck.plan import Options
from healthcheck.report import schema
from healthcheck.report.json import document, write
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.run import Limits
from healthcheck.sample import MAPPING, build
from healthcheck.scan import judge, scan
from healthcheck.store import Part, Snapshot
from healthcheck.target import Target
from healthcheck.testing import run_cases
from tests.cli import run_cli

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for folder in (".", "docs", "rules")
    for path in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def named(path: Path) -> str:
    """A page's path as the name of its test."""
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    """Markdown without fenced blocks and code spans."""
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", re.sub(r"(?ms)^( *)```.*?^\1```", "", text))


def blocks(path: Path, *languages: str) -> Iterator[str]:
    """Fenced blocks of a page in one of the languages."""
    for match in re.finditer(r"(?ms)^ *```(\w+)\n(.*?)^ *```", path.read_text("utf-8")):
        if match[1] in languages:
            yield match[2]


# -- generated pages -------------------------------------------------------------------------------------------------


def test_generated_pages_are_fresh() -> None:
    """Nothing generated is older than what it is generated from: python docs/generate.py."""
    assert not generate.stale(generate.outputs())


def test_check_names_what_is_stale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """--check writes nothing, names the file and exits 1."""
    wanted = {Path("README.md"): "something else\n"}
    monkeypatch.setattr(generate, "outputs", lambda: wanted)
    monkeypatch.setattr(generate, "OWNED", ())
    before = (ROOT / "README.md").read_text("utf-8")
    assert generate.main(["--check"]) == 1
    assert "README.md" in capsys.readouterr().out
    assert (ROOT / "README.md").read_text("utf-8") == before


def test_everything_appears() -> None:
    """Every fact table and column, every rule in both languages, every adapter and command has its place."""
    wanted = {str(path): text for path, text in generate.outputs().items()}
    for name, spec in BUILT_IN.items():
        page = wanted[f"docs/reference/facts/{spec.family}.md"]
        section = page.partition(f"## `{name}` ")[2].partition("\n## ")[0]
        assert all(f"| `{column}` |" in section for column in spec.columns), name
        assert f"{name}.schema.json" in section
    pack = load_pack(builtin_rules())
    for lang, file in (("en", "index.md"), ("zh", "index.zh.md")):
        page = wanted[f"docs/reference/rules/{file}"]
        for rule in pack.rules.values():
            assert f"`{rule.id}`" in page
            assert generate.cell(rule.text["zh" if lang == "zh" else "en"].title) in page
    for adapter in generate.adapters():
        assert f"## `{adapter.name}` " in wanted["docs/reference/adapters.md"]
    for path, _ in generate.helps(command_line("en"), None):
        for file in ("cli.md", "cli.zh.md"):
            assert re.search(rf"(?m)^##+ {re.escape(path)}$", wanted[f"docs/reference/{file}"])


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_links_resolve(path: Path) -> None:
    """Links inside the repository lead to a file, and to a heading in it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{target} leads nowhere"
        assert found.is_relative_to(ROOT), f"{target} leads out of the repository"
        if anchor:
            assert anchor in anchors(found), f"{target}: no such heading"


def anchors(path: Path) -> set[str]:
    """What may stand after # in a link to a page."""
    text = path.read_text("utf-8")
    found = set(re.findall(r'<a id="([^"]+)">', text))
    for heading in re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", text)):
        found.add(re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("name", ["console.svg", "console.zh.svg"])
def test_pictures(name: str) -> None:
    """The console's pictures are whole, and fetch nothing from the network."""
    text = (ROOT / "docs" / "images" / name).read_text("utf-8")
    shown = "".join(ElementTree.fromstring(text).itertext()).replace("\xa0", " ")
    assert "$ healthcheck demo" in shown
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


# -- commands --------------------------------------------------------------------------------------------------------


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Every `healthcheck …` in a block of shell on a hand-written page."""
    for path in PAGES:
        if (ROOT / "docs" / "reference") in path.parents or (ROOT / "rules") in path.parents:
            continue
        for block in blocks(path, "bash", "console", "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                for part in line.removeprefix("$ ").split("&&"):
                    words = shlex.split(part.split(" > ")[0], comments=True)
                    if words and words[0].rsplit("/", 1)[-1] == "healthcheck":
                        yield named(path), words[1:]


def test_commands_exist() -> None:
    """Every command line that a page shows parses: commands, options and choices are there."""
    checked = 0
    for page, words in command_lines():
        command: click.Command = cli
        context = click.Context(cli, info_name="healthcheck")
        rest = list(words)
        while isinstance(command, click.Group):
            found = command.get_command(context, rest[0])
            assert found is not None, f"{page}: no command {' '.join(words)}"
            command, rest = found, rest[1:]
            context = click.Context(command, parent=context)
        # Only parsed, not converted: the files that an example names need not be there.
        given, left, _ = command.make_parser(context).parse_args(list(rest))
        assert not left, f"{page}: {' '.join(words)}"
        for parameter in command.params:
            value = given.get(parameter.name or "")
            if isinstance(parameter.type, click.Choice) and isinstance(value, str):
                assert value in parameter.type.choices, f"{page}: {' '.join(words)}"
            assert value or not (isinstance(parameter, click.Argument) and parameter.required), f"{page}: {words}"
        checked += 1
    assert checked > 15


def test_both_readmes_give_the_same_two_commands() -> None:
    """One line each, the same in both languages, and what CI runs."""
    found = []
    for path in READMES:
        text = path.read_text("utf-8")
        found.append(dict(re.findall(r"<!-- command: (\w+) -->\n```bash\n([^\n]+)\n```", text)))
    assert found[0] == found[1]
    assert set(found[0]) == {"demo", "test"}
    assert all("-c constraints.txt" in line for line in found[0].values())
    # CI takes its command from the README, so neither can drift from the other.
    assert "<!-- command: test -->" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_rules_that_readmes_name_exist() -> None:
    """A rule or selector in an example is one."""
    pack = load_pack(builtin_rules())
    for page, words in command_lines():
        if words[:2] == ["rule", "explain"] and page.startswith("README"):
            assert words[2] in pack.rules


def test_constraints_cover_every_requirement() -> None:
    """Each requirement of the program and its tests is pinned to a version that satisfies it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    pinned = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
    for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in pinned, name
        assert requirement.specifier.contains(Version(pinned[name])), text


# -- the example rule ------------------------------------------------------------------------------------------------


def test_the_rule_of_contributing_works(tmp_path: Path) -> None:
    """The rule that CONTRIBUTING.md writes passes its own page, and a spoilt query does not."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    files = re.findall(r"(?ms)^<!-- example: (\S+) -->\n```\w+\n(.*?)^```$", text)
    assert [Path(name).suffix for name, _ in files] == [".sql", ".md"]
    for name, content in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    pack = load_pack(tmp_path / "rules")
    (rule_id,) = pack.rules
    assert rule_id in text and rule_id not in load_pack(builtin_rules()).rules
    assert not list(run_cases(pack))
    query = tmp_path / files[0][0]
    code, out, _ = run_cli("rule", "test", str(query))
    assert code == 0 and out.startswith("1 rules, 0 failed cases")
    query.write_text(files[0][1].replace("u.kind = 'external' AND", ""), "utf-8")
    assert list(run_cases(load_pack(tmp_path / "rules")))


# -- schemas ---------------------------------------------------------------------------------------------------------


def strict(node: Any) -> Any:
    """The schema with every key refused that it does not name: what is printed must be documented."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: strict(value) for key, value in node.items()}
    if node.get("type") == "object" and "properties" in node:
        made["additionalProperties"] = False
    return made


def errors(report: dict[str, Any]) -> list[str]:
    """What is not as the report's schema says."""
    published = json.loads((ROOT / "docs" / "reference" / "report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(published)
    return [f"{e.json_path}: {e.message[:200]}" for e in Draft202012Validator(strict(published)).iter_errors(report)]


@pytest.mark.parametrize("sample", ["messy", "tidy"])
def test_demo_report_is_as_its_schema_says(sample: str, tmp_path: Path) -> None:
    """Real reports, with and without findings, in both languages."""
    pack = load_pack(builtin_rules())
    target = Target("database", f"sqlite:///{build(sample, tmp_path / 'sample.db')}")
    scanned = scan([target], pack, pack.rules, Adapters(), Options(mapping=MAPPING))
    for lang in LANGS:
        report = json.loads(write(scanned, lang), parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))
        assert not errors(report)
        assert report["language"] == lang
        assert report["causes"] or sample == "tidy"


HEADER = """/*
severity = "high"
subject  = "user_account"
[en]
title = "Title"
message = "{name}"
fix = "Fix"
[zh]
title = "标题"
message = "{name}"
fix = "修复"
*/
SELECT u.user_id, u.name FROM user_account AS u WHERE
"""

OUTCOMES = {
    "passed": "u.login = 'nobody'",
    "failed": "u.login = 'bad'",
    "skipped": "u.company_id IN (SELECT c.company_id FROM company AS c)",
    "broken": "CAST(u.name AS INTEGER) > 0",
    "timeout": "(SELECT count(*) FROM range(100000000) AS a, range(100000000) AS b"
    " WHERE a.range % 7 = b.range % 11) > 0",
}


@pytest.fixture(scope="module")
def every_outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A snapshot with three accounts, and a pack with a rule for each outcome."""
    folder = tmp_path_factory.mktemp("outcomes")
    for name, condition in OUTCOMES.items():
        path = folder / "rules" / "custom" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + condition, "utf-8")
    (folder / "rules" / "custom" / "refused.sql").write_text(HEADER + "u.no_such_column = 1", "utf-8")
    with Snapshot.create(folder / "facts.duckdb") as made:
        rows = {"user_id": ["1", "2", "3"], "login": ["good", "bad", "bad"], "name": ["甲", "乙", "丙"]}
        part = Part("user_account", "test", "empty")
        made.append(part, [pa.RecordBatch.from_pydict(rows)], "sys_user")
        made.record(part)
        made.put("targets", ["test"])
        made.put("notes", [["a note", "备注"]])
        guide = {"text": ["By hand.", "手工处理。"], "sql": "DELETE FROM t WHERE id = '{user_id}'", "verify": None}
        adapter = {
            "name": "test",
            "kind": "product",
            "verified": True,
            "title": ["Test", "测试"],
            "limits": [["much", "很多"]],
            "where": {"user_account": ["Users", "用户"]},
            "fixes": {"custom.failed": guide},
        }
        made.put("adapters", [adapter])
    return folder / "facts.duckdb", folder / "rules"


def test_every_outcome_is_as_the_schema_says(every_outcome: tuple[Path, Path]) -> None:
    """Rules that fail, are skipped, break, are refused and run out of time."""
    snapshot, rules = every_outcome
    pack = load_pack(rules)
    judged = judge(snapshot, pack, pack.rules, Limits(seconds=3, findings=1))
    status = {o.rule.id: o.status for o in judged.outcomes}
    expected = {f"custom.{name}": name for name in OUTCOMES}
    # a rule that is refused when it is loaded counts as broken
    assert status == {**expected, "custom.refused": "broken"}
    for lang in LANGS:
        report = json.loads(json.dumps(document(judged, lang)))
        assert not errors(report)
        (failed,) = [o for o in report["outcomes"] if o["status"] == "failed"]
        assert failed["count"] == 2 and len(failed["findings"]) == 1
        assert failed["findings"][0]["statements"] == {"sql": "DELETE FROM t WHERE id = '2'"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("undocumented",), 1),
        (("outcomes", 0, "status"), "ok"),
        (("outcomes", 0, "findings", 0, "fingerprint"), "short"),
        (("outcomes", 0, "findings", 0, "priority"), "P9"),
        (("outcomes", 0, "count"), 0),
        (("coverage", 0, "state"), "whole"),
        (("target", "collected_at"), "yesterday"),
    ],
)
def test_report_schema_refuses(every_outcome: tuple[Path, Path], path: tuple[str | int, ...], value: object) -> None:
    """A report that is wrong is told from one that is right."""
    snapshot, rules = every_outcome
    pack = load_pack(rules)
    report: Any = document(judge(snapshot, pack, {"custom.failed": pack.rules["custom.failed"]}), "en")
    assert not errors(report)
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert errors(report)


@pytest.mark.parametrize("lang", LANGS)
def test_rule_list_is_as_its_schema_says(lang: Lang) -> None:
    """`rule list --format json` in both languages."""
    code, out, _ = run_cli("rule", "list", "--format", "json", "--lang", lang)
    assert code == 0
    listed = json.loads(out)
    own = [rule for rule in listed if rule["id"].count(".") == 1]  # vendors' have a namespace before it
    assert len(own) == len(load_pack(builtin_rules()).rules)
    assert not list(Draft202012Validator(strict(schema.rule_list())).iter_errors(listed))


@pytest.mark.parametrize("name", BUILT_IN)
def test_fact_file_schema(name: str) -> None:
    """A row with the key alone will do, any column's default too; no key, a strange column or value will not."""
    spec = BUILT_IN[name]
    made = table_schema(spec)
    Draft202012Validator.check_schema(made)
    validator = Draft202012Validator(made)
    least = {c.name: c.choices[0] if c.choices else _cell(c.type) for c in spec.columns.values() if c.required}
    assert validator.is_valid([least]) and validator.is_valid([])
    full = {c.name: c.choices[0] if c.choices else _cell(c.type) for c in spec.columns.values()}
    assert validator.is_valid([full, {**least, "_note": "passed over"}])
    for required in least:
        assert not validator.is_valid([{k: v for k, v in full.items() if k != required}])
        assert not validator.is_valid([{**full, required: None}])
    assert not validator.is_valid([{**full, "no_such_column": 1}])
    for column in spec.columns.values():
        if column.choices:
            assert not validator.is_valid([{**full, column.name: "no such value"}])


def _cell(kind: type) -> Any:
    return {
        "str": "A-01",
        "int": 12,
        "float": 1.5,
        "bool": True,
        "Decimal": "12.50",
        "datetime": "2026-01-31 08:00:00",
        "date": "2026-01-31",
    }[kind.__name__]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("BIGINT", ["12", "-3"], ["1.5x", "12,000"]),
        ("DOUBLE", ["12.5", "-3"], ["1,5", "many"]),
        ("DECIMAL(28,8)", ["12.50", "-3"], ["12,50", "¥3"]),
        (
            "TIMESTAMP",
            ["2026-01-31", "2026-01-31 08:00", "2026-01-31T08:00:00Z", "2026-01-31 08:00:00+08:00"],
            ["31.1."],
        ),
        ("DATE", ["2026-01-31"], ["2026年1月31日", "31/01/2026"]),
        ("BOOLEAN", ["true", "0"], ["maybe"]),
    ],
)
def test_fact_file_schema_takes_what_the_engine_takes(kind: str, good: list[str], bad: list[str]) -> None:
    """A text that the schema allows is one that DuckDB casts, and the other way round."""
    column = next(c for s in BUILT_IN.values() for c in s.columns.values() if c.sql_type == kind and not c.required)
    spec = next(s for s in BUILT_IN.values() if column in s.columns.values())
    validator = Draft202012Validator(table_schema(spec)["items"]["properties"][column.name])
    for text in (*good, *bad):
        row = duckdb.execute(f"SELECT TRY_CAST(? AS {kind}) IS NOT NULL", [text]).fetchone()
        assert row is not None
        assert row[0] == (text in good) == validator.is_valid(text), text


# -- hand-written pages that repeat the program ----------------------------------------------------------------------


def test_ranking_page_has_the_formula_as_it_is() -> None:
    """Version, weights, factors and bounds of priorities."""
    text = (ROOT / "docs" / "explanation" / "ranking.md").read_text("utf-8")
    assert f"formula: **{rank.VERSION}**" in text
    for severity, weight in rank.SEVERITY_WEIGHT.items():
        assert re.search(rf"\| {severity} \| {weight:g} \|", text)
    for confidence, factor in rank.CONFIDENCE_WEIGHT.items():
        assert re.search(rf"\| {confidence} \| {factor:.1f} \|", text)
    for priority, least in rank.PRIORITIES:
        assert re.search(rf"\| {priority} \| {least:g} \|", text)
    assert f"more than {['', 'one', 'two', 'three'][rank.PER_RULE]} causes" in text


def test_architecture_page_has_the_modules_as_they_are() -> None:
    """Every module is named, and imports only from its own line, those above, and the helpers."""
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    rows = [re.findall(r"`(\w+)/?`", row.split("|")[1]) for row in text.splitlines() if row.startswith("| `")]
    level = {module: number for number, row in enumerate(rows) for module in row}
    package = ROOT / "healthcheck"
    real = {p.stem for p in package.glob("*.py")} | {p.parent.name for p in package.glob("*/__init__.py")}
    assert set(level) == real - {"__init__"}
    helpers = {module for row in rows[[r[0] for r in rows].index("entry") + 1 :] for module in row}
    graph = grimp.build_graph("healthcheck", cache_dir=None)
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            one, other = importer.split(".")[1:2], imported.split(".")[1:2]
            if not one or not other:
                continue
            allowed = level[other[0]] <= level[one[0]] or other[0] in helpers
            assert allowed, f"{importer} imports {imported}"


def test_licence_is_the_exact_text() -> None:
    """Apache-2.0, word for word, as its checksum tells."""
    import hashlib

    text = (ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
