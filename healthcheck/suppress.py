"""Comments in files that accept findings, and what became of each.

    # healthcheck: ignore[flow.dead_end, org.*] until=2026-12-31 reason="the old flow ends with the year"

stands at the end of the line it speaks for, or on lines of its own before it; ``ignore-file[…]`` speaks for its whole file.
It counts only where the file's own syntax says that it is a comment: the same words inside a string are data.
"""

from __future__ import annotations

import difflib
import os
import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck.config.text import REMARK
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Place, Waiver, accept
from healthcheck.places import place_of, places_of

if TYPE_CHECKING:
    from healthcheck.rule import Rule

#: Larger files are data, not what somebody comments.
MAX_BYTES = 8_000_000
#: More in one file are somebody's joke.
MAX_PER_FILE = 2_000
_SHOWN = 200

# What is opened and never closed ends with the line or the file, so that no text is looked at twice.
_DOUBLE = r'"(?:\\.|[^"\\\n])*(?:"|$|\\\Z)'
_SINGLE = r"'(?:\\.|[^'\\\n])*(?:'|$|\\\Z)"
_TRIPLE = r'"""(?:\\.|[^\\])*?(?:"""|\\?\Z)|' r"'''(?:\\.|[^\\])*?(?:'''|\\?\Z)"
_BLOCK = r"/\*.*?(?:\*/|\Z)"


def _syntax(*strings: str, comment: str) -> re.Pattern[str]:
    return re.compile("|".join([*strings, f"(?P<comment>{comment})"]), re.DOTALL | re.MULTILINE)


