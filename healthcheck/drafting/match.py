"""Which table of a schema is which fact, and which column which: by names and comments, in English and Chinese.

The words are in ``lexicon.toml``. A match is a suggestion for a person to check, so what is doubtful is left out and said.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import tomli

from healthcheck.drafting.schema import Schema, SchemaTable

#: Tables with these words are about something else than their other words say.
_ASIDE = {
    "log", "logs", "history", "his", "bak", "backup", "copy", "old", "tmp", "temp", "detail", "record", "message", "msg",
    "token", "session", "cache", "flow", "agent", "third", "social", "sms", "mail", "favorite", "setting", "ext", "extend", "logistic", "express",
}  # fmt: skip
_ASIDE_ZH = ("日志", "历史", "备份", "记录", "明细", "临时", "消息", "令牌", "流水", "第三方", "社交")

#: A table counts as a fact from this score on; a second table close to the first is told as the other choice.
_LEAST, _NEAR = 3.0, 0.75

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Entry:
    """What the lexicon says of one fact table."""

    fact: str
    tables: tuple[str, ...]
    needs: tuple[str, ...]
    link: bool
    columns: dict[str, tuple[str, ...]]


@dataclass
class Mapped:
    """One fact table as a draft fills it.

    Attributes:
        columns: fact column → column of the table.
        missing: fact columns the lexicon knows and the table seems not to have.
        removed: the column that marks removed links, in a table that only links two others.
        others: further tables that might be it, best first.
    """

    fact: str
    table: SchemaTable
    score: float
    columns: dict[str, str]
    missing: list[str] = field(default_factory=list)
    removed: str | None = None
    others: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """Every fact table that was recognised, and those that were not."""

    mapped: list[Mapped]
    absent: list[str]


@cache
def lexicon() -> dict[str, Entry]:
    """The words, by fact table."""
    data = tomli.loads((Path(__file__).parent / "lexicon.toml").read_text("utf-8"))
    return {
        fact: Entry(
            fact,
            tuple(entry["tables"]),
            tuple(entry["needs"]),
            bool(entry.get("link", False)),
            {column: tuple(words) for column, words in entry["columns"].items()},
        )
        for fact, entry in data.items()
    }


def draft(schema: Schema) -> Draft:
    """The best table for every fact; a table stands for one fact only."""
    prefixes = _prefixes(schema)
    ranked: list[tuple[float, str, Mapped]] = []
    for fact, entry in lexicon().items():
        found = []
        for table in schema.tables:
            named = _named(entry, table, prefixes)
            if named <= 0:
                continue
            columns = _columns(entry, table, prefixes)
            if any(need not in columns for need in entry.needs):
                continue
            score = named + 2.0 * len(columns) / max(1, len([c for c, words in entry.columns.items() if words]))
            if score >= _LEAST:
                missing = [c for c, words in entry.columns.items() if words and c not in columns]
                removed = _removed(table) if entry.link else None
                found.append(Mapped(fact, table, score, columns, missing, removed))
        ranked += [(one.score, fact, one) for one in found]
    ranked.sort(key=lambda r: (-r[0], r[1], r[2].table.name))
    chosen: dict[str, Mapped] = {}
    taken: set[str] = set()
    for score, fact, one in ranked:
        if fact in chosen:
            first = chosen[fact]
            if score >= _NEAR * first.score and one.table.name not in taken and len(first.others) < 3:
                first.others.append(one.table.name)
        elif one.table.name not in taken:
            chosen[fact] = one
            taken.add(one.table.name)
    order = list(lexicon())
    return Draft(
        sorted(chosen.values(), key=lambda m: order.index(m.fact)), [fact for fact in order if fact not in chosen]
    )


def words_of(name: str) -> list[str]:
    """The words of a name, lower case, plurals made singular: ``sysUserRoles`` → sys, user, role."""
    found = []
    for word in _WORD.findall(name):
        low = word.lower()
        if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
            low = low[:-1]
        found.append(low)
    return found


def _prefixes(schema: Schema) -> set[str]:
    """Words that tables start with all over: modules (``sys_``, ``erp_``, ``t_``) and not what a row is."""
    first = Counter(words[0] for table in schema.tables if len(words := words_of(table.name)) > 1)
    second = Counter(words[1] for table in schema.tables if len(words := words_of(table.name)) > 2)
    common = {word for word, count in first.items() if count >= max(2, len(schema.tables) * 0.02)}
    known = {w for entry in lexicon().values() for phrase in entry.tables for w in phrase.split()}
    return (common - known) | {
        w for w in ("sys", "system", "base", "t", "tb", "tbl", "biz", "erp") if first[w] or second[w]
    }


def _named(entry: Entry, table: SchemaTable, prefixes: set[str]) -> float:
    """How well a table's name and comment say that it is this fact; 0 when they do not."""
    words = words_of(table.name)
    while len(words) > 1 and words[0] in prefixes:
        words = words[1:]
    best = 0.0
    for place, phrase in enumerate(entry.tables):
        if _HAN.search(phrase):
            best = max(best, _in_comment(phrase, table.comment, place))
            continue
        wanted = [w for token in phrase.split() for w in words_of(token)]
        if words == wanted or "".join(words) == "".join(wanted):
            best = max(best, 4.0 - 0.05 * place)
        elif len(wanted) <= len(words) and words[-len(wanted) :] == wanted:
            best = max(best, 2.6 - 0.5 * (len(words) - len(wanted)) - 0.05 * place)
        elif set(wanted) <= set(words):
            best = max(best, 1.6 - 0.4 * (len(words) - len(wanted)) - 0.05 * place)
    asked = {w for phrase in entry.tables for w in phrase.split()}
    if (_ASIDE - asked).intersection(words) or (
        any(w in table.comment for w in _ASIDE_ZH) and not any(z in p for p in entry.tables for z in _ASIDE_ZH)
    ):
        best -= 2.5
    return best


