"""Alerts: who is told what, once; that silence is told; and real deliveries to a server that plays the webhooks."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from healthcheck.alerts import (
    EVENTS,
    Channel,
    Config,
    Item,
    Memory,
    alert,
    choose,
    compose,
    gather,
    read_config,
    refuse,
    send_apprise,
)
from healthcheck.errors import UnreachableError, UsageError
from healthcheck.history import History, open_history
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing, fingerprint
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scan import Guide, Scan
from tests.cli import run_cli

RULE = load_pack(builtin_rules()).rules["access.leaver_active"]
MONDAY = datetime(2026, 11, 23, 2)


class Webhook(BaseHTTPRequestHandler):
    """Plays 钉钉, 飞书, 企业微信, Slack and any JSON receiver: keeps what it is sent."""

    heard: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, json.loads(body)))
        self.send_response(self.status)
        self.end_headers()
        answer = b'{"errcode": 0, "errmsg": "ok", "code": 0, "StatusCode": 0}'
        self.wfile.write(b"ok" if self.path.startswith("/slack") else answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def webhook() -> Iterator[str]:
    """Address of the server."""
    Webhook.heard.clear()
    Webhook.status = 200
    server = HTTPServer(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def scan_of(names: list[str], at: datetime) -> Scan:
    """A scan that found leavers who can still sign in."""
    findings = []
    for name in names:
        thing = Thing("user_account", name, name, f"sys_user#{name}", name)
        evidence = {"name": name, "login": name, "employee": name, "left_on": "2026-01-01"}
        findings.append(
            Finding(RULE.id, "critical", "certain", thing, thing, evidence, [], fingerprint(RULE.id, "", name))
        )
    outcome = Outcome(RULE, "failed" if findings else "passed", findings=findings, count=len(findings))
    score_findings([outcome])
    causes = causes_of([outcome])
    return Scan(
        targets=["erp"],
        products=[],
        versions={},
        collected_at=at,
        outcomes=[outcome],
        causes=causes,
        works=work_list(causes, [outcome]),
        coverage={},
        parts=[],
        notes=[],
        limits=[],
        guide=Guide(),
    )


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history."""
    with open_history(str(tmp_path / "history.db"), create=True) as opened:
        yield opened


CHANNEL = Channel("ops", "OPS_URL", least="P3", names=True)
CONFIG = Config((CHANNEL,), every=timedelta(days=7), systems=("erp",))


def told(history: History, memory: Memory, now: datetime, config: Config = CONFIG) -> list[str]:
    """Titles of what is sent now."""
    sent: list[str] = []

    def send(url: str, title: str, body: str) -> bool:
        sent.append(title)
        return True

    alert(history, config, memory, now, send)
    return sent


