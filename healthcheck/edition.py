"""The customer edition of a report: people under stable false names, everything else as it was.

Which columns tell who a person is stands in the facts (:class:`healthcheck.facts.base.Personal`). Every value of such a
column is replaced wherever it stands in the report: in evidence, names, origins, drawings, the inventory, and inside
longer texts. So is whoever is named as an owner, as an approver, or as the one who checked, unless that is a team. A false
name is a keyed digest: the same value has the same name in every report made with the same salt, and nobody can go back
without it. Finding ids stay, so that both editions can be held side by side.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from healthcheck.checklist import ROLES
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.files import create_private
from healthcheck.rule import Rule

if TYPE_CHECKING:
    from healthcheck.scan import Scan
    from healthcheck.store import Snapshot

Edition = Literal["internal", "customer"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)

#: Environment variable with the salt.
SALT_VARIABLE = "HEALTHCHECK_SALT"
_SALT_BYTES = 32

#: First letter of a false name per kind of value, the kind that wins first where one value is of several kinds.
LETTERS = {"name": "N", "login": "L", "number": "C", "mail": "M", "phone": "P", "address": "A", "identity": "I"}

#: Accounts of these kinds are nobody's: their names stay.
_NOBODY = ("service", "system", "template")

#: Tables whose rows are persons, a sign-in name, and what is the number of a row instead (a mobile number is none).
_PERSONS = ("user_account", "employee")
_SIGN_IN = re.compile(r"[\w.@+-]{2,100}")
_NUMBER = re.compile(r"(?!1[3-9]\d{9}$)\d+|(?=.*\d)[0-9A-Fa-f-]{16,}")

#: Values this short are replaced only where they stand alone, not inside a text.
_SHORTEST_WORD, _SHORTEST_HANZI = 3, 2

#: What is personal in a longer text wherever it came from: mail addresses, Chinese mobile numbers and identity numbers.
_PATTERNS = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("identity", re.compile(r"(?<!\w)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)")),
    ("phone", re.compile(r"(?<!\w)1[3-9]\d{9}(?!\w)")),
)

#: What a scan says of adapters and of itself: words of ours, even where an account is called like a product.
_OURS = frozenset({"guide", "guides", "adapters", "engine", "edition", "products", "limits"})

#: A target on a server, as a report states it: without user and password.
_SERVER = re.compile(r"(\w+=)?\w+://[^/@]")

#: Fields that hold the program's own words and no data.
_OWN = frozenset({"fingerprint", "rule", "rules", "severity", "confidence", "priority", "state", "type", "fact", "how"})

#: Fields in which people name one another: owners, approvers, who checked. Known from nowhere else, so replaced whole.
_PEOPLE = frozenset({"owner", "approver", "by"})

#: Owners that are nobody's names: departments and teams by how they are called, and the roles of the checklist.
_TEAM = re.compile(
    r".+(部|部门|组|团队|中心|公司|办公室|委员会|事业部)"
    r"|(.*\b)?(teams?|dept\.?|departments?|groups?|desk|helpdesk|office|committee|it|dba|hr)",
    re.IGNORECASE,
)
_ROLES = frozenset(name.casefold() for role in ROLES.values() for name in (role.en, role.zh))


def read_salt(path: Path | None) -> bytes | None:
    """The salt of false names: from a file, which is made when it is not there, else from the environment.

    Returns None when neither is given.

    Raises:
        UsageError: when it is too short to keep names secret, or the file cannot be used.
    """
    if path is None:
        text = os.environ.get(SALT_VARIABLE, "").strip()
        where = SALT_VARIABLE
        if not text:
            return None
    else:
        where = str(path)
        try:
            if not path.exists():
                create_private(path, base64.b64encode(os.urandom(_SALT_BYTES)) + b"\n")
            text = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"{path}: the salt cannot be used: {error}.", f"{path}：盐文件无法使用：{error}。"
            ) from None
    if len(text) < 16:
        raise UsageError(
            f"{where}: a salt has at least 16 characters, or names can be guessed.",
            f"{where}：盐至少 16 个字符，否则假名可被猜出。",
        )
    return text.encode("utf-8")


def personal_values(snapshot: Snapshot) -> dict[str, str]:
    """Every personal value of a snapshot and its kind; the names of accounts that are nobody's are left out."""
    kinds = list(LETTERS)
    found: dict[str, str] = {}
    nobody: set[str] = set()
    have: dict[str, set[str]] = {}
    for table, column in snapshot.con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'snap'"
    ).fetchall():
        have.setdefault(table, set()).add(column)
    for spec in TABLES.values():
        for column in spec.columns.values():
            if column.personal is None or column.name not in have.get(spec.name, ()):
                continue
            kind = "kind" if "kind" in have[spec.name] and "kind" in spec.columns else "NULL"
            rows = snapshot.con.execute(
                f'SELECT DISTINCT trim("{column.name}"), {kind} FROM "{spec.name}" WHERE trim("{column.name}") <> \'\''
            ).fetchall()
            for value, of in rows:
                if of in _NOBODY:
                    nobody.add(value)
                elif value not in found or kinds.index(column.personal) < kinds.index(found[value]):
                    found[value] = column.personal
    for value in _gone(snapshot, have):
        found.setdefault(value, "login")
    persons = {v for v, k in found.items() if k in ("name", "number", "mail", "phone")}
    return {v: k for v, k in found.items() if v not in nobody or v in persons}


