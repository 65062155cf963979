"""The command line as users meet it: help, lists, languages, formats, exit codes."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from healthcheck.cli import chinese, command_line
from healthcheck.cli.bilingual import halves
from healthcheck.errors import FAILED, INCOMPLETE, PASSED, USAGE
from healthcheck.sample import MAPPING, build
from tests.cli import run_cli, run_here

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messy sample as an SQLite file."""
    return build("messy", tmp_path_factory.mktemp("sample") / "messy.db")


@pytest.fixture(scope="module")
def snapshot(messy: Path) -> Path:
    """A snapshot of it."""
    path = messy.with_name("messy.duckdb")
    code, out, err = run_cli("collect", f"sqlite:///{messy}", "--map", str(MAPPING), "-o", str(path))
    assert code == PASSED, err
    assert "user_account" in out
    return path


def test_help_and_version() -> None:
    """Both start without a target."""
    assert run_cli("--version")[1].startswith("healthcheck ")
    code, out, _ = run_cli("--help")
    assert code == PASSED and "scan" in out and CHINESE.search(out)
    code, out, _ = run_cli("scan", "--help")
    assert code == PASSED and "Exit codes" in out


@pytest.mark.parametrize(
    "arguments", [["scna"], ["scan"], ["scan", "x", "--format", "pdf"], ["rule", "explain", "no.such"]]
)
def test_usage_errors(arguments: list[str]) -> None:
    """Exit code 2, a message, no traceback."""
    code, out, err = run_cli(*arguments)
    assert code == USAGE and out == "" and err and "Traceback" not in err


def test_suggestion() -> None:
    """A mistyped command is answered with the nearest."""
    assert "'scan'" in run_cli("scna")[2]


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, *path, name)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_is_in_one_language(lang: str) -> None:
    """Every command and option has a help text in the language asked for, with nothing of the other."""
    for path, command in commands(command_line("zh" if lang == "zh" else "en")):
        texts = {path: command.help, f"{path} (short)": command.short_help}
        texts |= {f"{path} {p.opts[-1]}": p.help for p in command.params if isinstance(p, click.Option)}
        for what, said in texts.items():
            assert said, what
            for part in said.split("\n\n"):
                assert bool(CHINESE.search(part)) == (lang == "zh"), f"{what}: {part}"
            assert said.strip()[-1] in ("。" if lang == "zh" else ".?}") or "\b" in said, f"{what}: {said}"


@pytest.mark.parametrize("command", ["", "scan", "closure", "closure list", "mcp"])
def test_chinese_help_page(command: str) -> None:
    """A page's headings are Chinese too, and no line is wider than the terminal."""
    code, out, _ = run_here(*command.split(), "--help", lang="zh")
    assert code == PASSED and out.startswith("用法：") and "选项：" in out and "显示帮助并退出。" in out
    assert not re.search(r"Usage|Options:|Commands|default:|Show this", out)
    lines = [line for line in out.splitlines() if "[OPTIONS]" not in line and "|" not in line]
    assert max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines) <= 80


def test_halves() -> None:
    """The languages part at the end of an English sentence, so that Chinese may begin with a Latin word."""
    both = halves("Say X (a.b, …). Again. TARGET 是地址。第二句 a. b。")
    assert (both.en, both.zh) == ("Say X (a.b, …). Again.", "TARGET 是地址。第二句 a. b。")
    assert halves("Only English.").zh == "Only English."


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("scan",), "缺少参数 'TARGET...'。"),
        (("scan", "x", "--fromat", "json"), "没有选项 --fromat，是不是想写"),
        (("scan", "x", "--nothing"), "没有选项 --nothing。"),
        (("scan", "x", "--lang", "fr"), "'--lang' 的值无效：'fr' 不是可选值，可选 'en'、'zh'。"),
        (("scan", "x", "--format", "pdf"), "'pdf' 不是可选值"),
        (("scan", "x", "--top", "0"), "0 超出范围 x>=1。"),
        (("scan", "x", "--map", "nowhere"), "'nowhere' 不存在。"),
        (("fact", "explain", "a", "b"), "多余的参数：b"),
        (("check", "--config"), "选项 --config 后面缺少值。"),
        (("scna",), "没有命令 scna，是不是想写 scan？"),
        (("rule", "nothing"), "没有命令 nothing。"),
        (("completion",), "可选值："),
    ],
)
def test_usage_errors_in_chinese(arguments: tuple[str, ...], wanted: str) -> None:
    """What click complains of is Chinese as well, with the same exit code; the next command speaks English again."""
    code, out, err = run_here(*arguments, lang="zh")
    assert code == USAGE and out == "" and wanted in err
    assert not re.search(r"Error|Usage|Try|Missing|Invalid|such|mean", err)
    assert not CHINESE.search(run_here(*arguments)[2])


