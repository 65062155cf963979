"""`healthcheck serve`: what it shows, who may change what, and who may not even ask."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from healthcheck.errors import UsageError
from healthcheck.history import History, open_history
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.serve.app import App
from healthcheck.serve.guard import Guard
from healthcheck.serve.server import prepare
from tests.cli import run_cli
from tests.test_html import HOSTILE, finding, made, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOKEN = "a token of the test, long enough"
PORT = 8765
HOME = f"127.0.0.1:{PORT}"
SYSTEM = "栎工/ERP 生产库 <b>"
START = datetime(2026, 9, 1, 6)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """Three weeks of one system, in which one finding goes and another comes."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:4])
    (first, second, third, _) = rules.values()
    stays = [finding(first, n, name) for n, name in enumerate(HOSTILE.values())]
    goes, comes = finding(second, 50, "goes"), finding(third, 60, "comes")
    with open_history(str(tmp_path / "history.db"), create=True) as opened:
        for week, found in enumerate([[*stays, goes], [*stays, goes], [*stays, comes]]):
            result = made(copy.deepcopy(found), rules)
            result.collected_at = START + timedelta(days=7 * week)
            opened.save(result, SYSTEM)
        yield opened


def client(history: History, token: str | None = TOKEN, private: bool = False) -> Client:
    """A browser of this machine."""
    return Client(App(history, Guard(PORT, token, private)))


