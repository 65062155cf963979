"""How well and how fast near-duplicate materials are found, beside what else one could use.

    python benchmarks/materials.py --size 200000

makes that many synthetic materials as Chinese plants keep them, writes 5 % of them a second time in one of the ways
listed in KINDS, and packs their neighbourhood with near misses: the same bolt one size longer, in another grade,
material, colour, hand, unit or brand, its nut. It prints precision and recall per tier and per kind, CPU seconds, peak
memory and growth, and, in the same blocks, DuckDB's jaro_winkler and rapidfuzz, and Splink on DuckDB; what is not
installed is skipped, and said so. CPU is that of the matcher alone: making the materials and scoring are not in it.

Another tool is stopped after `--limit` seconds, and that is printed. Splink did not finish a million within an hour here: of
more than `--splink-size` materials it also gets that many, beside ours on the same, and the whole number within the limit.

Then, where the public set Abt-Buy lies beside the repository, it matches the names of two sources at the fixed threshold,
beside rapidfuzz and jaro_winkler with mutual best matches. `--sets FOLDER` does the same for every public set in a
folder of the user's (benchmarks/public_sets.py says in which notations), and nothing else.

Truth: a material that gives its brand and the same one without a brand are never both made as two things, because no
person could tell; the same thing of two brands is. A duplicate with its brand or standard left out (half as frequent as
other kinds) may therefore fit several; the benchmark counts it against us all the same.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.public_sets import TwoSources, from_tables, read_sets
from healthcheck.matching import Group, compact, find_groups, fold, match_sources, segments
from healthcheck.matching.sources import THRESHOLD

Pair = tuple[int, int]


# ------------------------------------------------------------------------------------------------- the materials


@dataclass(frozen=True)
class Thing:
    """One material as a person thinks of it, before anybody writes it down."""

    family: str
    noun: str
    size: str
    grade: str = ""
    standard: str = ""
    brand: str = ""

    def rows(self) -> tuple[str, str, str]:
        """Name, specification, brand as the record says them."""
        return self.noun, " ".join(p for p in (self.size, self.grade, self.standard) if p), self.brand


@dataclass
class Family:
    """A kind of material: its nouns, how sizes are drawn, and what it may be made of."""

    nouns: list[str]
    size: Callable[[random.Random], str]
    grades: list[str]
    standards: list[str] = field(default_factory=lambda: [""])
    brands: list[str] = field(default_factory=lambda: [""])


def _of(*parts: Iterable[object]) -> Callable[[random.Random], str]:
    pools = [[str(x) for x in p] for p in parts]
    return lambda chance: "".join(chance.choice(pool) for pool in pools)


_THREADS = ["M3", "M4", "M5", "M6", "M8", "M10", "M12", "M14", "M16", "M18", "M20", "M22", "M24", "M27", "M30", "M36"]
_TOOLS = ["SKF", "NSK", "FAG", "NTN", "哈轴", "洛轴", "人本", "TIMKEN"]
_ELECTRIC = ["正泰", "德力西", "SCHNEIDER", "SIEMENS", "ABB", "施耐德", "OMRON", "欧姆龙", "MITSUBISHI"]
_E24 = (
    "1 1.2 1.5 1.8 2 2.2 2.7 3.3 3.9 4.7 5.6 6.8 8.2 10 12 15 18 22 27 33 39 47 56 68 82 100 120 150 180 220 270 330 390 470"
).split()
FAMILIES: dict[str, Family] = {
    "bolt": Family(
        [
            "六角螺栓",
            "六角头螺栓",
            "外六角螺栓",
            "内六角螺栓",
            "内六角圆柱头螺钉",
            "沉头螺钉",
            "盘头螺钉",
            "十字槽盘头螺钉",
            "十字槽沉头螺钉",
            "六角法兰面螺栓",
            "双头螺柱",
            "地脚螺栓",
            "膨胀螺栓",
            "马车螺栓",
            "左旋螺栓",
            "右旋螺栓",
            "半牙六角螺栓",
            "全牙六角螺栓",
        ],
        lambda r: f"{r.choice(_THREADS)}×{r.randrange(6, 305)}",
        ["4.8级", "8.8级", "10.9级", "12.9级", "304", "316", "A2-70", "A4-80", "Q235B 镀锌", "Q235B 发黑", "35CrMo"],
        ["", "", "GB/T5782", "GB/T5783", "GB/T70.1", "GB/T819.1", "DIN933", "DIN912", "ISO4014"],
        ["", "", "", "东明", "晋亿"],
    ),
    "nut": Family(
        ["六角螺母", "六角薄螺母", "法兰螺母", "锁紧螺母", "盖形螺母", "蝶形螺母", "平垫圈", "弹簧垫圈", "大平垫圈"],
        _of(_THREADS, ["", "", "×1", "×1.25", "×1.5"]),
        ["4级", "8级", "10级", "304", "316", "201", "镀锌", "发黑", "黄铜"],
        ["", "GB/T6170", "GB/T97.1", "GB/T93", "DIN934", "DIN985"],
        ["", "", "东明", "晋亿"],
    ),
    "bearing": Family(
        ["深沟球轴承", "圆锥滚子轴承", "角接触球轴承", "调心滚子轴承", "推力球轴承", "滚针轴承", "带座外球面轴承"],
        _of(
            ["60", "62", "63", "72", "222", "302", "323", "511"],
            [f"{i:02d}" for i in range(41)],
            ["", "-2RS", "-2Z", "ZZ", "/C3"],
        ),
        ["", "P5", "P6"],
        [""],
        ["", *_TOOLS, *_TOOLS],
    ),
    "pipe": Family(
        [
            "无缝钢管",
            "焊接钢管",
            "不锈钢管",
            "镀锌钢管",
            "精密钢管",
            "铜管",
            "铝管",
            "圆钢",
            "冷拉圆钢",
            "黄铜棒",
            "尼龙棒",
        ],
        lambda r: (
            f"φ{r.randrange(6, 220)}×{r.choice(['1', '1.5', '2', '2.5', '3', '3.5', '4', '5', '6', '8'])}"
            + r.choice(["", "", "×3000", "×6000"])
        ),
        ["20#", "45#", "Q235B", "Q345B", "304", "316L", "321", "40Cr", "T2", "6061"],
        ["", "", "GB/T8163", "GB/T3087", "GB/T14976"],
    ),
    "plate": Family(
        ["热轧钢板", "冷轧钢板", "不锈钢板", "花纹钢板", "铝板", "紫铜板", "环氧板", "尼龙板", "橡胶板", "镀锌板"],
        lambda r: (
            f"{r.choice(['0.5', '0.8', '1', '1.2', '1.5', '2', '2.5', '3', '4', '5', '6', '8', '10', '12', '16', '20'])}"
            f"×{r.choice([1000, 1220, 1250, 1500, 1800, 2000])}×{r.randrange(20, 81) * 100}"
        ),
        ["Q235B", "Q345B", "304", "316L", "SPCC", "DC01", "5052", "6061", "3240", "黑色", "白色", "绿色"],
        ["", "GB/T3274", "GB/T708"],
    ),
    "valve": Family(
        [
            "球阀",
            "闸阀",
            "截止阀",
            "止回阀",
            "蝶阀",
            "安全阀",
            "减压阀",
            "电磁阀",
            "疏水阀",
            "法兰球阀",
            "丝扣球阀",
            "过滤器",
            "弯头",
            "三通",
            "异径管",
            "法兰",
            "盲法兰",
            "活接头",
            "内接头",
            "外接头",
        ],
        _of(
            ["DN"],
            [15, 20, 25, 32, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300],
            [" PN"],
            [6, 10, 16, 25, 40, 64, 100],
        ),
        ["304", "316L", "WCB", "铸铁", "黄铜", "PVC", "PPR", "CF8M", "20#"],
        ["", "", "HG/T20592", "HG/T20615", "GB/T9119"],
        ["", "", "上海良工", "KITZ", "EMERSON", "远大"],
    ),
    "cable": Family(
        ["电力电缆", "控制电缆", "屏蔽电缆", "橡套电缆", "软电缆", "铜芯电线", "阻燃电缆", "铠装电缆"],
        _of(
            ["YJV", "VV", "KVV", "KVVP", "RVV", "RVVP", "YJV22", "BVR", "ZR-YJV"],
            [" "],
            range(1, 38),
            ["×"],
            ["0.5", "0.75", "1", "1.5", "2.5", "4", "6", "10", "16", "25", "35", "50", "70", "95"],
            ["mm²"],
        ),
        ["", "红色", "黑色", "黄绿色", "蓝色", "0.6/1kV", "450/750V"],
        [""],
        ["", "", "远东", "上上", "NEXANS"],
    ),
    "electric": Family(
        [
            "断路器",
            "塑壳断路器",
            "交流接触器",
            "热继电器",
            "中间继电器",
            "时间继电器",
            "按钮开关",
            "行程开关",
            "接近开关",
            "光电开关",
            "指示灯",
            "变频器",
            "开关电源",
            "接线端子",
            "熔断器",
            "隔离开关",
        ],
        _of(
            [1, 2, 3, 4],
            ["P "],
            [6, 10, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125, 160, 225, 250, 400],
            ["A "],
            ["AC220V", "AC380V", "DC24V", "DC12V", "AC110V"],
        ),
        ["", "C型", "D型", "红色", "绿色", "常开", "常闭", "1NO+1NC", "2NO+2NC"],
        [""],
        ["", *_ELECTRIC, *_ELECTRIC],
    ),
    "component": Family(
        ["贴片电阻", "金属膜电阻", "水泥电阻", "贴片电容", "电解电容", "钽电容", "功率电感", "色环电感"],
        lambda r: r.choice(
            [
                f"{r.choice(['0402', '0603', '0805', '1206'])} {r.choice(_E24)}{r.choice(['Ω', 'kΩ', 'MΩ', 'mΩ'])} ±{r.choice([1, 5])}%",
                f"{r.choice(_E24)}{r.choice(['pF', 'nF', 'μF'])} {r.choice([10, 16, 25, 50, 100, 400])}V",
                f"{r.choice(_E24)}{r.choice(['nH', 'μH', 'mH'])} {r.choice(['0.5', '1', '1.5', '2', '3'])}A",
            ]
        ),
        ["", "X7R", "NPO", "Y5V", "1/4W", "1/2W", "1W"],
        [""],
        ["", "", "YAGEO", "国巨", "MURATA", "村田", "SAMSUNG"],
    ),
    "seal": Family(
        ["O型密封圈", "骨架油封", "机械密封", "石墨垫片", "四氟垫片", "橡胶垫片", "金属缠绕垫", "油封", "Y型密封圈"],
        lambda r: (
            f"φ{r.randrange(5, 301)}×{r.choice(['1.5', '1.8', '2', '2.4', '2.65', '3', '3.55', '5', '5.3', '7', '8', '10'])}"
        ),
        ["NBR", "FKM", "EPDM", "PTFE", "VMQ", "NBR70", "NBR90"],
        ["", "", "GB/T3452.1", "GB/T9877"],
        ["", "", "PARKER", "NOK"],
    ),
    "chemical": Family(
        [
            "环氧底漆",
            "聚氨酯面漆",
            "醇酸磁漆",
            "防锈漆",
            "稀释剂",
            "固化剂",
            "抗磨液压油",
            "齿轮油",
            "切削液",
            "润滑脂",
            "清洗剂",
        ],
        _of(["", "", "L-HM32 ", "L-HM46 ", "L-HM68 ", "CKC220 ", "CKD320 "], range(1, 26), ["kg", "L"], ["/桶", "/罐"]),
        ["", "红色", "灰色", "白色", "天蓝色", "橘黄色", "黑色", "银灰色"],
        [""],
        ["", "", "昆仑", "长城", "SHELL", "MOBIL", "关西"],
    ),
    "pneumatic": Family(
        ["标准气缸", "薄型气缸", "双轴气缸", "迷你气缸", "无杆气缸", "气动夹爪", "液压油缸", "气管接头", "调速阀"],
        _of(
            ["SC", "SDA", "MAL", "TN", "CDM2B", "CQ2B", "CXSM"],
            [16, 20, 25, 32, 40, 50, 63, 80, 100, 125],
            ["×", "-"],
            range(5, 505, 5),
            ["", "", "-S", "-B"],
        ),
        ["", "带磁", "带缓冲"],
        [""],
        ["", "SMC", "AIRTAC", "亚德客", "FESTO"],
    ),
}


def _draw(chance: random.Random) -> Thing:
    family = chance.choice(list(FAMILIES))
    kind = FAMILIES[family]
    return Thing(
        family,
        chance.choice(kind.nouns),
        kind.size(chance),
        chance.choice(kind.grades),
        chance.choice(kind.standards),
        chance.choice(kind.brands),
    )


def _near_miss(thing: Thing, chance: random.Random) -> Thing:
    """The same but for one thing that matters."""
    kind = FAMILIES[thing.family]
    what = chance.choice(("noun", "size", "size", "digit", "grade", "grade", "standard", "brand"))
    if what == "noun":
        return replace(thing, noun=chance.choice(kind.nouns))
    if what == "size":
        return replace(thing, size=kind.size(chance))
    if what == "digit":
        spots = [m.start() for m in re.finditer(r"[1-9]", thing.size)]
        at = chance.choice(spots)
        return replace(thing, size=f"{thing.size[:at]}{chance.choice('123456789')}{thing.size[at + 1 :]}")
    if what == "grade":
        return replace(thing, grade=chance.choice(kind.grades))
    if what == "standard":
        return replace(thing, standard=chance.choice(kind.standards))
    return replace(thing, brand=chance.choice(kind.brands))


# ------------------------------------------------------------------------------------------------ the duplicates

Row = tuple[str, str, str]
_TRADITIONAL = dict(
    zip(
        "轴垫钢铜铝铁锈丝钉圆弯头阀电缆线气压机开关灯胶带双继断调层涂变频时间无缝热轧铸盘环锁紧",
        "軸墊鋼銅鋁鐵鏽絲釘圓彎頭閥電纜線氣壓機開關燈膠帶雙繼斷調層塗變頻時間無縫熱軋鑄盤環鎖緊",
        strict=True,
    )
)
_SOUNDS = {
    "螺": "罗锣骡", "栓": "拴", "轴": "周州", "承": "成乘", "垫": "电殿店", "阀": "伐罚乏", "圈": "权劝", "缆": "揽懒",
    "密": "蜜", "封": "风丰", "弯": "湾玩", "焊": "汗旱", "继": "既济", "器": "其汽", "缸": "刚岗", "球": "求", "锥": "追",
    "滚": "棍", "角": "脚", "法": "发", "兰": "蓝", "膨": "彭", "胀": "帐涨", "沉": "陈", "槽": "曹", "簧": "黄皇",
    "接": "结街", "触": "处", "断": "段", "路": "录", "变": "便", "频": "贫", "漆": "期", "氧": "养", "脂": "织", "润": "闰",
    "钉": "盯丁", "柱": "注住", "调": "条", "容": "荣", "阻": "组祖", "感": "敢", "贴": "帖", "片": "骗", "板": "版",
    "管": "官", "闸": "炸", "截": "节", "蝶": "碟", "橡": "像", "胶": "交", "墨": "磨", "骨": "古", "架": "价", "械": "谢",
}  # fmt: skip
_CYRILLIC = str.maketrans("ABCEHKMOPTXacepox", "АВСЕНКМОРТХасерох")


def _some(
    text: str, chance: random.Random, change: Callable[[re.Match[str]], str], pattern: str, many: bool = True
) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    if many:
        return re.sub(pattern, change, text)
    match = chance.choice(found)
    return text[: match.start()] + change(match) + text[match.end() :]


def _case(row: Row, chance: random.Random) -> Row:
    if re.search(r"[Mm][ΩVWAHF]|[μnpk]", row[1]):
        return row
    change = chance.choice((str.lower, str.upper))
    return change(row[0]), change(row[1]).replace("MM²", "mm²").replace("/1KV", "/1kV"), change(row[2])


def _wide(row: Row, chance: random.Random) -> Row:
    table = {c: c + 0xFEE0 for c in range(33, 127)}
    return row[0].translate(table), row[1].translate(table), row[2]


def _times(row: Row, chance: random.Random) -> Row:
    sign = chance.choice("*xX✕＊")
    return row[0], row[1].replace("×", sign), row[2]


def _unit(row: Row, chance: random.Random) -> Row:
    def written(match: re.Match[str]) -> str:
        number, unit = match[1], match[2]
        options = {
            "mm²": [f"{number}平方", f"{number}mm2", f"{number} mm²", f"{number}平方毫米"],
            "kg": [f"{number} KG", f"{number}Kg", f"{number}公斤", f"{number}千克", f"{int(float(number) * 1000)}g"],
            "L": [f"{number}升", f"{number} L", f"{int(float(number) * 1000)}ml"],
            "V": [f"{number}伏", f"{number} V", f"{number}v"],
            "A": [f"{number}安", f"{number} A"],
            "kΩ": [f"{number}KΩ", f"{number}千欧", f"{number} kΩ"],
            "Ω": [f"{number}欧", f"{number} Ω", f"{number}ohm"],
            "μF": [f"{number}uF", f"{number}UF", f"{number}微法"],
            "kV": [f"{number}KV", f"{number}千伏"],
        }
        return chance.choice(options[unit])

    changed = re.sub(r"(\d+(?:\.\d+)?)(mm²|kg|kΩ|kV|μF|Ω|(?<!316)L|V|A)(?![\w²])", written, row[1])
    if changed == row[1] and re.search(r"×\d+(\.\d+)?(?= |$)", row[1]) and re.match(r"[φM\d]", row[1]):
        mm = chance.choice(("mm", "㎜", "MM", " mm", "毫米"))
        changed = re.sub(r"(×\d+(?:\.\d+)?)(?= |$)", lambda m: m[1] + mm, row[1], count=1)
    return row[0], changed, row[2]


def _spaces(row: Row, chance: random.Random) -> Row:
    name = row[0]
    if len(name) > 3 and chance.random() < 0.5:
        at = chance.randrange(2, len(name) - 1)
        name = f"{name[:at]} {name[at:]}"
    spec = chance.choice(
        (
            row[1].replace(" ", "  "),
            row[1].replace("×", " × "),
            re.sub(r"(DN|PN|M|φ)(?=\d)", r"\1 ", row[1]),
            f" {row[1]} ",
        )
    )
    return name, spec, row[2]


def _diameter(row: Row, chance: random.Random) -> Row:
    return row[0], row[1].replace("φ", chance.choice("ΦØ⌀Фϕ")), row[2]


def _old_script(row: Row, chance: random.Random) -> Row:
    table = str.maketrans(_TRADITIONAL)
    return row[0].translate(table), row[1].translate(table), row[2]


def _inlined(row: Row, chance: random.Random) -> Row:
    return f"{row[0]}{chance.choice(('', ' ', '-', ' ('))}{row[1]}", "", row[2]


def _inlined_twice(row: Row, chance: random.Random) -> Row:
    return f"{row[0]} {row[1]}", row[1], row[2]


def _order(row: Row, chance: random.Random) -> Row:
    parts = row[1].split(" ")
    if len(parts) > 1 and chance.random() < 0.7:
        return row[0], " ".join(parts[1:] + parts[:1]), row[2]
    return f"{row[1]} {row[0]}", "", row[2]


def _look_alike(row: Row, chance: random.Random) -> Row:
    spec = _some(row[1], chance, lambda m: "O", r"(?<=\d)0(?![\dA-Za-zμ])|(?<=\d)0(?=\d)", many=False)
    if spec == row[1]:
        spec = _some(row[1], chance, lambda m: chance.choice("Il"), r"(?<=[\d×φ])1(?=\d)", many=False)
    return row[0], spec, row[2]


def _cyrillic(row: Row, chance: random.Random) -> Row:
    return row[0].translate(_CYRILLIC), row[1].translate(_CYRILLIC), row[2]


def _unseen(row: Row, chance: random.Random) -> Row:
    mark = chance.choice(("\u200b", "\ufeff", "\u00a0", "\t", "\u3000", "\u200e"))
    if chance.random() < 0.5:
        return row[0] + mark, row[1], row[2]
    return row[0], mark + row[1] + mark, row[2]


def _punctuation(row: Row, chance: random.Random) -> Row:
    sign = chance.choice((",", "，", ";", "；", "、", "|", "_"))
    if " " in row[1]:
        return row[0], row[1].replace(" ", sign), row[2]
    return row[0], f"{chance.choice('(（[【')}{row[1]}{chance.choice(')）]】')}", row[2]


def _sound(row: Row, chance: random.Random) -> Row:
    name = _some(row[0], chance, lambda m: chance.choice(_SOUNDS[m[0]]), f"[{''.join(_SOUNDS)}]", many=False)
    return name, row[1], row[2]


def _dropped(row: Row, chance: random.Random) -> Row:
    if len(row[0]) < 4:
        return row
    at = chance.randrange(len(row[0]))
    return row[0][:at] + row[0][at + 1 :], row[1], row[2]


def _doubled(row: Row, chance: random.Random) -> Row:
    at = chance.randrange(len(row[0]))
    return row[0][:at] + row[0][at] + row[0][at:], row[1], row[2]


def _swapped(row: Row, chance: random.Random) -> Row:
    at = chance.randrange(len(row[0]) - 1)
    return row[0][:at] + row[0][at + 1] + row[0][at] + row[0][at + 2 :], row[1], row[2]


def _misspelt(row: Row, chance: random.Random) -> Row:
    brand = row[2]
    if len(brand) < 5 or not brand.isascii():
        return row
    at = chance.randrange(1, len(brand) - 1)
    return row[0], row[1], chance.choice((brand[:at] + brand[at + 1 :], brand[:at] + brand[at] + brand[at:]))


def _zeros(row: Row, chance: random.Random) -> Row:
    return row[0], re.sub(r"(?<=[×φ])(\d+\.\d)(?![\d.])", r"\g<1>0", row[1]), row[2]


def _stainless(row: Row, chance: random.Random) -> Row:
    change = chance.choice(("SUS{}", "{}不锈钢", "不锈钢{}", "不锈钢 {}", "{} 不锈钢"))
    return row[0], re.sub(r"(?<![\d×.])(304|316L?|201|321)(?= |$)", lambda m: change.format(m[0]), row[1]), row[2]


def _standard(row: Row, chance: random.Random) -> Row:
    change = chance.choice((r"\1 \2", r"\1\2", r"\1-\2"))
    spec = re.sub(
        r"\b(GB|HG)/T ?(\d)", chance.choice((r"\1/T \2", r"\1/T\2", r"GB \2" if "GB" in row[1] else r"\1/T-\2")), row[1]
    )
    return row[0], re.sub(r"\b(DIN|ISO) ?(\d)", change, spec), row[2]


def _brand_moved(row: Row, chance: random.Random) -> Row:
    if not row[2]:
        return row
    if chance.random() < 0.5:
        return f"{row[2]}{' ' if row[2].isascii() else ''}{row[0]}", row[1], ""
    return row[0], f"{row[1]} {row[2]}", ""


def _filler(row: Row, chance: random.Random) -> Row:
    return f"{row[0]}{chance.choice('型式用')}" if row[0][-1] not in "型式用" else row[0], row[1], row[2]


def _no_brand(row: Row, chance: random.Random) -> Row:
    return row[0], row[1], ""


def _no_standard(row: Row, chance: random.Random) -> Row:
    return row[0], re.sub(r" ?\b(?:GB/T|DIN|ISO|HG/T)[\d.]+", "", row[1]), row[2]


#: Ways to write one thing again, and how often each.
KINDS: dict[str, tuple[Callable[[Row, random.Random], Row], int]] = {
    "case": (_case, 2),
    "full width": (_wide, 2),
    "times sign": (_times, 2),
    "unit": (_unit, 2),
    "spaces": (_spaces, 2),
    "diameter sign": (_diameter, 2),
    "traditional": (_old_script, 2),
    "specification in the name": (_inlined, 2),
    "specification twice": (_inlined_twice, 2),
    "order": (_order, 2),
    "O for 0, l for 1": (_look_alike, 2),
    "Cyrillic letters": (_cyrillic, 2),
    "unseen characters": (_unseen, 2),
    "punctuation": (_punctuation, 2),
    "character sounds alike": (_sound, 2),
    "character dropped": (_dropped, 2),
    "character doubled": (_doubled, 2),
    "characters swapped": (_swapped, 2),
    "brand misspelt": (_misspelt, 2),
    "trailing zero": (_zeros, 2),
    "stainless steel": (_stainless, 2),
    "standard": (_standard, 2),
    "brand in the name": (_brand_moved, 2),
    "filler": (_filler, 2),
    "brand missing": (_no_brand, 1),
    "standard missing": (_no_standard, 1),
}


@dataclass
class Materials:
    """Synthetic materials and what is known about them: `truth` gives the thing behind each row."""

    names: list[str] = field(default_factory=list)
    specifications: list[str] = field(default_factory=list)
    brands: list[str] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)

    def pairs(self) -> set[Pair]:
        """Every pair of rows that is one thing."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for i, thing in enumerate(self.truth):
            rows[thing].append(i)
        return {p for same in rows.values() if len(same) > 1 for p in combinations(sorted(same), 2)}


