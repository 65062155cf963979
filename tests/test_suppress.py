"""Comments that accept findings: where they count, what they cover, and what is said of those that do nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.outcome import Outcome, Place
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.suppress import ENDINGS, Suppression, Suppressions, find, find_in
from tests.scans import make_finding, make_outcome, make_rule

AT = datetime(2026, 11, 22, 12, 0)
IGNORE = 'healthcheck: ignore[access.open_door] until=2026-12-31 reason="by design"'

#: Per format: a file with {} for the comment's words, and the line that the comment must speak for.
TRAILING = {
    "a.yaml": ("roles:\n  - name: sales # {}\n  - name: stock\n", 2),
    "a.yml": ("text: |\n  # not a comment\n  end\nname: sales   # {}\n", 4),
    "a.toml": ("a = '''\n# no'''\nname = \"sales # no\" # {}\n", 3),
    "a.xml": ("<roles>\n  <role name='sales'/> <!-- {} -->\n</roles>\n", 2),
    "a.bpmn": ("<a>\n\n<task id='x'/><!-- {} --></a>\n", 3),
    "a.sql": ("INSERT INTO r VALUES ('it''s -- no');\nINSERT INTO r VALUES ('sales'); -- {}\n", 2),
    "b.sql": ("SELECT 'C:\\';\nINSERT INTO r VALUES ('sales'); /* {} */\n", 2),
    "a.py": ('"""doc # no"""\nname = "sales" # {}\n', 2),
    "a.jsonc": ('{{"url": "http://x", // no\n "name": "sales" /* {} */ }}\n', 2),
    "a.tf": ('name = "sales" # {}\n', 1),
}
OWN_LINE = {
    "a.yaml": ("roles:\n  # {}\n\n  # another\n  - name: sales\n", 5),
    "a.xml": ("<roles>\n  <!-- first\n {}\n -->\n  <role name='sales'/>\n</roles>\n", 5),
    "a.sql": ("/* {}\n*/\n-- more\nINSERT INTO r VALUES ('sales');\n", 4),
    "a.ini": ("; {}\nname = sales\n", 2),
    "a.properties": ("# {}\nname=sales\n", 2),
    "a.md": ("# Title\n<!-- {} -->\ntext\n", 3),
}
#: The same words where they are data.
DATA = {
    "a.yaml": 'a: "# {}"\nb: |\n  # {}\nc: >-\n  x\n  # {}\n',
    "a.toml": "a = '# {}'\nb = '''\n# {}\n'''\n",
    "a.xml": "<a><![CDATA[<!-- {} -->]]></a>",
    "a.sql": "SELECT '-- {}', '/* {} */', $t$ -- {} $t$;",
    "a.py": 'a = """\n# {}\n"""\nb = "# {}"\n',
    "a.jsonc": '{{"a": "// {}"}}',
    "a.csv": "a,# {}\n",
    "a.json": '{{"a": 1}} // {}',
}


def of(name: str, text: str, words: str = IGNORE) -> list[Suppression]:
    """What is found in a file."""
    plain = text.replace("{{", "\0").replace("}}", "\1").replace("{}", words)
    return find(name, plain.replace("\0", "{").replace("\1", "}").encode("utf-8"))


@pytest.mark.parametrize(
    ("name", "case"), [*TRAILING.items(), *OWN_LINE.items()], ids=lambda v: v if isinstance(v, str) else ""
)
def test_comments_of_every_format(name: str, case: tuple[str, int]) -> None:
    """The comment is found, read whole, and speaks for its own line or the next one that holds something."""
    text, line = case
    (one,) = of(name, text)
    assert (one.covers, one.selector, one.until, one.reason) == (
        line,
        "access.open_door",
        date(2026, 12, 31),
        "by design",
    )
    assert one.valid and one.covers_place(Place(name, line, 3)) and not one.covers_place(Place(name, line + 1))


@pytest.mark.parametrize(("name", "text"), DATA.items(), ids=list(DATA))
def test_data_is_no_comment(name: str, text: str) -> None:
    """The same words inside a string, a block text or a format without comments accept nothing."""
    assert of(name, text, "healthcheck: ignore[access.open_door]") == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_marks(newline: str) -> None:
    """Lines are counted as editors count them."""
    text = f"\ufeffroles:\n  - 销售: 1 # {IGNORE}\n".replace("\n", newline)
    (one,) = find("a.yaml", text.encode("utf-8"))
    assert (one.covers, one.place.line, one.place.column) == (2, 2, 11)


