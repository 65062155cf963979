"""Near-duplicate materials in three tiers, with vetoes, and an explanation for every link.

Texts are folded (`healthcheck.matching.normalise`) and cut into segments: sizes and codes, Latin words, Chinese. Brand
and standards are set apart, wherever they were written. Then

- **tier 1** everything is equal: written another way, the specification inside the name, the parts in another order;
- **tier 2** sizes, codes, brand and standards are equal and one character of the rest differs, in a way that people
  mistype: a character that sounds or looks alike, one doubled, left out or swapped, a long word with one wrong letter;
- **tier 3** everything is equal, but brand or standard is missing on one side, and only one material can be meant.

What is never linked, however alike the rest: a differing number, size, grade, unit or code (they make the block within
which materials are compared at all), brands or standards that are both given and differ, one telling character for
another (左/右, 铜/铁, 栓/母), and numbers that have changed places (10 20 and 20 10).

One wrong character needs evidence. Characters that sound alike are evidence in themselves, unless either tells things
apart (铝 and 绿 do sound alike). Otherwise the data must speak: a slip of the pen makes a pair of neighbours that is
hardly ever written (角罗), where a real difference (螺钉, 螺母) is written often on both sides. What could be a slip of
two different things is linked to neither.

Work and memory grow in line with the materials: every comparison happens inside a block found by a dictionary.
"""

from __future__ import annotations

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from healthcheck.matching.hanzi import confusable, empty, telling
from healthcheck.matching.normalise import GRADES, Folder, compact

Kind = Literal["notation", "order", "character", "word", "brand", "standard"]
Text = str | None


class Link(NamedTuple):
    """Two materials that are one thing: their positions, how sure that is (1 to 3), and what differs."""

    a: int
    b: int
    tier: int
    kind: Kind


class Group(NamedTuple):
    """Materials that are one thing: positions in order, the weakest tier that holds them together, and the links."""

    members: tuple[int, ...]
    tier: int
    links: tuple[Link, ...]


class Difference(NamedTuple):
    """What one text has where the other has something else; either may be ''."""

    a: str
    b: str


_STAINLESS = "不锈钢"
#: What people enter as a brand when there is none; a material's name does not lose these.
_NO_BRAND = frozenset(
    "无 无品牌 国产 进口 国标 其他 其它 不限 通用 自制 暂无 未知 标准 普通 na none null no other".split()
)
#: Materials and colours that stand in a brand column by mistake.
_NOT_A_BRAND = re.compile("[钢铜铁铝锌塑胶木色]$|^[^\u4e00-\u9fff]?[红橙黄绿青蓝紫黑白灰]$")
_LATIN = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEADING_LETTERS = re.compile(r"([a-z]{3,})(?=\d)")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\d./×:+~ ]")
_ANY_DIGIT = re.compile(r"\d")

Segments = tuple[str, ...]


def find_groups(
    names: Sequence[Text],
    specifications: Sequence[Text] | None = None,
    models: Sequence[Text] | None = None,
    brands: Sequence[Text] | None = None,
    scopes: Sequence[Hashable] | None = None,
    apart: Sequence[Hashable] | None = None,
    tiers: int = 3,
) -> list[Group]:
    """Groups of materials that are one thing, by first member.

    Args:
        names: one per material; one without a name is in no group.
        specifications: size, grade, standard, as the product keeps them.
        models: model or drawing number.
        brands: brand or maker.
        scopes: materials of different scopes (companies) are never compared.
        apart: materials with the same value, other than None, are known to differ (variants of one product).
        tiers: the last tier to look for.
    """
    collecting = gc.isenabled()
    gc.disable()  # millions of small tuples and no cycles: the collector would look at them again and again
    try:
        return _find_groups(names, specifications, models, brands, scopes, apart, tiers)
    finally:
        if collecting:
            gc.enable()


