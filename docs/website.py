"""Makes the documentation site: the pages of docs/, one page per rule in both languages, and every file that a page links to.

    python docs/website.py FOLDER     build the site into FOLDER

FOLDER/index.html opens as it is and fetches nothing from the network; searching takes any web server, such as
``python -m http.server -d FOLDER``.

The pages in docs/ are written to be read in the repository as well, so links lead through its folders. Here they are staged
into one tree first: what lies outside docs/ gets a page of its own. MkDocs then renders the tree, in strict mode
(mkdocs.yml); a page in 简体中文 is called `<name>.zh.md`, and where there is none the English one is shown and says so.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs.generate import FAMILY, cell, code, table  # noqa: E402 - the checkout beside this file comes first
from healthcheck.explain import sections  # noqa: E402
from healthcheck.facts import BUILT_IN  # noqa: E402
from healthcheck.language import LANGS, Lang, Text  # noqa: E402
from healthcheck.report import common  # noqa: E402
from healthcheck.rule import Pack, Rule, load_pack  # noqa: E402
from healthcheck.sealed import check_pack  # noqa: E402
from healthcheck.verdicts import CheckedPack  # noqa: E402

DOCS = ROOT / "docs"
CONFIG = ROOT / "mkdocs.yml"

#: Pages outside docs/ that have a name of their own on the site; path in the repository → path on the site.
ELSEWHERE = {
    "README.md": "index.md",
    "README.zh.md": "index.zh.md",
    "docs/index.md": "contents.md",
    "docs/index.zh.md": "contents.zh.md",
    "CONTRIBUTING.md": "contribute/first-rule.md",
    "CHANGELOG.md": "changelog.md",
}

#: Parts of the site in the order of its tabs: folder, and pages that come first.
PARTS: dict[str, tuple[str, ...]] = {
    "tutorials": ("index", "go-live", "operations", "config-ci", "vendor"),
    "howto": ("go-live", "periodic", "config-repo", "ci", "waivers", "workbook"),
    "systems": (),
    "reference": ("rules/index", "facts/index", "adapters", "cli", "exit-codes"),
    "explanation": ("safety", "coverage", "ranking"),
    "contribute": ("first-rule", "rules", "adapters", "plugins"),
}

#: Files that may be shown in full, by ending, and the language of their text.
SHOWN = {".py": "python", ".sql": "sql", ".toml": "toml", ".yml": "yaml", ".yaml": "yaml", ".sh": "bash", "": "text"}

_LINK = re.compile(r"(?P<before>!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()(?P<target>[^)\s]+)(?P<after>\))")
_CODE = re.compile(r"(?ms)^( *)(```+).*?^\1\2|(`+)(?!`).+?(?<!`)\3(?!`)")


# Where everything goes


def site_path(path: str) -> str | None:
    """Where a file of the repository is on the site; None when it has no place there.

    Args:
        path: below the repository's root, with slashes.
    """
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    if (ROOT / path).is_dir():
        return f"source/{path}/index.md"
    if path.startswith("docs/") and Path(path).suffix not in (".py", ".html"):
        return path.removeprefix("docs/")
    if re.fullmatch(r"rules/\w+/[a-z]\w*\.md", path):
        return f"reference/{path}"
    if Path(path).suffix in SHOWN:
        # A dash, because `.py` before `.md` would be taken for a language.
        return f"source/{path.replace('.', '-')}.md"
    return None


class Stage:
    """The tree that MkDocs renders; ``wanted`` are files of the repository that some page links to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wanted: set[str] = set()
        self.written: set[str] = set()

    def put(self, path: str, text: str, origin: str) -> None:
        """Write a page; its links are as in the repository's file ``origin``."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self.relinked(text, path, origin), "utf-8")
        self.written.add(path)

    def relinked(self, text: str, path: str, origin: str) -> str:
        """``text`` with the links of ``origin`` as they are on the site, seen from ``path``; code stays as it is."""
        spans = [m.span() for m in _CODE.finditer(text)]

        def link(match: re.Match[str]) -> str:
            target, hash_, anchor = match["target"].partition("#")
            inside = any(start <= match.start("target") < end for start, end in spans)
            if inside or not target or re.match(r"[a-z]+:", target):
                return match[0]
            repository = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
            there = site_path(repository)
            if there is None:
                raise SystemExit(f"{origin}: {target} has no place on the site.")
            if not (ROOT / repository).exists():
                raise SystemExit(f"{origin}: {target} leads nowhere.")
            self.wanted.add(repository)
            # A page of the other language is asked for by its plain name: the site shows the reader's own language.
            there = re.sub(r"\.zh\.md$", ".md", there)
            there = posixpath.relpath(there, posixpath.dirname(path) or ".")
            return f"{match['before']}{there}{hash_}{anchor}{match['after']}"

        return _LINK.sub(link, text)


def assemble(folder: Path) -> list[Any]:
    """Write everything below ``folder``; returns the site's navigation as MkDocs takes it.

    Raises:
        SystemExit: naming a link that leads to nothing the site can show.
    """
    stage = Stage(folder)
    pages = [p.relative_to(ROOT).as_posix() for p in sorted(DOCS.rglob("*.md"))]
    for page in [*pages, *(p for p in ELSEWHERE if not p.startswith("docs/"))]:
        target = site_path(page)
        assert target is not None
        stage.put(target, (ROOT / page).read_text("utf-8"), page)
    pack = load_pack(ROOT / "rules")
    checked = check_pack(pack)
    for rule in pack.rules.values():
        for lang in LANGS:
            path = f"reference/rules/{rule.family}/{rule.path.stem}{'.zh' if lang == 'zh' else ''}.md"
            stage.put(path, rule_page(pack, checked, rule, lang), f"docs/{path}")
    show_sources(stage)
    shutil.copytree(DOCS / "images", folder / "images")
    for schema in sorted((DOCS / "reference").rglob("*.json")):
        place = folder / schema.relative_to(DOCS)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(schema, place)
    return navigation(stage)


def show_sources(stage: Stage) -> None:
    """Pages for files and folders of the repository that are linked to and are no pages themselves."""
    done: set[str] = set()
    while left := sorted(stage.wanted - done):
        for path in left:
            done.add(path)
            target = site_path(path)
            assert target is not None
            source = ROOT / path
            if target in stage.written or not target.endswith(".md"):
                continue
            if source.is_dir():
                names = [p.name for p in sorted(source.iterdir()) if p.is_file() and site_path(f"{path}/{p.name}")]
                lines = [f"# `{path}`", "", *(f"- [`{name}`]({name})" for name in names)]
                stage.put(target, "\n".join(lines) + "\n", f"{path}/index.md")
            else:
                text = source.read_text("utf-8")
                fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
                stage.put(target, f"# `{path}`\n\n{fence}{SHOWN[source.suffix]}\n{text}\n{fence}\n", path)


def navigation(stage: Stage) -> list[Any]:
    """Every page of docs/ in the part its folder says; rules and sources are reached through their lists."""
    found: list[Any] = ["index.md"]
    for part, first in PARTS.items():
        pages = [p for p in stage.written if p.startswith(f"{part}/") and not p.endswith(".zh.md")]
        pages = [p for p in pages if not re.match(r"reference/rules/\w+/", p)]
        leading = [f"{part}/{name}.md" for name in first]
        found.append({part: leading + sorted(set(pages) - set(leading))})
    found[-1]["contribute"].append("changelog.md")
    return found


# A rule's page

_HEADINGS = {
    "says": Text("What the report says", "报告中的提示"),
    "query": Text("The query", "查询语句"),
    "function": Text("The function", "检查函数"),
    "cases": Text("Cases", "用例"),
    "tried": Text(
        "Run by the test suite: what must be found, what must not, and that the fix makes it disappear.",
        "以下用例由测试逐条运行：该报的必须报，不该报的不能报，照修复办法处理后不再报。",
    ),
}
_KINDS = {
    "bad": Text("Found", "应报出"),
    "good": Text("Not found", "不应报出"),
    "near-miss": Text("Near miss", "相似但不应报出"),
}


def rule_page(pack: Pack, checked: CheckedPack, rule: Rule, lang: Lang) -> str:
    """All there is to know about a rule, in one language."""
    zh = lang == "zh"
    text = rule.text[lang]
    lines = [f"# {plain(text.title)}", "", f"`{rule.id}`", ""]
    rows = [(name.in_(lang), value) for name, value in facts_about(checked, rule, lang) if value]
    lines += table(rows[0], rows[1:])
    lines += ["", f"## {_HEADINGS['says'].in_(lang)}", "", plain(text.message), ""]
    lines += [f"**{'修复' if zh else 'Fix'}**{'：' if zh else ': '}{plain(text.fix)}", ""]
    for heading, body in sections(rule.page, lang):
        lines += [f"## {heading}", "", body, ""]
    lines += [f"## {_HEADINGS['cases'].in_(lang)}", "", _HEADINGS["tried"].in_(lang), "", *cases(rule, lang)]
    language, heading = ("sql", "query") if rule.language == "sql" else ("python", "function")
    body = (rule.sql if rule.language == "sql" else rule.body).strip()
    lines += ["", f"## {_HEADINGS[heading].in_(lang)}", "", f"```{language}", body, "```"]
    return "\n".join(lines) + "\n"


def facts_about(checked: CheckedPack, rule: Rule, lang: Lang) -> Iterator[tuple[Text, str]]:
    """What a rule's header says, with names a person knows."""

    def linked(name: str) -> str:
        spec = BUILT_IN[name]
        shown = f"{spec.zh} `{name}`" if lang == "zh" else f"`{name}`"
        return f"[{shown}](../../facts/{spec.family}.md#{name})"

    comma = "、" if lang == "zh" else ", "
    yield Text("Severity", "级别"), common.SEVERITY[rule.severity].in_(lang)
    yield Text("Family", "领域"), f"[{FAMILY[rule.family].in_(lang)}](../index.md)"
    yield Text("About", "对象"), linked(rule.subject)
    yield Text("Repaired at", "修复对象"), linked(rule.cause) if rule.cause else ""
    yield Text("Effort", "工作量"), common.EFFORT[rule.effort].in_(lang)
    yield Text("Confidence", "可信度"), common.CONFIDENCE[rule.confidence].in_(lang)
    yield Text("Needs", "所需事实表"), comma.join(linked(t) for t in sorted(checked.rules[rule.id].needs.tables))
    yield Text("Parameters", "参数"), comma.join(code(f"{name} = {value!r}") for name, value in rule.params.items())
    yield Text("Checklist", "检查清单"), comma.join(rule.checks)
    yield Text("Tags", "标签"), comma.join(map(code, rule.tags))
    yield Text("Industries", "行业"), comma.join(map(code, rule.industries))