def _in_comment(phrase: str, comment: str, place: int) -> float:
    said = re.sub(r"(信息|主|数据|基础|系统)?表$|信息$|档案$", "", comment.strip())
    said = re.sub(r"^(系统|erp|ERP|基础)\s*", "", said)
    if said == re.sub(r"表$", "", phrase):
        return 3.6 - 0.05 * place
    return 1.2 - 0.05 * place if phrase in said and len(said) <= len(phrase) + 4 else 0.0


def _columns(entry: Entry, table: SchemaTable, prefixes: set[str]) -> dict[str, str]:
    """Fact column → the table's column, each column used once except a key's."""
    own = [w for w in words_of(table.name) if w not in prefixes]
    found: dict[str, str] = {}
    used: set[str] = set()
    for column, phrases in entry.columns.items():
        best: tuple[float, str] | None = None
        for name, comment in table.columns.items():
            if name in used:
                continue
            score = _column_score(phrases, name, comment, own)
            if score > 0 and (best is None or score > best[0]):
                best = (score, name)
        if best is not None:
            found[column] = best[1]
            used.add(best[1])
    return found


def _removed(table: SchemaTable) -> str | None:
    phrases = lexicon()["user_account"].columns["deleted"]
    scored = [(_column_score(phrases, name, comment, []), name) for name, comment in table.columns.items()]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] > 0 else None


def _column_score(phrases: tuple[str, ...], name: str, comment: str, own: list[str]) -> float:
    words = words_of(name)
    joined = "".join(words)
    short = "".join(words[len(own) :]) if own and words[: len(own)] == own else joined
    said = re.split(r"[（(：:,，;；\s]", comment.strip(), maxsplit=1)[0].lower()
    score = 0.0
    for place, phrase in enumerate(phrases):
        weight = 1.0 - 0.03 * place
        if _HAN.search(phrase):
            if said and said == phrase:
                score = max(score, 0.9 * weight)
        else:
            plain = "".join(w for token in phrase.split() for w in words_of(token))
            if plain in (joined, short):
                score = max(score, weight)
    return score