def generate(size: int, share: float = 0.05, seed: int = 7) -> Materials:
    """``size`` materials, ``share`` of them written a second time, the rest different things close together."""
    chance = random.Random(seed)
    duplicates = int(size * share)
    things: dict[tuple[str, ...], None] = {}
    shape: dict[tuple[str, str, str], tuple[bool, bool]] = {}
    listed: list[Thing] = []
    while len(listed) < size - duplicates:
        thing = _near_miss(chance.choice(listed), chance) if listed and chance.random() < 0.5 else _draw(chance)
        bare = (thing.noun, thing.size, thing.grade)
        has = (bool(thing.brand), bool(thing.standard))
        key = (*bare, thing.standard, thing.brand)
        if key in things or shape.setdefault(bare, has) != has:
            continue
        things[key] = None
        listed.append(thing)
    made = Materials()
    rows = [(thing.rows(), i, "") for i, thing in enumerate(listed)]
    weighted = [kind for kind, (_, weight) in KINDS.items() for _ in range(weight)]
    while len(rows) < size:
        i = chance.randrange(len(listed))
        row = listed[i].rows()
        for kind in chance.sample(weighted, len(weighted)):
            changed = KINDS[kind][0](row, chance)
            if changed != row:
                rows.append((changed, i, kind))
                break
    chance.shuffle(rows)
    for n, ((name, specification, brand), thing_id, kind) in enumerate(rows):
        made.names.append(name)
        made.specifications.append(specification)
        made.brands.append(brand)
        made.truth.append(thing_id)
        if kind:
            made.kinds[n] = kind
    return made


