"""Rules: a header, a query or a function, and a page; and packs, the folders that hold them.

Reading a pack needs nothing but the standard library, so that listing rules is instant. What a rule needs and whether
its query is sound is worked out in :mod:`healthcheck.needs` and :mod:`healthcheck.sealed`.
"""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast, get_args

import tomli

from healthcheck.errors import PackError, UsageError
from healthcheck.language import LANGS, Lang
from healthcheck.manifest import FILE as MANIFEST
from healthcheck.manifest import Manifest, read_manifest

Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Effort = Literal["minutes", "hours", "days"]
Confidence = Literal["certain", "likely", "possible"]

FAMILIES = ("access", "flow", "report", "material", "across", "org", "migration", "operation", "config")

_HEADER_TYPES: dict[str, tuple[type, ...]] = {
    "severity": (str,),
    "subject": (str,),
    "cause": (str,),
    "where": (str,),
    "effort": (str,),
    "reach": (str,),
    "tags": (list,),
    "params": (dict,),
    "industries": (list,),
    "confidence": (str,),
    "discriminator": (list,),
    "checks": (list,),
    "repair": (dict,),
    "verify": (str,),
    "en": (dict,),
    "zh": (dict,),
}
#: Largest file of a rule, in bytes.
MAX_FILE = 200_000

_TEXTS = ("title", "message", "fix")