def test_usage_errors_speak_the_language_of_the_option() -> None:
    """--lang decides, wherever it stands."""
    assert "没有选项 --x" in run_here("scan", "--x", "--lang=zh")[2]
    assert "No such option" in run_here("scan", "--lang", "en", "--x", lang="zh")[2]


def test_every_message_of_click_is_known_in_chinese() -> None:
    """A later click that words an error differently is noticed."""
    texts = set()
    for module in ("exceptions", "formatting", "parser", "types"):
        tree = ast.parse((Path(click.__file__).with_name(f"{module}.py")).read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext"):
                # Of a singular and a plural, the plural is looked up.
                texts.add([a.value for a in call.args if isinstance(a, ast.Constant)][-1])
    programmers = {"Invalid start character for option ({option})", "Choice({choices})"}
    placeholders = {"file", "directory", "path"}  # stand in capitals in every language, as NAME and FOLDER do
    assert texts - programmers - placeholders - chinese.MESSAGES.keys() == set()


@pytest.mark.parametrize("option", [("--adapter", "odoo"), ("--explain", "5"), ("--check-passwords",)])
def test_reading_options_are_refused_on_snapshots(snapshot: Path, option: tuple[str, ...]) -> None:
    """A snapshot was read already: how to read a system is no question any more, and is not passed over in silence."""
    for lang, wanted in (("en", "no effect on a snapshot"), ("zh", "对快照无效")):
        code, out, err = run_here("scan", str(snapshot), *option, lang=lang)
        assert code == USAGE and out == "" and wanted in err and option[0] in err
    assert f"已确定适配器 {MAPPING.name}" in run_here("scan", str(snapshot), "--adapter", "odoo", lang="zh")[2]


def test_mistyped_kind_of_database() -> None:
    """The kind that is meant is named; a kind far from all is told what there is."""
    assert "Unknown kind of database 'mysq'. Did you mean mysql?" in run_here("scan", "mysq://x@y/z")[2]
    code, _, err = run_here("scan", "postgre://x@y/z", lang="zh")
    assert code == USAGE and "不认识的数据库类型 'postgre'，是否想写 postgresql？" in err
    assert "Known kinds" in run_here("scan", "elsewhere://x@y/z")[2]


def test_broken_rule_is_refused_before_anything_is_read(snapshot: Path, tmp_path: Path) -> None:
    """A rule with a syntax error stops the scan with its line; leaving it out lets the scan go on."""
    header = run_header("A.b")
    for name, body in (("syntax.sql", "SELEC user_id"), ("header.sql", "SELECT 1")):
        path = tmp_path / "pack" / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((header if name == "syntax.sql" else "") + body, "utf-8")
    for lang in ("en", "zh"):
        code, out, err = run_cli("scan", str(snapshot), "--rules", str(tmp_path / "pack"), "--lang", lang)
        assert code == USAGE and out == "" and "Traceback" not in err
        assert "header.sql" in err and bool(CHINESE.search(err)) == (lang == "zh")
    arguments = ("--rules", str(tmp_path / "pack"), "--ignore", "mine", "--select", "org")
    assert run_cli("scan", str(snapshot), *arguments)[0] == FAILED


def run_header(title: str) -> str:
    """A rule's header about accounts."""
    text = f'title = "{title}"\nmessage = "m"\nfix = "f"\n'
    return f'/*\nseverity = "low"\nsubject = "user_account"\n[en]\n{text}[zh]\n{text}*/\n'


def test_snapshot_gives_the_same_as_the_database(messy: Path, snapshot: Path) -> None:
    """Scanning a snapshot needs no connection and finds the same."""
    live = json.loads(run_cli("scan", f"sqlite:///{messy}", "--map", str(MAPPING), "--format", "json")[1])
    later = json.loads(run_cli("scan", str(snapshot), "--format", "json")[1])

    def marks(report: dict[str, object]) -> set[str]:
        return {f["fingerprint"] for o in report["outcomes"] for f in o["findings"]}  # type: ignore[attr-defined]

    assert marks(live) == marks(later)
    assert len(marks(live)) > 100


def test_fingerprints_are_unique(snapshot: Path) -> None:
    """No two findings share one."""
    report = json.loads(run_cli("scan", str(snapshot), "--format", "json")[1])
    marks = [f["fingerprint"] for o in report["outcomes"] for f in o["findings"]]
    assert len(marks) == len(set(marks))


def test_gate(snapshot: Path) -> None:
    """The exit code follows the gate."""
    assert run_cli("scan", str(snapshot))[0] == FAILED
    assert run_cli("scan", str(snapshot), "--exit-zero")[0] == PASSED
    assert run_cli("scan", str(snapshot), "--fail-on", "never")[0] == PASSED
    assert run_cli("scan", str(snapshot), "--select", "org.unit_without_head", "--fail-on", "critical")[0] == PASSED


def test_nothing_ran_is_not_passed(tmp_path: Path, snapshot: Path) -> None:
    """A scan in which no rule could run is incomplete."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "company.csv").write_text("company_id,code\n1,A\n", "utf-8")
    code, out, _ = run_cli("scan", str(folder), "--select", "material.bom_cycle", "--format", "json")
    assert code == INCOMPLETE
    assert json.loads(out)["summary"]["rules"]["skipped"] == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_console_at_80_columns(snapshot: Path, lang: str) -> None:
    """Readable at 80 columns, in both languages, without colour in a pipe."""
    _, out, err = run_cli("scan", str(snapshot), "--lang", lang)
    assert err == ""
    assert "\x1b" not in out
    width = max(sum(2 if CHINESE.match(c) else 1 for c in line.rstrip()) for line in out.splitlines())
    assert width <= 80
    assert ("先修" in out) == (lang == "zh")
    assert "P0" in out


def test_output_files(snapshot: Path, tmp_path: Path) -> None:
    """-o may be repeated; the ending chooses the format, and a wrong one is refused before anything runs."""
    names = [tmp_path / n for n in ("r.json", "r.md", "r.txt")]
    arguments = [a for n in names for a in ("-o", str(n))]
    run_cli("scan", str(snapshot), *arguments, "--lang", "zh")
    assert json.loads(names[0].read_text("utf-8"))["language"] == "zh"
    assert names[1].read_text("utf-8").startswith("# ")
    assert "先修" in names[2].read_text("utf-8")
    code, _, err = run_cli("scan", str(snapshot), "-o", str(tmp_path / "r.docx"))
    assert code == USAGE and ".json" in err


def test_hostile_names_are_harmless(tmp_path: Path) -> None:
    """Markup of the console and of Markdown in the customer's data stays text."""
    folder = tmp_path / "facts"
    folder.mkdir()
    name = "[bold red]x[/bold red] <script>alert(1)</script> | `code` {name} \u202e"
    rows = json.dumps([{"user_id": "u1", "login": "a", "name": name}, {"user_id": "u2", "login": "b", "name": "B"}])
    (folder / "user_account.json").write_text(rows, "utf-8")
    (folder / "role.json").write_text(json.dumps([{"role_id": "r", "name": name}]), "utf-8")
    (folder / "role_grant.json").write_text(json.dumps([{"user_id": "u9", "role_id": "r"}]), "utf-8")
    for form in ("console", "json", "markdown"):
        code, out, err = run_cli(
            "scan", str(folder), "--select", "access.grant_to_missing_user", "--format", form, "--all"
        )
        assert code in (PASSED, FAILED, INCOMPLETE), err
        if form == "markdown":
            assert "<script>" not in out
        if form == "console":
            assert "[bold red]" in out
        if form == "json":
            assert json.loads(out)["outcomes"][0]["count"] == 1


def test_lists() -> None:
    """Rules and adapters list in both languages and as JSON."""
    rules = json.loads(run_cli("rule", "list", "--format", "json", "--lang", "zh")[1])
    assert len(rules) >= 40 and all(CHINESE.search(r["title"]) for r in rules)
    adapters = json.loads(run_cli("adapter", "list", "--format", "json")[1])
    assert {"odoo", "tryton", "jeecg", "ruoyi_vue", "fact_files"} <= {a["name"] for a in adapters}
    assert "user_account" in run_cli("fact", "list")[1]
    assert "org_unit_id" in run_cli("fact", "explain", "user_account")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    """Completion is built in."""
    code, out, _ = run_cli("completion", shell)
    assert code == PASSED and "_HEALTHCHECK_COMPLETE" in out