def _find_groups(
    names: Sequence[Text],
    specifications: Sequence[Text] | None,
    models: Sequence[Text] | None,
    brands: Sequence[Text] | None,
    scopes: Sequence[Hashable] | None,
    apart: Sequence[Hashable] | None,
    tiers: int,
) -> list[Group]:
    count = len(names)
    blank: Sequence[Text] = [None] * count
    things = _Things(names, specifications or blank, models or blank, brands or blank, scopes, apart)
    links, alone = _first_and_third(things, tiers)
    if tiers > 1:
        links += _second(things, alone)
    return list(_grouped(count, links, things.apart))


class _Things:
    """Every material, taken apart: `core` its segments in order, `brand` and `standard` sorted."""

    def __init__(
        self,
        names: Sequence[Text],
        specifications: Sequence[Text],
        models: Sequence[Text],
        brands: Sequence[Text],
        scopes: Sequence[Hashable] | None,
        apart: Sequence[Hashable] | None,
    ) -> None:
        self.scopes = scopes
        self.apart = apart
        self.core: list[Segments] = []
        self.brand: list[Segments] = []
        self.standard: list[Segments] = []
        self.kept: dict[Segments, Segments] = {}
        self._words: dict[str, str] = {}
        self._folder = Folder()
        self._seen: dict[str, Segments] = {}
        taken = [self._joined(*row) for row in zip(names, specifications, models, strict=True)]
        given = [self._parts(brand) if brand else () for brand in brands]
        self._set_apart(taken, given)

    def _parts(self, text: str) -> Segments:
        known = self._seen.get(text)
        if known is None:
            known = tuple([self._words.setdefault(s, s) for s in self._folder.segments(text)])
            if len(self._seen) > 200_000:  # names repeat, specifications hardly do: no need to keep a million
                self._seen.clear()
            self._seen[text] = known
        return known

    def _joined(self, name: Text, specification: Text, model: Text) -> Segments:
        """Name, specification and model in one; what the name says already is not said twice."""
        parts = self._parts(name) if name else ()
        if not parts:
            return ()
        for text in (specification, model):
            if text:
                more = self._parts(text)
                if more and not all(s in parts for s in more):
                    parts += more
        return self.kept.setdefault(parts, parts)

    def _set_apart(self, taken: list[Segments], given: list[Segments]) -> None:
        used = Counter(s for brand in given for s in brand)
        seen = {s for parts in self.kept for s in parts}
        hidden = _hidden_brands(seen, used)
        plain = {s for s in seen if s[0] != "§" and s not in hidden and s not in GRADES and not s.startswith("sus")}
        for parts, brand in zip(taken, given, strict=True):
            standard: Segments = ()
            if not all(s in plain for s in parts):
                parts, brand, standard = _sorted_out(parts, brand, hidden)
            if brand:
                brand = tuple(sorted(s for s in brand if s not in _NO_BRAND))
            self.core.append(self.kept.setdefault(parts, parts))
            self.brand.append(self.kept.setdefault(brand, brand))
            self.standard.append(self.kept.setdefault(standard, standard))


def _hidden_brands(seen: set[str], used: Counter[str]) -> dict[str, tuple[str, str]]:
    """Segments that are a brand or begin with one, as the brand column knows brands → (brand, rest)."""
    known = {
        s
        for s, times in used.items()
        if times > 1 and len(s) > 1 and s not in _NO_BRAND and not s.isdigit() and not _NOT_A_BRAND.search(s)
    }
    lengths = sorted({len(s) for s in known if _HAN.match(s)})
    hidden = {s: (s, "") for s in known & seen}
    for segment in seen - known:
        if _HAN.match(segment):
            for length in lengths:
                # 正泰断路器 is a 断路器 of 正泰, if 断路器 stands on its own elsewhere.
                if segment[:length] in known and segment[length:] in seen:
                    hidden[segment] = (segment[:length], segment[length:])
        else:
            letters = _LEADING_LETTERS.match(segment)
            if letters and letters[1] in known:
                hidden[segment] = (letters[1], segment[letters.end() :])
    return hidden