_TOML = _syntax(
    r'"""(?:\\.|[^\\])*?(?:"""|\\?\Z)', r"'''.*?(?:'''|\Z)", _DOUBLE, r"'[^'\n]*(?:'|$)", comment=r"#[^\n]*"
)
_XML = _syntax(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", comment=r"<!--.*?(?:-->|\Z)")
# A quote after a backslash ends a string in standard SQL and not in MySQL: what follows it tells.
_SQL = _syntax(
    r"'(?:''|\\'(?![\s,;)])|[^'])*(?:'|\Z)",
    r'"[^"]*(?:"|\Z)',
    r"`[^`]*(?:`|\Z)",
    r"\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)",
    comment=rf"--[^\n]*|#\s*{REMARK.decode()}[^\n]*|{_BLOCK}",
)
_SLASHES = _syntax(_DOUBLE, _SINGLE, r"`(?:\\.|[^`\\])*(?:`|\\?\Z)", comment=rf"//[^\n]*|{_BLOCK}")
_PYTHON = _syntax(_TRIPLE, _DOUBLE, _SINGLE, comment=r"#[^\n]*")
_HASH = _syntax(_DOUBLE, _SINGLE, comment=rf"(?<!\S)#[^\n]*|//[^\n]*|{_BLOCK}")
_LINE = re.compile(r"^[ \t]*(?P<comment>[#;!][^\n]*)", re.MULTILINE)
# Used for YAML that cannot be read: quotes are respected, block texts are not.
_YAML_ROUGH = _syntax(_DOUBLE, r"'(?:''|[^'\n])*(?:'|$)", comment=r"(?:^|(?<=\s))#[^\n]*")

_SYNTAX: dict[str, re.Pattern[str]] = {
    **dict.fromkeys((".toml",), _TOML),
    **dict.fromkeys((".xml", ".bpmn", ".html", ".htm", ".xsd", ".svg", ".md"), _XML),
    **dict.fromkeys((".sql", ".ddl"), _SQL),
    **dict.fromkeys(
        (".jsonc", ".json5", ".js", ".mjs", ".ts", ".java", ".groovy", ".gradle", ".prisma", ".proto"), _SLASHES
    ),
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
    **dict.fromkeys((".sh", ".tf", ".hcl"), _HASH),
    **dict.fromkeys((".ini", ".cfg", ".conf", ".properties", ".env"), _LINE),
}
_YAML = (".yaml", ".yml")

#: Endings of files in which comments are looked for.
ENDINGS = (*_SYNTAX, *_YAML)

_COMMENT = re.compile(rf"{REMARK.decode()}\s*[:：]\s*ignore(?P<file>-file)?(?![\w-])(?P<rest>[^\n]*)")
_RULES = re.compile(r"\s*\[([^\]\n]*)\]")
_WORD = re.compile(
    r"""\s*(?P<key>[a-z_]+)\s*=\s*(?:"(?P<d>[^"\n]*)"|'(?P<s>[^'\n]*)'|“(?P<c>[^”\n]*)”|(?P<p>[^\s"']+))"""
)
_CLOSING = re.compile(r"\s*(?:-->|\*/)?\s*\Z")
_SELECTOR = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\.(?:[a-z0-9_]+\*?|\*)")
_KEYS = ("until", "reason", "owner", "ticket")


@dataclass(frozen=True)
class Suppression:
    """One rule named in one comment.

    Attributes:
        place: of the comment.
        covers: the line it speaks for; 0 for the whole file.
        selector: a rule's id, or the beginning of ids followed by ``*``.
        valid: False where the comment cannot be read; it accepts nothing then.
    """

    place: Place
    covers: int
    text: str
    selector: str = ""
    until: date | None = None
    reason: str = ""
    owner: str = ""
    ticket: str = ""
    valid: bool = True

    def names(self, rule_id: str) -> bool:
        """Whether it speaks of a rule."""
        if not self.valid:
            return False
        return rule_id.startswith(self.selector[:-1]) if self.selector.endswith("*") else rule_id == self.selector

    def covers_place(self, place: Place) -> bool:
        """Whether it speaks of what stands at a place of its file."""
        return self.covers == 0 or place.line == self.covers

    def holds(self, day: date) -> bool:
        """Whether it has not ended before a day."""
        return self.until is None or self.until >= day


def find(path: str, data: bytes) -> list[Suppression]:
    """The suppressions of a file.

    Args:
        path: below the target's root, as findings name it; its ending tells the syntax.
    """
    if REMARK not in data or len(data) > MAX_BYTES:
        return []
    ending = "." + path.rpartition("/")[2].lower().rpartition(".")[2]
    if ending not in _SYNTAX and ending not in _YAML:
        return []
    text = data.decode("utf-8-sig", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _COMMENT.search(text) is None:
        return []
    spans = _yaml_comments(text) if ending in _YAML else _comments(text, _SYNTAX[ending])
    return list(_read(path, text, spans))


def find_in(root: Path, paths: Iterable[str]) -> list[Suppression]:
    """The suppressions of files below ``root``; a file that cannot be read has none here, its reader says why."""
    found: list[Suppression] = []
    folder = str(root)
    for path in sorted(set(paths)):
        if not path.lower().endswith(ENDINGS):
            continue
        try:
            # Thousands of small files, most without a comment: nothing is made per file but its content.
            with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
                data = file.read(min(os.fstat(file.fileno()).st_size, MAX_BYTES) + 1) or b""
        except (OSError, ValueError):
            continue
        if REMARK in data:
            found += find(path, data)
    return found


def _comments(text: str, syntax: re.Pattern[str]) -> list[tuple[int, int]]:
    return [m.span("comment") for m in syntax.finditer(text) if m["comment"]]


def _yaml_comments(text: str) -> list[tuple[int, int]]:
    """A ``#`` outside every scalar, at the beginning of a word; what is inside one is data."""
    import yaml

    starts = _line_starts(text)
    scalars: list[tuple[int, int]] = []
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken):
                begin, end = (starts[m.line] + m.column for m in (token.start_mark, token.end_mark))
                scalars.append((begin, end))
    except (yaml.YAMLError, IndexError, ValueError):
        return _comments(text, _YAML_ROUGH)
    found: list[tuple[int, int]] = []
    begins = [s for s, _ in scalars]
    for match in re.finditer(r"(?:^|(?<=[ \t]))#[^\n]*", text, re.MULTILINE):
        before = bisect_right(begins, match.start()) - 1
        if before >= 0 and match.start() < scalars[before][1]:
            header = text[scalars[before][0] : match.start()]
            # The line of `|` or `>` belongs to the scalar's token, and may have a comment of its own.
            if not (re.fullmatch(r"[|>][-+0-9]*[ \t]+", header)):
                continue
        found.append(match.span())
    return found


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", text))]


def _read(path: str, text: str, spans: list[tuple[int, int]]) -> Iterator[Suppression]:
    starts = _line_starts(text)
    code = _code_lines(text, spans, starts)
    count = 0
    for begin, end in spans:
        for match in _COMMENT.finditer(text, begin, end):
            count += 1
            if count > MAX_PER_FILE:
                return
            line = bisect_right(starts, match.start())
            # The place is the comment with its sign, so that a person sees what is meant and a repair can take it away.
            from_, to = (begin, end) if "\n" not in text[begin:end] else match.span()
            first = bisect_right(starts, from_)
            place = Place(path, first, from_ - starts[first - 1] + 1, first, to - starts[first - 1] + 1)
            covers = 0 if match["file"] else _covered(line, bisect_right(starts, end - 1), code)
            yield from _parsed(match, place, covers)


def _code_lines(text: str, spans: list[tuple[int, int]], starts: list[int]) -> list[int]:
    """Numbers of the lines that hold more than comments and blanks."""
    rest = list(text)
    for begin, end in spans:
        rest[begin:end] = [c if c == "\n" else " " for c in rest[begin:end]]
    return [number for number, line in enumerate("".join(rest).split("\n"), 1) if line.strip()]


def _covered(line: int, last: int, code: list[int]) -> int:
    """The comment's own line when something else stands there, else the next that holds something."""
    own = bisect_right(code, line) - 1
    if own >= 0 and code[own] == line:
        return line
    following = bisect_right(code, last)
    return code[following] if following < len(code) else -1


def _parsed(match: re.Match[str], place: Place, covers: int) -> Iterator[Suppression]:
    rest = _CLOSING.sub("", match["rest"])
    shown = f"healthcheck: ignore{match['file'] or ''}{rest}"[:_SHOWN]
    bad = Suppression(place, covers, shown, valid=False)
    rules = _RULES.match(rest)
    if rules is None:
        yield bad
        return
    selectors = [s.strip() for s in rules[1].split(",")]
    values: dict[str, str] = {}
    position = rules.end()
    while (word := _WORD.match(rest, position)) is not None:
        values[word["key"]] = word["d"] or word["s"] or word["c"] or word["p"] or ""
        position = word.end()
    until = _day(values["until"]) if "until" in values else None
    if (
        rest[position:].strip()
        or any(key not in _KEYS for key in values)
        or ("until" in values and until is None)
        or not all(_SELECTOR.fullmatch(s) for s in selectors)
    ):
        yield bad
        return
    reason, owner, ticket = (values.get(key, "").strip() for key in ("reason", "owner", "ticket"))
    for selector in dict.fromkeys(selectors):
        yield Suppression(place, covers, shown, selector, until, reason, owner, ticket)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


@dataclass
class Suppressions:
    """Applies the suppressions of a target to what rules found, and judges the suppressions themselves.

    Rules whose subject is ``suppression`` are run here, after all others: only now is it known what each comment accepts.

    Attributes:
        found: every suppression of the target.
        at: the scan's instant, UTC without zone.
        known: ids of every rule there is, chosen or not.
    """

    found: list[Suppression]
    at: datetime
    known: Iterable[str] = ()
    counts: dict[Suppression, int] = field(default_factory=dict)

    def __call__(self, outcomes: list[Outcome]) -> None:
        """Move accepted findings aside, and replace the outcomes of the rules on suppressions."""
        by_path: dict[str, list[Suppression]] = {}
        for one in self.found:
            if one.valid:
                by_path.setdefault(one.place.path, []).append(one)
        self.counts = dict.fromkeys(self.found, 0)
        day = self.at.date()
        for outcome in outcomes:
            if outcome.findings and by_path:
                accept(outcome, self._accepted(outcome.findings, by_path, day))
        own = [n for n, o in enumerate(outcomes) if o.rule.subject == "suppression" and o.status == "skipped"]
        if not self.found:  # nothing to judge, and nothing heavy to import for it
            for number in own:
                outcomes[number] = Outcome(outcomes[number].rule, "passed")
            return
        if not own:
            return
        verdict = {o.rule.id: o for o in outcomes}
        rows = self._rows(verdict)
        places = {str(row["suppression_id"]): one.place for row, one in zip(rows, self.found, strict=True)}
        judged = judge_rows([outcomes[n].rule for n in own], rows, self.at)
        for number, outcome in zip(own, judged, strict=True):
            outcomes[number] = outcome
            for finding in outcome.findings:
                if finding.subject.key in places:
                    finding.places = [places[finding.subject.key]]

    def _accepted(
        self, findings: list[Finding], by_path: Mapping[str, list[Suppression]], day: date
    ) -> dict[str, Waiver]:
        accepted: dict[str, Waiver] = {}
        for finding in findings:
            # A comment at the head of a row speaks for the row, and the finding may stand at a value some lines on.
            standing = [place for place in (*places_of(finding)[:1], place_of(finding.subject.origin)) if place]
            if not standing:
                continue
            for one in by_path.get(standing[0].path, ()):
                if one.names(finding.rule) and any(map(one.covers_place, standing)):
                    self.counts[one] += 1
                    if one.holds(day) and finding.fingerprint not in accepted:
                        source = f"{one.place.path}:{one.place.line}"
                        accepted[finding.fingerprint] = Waiver(
                            "suppression",
                            reason=one.reason,
                            owner=one.owner,
                            until=one.until,
                            ticket=one.ticket,
                            source=source,
                            timezone="UTC" if one.until else "",
                        )
        return accepted

    def _rows(self, verdict: Mapping[str, Outcome]) -> list[dict[str, Any]]:
        """The fact table ``suppression``."""
        known = sorted(set(self.known) | set(verdict))
        rows = []
        for number, one in enumerate(self.found):
            named = [r for r in known if one.names(r)]
            judged = all(
                r in verdict and verdict[r].ran and verdict[r].count <= len(verdict[r].findings) for r in named
            )
            count = self.counts[one]
            place = one.place
            near = difflib.get_close_matches(one.selector.rstrip("*"), known, 1, 0.5) if not named and one.valid else []
            rows.append(
                {
                    "suppression_id": f"{place.path}:{place.line}:{place.column}:{one.selector or number}",
                    "path": place.path,
                    "line": place.line,
                    "text": one.text,
                    "rule": one.selector or None,
                    "whole_file": one.covers == 0,
                    "until": one.until,
                    "reason": one.reason or None,
                    "valid": one.valid,
                    "rule_known": bool(named) or not one.valid,
                    "nearest": near[0] if near else None,
                    "findings": count if count or (judged and named) else None,
                    "origin": f"{place.path}:{place.line}:{place.column}",
                }
            )
        return rows


def judge_rows(rules: list[Rule], rows: list[dict[str, Any]], at: datetime, limit: int = 10_000) -> list[Outcome]:
    """Run rules on nothing but rows of ``suppression``; a rule that fails is broken and the others go on."""
    import duckdb
    import pyarrow as pa

    from healthcheck.facts import TABLES
    from healthcheck.run import read_findings
    from healthcheck.sealed import lock, seal

    spec = TABLES["suppression"]
    types = {str: pa.string(), int: pa.int64(), bool: pa.bool_(), date: pa.date32()}
    arrays = {name: pa.array([row.get(name) for row in rows], types[c.type]) for name, c in spec.columns.items()}
    outcomes = []
    with duckdb.connect(":memory:") as con:
        for table in (spec, TABLES["config_file"]):
            con.execute(table.ddl())
        con.execute(f"CREATE MACRO scan_time() AS TIMESTAMP '{at.isoformat(sep=' ', timespec='seconds')}'")
        con.register("incoming", pa.table(arrays))
        con.execute(f'INSERT INTO "{spec.name}" BY NAME SELECT * FROM incoming')
        con.unregister("incoming")
        seal(con)
        lock(con)
        for rule in rules:
            started = time.monotonic()
            try:
                con.execute(f"CREATE OR REPLACE TEMP TABLE result AS SELECT * FROM ({rule.sql.strip().rstrip(';')}\n)")
                shown = [d[0] for d in con.execute("SELECT * FROM result LIMIT 0").description or []]
                count = int((con.execute("SELECT count(*) FROM result").fetchone() or (0,))[0])
                found = read_findings(rule, con, shown, limit)
            except duckdb.Error as error:
                said = str(error).splitlines()[0]
                outcomes.append(Outcome(rule, "broken", Text(said, f"执行出错：{said}")))
                continue
            ms = (time.monotonic() - started) * 1000
            outcomes.append(Outcome(rule, "failed" if count else "passed", findings=found, count=count, ms=ms))
    return outcomes
