"""Telling people what is new or overdue, through whatever they read: mail, 钉钉, 飞书, 企业微信, Slack … (Apprise).

A channel gets only what reaches its threshold, and each thing once; what is overdue is told again after a while. A scan
that did not come is told too: silence is not health. Addresses hold tokens, so they come from the environment, and no
message, log or error of ours repeats them.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import tomli

from healthcheck.cells import visible
from healthcheck.errors import UnreachableError, UsageError
from healthcheck.extensions import extensions
from healthcheck.files import replace_file
from healthcheck.language import LANGS, Lang, Text
from healthcheck.rank import PRIORITIES
from healthcheck.waive import decoded

if TYPE_CHECKING:
    from healthcheck.history import History, SavedScan

Event = Literal["silent", "incomplete", "new", "reopened", "worse", "waiver-expired", "overdue"]
EVENTS: tuple[Event, ...] = get_args(Event)

EVENT_TEXT: dict[Event, Text] = {
    "silent": Text("no scan came", "未按时巡检"),
    "incomplete": Text("the scan was not complete", "巡检不完整"),
    "new": Text("new", "新增"),
    "reopened": Text("came back", "复发"),
    "worse": Text("worse", "加重"),
    "waiver-expired": Text("waiver expired", "豁免到期"),
    "overdue": Text("overdue", "超期未整改"),
}

#: Events about the scanning itself; no threshold keeps them back.
ABOUT_SCANS: tuple[Event, ...] = ("silent", "incomplete")

_PRIORITIES = tuple(name for name, _ in PRIORITIES)
_DURATION = re.compile(r"(\d{1,5})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

#: What was told is forgotten after this time; a finding that old is told as what it is by the history.
_MEMORY = timedelta(days=400)
#: How far back before the newest scan there may be news that nobody was told yet: in time, and in scans.
_RECENT = timedelta(days=14)
_SCANS = 30
#: Most findings that one message may list.
_MOST = 100
_MAX_BODY = 3500


@dataclass(frozen=True)
class Channel:
    """Where alerts go.

    Attributes:
        variable: environment variable that holds the Apprise URL.
        least: the least urgent priority that is told.
        most: findings listed in one message; the rest is counted.
        remind: after which time what is overdue, or still silent, is told again.
        names: whether the names of the objects are sent, or only what kind of problem it is and the finding's id.
    """

    name: str
    variable: str
    lang: Lang = "en"
    least: str = "P1"
    on: tuple[Event, ...] = EVENTS
    most: int = 10
    remind: timedelta = timedelta(days=7)
    names: bool = False


@dataclass(frozen=True)
class Config:
    """What is told to whom.

    Attributes:
        every: a scan of each system is expected at least so often; None = nobody waits for one.
        systems: those that are watched; empty = all of the history.
    """

    channels: tuple[Channel, ...]
    every: timedelta | None = None
    systems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing to tell.

    Attributes:
        key: what makes it one thing: told once per channel.
        title: what kind of problem it is.
        name: what it is about.
    """

    event: Event
    system: str
    key: str
    title: Text
    priority: str = "P0"
    name: str = ""
    fingerprint: str = ""
    owner: str = ""
    due: datetime | None = None


@dataclass
class Delivery:
    """What became of one channel."""

    channel: Channel
    items: list[Item]
    title: str = ""
    body: str = ""
    sent: bool = False
    problem: Text | None = None


