"""XML with expat, every way out of the document closed; elements become objects that mappings and schemas can read.

``<role id="7"><name>Buyer</name></role>`` is ``{"role": {"@id": "7", "name": "Buyer"}}``: attributes begin with ``@``, text
beside attributes is ``#text``, an element that comes twice is a list, prefixes of namespaces are left out.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from healthcheck.config.json_file import MAX_DEPTH
from healthcheck.config.place import Lines, Positions, Spot, Stretch, join_pointer
from healthcheck.config.problem import UnusableError

MAX_ELEMENTS = 1_000_000

_ATTRIBUTE = re.compile(r"""([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
_START_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")


class _Element:
    __slots__ = ("attributes", "children", "end", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: tuple[int, int]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[_Element] = []
        self.text: list[str] = []
        #: Line and column of ``<``, and of ``</`` of the end tag.
        self.line = line
        self.end = line


def read(text: str) -> Any:
    """The document as an object with the root element as its one key.

    Raises:
        UnusableError: when it is not well-formed, nested too deep, or declares a document type (and with it entities).
    """
    root = _parse(text)
    return {root.name: _value(root)}


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(text: str) -> _Element:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    root: list[_Element] = []
    stack: list[_Element] = []
    count = 0

    def here() -> tuple[int, int]:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def spot(length: int = 1) -> Spot:
        line, column = here()
        return Spot(line, column, line, column + length)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise UnusableError(
                "too_large",
                f"it has more than {MAX_ELEMENTS:,} elements; nothing of it was read.",
                f"元素超过 {MAX_ELEMENTS:,} 个，未读取。",
                spot(),
            )
        if len(stack) >= MAX_DEPTH:
            raise UnusableError(
                "too_deep",
                f"it is nested more than {MAX_DEPTH} levels deep; nothing of it was read.",
                f"嵌套超过 {MAX_DEPTH} 层，未读取。",
                spot(),
            )
        element = _Element(_local(name), attributes, here())
        (stack[-1].children if stack else root).append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop().end = here()

    def data(text: str) -> None:
        stack[-1].text.append(text)

    def doctype(*_: object) -> None:
        at = max(0, text.find("<!DOCTYPE"))
        raise UnusableError(
            "forbidden",
            "it declares a document type (<!DOCTYPE …>), through which entities can read files and fill the memory;"
            " nothing of it was read. Remove the declaration.",
            "文件带有 DOCTYPE 声明，其中的实体可用于读取文件或耗尽内存，未读取。请删除该声明。",
            Lines(text).spot(at, at + len("<!DOCTYPE")),
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        # The text is decoded already: what the declaration says of an encoding no longer holds.
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        line, column = error.lineno, error.offset + 1
        said = expat.errors.messages[error.code] if error.code in expat.errors.messages else str(error)
        raise UnusableError(
            "syntax",
            f"it is no well-formed XML: {said}.",
            f"不是格式良好的 XML：{said}。",
            Spot(line, column, line, column + 1),
        ) from None
    return root[0]


def _value(element: _Element) -> Any:
    text = "".join(element.text).strip()
    if not element.attributes and not element.children:
        return text or None
    made: dict[str, Any] = {f"@{_local(k)}": v for k, v in element.attributes.items() if not k.startswith("xmlns")}
    repeated: set[str] = set()
    for child in element.children:
        value = _value(child)
        if child.name not in made:
            made[child.name] = value
        elif child.name in repeated:
            made[child.name].append(value)
        else:
            made[child.name] = [made[child.name], value]
            repeated.add(child.name)
    if text:
        made["#text"] = text
    return made or None


def positions(text: str) -> Positions:
    """Where every element, attribute and text stands. An element with others in it is placed by its start tag."""
    root = _parse(text)
    lines = Lines(text)
    found = Positions(lines)
    waiting: list[tuple[_Element, str]] = [(root, f"/{root.name}")]
    found.values[""] = _tag(text, lines, root)
    while waiting:
        element, pointer = waiting.pop()
        spot = start, stop = _tag(text, lines, element)
        found.keys[pointer] = spot
        found.rows[element.line] = spot
        name_end = start + 1 + len(re.compile(r"[^\s/>]*").match(text, start + 1)[0])  # type: ignore[index]
        for match in _ATTRIBUTE.finditer(text, name_end, stop):
            at = join_pointer(pointer, f"@{_local(match[1])}")
            found.keys[at] = match.span(1)
            found.values[at] = (match.start(2) + 1, match.end(2) - 1)
        found.values[pointer] = spot
        if not element.children:
            end = lines.offset(*element.end)
            inner = text[stop:end] if end > stop else ""
            if inner.strip():
                lead = len(inner) - len(inner.lstrip())
                found.values[pointer] = (stop + lead, stop + len(inner.rstrip()))
            if element.attributes:
                found.values[f"{pointer}/#text"] = found.values[pointer]
                found.values[pointer] = spot
        total: dict[str, int] = {}
        for child in element.children:
            total[child.name] = total.get(child.name, 0) + 1
        number: dict[str, int] = {}
        for child in element.children:
            at = join_pointer(pointer, child.name)
            if total[child.name] > 1:
                number[child.name] = number.get(child.name, -1) + 1
                found.keys.setdefault(at, _tag(text, lines, child))
                at = f"{at}/{number[child.name]}"
            waiting.append((child, at))
    return found


def _tag(text: str, lines: Lines, element: _Element) -> Stretch:
    """From ``<`` up to after ``>`` of an element's start tag."""
    start = lines.offset(*element.line)
    match = _START_TAG.match(text, start)
    return start, match.end() if match else len(text)
