"""The HTML report in a real browser: fast with 50,000 findings, open to everybody, deaf to what names carry."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from healthcheck.adapters import Adapters
from healthcheck.checklist import Check, Item
from healthcheck.facts import BUILT_IN, TABLES
from healthcheck.history import Record
from healthcheck.language import LANGS, Lang, Text
from healthcheck.outcome import Finding, Outcome, Thing, Waiver
from healthcheck.pictures import DutyMatrix, FlowPicture, Pictures, TableLoad
from healthcheck.plan import Options
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.readiness import GateResult, Readiness
from healthcheck.report import common, html
from healthcheck.report.html.data import embedded
from healthcheck.report.html.text import visible
from healthcheck.report.html.view import View
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.sample import MAPPING, build
from healthcheck.scan import Guide, Scan, scan
from healthcheck.score import Change
from healthcheck.states import Comparison, Gone, Point
from healthcheck.store import Coverage, Part, Snapshot
from healthcheck.target import Target
from tests.sample import messy_snapshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

#: What strangers may call things.
HOSTILE = {
    "script": "<script>document.title='owned'</script>",
    "closing": "</script><img src=x onerror=\"document.title='owned'\"><!--",
    "comment": "<!--<script>",
    "quote": '"\' onmouseover="document.title=\'owned\'" style="display:none" x=\'',
    "bidi": "invoice\u202egpj.exe\u2066\u200b",
    "control": "a\x00b\x1b[31mred\x07",
    "emoji": "财务👩‍👩‍👧‍👦部🇨🇳",
    "mojibake": "ÏµÍ³¹ÜÀíÔ±锟斤拷烫烫烫",
    "template": "{{7*7}} {name} ${x} {0} %s",
    "separator": "line\u2028paragraph\u2029end",
    "css": "} </style><style>body{display:none} \\a ",
    "long": "长" * 10_000,
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """The sample company with every defect, scanned."""
    pack = load_pack(builtin_rules())
    target = Target("database", f"sqlite:///{build('messy', tmp_path_factory.mktemp('demo') / 'messy.db')}")
    return scan([target], pack, pack.rules, Adapters(), Options(mapping=MAPPING))


def made(findings: list[Finding], rules: dict[str, Rule], **more: Any) -> Scan:
    """A scan of findings that no database is needed for."""
    outcomes = []
    for rule in rules.values():
        own = [f for f in findings if f.rule == rule.id]
        counted, waived = [f for f in own if f.waiver is None], [f for f in own if f.waiver]
        outcomes.append(Outcome(rule, "failed" if counted else "passed", None, counted, len(counted), waived=waived))
    score_findings(outcomes)
    causes = causes_of(outcomes)
    values: dict[str, Any] = {
        "targets": ["synthetic"],
        "products": [],
        "versions": {},
        "collected_at": datetime(2026, 11, 1, 8, 30),
        "outcomes": outcomes,
        "causes": causes,
        "works": work_list(causes, outcomes),
        "coverage": {n: Coverage(n, "complete", 10, (), frozenset(), {}) for n in TABLES},
        "parts": [Part("role", "adapter/role.sql", "complete", statement="SELECT 1", rows=10, ms=3.0)],
        "notes": [],
        "limits": [],
        "guide": Guide(),
    }
    return Scan(**{**values, **more})


def finding(rule: Rule, number: int, name: str, cause: str = "", **evidence: Any) -> Finding:
    """A finding of a rule on a made-up thing."""
    subject = Thing(rule.subject, str(number), name, f"t#{number}", str(number))
    about = Thing(rule.cause or rule.subject, cause or str(number), cause or name)
    told = dict.fromkeys(sorted(rule.text["en"].placeholders | rule.text["zh"].placeholders), name) | evidence
    return Finding(rule.id, rule.severity, rule.confidence, subject, about, told, [f"t#{number}"], f"{number:024x}", 1)


def many(count: int) -> Scan:
    """A scan with so many findings, of fifty rules, with ten findings per cause."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:50])
    each = count // len(rules)
    findings = [
        finding(rule, n * each + i, f"对象 {n * each + i} of 华东分公司", f"cause-{(n * each + i) // 10}")
        for n, rule in enumerate(rules.values())
        for i in range(each)
    ]
    return made(findings, rules)


