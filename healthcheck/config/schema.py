"""JSON Schema (draft-07, 2019-09, 2020-12): schemas of the repository only, and messages that people understand.

Every ``$ref`` is looked at before a validator is made: what leads out of the repository, to the network or nowhere is a
problem of the schema file, at the ``$ref``. jsonschema-rs then validates with nothing but the files that were read.
"""

from __future__ import annotations

import difflib
import json
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from healthcheck.config.document import Document, notation_of, read_document
from healthcheck.config.place import Spot, pointer_of, value_at
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.language import Text

#: Root of the addresses that files of the repository get; nothing is fetched from it.
_BASE = "http://repository.invalid/"
_META = ("http://json-schema.org/", "https://json-schema.org/")
#: Errors told per file; the first hundred show what is wrong.
MAX_ERRORS = 100
Resources = dict[str, Any]
_DEFAULT = "https://json-schema.org/draft/2020-12/schema"


@dataclass
class Schema:
    """A schema file with everything it refers to.

    Attributes:
        problems: what is wrong with it, by path of the file at fault; with any of them nothing is validated.
        files: every file it is made of.
        resources: their values by address.
    """

    path: str
    validator: Any = None
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    resources: dict[str, Any] = field(default_factory=dict)


class _Loading:
    """Reads a schema and whatever it refers to."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self.read = read
        self.documents: dict[str, Document] = {}
        self.resources: dict[str, Any] = {}
        self.problems: list[tuple[str, Problem]] = []

    def load(self, path: str) -> Any:
        """One file's value, with its references followed.

        Raises:
            UnusableError: when it cannot be read.
        """
        if path in self.documents:
            return self.documents[path].parts[0][1]
        notation = notation_of(path) or "json"
        document = read_document(path, self.read(path), notation)
        if not document.parts:
            raise UnusableError(
                "syntax", "the file is empty; expected a JSON Schema.", "文件为空，应为 JSON Schema。", Spot(1, 1, 1, 1)
            )
        self.documents[path] = document
        value = document.parts[0][1]
        address = _BASE + path
        base = value.get("$id", address) if isinstance(value, dict) else address
        base = urljoin(address, str(base))
        self.resources[address] = value
        self.resources[base.partition("#")[0]] = value
        for pointer, reference in _references(value):
            self._follow(path, base, pointer, reference)
        return value

    def _follow(self, path: str, base: str, pointer: str, reference: str) -> None:
        target = urljoin(base, reference).partition("#")[0]
        if target in self.resources or target.startswith(_META) or reference.startswith("#"):
            return
        written = reference.partition("#")[0]
        if urlsplit(written).scheme or written.startswith("//"):
            known = next((p for p, d in self.documents.items() if _id(d) == target), None)
            if known is None:
                self._refuse(
                    path, pointer, reference,
                    "leads out of the repository; schemas are read from its files only, never from the network."
                    " Put the schema into the repository and refer to its path.",
                    "指向仓库之外；只读取仓库内的文件，绝不联网。请把该 Schema 放入仓库，并改为引用其路径。",
                )  # fmt: skip
            return
        local = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(written)))
        if local.startswith("../") or local == ".." or written.startswith("/"):
            self._refuse(
                path, pointer, reference,
                "leads out of the repository; only its own files are read. Move the schema inside.",
                "指向仓库之外；只读取仓库内的文件。请把该 Schema 移入仓库。",
            )  # fmt: skip
            return
        try:
            self.resources[target] = self.load(local)
        except UnusableError as error:
            if error.problem.kind == "unreadable" and local not in self.documents:
                self._refuse(
                    path, pointer, reference, f"leads to {local}, which cannot be read.", f"指向的 {local} 无法读取。"
                )
            else:
                self.problems.append((local, error.problem))

    def _refuse(self, path: str, pointer: str, reference: str, en: str, zh: str) -> None:
        self.problems.append(
            (
                path,
                Problem(
                    "schema_file",
                    Text(f"$ref {reference!r} {en}", f"$ref“{reference}”{zh}"),
                    self.documents[path].spot(pointer),
                    pointer,
                    "$ref",
                    found=reference,
                ),
            )
        )


def _id(document: Document) -> str:
    value = document.parts[0][1] if document.parts else None
    return str(value.get("$id", "")).partition("#")[0] if isinstance(value, dict) else ""


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Every ``$ref`` of a schema with the pointer to it; what stands in enum, const and examples is data."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        pointer, item = waiting.pop()
        if isinstance(item, dict):
            for key in ("$ref", "$dynamicRef"):
                if isinstance(item.get(key), str):
                    yield f"{pointer}/{key}", item[key]
            waiting.extend(
                (pointer + pointer_of([k]), v)
                for k, v in item.items()
                if k not in ("enum", "const", "examples", "default")
            )
        elif isinstance(item, list):
            waiting.extend((f"{pointer}/{n}", v) for n, v in enumerate(item))


def load_schema(path: str, read: Callable[[str], bytes]) -> Schema:
    """Make a validator of a schema file of the repository.

    Args:
        path: below the repository's root, with ``/``.
        read: gives a file's bytes by such a path; raises :class:`UnusableError`.
    """
    import jsonschema_rs

    loading = _Loading(read)
    schema = Schema(path)
    try:
        value = loading.load(path)
    except UnusableError as error:
        schema.problems.append((path, error.problem))
        return schema
    finally:
        schema.files = sorted(loading.documents)
    schema.problems = loading.problems
    schema.resources = loading.resources
    if schema.problems:
        return schema
    if not isinstance(value, dict | bool):
        said = Text("a JSON Schema is an object or a boolean.", "JSON Schema 应为对象或布尔值。")
        schema.problems.append((path, Problem("schema_file", said, loading.documents[path].spot(""))))
        return schema

    def retrieve(address: str) -> Any:
        if address in loading.resources:
            return loading.resources[address]
        raise ValueError(f"{address} is not part of the repository")

    declared = value.get("$schema", _DEFAULT) if isinstance(value, dict) else _DEFAULT
    try:
        kind = {
            "http://json-schema.org/draft-07/schema": jsonschema_rs.Draft7Validator,
            "https://json-schema.org/draft/2019-09/schema": jsonschema_rs.Draft201909Validator,
            _DEFAULT: jsonschema_rs.Draft202012Validator,
        }[str(declared).rstrip("#").replace("https://json-schema.org/draft-07", "http://json-schema.org/draft-07")]
    except KeyError:
        said = Text(
            f"$schema {declared!r} is not supported; expected draft-07, 2019-09 or 2020-12.",
            f"不支持 $schema“{declared}”；应为 draft-07、2019-09 或 2020-12。",
        )
        schema.problems.append(
            (path, Problem("schema_file", said, loading.documents[path].spot("/$schema"), "/$schema"))
        )
        return schema
    try:
        schema.validator = kind(value, retriever=retrieve, base_uri=_BASE + path, validate_formats=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        tokens = getattr(error, "instance_path", None) or []
        message = str(getattr(error, "message", None) or error)
        pointer = pointer_of(tokens)
        schema.problems.append(
            (
                path,
                Problem(
                    "schema_file",
                    Text(f"it is no valid JSON Schema: {message}.", f"不是合法的 JSON Schema：{message}。"),
                    loading.documents[path].spot(pointer),
                    pointer,
                ),
            )
        )
    return schema


def violations(schema: Schema, document: Document) -> list[Problem]:
    """What of a document is not as the schema says, each at the key or value at fault."""
    found: list[Problem] = []
    for prefix, value in document.parts:
        if schema.validator.is_valid(value):
            continue
        for error in schema.validator.iter_errors(value):
            for problem in _explained(error, schema.resources, prefix, document):
                if problem not in found:
                    found.append(problem)
            if len(found) >= MAX_ERRORS:
                break
    # A misspelt key that is required is one mistake: told where it is unknown, with the name that was meant.
    unknown = {p.pointer for p in found if p.keyword == "additionalProperties"}
    return [p for p in found if p.keyword != "required" or not p.nearest or p.pointer not in unknown][:MAX_ERRORS]


@dataclass(frozen=True)
class _Said:
    """An error before it has a place; ``unlisted`` where an object stands for a list."""

    tokens: tuple[Any, ...]
    said: Text
    keyword: str
    at_key: bool = False
    expected: str = ""
    found: str = ""
    nearest: str = ""
    unlisted: bool = False


def _explained(error: Any, resources: Resources, prefix: str, file: Document) -> Iterator[Problem]:
    for said in _tell(error, resources):
        pointer = prefix + pointer_of(said.tokens)
        yield Problem(
            "schema",
            _as_toml(pointer) if said.unlisted and file.notation == "toml" else said.said,
            file.spot(pointer, said.at_key),
            pointer,
            said.keyword,
            said.expected,
            said.found,
            said.nearest,
        )


def shown(value: Any) -> str:
    """A value as it stands in a message: JSON, shortened."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"


