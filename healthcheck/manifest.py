"""What a pack says of itself: ``pack.toml`` beside its families. The standard library only."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from healthcheck import __version__
from healthcheck.errors import PackError
from healthcheck.language import Text

FILE = "pack.toml"

_KEYS = {
    "name",
    "version",
    "namespace",
    "title",
    "requires",
    "author",
    "license",
    "homepage",
    "distributions",
    "products",
}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAMESPACE = re.compile(r"[a-z][a-z0-9_]{1,30}")
VERSION = re.compile(r"\d+(\.\d+){0,3}([a-z]+\d+)?")
BOUND = re.compile(r"\s*(>=|<=|==|!=|<|>)\s*(\d+(?:\.\d+)*)\s*")


@dataclass(frozen=True)
class Manifest:
    """A pack's own description.

    Attributes:
        namespace: what the ids of its rules start with, so that two vendors never clash; empty for the built-in pack.
        requires: versions of healthcheck it is written for, such as ``>=0.1,<1``.
        products: adapters it is for; on other systems its rules do not count. Empty = every system.
        distributions: Python distributions its Python rules import, besides what rules may import anyway.
    """

    name: str
    version: str = "0"
    namespace: str = ""
    title: Text = field(default_factory=lambda: Text("", ""))
    requires: str = ""
    author: str = ""
    distributions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """Read a ``pack.toml``.

    Raises:
        PackError: naming the key, what was expected, and the version of healthcheck that is missing.
    """
    try:
        return parse_manifest(path.read_text("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise PackError(f"{path}: not UTF-8.", f"{path}：不是 UTF-8 编码。") from None


def parse_manifest(text: str, where: str) -> Manifest:
    """A ``pack.toml`` from its text; ``where`` names it in messages.

    Raises:
        PackError: as :func:`read_manifest`.
    """
    try:
        data: dict[str, Any] = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise PackError(f"{where}: not TOML: {error}.", f"{where}：不是合法的 TOML：{error}。") from None
    for key in data:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            raise PackError(
                f"{where}: unknown key {key!r}." + (f" Did you mean {near[0]}?" if near else ""),
                f"{where}：未知的键 {key!r}。" + (f"是否想写 {near[0]}？" if near else ""),
            )
    _text(data, "name", NAME, "lower case words joined by hyphens", "小写单词，用连字符连接", where)
    _text(data, "version", VERSION, "a version such as 1.4.0", "形如 1.4.0 的版本号", where)
    _text(data, "namespace", NAMESPACE, "a short lower case word, your own", "一个小写短词，各家自用", where)
    title = data.get("title")
    if not isinstance(title, dict) or set(title) != {"en", "zh"} or not all(isinstance(v, str) for v in title.values()):
        raise PackError(
            f'{where}: expected title = {{ en = "…", zh = "…" }}.', f'{where}：应有 title = {{ en = "…", zh = "…" }}。'
        )
    requires = str(data.get("requires", ""))
    if not fits(requires, where):
        raise PackError(
            f"{where}: the pack needs healthcheck {requires}, and this is {__version__}.",
            f"{where}：该规则包需要 healthcheck {requires}，当前为 {__version__}。",
        )
    return Manifest(
        name=data["name"],
        version=data["version"],
        namespace=data["namespace"],
        title=Text(title["en"], title["zh"]),
        requires=requires,
        author=str(data.get("author", "")),
        distributions=_names(data, "distributions", where),
        products=_names(data, "products", where),
    )


def _text(data: dict[str, Any], key: str, form: re.Pattern[str], en: str, zh: str, where: str) -> None:
    value = data.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise PackError(f"{where}: {key} must be {en}.", f"{where}：{key} 应为{zh}。")


def _names(data: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise PackError(f"{where}: {key} must be a list of names.", f"{where}：{key} 应为名称列表。")
    return tuple(value)


def fits(requires: str, where: str, version: str = __version__) -> bool:
    """Whether a version is within bounds such as ``>=0.1,<1``.

    Raises:
        PackError: when the bounds cannot be read.
    """
    here = _release(version)
    for bound in filter(None, requires.split(",")):
        match = BOUND.fullmatch(bound)
        if match is None:
            raise PackError(
                f"{where}: requires = {requires!r}: expected bounds such as '>=0.1,<1'.",
                f"{where}：requires = {requires!r}：应为形如 '>=0.1,<1' 的范围。",
            )
        there = _release(match[2])
        holds = {
            ">=": here >= there,
            "<=": here <= there,
            "==": here == there,
            "!=": here != there,
            "<": here < there,
            ">": here > there,
        }
        if not holds[match[1]]:
            return False
    return True


def _release(version: str) -> tuple[int, ...]:
    numbers = [int(n) for n in re.match(r"\d+(\.\d+)*", version)[0].split(".")]  # type: ignore[index]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