# ------------------------------------------------------------------------------------------------- the measuring


def score(found: set[Pair], true: set[Pair]) -> tuple[float, float]:
    """Precision and recall."""
    hit = len(found & true)
    return hit / max(1, len(found)), hit / max(1, len(true))


def ours(groups: Iterable[Group]) -> Iterator[tuple[str, set[Pair]]]:
    """Pairs of our groups, tier by tier, each with the surer ones."""
    for tier, name in ((1, "tier 1"), (2, "tiers 1+2"), (3, "all tiers")):
        parent: dict[int, int] = {}

        def root(i: int, parent: dict[int, int] = parent) -> int:
            while parent.setdefault(i, i) != i:
                i = parent[i]
            return i

        for group in groups:
            for link in group.links:
                if link.tier <= tier:
                    a, b = sorted((root(link.a), root(link.b)))
                    parent[b] = a
        same: defaultdict[int, list[int]] = defaultdict(list)
        for i in list(parent):
            same[root(i)].append(i)
        yield name, {p for members in same.values() for p in combinations(sorted(members), 2)}


def blocks(made: Materials) -> list[tuple[str, str]]:
    """For other tools: the numeric signature of each row (the block our tier 2 works in), and its folded text."""
    found = []
    for row in zip(made.names, made.specifications, made.brands, strict=True):
        folded = fold(" ".join(row))
        codes = sorted(s for s in segments(folded) if any(c.isdigit() for c in s))
        found.append((" ".join(codes), compact(folded)))
    return found


