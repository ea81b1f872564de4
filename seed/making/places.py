"""Places of the invented enterprises of the Cixi dataset: real towns, roughly where they are."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Place:
    """A town: ``id`` as part of an enterprise's id; its district by GB/T 2260."""

    id: str
    town: str
    district: str
    latitude: float
    longitude: float

    @property
    def town_en(self) -> str:
        return self.id.capitalize()

    @property
    def in_ningbo(self) -> bool:
        return self.district.startswith("3302")


# Region; then town ids, towns, district codes, latitudes and longitudes to about two kilometres.
_TOWNS = """
cixi     zhouxiang   周巷   330282 30.17 121.13
cixi     guanhaiwei  观海卫 330282 30.17 121.41
cixi     kuangyan    匡堰   330282 30.13 121.32
cixi     henghe      横河   330282 30.13 121.26
cixi     xiaolin     逍林   330282 30.18 121.35
cixi     shengshan   胜山   330282 30.22 121.36
cixi     xinpu       新浦   330282 30.25 121.37
cixi     fuhai       附海   330282 30.23 121.41
cixi     qiaotou     桥头   330282 30.17 121.38
cixi     zhangqi     掌起   330282 30.11 121.48
cixi     longshan    龙山   330282 30.08 121.56
cixi     changhe     长河   330282 30.22 121.14
cixi     chongshou   崇寿   330282 30.27 121.21
cixi     andong      庵东   330282 30.28 121.24
cixi     kandun      坎墩   330282 30.22 121.27
cixi     zonghan     宗汉   330282 30.19 121.21
ningbo   simen       泗门   330281 30.17 121.04
ningbo   ditang      低塘   330281 30.13 121.11
ningbo   gaoqiao     高桥   330203 29.90 121.45
ningbo   cicheng     慈城   330205 29.98 121.45
ningbo   daqi        大碶   330206 29.89 121.81
ningbo   luotuo      骆驼   330211 29.98 121.58
ningbo   jiangshan   姜山   330212 29.76 121.56
ningbo   xikou       溪口   330213 29.68 121.27
ningbo   juexi       爵溪   330225 29.48 121.95
ningbo   xidian      西店   330226 29.48 121.44
zhejiang liushi      柳市   330382 28.04 120.90
zhejiang diankou     店口   330681 29.92 120.26
zhejiang shangyu     上虞   330604 30.03 120.87
zhejiang xiaoshan    萧山   330109 30.18 120.26
zhejiang haining     海宁   330481 30.51 120.68
zhejiang luqiao      路桥   331004 28.58 121.37
zhejiang yongkang    永康   330784 28.89 120.05
yangtze  jiangyin    江阴   320281 31.92 120.28
yangtze  kunshan     昆山   320583 31.38 120.98
yangtze  wujin       武进   320412 31.70 119.94
yangtze  wujiang     吴江   320509 31.14 120.64
yangtze  baoshan     宝山   310113 31.40 121.49
yangtze  jiading     嘉定   310114 31.37 121.26
yangtze  jinshan     金山   310116 30.74 121.34
anhui    tongguan    铜官   340705 30.94 117.81
yangtze  jiujiang    鸠江   340207 31.37 118.39
yangtze  guangde     广德   341882 30.89 119.42
south    changan     长安   441900 22.80 113.80
south    baoan       宝安   440306 22.56 113.88
south    shunde      顺德   440606 22.81 113.29
south    xiaolan     小榄   442000 22.67 113.24
south    tongan      同安   350212 24.73 118.15
south    jinjiang    晋江   350582 24.78 118.55
south    fuqing      福清   350181 25.72 119.38
hubei    daye        大冶   420281 30.10 114.97
hubei    jiangxia    江夏   420115 30.35 114.32
hubei    xiaonan     孝南   420902 30.92 113.92
hubei    zhijiang    枝江   420583 30.43 111.76
hubei    wuxue       武穴   421182 29.85 115.56
inland   guixi       贵溪   360681 28.29 117.24
inland   guangfeng   广丰   361103 28.44 118.19
inland   linzi       临淄   370305 36.83 118.31
inland   gongyi      巩义   410181 34.75 113.02
"""

_BY_REGION: dict[str, list[Place]] = {}
PLACES: dict[str, Place] = {}
for _line in _TOWNS.split("\n"):
    if _line:
        _region, _id, _town, _district, _latitude, _longitude = _line.split()
        PLACES[_id] = Place(_id, _town, _district, float(_latitude), float(_longitude))
        _BY_REGION.setdefault(_region, []).append(PLACES[_id])

# Of a hundred makers of a material, how many stand in each region.
_SPREAD = {
    "local": {"cixi": 52, "ningbo": 24, "zhejiang": 9, "yangtze": 7, "south": 5, "hubei": 3},
    "wide": {"cixi": 22, "ningbo": 23, "zhejiang": 19, "yangtze": 19, "south": 10, "hubei": 7},
    "far": {"ningbo": 5, "zhejiang": 13, "yangtze": 30, "south": 17, "hubei": 13, "inland": 22},
    "mine": {"anhui": 25, "hubei": 30, "inland": 45},
}


def draw_place(spread: str, rng: Random) -> Place:
    """A random town for a maker; ``spread``: a key of ``_SPREAD``."""
    weights = _SPREAD[spread]
    region = rng.choices(list(weights), list(weights.values()))[0]
    return rng.choice(_BY_REGION[region])