_TYPES_ZH = {
    "string": "文本", "integer": "整数", "number": "数字", "boolean": "布尔值（true/false）", "array": "列表",
    "object": "对象", "null": "空值（null）",
}  # fmt: skip
_TYPES_EN = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "an object", "null": "null",
}  # fmt: skip


def _tell(error: Any, resources: Resources) -> list[_Said]:
    """An error of the validator as sentences; alternatives are told by the branch that fits best."""
    kind = error.kind
    name = type(kind).__name__
    path = tuple(error.instance_path)
    value = error.instance
    where = _named(path)
    match name:
        case "AnyOf" | "OneOfNotValid":
            return _best(kind.context, error, resources)
        case "OneOfMultipleValid":
            return [
                _Said(
                    path,
                    Text(
                        f"{where.en} fits several of the allowed forms; expected exactly one.",
                        f"{where.zh}同时符合多种形式，只能符合其中一种。",
                    ),
                    "oneOf",
                )
            ]
        case "AdditionalProperties" | "UnevaluatedProperties":
            allowed = _allowed_names(error, resources)
            return [_unknown((*path, key), key, allowed) for key in kind.unexpected]
        case "Required":
            missing = str(kind.property).strip("\"'")
            have = list(value) if isinstance(value, dict) else []
            near = difflib.get_close_matches(missing, have, 1, 0.75)
            hint = f" Is {near[0]} meant?" if near else ""
            hint_zh = f"是否误写为 {near[0]}？" if near else ""
            return [
                _Said(
                    (*path, near[0]) if near else path,
                    Text(
                        f"{where.en} has no {missing}, which is required.{hint}",
                        f"{where.zh}缺少必填项 {missing}。{hint_zh}",
                    ),
                    "required",
                    bool(near),
                    missing,
                    nearest=near[0] if near else "",
                )
            ]
        case "Enum":
            return [_choice(path, where, value, kind.options)]
        case "Constant":
            return [_choice(path, where, value, [kind.expected_value])]
        case "Type":
            return [_mistyped(path, value, _types(kind))]
        case "Pattern":
            return [
                _plain(
                    path,
                    "pattern",
                    value,
                    f"text that matches {kind.pattern}",
                    f"匹配 {kind.pattern} 的文本",
                    kind.pattern,
                )
            ]
        case "Format":
            return [_plain(path, "format", value, f"a valid {kind.format}", f"合法的 {kind.format}", kind.format)]
        case "PropertyNames":
            key = shown(kind.error.instance).strip('"') if hasattr(kind, "error") else ""
            inner = (
                _tell(kind.error, resources)[0].said if hasattr(kind, "error") else Text(error.message, error.message)
            )
            return [
                _Said(
                    (*path, key),
                    Text(f"the key {key} is not allowed here: {inner.en}", f"此处不允许使用键 {key}：{inner.zh}"),
                    "propertyNames",
                    True,
                    found=key,
                )
            ]
        case "FalseSchema":
            return [_Said(path, Text(f"{where.en} is not allowed here.", f"此处不允许出现{where.zh}。"), "false", True)]
        case "Minimum" | "Maximum" | "ExclusiveMinimum" | "ExclusiveMaximum" | "MultipleOf":
            return [_bounded(path, name, value, kind)]
        case "MinLength" | "MaxLength" | "MinItems" | "MaxItems" | "MinProperties" | "MaxProperties":
            return [_sized(path, name, value, kind)]
        case "UniqueItems":
            return [_twin(path, where, value)]
        case "Contains":
            return [
                _Said(
                    path,
                    Text(f"{where.en} holds no element of the required form.", f"{where.zh}中没有符合要求的元素。"),
                    "contains",
                )
            ]
        case "AdditionalItems" | "UnevaluatedItems":
            return [
                _Said(path, Text(f"{where.en} has more elements than allowed.", f"{where.zh}的元素过多。"), "items")
            ]
        case "Not":
            return [
                _Said(
                    path,
                    Text(
                        f"{where.en} is {shown(value)}, which is excluded.",
                        f"{where.zh}为 {shown(value)}，不允许使用。",
                    ),
                    "not",
                    found=shown(value),
                )
            ]
        case _:
            said = str(error.message)
            return [_Said(path, Text(f"{where.en}: {said}.", f"{where.zh}：{said}。"), name)]