def _gone(snapshot: Snapshot, have: Mapping[str, set[str]]) -> set[str]:
    """What points at accounts and staff that exist no more, where a product points by sign-in name and not by number.

    No table holds these names any longer, so they are taken from the columns that point.
    """
    found: set[str] = set()
    for spec in TABLES.values():
        for column, to in spec.refs.items():
            if to not in _PERSONS or column not in have.get(spec.name, ()):
                continue
            known = f'SELECT "{key}" FROM "{to}"' if (key := TABLES[to].keys[0]) in have.get(to, ()) else "SELECT NULL"
            rows = snapshot.con.execute(
                f'SELECT DISTINCT trim("{column}") FROM "{spec.name}" WHERE trim("{column}") <> \'\''
                f' AND "{column}" NOT IN (SELECT * FROM ({known}) AS k(v) WHERE v IS NOT NULL)'
            ).fetchall()
            found.update(value for (value,) in rows if _SIGN_IN.fullmatch(value) and not _NUMBER.fullmatch(value))
    return found


class FalseNames:
    """Replaces personal values in texts.

    Args:
        values: personal value → kind (see :data:`LETTERS`).
        salt: of the false names.
    """

    def __init__(self, values: Mapping[str, str], salt: bytes) -> None:
        self.salt = salt
        self.values = {value.casefold(): kind for value, kind in values.items()}
        #: Lengths of the values that begin with two given characters, longest first.
        self.lengths: dict[str, list[int]] = {}
        for value in self.values:
            if len(value) >= (_SHORTEST_WORD if value.isascii() else _SHORTEST_HANZI):
                self.lengths.setdefault(value[:2], []).append(len(value))
        for start, lengths in self.lengths.items():
            self.lengths[start] = sorted(set(lengths), reverse=True)
        self.first = {start[0] for start in self.lengths}
        self.memo: dict[str, str] = {}

    def name(self, value: str, kind: str) -> str:
        """The false name of a value; case makes no difference."""
        digest = hmac.new(self.salt, value.casefold().encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return f"{LETTERS[kind]}-{base64.b32encode(digest)[:8].decode('ascii')}"

    def text(self, text: str) -> str:
        """``text`` with every personal value in it replaced."""
        known = self.memo.get(text)
        if known is None:
            known = self.memo[text] = self._replaced(text)
        return known

    def _replaced(self, text: str) -> str:
        whole = text.strip()
        kind = self.values.get(whole.casefold())
        if kind is not None:
            return text.replace(whole, self.name(whole, kind))
        found = self._known(text)
        for kind, pattern in _PATTERNS:
            # A value that is nothing but such a number is a code of something: were it a person's, it would be known.
            if kind == "mail" or not whole.isalnum():
                found = pattern.sub(lambda match, kind=kind: self.name(match[0], kind), found)  # type: ignore[misc]
        return found

    def _known(self, text: str) -> str:
        folded = text.casefold()
        if len(folded) != len(text):  # ß and the like: places no longer agree
            text = folded
        parts: list[str] = []
        done = place = 0
        end = len(folded)
        while place < end - 1:
            if folded[place] in self.first:
                for length in self.lengths.get(folded[place : place + 2], ()):
                    value = folded[place : place + length]
                    if len(value) == length and value in self.values and _apart(folded, place, length):
                        parts += [text[done:place], self.name(value, self.values[value])]
                        done = place + length
                        place = done - 1
                        break
            place += 1
        return text if not parts else "".join([*parts, text[done:]])

    def person(self, text: str) -> str:
        """The false name of whoever somebody named, whether the facts know them or not; a team keeps its name."""
        whole = " ".join(text.split())
        known = whole.casefold() in self.values
        if not known and (_TEAM.fullmatch(whole) or whole.casefold() in _ROLES):
            return self.text(text)
        return self.name(whole, self.values.get(whole.casefold(), "name"))

    def anything(self, value: Any) -> Any:
        """A value of evidence, with texts inside lists and mappings replaced too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple | set | frozenset):
            return type(value)(self.anything(v) for v in value)
        if isinstance(value, dict):
            return {k: self.anything(v) for k, v in value.items()}
        if isinstance(value, int) and not isinstance(value, bool) and str(value) in self.values:
            return self.text(str(value))
        return value


def _apart(text: str, place: int, length: int) -> bool:
    """Whether a value stands for itself in a text: a Latin word or number ends where it ends, Chinese needs no gap."""
    before, after = text[place - 1 : place], text[place + length : place + length + 1]
    first, last = text[place], text[place + length - 1]
    return not (_joins(before) and _joins(first)) and not (_joins(last) and _joins(after))


def _joins(character: str) -> bool:
    return character.isascii() and character.isalnum()


def for_customer(scan: Scan, values: Mapping[str, str], salt: bytes) -> None:
    """Turn ``scan`` into its customer edition, in place.

    Statements that repair are left out: with false names in them they would repair nothing.

    Args:
        values: as :func:`personal_values` gives them.
    """
    names = FalseNames(values, salt)
    walk = _Walk(names)
    for field in dataclasses.fields(scan):
        if field.name == "targets":  # a database on a server is no person, even where an account is called like it
            scan.targets = [t if _SERVER.match(t) else walk.through(t) for t in scan.targets]
        elif field.name not in _OURS:
            setattr(scan, field.name, walk.through(getattr(scan, field.name)))
    for guide in (scan.guide, *scan.guides.values()):
        for fix in guide.fixes.values():
            fix.pop("sql", None)
            fix.pop("verify", None)
    scan.edition = "customer"


class _Walk:
    """Goes through everything a report is made of, each object once."""

    def __init__(self, names: FalseNames) -> None:
        self.names = names
        self.words = {*TABLES, *(column for spec in TABLES.values() for column in spec.columns)}
        self.seen: dict[int, Any] = {}
        self.kept: list[Any] = []  # an id is good only while its object lives

    def through(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.names.text(value)
        if isinstance(value, Rule) or value is None:
            return value
        if id(value) in self.seen:
            return self.seen[id(value)]
        if isinstance(value, list):
            self._remember(value, value)
            value[:] = [self.through(v) for v in value]
            return value
        if isinstance(value, tuple | set | frozenset):
            return self._remember(value, type(value)(self._all(value)))
        if isinstance(value, dict):
            return self._mapping(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._record(value)
        return self.names.anything(value)

    def _mapping(self, value: dict[Any, Any], evidence: bool = False) -> dict[Any, Any]:
        """Keys may be data too (which role has which duty), unless they name a table or a column."""
        self._remember(value, value)
        items = [(k if evidence or k in self.words else self.through(k), self.through(v)) for k, v in value.items()]
        value.clear()
        value.update(items)
        return value

    def _all(self, values: Iterable[Any]) -> list[Any]:
        return [self.through(v) for v in values]

    def _record(self, value: Any) -> Any:
        frozen = value.__dataclass_params__.frozen
        if not frozen:
            self._remember(value, value)
        changed = {}
        for field in dataclasses.fields(value):
            if field.name in _OWN or not field.init:
                continue
            old = getattr(value, field.name)
            if field.name in _PEOPLE and isinstance(old, str) and old.strip():
                new: Any = self.names.person(old)
            elif field.name == "evidence" and isinstance(old, dict):  # a person's evidence is a text
                new = self._mapping(old, evidence=True)
            else:
                new = self.through(old)
            if new is not old:
                changed[field.name] = new
        if frozen:
            return self._remember(value, dataclasses.replace(value, **changed) if changed else value)
        for name, new in changed.items():
            setattr(value, name, new)
        return value

    def _remember(self, old: Any, new: Any) -> Any:
        self.seen[id(old)] = new
        self.seen[id(new)] = new
        self.kept += [old, new]
        return new