def test_whole_file_and_several_rules() -> None:
    """`ignore-file` speaks for every line; one comment may name several rules, and beginnings of ids."""
    found = find("a.yaml", b"# healthcheck: ignore-file[flow.a, access.*] reason='x'\na: 1\n")
    assert [(s.selector, s.covers) for s in found] == [("flow.a", 0), ("access.*", 0)]
    assert found[1].names("access.open_door") and not found[1].names("flow.a")
    assert found[0].covers_place(Place("a.yaml", 99)) and found[0].covers_place(Place("a.yaml"))


@pytest.mark.parametrize(
    "words",
    [
        "healthcheck: ignore",
        "healthcheck: ignore[]",
        "healthcheck: ignore[*]",
        "healthcheck: ignore[access]",
        "healthcheck: ignore[access.open_door] until=31.12.2026",
        "healthcheck: ignore[access.open_door] until=2026-02-30",
        "healthcheck: ignore[access.open_door] because it is fine",
        "healthcheck: ignore[access.open_door] untill=2026-12-31",
        "healthcheck: ignore[access.open_door",
    ],
)
def test_what_cannot_be_read_accepts_nothing(words: str) -> None:
    """It is kept, so that somebody is told."""
    (one,) = find("a.yaml", f"a: 1 # {words}\n".encode())
    assert not one.valid and not one.names("access.open_door") and one.text.startswith("healthcheck: ignore")


def test_full_width_punctuation_is_understood() -> None:
    """As a Chinese keyboard writes it."""
    (one,) = find("a.yaml", "a: 1 # healthcheck： ignore[access.open_door] reason=“已商定”\n".encode())
    assert one.valid and one.reason == "已商定"


@settings(max_examples=150, deadline=None)
@given(
    ending=st.sampled_from(ENDINGS),
    parts=st.lists(
        st.sampled_from(
            ["'", '"', "'''", '"""', "`", "$$", "/*", "*/", "--", "#", "//", "<!--", "-->", "<![CDATA[", "\n", "\r", " ",
             "\\", "|", ">", ": ", "- ", "{", "[", "&a ", "*a", "healthcheck: ignore[a.b] ", "\x00", "\ud7ff", "é", "\t"]
        ),
        max_size=40,
    ),
)  # fmt: skip
def test_no_text_breaks_the_reader(ending: str, parts: list[str]) -> None:
    """Whatever a file holds, it is read, and every place lies inside it."""
    text = "".join(parts)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in find("a" + ending, text.encode("utf-8")):
        assert 1 <= one.place.line <= len(lines)
        assert 1 <= one.place.column <= one.place.end_column <= len(lines[one.place.line - 1]) + 1