def _best(context: Any, error: Any, resources: Resources) -> list[_Said]:
    """Of several alternatives, the errors of the one that was most likely meant."""
    branches = [list(branch) for branch in context if branch]
    if not branches:
        where = _named(tuple(error.instance_path))
        return [
            _Said(
                tuple(error.instance_path),
                Text(f"{where.en} fits none of the allowed forms.", f"{where.zh}不符合任何允许的形式。"),
                "anyOf",
            )
        ]
    if all(len(b) == 1 and type(b[0].kind).__name__ in ("Enum", "Constant") for b in branches):
        options: list[Any] = []
        for branch in branches:
            kind = branch[0].kind
            options += kind.options if hasattr(kind, "options") else [kind.expected_value]
        path = tuple(branches[0][0].instance_path)
        return [_choice(path, _named(path), branches[0][0].instance, options)]
    if all(
        len(b) == 1 and type(b[0].kind).__name__ == "Type" and list(b[0].instance_path) == list(error.instance_path)
        for b in branches
    ):
        types = [t for b in branches for t in _types(b[0].kind)]
        return [_mistyped(tuple(error.instance_path), error.instance, types)]

    def weight(branch: list[Any]) -> tuple[int, int, int]:
        # A branch whose discriminator (const, enum) or type does not fit was not meant; deeper errors mean a closer fit.
        base = len(error.instance_path)
        wrong = 0
        for inner in branch:
            kind, depth = type(inner.kind).__name__, len(inner.instance_path) - base
            wrong += 100 * (kind == "Type" and depth == 0) + (kind in ("Constant", "Enum", "Type") and depth == 1)
        return wrong, len(branch), -max(len(e.instance_path) for e in branch)

    best = min(branches, key=weight)
    return [said for inner in best for said in _tell(inner, resources)]


