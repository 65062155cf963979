"""Units of measure as people write them: KG, 千克 and 公斤 are one unit, 个 and PCS probably are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from healthcheck.matching.normalise import UNITS, fold

if TYPE_CHECKING:
    from healthcheck.facts import Uom, UomConversion

#: Words for one piece, as ERP systems, customs forms and shop floors write them.
_PIECES = frozenset(
    "个 件 只 支 枚 颗 粒 块 片 条 根 台 套 pc pcs piece pieces ea each unit units nos no st stk c62 h87".split()
)
#: Words that name the same package.
_PACKAGES = {
    name: names[0]
    for names in (
        ("box", "盒", "bx"),
        ("carton", "箱", "ctn", "ct", "case"),
        ("bag", "包", "袋", "bg", "pack", "pk"),
        ("roll", "卷", "rl"),
        ("set", "套", "sets", "kit"),
        ("pair", "双", "对", "副", "pr", "pairs"),
        ("bottle", "瓶", "bt", "btl"),
        ("drum", "桶", "barrel"),
        ("sheet", "张", "sh", "sheets"),
        ("dozen", "打", "dz", "dozens"),
        ("hour", "小时", "h", "hr", "hours", "工时"),
        ("day", "天", "d", "days", "日"),
    )
    for name in names
}
#: ERP codes (UN/ECE Recommendation 20) and English words of measures that the table of units does not have.
_MEASURES = {
    "kgm": "kg", "grm": "g", "tne": "t", "ton": "t", "tons": "t", "tonne": "t", "mtr": "m", "meter": "m", "metre": "m",
    "meters": "m", "cmt": "cm", "mmt": "mm", "mtk": "m2", "mtq": "m3", "ltr": "l", "liter": "l", "litre": "l", "liters": "l",
    "kilogram": "kg", "kilograms": "kg", "gram": "g", "grams": "g", "平米": "m2", "平方": "m2", "立方": "m3", "方": "m3",
    "公尺": "m",
}  # fmt: skip

Answer = Literal["same", "possible", "different"]


def unit_key(text: str) -> tuple[str, int] | str:
    """One value per unit: a base unit with a power of ten, or the word itself."""
    word = "".join(fold(text).split()).rstrip(".")
    word = word or "".join(text.split()).lower()
    word = _MEASURES.get(word, word)
    known = UNITS.get(word.lower())
    if known is not None:
        return known
    return _PACKAGES.get(word, word)


def same_unit(one: str, other: str) -> Answer:
    """Whether two texts name one unit; words for a piece only possibly do (个 and 套 may be a piece and a set)."""
    a, b = unit_key(one), unit_key(other)
    if a == b:
        return "same"
    pieces = [str(k) in _PIECES or "".join(t.split()).lower() in _PIECES for k, t in ((a, one), (b, other))]
    return "possible" if all(pieces) else "different"


class Lacking(NamedTuple):
    """A material that is counted in units that do not convert into its own."""

    material_id: str
    name: str
    #: The unit it is kept in, and the others, as people know them.
    uom: str
    units: str
    #: The rows that use the others.
    rows: list[Any]


class Conversions:
    """Which units convert into each other: those of one dimension, by a general conversion, or by a material's own."""

    def __init__(self, units: Iterable[Uom], conversions: Iterable[UomConversion] | None) -> None:
        """``conversions``: None where the product was not asked for any, which is not that there are none."""
        self.units = {unit.uom_id: unit for unit in units}
        self._general: dict[str, str] = {}
        self._own: dict[str, list[tuple[str, str]]] = {}
        #: Whether the product says anything about conversions; where it does not, it cannot lack one.
        self.known = conversions is not None
        for row in conversions or ():
            if row.from_uom_id and row.to_uom_id and row.factor and row.factor > 0:
                if row.material_id is None:
                    _join(self._general, row.from_uom_id, row.to_uom_id)
                else:
                    self._own.setdefault(row.material_id, []).append((row.from_uom_id, row.to_uom_id))
        first: dict[str, str] = {}
        for key, unit in sorted(self.units.items()):
            if unit.dimension is not None:
                self.known = True
                _join(self._general, first.setdefault(unit.dimension, key), key)

    def foreign(self, material_id: str, home: str, units: Iterable[str]) -> set[str]:
        """Of ``units`` those that are units at all and do not convert into ``home`` for this material."""
        if home not in self.units:
            return set()
        groups: dict[str, str] = {}
        for one, other in self._own.get(material_id, ()):
            _join(groups, _root(self._general, one), _root(self._general, other))
        mine = _root(groups, _root(self._general, home))
        return {u for u in units if u in self.units and _root(groups, _root(self._general, u)) != mine}

    def lacking(self, uses: Iterable[Any]) -> Iterator[Lacking]:
        """Materials that lack a conversion, in order of their keys.

        ``uses`` have the columns ``material_id``, ``name``, ``stock_uom_id`` and ``line_uom_id``: the unit of a use.
        """
        asked: dict[str, list[Any]] = {}
        for use in uses:
            asked.setdefault(use.material_id, []).append(use)
        for material_id, rows in sorted(asked.items()):
            home = rows[0].stock_uom_id
            strange = self.foreign(material_id, home, (use.line_uom_id for use in rows))
            if strange:
                yield Lacking(
                    material_id,
                    rows[0].name,
                    self.shown(home),
                    ", ".join(sorted(map(self.shown, strange))),
                    [use for use in rows if use.line_uom_id in strange],
                )

    def shown(self, uom_id: str) -> str:
        """A unit as people know it."""
        unit = self.units[uom_id]
        return unit.name or unit.code or uom_id


def _root(groups: dict[str, str], unit: str) -> str:
    while (above := groups.get(unit, unit)) != unit:
        groups[unit] = groups.get(above, above)
        unit = above
    return unit


def _join(groups: dict[str, str], one: str, other: str) -> None:
    a, b = _root(groups, one), _root(groups, other)
    if a != b:
        groups[a] = b