@pytest.mark.parametrize("piece", ["/*", "'", "<!--", '"""', "$a$", "`", "\\'", "# healthcheck", "- a\n"])
def test_reading_takes_linear_time(piece: str) -> None:
    """A file made to be slow is not."""
    import time

    words = f"# {IGNORE}\n"
    for ending in (".sql", ".xml", ".py", ".toml", ".jsonc"):
        started = time.process_time()
        find("a" + ending, (words + piece * (400_000 // len(piece))).encode())
        assert time.process_time() - started < 3, ending


PACK = load_pack(builtin_rules() / "config")
JUDGES: dict[str, Rule] = {r.id: r for r in PACK.rules.values() if r.subject == "suppression"}


def judge(found: list[Suppression], *outcomes: Outcome, known: tuple[str, ...] = ()) -> dict[str, Outcome]:
    """Outcomes by rule after suppressions, those of the rules on suppressions among them."""
    listed = [*outcomes, *(make_outcome(r, status="skipped") for r in JUDGES.values())]
    Suppressions(found, AT, known)(listed)
    return {o.rule.id: o for o in listed}


def fired(outcomes: dict[str, Outcome]) -> dict[str, int]:
    """Rules on suppressions that found something."""
    return {i.removeprefix("config.suppression_"): o.count for i, o in outcomes.items() if o.count and i in JUDGES}


def test_an_accepted_finding_is_moved_aside() -> None:
    """Only on its line, only of its rule; it says who accepted it and where that stands."""
    rule, other = make_rule(), make_rule("access.other")
    here, below = make_finding(rule, "a", Place("a.yaml", 1)), make_finding(rule, "b", Place("a.yaml", 2))
    found = judge(
        find("a.yaml", f"a: 1 # {IGNORE} owner=li ticket=HR-7\nb: 2\n".encode()),
        make_outcome(rule, here, below),
        make_outcome(other, make_finding(other, "a", Place("a.yaml", 1))),
    )
    outcome = found["access.open_door"]
    assert outcome.findings == [below] and outcome.waived == [here] and outcome.count == 1
    assert here.waiver is not None
    assert (here.waiver.how, here.waiver.owner, here.waiver.ticket) == ("suppression", "li", "HR-7")
    assert here.waiver.source == "a.yaml:1"
    assert found["access.other"].count == 1
    assert fired(found) == {}
    assert {o.status for i, o in found.items() if i in JUDGES} == {"passed"}


def test_every_useless_comment_is_a_finding() -> None:
    """Expired, unknown, unused, unreadable, without a reason: each is told by its rule, at its place."""
    rule = make_rule()
    text = """\
a: 1 # healthcheck: ignore[access.open_door] until=2026-11-21 reason="x"
b: 1 # healthcheck: ignore[access.open_dor] reason="x"
c: 1 # healthcheck: ignore[access.open_door] reason="x"
d: 1 # healthcheck: ignore[access.open_door] until=soon
e: 1 # healthcheck: ignore[access.open_door]
f: 1 # healthcheck: ignore[access.open_door] until=2026-11-22 reason="x"
"""
    findings = [
        make_finding(rule, n, Place("a.yaml", i)) for i, n in ((1, "a"), (2, "b"), (4, "d"), (5, "e"), (6, "f"))
    ]
    found = judge(find("a.yaml", text.encode()), make_outcome(rule, *findings))
    assert fired(found) == {"expired": 1, "unknown": 1, "unused": 1, "invalid": 1, "without_reason": 1}
    lines = {i: o.findings[0].places[0].line for i, o in found.items() if i in JUDGES and o.count}
    assert lines == {
        "config.suppression_expired": 1,
        "config.suppression_unknown": 2,
        "config.suppression_unused": 3,
        "config.suppression_invalid": 4,
        "config.suppression_without_reason": 5,
    }
    assert [f.subject.name for f in found["access.open_door"].findings] == ["a", "b", "d"]
    assert found["config.suppression_unknown"].findings[0].evidence["nearest"] == "access.open_door"


def test_unused_is_said_only_of_what_was_judged() -> None:
    """A rule that was skipped, broke, was not chosen or has more findings than were kept leaves it open."""
    comment = find("a.yaml", f"a: 1 # {IGNORE}\n".encode())
    rule = make_rule()
    assert fired(judge(comment, make_outcome(rule))) == {"unused": 1}
    assert fired(judge(comment, make_outcome(rule, status="skipped"))) == {}
    assert fired(judge(comment, make_outcome(rule, status="broken"))) == {}
    assert fired(judge(comment, known=(rule.id,))) == {}
    many = make_outcome(rule, make_finding(rule, "b", Place("a.yaml", 7)))
    many.count = 5000
    assert fired(judge(comment, many)) == {}


def test_a_moved_comment_keeps_its_fingerprint() -> None:
    """A line more above is no new finding."""

    def prints(text: str) -> set[str]:
        found = judge(find("a.yaml", text.encode()), make_outcome(make_rule()))
        return {f.fingerprint for o in found.values() for f in o.findings}

    assert prints(f"a: 1 # {IGNORE}\n") == prints(f"\n\nx: 1\na: 1 # {IGNORE}\n") != set()


def test_many_files(tmp_path: Path) -> None:
    """Files that are gone, folders and unknown kinds are passed over."""
    (tmp_path / "a.yaml").write_text(f"a: 1 # {IGNORE}\n", "utf-8")
    (tmp_path / "b.yaml").mkdir()
    (tmp_path / "c.txt").write_text(f"# {IGNORE}\n", "utf-8")
    found = find_in(tmp_path, ["a.yaml", "b.yaml", "c.txt", "gone.yaml", "a.yaml"])
    assert [s.place.path for s in found] == ["a.yaml"]