def hostile() -> Scan:
    """A scan in which everything that a stranger names is hostile, pictures included."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:3])
    (first, second, _) = rules.values()
    findings = [finding(first, n, name, detail=name) for n, name in enumerate(HOSTILE.values())]
    findings.append(finding(second, 90, HOSTILE["script"]))
    findings[-1].waiver = Waiver("waiver", "deferred", HOSTILE["closing"], HOSTILE["script"], until=date(2027, 1, 31))
    names = list(HOSTILE.values())
    nodes = [
        {"flow_id": "f", "node_id": f"n{i}", "name": name, "kind": "user_task" if i else "start_event"}
        | dict.fromkeys(("parent_id", "attached_to"), None)
        | {"triggered": False, "interrupting": True}
        for i, name in enumerate(names)
    ]
    edges = [
        {"edge_id": f"e{i}", "source_id": f"n{i}", "target_id": f"n{i + 1}", "name": names[i], "condition": names[i]}
        | {"is_default": False}
        for i in range(len(names) - 1)
    ]
    pictures = Pictures(
        [FlowPicture("f", names[0], nodes, edges, [findings[0].fingerprint], {"n3"})],
        DutyMatrix([(n, n) for n in names], [(n, n, 1) for n in names], {(n, n) for n in names}, {}),
        [TableLoad(n, 1, 2, 3.0, 4, 5) for n in names],
    )
    both = [Text(n, n) for n in names]
    return made(
        findings,
        rules,
        targets=names,
        products=both,
        versions={n: n for n in names},
        notes=both,
        limits=both,
        parts=[Part("role", n, "partial", Text(n, n), n, 1, 1.0, (), {n: Text(n, n)}) for n in names],
        coverage={n: Coverage(n, "partial", 1, tuple(both), frozenset(), {}) for n in TABLES},
        guide=Guide({rules[first.id].subject: both[0]}, {first.id: {"text": ("{detail}", "{detail}")}}),
        pictures=pictures,
    )


class Opened:
    """A report in a page, with everything that the page asked for and complained about."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(path.as_uri())
        page.locator("html[data-ready]").wait_for(state="attached")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a scan's report in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_(report: Scan | Path, lang: Lang = "en", width: int = 1280, **context: Any) -> Opened:
        path = report if isinstance(report, Path) else tmp_path / f"{len(contexts)}.html"
        if isinstance(report, Scan):
            path.write_text(html.write(report, lang), "utf-8")
        made = browser.new_context(viewport={"width": width, "height": 900}, **context)
        contexts.append(made)
        return Opened(made.new_page(), path)

    yield open_
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
    found = Axe().run(page, options=rules).response
    assert len(found["passes"]) > 10  # it really looked
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]


# -- what the file is ------------------------------------------------------------------------------------------------


def test_one_file_that_asks_for_nothing(demo: Scan) -> None:
    """No link, no picture, no font, no script from elsewhere; both languages inside."""
    text = html.write(demo, "zh")
    page = text.partition('<script type="application/json"')[0]
    assert not re.search(r"""<(?:link|img|iframe|object|embed)\b|@import|url\((?!#)""", page)
    assert not re.search(r"""\b(?:src|srcset|background|poster)\s*=""", page)
    assert "结论与检查范围" in text and "Verdict and coverage" in text
    assert '<html lang="zh-CN"' in text and '<html lang="en"' in html.write(demo, "en")


def test_the_same_words_as_the_other_reports(demo: Scan, opened: Callable[..., Opened]) -> None:
    """Message and advice of every finding are those of the console, though the page makes them from templates."""
    page = opened(demo).page
    rules = common.rules_by_id(demo)
    page.evaluate("document.querySelector('[name=view][value=table]').click()")
    while page.locator("#list > .next:visible").count():
        page.locator("#list > .next").click()
    for lang in LANGS:
        page.click(f"[data-set-lang={lang}]")
        while page.locator("#list > .next:visible").count():
            page.locator("#list > .next").click()
        shown = page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('#list tr[id]')].map(r => [r.id.slice(2), r.cells[1].textContent]))"
        )
        assert len(shown) == len(demo.findings)
        for one in demo.findings:
            said = common.message(one, rules[one.rule], lang)
            assert shown[one.fingerprint] == visible(said if len(said) <= 400 else said[:399] + "…")