def _sorted_out(
    parts: Segments, brand: Segments, hidden: dict[str, tuple[str, str]]
) -> tuple[Segments, Segments, Segments]:
    """A material's segments without brand and standards, the brand, the standards."""
    kept: list[str] = []
    standard: list[str] = []
    found: list[str] = []
    stainless = False
    for segment in parts:
        if segment[0] == "§":
            standard.append(segment)
            continue
        maker, rest = hidden.get(segment, ("", segment))
        if maker and (not brand or maker in brand):
            found.append(maker)
            segment = rest
        if segment.startswith("sus") and segment[3:] in GRADES:
            segment = segment[3:]
        stainless = stainless or segment in GRADES
        if segment:
            kept.append(segment)
    if stainless:  # 304 says that it is stainless
        kept = [s for s in (k.replace(_STAINLESS, "") for k in kept) if s]
    if not any(_HAN.search(s) or _LATIN.search(s) for s in kept) and found:
        kept = [*found, *kept]  # a name that is nothing but a brand keeps it
        found = []
    return tuple(kept), brand or tuple(found), tuple(sorted(set(standard)))


# ------------------------------------------------------------------------------------------------ tiers 1 and 3


def _first_and_third(things: _Things, tiers: int) -> tuple[list[Link], list[int]]:
    """Links of tiers 1 and 3, and one material of every tier 1 group (or that is in none)."""
    blocks: dict[Hashable, list[int]] = {}
    loose = _Loose()
    scopes = things.scopes
    for i, core in enumerate(things.core):
        if core:
            key: Hashable = loose.key(core) if scopes is None else (scopes[i], loose.key(core))
            blocks.setdefault(key, []).append(i)
    links: list[Link] = []
    alone: list[int] = []
    for block in blocks.values():
        if len(block) == 1:
            alone.append(block[0])
            continue
        for same in _arranged(things, block):
            makers = _by_maker(things, same, links)
            alone += [makers[maker] for maker in makers]
            if tiers > 2 and len(makers) > 1:
                links += _missing(things, list(makers.values()))
    return links, alone


class _Loose:
    """A key that does not change when segments change places: numbers and all other characters, each sorted."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[list[str], str]] = {}

    def key(self, core: Segments) -> str:
        """The key of a material's segments."""
        numbers: list[str] = []
        letters = ""
        for segment in core:
            taken = self._taken.get(segment)
            if taken is None:
                taken = (_NUMBERS.findall(segment), _DIGITS.sub("", segment).replace(".", ""))
                self._taken[segment] = taken
            numbers += taken[0]
            letters += taken[1]
        return " ".join(sorted(numbers)) + "|" + "".join(sorted(letters))


def _arranged(things: _Things, block: list[int]) -> Iterator[list[int]]:
    """Parts of a block whose members are one text but for the order of its segments."""
    forms: dict[str, list[int]] = {}
    for i in block:
        forms.setdefault(compact(" ".join(things.core[i])), []).append(i)
    waiting = list(forms)
    while waiting:
        form = waiting.pop(0)
        same = forms[form]
        rest = []
        for other in waiting:
            if _rearranged(things.core[same[0]], form, things.core[forms[other][0]], other):
                same = same + forms[other]
            else:
                rest.append(other)
        waiting = rest
        yield same


def _rearranged(one: Segments, one_text: str, other: Segments, other_text: str) -> bool:
    """Whether one text is the other with its segments moved, numbers of one kind keeping their order."""
    mine, theirs = _bare(one), _bare(other)
    if mine != theirs and sorted(map(sorted, mine.values())) == sorted(map(sorted, theirs.values())):
        return False
    if not _turned(_latin(one), _latin(other)):
        return False
    return _tiled(one, other_text) or _tiled(other, one_text)


def _latin(core: Segments) -> list[str]:
    return [s for s in core if _LATIN.fullmatch(s)]


def _turned(one: list[str], other: list[str]) -> bool:
    """Whether Latin words moved together only: wood door steel frame is not steel door wood frame."""
    if len(one) < 3 or len(one) != len(other):
        return True  # two words may change places; other counts are words written together or apart
    return any(one == other[k:] + other[:k] for k in range(len(other)))


