"""Which indexes might help a statement: read off its plan.

A plan names every table that is really read, also those behind views, and writes each condition with the table's alias
before the column. So the text of the statement need not be understood, only the conditions of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from healthcheck.sqlcheck.statement import conjuncts, null_test
from healthcheck.sqltext import Known

#: Most columns in an index's key, and most that it carries along.
MOST_KEYS = 4
MOST_CARRIED = 4
#: Tables below this are read as a whole anyway.
SMALL = 500
#: Columns with no more values than this lead no index.
FEW_VALUES = 2
#: Most indexes tried for one table of one statement.
MOST = 40

_CONDITIONS = ("Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter")
_KEY = re.compile(r'^\(*(?:("(?:[^"]|"")+"|\w+)\.)?("(?:[^"]|"")+"|\w+)\)*((?: DESC)?(?: NULLS (?:FIRST|LAST))?)$')
#: Functions that always give the same for the same, which an index may be built on.
_FIXED = (exp.Lower, exp.Upper, exp.Trim)


@dataclass(frozen=True)
class Index:
    """An index that does not exist: its table, keys as SQL writes them, carried columns and condition."""

    table_id: str
    keys: tuple[str, ...]
    carried: tuple[str, ...] = ()
    where: str = ""

    def sql(self, name: str = "", concurrently: bool = False) -> str:
        """The statement that would create it."""
        schema, _, table = self.table_id.rpartition(".")
        target = f"{quote(schema)}.{quote(table)}" if schema else quote(table)
        carried = f" INCLUDE ({', '.join(self.carried)})" if self.carried else ""
        where = f" WHERE {self.where}" if self.where else ""
        named = f"{quote(name)} " if name else ""
        how = "CONCURRENTLY " if concurrently else ""
        return f"CREATE INDEX {how}{named}ON {target} ({', '.join(self.keys)}){carried}{where}"

    @property
    def name(self) -> str:
        """A name that says what it is on."""
        table = self.table_id.rpartition(".")[2]
        parts = [re.sub(r"\W+", "_", key.removesuffix(" DESC")).strip("_") for key in self.keys]
        suffix = "_incl" * bool(self.carried) + "_part" * bool(self.where)
        return f"ix_{'_'.join([table, *parts])}"[: 60 - len(suffix)] + suffix


def quote(name: str) -> str:
    """An identifier as PostgreSQL writes it."""
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


_RESERVED = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "both", "case", "cast", "check", "collate", "column",
    "constraint", "create", "current_date", "default", "desc", "distinct", "do", "else", "end", "except", "false", "fetch",
    "for", "foreign", "from", "grant", "group", "having", "in", "initially", "into", "leading", "limit", "not", "null",
    "offset", "on", "only", "or", "order", "placing", "primary", "references", "returning", "select", "some", "table",
    "then", "to", "trailing", "true", "union", "unique", "user", "using", "when", "where", "window", "with",
}  # fmt: skip


@dataclass
class Use:
    """What a statement does with one table."""

    table_id: str
    equal: dict[str, None] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, None] = field(default_factory=dict)
    joins: dict[str, None] = field(default_factory=dict)
    computed: dict[str, None] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    needed: set[str] | None = field(default_factory=set)


def uses_of(plan: dict[str, Any]) -> list[Use]:
    """What a plan does with each table that it reads."""
    nodes = list(_nodes(plan))
    uses: dict[str, Use] = {}
    for node in nodes:
        if "Relation Name" in node and node.get("Schema"):
            uses.setdefault(str(node["Alias"]), Use(f"{node['Schema']}.{node['Relation Name']}"))
    for node in nodes:
        for key in _CONDITIONS:
            if key in node:
                for condition in _parsed(str(node[key])):
                    classify(condition, uses)
        for key, kind in (("Sort Key", "order"), ("Group Key", "group")):
            if key in node:
                _sorted(list(node[key]), kind, uses)
        _note_needed(node, plan, uses)
    return list(uses.values())


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    stack = [plan]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.get("Plans", ())))


def _parsed(text: str) -> list[exp.Expr]:
    try:
        tree = sqlglot.parse_one(f"SELECT 1 WHERE {text}", read="postgres")
    except (SqlglotError, RecursionError, ValueError):
        return []
    where = tree.args.get("where")
    return list(conjuncts(where.this)) if where is not None else []


def _column(node: exp.Expr | None, uses: dict[str, Use]) -> tuple[Use, str] | None:
    """The table and column of a bare column; a cast of varchar to text does not hide it from an index."""
    while isinstance(node, exp.Paren | exp.Cast):
        if isinstance(node, exp.Cast) and not node.to.is_type(exp.DataType.Type.TEXT):
            return None
        node = node.this
    if isinstance(node, exp.Column) and str(node.table) in uses:
        return uses[str(node.table)], str(node.name)
    return None


def classify(condition: exp.Expr, uses: dict[str, Use]) -> None:
    """Note what a condition asks of the tables in ``uses``, which are named by their aliases."""
    negated = isinstance(condition, exp.Not)
    inner = condition.this if negated else condition
    null = null_test(condition)
    if isinstance(inner, exp.Column | exp.Is):
        found = _column(inner.this if isinstance(inner, exp.Is) else inner, uses)
        if found and isinstance(inner, exp.Column):
            use, name = found
            use.fixed[name] = f"NOT {quote(name)}" if negated else quote(name)
        elif found and null is not None:
            use, name = found
            use.fixed[name] = f"{quote(name)} IS {'' if null else 'NOT '}NULL"
        return
    if negated or not isinstance(condition, exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        return
    for side, other in ((condition.this, condition.expression), (condition.expression, condition.this)):
        found = _column(side, uses)
        tables = {str(c.table) for c in other.find_all(exp.Column)}
        if found is None:
            _expression(side, other, condition, uses)
            continue
        use, name = found
        if any(uses.get(t) is use for t in tables):
            continue
        if not isinstance(condition, exp.EQ):
            if not tables:
                use.ranges[name] = None
        elif tables:
            use.joins[name] = None
        else:
            use.equal[name] = None
            if (
                isinstance(other, exp.Literal | exp.Cast)
                and other.find(exp.Parameter) is None
                and other.find(exp.Any) is None
            ):
                use.fixed[name] = f"{quote(name)} = {other.sql('postgres')}"


def _expression(side: exp.Expr, other: exp.Expr, condition: exp.Expr, uses: dict[str, Use]) -> None:
    """`lower(name) = …`"""
    while isinstance(side, exp.Paren):
        side = side.this
    if not isinstance(side, _FIXED) or not isinstance(condition, exp.EQ) or other.find(exp.Column) is not None:
        return
    found = _column(side.this, uses)
    if found and not side.args.get("expression"):
        use, name = found
        use.computed[f"{side.key}({quote(name)})"] = None


def _sorted(keys: list[str], kind: str, uses: dict[str, Use]) -> None:
    """Remember the order of a sort or the keys of a grouping, when all are columns of one table."""
    names, owners = [], set()
    for key in keys:
        match = _KEY.match(key)
        if not match or not match[1]:
            return
        owners.add(_unquoted(match[1]))
        names.append(quote(_unquoted(match[2])) + match[3])
    if len(owners) == 1 and len(names) <= MOST_KEYS and (owner := owners.pop()) in uses:
        setattr(uses[owner], kind, tuple(names))


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _note_needed(node: dict[str, Any], root: dict[str, Any], uses: dict[str, Use]) -> None:
    """Which columns of a table the plan needs; a scan's own list is often the whole row, so those above count."""
    texts = [str(node[k]) for k in _CONDITIONS if k in node]
    texts += [str(t) for k in ("Sort Key", "Group Key") for t in node.get(k, ())]
    if "Relation Name" not in node or node is root:
        texts += [str(t) for t in node.get("Output", ())]
    for text in texts:
        for alias, column in re.findall(r'("(?:[^"]|"")+"|\b\w+)\.("(?:[^"]|"")+"|\w+|\*)', text):
            use = uses.get(_unquoted(alias))
            if use is not None and use.needed is not None:
                if column == "*":
                    use.needed = None
                else:
                    use.needed.add(_unquoted(column))