def test_every_finding_is_told_in_full(demo: Scan, opened: Callable[..., Opened]) -> None:
    """Evidence, origin, fix, statements, reason for the rank: all of it, for findings of every family."""
    page = opened(demo, "zh").page
    rules = common.rules_by_id(demo)
    telling = {f.rule: f for f in demo.findings if common.statements(f, demo)}
    for one in ({f.rule.split(".")[0]: f for f in demo.findings} | telling).values():
        page.evaluate(f"location.hash = 'f-{one.fingerprint}'")
        body = page.locator(f"#f-{one.fingerprint} .body")
        body.wait_for()
        text = body.inner_text()
        flat = " ".join(text.split())
        assert " ".join(visible(common.fix(one, rules[one.rule], demo, "zh")).split()) in flat
        assert one.why.zh in text and one.rule in text and one.fingerprint in text
        assert all(o in text for o in one.origin[:50])
        assert all(name in text for name in one.evidence)
        for statement in common.statements(one, demo).values():
            assert " ".join(statement.split()) in flat


def test_verdict_and_coverage_come_first(demo: Scan, opened: Callable[..., Opened]) -> None:
    """What is wrong and what could not be seen stand before everything else, and nothing is left out."""
    page = opened(demo).page
    assert page.locator("main > section").first.get_attribute("id") == "summary"
    urgent = sum(f.priority == "P0" for f in demo.findings)
    assert page.locator(".verdict").inner_text().startswith(f"{urgent} urgent")
    unseen = page.locator("#unseen").inner_text()
    assert all(o.rule.id in unseen for o in demo.outcomes if o.status == "skipped")
    assert page.locator("#statements li > details").count() == len([p for p in demo.parts if p.statement])
    assert page.locator(".signature").count() == 3
    cards = page.locator(".repair").count()
    assert cards == min(50, len(demo.works))


def test_nothing_ran_is_no_pass(opened: Callable[..., Opened]) -> None:
    """Without a single verdict there is none."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:2])
    empty = made([], rules, parts=[])
    for outcome in empty.outcomes:
        outcome.status, outcome.reason = "skipped", Text("nothing was collected", "什么也没有采集到")
    page = opened(empty).page
    assert "Undetermined" in page.locator(".verdict").inner_text()
    assert "Nothing was found" in page.locator("#findings").inner_text()


def test_what_was_not_collected_was_not_read_in_part() -> None:
    """A table that is not there at all is told once, with its reason; of a plug-in that nothing here uses, nothing is told."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:2])
    gone = Coverage("flow", "absent", 0, (Text("no table wf_flow", "没有表 wf_flow"),), frozenset(), {}, cut=True)
    vendors = [name for name in TABLES if name not in BUILT_IN]
    absent = {name: Coverage(name, "absent", 0, (), frozenset(), {}) for name in vendors}
    coverage = {n: Coverage(n, "complete", 10, (), frozenset(), {}) for n in BUILT_IN} | absent | {"flow": gone}
    scan = made([], rules, coverage=coverage)
    view = View(scan, "")
    shown = {c.fact for _, tables in view.coverage for c in tables}
    assert view.gaps == [] and shown == set(BUILT_IN)
    text = html.write(scan, "zh")
    assert "没有读全" not in text and "没有表 wf_flow" in text
    for outcome in scan.outcomes[:1]:
        outcome.rests = tuple(vendors)
    assert {c.fact for c in common.tables_of(scan)} == set(TABLES), "what a rule names is told"


def test_the_verdict_names_priorities() -> None:
    """Not severities: a finding that is high by itself may come to any priority."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:1])
    (rule,) = rules.values()
    scan = made([finding(rule, 1, "one")], rules)
    scan.findings[0].priority = "P1"
    assert View(scan, "").verdict.said == Text(
        "Nothing urgent (P0), 1 finding to repair next (P1)",
        "没有需立即处理（P0）的问题，有 1 个需尽快处理（P1）的问题",
    )


def test_accepted_findings_stand_apart(opened: Callable[..., Opened]) -> None:
    """They are counted apart, listed with reason and owner, and not among the findings."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:1])
    (rule,) = rules.values()
    open_, accepted = finding(rule, 1, "one"), finding(rule, 2, "two")
    accepted.waiver = Waiver(
        "waiver", "accepted-risk", "small team", "王芳", "李总", date(2027, 3, 31), "T-7", "w.toml:3"
    )
    page = opened(made([open_, accepted], rules), "zh").page
    assert "1 个问题中的 1 个" in page.locator("#count").inner_text()
    held = page.locator("#waived-list details")
    assert held.count() == 1
    held.locator("summary").click()
    held.locator(".body").wait_for()
    text = held.inner_text()
    assert all(s in text for s in ("接受风险", "small team", "王芳", "李总", "2027-03-31", "T-7", "w.toml:3"))