def _types(kind: Any) -> list[str]:
    types = kind.types
    return [types] if isinstance(types, str) else [str(t) for t in types]


def _named(path: tuple[Any, ...]) -> Text:
    """What a pointer leads to, as a person says it."""
    if not path:
        return Text("the document", "文档")
    names = [t for t in path if isinstance(t, str)]
    if isinstance(path[-1], int):
        holder = names[-1] if names else ""
        number = path[-1] + 1
        return Text(
            f"element {number} of {holder}" if holder else f"element {number}",
            f"{holder + ' 的' if holder else ''}第 {number} 项",
        )
    return Text(str(path[-1]), f"{path[-1]} ")


def _choice(path: tuple[Any, ...], where: Text, value: Any, options: list[Any]) -> _Said:
    texts = {str(o): o for o in options}
    near = difflib.get_close_matches(str(value), list(texts), 1, 0.5)
    if not near:
        near = [t for t in texts if t.lower() == str(value).lower()][:1]
    listed = ", ".join(shown(o) for o in options[:8]) + (" …" if len(options) > 8 else "")
    hint = f" Did you mean {near[0]}?" if near and len(options) > 1 else ""
    hint_zh = f"是否想写 {near[0]}？" if near and len(options) > 1 else ""
    several = len(options) > 1
    return _Said(
        path,
        Text(
            f"{where.en} is {shown(value)}; expected {'one of ' if several else ''}{listed}.{hint}",
            f"{where.zh}为 {shown(value)}，{'只能取' if several else '应为'} {listed}。{hint_zh}",
        ),
        "enum" if several else "const",
        expected=listed,
        found=shown(value),
        nearest=near[0] if near else "",
    )


def _unknown(tokens: tuple[Any, ...], key: str, allowed: list[str]) -> _Said:
    near = difflib.get_close_matches(key, allowed, 1, 0.6)
    listed = ", ".join(allowed[:12]) + (" …" if len(allowed) > 12 else "")
    hint = f" Did you mean {near[0]}?" if near else (f" Allowed: {listed}." if listed else "")
    hint_zh = f"是否想写 {near[0]}？" if near else (f"允许的键：{listed}。" if listed else "")
    return _Said(
        tokens,
        Text(f"the key {key} is not known here.{hint}", f"未知的键 {key}。{hint_zh}"),
        "additionalProperties",
        True,
        listed,
        key,
        near[0] if near else "",
    )


def _allowed_names(error: Any, resources: Resources) -> list[str]:
    """The keys that the schema knows at this place, in its order."""
    base, schema = next(iter(resources.items()), ("", None))
    for token in list(error.evaluation_path)[:-1]:
        if token in ("$ref", "$dynamicRef"):
            base, schema = _referred(base, schema, resources)
        elif isinstance(schema, dict):
            schema = schema.get(token)
        elif isinstance(schema, list) and isinstance(token, int) and token < len(schema):
            schema = schema[token]
    names: list[str] = []
    waiting = [(base, schema)]
    for _ in range(100):
        if not waiting:
            break
        base, schema = waiting.pop(0)
        if not isinstance(schema, dict):
            continue
        names += [n for n in schema.get("properties", {}) if n not in names]
        for key in ("allOf", "anyOf", "oneOf"):
            waiting += [(base, inner) for inner in schema.get(key, [])]
        waiting += [(base, schema[key]) for key in ("if", "then", "else") if key in schema]
        if "$ref" in schema:
            waiting.append(_referred(base, schema, resources))
    return names


