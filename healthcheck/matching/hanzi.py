"""What is known about Chinese characters that near-duplicates turn on: which sound alike, which tell things apart."""

from __future__ import annotations

from bisect import bisect_right

#: GB 2312 lists its 3,755 common characters by pinyin: the first of each syllable says where the syllable begins.
_FIRST = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆"
    "耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿"
    "痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮"
    "撩列琳玲溜龙楼芦峦抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖挪哦欧啪拍攀"
    "乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷"
    "声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄"
    "休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
_STARTS = [c.encode("gb2312") for c in _FIRST]
_LAST = "座".encode("gb2312")

#: Characters written alike.
_ALIKE = (
    "己已巳",
    "未末",
    "土士",
    "日曰",
    "人入八",
    "千干于",
    "戊戌戍",
    "拴栓",
    "治冶",
    "侯候",
    "免兔",
    "茶荼",
    "晴睛",
    "拔拨",
    "暖曖",
)

#: Characters that tell two things apart wherever they stand: one for another is another thing, however alike the rest.
_TELLING = frozenset(
    "左右上下前后内外正反阴阳公母单双大中小长短高低粗细厚薄圆方平弯直斜横竖盘沉半全通盲"
    "红橙黄绿青蓝紫黑白灰棕粉金银铜铁钢铝锌锡铅镍钛铬钨胶塑木纸布棉瓷"
    "栓母钉丝垫销键杆管板棒线带片套环座盖头尾端帽筒罐箱柜架门"
    "零一二三四五六七八九十百千两甲乙丙丁东南西北"
    "冷热干湿软硬轻重新旧开闭关常进出吸排油水气电液酸碱汽火光磁声风男女成毛"
    "不无非有带防耐可升降加减快慢主副子父公寸分"
)
#: What may be left out or added without telling anything apart.
_EMPTY = frozenset("的型式形用色类款号")


def syllable(char: str) -> int | None:
    """Which syllable a common character is read as, as a number; None for a rare one."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return None
    if not _STARTS[0] <= code <= _LAST or len(code) < 2:
        return None
    return bisect_right(_STARTS, code)


def confusable(one: str, other: str) -> bool:
    """Whether a typist or a reader takes one character for the other."""
    if any(one in group and other in group for group in _ALIKE):
        return True
    sound = syllable(one)
    return sound is not None and sound == syllable(other)


def telling(char: str) -> bool:
    """Whether a character tells two things apart: left or right, copper or steel, bolt or nut."""
    return char in _TELLING


def empty(char: str) -> bool:
    """Whether a character adds nothing: 红/红色, A/A型."""
    return char in _EMPTY