# -- pictures --------------------------------------------------------------------------------------------------------


def test_flows_are_drawn_with_the_defect_marked(demo: Scan, opened: Callable[..., Opened]) -> None:
    """Every flow with a finding on a node is drawn, and the node that the finding names is red."""
    page = opened(demo, "zh").page
    assert page.locator("figure.flow").count() == len(demo.pictures.flows) > 5
    figure = page.locator("figure.flow", has_text="销售订单评审").first
    red = figure.locator("svg [stroke='var(--draw-bad)']").count()
    assert red >= 2
    figure.locator(".notes a").first.click()
    page.wait_for_selector(".finding.here .body")


def test_who_can_do_what(demo: Scan, opened: Callable[..., Opened]) -> None:
    """The matrix marks the roles that the segregation rules name, and what the system itself calls the duties."""
    matrix = demo.pictures.duties
    assert matrix is not None
    page = opened(demo, "zh").page
    clashing = {f.subject.key for f in demo.findings if f.rule == "access.sod_in_role"}
    assert clashing and clashing <= {r for r, found in matrix.conflicts.items() if found}
    rows = page.locator(".matrix tbody tr")
    assert rows.count() == len(matrix.roles)
    marked = page.locator(".matrix tr:has(td.clash) th").all_inner_texts()
    assert {n for k, n, _ in matrix.roles if k in clashing} <= set(marked)


def test_table_sizes_against_query_time(demo: Scan) -> None:
    """A statement counts for the tables it names, and the slowest stand on top."""
    loads = demo.pictures.loads
    assert loads and [x.ms for x in loads] == sorted((x.ms for x in loads), reverse=True)
    assert all(x.statements >= 1 for x in loads)


CHECK = Check("DM12", "migration", "P0", "keyuser", -7, Text("Nothing twice", "无重复"), Text("Look", "看"))