#: What `healthcheck check --fix` may do to a file, by the name that a rule's header gives (healthcheck.fixes).
Repair = Literal["trim", "width", "dedupe", "sort", "byte_order_mark", "comment"]
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class RuleText:
    """What a rule says in one language."""

    title: str
    message: str
    fix: str

    @property
    def placeholders(self) -> set[str]:
        """Names of the columns that message and fix show."""
        found = set()
        for text in (self.message, self.fix):
            found |= {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return found


@dataclass(frozen=True)
class Rule:
    """One rule as its file states it."""

    id: str
    path: Path
    severity: Severity
    subject: str
    text: dict[Lang, RuleText]
    body: str
    body_line: int
    cause: str | None = None
    where: str | None = None
    effort: Effort = "hours"
    reach: str | None = None
    tags: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    industries: tuple[str, ...] = ()
    confidence: Confidence = "certain"
    discriminator: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    repair: tuple[Repair, ...] = ()
    repair_column: str | None = None
    verify: str | None = None

    @property
    def family(self) -> str:
        """The folder it lies in."""
        return self.id.split(".")[-2]

    @property
    def language(self) -> Literal["sql", "python"]:
        """What it is written in."""
        return "sql" if self.path.suffix == ".sql" else "python"

    @property
    def menus(self) -> list[str]:
        """Fact tables whose menu leads to the repair, the best first."""
        return list(dict.fromkeys(filter(None, (self.where, self.subject, self.cause))))

    @property
    def page(self) -> Path:
        """Its documentation and test cases."""
        return self.path.with_suffix(".md")

    @cached_property
    def sql(self) -> str:
        """The query with the header's parameters filled in (SQL rules only)."""
        return fill_params(self.body, self.params, self.path)


@dataclass(frozen=True)
class DerivedFact:
    """A table that a pack computes once from facts for several rules: ``rules/<family>/_<name>.sql``."""

    name: str
    path: Path
    sql: str


@dataclass
class Pack:
    """A folder of rules.

    Files that cannot be used are in ``problems`` by rule id; the others work. ``manifests`` are those of the packs it is
    made of, by namespace.
    """

    root: Path
    manifests: dict[str, Manifest] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    derived: dict[str, DerivedFact] = field(default_factory=dict)
    problems: dict[str, PackError] = field(default_factory=dict)


def fill_params(sql: str, params: dict[str, Any], path: Path) -> str:
    """``sql`` with every ``{{name}}`` replaced by the parameter as an SQL literal.

    Raises:
        PackError: when a parameter is used and not declared.
    """

    def literal(match: re.Match[str]) -> str:
        name = match[1]
        if name not in params:
            raise PackError(
                f"{path}: the query uses {{{{{name}}}}}, which is not among the header's params"
                f" ({', '.join(params) or 'none'}). Add it there.",
                f"{path}：查询用到了 {{{{{name}}}}}，但文件头 params 中没有（现有：{'、'.join(params) or '无'}），请补上。",
            )
        return sql_literal(params[name])

    return re.sub(r"\{\{\s*(\w+)\s*\}\}", literal, sql)


def sql_literal(value: Any) -> str:
    """A number, text, boolean or list of them as SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return "(" + ", ".join(map(sql_literal, value)) + ")"
    return "'" + str(value).replace("'", "''") + "'"


def load_packs(roots: Iterable[Path]) -> Pack:
    """Several packs as one. What a later pack has in common with an earlier one is a problem of the later one.

    That is a rule's id, the name of a derived table (with the rules that read it), or a whole namespace. A site's own
    folder, which has no manifest, may replace a derived table: that is how it brings a matrix or duties of its own.
    """
    merged: Pack | None = None
    for root in roots:
        pack = load_pack(root)
        if merged is None:
            merged = pack
            continue
        merged.problems.update(pack.problems)
        taken = _taken(pack, merged)
        if taken is not None:
            merged.problems[taken[0]] = taken[1]
            continue
        merged.manifests.update(pack.manifests)
        lost: dict[str, Path] = {}
        if pack.manifests:
            lost = {name: merged.derived[name].path for name in pack.derived if name in merged.derived}
        for name, there in lost.items():
            here = pack.derived[name].path
            if here != there:
                merged.problems[here.stem] = PackError(
                    f"{here}: a table {name} is already computed by {there}. Rename the file, and the table in the queries.",
                    f"{here}：表 {name} 已由 {there} 计算，请改文件名和查询中的表名。",
                )
        merged.derived.update({name: one for name, one in pack.derived.items() if name not in lost})
        for rule_id, rule in pack.rules.items():
            reads = [name for name in lost if pack.derived[name].path != lost[name] and _mentions(rule, name)]
            if rule_id in merged.rules:
                there = merged.rules[rule_id].path
                merged.problems[rule_id] = PackError(
                    f"{rule.path}: a rule of the same id is already loaded from {there}. Rename one.",
                    f"{rule.path}：同名规则已从 {there} 加载，请改名。",
                )
            elif reads:
                merged.problems[rule_id] = PackError(
                    f"{rule.path}: reads the table {reads[0]}, whose name is taken by {lost[reads[0]]}.",
                    f"{rule.path}：用到的表 {reads[0]} 与 {lost[reads[0]]} 重名。",
                )
            else:
                merged.rules[rule_id] = rule
    if merged is None:
        raise UsageError("No rule pack was given.", "没有指定规则包。")
    return merged


def _taken(pack: Pack, merged: Pack) -> tuple[str, PackError] | None:
    """The namespace of ``pack`` that a pack of another name has already, with the problem."""
    for namespace, manifest in pack.manifests.items():
        other = merged.manifests.get(namespace)
        if other is not None and other.name != manifest.name:
            return namespace, PackError(
                f"{pack.root}: pack {manifest.name} uses the namespace {namespace} of pack {other.name}.",
                f"{pack.root}：规则包 {manifest.name} 与 {other.name} 用了同一个命名空间 {namespace}。",
            )
    return None


def _mentions(rule: Rule, table: str) -> bool:
    return re.search(rf"\b{table}\b", rule.body) is not None


def load_pack(root: Path) -> Pack:
    """Read every rule below ``root``, without running anything.

    ``root`` is a folder of families, one family's folder, or one rule's file.

    Raises:
        UsageError: when there is no such folder.
    """
    if not root.exists():
        raise UsageError(f"There is no rule pack at {root}.", f"{root} 处没有规则包。")
    pack = Pack(root)
    namespace = ""
    products: tuple[str, ...] = ()
    described = next((p for p in (root, *root.parents[:2]) if (p / MANIFEST).is_file()), None)
    if described is not None:
        try:
            manifest = read_manifest(described / MANIFEST)
        except PackError as error:
            pack.problems[described.name] = error
            return pack
        namespace, products = manifest.namespace, manifest.products
        pack.manifests[namespace] = manifest
    for path in sorted(_files(root)):
        if path.name.startswith("_"):
            if path.suffix == ".sql":
                name = path.stem[1:]
                pack.derived[name] = DerivedFact(name, path, path.read_text("utf-8"))
            continue
        rule_id = ".".join(filter(None, [namespace, path.parent.name, path.stem]))
        try:
            rule = read_rule(path, namespace)
            pack.rules[rule_id] = replace(rule, products=products) if products else rule
        except PackError as error:
            pack.problems[rule_id] = error
    return pack


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        yield from root.parent.glob("_*.sql")
        return
    for path in root.rglob("*"):
        if path.suffix in (".sql", ".py") and path.is_file() and "__pycache__" not in path.parts:
            if path.name not in ("__init__.py", "conftest.py"):
                yield path


def read_rule(path: Path, namespace: str = "") -> Rule:
    """Read one rule's file; its id is namespace (of its pack, if it has one), folder and file name.

    Raises:
        PackError: naming file, key and what was expected.
    """
    source = _read(path)
    header_text, body, first_line, body_line = _split(path, source)
    try:
        header = tomli.loads(header_text)
    except tomli.TOMLDecodeError as error:
        line = re.search(r"at line (\d+), column (\d+)", str(error))
        at = f":{int(line[1]) + first_line - 1}:{line[2]}" if line else ""
        raise PackError(
            f"{path}{at}: the header is not TOML: {error}.", f"{path}{at}：文件头不是合法的 TOML：{error}。"
        ) from None
    return _build(path, namespace, header, body, body_line)


def _read(path: Path) -> str:
    size = path.stat().st_size
    if size > MAX_FILE:
        raise PackError(
            f"{path}: {size:,} bytes are no rule; the most is {MAX_FILE:,}.",
            f"{path}：规则文件 {size:,} 字节，超过上限 {MAX_FILE:,}。",
        )
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError(
            f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.",
            f"{path}：第 {error.start} 字节不是 UTF-8，请另存为 UTF-8 编码。",
        ) from None


def _split(path: Path, source: str) -> tuple[str, str, int, int]:
    """Header text, body, and the lines both start on."""
    opening, closing = ("/*", "*/") if path.suffix == ".sql" else ('"""', '"""')
    start = source.find(opening)
    end = source.find(closing, start + len(opening))
    if start < 0 or end < 0 or source[:start].strip():
        raise PackError(
            f"{path}:1:1: a rule starts with its header between {opening} and {closing}.",
            f"{path}:1:1：规则文件必须以 {opening} 和 {closing} 之间的文件头开始。",
        )
    header = source[start + len(opening) : end]
    first_line = source.count("\n", 0, start) + 1
    after = end + len(closing)
    body = source[after:]
    body_line = source.count("\n", 0, after) + 1
    return header, body, first_line, body_line


def _build(path: Path, namespace: str, header: dict[str, Any], body: str, body_line: int) -> Rule:
    def fail(en: str, zh: str) -> PackError:
        return PackError(f"{path}: {en}", f"{path}：{zh}")

    for key, value in header.items():
        if key not in _HEADER_TYPES:
            near = difflib.get_close_matches(key, _HEADER_TYPES, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            hint_zh = f"是否想写 {near[0]}？" if near else ""
            raise fail(f"unknown header key {key!r}.{hint}", f"文件头中有未知的键 {key!r}。{hint_zh}")
        if not isinstance(value, _HEADER_TYPES[key]):
            kind = _HEADER_TYPES[key][0].__name__
            raise fail(
                f"header key {key} must be a {kind}, not {value!r}.", f"文件头 {key} 应为 {kind}，而不是 {value!r}。"
            )
    for key in ("severity", "subject", *LANGS):
        if key not in header:
            raise fail(f"the header has no {key}.", f"文件头缺少 {key}。")
    for key, allowed in (("severity", Severity), ("effort", Effort), ("confidence", Confidence)):
        if key in header and header[key] not in get_args(allowed):
            choices = ", ".join(get_args(allowed))
            raise fail(
                f"{key} = {header[key]!r}: expected one of {choices}.", f"{key} = {header[key]!r}：只能取 {choices}。"
            )
    texts: dict[Lang, RuleText] = {}
    for lang in LANGS:
        entry = header[lang]
        unknown = set(entry) - set(_TEXTS)
        missing = [t for t in _TEXTS if not str(entry.get(t, "")).strip()]
        if unknown or missing:
            what = ", ".join([*(f"unknown {u}" for u in sorted(unknown)), *(f"no {m}" for m in missing)])
            raise fail(
                f"[{lang}]: {what}; expected title, message, fix.", f"[{lang}] 应有 title、message、fix：{what}。"
            )
        texts[lang] = RuleText(**{t: str(entry[t]) for t in _TEXTS})
        for name in texts[lang].placeholders:
            if not _NAME.fullmatch(name):
                raise fail(
                    f"[{lang}]: placeholder {{{name}}} is not a column name.",
                    f"[{lang}] 中的占位符 {{{name}}} 不是列名。",
                )
    repair = header.get("repair", {})
    steps = repair.get("steps", [])
    column = repair.get("column")
    if repair and (
        set(repair) - {"steps", "column"}
        or not isinstance(steps, list)
        or not steps
        or not set(map(str, steps)) <= set(get_args(Repair))
        or not isinstance(column, str | None)
    ):
        choices = ", ".join(get_args(Repair))
        raise fail(
            f'repair = {repair!r}: expected {{ steps = […], column = "…" }} with steps out of {choices}.',
            f'repair = {repair!r}：应写成 {{ steps = […], column = "…" }}，steps 只能取 {choices}。',
        )
    if not _NAME.fullmatch(path.stem) or not _NAME.fullmatch(path.parent.name):
        raise fail(
            "folder and file names make the rule's id and must be lower case letters, digits and _.",
            "目录名和文件名组成规则编号，只能用小写字母、数字和下划线。",
        )
    for name, value in header.get("params", {}).items():
        used = f"{{{{{name}}}}}" in body.replace(" ", "") if path.suffix == ".sql" else name in body
        if not used:
            raise fail(f"param {name} = {value!r} is not used.", f"参数 {name} = {value!r} 没有被用到。")
    return Rule(
        id=".".join(filter(None, [namespace, path.parent.name, path.stem])),
        path=path,
        severity=cast("Severity", header["severity"]),
        subject=header["subject"],
        text=texts,
        body=body,
        body_line=body_line,
        cause=header.get("cause"),
        where=header.get("where"),
        effort=cast("Effort", header.get("effort", "hours")),
        reach=header.get("reach"),
        tags=tuple(header.get("tags", ())),
        params=dict(header.get("params", {})),
        industries=tuple(header.get("industries", ())),
        confidence=cast("Confidence", header.get("confidence", "certain")),
        discriminator=tuple(header.get("discriminator", ())),
        checks=tuple(header.get("checks", ())),
        repair=tuple(steps),
        repair_column=column,
        verify=header.get("verify"),
    )


def select(rules: dict[str, Rule], only: Iterable[str] = (), ignore: Iterable[str] = ()) -> dict[str, Rule]:
    """Rules whose id starts with a prefix of ``only``, or that carry it as tag or severity, less those of ``ignore``.

    Raises:
        UsageError: when a selector matches no rule at all.
    """

    def matches(rule: Rule, selector: str) -> bool:
        return rule.id.startswith(selector.rstrip("*")) or selector in (*rule.tags, rule.severity, rule.family)

    for selector in (*only, *ignore):
        if not any(matches(rule, selector) for rule in rules.values()):
            near = difflib.get_close_matches(selector, rules, 3, 0.4)
            hint, hint_zh = (f" Nearest: {', '.join(near)}.", f"最接近的有：{'、'.join(near)}。") if near else ("", "")
            raise UsageError(f"No rule matches {selector!r}.{hint}", f"没有规则与 {selector!r} 匹配。{hint_zh}")
    only, ignore = list(only), list(ignore)
    return {
        rule.id: rule
        for rule in rules.values()
        if (not only or any(matches(rule, s) for s in only)) and not any(matches(rule, s) for s in ignore)
    }


def builtin_rules() -> Path:
    """The folder of the rules that come with healthcheck: inside the wheel, or beside the package in a checkout."""
    return _shipped("rules")


def builtin_fixtures() -> Path:
    """The folder of the embedded sample systems."""
    return _shipped("fixtures")


def _shipped(name: str) -> Path:
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