def _bare(core: Segments) -> dict[str, list[str]]:
    """Numbers without a label, by their shape: 10 20 is not 20 10, but 304 may stand before or after 10×20."""
    found: dict[str, list[str]] = {}
    for segment in core:
        if not _LETTER.search(segment) and segment not in GRADES:
            found.setdefault(_NUMBERS.sub("9", segment), []).append(segment)
    return found


def _tiled(parts: Segments, text: str) -> bool:
    """Whether ``text`` is made of all ``parts``, each once, in any order."""
    if not parts:
        return not text
    for i, part in enumerate(parts):
        if part in parts[:i] or not text.startswith(part):
            continue
        rest = text[len(part) :]
        # 6204 must not be cut out of 62045: a number ends where digits end.
        if rest and part[-1].isdigit() and (rest[0].isdigit() or rest[0] == "."):
            continue
        if _tiled(parts[:i] + parts[i + 1 :], rest.removeprefix(" ")):
            return True
    return False


def _by_maker(things: _Things, same: list[int], links: list[Link]) -> dict[tuple[Segments, Segments], int]:
    """Link what agrees in brand and standards too; the first of each is returned."""
    first: dict[tuple[Segments, Segments], int] = {}
    for i in same:
        maker = (things.brand[i], things.standard[i])
        known = first.setdefault(maker, i)
        if known != i:
            one, other = (compact(" ".join(things.core[j])) for j in (known, i))
            links.append(Link(known, i, 1, "notation" if one == other else "order"))
    return first


def _missing(things: _Things, members: list[int]) -> Iterator[Link]:
    """Tier 3: brand or standard is missing on one side, and one partner only can be meant."""
    full = {
        i: frozenset(things.brand[i]) | {s for std in things.standard[i] for s in (std, std.partition(":")[0])}
        for i in members
    }
    for i in members:
        above = sorted((j for j in members if full[i] < full[j]), key=lambda j: (len(full[j]), j))
        if above and all(full[j] <= full[above[-1]] for j in above):
            j = above[0]
            yield Link(min(i, j), max(i, j), 3, "brand" if things.brand[i] != things.brand[j] else "standard")


# ------------------------------------------------------------------------------------------------------- tier 2


class _Judged(NamedTuple):
    """A pair one character apart that may be one thing; ``slip`` is the mistyped one, None when that is open."""

    a: int
    b: int
    kind: Kind
    slip: int | None


def _second(things: _Things, alone: list[int]) -> list[Link]:
    sort = {s: 0 if _HAN.match(s) else 1 if _ANY_DIGIT.search(s) else 2 for core in things.kept for s in core}
    codes: dict[int, str] = {}
    han: dict[int, str] = {}
    words: dict[int, str] = {}
    for i in alone:
        numbered, latin, chinese = [], [], ""
        for segment in things.core[i]:
            kind = sort[segment]
            if kind == 0:
                chinese += segment
            elif kind == 1:
                numbered.append(segment)
            else:
                latin.append(segment)
        codes[i] = " ".join(sorted(numbered))
        words[i] = " ".join(sorted(latin))
        han[i] = chinese
    scopes = things.scopes
    judged: list[_Judged] = []
    blocks: dict[Hashable, list[int]] = {}
    for i in alone:
        if len(han[i]) > 1:
            key: Hashable = (scopes and scopes[i], codes[i], words[i], things.brand[i], things.standard[i])
            blocks.setdefault(key, []).append(i)
    pairs = _Neighbours(_weighted(Counter(han[i] for i in alone)))
    for block in blocks.values():
        if len(block) > 1:
            judged += _one_edit(block, han, pairs.judge)
    blocks = {}
    latin_words: Counter[str] = Counter()
    for i in alone:
        if things.brand[i]:
            words[i] = " ".join([words[i], *things.brand[i]])
        for word in words[i].split():
            latin_words[word] += 1
    for i in alone:
        if len(words[i]) >= _LONG_WORD - 1:
            key = (scopes and scopes[i], codes[i], han[i], things.standard[i])
            blocks.setdefault(key, []).append(i)
    spelling = _Spelling(latin_words)
    for block in blocks.values():
        if len(block) > 1:
            judged += _one_edit(block, words, spelling.judge)
    return list(_unambiguous(judged))


