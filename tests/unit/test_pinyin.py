"""How names sound."""

import pytest

from service.derivation.pinyin import pinyin_of


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("公牛集团", "gnjt|gongniujituan"),
        ("慈溪市跃隆", "cxsyl|cixishiyuelong|yl|yuelong"),
        ("浙江省宁波市慈溪市跃隆", "zjsnbscxsyl|zhejiangshengningboshicixishiyuelong|yl|yuelong"),
        ("宁波新海集团", "nbxhjt|ningboxinhaijituan|xhjt|xinhaijituan"),
        # the same character sounds as its word wants it
        ("重庆长安", "cqca|chongqingchangan|ca|changan"),
        ("重型机械", "zxjx|zhongxingjixie"),
        ("绿色铜材", "lstc|lvsetongcai"),
        ("臺州長城廠", "tzccc|taizhouchangchengchang|ccc|changchengchang"),
        # letters and digits stand for themselves, in one width
        ("ＡＢＢ电器（3M）", "abbdq3m|abbdianqi3m"),
        ("Gongniu Group", "gongniugroup|gongniugroup"),
        # of a name that is a place, or little more, nothing is taken away
        ("上海", "sh|shanghai"),
        ("上海厂", "shc|shanghaichang"),
        ("", "|"),
    ],
)
def test_pinyin(name: str, sounds: str) -> None:
    assert pinyin_of(name) == f"{name}|{sounds}"