def test_going_live_and_what_changed(opened: Callable[..., Opened]) -> None:
    """The verdict on going live with the gates that decided it, manual checks, and the scans before, drawn and in words."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:2])
    (rule, _) = rules.values()
    result = made([finding(rule, 1, "one")], rules)
    gates = [
        GateResult("p0", Text("no P0 stands", "没有 P0"), False, 1.0, 0.0, "no-go", Text("1 stands", "1 个")),
        GateResult(
            "age", Text("facts are fresh", "数据较新"), True, 0.1, 3.0, "undetermined", Text("2 hours", "2 小时")
        ),
    ]
    record = Record("DM03", "pass", "<b>photo 3</b>", "王芳", date(2026, 10, 31), datetime(2026, 10, 31))
    items = [
        Item("DM03", True, "migration", "P0", Text("Balances signed", "期初签字"), "passed", record=record),
        Item(rule.id, False, "access", "P0", Text("a rule", "一条规则"), "failed", 1),
    ]
    result.readiness = Readiness(
        "no-go", "go-live", "", [Text("Go-live", "上线")], gates, [], [], [], items, Decimal("41.5")
    )
    before = [Point(datetime(2026, 10, d), Decimal(30 + d), "", {"P0": d, "P3": 40}) for d in (4, 11, 18)]
    change = Change(Decimal(48), Decimal(50), {"fixed": Decimal(3), "regressed": Decimal(-1)})
    gone = [Gone("f" * 24, rule.id, Text("Repaired thing", "修好的"), "采购单", "P1", "fixed")]
    result.since = Comparison(before[-1].at, {"new": 1, "fixed": 1}, change, gone, None, before)
    text = html.write(result, "en")
    assert text.index("NO-GO") < text.index("no P0 stands") < text.index('id="repairs"')
    failing, held = text.index("no P0 stands</span>"), text.index("facts are fresh</span>")
    assert failing < held and "NO-GO" in text[failing:held] and "UNDETERMINED" in text[held : held + 400]
    assert "Not met: no P0 stands" in text and "未满足：没有 P0" in text
    assert "Balances signed" in text and "&lt;b&gt;photo 3&lt;/b&gt;" in text and "2026-10-31" in text
    assert text.count('<circle class="score"') == 4  # three scans before, and this one
    assert "Repaired thing" in text and "+3.0" in text and "-1.0" in text
    result.readiness.items.append(
        Item("DM12", True, "migration", "P0", Text("Nothing twice", "无重复"), "open", check=CHECK)
    )
    page = opened(result).page
    assert page.locator("details.area:not([open])").count() == page.locator("details.area").count() == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    listed = page.locator("#checks tbody tr").all_inner_texts()
    assert [line.split("\t")[0] for line in listed] == ["failed", "to be done", "passed"]  # by area, then what is left
    assert "1 finding" in listed[0] and "key user T-7" in listed[1] and "王芳 2026-10-31" in listed[2]
    assert violations(page) == []
    assert opened(result, width=390).page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.area[open]").count() == 0


def test_pictures_of_the_docs(opened: Callable[..., Opened], tmp_path: Path) -> None:
    """docs/picture.py makes what the documentation shows, anew and elsewhere; the workbook where LibreOffice is."""
    docs = Path(__file__).parent.parent / "docs"
    code = (
        "import runpy, sys; from pathlib import Path; made = runpy.run_path(sys.argv[1]); "
        "made['main'].__globals__['IMAGES'] = Path(sys.argv[2]); sys.exit(made['main']([]))"
    )
    command = [sys.executable, "-c", code, str(docs / "picture.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("console.svg", "console.zh.svg", "html.png", "html.zh.png", "html-flow.zh.png", "html-phone.png"):
        assert (tmp_path / name).stat().st_size > 10_000, name
        assert (docs / "images" / name).is_file()
    if shutil.which("soffice") and shutil.which("pdftoppm"):
        assert (tmp_path / "xlsx.png").is_file() and (tmp_path / "xlsx-findings.zh.png").is_file()


# -- bars ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fifty_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with as many findings as the worst real scan."""
    path = tmp_path_factory.mktemp("many") / "report.html"
    path.write_text(html.write(many(50_000), "en"), "utf-8")
    return path


def test_fifty_thousand_findings(fifty_thousand: Path, opened: Callable[..., Opened]) -> None:
    """Loaded in under 3 s, filtered in under 100 ms from the key to the painted list."""
    loaded = 0
    for _ in range(3):  # the best of some: other work of the machine is not ours
        page = opened(fifty_thousand).page
        loaded = page.evaluate("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
        if loaded < 3000:
            break
    assert loaded < 3000
    # not wait_for_function: from its second look on it calls eval in the page, which the page's own policy forbids
    page.evaluate("""() => new Promise((done) => {
        const look = () => healthcheckTiming.indexed ? done() : setTimeout(look, 20);
        look();
    })""")
    typed = """async (text) => {
        const q = document.getElementById('q'); q.value = text;
        const begin = performance.now();
        q.dispatchEvent(new Event('input'));
        document.getElementById('list').getBoundingClientRect();
        return performance.now() - begin;
    }"""
    times = {}
    for view in ("rule", "cause", "table"):
        page.evaluate(f"document.querySelector('[name=view][value={view}]').click()")
        for text in ("4", "分公司", "cause-499", "对象 49999", "nothing like it", "华东 no 12", ""):
            # the best of some: other work of the machine is not ours
            times[view, text] = min(page.evaluate(typed, text) for _ in range(5))
    assert max(times.values()) < 100, times
    page.evaluate(typed, "对象 49999")
    assert page.locator("#count").inner_text().startswith("1 of 50,000")
    print(f"loaded {loaded} ms, slowest filter {max(times.values()):.0f} ms")


def test_the_list_grows_as_one_asks(fifty_thousand: Path, opened: Callable[..., Opened]) -> None:
    """Every finding can be reached, fifty at a time."""
    page = opened(fifty_thousand).page
    page.evaluate("document.querySelector('[name=view][value=table]').click()")
    assert page.locator("#list tbody tr").count() == 50
    page.locator("#list > .next").click()
    assert page.locator("#list tbody tr").count() == 100
    last = f"{49_999:024x}"
    page.evaluate(f"location.hash = 'f-{last}'")
    page.wait_for_selector(f"#f-{last} .body")


def test_size_per_finding(fifty_thousand: Path) -> None:
    """A finding costs a few hundred bytes, so that the file can still be mailed."""
    assert fifty_thousand.stat().st_size / 50_000 < 600


@pytest.fixture(scope="module")
def excerpt(demo: Scan) -> Scan:
    """The same with two rules of each family: axe takes its time with everything that is alike."""
    families: dict[str, list[Outcome]] = {}
    for outcome in demo.outcomes:
        if outcome.findings:
            families.setdefault(outcome.rule.family, []).append(outcome)
    found = [replace(o, findings=o.findings[:2]) for some in families.values() for o in some[:2]]
    found += [o for o in demo.outcomes if not o.ran][:5]
    causes = causes_of(found)
    return replace(demo, outcomes=found, causes=causes, works=work_list(causes, found), parts=demo.parts[:8])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "view"), [("en", "rule"), ("zh", "table")])