_LONG_WORD = 5
#: How many times rarer a slip is than what was meant, where nothing else speaks for it.
_FAR_RARER = 20
Judge = Callable[[str, str], "tuple[Kind, int] | None"]


def _one_edit(block: list[int], texts: dict[int, str], judge: Judge) -> Iterator[_Judged]:
    """Pairs of a block whose texts are one edit apart and that ``judge`` takes for one thing.

    Texts one edit apart become equal when at most one character is taken out of each: those forms find the pairs.
    """
    by_text: dict[str, int] = {}
    for i in block:
        by_text.setdefault(texts[i], i)
    if len(by_text) < 2:
        return
    forms: dict[str, list[str]] = {}
    for text in by_text:
        for form in {text, *(text[:k] + text[k + 1 :] for k in range(len(text)))}:
            forms.setdefault(form, []).append(text)
    seen: set[tuple[str, str]] = set()
    for group in forms.values():
        for x, one in enumerate(group):
            for other in group[x + 1 :]:
                if (one, other) in seen:
                    continue
                seen.add((one, other))
                verdict = judge(one, other)
                if verdict is not None:
                    kind, side = verdict
                    a, b = by_text[one], by_text[other]
                    yield _Judged(a, b, kind, a if side < 0 else b if side > 0 else None)


def _edit(one: str, other: str) -> tuple[int, str, str] | None:
    """Where two texts part and what stands there, when that is one edit: a character changed, added or swapped."""
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    x, y = one[start : len(one) - end], other[start : len(other) - end]
    if len(x) < 2 and len(y) < 2:
        return start, x, y
    return (start, x, y) if len(x) == len(y) == 2 and x == y[::-1] else None


def _weighted(texts: Counter[str]) -> Counter[str]:
    """How many materials have each pair of neighbouring characters, text ends included."""
    pairs: Counter[str] = Counter()
    for text, times in texts.items():
        padded = f"^{text}$"
        for k in range(len(padded) - 1):
            pairs[padded[k : k + 2]] += times
    return pairs


class _Neighbours:
    """Judges one edit in Chinese text by what the characters are and how usual their neighbourhood is."""

    def __init__(self, pairs: Counter[str]) -> None:
        self._pairs = pairs

    def judge(self, one: str, other: str) -> tuple[Kind, int] | None:
        """The kind and which of the two is the slip (-1, 1; 0 unknown); None when they are two things."""
        found = _edit(one, other)
        if found is None or min(len(one), len(other)) < 2:
            return None
        start, x, y = found
        usual_one, usual_other = self._usual(one, start, x), self._usual(other, start, y)
        side = (usual_one > usual_other) - (usual_one < usual_other)
        low, high = sorted((usual_one, usual_other))
        far_rarer = low * _FAR_RARER <= high
        if len(x) == 2:
            ok = far_rarer or not all(map(telling, x))
        elif x and y:
            alike = confusable(x, y)
            told = telling(x) + telling(y)
            if told == 2:
                ok = alike and low * 50 <= high
            elif told == 1:
                # 法蓝 for 法兰; what sounds unlike must be very rare, and the usual one the telling one.
                ok = low * 8 <= high if alike else far_rarer and high >= 200 and (side < 0) == telling(y)
            else:
                ok = alike or far_rarer
        else:
            more = x or y
            longer = one if x else other
            doubled = more in (longer[start - 1 : start], longer[start + 1 : start + 2])
            shorter_is_rare = far_rarer and (usual_one < usual_other) == (not x)
            ok = doubled or shorter_is_rare or (not telling(more) and (far_rarer or empty(more)))
        return ("character", side) if ok else None

    def _usual(self, text: str, start: int, middle: str) -> int:
        padded = f"^{text}$"
        return min(self._pairs[padded[k : k + 2]] for k in range(start, start + len(middle) + 1))


