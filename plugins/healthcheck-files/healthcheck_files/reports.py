"""SQL in the files of report designers.

| File | Designer | Where its SQL stands |
|---|---|---|
| `*.jrxml` | JasperReports | `<queryString>`, since 7 `<query>`, of the report and of each `<subDataset>` or `<dataset>` |
| `*.ureport.xml` | UReport | `<sql>` of each `<dataset>` below a `<datasource>` |
| `*.cpt`, `*.frm` | FineReport 帆软 | `<Query>` of each `<TableData>` |
| `*.rdl`, `*.rdlc` | SQL Server Reporting Services | `<CommandText>` of each `<DataSet>` |
| `*.rptdesign` | BIRT | `<xml-property name="queryText">` of each `<oda-data-set>` |
| `*.sql` | anybody | the file, when it holds queries only; `-- name: …`, `-- menu: …` on its first lines say the rest |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from sqlglot import exp

from healthcheck.sqltext import MAX_LENGTH, parse

PATTERNS = ("*.sql", "*.jrxml", "*.ureport.xml", "*.cpt", "*.frm", "*.rdl", "*.rdlc", "*.rptdesign")
#: Bytes that are read of a file; pictures make designers' files large.
MAX_BYTES = 20 * 1024 * 1024
#: Elements in elements; designers nest a few dozen.
MAX_DEPTH = 200
#: Lines on which a file of SQL may say what it is.
HEAD_LINES = 15

_HEAD = re.compile(r"^\s*--\s*(?P<key>[\w ]{1,20}|[\u4e00-\u9fff]{1,8})\s*[:：]\s*(?P<value>\S.*?)\s*$")
_KEYS = {
    "name": "name", "title": "name", "report": "name", "名称": "name", "报表": "name",
    "menu": "menu", "菜单": "menu",
    "owner": "owner", "负责人": "owner",
    "dialect": "dialect", "数据库": "dialect",
    "data source": "data_source", "datasource": "data_source", "数据源": "data_source",
}  # fmt: skip
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_QUERY = re.compile(r"[\s(;]*(select|with)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"(?:^|;)\s*(insert|update|delete|create|alter|drop|truncate|replace|merge|grant|revoke|copy|call|exec|begin|declare)\b",
    re.IGNORECASE,
)
_DIALECTS = ("", "mysql", "postgres", "oracle", "tsql")


class Unreadable(Exception):  # noqa: N818 - it is a state of the file
    """A file that is not what its name says, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        self.en, self.zh = en, zh
        super().__init__(en)


@dataclass(frozen=True)
class Query:
    """A query of a report; ``data_set`` is its name among the file's, ``line`` where its text begins."""

    kind: str
    name: str
    sql: str
    line: int
    data_set: str = ""
    dialect: str | None = None
    data_source: str | None = None
    menu: str | None = None
    owner: str | None = None


def queries_of(name: str, content: bytes) -> Iterator[Query]:
    """The queries of a report's file.

    Raises:
        Unreadable: when the file cannot be read as what its name says.
    """
    lower = name.lower()
    stem = PurePosixPath(name).name.split(".")[0]
    if lower.endswith(".sql"):
        yield from _sql_file(stem, content)
        return
    reader = next(reader for ending, reader in _READERS.items() if lower.endswith(ending))
    for query in reader(stem, _tree(content)):
        if query.sql.strip() and _QUERY.match(_COMMENT.sub(" ", query.sql)):
            yield query


def _sql_file(stem: str, content: bytes) -> Iterator[Query]:
    if len(content) > 4 * MAX_LENGTH:
        return  # nobody's report
    text = _decoded(content)
    said: dict[str, str] = {}
    for line in text.splitlines()[:HEAD_LINES]:
        if (match := _HEAD.match(line)) and (key := _KEYS.get(match["key"].strip().lower())):
            said.setdefault(key, match["value"])
    if _only_queries(text, said.get("dialect", "")):
        yield Query(
            "sql", said.get("name", stem), text, 1, dialect=said.get("dialect"), data_source=said.get("data_source"),
            menu=said.get("menu"), owner=said.get("owner"),
        )  # fmt: skip


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _only_queries(text: str, dialect: str) -> bool:
    """Whether a text asks and changes nothing."""
    bare = _COMMENT.sub(" ", text)
    if "\x00" in bare or _STATEMENT.search(bare) or not re.search(r"\bselect\b", bare, re.IGNORECASE):
        return False
    for read in (dialect,) if dialect else _DIALECTS:
        trees = parse(text, read)
        if trees:
            asks = [isinstance(tree, exp.Query) for tree in trees]
            return any(asks) and all(
                ask or isinstance(tree, exp.Set | exp.Use) for ask, tree in zip(asks, trees, strict=True)
            )
    return _QUERY.match(bare) is not None


