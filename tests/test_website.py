"""The documentation site: built whole, in strict mode, without a network; every link in it leads somewhere, in both languages."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from filelock import FileLock

from docs import website
from healthcheck.rule import Pack, builtin_rules, load_pack

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent

_REFERENCE = re.compile(r'<(a|link|script|img|source|iframe|form)\b[^>]*?\s(?:href|src|srcset|action)="?([^"\s>]*)')
_ID = re.compile(r'\s(?:id|name)="?([^"\s>]+)')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once however many workers there are; what strict mode has against it is shown."""
    base = tmp_path_factory.getbasetemp()
    target = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "website"
    with FileLock(f"{target}.lock"):
        if not target.with_suffix(".built").exists():
            said: list[str] = []
            assert website.build(target, said.append) == 0, "\n".join(said)
            target.with_suffix(".built").touch()
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, str]:
    """Every page as HTML."""
    return {path: path.read_text("utf-8") for path in site.rglob("*.html")}


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The rules that have pages."""
    return load_pack(builtin_rules())


def test_every_link_leads_somewhere(site: Path, pages: dict[Path, str]) -> None:
    """To a file of the site, and to a heading in it, also from what the theme and the search add."""
    ids = {path: {html.unescape(name) for name in _ID.findall(text)} for path, text in pages.items()}
    lost: set[str] = set()
    for path, text in pages.items():
        if path.name == "404.html":  # a server's page: its links begin at the server's root
            continue
        for _, reference in _REFERENCE.findall(text):
            parts = urlsplit(html.unescape(reference))
            if parts.scheme or parts.netloc:
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if there.is_dir():
                there /= "index.html"
            anchor = unquote(parts.fragment)
            if reference.startswith("/") or not there.is_file() or not there.is_relative_to(site):
                lost.add(f"{path.relative_to(site)}: {reference}")
            elif anchor and there in ids and anchor not in ids[there]:
                lost.add(f"{path.relative_to(site)}: {reference}: no such heading")
    assert not lost


def test_nothing_is_fetched_from_a_network(pages: dict[Path, str]) -> None:
    """Fonts, scripts, pictures: all in the folder. An address is followed only when a person clicks it."""
    for path, text in pages.items():
        for tag, reference in _REFERENCE.findall(text):
            if re.match(r"(https?:)?//", reference):
                assert tag == "a", f"{path.name}: {reference}"
        assert "fonts.googleapis" not in text


def test_links_of_the_repository_do_not_pretend_to_be_external(pages: dict[Path, str]) -> None:
    """A page of ours is linked by its path, never by an address that the checks above would pass over."""
    ours = {path.stem for path in pages} - {"index", "404"}
    for path, text in pages.items():
        for tag, reference in _REFERENCE.findall(text):
            parts = urlsplit(html.unescape(reference))
            if tag == "a" and parts.scheme in ("http", "https", "file"):
                assert parts.hostname not in (None, "localhost", "127.0.0.1"), f"{path.name}: {reference}"
                assert Path(parts.path).stem not in ours, f"{path.name}: {reference} is a page of this site"


def test_every_rule_has_a_page_in_both_languages(site: Path, pages: dict[Path, str], pack: Pack) -> None:
    """Title, message, fix, prose, cases and the query; no word of the other language's prose."""
    assert len(pack.rules) > 300
    for rule in pack.rules.values():
        for lang in ("en", "zh"):
            below = site / "zh" if lang == "zh" else site
            text = pages[below / "reference" / "rules" / rule.family / f"{rule.path.stem}.html"]
            shown = " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
            words = rule.text["zh" if lang == "zh" else "en"]
            for part in re.split(r"[`*_|\s]+", f"{words.title} {words.message} {words.fix}"):
                assert part in shown, f"{rule.id} ({lang}): {part}"
            assert f'<html lang="{lang}"' in text
            assert ("如何根治" in shown) == (lang == "zh") and ("How to fix it for good" in shown) == (lang == "en")


def test_tutorials_are_there_in_both_languages(site: Path, pages: dict[Path, str]) -> None:
    """Four users, two languages; the reader changes language on the page."""
    for page in (ROOT / "docs" / "tutorials").glob("*.md"):
        name, zh = page.name.split(".")[0], ".zh." in page.name
        text = pages[(site / "zh" if zh else site) / "tutorials" / f"{name}.html"]
        assert "本页暂无中文版" not in text
        other = f"../../tutorials/{name}.html" if zh else f"../zh/tutorials/{name}.html"
        assert other in text
    assert "本页暂无中文版" in pages[site / "zh" / "explanation" / "safety.html"]
    assert "本页暂无中文版" not in pages[site / "explanation" / "safety.html"]


def test_every_page_of_docs_is_on_the_site(site: Path) -> None:
    """Nothing that somebody wrote is left out."""
    for page in (ROOT / "docs").rglob("*.md"):
        place = website.site_path(page.relative_to(ROOT).as_posix())
        assert place is not None
        name = Path(place.replace(".zh.md", ".md")).with_suffix(".html")
        assert (site / ("zh" if ".zh." in place else ".") / name).is_file(), page


def test_the_search_finds_both_languages(site: Path, pack: Pack) -> None:
    """Titles of rules are in the index that the pages carry with them."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    titles = {html.unescape(entry["title"]) for entry in index["docs"]}
    for rule in pack.rules.values():
        assert {rule.text["en"].title, rule.text["zh"].title} <= titles, rule.id


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site on a web server, which searching needs."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_chinese_is_found_as_it_is_typed(site: Path, served: str, browser: Browser) -> None:
    """In Chromium: words of any length, also such as a list of stop words would drop, and nothing but what has them."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{served}/zh/index.html")
    field, heard = page.locator("input.md-search__input"), page.locator(".md-search-result__meta")
    field.click()
    heard.filter(has_text="键入").wait_for()
    for words, best in (
        ("一物多码", "一物多码"),
        ("审批流", "审批流"),
        ("期初余额", "期初余额"),
        ("不相容职责", "不相容职责"),
        ("物料编码重复", "物料编码重复"),
    ):
        field.fill(words)
        field.press("End")
        holding = {
            d["location"].partition("#")[0]
            for d in index
            if words in re.sub("<[^>]*>", "", d["title"] + " " + d["text"])
        }
        # Long lists are searched as far as they are shown, so that it may be fewer; never more.
        page.wait_for_function(
            """([most, best]) => {
                const count = Number(document.querySelector(".md-search-result__meta").innerText.match(/\\d+/)?.[0])
                const titles = [...document.querySelectorAll(".md-search-result__item h1")].map(title => title.innerText)
                return count > 0 && count <= most && titles.some(title => title.includes(best))
            }""",
            arg=[len(holding), best],
        )
    page.close()


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    """While the pages are put together; code is left alone."""
    stage = website.Stage(tmp_path)
    with pytest.raises(SystemExit, match=r"docs/x\.md: \.\./setup\.cfg has no place"):
        stage.relinked("see [it](../setup.cfg)", "x.md", "docs/x.md")
    with pytest.raises(SystemExit, match=r"docs/x\.md: no\.md leads nowhere"):
        stage.relinked("see [it](no.md#there)", "x.md", "docs/x.md")
    assert stage.relinked("`[it](../setup.cfg)`", "x.md", "docs/x.md") == "`[it](../setup.cfg)`"
    moved = stage.relinked("[r](../rules/access/role_cycle.md#why)", "howto/x.md", "docs/x.md")
    assert moved == "[r](../reference/rules/access/role_cycle.md#why)"
    assert stage.wanted == {"rules/access/role_cycle.md"}