@dataclass
class Memory:
    """What was told to whom, and when (UTC); kept in a JSON file."""

    path: Path | None
    told: dict[str, dict[str, datetime]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Memory:
        """The memory at ``path``; empty when there is none.

        Raises:
            UsageError: when the file is something else.
        """
        if not path.exists():
            return cls(path)
        try:
            tree = json.loads(path.read_text("utf-8"))
            told = {
                channel: {key: datetime.fromisoformat(at) for key, at in keys.items()}
                for channel, keys in tree["told"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{path}: this is not what healthcheck alert wrote ({error}). Move it away to begin anew.",
                f"{path}：不是 healthcheck alert 写的文件（{error}），移走即可重新开始。",
            ) from None
        return cls(path, told)

    def write(self, now: datetime) -> None:
        """Keep it; what is old is forgotten."""
        if self.path is None:
            return
        told = {c: {k: at.isoformat() for k, at in keys.items() if now - at < _MEMORY} for c, keys in self.told.items()}
        text = json.dumps({"schema": "healthcheck-alerts-told", "told": told}, ensure_ascii=False, indent=1)
        replace_file(self.path, text.encode("utf-8"))

    def due(self, channel: Channel, item: Item, now: datetime) -> bool:
        """Whether a channel is to be told: for the first time, or again."""
        before = self.told.get(channel.name, {}).get(item.key)
        if before is None:
            return True
        return item.event in ("overdue", "silent") and now - before >= channel.remind

    def note(self, channel: Channel, items: Iterable[Item], now: datetime) -> None:
        """These were told."""
        self.told.setdefault(channel.name, {}).update({item.key: now for item in items})


# The file


def schema() -> dict[str, Any]:
    """The JSON Schema of a file of channels."""
    duration = {
        "type": "string",
        "pattern": rf"^\s*0*[1-9]\d{{0,4}}\s*[{''.join(_UNITS)}]\s*$",
        "examples": ["7d", "12h", "30m"],
    }
    channel = {
        "name": {"type": "string", "minLength": 1, "description": "Who reads it; each channel has its own."},
        "url_env": {"type": "string", "pattern": f"^{_VARIABLE.pattern}$", "description": "Environment variable that holds the Apprise URL; never the URL itself."},
        "lang": {"enum": list(LANGS), "default": Channel.lang},
        "least": {"enum": list(_PRIORITIES), "default": Channel.least, "description": "The least urgent priority that is told."},
        "on": {"type": "array", "items": {"enum": list(EVENTS)}, "default": list(EVENTS)},
        "most": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": Channel.most, "description": "Findings listed; the rest is counted."},
        "remind": {**duration, "default": "7d", "description": "What is overdue or silent is told again after this time."},
        "names": {"type": "boolean", "default": Channel.names, "description": "Whether names of objects are sent."},
    }  # fmt: skip
    expect = {
        "every": {**duration, "description": "A scan of each system is expected at least so often."},
        "systems": {"type": "array", "items": {"type": "string"}, "description": "Systems that are watched; none = all."},
    }  # fmt: skip
    required = ["name", "url_env"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "healthcheck alerts",
        "type": "object",
        "properties": {
            "expect": {"type": "object", "properties": expect, "additionalProperties": False},
            "channel": {
                "type": "array",
                "items": {"type": "object", "properties": channel, "required": required, "additionalProperties": False},
                "minItems": 1,
            },
        },
        "required": ["channel"],
        "additionalProperties": False,
    }


def read_config(path: Path) -> Config:
    """Channels and expectations from a TOML file.

    Raises:
        UsageError: naming the file and the key that cannot be used.
    """

    def wrong(en: str, zh: str) -> UsageError:
        return UsageError(f"{path}: {en}", f"{path}：{zh}")

    try:
        tree = tomli.loads(decoded(path.read_bytes(), path))
    except OSError as error:
        raise wrong(f"cannot be read: {error.strerror}.", f"无法读取：{error.strerror}。") from None
    except tomli.TOMLDecodeError as error:
        raise wrong(f"this is not TOML: {error}.", f"不是合法的 TOML：{error}。") from None
    keys = schema()["properties"]
    _only(tree, tuple(keys), "", wrong)
    expect = tree.get("expect", {})
    _only(expect, tuple(keys["expect"]["properties"]), "expect.", wrong)
    systems = expect.get("systems", [])
    if not isinstance(systems, list) or not all(isinstance(s, str) for s in systems):
        raise wrong("expect.systems must be a list of names.", "expect.systems 应为名称列表。")
    listed = tree.get("channel", [])
    if not isinstance(listed, list) or not listed:
        raise wrong("there is no [[channel]].", "没有 [[channel]]。")
    channels = tuple(_channel(one, number, wrong) for number, one in enumerate(listed, 1))
    if len({c.name for c in channels}) < len(channels):
        raise wrong("two channels have one name.", "有两个通道重名。")
    every = expect.get("every")
    return Config(channels, _duration(every, "expect.every", wrong) if every is not None else None, tuple(systems))


_Wrong = Callable[[str, str], UsageError]


def _only(table: Any, known: Sequence[str], where: str, wrong: _Wrong) -> None:
    if not isinstance(table, dict):
        raise wrong(f"{where.rstrip('.')} must be a table.", f"{where.rstrip('.')} 应为表。")
    for key in table:
        if key not in known:
            raise wrong(
                f"unknown key {where}{key}; expected {', '.join(known)}.",
                f"未知的键 {where}{key}；可用的有 {'、'.join(known)}。",
            )


def _channel(one: Any, number: int, wrong: _Wrong) -> Channel:
    where = f"channel {number}: "
    if isinstance(one, dict) and "url" in one:
        raise wrong(
            f"{where}url holds a token and does not belong in a file: put it into an environment variable and name that"
            " in url_env.",
            f"{where}url 含有密钥，不应写在文件里：请放进环境变量，并用 url_env 写变量名。",
        )
    _only(one, tuple(schema()["properties"]["channel"]["items"]["properties"]), "channel.", wrong)
    for key in ("name", "url_env"):
        if not isinstance(one.get(key), str) or not one[key]:
            raise wrong(f"{where}{key} is missing.", f"{where}缺少 {key}。")
    if not _VARIABLE.fullmatch(one["url_env"]):
        raise wrong(
            f"{where}url_env is the name of an environment variable, such as DINGTALK_URL.",
            f"{where}url_env 应为环境变量名，如 DINGTALK_URL。",
        )
    allowed = {"lang": LANGS, "least": _PRIORITIES}
    for key, values in allowed.items():
        if key in one and one[key] not in values:
            raise wrong(
                f"{where}{key} must be one of {', '.join(values)}.", f"{where}{key} 只能是 {'、'.join(values)}。"
            )
    on = one.get("on", list(EVENTS))
    if not isinstance(on, list) or not set(on) <= set(EVENTS):
        raise wrong(f"{where}on lists some of {', '.join(EVENTS)}.", f"{where}on 只能列出 {'、'.join(EVENTS)}。")
    most = one.get("most", 10)
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= _MOST:
        raise wrong(f"{where}most must be a number from 1 to {_MOST}.", f"{where}most 应为 1 到 {_MOST} 的整数。")
    if not isinstance(one.get("names", False), bool):
        raise wrong(f"{where}names must be true or false.", f"{where}names 只能是 true 或 false。")
    remind = _duration(one.get("remind", "7d"), f"{where}remind", wrong)
    return Channel(
        name=one["name"],
        variable=one["url_env"],
        lang=one.get("lang", "en"),
        least=one.get("least", "P1"),
        on=tuple(on),
        most=most,
        remind=remind,
        names=one.get("names", False),
    )


def _duration(value: Any, where: str, wrong: _Wrong) -> timedelta:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise wrong(f"{where}: expected a time such as 7d, 12h or 30m.", f"{where}：应为时长，如 7d、12h、30m。")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


# What there is to tell


def gather(history: History, config: Config, now: datetime) -> list[Item]:
    """Everything that may be told of the systems that are watched.

    Args:
        now: an instant (UTC without zone).
    """
    known = {system.name: system for system in history.systems()}
    items: list[Item] = []
    watched = config.systems or sorted(known)
    if config.every is not None and not watched:
        items.append(Item("silent", "history", "silent|nothing", Text("the history is empty", "历史库为空")))
    for name in watched:
        latest = history.latest(name) if name in known else None
        items += _silence(name, latest.collected_at if latest else None, config.every, now)
        if latest is None:
            continue
        stopped = sum(latest.statuses.get(status, 0) for status in ("broken", "timeout"))
        if stopped or latest.notes:
            said = Text(
                "; ".join(
                    [*([f"{stopped} rules broke or ran too long"] if stopped else []), *(n.en for n in latest.notes)]
                ),
                "；".join([*([f"{stopped} 条规则异常或超时"] if stopped else []), *(n.zh for n in latest.notes)]),
            )
            items.append(Item("incomplete", name, f"incomplete|{name}|{latest.id}", said))
        issues = history.issues(name, ("open",))
        items += _news(history, name, latest, {i.fingerprint for i in issues})
        for issue in issues:
            if issue.overdue(now):
                key = f"overdue|{name}|{issue.fingerprint}|{issue.due_at}"
                items.append(
                    Item(
                        "overdue",
                        name,
                        key,
                        issue.title,
                        issue.priority,
                        issue.name,
                        issue.fingerprint,
                        issue.owner,
                        issue.due_at,
                    )
                )
    return items


def _news(history: History, system: str, latest: SavedScan, still: set[str]) -> list[Item]:
    """What came with the newest scan, and with those shortly before it: nobody says that an alert follows each of them.

    Args:
        still: fingerprints that are still open; what came and went meanwhile is no news.
    """
    items: list[Item] = []
    for scan in history.scans(system, _SCANS):
        if latest.collected_at - scan.collected_at > _RECENT:
            continue
        for finding in history.findings(scan.id, ("new", "reopened", "worse", "waiver-expired")):
            if not finding.present or (scan.id != latest.id and finding.fingerprint not in still):
                continue
            event: Event = next(e for e in EVENTS if e == finding.state)
            items.append(
                Item(
                    event,
                    system,
                    f"{event}|{system}|{finding.fingerprint}|{finding.first_seen_at if event == 'new' else scan.id}",
                    finding.title,
                    finding.priority,
                    finding.subject.name,
                    finding.fingerprint,
                    finding.owner,
                    finding.due_at,
                )
            )
    return items


def _silence(name: str, last: datetime | None, every: timedelta | None, now: datetime) -> list[Item]:
    if every is None or (last is not None and now - last <= every):
        return []
    if last is None:
        return [Item("silent", name, f"silent|{name}|never", Text("never scanned", "从未巡检"))]
    said = Text(f"the last scan is of {last:%Y-%m-%d %H:%M} UTC", f"最近一次巡检为 {last:%Y-%m-%d %H:%M} UTC")
    return [Item("silent", name, f"silent|{name}|{last.isoformat()}", said)]


def choose(items: Iterable[Item], channel: Channel, memory: Memory, now: datetime) -> list[Item]:
    """What one channel is told now: what it asked for, urgent enough, and not told before."""
    wanted = [
        item
        for item in items
        if item.event in channel.on
        and (item.event in ABOUT_SCANS or item.priority <= channel.least)
        and memory.due(channel, item, now)
    ]
    return sorted(
        wanted, key=lambda i: (EVENTS.index(i.event) if i.event in ABOUT_SCANS else 9, i.priority, i.system, i.key)
    )


def compose(items: Sequence[Item], channel: Channel) -> tuple[str, str]:
    """Title and text of a message. The title says how many of what; the text is bounded."""
    zh, lang = channel.lang == "zh", channel.lang
    counts = {event: sum(item.event == event for item in items) for event in EVENTS}
    parts = [f"{EVENT_TEXT[e].in_(lang)} {n}" for e, n in counts.items() if n]
    systems = sorted({item.system for item in items})
    title = visible(
        f"[healthcheck] {('、' if zh else ', ').join(systems)[:80]}{'：' if zh else ': '}{('，' if zh else ', ').join(parts)}"
    )
    lines = [_line(item, channel) for item in items[: channel.most]]
    body = ""
    shown = 0
    for line in lines:
        if len(body) + len(line) > _MAX_BODY:
            break
        body += line + "\n"
        shown += 1
    rest = len(items) - shown
    if rest:
        body += f"……另有 {rest} 项\n" if zh else f"… and {rest} more\n"
    return title, body


def _line(item: Item, channel: Channel) -> str:
    lang, zh = channel.lang, channel.lang == "zh"
    words = [EVENT_TEXT[item.event].in_(lang)]
    if item.event not in ABOUT_SCANS:
        words.insert(0, item.priority)
    said = item.title.in_(lang)
    if channel.names and item.name:
        said += f"：{item.name}" if zh else f": {item.name}"
    words.append(said)
    if item.owner and channel.names:
        words.append(f"{'责任人' if zh else 'owner'} {item.owner}")
    if item.due is not None and item.event == "overdue":
        words.append(f"{'期限' if zh else 'due'} {item.due:%Y-%m-%d %H:%M} UTC")
    if item.fingerprint:
        words.append(f"#{item.fingerprint[:12]}")
    return visible(" ".join(f"[{item.system}] {' · '.join(words)}".split()))[:400]


# Sending


def alert(
    history: History,
    config: Config,
    memory: Memory,
    now: datetime,
    send: Callable[[str, str, str], bool] | None = None,
    dry: bool = False,
) -> list[Delivery]:
    """Tell every channel what it is due. What could not be delivered is due again next time.

    Args:
        now: an instant (UTC without zone).
        send: Apprise URL, title, text → whether it was delivered.
        dry: compose and send nothing.
    """
    items = gather(history, config, now)
    deliveries = []
    for channel in config.channels:
        delivery = Delivery(channel, choose(items, channel, memory, now))
        deliveries.append(delivery)
        if not delivery.items:
            continue
        delivery.title, delivery.body = compose(delivery.items, channel)
        if dry:
            continue
        url = os.environ.get(channel.variable, "").strip()
        if not url:
            delivery.problem = Text(f"${channel.variable} is not set", f"环境变量 {channel.variable} 未设置")
            continue
        delivery.sent = (send or send_alert)(url, delivery.title, delivery.body)
        if delivery.sent:
            memory.note(channel, delivery.items, now)
            memory.write(now)
        else:
            delivery.problem = Text("not delivered: address, token or network", "未送达：请检查地址、密钥或网络")
    return deliveries


def send_alert(url: str, title: str, body: str) -> bool:
    """Send through the plugin that offers the address's scheme, else through Apprise; False when it was not delivered.

    Raises:
        UsageError: when Apprise is needed and not installed.
    """
    offered = extensions().gathered("alert_channels").get(url.partition("://")[0].lower())
    if offered is None:
        return send_apprise(url, title, body)
    try:
        importlib.import_module(offered[1]).send(url, title, body)
    except Exception:  # whatever a plugin raises may quote the address
        return False
    return True


def send_apprise(url: str, title: str, body: str) -> bool:
    """Send through Apprise; False when it was not delivered or the URL is none that Apprise knows.

    Raises:
        UsageError: when Apprise is not installed.
    """
    try:
        import apprise
    except ImportError:
        raise UsageError(
            "Alerts need the extra notify: pip install 'healthcheck[notify]'.",
            "告警需要安装可选组件：pip install 'healthcheck[notify]'。",
        ) from None
    # Apprise's own log quotes addresses and answers; a token must not get there.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = apprise.Apprise()
    if not service.add(url):
        return False
    return bool(service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))


def refuse(deliveries: Iterable[Delivery]) -> None:
    """Make an error of what was not delivered.

    Raises:
        UnreachableError: naming every channel and why.
    """
    failed = [d for d in deliveries if d.problem is not None]
    if failed:
        raise UnreachableError(
            "\n".join(f"channel {d.channel.name}: {d.problem.en}" for d in failed if d.problem),
            "\n".join(f"通道 {d.channel.name}：{d.problem.zh}" for d in failed if d.problem),
        )


def utc_now() -> datetime:
    """Now, UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)
