"""Places of synthetic enterprises: real cities, roughly where they are, and invented districts.

A district's code is its city's by GB/T 2260 and two more digits that only look like one; whether
such a district exists, and where, is not claimed. Weights are rough sizes, made up for the purpose.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# City code, name, latitude, longitude, weight; a small network takes only the first of them.
_CITIES = """
3302 宁波 29.87 121.55 16
3301 杭州 30.27 120.15 18
3306 绍兴 30.00 120.58 8
3304 嘉兴 30.75 120.76 8
3303 温州 28.00 120.70 9
3307 金华 29.08 119.65 8
3310 台州 28.66 121.42 8
3305 湖州 30.89 120.09 5
3101 上海 31.23 121.47 38
3205 苏州 31.30 120.58 22
3202 无锡 31.49 120.31 13
3201 南京 32.06 118.80 14
3204 常州 31.81 119.97 9
3206 南通 31.98 120.89 10
3203 徐州 34.26 117.19 6
3210 扬州 32.39 119.42 6
3401 合肥 31.82 117.23 11
3402 芜湖 31.35 118.43 5
3412 阜阳 32.89 115.81 4
3501 福州 26.07 119.30 9
3502 厦门 24.48 118.09 8
3505 泉州 24.87 118.68 11
3601 南昌 28.68 115.86 6
3607 赣州 25.83 114.93 4
3604 九江 29.71 116.00 4
4201 武汉 30.59 114.31 18
4205 宜昌 30.69 111.29 4
4206 襄阳 32.01 112.12 5
4202 黄石 30.20 115.04 3
4401 广州 23.13 113.26 27
4403 深圳 22.54 114.06 32
4419 东莞 23.02 113.75 15
4406 佛山 23.02 113.12 13
4420 中山 22.52 113.39 7
4404 珠海 22.27 113.58 5
4405 汕头 23.35 116.68 5
4413 惠州 23.11 114.42 6
3702 青岛 36.07 120.38 14
3701 济南 36.65 117.12 11
3707 潍坊 36.71 119.16 8
3706 烟台 37.46 121.45 9
3713 临沂 35.10 118.36 7
3703 淄博 36.81 118.05 5
4101 郑州 34.75 113.63 13
4103 洛阳 34.62 112.45 5
4107 新乡 35.30 113.93 3
4113 南阳 32.99 112.53 4
4301 长沙 28.23 112.94 13
4302 株洲 27.83 113.13 4
4304 衡阳 26.89 112.57 4
1301 石家庄 38.04 114.51 8
1302 唐山 39.63 118.18 7
1306 保定 38.87 115.46 5
1309 沧州 38.30 116.84 5
1101 北京 39.90 116.40 30
1201 天津 39.13 117.20 16
5101 成都 30.57 104.07 20
5107 绵阳 31.47 104.68 4
5115 宜宾 28.75 104.64 3
5001 重庆 29.56 106.55 21
6101 西安 34.34 108.94 13
6103 宝鸡 34.36 107.24 3
2101 沈阳 41.80 123.43 9
2102 大连 38.91 121.61 9
1401 太原 37.87 112.55 6
1404 长治 36.20 113.12 3
4501 南宁 22.82 108.37 6
4502 柳州 24.33 109.43 4
5301 昆明 25.04 102.71 8
5303 曲靖 25.49 103.80 3
5201 贵阳 26.65 106.63 6
5203 遵义 27.73 106.93 4
2201 长春 43.82 125.32 7
2202 吉林 43.84 126.55 2
2301 哈尔滨 45.80 126.53 7
2306 大庆 46.59 125.10 3
1501 呼和浩特 40.84 111.75 4
1502 包头 40.66 109.84 4
6201 兰州 36.06 103.83 4
4601 海口 20.04 110.32 3
6401 银川 38.49 106.23 3
6501 乌鲁木齐 43.83 87.62 5
6301 西宁 36.62 101.78 2
5401 拉萨 29.65 91.14 1
"""

KM_PER_DEGREE = 111.2
DISTANCE_SCALE_KM = 25.0
"""Kilometres within which distance hardly matters to who buys from whom."""
DISTANCE_EXPONENT = 2.2
"""Beyond that the chance of a link falls with distance to this power."""
_GOLDEN_ANGLE = 2.399963229728653
"""In radians; places districts around a city with no two on one line."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Cities (``latitude``, ``longitude``, ``weight``, two-digit ``province``) and the districts
    of each: city ``i`` has those from ``first[i]`` to before ``first[i + 1]``."""

    latitude: FloatArray
    longitude: FloatArray
    weight: FloatArray
    province: IntArray
    first: IntArray
    district_code: IntArray
    district_latitude: FloatArray
    district_longitude: FloatArray

    def decay(self) -> FloatArray:
        """By pair of cities: the factor of distance in the chance of a link, 1 within a city."""
        km = distance_km(
            self.latitude[:, None],
            self.longitude[:, None],
            self.latitude[None, :],
            self.longitude[None, :],
        )
        decayed: FloatArray = (1.0 + km / DISTANCE_SCALE_KM) ** -DISTANCE_EXPONENT
        return decayed


def places(enterprises: int) -> Places:
    """The cities of a network of that many enterprises, at least two."""
    rows = [line.split() for line in _CITIES.strip().splitlines()]
    rows = rows[: int(np.clip(enterprises // 25, 2, len(rows)))]
    latitude = np.array([float(row[2]) for row in rows])
    longitude = np.array([float(row[3]) for row in rows])
    weight = np.array([float(row[4]) for row in rows])
    codes = np.array([int(row[0]) for row in rows])
    counts = np.clip(weight / 2, 2, 15).astype(np.int64)
    if enterprises < 1000:
        counts = np.minimum(counts, 3)
    first = np.concatenate(([0], np.cumsum(counts)))
    city = np.repeat(np.arange(len(rows)), counts)
    number = np.arange(len(city)) - first[city]
    radius = (6.0 + 7.0 * np.sqrt(number)) / KM_PER_DEGREE
    angle = number * _GOLDEN_ANGLE
    return Places(
        latitude,
        longitude,
        weight,
        codes // 100,
        first,
        codes[city] * 100 + 2 + number,
        latitude[city] + radius * np.sin(angle),
        longitude[city] + radius * np.cos(angle) / np.cos(np.radians(latitude[city])),
    )


def distance_km(
    latitude: FloatArray, longitude: FloatArray, to_latitude: FloatArray, to_longitude: FloatArray
) -> FloatArray:
    """Great-circle kilometres between points in degrees (haversine formula)."""
    latitude_radians, to_latitude_radians = np.radians(latitude), np.radians(to_latitude)
    half = np.sin((to_latitude_radians - latitude_radians) / 2) ** 2
    half = (
        half
        + np.cos(latitude_radians)
        * np.cos(to_latitude_radians)
        * np.sin(np.radians(to_longitude - longitude) / 2) ** 2
    )
    kilometres: FloatArray = 2 * 6371.0 * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return kilometres
