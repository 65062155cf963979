"""YAML 1.2 (core schema) with libyaml's parser: no object of any tag is made, and aliases cannot multiply.

The tree is built here from the parser's events, without recursion: libyaml and PyYAML's own constructors would follow any
nesting, any tag and any alias. ``yes``, ``on`` and dates stay text, as in YAML 1.2 and in what JSON Schema expects.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from healthcheck.config import plain_yaml
from healthcheck.config.json_file import MAX_DEPTH
from healthcheck.config.place import Lines, Positions, Spot, join_pointer
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.language import Text

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # a PyYAML without libyaml: the same events, ten times slower
    from yaml import Loader as _Parser  # type: ignore[assignment]

#: Values that a document may stand for once its aliases are written out.
MAX_VALUES = 1_000_000

_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}|0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = {_CORE + name for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp", "merge")}


def scalar(text: str) -> Any:
    """What a plain scalar means in the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789-+.":
        if _INTEGER.fullmatch(text):
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def read(text: str) -> tuple[list[Any], list[Problem], bool]:
    """The documents of a stream, what is wrong with them, and whether some object gives a key twice.

    Raises:
        UnusableError: when it is no YAML, nested too deep, or its aliases multiply beyond bounds.
    """
    plain = plain_yaml.read(text)
    if plain is not None:
        return [plain], [], False
    builder = _Builder(text)
    builder.run()
    return builder.documents, builder.problems, builder.repeated


def positions(text: str) -> tuple[Positions, int]:
    """Where every value and key stands, and how many documents there are; a stream of several is numbered from /0."""
    builder = _Builder(text, keep=True)
    builder.run()
    return builder.found(), len(builder.documents)