def jaro_winkler(made: Materials, threshold: float = 0.95) -> set[Pair]:
    """DuckDB's jaro_winkler_similarity in our blocks, on our folded text."""
    import duckdb
    import pyarrow as pa

    keyed = blocks(made)
    con = duckdb.connect(config={"threads": 1})
    con.register("t", pa.table({"i": range(len(keyed)), "block": [k for k, _ in keyed], "text": [t for _, t in keyed]}))
    rows = con.execute(
        "SELECT a.i, b.i FROM t a JOIN t b ON a.block = b.block AND a.i < b.i"
        f" WHERE jaro_winkler_similarity(a.text, b.text) >= {threshold}"
    ).fetchall()
    return {(a, b) for a, b in rows}


def rapidfuzz(made: Materials, threshold: float = 92) -> set[Pair]:
    """rapidfuzz.fuzz.token_sort_ratio in our blocks, on our folded text."""
    from rapidfuzz import fuzz  # type: ignore[import-not-found,unused-ignore]

    rows: defaultdict[str, list[int]] = defaultdict(list)
    keyed = blocks(made)
    for i, (block, _) in enumerate(keyed):
        rows[block].append(i)
    return {
        (a, b)
        for block in rows.values()
        for a, b in combinations(block, 2)
        if fuzz.token_sort_ratio(keyed[a][1], keyed[b][1], score_cutoff=threshold)
    }


