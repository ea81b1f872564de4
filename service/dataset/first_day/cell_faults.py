"""What is said of cells of a list that are no value of any column."""

from service.dataset.tables.csv_reader import expected
from service.language import Text


class UnusualCell(Exception):
    """A cell that is no value of any column."""

    def __init__(self, text: Text, value: str | None) -> None:
        super().__init__(text.en)
        self.text = text
        self.value = value


WHO_SUPPLIES_WHAT = Text(
    "several suppliers and several materials in one line: who supplies which is not said; give each"
    " supplier a line of its own",
    "一行写了多家配套企业和多种物料，无法判断谁供哪种：请每家配套企业单列一行",
)
WHO_SUPPLIES_WHAT_OR_PAIR = Text(
    WHO_SUPPLIES_WHAT.en + ", or say --pair: the first supplies the first, and so on",
    WHO_SUPPLIES_WHAT.zh + "，或加 --pair 按顺序一一对应",
)
ONE_CODE = expected(
    Text("one supplier where there is one credit code", "一个信用代码对应一家配套企业")
)
ERROR_VALUE = Text(
    "an error value of the spreadsheet; correct the formula, or clear the cell",
    "表格公式的错误值；请更正公式或清空此格",
)
FORMULA_WITHOUT_VALUE = Text(
    "a formula without a stored value: open the workbook in Excel and save it",
    "公式没有保存结果：请用 Excel 打开此工作簿并保存后再载入",
)
