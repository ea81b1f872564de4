"""Words in the lines of a list that are no row of it: totals, footnotes, headings, examples."""

import re
import unicodedata
from collections.abc import Sequence

from service.dataset.first_day.header_remarks import is_hint

_SUM = "合计|总计|小计|共计|累计|总和|汇总"
_TOTAL = re.compile(
    rf"(?:[^:]{{0,30}}?(?:{_SUM})|total|grandtotal|subtotal|sum|summe|average|mean|"
    "平均(?:值|数)?|均值|占比|比例|比重|百分比|同比|环比)"
    rf"(?:/(?:{_SUM}|平均|均值|占比))?:?(?:\(.*\))?:?(?:共?[0-9]*(?:家|户|个|人|条|项)?(?:企业)?)?|"
    "(?:以上|总)?共(?:计|有)?[0-9一二三四五六七八九十百]+(?:家|户|个|条|项).{0,6}|其中:?.{1,12}"
)
_FIRST_OF_TOTAL = frozenset("合总小共累汇本平均占比百同环其以tTgGsSaAmMＴＧＳ")
_LAST_OF_TOTAL = frozenset("计总和均比例重)）:：家户个人条项")

_DOING = "(?:填表|填报|制表|制单|审核|审批|复核|校核|核对|经办|统计|报送|上报|录入)"
_WHO_OR_WHEN = (
    f"{_DOING}(?:人员?|员|单位|部门|日期|时间)|"
    "(?:单位|部门|分管|主要)?(?:主管|分管|主要)?(?:负责人|领导)签[字名章]|(?:单位|部门|分管)(?:负责人|领导)|"
    "(?:主管|主要)领导|(?:单位|企业)?(?:盖章|公章|签章)"
)
_SIGNED = r"(?:\((?:签[字名章]|盖?章|公章|加盖公章)\))?"
_SIGNATURE = re.compile(
    rf"(?:{_WHO_OR_WHEN}){_SIGNED}(?:\s*[:].*|\s+\S.*)?|{_DOING}{_SIGNED}(?:\s*[:].*|\s+\S.*)", re.S
)
_FIRST_OF_SIGNATURE = frozenset("填制审复校核经统报上录单部分主负领盖公签企")
_FOOTNOTE = re.compile(
    rf"(?:{_WHO_OR_WHEN}|{_DOING}|备注|说明|填表说明|注意?|单位\(盖章\)|联系电话|联系人|负责人|电话|日期|"
    rf"note|notes|remark|remarks|source|prepared by|filled in by){_SIGNED}"
    r"\s*(?:[0-9一二三四五]?)[:].*",
    re.S | re.I,
)
_REMARK = re.compile(
    r"第\s*[0-9]+\s*页.*|共\s*[0-9]+\s*页|page\s*[0-9]+.*|"
    r"\((?:盖章|公章|签[字名章]|单位盖章|加盖公章)\)|"
    r"[0-9]{4}[-年./]\s*[0-9]{1,2}[-月./]\s*[0-9]{1,2}日?|二[〇0零O]二.{1,12}日|"
    r"(?:以上|上述|以下).*|(?:数据|统计)?截[至止](?:到|于)?\s*(?:[0-9]|目前|今).*|"
    r"[-—–_=*]{2,}.*|(?:备注|说明|注|notes?)\s*[0-9]+[.、].*|附[:].*|附件\s*[0-9一二三四五]*[:].*|"
    r"[0-9]+\s*[.、)](?!.*(?:公司|厂|集团)$).*(?:本表|请|填[写报]|报送|上报|指|[；;。]).*",
    re.S | re.I,
)
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}(?:部分?|类|批|章|节)(?=[\s:、]|$)|"
    r"表\s*[一二三四五六七八九十0-9]+)(?P<of>.*)|"
    r"[一-鿿]{1,10}(?:街道|镇|乡|开发区|工业区|高新区|园区|区|县|市)(?:\([^()]*\)|[0-9]+家)?:?",
    re.S,
)
_ENTERPRISE_NAME = re.compile("(?:公司|厂|集团|ltd|inc|gmbh|corp)[.]?$", re.I)
_EXAMPLE = re.compile(
    r"\(?(?:例子?|示例|样例|举例|范例|填[写表]示例|e\.?g\.?|examples?)\)?[0-9]*:?", re.I
)
_FIRST_OF_EXAMPLE = frozenset("例示样举范填eE(（")
_PLACEHOLDER = re.compile(r"(?:[×✕*＊○〇某]{2}|[xX]{2,3}(?=[一-鿿])).*", re.S)
_NUMBERS = frozenset(("栏次", "栏号", "列次", "列号", "栏目", "列"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def says_total(cell: str) -> bool:
    """Whether a cell says that its line is a sum, a mean or a share of others."""
    if cell[:1] not in _FIRST_OF_TOTAL and cell[-1:] not in _LAST_OF_TOTAL:
        return False
    return len(cell) <= 50 and _TOTAL.fullmatch(squeezed(cell)) is not None


def says_footnote(cell: str) -> bool:
    """Whether a cell names who made the list or when, or is a remark, behind a colon."""
    if ":" not in cell and "：" not in cell:
        return False
    return _FOOTNOTE.fullmatch(_half_width(cell)) is not None


def says_signature(cell: str) -> bool:
    """Whether a cell is one of the words below a form: 制表人, 审核 李四, 单位负责人（签字）."""
    if cell[:1] not in _FIRST_OF_SIGNATURE:
        return False
    return _SIGNATURE.fullmatch(_half_width(cell)) is not None


def is_remark(cell: str) -> bool:
    """Whether a cell that is alone in its line is a page number, a seal, a day or a remark."""
    return _REMARK.fullmatch(_half_width(cell)) is not None


def is_heading(cell: str, *, alone: bool) -> bool:
    """Whether a cell that is alone in its line is a heading: 一、周巷镇.

    One that names an enterprise is none, where the list is not ``alone`` one of enterprises.
    """
    found = _HEADING.fullmatch(_half_width(cell))
    return found is not None and (alone or not _ENTERPRISE_NAME.search(found["of"] or ""))


def says_example(cell: str) -> bool:
    """Whether a cell says that its line shows how to fill in the others."""
    return cell[:1] in _FIRST_OF_EXAMPLE and _EXAMPLE.fullmatch(_half_width(cell)) is not None


def is_placeholder(name: str) -> bool:
    """Whether a name stands for any: ××电器有限公司, 某某厂."""
    return _PLACEHOLDER.fullmatch(name) is not None


def explains_columns(cells: Sequence[str], width: int) -> bool:
    """Whether a line numbers the ``width`` columns above (栏次 1 2, 甲 乙 1 2) or says how to fill
    them in (必填)."""
    filled = [squeezed(cell).strip("()<>[]") for cell in cells if cell]
    if len(filled) > 1 and all(map(is_hint, filled)) and not any(map(_is_value, filled)):
        return True
    named = bool(filled) and filled[0] in _NUMBERS
    if named:
        del filled[0]
    stems = next((i for i, each in enumerate(filled) if each != _STEMS[i : i + 1]), len(filled))
    counted = all(
        each.partition("=")[0] == str(number) for number, each in enumerate(filled[stems:], 1)
    )
    numbers = len(filled) - stems
    enough = len(filled) > 1 if named else numbers > 2 or (stems > 0 < numbers) or stems > 3
    return counted and enough and len(filled) + named >= width


def squeezed(text: str) -> str:
    """A text in half width and lower case, without spaces."""
    return re.sub(r"\s+", "", _half_width(text)).casefold()


def _is_value(text: str) -> bool:
    return text[:1].isdecimal() or text in ("是", "否", "有", "无", "y", "n", "yes", "no")


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