def splink(made: Materials, threshold: float = 0.95) -> set[Pair]:
    """Splink on DuckDB: its own model, trained without truth, in our blocks."""
    import pyarrow as pa
    import splink as sp  # type: ignore[import-not-found,unused-ignore]
    import splink.comparison_library as cl  # type: ignore[import-not-found,unused-ignore]

    keyed = blocks(made)
    table = pa.table(
        {
            "unique_id": range(len(keyed)),
            "block": [k for k, _ in keyed],
            "name": [fold(n) for n in made.names],
            "spec": [fold(s) or None for s in made.specifications],
            "brand": [fold(b) or None for b in made.brands],
        }
    )
    settings = sp.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("spec", [0.98, 0.92]),
            cl.ExactMatch("brand"),
        ],
        blocking_rules_to_generate_predictions=[sp.block_on("block")],
    )
    linker = sp.Linker(sp.DuckDBAPI().register(table), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(sp.block_on("block"))
    found = linker.inference.predict(threshold_match_probability=threshold)
    pairs = found.as_duckdbpyrelation().project("unique_id_l, unique_id_r").fetchall()
    return {(min(p), max(p)) for p in pairs}


OTHERS = {"DuckDB jaro_winkler ≥ .95": jaro_winkler, "rapidfuzz ≥ 92": rapidfuzz, "Splink ≥ .95": splink}
NEEDS = {"DuckDB jaro_winkler ≥ .95": "duckdb", "rapidfuzz ≥ 92": "rapidfuzz", "Splink ≥ .95": "splink"}


def measure(size: int, who: str, seed: int) -> dict[str, object]:
    """Run one matcher in this process; times and memory are of this process (the materials themselves included)."""
    made = generate(size, seed=seed)
    true = made.pairs()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    if who == "ours":
        made_groups = find_groups(made.names, made.specifications, None, made.brands)
        seconds = time.process_time() - start
        groups = list(ours(made_groups))
    else:
        groups = [(who, OTHERS[who](made))]
        seconds = time.process_time() - start
    result: dict[str, object] = {
        "cpu": seconds,
        "data_mb": before / 1024,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "scores": {name: score(found, true) for name, found in groups},
    }
    if who == "ours":
        found = groups[-1][1]
        surer = groups[1][1]
        originals = {made.truth[i]: i for i in range(size) if i not in made.kinds}
        total: Counter[str] = Counter()
        hit: Counter[str] = Counter()
        sure: Counter[str] = Counter()
        for i, kind in made.kinds.items():
            j = originals[made.truth[i]]
            pair = (min(i, j), max(i, j))
            total[kind] += 1
            hit[kind] += pair in found
            sure[kind] += pair in surer
        result["kinds"] = {
            kind: (total[kind], sure[kind] / total[kind], hit[kind] / total[kind]) for kind in sorted(total)
        }
        wrong = sorted(found - true)[:12]
        result["wrong"] = [
            [f"{made.names[i]} | {made.specifications[i]} | {made.brands[i]}" for i in pair] for pair in wrong
        ]
    return result


def _apart(size: int, who: str, seed: int, limit: float | None = None) -> dict[str, object]:
    """``measure`` in a process of its own, stopped after ``limit`` seconds."""
    command = [sys.executable, __file__, "--size", str(size), "--seed", str(seed), "--run", who]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return {"failed": [f"stopped after {limit:,.0f} s"]}
    if made.returncode:
        return {"failed": made.stderr.strip().splitlines()[-1:]}
    answer: dict[str, object] = json.loads(made.stdout.splitlines()[-1])
    return answer


# --------------------------------------------------------------------------------------------------- two sources

ABT_BUY = Path(__file__).resolve().parents[2] / "shared" / "data" / "materials" / "abt-buy"


#: Pairs of names that the other matchers compare one by one; a larger set is ours alone.
MOST_PAIRS = 15_000_000


def two_sources(found: TwoSources, others: bool = True) -> None:
    """Print how well names of two sources are matched, at one threshold that is never tuned."""
    names, their_names = list(found.left.values()), list(found.right.values())
    told = f", {len(found.labelled):,} labelled" if found.labelled is not None else ""
    print(f"\n{found.title}: {len(names):,} and {len(their_names):,} names, {len(found.true):,} true pairs{told}")
    print(f"{'':<34}{'precision':>10}{'recall':>8}{'F1':>7}{'CPU s':>8}")
    matchers: dict[str, tuple[str, Callable[[list[str], list[str]], set[Pair]]]] = {
        f"ours ≥ {THRESHOLD}": ("", lambda x, y: {(m.a, m.b) for m in match_sources(x, y)})
    }
    if others:
        matchers["rapidfuzz token_sort ≥ 60, mutual"] = ("rapidfuzz", _mutual_rapidfuzz)
        matchers["jaro_winkler ≥ .8, mutual"] = ("duckdb", _mutual_jaro_winkler)
    keys, their_keys = list(found.left), list(found.right)
    for who, (needed, matcher) in matchers.items():
        if needed and importlib.util.find_spec(needed) is None:
            print(f"{who:<34} skipped: {needed} is not installed")
            continue
        if needed and len(names) * len(their_names) > MOST_PAIRS:
            print(f"{who:<34} skipped: it compares every pair, and there are more than {MOST_PAIRS:,}")
            continue
        start = time.process_time()
        pairs = {(keys[i], their_keys[j]) for i, j in matcher(names, their_names)}
        seconds = time.process_time() - start
        precision, recall, f1 = found.score(pairs)
        print(f"{who:<34}{precision:>10.4f}{recall:>8.4f}{f1:>7.3f}{seconds:>8.1f}")


def _mutual(scores: Iterable[tuple[int, int, float]]) -> set[Pair]:
    """Pairs that are each other's best."""
    left: dict[int, tuple[float, int]] = {}
    right: dict[int, tuple[float, int]] = {}
    for i, j, score in scores:
        left[i] = max(left.get(i, (0.0, -1)), (score, j))
        right[j] = max(right.get(j, (0.0, -1)), (score, i))
    return {(i, j) for i, (_, j) in left.items() if right[j][1] == i}


def _mutual_rapidfuzz(a: list[str], b: list[str]) -> set[Pair]:
    from rapidfuzz import fuzz, process

    def best(one: list[str], other: list[str]) -> Iterator[tuple[int, int, float]]:
        for i, name in enumerate(one):
            found = process.extractOne(name.lower(), other, scorer=fuzz.token_sort_ratio, score_cutoff=60)
            if found is not None:
                yield i, found[2], found[1]

    low_a, low_b = [n.lower() for n in a], [n.lower() for n in b]
    there = {(i, j) for i, j, _ in best(low_a, low_b)}
    return there & {(i, j) for j, i, _ in best(low_b, low_a)}


def _mutual_jaro_winkler(a: list[str], b: list[str]) -> set[Pair]:
    import duckdb
    import pyarrow as pa

    con = duckdb.connect(config={"threads": 1})
    con.register("a", pa.table({"i": range(len(a)), "name": [n.lower() for n in a]}))
    con.register("b", pa.table({"i": range(len(b)), "name": [n.lower() for n in b]}))
    rows = con.execute(
        "SELECT i, j, score FROM (SELECT a.i, b.i AS j, jaro_winkler_similarity(a.name, b.name) AS score FROM a, b)"
        " WHERE score >= 0.8"
    ).fetchall()
    return _mutual(rows)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200_000, help="how many materials")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only-ours", action="store_true", help="leave the other tools out")
    parser.add_argument(
        "--splink-size", type=int, default=200_000, help="materials for Splink, beside the whole number"
    )
    parser.add_argument("--limit", type=float, default=600, help="seconds after which another tool is stopped")
    parser.add_argument("--sets", type=Path, metavar="FOLDER", help="public sets of two sources, and nothing else")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps(measure(asked.size, asked.run, asked.seed)))
        return
    if asked.sets:
        for found in read_sets(asked.sets):
            two_sources(found, not asked.only_ours)
        return
    print(f"{asked.size:,} materials, 5 % of them duplicates of {len(KINDS)} kinds, seed {asked.seed}\n")
    result = _apart(asked.size, "ours", asked.seed)
    print(f"{'':<30}{'precision':>10}{'recall':>8}{'CPU s':>8}{'MB':>7}")
    _rows(result)
    if not asked.only_ours:
        for who in OTHERS:
            if importlib.util.find_spec(NEEDS[who]) is None:
                print(f"{who:<30} skipped: {NEEDS[who]} is not installed")
                continue
            _rows(_apart(asked.size, who, asked.seed, asked.limit), who)
            if NEEDS[who] == "splink" and asked.size > asked.splink_size:
                print(f"\nof {asked.splink_size:,} materials:")
                _rows(_apart(asked.splink_size, who, asked.seed, asked.limit), who)
                _rows(_apart(asked.splink_size, "ours", asked.seed))
    if "kinds" in result:
        print(f"\n{'kind':<30}{'number':>8}{'found 1+2':>11}{'found all':>11}")
        for kind, (number, sure, hit) in result["kinds"].items():  # type: ignore[attr-defined]
            print(f"{kind:<30}{number:>8}{sure:>11.3f}{hit:>11.3f}")
        print("\nwrong pairs, some:")
        for one, other in result["wrong"]:  # type: ignore[attr-defined]
            print(f"  {one}   <>   {other}")
    quarter = _apart(asked.size // 4, "ours", asked.seed)
    if "cpu" in result and "cpu" in quarter:
        grown = float(str(result["cpu"])) / max(0.01, float(str(quarter["cpu"])))
        print(f"\ngrowth: four times the materials take {grown:.1f} times the CPU")
    if ABT_BUY.is_dir():
        files = [ABT_BUY / f"{name}.csv" for name in ("abt", "buy", "gt")]
        two_sources(from_tables("Abt-Buy", *files), not asked.only_ours)
    else:
        print("\nAbt-Buy is not beside the repository: two sources were not matched")


def _rows(result: dict[str, object], who: str = "") -> None:
    if "failed" in result:
        print(f"{who:<30} failed: {' '.join(map(str, result['failed']))}")  # type: ignore[call-overload]
        return
    for name, (precision, recall) in result["scores"].items():  # type: ignore[attr-defined]
        print(f"{name:<30}{precision:>10.4f}{recall:>8.4f}{result['cpu']:>8.1f}{result['peak_mb']:>7.0f}")


if __name__ == "__main__":
    main()