class _Spelling:
    """Judges one edit in Latin words: only a long word can be misspelt, short ones are grades and materials."""

    def __init__(self, words: Counter[str]) -> None:
        self._words = words

    def judge(self, one: str, other: str) -> tuple[Kind, int] | None:
        """As ``_Neighbours.judge``."""
        if _edit(one, other) is None:
            return None
        mine, theirs = one.split(), other.split()
        if len(mine) != len(theirs):
            return None
        differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
        if len(differing) != 1 or _ANY_DIGIT.search("".join(differing[0])):
            return None
        a, b = differing[0]
        shortest = min(len(a), len(b))
        if max(len(a), len(b)) < _LONG_WORD:
            return None
        usual_a, usual_b = self._words[a], self._words[b]
        low, high = sorted((usual_a, usual_b))
        rarer = _FAR_RARER if shortest < _LONG_WORD else 5
        if low * rarer > high and not (high < 3 and shortest > 6):
            return None
        return "word", (usual_a > usual_b) - (usual_a < usual_b)


def _unambiguous(judged: list[_Judged]) -> Iterator[Link]:
    """Links of slips that can be of one thing only; a slip of two different things is linked to neither."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    meant: defaultdict[int, set[int]] = defaultdict(set)
    for pair in judged:
        near[pair.a].add(pair.b)
        near[pair.b].add(pair.a)
        if pair.slip != pair.b:
            meant[pair.a].add(pair.b)
        if pair.slip != pair.a:
            meant[pair.b].add(pair.a)
    for pair in judged:
        if all(
            len(meant[i]) < 2 or all(y in near[x] for x in meant[i] for y in meant[i] if x != y)
            for i in ((pair.a, pair.b) if pair.slip is None else (pair.slip,))
        ):
            yield Link(min(pair.a, pair.b), max(pair.a, pair.b), 2, pair.kind)


# ------------------------------------------------------------------------------------- groups and explanations


def _grouped(count: int, links: Iterable[Link], apart: Sequence[Hashable] | None) -> Iterator[Group]:
    """Union of links, surest first; a link that would join what is known to differ is left out."""
    parent: dict[int, int] = {}
    inside: dict[int, set[Hashable]] = {}

    def root(i: int) -> int:
        while parent.setdefault(i, i) != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def known(i: int) -> set[Hashable]:
        return inside.setdefault(i, set() if apart is None or apart[i] is None else {apart[i]})

    used: list[Link] = []
    for link in sorted(links, key=lambda link: (link.tier, link.a, link.b)):
        a, b = root(link.a), root(link.b)
        if a == b:
            continue
        if apart is not None:
            if known(a) & known(b):
                continue
            known(a).update(known(b))
        parent[max(a, b)] = min(a, b)
        if apart is not None and a > b:
            inside[b] = inside[a]
        used.append(link)
    members: defaultdict[int, list[int]] = defaultdict(list)
    joined: defaultdict[int, list[Link]] = defaultdict(list)
    for i in parent:
        members[root(i)].append(i)
    for link in used:
        joined[root(link.a)].append(link)
    for first in sorted(members):
        if len(members[first]) > 1:
            held = joined[first]
            yield Group(tuple(sorted(members[first])), max(link.tier for link in held), tuple(held))


def differences(one: str, other: str) -> list[Difference]:
    """What differs between two texts as they were written, shortest pieces that say it: 'X' and '×'."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found = [_whole(one, other, a, b, c, d) for how, a, b, c, d in matcher.get_opcodes() if how != "equal"]
    # Many small pieces explain nothing: then the texts themselves do.
    return found if len(found) <= 4 else [Difference(one, other)]


def _whole(one: str, other: str, a: int, b: int, c: int, d: int) -> Difference:
    """A piece that differs; of a quantity written otherwise all of it, ``5Kg`` and ``5000g``, not ``K`` and ``000``."""
    if b - a != d - c and any(sign.isdecimal() for sign in one[a:b] + other[c:d]):
        while a and c and one[a - 1] == other[c - 1] and _in_quantity(one[a - 1]):
            a, c = a - 1, c - 1
        while b < len(one) and d < len(other) and one[b] == other[d] and _in_quantity(one[b]):
            b, d = b + 1, d + 1
    return Difference(one[a:b], other[c:d])


def _in_quantity(sign: str) -> bool:
    return sign == "." or (sign.isascii() and sign.isalnum())
