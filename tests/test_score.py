"""The score moves for good reasons only."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from healthcheck.language import Text
from healthcheck.score import HALF, PARTS, change, score_of
from healthcheck.states import FactSeen, Judged, Look, Memory, Seen, absence_proves_nothing, advance

RULES = st.sampled_from([f"access.rule_{n}" for n in range(6)])
SCORES = st.sampled_from([1.0, 5.0, 15.0, 40.0, 57.5, 100.0, 200.0])


def priority(score: float) -> str:
    """As ranking gives it."""
    return "P0" if score >= 100 else "P1" if score >= 35 else "P2" if score >= 10 else "P3"


@st.composite
def looks(draw: st.DrawFn) -> Look:
    """Some rules, some of which did not run, were cut or see less, with findings of which some are accepted."""
    look = Look(facts={"role": FactSeen(draw(st.booleans()), draw(st.booleans()), 3, frozenset({"name"}))})
    for rule in draw(st.sets(RULES)):
        ran = draw(st.booleans())
        scores = draw(st.lists(st.tuples(SCORES, st.booleans(), st.integers(0, 4)), max_size=4)) if ran else []
        counted = 0
        for score, waived, number in scores:
            mark = f"{rule}#{number}"
            counted += mark not in look.seen and not waived
            if mark not in look.seen:
                look.seen[mark] = Seen(mark, rule, score, priority(score), waived)
        more = draw(st.integers(0, 50)) if counted and ran else 0
        digest, terms = draw(st.sampled_from(["v1", "v2"])), draw(st.sampled_from(["a", "b"]))
        look.rules[rule] = Judged(rule, ran, counted + more, digest, terms, ("role", "role.name"), bool(more))
    return look


def without(look: Look, rule: str) -> Look:
    """The same scan with a rule left out."""
    rules = {name: judged for name, judged in look.rules.items() if name != rule}
    return Look(rules, {m: s for m, s in look.seen.items() if s.rule != rule}, look.facts)


@given(looks(), RULES)
def test_leaving_a_rule_out_never_lowers_it(look: Look, rule: str) -> None:
    """Nor does it invent a score where nothing was judged."""
    before, after = score_of(look), score_of(without(look, rule))
    if before is None:
        assert after is None
    elif after is not None:
        assert after >= before


@given(looks())
def test_bounds(look: Look) -> None:
    """No judged rule, no score; a P0 keeps it at 50 or below; nothing found is 100."""
    score = score_of(look)
    assert (score is None) == (not any(r.ran for r in look.rules.values()))
    if score is None:
        return
    assert 0 <= score <= 100
    counted = [s for s in look.seen.values() if not s.waived]
    if any(s.priority == "P0" for s in counted):
        assert score <= 50
    if not counted:
        assert score == 100


@given(looks(), looks())
def test_parts_sum_to_the_change(before: Look, after: Look) -> None:
    """Exactly, whatever happened; and what did not happen has no part in it."""
    moved = change(before, after)
    if moved is None:
        assert score_of(before) is None or score_of(after) is None
        return
    assert tuple(moved.parts) == PARTS
    assert sum(moved.parts.values()) == moved.total == moved.after - moved.before
    assert moved.parts["fixed"] >= 0 and moved.parts["waived"] >= 0
    assert moved.parts["regressed"] <= 0 and moved.parts["waivers-expired"] <= 0


@given(looks())
def test_nothing_happened(look: Look) -> None:
    """The same scan twice: no part, and everything persists."""
    moved = change(look, look)
    assert moved is None or not any(moved.parts.values())
    memories = advance({}, look)[1]
    states = {s.state for s in advance(memories, look)[0].values()}
    assert states <= {"persisting", "waived"}


def test_it_does_not_saturate() -> None:
    """Repairs count on a bad system too, and ten thousand rows of one rule do not drown all others."""
    one = {f"m{n}": Seen(f"m{n}", "access.a", 40.0, "P1") for n in range(100)}
    bad = Look({"access.a": Judged("access.a", True, 10_000)}, one)
    score = score_of(bad)
    assert score == Decimal("86.2") and HALF == 500
    many = Look(
        {f"access.r{n}": Judged(f"access.r{n}", True, 1) for n in range(100)},
        {f"m{n}": Seen(f"m{n}", f"access.r{n}", 40.0, "P1") for n in range(100)},
    )
    fewer = without(many, "access.r0")
    assert Decimal(0) < (score_of(many) or 0) < (score_of(fewer) or 0)


def doubt(memory: Memory, judged: Judged | None, fact: FactSeen) -> str | None:
    """Why absence proves nothing, in English."""
    look = Look({judged.rule: judged} if judged else {}, {}, {"role": fact})
    found = absence_proves_nothing(memory, look)
    return found.reason.en if found else None


def test_absence_proves_nothing() -> None:
    """Every way in which a rule that finds nothing may have looked the other way."""
    memory = Memory(
        "open", Seen("m", "access.a", 40.0, "P1", system="erp"), "v1", "t", frozenset({"role", "role.name"})
    )
    rests = ("role", "role.name", "role.*")
    whole = FactSeen(False, False, 3, frozenset({"name"}))
    judged = Judged("access.a", True, 0, "v1", "t", rests, spoke=frozenset({"erp", "mes"}))
    assert doubt(memory, judged, whole) is None
    assert doubt(memory, None, whole) == "its rule was not part of this scan"
    stopped = Judged("access.a", False, reason=Text("stopped after 2 s", "超时"))
    assert doubt(memory, stopped, whole) == "stopped after 2 s"
    here = {"digest": "v1", "terms": "t", "rests": rests}
    assert doubt(memory, Judged("access.a", True, 0, **here, spoke=frozenset({"mes"})), whole) == (  # type: ignore[arg-type]
        "its rule gave no verdict on erp"
    )
    cut = Judged("access.a", True, 9, "v1", "t", rests, True, spoke=frozenset({"erp"}))
    assert "--max-findings" in (doubt(memory, cut, whole) or "")
    assert doubt(memory, judged, FactSeen(False, True, 3, frozenset({"name"}))) == "role was not read whole"
    assert "role.name" in (doubt(memory, judged, FactSeen(False, False, 3, frozenset({"code"}))) or "")
    assert doubt(memory, judged, FactSeen(False, False, 0)) is None  # an empty table has nothing unknown in it
    changed = Judged("access.a", True, 0, "v2", "t", rests, spoke=frozenset({"erp"}))
    assert doubt(memory, changed, whole) == "its rule was changed and does not find it"