def test_axe_finds_nothing(excerpt: Scan, opened: Callable[..., Opened], lang: Lang, scheme: str, view: str) -> None:
    """No violation of WCAG A or AA in either language and theme, with everything open that can be opened."""
    page = opened(excerpt, lang, color_scheme=scheme).page
    page.evaluate(f"document.querySelector('[name=view][value={view}]').click()")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    if view == "table":
        for button in page.locator("#list td.what button").all():
            button.click()
    else:
        page.wait_for_selector("#list .finding")
        page.evaluate("for (const d of document.querySelectorAll('#list .finding')) d.open = true")
    page.wait_for_selector("#list .body")
    assert page.locator("#list .body").count() == len(excerpt.findings) > 10
    assert violations(page) == []


def test_axe_on_a_phone(demo: Scan, excerpt: Scan, opened: Callable[..., Opened]) -> None:
    """The same on a narrow screen, where nothing sticks out."""
    assert violations(opened(excerpt, "zh", width=390).page) == []
    page = opened(demo, "zh", width=390).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_inventory_is_a_page_like_the_report(browser: Browser, tmp_path: Path) -> None:
    """Nothing for axe to find in light and dark, nothing sticks out on a phone."""
    from healthcheck.inventory import inventory
    from healthcheck.report.inventory import html as document

    path = tmp_path / "inventory.html"
    with Snapshot.open(messy_snapshot()) as snapshot:
        path.write_text(document(inventory(snapshot, limit=5), "zh", "erp", snapshot.collected_at), "utf-8")
    schemes: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 390))
    for scheme, width in schemes:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        context.close()


def test_by_keyboard_alone(demo: Scan, opened: Callable[..., Opened]) -> None:
    """Search, open a rule, open a finding, without a mouse; what is focused is seen to be."""
    from playwright.sync_api import expect

    page = opened(demo).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("flow.deadlock")
    expect(page.locator("#list .finding")).to_have_count(1)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.finding') !== null"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#list .finding .body")


# -- hostile names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_are_harmless_and_shown(opened: Callable[..., Opened], lang: Lang) -> None:
    """They run nothing, load nothing, hide nothing and break nothing, on screen and on paper."""
    report = opened(hostile(), lang)
    page = report.page
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.wait_for_selector("#list .body")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.querySelector('[name=view][value=table]').click()")
    page.click(f"[data-set-lang={'zh' if lang == 'en' else 'en'}]")
    page.evaluate("document.querySelector('[name=view][value=cause]').click()")
    page.evaluate("document.querySelector('#list .group').open = true")
    assert "owned" not in page.title().replace(HOSTILE["script"], "").replace(HOSTILE["closing"], "")[:20]
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    assert (
        page.evaluate("document.querySelectorAll('img, style:not(head style), [onerror], [onmouseover]').length") == 0
    )
    assert report.complaints == []
    assert len(report.requests) == 1
    body = page.locator("body").text_content() or ""
    for name in ("script", "closing", "comment", "quote", "emoji", "mojibake", "css"):
        assert HOSTILE[name] in body, name
    assert "invoice⟨U+202E⟩gpj.exe⟨U+2066⟩⟨U+200B⟩" in body
    assert "a⟨U+0000⟩b⟨U+001B⟩[31mred⟨U+0007⟩" in body
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", page.evaluate("document.body.innerText"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate("getComputedStyle(document.body).display") == "block"