def _referred(base: str, schema: Any, resources: Resources) -> tuple[str, Any]:
    """What a schema's reference leads to, with the address of the file it stands in."""
    reference = str(schema.get("$ref", schema.get("$dynamicRef", ""))) if isinstance(schema, dict) else ""
    target, _, inner = urljoin(base, reference).partition("#")
    return target, value_at(resources.get(target), unquote(inner))


def _mistyped(path: tuple[Any, ...], value: Any, types: list[str]) -> _Said:
    where = _named(path)
    en = " or ".join(_TYPES_EN.get(t, t) for t in types)
    zh = "或".join(_TYPES_ZH.get(t, t) for t in types)
    said = Text(f"{where.en} is {shown(value)}; expected {en}.", f"{where.zh}为 {shown(value)}，应为{zh}。")
    unlisted = isinstance(value, dict) and "array" in types
    if unlisted:  # its content is not what is wrong
        said = Text(f"{where.en} is an object; expected {en}.", f"{where.zh}是对象，应为{zh}。")
    return _Said(path, said, "type", expected=", ".join(types), found=shown(value), unlisted=unlisted)


def _as_toml(pointer: str) -> Text:
    """How TOML writes the list at ``pointer``, where a table stands."""
    name = ".".join(t for t in pointer.split("/")[1:] if not t.isdigit())
    key = name.rpartition(".")[2]
    return Text(
        f"{name} is a table; expected a list: [[{name}]] for each entry, or {key} = […].",
        f"{name} 应写成列表：每项一节 [[{name}]]，或 {key} = […]，不能写成 [{name}] 节。",
    )


def _plain(path: tuple[Any, ...], keyword: str, value: Any, en: str, zh: str, expected: str) -> _Said:
    where = _named(path)
    return _Said(
        path,
        Text(f"{where.en} is {shown(value)}; expected {en}.", f"{where.zh}为 {shown(value)}，应为{zh}。"),
        keyword,
        expected=str(expected),
        found=shown(value),
    )


def _bounded(path: tuple[Any, ...], name: str, value: Any, kind: Any) -> _Said:
    limit = kind.multiple_of if name == "MultipleOf" else kind.limit
    en, zh = {
        "Minimum": ("at least", "不小于"),
        "Maximum": ("at most", "不大于"),
        "ExclusiveMinimum": ("more than", "大于"),
        "ExclusiveMaximum": ("less than", "小于"),
        "MultipleOf": ("a multiple of", "下列数的倍数："),
    }[name]
    keyword = name[0].lower() + name[1:]
    return _plain(path, keyword, value, f"{en} {limit}", f"{zh} {limit}", str(limit))


def _sized(path: tuple[Any, ...], name: str, value: Any, kind: Any) -> _Said:
    limit = kind.limit
    least = name.startswith("Min")
    unit, unit_zh = {
        "Length": ("characters", "个字符"), "Items": ("elements", "项"), "Properties": ("keys", "个键")
    }[name[3:]]  # fmt: skip
    en = f"{'at least' if least else 'at most'} {limit} {unit}"
    zh = f"{'至少' if least else '最多'} {limit} {unit_zh}"
    where = _named(path)
    size = len(value) if isinstance(value, str | list | dict) else 0
    return _Said(
        path,
        Text(f"{where.en} has {size} {unit}; expected {en}.", f"{where.zh}有 {size} {unit_zh}，应为{zh}。"),
        name[0].lower() + name[1:],
        expected=str(limit),
        found=str(size),
    )


def _twin(path: tuple[Any, ...], where: Text, value: Any) -> _Said:
    """The second of two equal elements."""
    seen: dict[str, int] = {}
    for number, item in enumerate(value if isinstance(value, list) else []):
        mark = json.dumps(item, sort_keys=True, ensure_ascii=False, default=str)
        if mark in seen:
            return _Said(
                (*path, number),
                Text(
                    f"element {number + 1} of {where.en} is the same as element {seen[mark] + 1}: {shown(item)}.",
                    f"{where.zh}的第 {number + 1} 项与第 {seen[mark] + 1} 项重复：{shown(item)}。",
                ),
                "uniqueItems",
                found=shown(item),
            )
        seen[mark] = number
    return _Said(path, Text(f"{where.en} has equal elements.", f"{where.zh}中有重复项。"), "uniqueItems")