@dataclass
class _Element:
    """An element: its local name, attributes, text, and the line on which its text begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[_Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands in it, apart from other elements."""
        return "".join(self.pieces)

    def all(self, *tags: str) -> Iterator[_Element]:
        """Elements of some names below this one, in the file's order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)

    def first(self, *tags: str) -> _Element | None:
        """The first such element below."""
        return next(self.all(*tags), None)


def _tree(content: bytes) -> _Element:
    root = _Element("", {}, 0)
    stack = [root]
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise Unreadable("its elements are nested too deep", "元素嵌套过深")
        element = _Element(tag.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(tag: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        element = stack[-1]
        if element.pieces:
            element.pieces.append(data)
        elif data.strip():
            element.pieces, element.line = [data], parser.CurrentLineNumber

    def entity(*_: object) -> None:
        raise Unreadable("it declares entities, which can fill the memory", "文件声明了实体，可能耗尽内存，未读取")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(f"no well-formed XML ({error})", f"不是合法的 XML（{error}）") from None
    return root


def _jasper(stem: str, root: _Element) -> Iterator[Query]:
    report = root.first("jasperReport")
    if report is None:
        return
    name = report.attributes.get("name") or stem
    for owner in (report, *report.all("subDataset", "dataset")):
        for child in owner.children:
            if child.tag in ("queryString", "query") and child.attributes.get("language", "sql").lower() in (
                "sql",
                "plsql",
            ):
                data_set = owner.attributes.get("name", "") if owner is not report else ""
                yield Query("jasper", name, child.text, child.line, data_set)


def _ureport(stem: str, root: _Element) -> Iterator[Query]:
    for source in root.all("datasource"):
        for data_set in source.all("dataset"):
            sql = data_set.first("sql")
            if sql is not None:
                given = source.attributes.get("name") if source.attributes.get("type") != "buildin" else None
                yield Query("ureport", stem, sql.text, sql.line, data_set.attributes.get("name", ""), data_source=given)


def _fine(stem: str, root: _Element) -> Iterator[Query]:
    for data in root.all("TableData"):
        sql, connection = data.first("Query"), data.first("DatabaseName")
        if sql is not None:
            given = connection.text.strip() if connection is not None else ""
            yield Query(
                "finereport", stem, sql.text, sql.line, data.attributes.get("name", ""), data_source=given or None
            )


def _rdl(stem: str, root: _Element) -> Iterator[Query]:
    for data_set in root.all("DataSet"):
        sql, kind, source = (
            data_set.first("CommandText"),
            data_set.first("CommandType"),
            data_set.first("DataSourceName"),
        )
        if sql is not None and (kind is None or kind.text.strip() in ("", "Text")):
            given = source.text.strip() if source is not None else ""
            name = data_set.attributes.get("Name", "")
            yield Query("rdl", stem, sql.text, sql.line, name, "tsql", data_source=given or None)


def _birt(stem: str, root: _Element) -> Iterator[Query]:
    for data_set in root.all("oda-data-set"):
        given = next((p.text.strip() for p in data_set.all("property") if p.attributes.get("name") == "dataSource"), "")
        for sql in data_set.all("xml-property", "property"):
            if sql.attributes.get("name") == "queryText":
                yield Query(
                    "birt", stem, sql.text, sql.line, data_set.attributes.get("name", ""), data_source=given or None
                )


_READERS: dict[str, Callable[[str, _Element], Iterator[Query]]] = {
    ".jrxml": _jasper, ".ureport.xml": _ureport, ".cpt": _fine, ".frm": _fine, ".rdl": _rdl, ".rdlc": _rdl, ".rptdesign": _birt,
}  # fmt: skip