def test_new_is_told_once_and_overdue_again_after_a_while(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Week by week: new, nothing new, overdue, reminded."""
    monkeypatch.setenv("OPS_URL", "json://localhost")
    memory = Memory(None)
    history.save(scan_of(["li", "wang"], MONDAY), "erp")
    (first,) = told(history, memory, MONDAY)
    assert "new 2" in first
    assert told(history, memory, MONDAY + timedelta(minutes=5)) == []
    for issue in history.issues("erp"):
        history.assign("erp", issue.fingerprint, owner="me", due=MONDAY + timedelta(days=2), by="t")
    assert told(history, memory, MONDAY + timedelta(days=1)) == []
    (late,) = told(history, memory, MONDAY + timedelta(days=3))
    assert "overdue 2" in late and "new" not in late
    assert told(history, memory, MONDAY + timedelta(days=4)) == []
    history.save(scan_of(["li"], MONDAY + timedelta(days=10)), "erp")
    (again,) = told(history, memory, MONDAY + timedelta(days=11))
    assert "overdue 1" in again


def test_what_an_earlier_scan_found_is_told_although_another_came_after_it(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two scans between two alerts: news of the first is told as long as it stands, and only once."""
    monkeypatch.setenv("OPS_URL", "json://localhost")
    at = {n: MONDAY + timedelta(hours=n) for n in range(4)}
    for number, names in enumerate((["li", "wang"], ["li"], ["li", "zhao"])):
        history.save(scan_of(names, at[number]), "erp")
    memory = Memory(None)
    (title,) = told(history, memory, at[3])
    assert "new 2" in title  # li of the first and zhao of the last; wang has gone
    history.save(scan_of(["li", "zhao"], at[3]), "erp")
    assert not any("new" in title for title in told(history, memory, at[3]))


def test_silence_is_not_health(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan that did not come is told, whatever the threshold; so is a system that was never scanned."""
    monkeypatch.setenv("OPS_URL", "json://localhost")
    strict = replace(CHANNEL, least="P0")
    memory = Memory(None)
    config = replace(CONFIG, channels=(strict,))
    (never,) = told(history, memory, MONDAY, config)
    assert "no scan came 1" in never
    history.save(scan_of([], MONDAY), "erp")
    assert told(history, memory, MONDAY + timedelta(days=6), config) == []
    (silent,) = told(history, memory, MONDAY + timedelta(days=8), config)
    assert "no scan came 1" in silent
    assert told(history, memory, MONDAY + timedelta(days=9), config) == []
    assert len(told(history, memory, MONDAY + timedelta(days=16), config)) == 1


def test_an_empty_history_is_silence_too(history: History) -> None:
    """Nobody named a system and none was ever saved: that is told when scans are expected."""
    (item,) = gather(history, Config((CHANNEL,), every=timedelta(days=7)), MONDAY)
    assert item.event == "silent" and "empty" in item.title.en
    assert gather(history, Config((CHANNEL,)), MONDAY) == []


def test_an_incomplete_scan_is_told(history: History) -> None:
    """A rule that broke hides what it would have found."""
    scan = scan_of([], MONDAY)
    scan.outcomes[0].status = "broken"
    scan.outcomes[0].reason = Text("b", "坏")
    history.save(scan, "erp")
    (item,) = gather(history, CONFIG, MONDAY)
    assert item.event == "incomplete" and "1 rules broke" in item.title.en


def item(priority: str = "P1", event: str = "new", key: str = "k", **said: Any) -> Item:
    """Something to tell."""
    return Item(
        next(e for e in EVENTS if e == event),
        "erp",
        key,
        Text("Leaver can sign in", "离职人员可登录"),
        priority,
        **said,
    )


def test_a_channel_hears_what_it_asked_for() -> None:
    """Threshold and kinds of events per channel."""
    items = [item("P0", key="a"), item("P1", key="b"), item("P2", key="c"), item("P0", "worse", key="d")]
    quiet = Channel("q", "Q", least="P1", on=("new", "silent"))
    assert [i.key for i in choose(items, quiet, Memory(None), MONDAY)] == ["a", "b"]
    loud = Channel("l", "L", least="P3")
    assert {i.key for i in choose(items, loud, Memory(None), MONDAY)} == {"a", "b", "c", "d"}


def test_a_message_is_bounded_and_tells_no_names_unless_asked() -> None:
    """Chat services are strangers: kind of problem and id by default. Hostile names stay on their line."""
    items = [item(key=str(n), name="evil\n\u202ename" * 50, fingerprint=f"{n:024x}") for n in range(500)]
    title, body = compose(items, Channel("c", "C", lang="zh", most=3))
    assert "新增 500" in title and "另有 497 项" in body and "evil" not in body and len(body.splitlines()) == 4
    _, named = compose(items, Channel("c", "C", names=True, most=100))
    assert "evil" in named and "\u202e" not in named and len(named) < 4000
    assert all(line.startswith(("[erp]", "…")) for line in named.splitlines())


def test_what_was_told_survives_and_failures_are_tried_again(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory is a file; a channel that was down is due next time and makes exit code 4."""
    monkeypatch.setenv("OPS_URL", "json://localhost")
    history.save(scan_of(["li"], MONDAY), "erp")
    path = tmp_path / "told.json"
    failed = alert(history, CONFIG, Memory.read(path), MONDAY, lambda *_: False)
    with pytest.raises(UnreachableError, match="channel ops: not delivered"):
        refuse(failed)
    assert told(history, Memory.read(path), MONDAY)
    assert told(history, Memory.read(path), MONDAY) == []
    path.write_text("[]")
    with pytest.raises(UsageError, match="not what healthcheck alert wrote"):
        Memory.read(path)
    monkeypatch.delenv("OPS_URL")
    (unset,) = alert(history, CONFIG, Memory(None), MONDAY, lambda *_: True)
    assert unset.problem is not None and "$OPS_URL is not set" in unset.problem.en


def service(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The Apprise URL of a service whose own host is played by the local server."""
    import apprise.plugins.dingtalk
    import apprise.plugins.feishu
    import apprise.plugins.slack
    import apprise.plugins.wecombot

    if name == "json":
        return f"json://{address}/hook"
    if name == "dingtalk":
        monkeypatch.setattr(
            apprise.plugins.dingtalk.NotifyDingTalk, "notify_url", f"http://{address}/dingtalk?access_token={{token}}"
        )
        return "dingtalk://" + "a1" * 20
    if name == "feishu":
        monkeypatch.setattr(apprise.plugins.feishu.NotifyFeishu, "notify_url", f"http://{address}/feishu/")
        return "feishu://secret-token-abcdef"
    if name == "wecombot":
        url = apprise.plugins.wecombot.NotifyWeComBot
        monkeypatch.setattr(url, "notify_url", f"http://{address}/wecom?key={{key}}")
        return "wecombot://botkey-1234567890abcdef"
    monkeypatch.setattr(apprise.plugins.slack.NotifySlack, "webhook_url", f"http://{address}/slack")
    return "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops"


@pytest.mark.parametrize("name", ["json", "dingtalk", "feishu", "wecombot", "slack"])
def test_services_get_the_message(name: str, webhook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apprise really posts, in each service's own form, with our title and text."""
    url = service(name, webhook, monkeypatch)
    assert send_apprise(url, "[healthcheck] erp: 新增 1", "[erp] P0 · 离职人员可登录")
    assert len(Webhook.heard) == 1
    said = json.dumps(Webhook.heard[0][1], ensure_ascii=False)
    assert "离职人员可登录" in said and "新增 1" in said


class Mailbox(Controller):
    """A mail server that takes one login, keeps what it is sent, and speaks STARTTLS when it has a certificate."""

    def __init__(self, **options: Any) -> None:
        self.mail: list[EmailMessage] = []
        self.logins: list[str] = []
        super().__init__(self, "127.0.0.1", 0, authenticator=self.check, auth_require_tls=False, **options)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # its module has types for all but this

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Whether this is the login."""
        self.logins.append(data.login.decode())
        right = (data.login, data.password) == (b"ops@corp.example", b"p@ss/w:rd")
        return AuthResult(success=right, handled=right)  # "not handled": the server itself says 535

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - SMTP's own word
        """Take a message."""
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.mail.append(read)
        return "250 OK"


@contextmanager
def mailbox(**options: Any) -> Iterator[Mailbox]:
    """A mail server while the block lasts."""
    box = Mailbox(**options)
    box.start()
    try:
        yield box
    finally:
        box.stop()


LOGIN = "ops%40corp.example:p%40ss%2Fw%3Ard@"
MAILED = "?from=healthcheck@corp.example&to=it@corp.example,boss@corp.example"
SAID = ("[healthcheck] 销售系统: 新增 1", "[销售系统] P0 · 离职人员可登录 <b>&amp;\n… 另有 2 项")


@pytest.mark.parametrize("login", ["", LOGIN])
def test_mail_arrives(login: str) -> None:
    """Without a login as on a relay within the house, and with one; subject and text in Chinese, text as text."""
    with mailbox() as box:
        assert send_apprise(f"mailto://{login}127.0.0.1:{box.port}/{MAILED}", *SAID)
    assert box.logins == (["ops@corp.example"] * len(box.logins) if login else [])
    assert {str(m["to"]) for m in box.mail} == {"it@corp.example", "boss@corp.example"}
    for mail in box.mail:
        assert str(mail["subject"]) == SAID[0] and str(mail["from"]) == "healthcheck@corp.example"
        body = mail.get_body(("plain",))
        assert body is not None and body.get_content().split() == SAID[1].split()
        assert str(mail["subject"]) not in mail.as_string()  # encoded, as old mail servers need it


def test_mail_that_is_refused_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    """A wrong password, and a server where nobody may send without one; nothing of the address is printed."""
    with mailbox() as box:
        assert not send_apprise(f"mailto://ops%40corp.example:wr0ng@127.0.0.1:{box.port}/{MAILED}", *SAID)
    with mailbox(auth_required=True) as closed:
        assert not send_apprise(f"mailto://127.0.0.1:{closed.port}/{MAILED}", *SAID)
    assert not send_apprise(f"mailto://{LOGIN}127.0.0.1:{closed.port}/{MAILED}", *SAID)  # nobody answers there
    assert box.mail == closed.mail == []
    said = "".join(capfd.readouterr())
    assert "wr0ng" not in said and "w:rd" not in said and "w%3Ard" not in said


def test_mail_goes_over_tls(tmp_path: Path) -> None:
    """STARTTLS is required where mailtos:// says so, and a certificate that nobody vouches for is not taken."""
    with mailbox(tls_context=certificate(tmp_path), require_starttls=True) as box:
        address = f"mailtos://{LOGIN}127.0.0.1:{box.port}/{MAILED}&mode=starttls"
        assert not send_apprise(address, *SAID) and box.mail == [] and box.logins == []
        assert send_apprise(f"{address}&verify=no", *SAID)
        assert not send_apprise(address.replace("mailtos", "mailto").replace("starttls", "insecure"), *SAID)
    assert len(box.mail) == 2
    with mailbox(ssl_context=certificate(tmp_path)) as wrapped:  # port 465, as most mail services in China offer it
        address = f"mailtos://{LOGIN}127.0.0.1:{wrapped.port}/{MAILED}&mode=ssl"
        assert not send_apprise(address, *SAID) and wrapped.mail == []
        assert send_apprise(f"{address}&verify=no", *SAID)
    assert len(wrapped.mail) == 2
    with mailbox() as plain:  # a server without TLS is not told the password after all
        assert not send_apprise(f"mailtos://{LOGIN}127.0.0.1:{plain.port}/{MAILED}&mode=starttls&verify=no", *SAID)
    assert plain.mail == [] and plain.logins == []


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    file = folder / "mail.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def test_a_signed_robot_of_dingtalk(webhook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """加签: the request carries time and signature; the secret itself stays here."""
    token = service("dingtalk", webhook, monkeypatch).removeprefix("dingtalk://")
    secret = "SEC" + "5e" * 20
    assert send_apprise(f"dingtalk://{secret}@{token}", "t", "b")
    ((path, said),) = Webhook.heard
    assert "timestamp=" in path and "sign=" in path
    assert secret not in path and secret not in json.dumps(said)


def test_a_server_that_refuses_is_a_failure(webhook: str) -> None:
    """Not delivered is never taken for delivered."""
    Webhook.status = 500
    assert not send_apprise(f"json://{webhook}/", "t", "b")
    assert not send_apprise("nosuchservice://x", "t", "b")


BAD = {
    "": "no [[channel]]",
    '[[channel]]\nname = "a"\nurl = "dingtalk://token"': "environment variable",
    '[[channel]]\nname = "a"\nurl_env = "dingtalk://token"': "name of an environment variable",
    '[[channel]]\nname = "a"': "url_env is missing",
    '[[channel]]\nname = "a"\nurl_env = "U"\nleast = "P9"': "one of P0, P1, P2, P3",
    '[[channel]]\nname = "a"\nurl_env = "U"\non = ["all"]': "lists some of",
    '[[channel]]\nname = "a"\nurl_env = "U"\nremind = "soon"': "7d, 12h or 30m",
    '[[channel]]\nname = "a"\nurl_env = "U"\nmost = 0': "from 1 to 100",
    '[[channel]]\nname = "a"\nurl_env = "U"\n[[channel]]\nname = "a"\nurl_env = "V"': "one name",
    '[expect]\nevery = "0d"\n[[channel]]\nname = "a"\nurl_env = "U"': "7d, 12h or 30m",
    "[expext]": "unknown key expext",
    "= 1": "not TOML",
}


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_file_is_told(tmp_path: Path, text: str) -> None:
    """One clear error that names the file and the key, and never a token."""
    path = tmp_path / "alerts.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_config(path)
    assert BAD[text] in caught.value.text.en and str(path) in caught.value.text.zh
    assert "token" not in caught.value.text.en.replace("holds a token", "")


def test_the_command_tells_and_remembers_without_a_word_of_the_address(
    history: History, tmp_path: Path, webhook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As cron runs it: told, nothing new, and a failure that names the channel only."""
    history.save(scan_of(["li"], datetime.now()), "erp")
    config = tmp_path / "alerts.toml"
    config.write_text(
        '[expect]\nevery = "7d"\n[[channel]]\nname = "值班群"\nurl_env = "DUTY_URL"\nleast = "P3"\nlang = "zh"\n',
        "utf-8",
    )
    asked = ("alert", str(config), "--history", str(tmp_path / "history.db"))
    monkeypatch.setenv("DUTY_URL", f"json://user:s3cret@{webhook}/hook")
    assert "新增 1" in run_cli(*asked, "--dry-run")[1] and Webhook.heard == []
    code, out, err = run_cli(*asked, lang="zh")
    assert code == 0 and "已发送 1 项" in out, err
    assert "新增 1" in Webhook.heard[0][1]["title"] and "li" not in Webhook.heard[0][1]["message"].split()
    assert "nothing new" in run_cli(*asked)[1]
    Webhook.status = 403
    (tmp_path / "alerts.told.json").unlink()
    code, out, err = run_cli(*asked)
    assert code == 4 and "值班群" in err and "s3cret" not in out + err