def cases(rule: Rule, lang: Lang) -> Iterator[str]:
    """The cases of a rule's page as they are written there; their names are English and left out in Chinese."""
    text = rule.page.read_text("utf-8")
    count = dict.fromkeys(_KINDS, 0)
    for kind, name, body in re.findall(r"(?ms)^## +(bad|good|near-miss) *: *([^\n]+)\n(.*?)(?=^## |\Z)", text):
        count[kind] += 1
        yield f"### {_KINDS[kind].in_(lang)} {count[kind]}" if lang == "zh" else f"### {_KINDS[kind].en}: {name}"
        yield ""
        if lang == "zh":
            body = re.sub(r"(?m)^`fixed: *(\w+)`\s*$", r"\n修复后的 `\1`：\n", body)
            body = body.replace("\n`findings`\n", "\n应报出的结果：\n\n")
        else:
            body = re.sub(r"(?m)^`fixed: *(\w+)`\s*$", r"\nAfter the fix, `\1`:\n", body)
            body = body.replace("\n`findings`\n", "\nWhat must be found:\n\n")
        # In the repository a table may follow its name at once; here a paragraph ends first.
        yield re.sub(r"(?m)^(`\w+`)\s*\n(?=\|)", r"\1\n\n", body).strip()
        yield ""


def plain(text: str) -> str:
    """Text of a rule's header as Markdown: what looks like a tag is shown, code stays code."""
    parts = re.split(r"(`[^`]*`)", cell(text))
    return "".join(part if n % 2 else html.escape(part, quote=False) for n, part in enumerate(parts))


# MkDocs


def build(target: Path, report: Callable[[str], None] = print) -> int:
    """Build the site into ``target``; returns how many things strict mode has against it, each reported."""
    import logging

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    class Heard(logging.Handler):
        """Every warning of the build."""

        count = 0

        def emit(self, record: logging.LogRecord) -> None:
            self.count += 1
            report(record.getMessage())

    heard = Heard(logging.WARNING)
    log = logging.getLogger("mkdocs")
    log.addHandler(heard)
    try:
        with tempfile.TemporaryDirectory(prefix="healthcheck-docs-") as place:
            nav = assemble(Path(place))
            config = load_config(str(CONFIG), docs_dir=place, site_dir=str(target), nav=nav, strict=True)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build(config)
            except Abort:
                heard.count = max(heard.count, 1)
            finally:
                config.plugins.on_shutdown()
    finally:
        log.removeHandler(heard)
    return heard.count


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(1 if build(Path(sys.argv[1])) else 0)