def test_data_survives_the_page_unchanged(opened: Callable[..., Opened]) -> None:
    """What the page reads is what was written: no name is changed on its way."""
    result = hostile()
    page = opened(result).page
    read = page.evaluate("JSON.parse(document.getElementById('data').textContent)")
    assert read == json.loads(json.dumps(embedded(result)))


def test_policy_blocks_what_gets_in(demo: Scan, opened: Callable[..., Opened]) -> None:
    """Even markup that was put into the page by force runs no script, loads nothing and sends nothing."""
    page = opened(demo).page
    with socket.create_server(("127.0.0.1", 0)) as listener:
        blocked = _break_out(page, listener.getsockname()[1])
        assert _sent(listener) == []
    assert page.evaluate("window.owned") is None
    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    assert {"img-src", "frame-src", "style-src-elem", "connect-src", "fetch", "base-uri"} <= blocked, blocked
    assert {"trusted", "markup"} & blocked or "require-trusted-types-for" in blocked


def _sent(listener: socket.socket) -> list[bytes]:
    """What arrived. A browser may open a connection before it asks the policy about a frame; it sends nothing then."""
    listener.settimeout(0.3)
    arrived: list[bytes] = []
    while True:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            return arrived
        with connection:
            connection.settimeout(0.3)
            try:
                if data := connection.recv(100):
                    arrived.append(data)
            except TimeoutError:
                pass


def _break_out(page: Page, port: int) -> set[str]:
    """Try every way out of the page that we know; returns what the browser refused."""
    page.evaluate(
        "window.blocked = []; addEventListener('securitypolicyviolation', e => blocked.push(e.effectiveDirective))"
    )
    page.evaluate(
        """async (home) => {
        const script = document.createElement('script');
        try { script.text = 'window.owned = 1'; document.body.append(script); } catch (e) { blocked.push('trusted'); }
        try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.owned = 1">'); } catch (e) { blocked.push('markup'); }
        const image = document.createElement('img'); image.src = `http://${home}/x.png`; document.body.append(image);
        const frame = document.createElement('iframe'); frame.src = `http://${home}/`; document.body.append(frame);
        const style = document.createElement('style'); style.textContent = 'body{display:none}'; document.head.append(style);
        const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = `http://${home}/x.css`; document.head.append(link);
        try { await fetch(`http://${home}/`); } catch (e) { blocked.push('fetch'); }
        try { new WebSocket(`ws://${home}/`); } catch (e) { blocked.push('socket'); }
        navigator.sendBeacon(`http://${home}/`);
        const base = document.createElement('base'); base.href = `http://${home}/`; document.head.append(base);
        try { setTimeout('window.owned = 1', 0); } catch (e) { blocked.push('timeout'); }
        await new Promise(done => setTimeout(done, 300));
    }""",
        f"127.0.0.1:{port}",
    )
    return set(page.evaluate("blocked"))


# -- paper -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_print(demo: Scan, opened: Callable[..., Opened], lang: Lang, tmp_path: Path) -> None:
    """The PDF has every rule's findings, page numbers and the signatures, and is white in a dark browser."""
    page = opened(demo, lang, color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    told = page.locator("#paper").inner_text()
    assert all(o.rule.id in told for o in demo.outcomes if o.findings)
    assert not page.locator("#filter").is_visible() and not page.locator(".bar").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    document = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", document))
    assert document.startswith(b"%PDF") and 10 < pages < 60, pages


def test_numbers_read_the_same(opened: Callable[..., Opened]) -> None:
    """Empty, yes and no in the reader's language; numbers and times as every report writes them."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:1])
    (rule,) = rules.values()
    values: dict[str, Any] = {
        "n": None,
        "y": True,
        "f": 0.1,
        "d": Decimal("10.500"),
        "big": 2**60,
        "t": datetime(2026, 1, 2, 3, 4),
    }
    page = opened(made([finding(rule, 1, "x", **values)], rules), "zh").page
    page.locator("#list .finding summary").first.click()
    text = page.locator("#list .evidence").inner_text()
    cells = dict(line.split("\t", 1) for line in text.splitlines() if "\t" in line)
    assert {k: cells[k] for k in values} == {
        "n": "（空）", "y": "是", "f": "0.1", "d": "10.5", "big": str(2**60), "t": "2026-01-02 03:04",
    }  # fmt: skip