def candidates(use: Use, known: Known) -> list[Index]:
    """Indexes that might help, those that would repeat an existing one left out."""
    if known.rows < SMALL or known.table.kind not in ("table", "partition", "materialized_view"):
        return []
    by_values = sorted(use.equal, key=lambda c: (-_values(known, c), c))
    equal = [quote(c) for c in by_values if _values(known, c) > FEW_VALUES]
    ranges, joins = [quote(c) for c in use.ranges], [quote(c) for c in use.joins]
    keys: dict[tuple[str, ...], None] = {}

    def add(*parts: str) -> None:
        names = tuple(dict.fromkeys(parts))[:MOST_KEYS]
        if names:
            keys[names] = None

    heads = [tuple(equal)] + [(j, *equal) for j in joins] + [(*equal, j) for j in joins]
    for head in dict.fromkeys(heads):
        add(*head)
        for column in ranges:
            add(*head, column)
        if use.order:
            add(*head, *use.order)
        if use.group:
            add(*head, *use.group)
    for column in (*equal, *joins, *ranges):
        add(column)
    for expression in use.computed:
        add(expression)
        add(expression, *equal)
    found: dict[Index, None] = {}
    for names in keys:
        found[Index(use.table_id, names)] = None
        rest = sorted(quote(c) for c in (use.needed or ()) if quote(c) not in {n.split(" ")[0] for n in names})
        if (
            use.needed
            and 1 <= len(rest) <= MOST_CARRIED
            and set(use.needed) <= set(known.columns)
            and "(" not in names[0]
        ):
            found[Index(use.table_id, names, tuple(rest))] = None
        for column, condition in use.fixed.items():
            others = tuple(n for n in names if n != quote(column))
            if others:
                found[Index(use.table_id, others, (), condition)] = None
    return [index for index in found if _worth(index, known)][:MOST]


def _values(known: Known, column: str) -> int:
    fact = known.columns.get(column.lower())
    return (fact.distinct_values if fact else None) or known.rows


def _worth(index: Index, known: Known) -> bool:
    """No index with these first keys exists, and the first is no column of two values."""
    wanted = [_unquoted(k).lower() for k in index.keys]
    for existing in known.indexes:
        have = [_unquoted(part).lower() for part in existing.split(" include (")[0].split(", ")]
        if have[: len(wanted)] == wanted:
            return False
    if known.primary and set(wanted[:1]) == known.primary:
        return False
    first = wanted[0].split(" ")[0]
    return "(" in first or first not in known.columns or _values(known, first) > FEW_VALUES