class _Builder:
    """Events → values; with ``keep`` also the places."""

    def __init__(self, text: str, keep: bool = False) -> None:
        self.text = text
        self.lines = Lines(text) if keep else None
        self.keep = keep
        self.documents: list[Any] = []
        self.problems: list[Problem] = []
        self.repeated = False
        #: Keys that a merge brought, per object; these may be given again.
        self.brought: dict[int, set[str]] = {}
        self.alive: list[Any] = []
        #: Places per container, in parallel to the values: key → (key span, value span, container's own places).
        self.trees: list[_Tree] = []

    def run(self) -> None:
        parser = _Parser(self.text)
        try:
            self._events(parser)
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except yaml.YAMLError as error:
            raise self._unreadable(error) from None
        finally:
            parser.dispose()

    def _events(self, parser: Any) -> None:
        get = parser.get_event
        keep = self.keep
        anchors: dict[str, tuple[Any, int, _Tree | None]] = {}
        # Open containers: value, key that waits for its value (or _NONE), size, place tree, start, anchor, key's span
        stack: list[list[Any]] = []
        while True:
            event = get()
            kind = type(event)
            tree: _Tree | None = None
            span = (0, 0)
            if kind is ScalarEvent:
                value = event.value
                if event.implicit[0] and not event.style:
                    value = scalar(value)
                elif event.tag is not None:
                    value = self._tagged(event, value)
                size = 1
                if keep:
                    span = (event.start_mark.index, event.end_mark.index)
                    tree = _Tree(span)
                if event.anchor is not None:
                    anchors[event.anchor] = (value, 1, tree)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.tag is not None:
                    self._tagged(event, None)
                if len(stack) >= MAX_DEPTH:
                    raise self._too_deep(event)
                made: Any = {} if kind is MappingStartEvent else []
                tree = _Tree((event.start_mark.index, event.start_mark.index)) if keep else None
                stack.append([made, _NONE, 1, tree, event.anchor, None, event])
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value, _, size, tree, anchor, _, start = stack.pop()
                if tree is not None:
                    flow = start.flow_style
                    end = event.end_mark.index if flow else max((c.span[1] for c in tree.all), default=tree.span[0])
                    tree.span = (tree.span[0], max(end, tree.span[0]))
                    span = tree.span
                if anchor is not None:
                    anchors[anchor] = (value, size, tree)
            elif kind is AliasEvent:
                if event.anchor not in anchors:
                    raise self._alias(event)
                value, size, aliased = anchors[event.anchor]
                if keep and aliased is not None:
                    span = (event.start_mark.index, event.end_mark.index)
                    tree = _Tree(span, aliased)
            elif kind is DocumentStartEvent:
                anchors = {}
                continue
            elif kind is StreamEndEvent:
                return
            else:
                continue
            if not stack:
                self.documents.append(value)
                if tree is not None:
                    self.trees.append(tree)
                continue
            top = stack[-1]
            top[2] += size
            if top[2] > MAX_VALUES:
                raise self._bomb(event)
            container = top[0]
            if type(container) is list:
                container.append(value)
                if tree is not None:
                    top[3].items.append(tree)
                    top[3].all.append(tree)
            elif top[1] is _NONE:
                if value.__class__ is dict or value.__class__ is list:
                    value = str(value)[:200]
                top[1], top[5] = value, tree
                if tree is not None:
                    top[3].all.append(tree)
            else:
                key, top[1] = top[1], _NONE
                if key == "<<" and self._merge(container, value, top, tree):
                    if tree is not None:
                        top[3].all.append(tree)
                    continue
                if not isinstance(key, str):
                    key = _key(key)
                merged = top[3].merged if tree is not None else None
                if key in container and (top[3] is None or merged is None or key not in merged):
                    self._twice(container, key, top)
                container[key] = value
                if tree is not None:
                    top[3].keys[key] = top[5].span
                    top[3].members[key] = tree
                    top[3].all.append(tree)
                    merged.discard(key) if merged else None

    def _twice(self, container: Any, key: str, top: list[Any]) -> None:
        """A key that is there already: given twice, unless a merge brought it."""
        if self.keep:
            top[3].twice.append((key, top[5].span))
        if key not in self.brought.get(id(container), ()):
            self.repeated = True

    def _merge(self, container: dict[str, Any], value: Any, top: list[Any], tree: _Tree | None) -> bool:
        """``<<: *base``: keys of other objects, which the object's own override."""
        sources = value if isinstance(value, list) else [value]
        if not sources or not all(isinstance(s, dict) for s in sources):
            return False
        brought = self.brought.setdefault(id(container), set())
        self.alive.append(container)  # so that its id stays its own
        for source in sources:
            for key, inner in source.items():
                if key not in container:
                    container[key] = inner
                    brought.add(key)
                    if tree is not None:
                        top[3].keys[key] = tree.span
                        top[3].members[key] = _Tree(tree.span, _member(tree, sources, source, key))
                        top[3].merged.add(key)
        return True

    def _tagged(self, event: Any, value: Any) -> Any:
        tag = event.tag
        if tag in ("!", None):
            return value
        if tag in _KNOWN_TAGS:
            if value is not None and tag != _CORE + "str" and tag != _CORE + "timestamp":
                return scalar(value)
            return value
        start = event.start_mark
        spot = Spot(
            start.line + 1, start.column + 1, start.line + 1, start.column + 1 + len(_short(tag, self.text, start))
        )
        shown = _short(tag, self.text, start)
        if len(self.problems) < 100:
            self.problems.append(
                Problem(
                    "tag",
                    Text(
                        f"the tag {shown} asks the reader to make an object of its own; it was not obeyed. Write a plain value.",
                        f"标签 {shown} 要求读取程序构造特殊对象，已忽略。请改写为普通值。",
                    ),
                    spot,
                    found=shown,
                )
            )
        return value

    def found(self) -> Positions:
        """The places collected, by pointer."""
        assert self.lines is not None
        result = Positions(self.lines)
        several = len(self.trees) > 1
        if several:
            result.values[""] = (self.trees[0].span[0], self.trees[-1].span[1])
        budget = [MAX_VALUES]
        for number, tree in enumerate(self.trees):
            self._place(tree, f"/{number}" if several else "", result, budget)
        return result

    def _place(self, root: _Tree, pointer: str, result: Positions, budget: list[int]) -> None:
        assert self.lines is not None
        waiting: list[tuple[_Tree, str, tuple[int, int] | None]] = [(root, pointer, None)]
        while waiting and budget[0] > 0:
            tree, at, fixed = waiting.pop()
            budget[0] -= 1
            start, end = fixed or tree.span
            if end > start or at not in result.keys:
                result.values[at] = (start, end)
            inner = tree
            if tree.alias is not None:
                fixed = fixed or tree.span
                inner = tree.alias
                while inner.alias is not None:
                    inner = inner.alias
            for key, span in inner.keys.items():
                below = join_pointer(at, key)
                result.keys[below] = fixed or span
                waiting.append((inner.members[key], below, fixed))
            for number, item in enumerate(inner.items):
                waiting.append((item, f"{at}/{number}", fixed))
            if fixed is None:
                result.repeated += [(join_pointer(at, key), span) for key, span in tree.twice]

    def _spot(self, mark: Any, end: Any = None) -> Spot:
        lines = self.lines or Lines(self.text)
        start = min(mark.index, len(self.text))
        return lines.spot(start, min(max(end.index if end else start + 1, start), len(self.text)))

    def _syntax(self, error: yaml.MarkedYAMLError) -> UnusableError:
        said = ", ".join(part for part in (error.context, error.problem) if part)
        mark = error.problem_mark or error.context_mark
        spot = self._spot(mark) if mark is not None else Spot()
        if "nesting" in said or "depth" in said:
            return UnusableError(
                "too_deep",
                f"it is nested too deep; nothing of it was read ({said}).",
                f"嵌套过深，未读取（{said}）。",
                spot,
            )
        tabs = "\t" in self.text[max(0, (mark.index if mark else 0) - 1) : (mark.index if mark else 0) + 2]
        hint = " YAML is indented with spaces, not tabs." if tabs else ""
        hint_zh = "YAML 缩进只能用空格，不能用制表符。" if tabs else ""
        return UnusableError("syntax", f"it is no YAML: {said}.{hint}", f"不是合法的 YAML：{said}。{hint_zh}", spot)

    def _unreadable(self, error: yaml.YAMLError) -> UnusableError:
        position = getattr(error, "position", None)
        spot = Lines(self.text).spot(position, position + 1) if isinstance(position, int) else Spot()
        for offset, character in enumerate(self.text):
            if (character < " " and character not in "\t\n\r") or character == "\x7f":
                spot = Lines(self.text).spot(offset, offset + 1)
                break
        reason = str(getattr(error, "reason", "") or "control characters are not allowed")
        return UnusableError("syntax", f"it is no YAML: {reason}.", f"不是合法的 YAML：{reason}。", spot)

    def _too_deep(self, event: Any) -> UnusableError:
        return UnusableError(
            "too_deep",
            f"it is nested more than {MAX_DEPTH} levels deep; nothing of it was read.",
            f"嵌套超过 {MAX_DEPTH} 层，未读取。",
            self._spot(event.start_mark),
        )

    def _bomb(self, event: Any) -> UnusableError:
        return UnusableError(
            "forbidden",
            f"its aliases stand for more than {MAX_VALUES:,} values; nothing of it was read. Write the values out.",
            f"别名展开后超过 {MAX_VALUES:,} 个值，未读取。请直接写出各个值。",
            self._spot(event.start_mark, event.end_mark),
        )

    def _alias(self, event: Any) -> UnusableError:
        return UnusableError(
            "syntax",
            f"it is no YAML: the alias *{event.anchor} stands for nothing that is written before it.",
            f"不是合法的 YAML：别名 *{event.anchor} 之前没有对应的锚点。",
            self._spot(event.start_mark, event.end_mark),
        )


class _Tree:
    """Places of a value and what is in it; ``alias`` holds those of what an alias stands for."""

    __slots__ = ("alias", "all", "items", "keys", "members", "merged", "span", "twice")

    def __init__(self, span: tuple[int, int], alias: _Tree | None = None) -> None:
        self.span = span
        self.alias = alias
        self.keys: dict[str, tuple[int, int]] = {}
        self.members: dict[str, _Tree] = {}
        self.items: list[_Tree] = []
        self.all: list[_Tree] = []
        self.merged: set[str] = set()
        self.twice: list[tuple[str, tuple[int, int]]] = []


def _member(tree: _Tree, sources: list[Any], source: Any, key: str) -> _Tree | None:
    """The places of one key of a merged object."""
    inner = tree.alias or tree
    if inner.items:
        number = next(i for i, s in enumerate(sources) if s is source)
        inner = inner.items[number].alias or inner.items[number]
    return inner.members.get(key)


_NONE = object()


def _key(value: Any) -> str:
    """An object's key as JSON has it: text."""
    return (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
    )


def _short(tag: str, text: str, start: Any) -> str:
    """The tag as it is written."""
    match = re.compile(r"!\S*").match(text, start.index)
    return match[0] if match else tag