def get(who: Client, path: str, **headers: str) -> tuple[int, str]:
    """Ask for a page."""
    answer = who.get(path, base_url=f"http://{HOME}", headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


def post(who: Client, path: str, data: dict[str, str], **headers: str) -> int:
    """Send a form as our own page would, unless the headers say otherwise."""
    sent = {"Origin": f"http://{HOME}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return who.post(path, base_url=f"http://{HOME}", data=data, headers=sent).status_code


def signed_in(history: History) -> tuple[Client, str]:
    """Somebody who knows the token, and the mark in their forms."""
    who = client(history)
    assert post(who, "/sign-in", {"token": TOKEN, "name": "王芳"}) == 303
    return who, re.findall(r'name="mark" value="(\w+)"', get(who, where(history))[1])[0]


def home(history: History) -> str:
    """Path of the system."""
    return f"/system/{history.system(SYSTEM).id}"


def where(history: History, number: int = 0) -> str:
    """Path of a finding that stands."""
    issue = history.issues(SYSTEM, ["open"])[number]
    return f"{home(history)}/finding/{issue.fingerprint}"


# -- what is shown ---------------------------------------------------------------------------------------------------


def test_systems_trend_and_findings(history: History) -> None:
    """Every system, its newest scan, its trend, what stands, and every scan with its states."""
    reader = client(history, None)
    code, text = get(reader, "/")
    assert code == 200 and "栎工/ERP 生产库 &lt;b&gt;" in text
    code, text = get(reader, home(history))
    assert code == 200
    assert text.count('<circle class="score"') == 3
    stands = history.issues(SYSTEM, ["open"])
    assert f"{len(stands)} findings" in text and "goes" not in re.findall(r"<td>([^<]*)</td>", text)
    latest = history.latest(SYSTEM)
    assert latest is not None and f'<span class="figure">{latest.score}</span>' in text
    _, text = get(reader, f"{home(history)}?step=verified")
    assert "<td>goes</td>" in text and "1 findings" in text
    _, text = get(reader, f"{home(history)}?q=comes&priority=P9")
    assert "0 findings" in text


def test_one_finding_in_full(history: History) -> None:
    """Message, repair, evidence and origin, in the reader's language."""
    reader = client(history)
    issue = next(i for i in history.issues(SYSTEM, ["open"]) if i.name == "comes")
    path = f"{home(history)}/finding/{issue.fingerprint[:8]}"  # a beginning is enough
    code, text = get(reader, path)
    assert code == 404  # the made-up fingerprints begin alike
    code, text = get(reader, path.replace(issue.fingerprint[:8], issue.fingerprint))
    assert code == 200 and issue.rule in text and issue.title.en in text and "t#60" in text
    assert reader.get("/language/zh?back=/", base_url=f"http://{HOME}").status_code == 303
    assert '<html lang="zh-CN"' in get(reader, "/")[1]


def test_language_leads_nowhere_else(history: History) -> None:
    """The way back after choosing a language stays on this server."""
    reader = client(history)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"):
        answer = reader.get("/language/zh", base_url=f"http://{HOME}", query_string={"back": back})
        assert answer.headers["Location"] == "/"


def test_hostile_names_stay_text(history: History) -> None:
    """Whatever objects are called, a page has no element of theirs."""
    reader = client(history)
    _, text = get(reader, home(history))
    for n in range(len(history.issues(SYSTEM, ["open"]))):
        text += get(reader, where(history, n))[1]
    assert not re.search(r"<(script|img|b)\b|onmouseover=\"|\u202e", text)
    assert "&lt;script&gt;document.title=" in text and "⟨U+202E⟩" in text


# -- who may ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", f"0.0.0.0:{PORT}", ""]
)
def test_foreign_names_are_refused(history: History, host: str) -> None:
    """A name that somebody let point to this machine gets nothing (DNS rebinding)."""
    answer = client(history).get("/", headers={"Host": host})
    assert answer.status_code == 421 and "栎工" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", [HOME, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_names_of_this_machine_are_answered(history: History, host: str) -> None:
    """All that a person would type."""
    assert client(history).get("/", headers={"Host": host}).status_code == 200


def test_every_answer_is_closed(history: History) -> None:
    """No script, no frame, no cache, no referrer; errors included."""
    reader = client(history)
    for path in ("/", "/nothing", "/sign-in", "/style.css"):
        headers = reader.get(path, base_url=f"http://{HOME}").headers
        assert (
            "default-src 'none'" in headers["Content-Security-Policy"]
            and "script-src" not in headers["Content-Security-Policy"]
        )
        assert headers["X-Frame-Options"] == "DENY" and headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


def test_read_only_unless_asked_otherwise(history: History) -> None:
    """Without a token there is no sign-in and no change."""
    reader = client(history, None)
    assert get(reader, "/sign-in")[0] == 404
    assert post(reader, "/sign-in", {"token": "", "name": "x"}) == 404
    assert post(reader, where(history), {"do": "acknowledge", "mark": ""}) == 403
    assert not history.events(SYSTEM, history.issues(SYSTEM, ["open"])[0].fingerprint)


def test_private_pages_ask_for_the_token(history: History) -> None:
    """With --private nothing is read without a sign-in."""
    who = client(history, private=True)
    for path in ("/", home(history), where(history)):
        answer = who.get(path, base_url=f"http://{HOME}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert post(who, "/sign-in", {"token": TOKEN, "name": "x"}) == 303
    assert get(who, "/")[0] == 200


def test_private_without_write_changes_nothing(history: History) -> None:
    """Who signed in to read sees no form, and one of their own making is refused."""
    who = Client(App(history, Guard(PORT, TOKEN, private=True, writes=False)))
    assert post(who, "/sign-in", {"token": TOKEN, "name": "x"}) == 303
    code, text = get(who, where(history))
    assert code == 200 and 'name="do"' not in text
    assert post(who, where(history), {"do": "acknowledge", "mark": ""}) == 403


def test_wrong_tokens_and_forged_cookies(history: History) -> None:
    """Only the token signs in, and a cookie of one's own making does not."""
    who = client(history)
    for token, name in (("", "x"), ("wrong", "x"), (TOKEN[:-1], "x"), (TOKEN, " "), ("口令", "x")):
        assert post(who, "/sign-in", {"token": token, "name": name}) == 403
    for forged in ("9999999999.78.0", "x", "....", "9999999999.78." + "a" * 64, "é.é.é"):
        who.set_cookie(f"healthcheck-{PORT}", forged, domain="127.0.0.1")
        assert "Sign out" not in get(who, "/")[1]


def test_a_session_of_another_server_is_worth_nothing(history: History) -> None:
    """Secrets are of one run."""
    session = Guard(PORT, TOKEN).sign_in(TOKEN, "x")
    assert session is not None
    who = client(history)
    who.set_cookie(f"healthcheck-{PORT}", session, domain="127.0.0.1")
    assert "Sign out" not in get(who, "/")[1]


def test_changes_need_our_own_page(history: History) -> None:
    """Signed in or not: no mark, a wrong mark, another origin or another site change nothing (CSRF)."""
    who, mark = signed_in(history)
    path = where(history)
    assert post(who, path, {"do": "acknowledge"}) == 403
    assert (
        post(who, path, {"do": "acknowledge", "mark": mark[:-1] + "0" * (mark[-1] != "0") + "1" * (mark[-1] == "0")})
        == 403
    )
    assert post(who, path, {"do": "acknowledge", "mark": mark}, Origin="http://evil.example") == 403
    assert post(who, path, {"do": "acknowledge", "mark": mark}, Origin="null") == 403
    assert post(who, path, {"do": "acknowledge", "mark": mark}, Origin="http://127.0.0.1:9999") == 403
    assert post(who, path, {"do": "acknowledge", "mark": mark}, Sec_Fetch_Site="cross-site") == 403
    assert post(who, path, {"do": "acknowledge", "mark": mark}, Sec_Fetch_Site="same-site") == 403
    assert post(client(history), path, {"do": "acknowledge", "mark": mark}) == 403
    assert not history.events(SYSTEM, history.issues(SYSTEM, ["open"])[0].fingerprint)


def test_cookie_is_out_of_reach(history: History) -> None:
    """Scripts and other sites do not get it."""
    answer = client(history).post("/sign-in", base_url=f"http://{HOME}", data={"token": TOKEN, "name": "x"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and f"healthcheck-{PORT}=" in cookie


def test_large_forms_are_refused(history: History) -> None:
    """Nobody fills the memory."""
    who, mark = signed_in(history)
    assert post(who, where(history), {"do": "comment", "mark": mark, "note": "x" * 100_000}) == 413


# -- changes ---------------------------------------------------------------------------------------------------------


def test_closing_a_finding(history: History) -> None:
    """Assigned, acknowledged, said to be repaired: each noted with the name, and seen on the pages."""
    who, mark = signed_in(history)
    path = where(history)
    fingerprint = path.rsplit("/", 1)[1]
    assert post(who, path, {"do": "assign", "mark": mark, "owner": "李雷", "due": "2026-12-31", "note": ""}) == 303
    assert post(who, path, {"do": "acknowledge", "mark": mark, "note": "在看"}) == 303
    assert post(who, path, {"do": "claim", "mark": mark, "note": "<i>done</i>"}) == 303
    assert post(who, path, {"do": "comment", "mark": mark, "note": "好"}) == 303
    issue = history.issue(SYSTEM, fingerprint)
    assert (issue.owner, issue.due_at, issue.step) == ("李雷", datetime(2026, 12, 31, 23, 59, 59), "claimed")
    events = history.events(SYSTEM, fingerprint)
    assert [e.kind for e in events if e.by == "王芳"].count("claimed") == 1 and len(events) >= 4
    text = get(who, path)[1]
    assert "李雷" in text and "&lt;i&gt;done&lt;/i&gt;" in text and "said to be repaired" in text
    assert "2026-12-31" in text.split("What was done")[1] or "2026-12-31" in text.split("处理记录")[1]
    page = get(who, f"{home(history)}?step=claimed")[1]
    assert "李雷" in page and "Closure" in page and "整改闭环" in page


def test_mistakes_are_told(history: History) -> None:
    """A bad date, an unknown system, an empty comment: one sentence, and nothing is changed."""
    who, mark = signed_in(history)
    path = where(history)
    assert post(who, path, {"do": "assign", "mark": mark, "owner": "x", "due": "tomorrow"}) == 400
    assert post(who, path, {"do": "comment", "mark": mark, "note": " "}) == 400
    assert post(who, path, {"do": "drop table", "mark": mark}) == 400
    assert get(who, "/system/999")[0] == 404
    assert get(who, f"{home(history)}/finding/ffff")[0] == 404
    assert get(who, "/../../etc/passwd")[0] == 404
    assert not history.events(SYSTEM, path.rsplit("/", 1)[1])


# -- the server ------------------------------------------------------------------------------------------------------


def test_port_that_is_taken_and_token_that_is_short(history: History) -> None:
    """Both are told before anything is served."""
    server = prepare(history, 0, None)
    try:
        with pytest.raises(UsageError, match="--port"):
            prepare(history, server.port, None)
    finally:
        server.server_close()
    with pytest.raises(UsageError, match="16"):
        prepare(history, 0, "short")


def test_pages_in_a_browser(history: History, browser: Browser) -> None:
    """Accessible, free of complaints, and a finding is closed with the forms that a person sees."""
    server = prepare(history, 0, TOKEN)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(f"http://127.0.0.1:{server.port}")
        assert violations(page) == []
        page.click("main table a")
        assert violations(page) == []
        assert page.locator("svg.trend").is_visible()
        page.click("text=Sign in to make changes")
        page.fill("[name=name]", "王芳")
        page.fill("[name=token]", TOKEN)
        page.click("main button")
        page.click("main table a")
        page.locator("main section table a").first.click()
        page.fill("form:has([value=claim]) [name=note]", "已改")
        page.click("button[value=claim]")
        assert "said to be repaired" in page.locator("main").inner_text()
        assert violations(page) == []
        page.click("text=中文")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert complaints == []
    finally:
        context.close()
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_command(history: History, tmp_path: Path) -> None:
    """It prints its address, answers there and nowhere else, and ends with Ctrl+C."""
    import signal
    import urllib.request

    environment = {**os.environ, "HEALTHCHECK_LANG": "en", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", "from healthcheck.cli import main; main()", "serve", "--port", "0", "--write"),
            *("--history", str(tmp_path / "history.db")),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # A suite that runs in the background of a shell has Ctrl+C switched off, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        token = process.stdout.readline().split()[1]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address) and len(token) >= 32
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200 and answer.headers["Server"] == "healthcheck"
            assert token not in answer.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0 and "Traceback" not in out + err


def test_command_without_a_history(tmp_path: Path) -> None:
    """It says how one is begun."""
    code, out, err = run_cli("serve", "--history", str(tmp_path / "none.db"))
    assert code == 2 and "--save" in err and not out
