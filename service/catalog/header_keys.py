"""The keys of a header: what each means, what it takes, and what holds where it is not given.

The one list of them: headers are checked by it, and the table in the documentation is made of it.
"""

from dataclasses import dataclass

from service.language import Text

QUERY, WHAT_IF, ACTION = "query", "what-if", "action"
"""The kinds of what can be asked, tried and done."""

CHANGES = (WHAT_IF, ACTION)

MAPPING = Text("a mapping", "映射")
TEXT = Text("a text", "文本")
NONE = Text("none", "无")
WHOLE_NUMBER = Text("a whole number", "整数")
SECONDS = Text("a number of seconds", "秒数")
BOOLEAN = Text("true or false", "true 或 false")
TRUE_OR_COLUMN = Text("true or false, or the name of a column", "true、false 或列名")
KIND_OR_MAPPING = Text("a kind of thing, or a mapping from kinds to arguments", "对象类别或映射")
NAME_OR_NAMES = Text("a name, or a list of names", "名称或名称列表")
NAME_OR_MAPPING = Text("the name of a list of words, or a mapping", "词表名或映射")

RESULTS = ("table", "graph", "network", "value", "chart")

FORECASTS = ("ready", "stop")

TELEPHONE = "telephone"
"""What a column links to whose texts can be called."""

DEFAULT_LIMIT = 1000
PAGE_LIMIT = 10_000
"""Rows that a page filters, sorts and sums, where the header of a table sets no limit."""
DEFAULT_TIMEOUT = 5.0
CHANGE_TIMEOUT = 30.0
"""Seconds of a what-if or action, which derives, too."""


@dataclass(frozen=True)
class Key:
    """One key; ``default`` as the documentation tells it, ``required`` by kind of file."""

    name: str
    takes: tuple[type, ...]
    expected: Text
    about: Text
    default: Text = NONE
    required: tuple[str, ...] = ()
    kinds: tuple[str, ...] = (QUERY, WHAT_IF, ACTION)


_ALWAYS = (QUERY, WHAT_IF, ACTION)

HEADER = (
    Key(
        "title", (dict,), MAPPING,
        Text("its name, `{en, zh}`; `en` is the same as the `//` line", "名称；en 与 // 行一致"),
        required=_ALWAYS,
    ),
    Key(
        "about", (dict,), MAPPING,
        Text("what it answers, `{en, zh}`, in a few sentences", "说明，`{en, zh}`"),
        required=_ALWAYS,
    ),
    Key(
        "result", (str,), TEXT,
        Text(
            "`table`; `graph`: nodes, relationships and paths that it returns are drawn beside the"
            " table; `network`: enterprises, with `step`, `waits` and `supplied_by` beside the"
            " columns, none of them personal, drawn as one map; `value`: one cell, shown large;"
            " `chart`: the first column is x, each of the others a series of numbers",
            "`table` 表格；`graph` 另绘所返回的节点与关系；`network` 各企业及列外的 `step`、"
            "`waits`、`supplied_by`，不含个人信息列，绘成一张图；`value` 单个值；"
            "`chart` 首列为横轴，其余各列为数据系列",
        ),
        required=_ALWAYS,
    ),
    Key(
        "parameters", (dict,), MAPPING,
        Text("by name, see below; each is used as `$name`", "参数，见下表；以 `$名称` 引用"),
    ),
    Key(
        "columns", (dict,), MAPPING,
        Text("by name, in the order they are shown, see below", "列，按显示顺序，见下表"),
        required=_ALWAYS,
    ),
    Key(
        "example", (dict,), MAPPING,
        Text("arguments that give an answer with the first dataset", "可得出结果的示例参数"),
        required=_ALWAYS,
    ),
    Key(
        "group", (str,), TEXT,
        Text("where it is listed: a name in `cypher/groups.yaml`", "所属分组，见 `groups.yaml`"),
        Text("`more`; `what-if`, `action`", "`more`；`what-if`、`action`"),
    ),
    Key(
        "order", (int,), WHOLE_NUMBER,
        Text("its place in its group, the least first, then by name", "组内次序，小者在前"),
        Text("after those that have one", "在有次序者之后"),
    ),
    Key(
        "shown_on", (str, dict), KIND_OR_MAPPING,
        Text(
            "on the page of which kind of thing (`enterprise`, `material`, `team`) its answer is a"
            " section: it is asked with the parameter of that name and the arguments given here,"
            " as `enterprise` or `{enterprise: {tiers: 0}}`",
            "在哪类对象（`enterprise`、`material`、`team`）的页面上显示，可附参数",
        ),
        kinds=(QUERY,),
    ),
    Key(
        "finds", (str,), TEXT,
        Text(
            "which kind of thing it finds by its parameter `text`, for the search box",
            "按参数 `text` 查找哪类对象，供搜索框使用",
        ),
        kinds=(QUERY,),
    ),
    Key(
        "offers", (dict,), MAPPING,
        Text(
            "the actions that each row offers: by name, for parameters of theirs the column, or the"
            " parameter of this query, whose value is filled in",
            "每行可执行的登记操作：按名称给出其参数取自哪一列或哪个参数",
        ),
        kinds=(QUERY,),
    ),
    Key(
        "empty", (dict,), MAPPING,
        Text(
            "what it means that there are no rows, `{en, zh}`, where that is an answer",
            "没有结果行时的含义，`{en, zh}`",
        ),
        Text("nothing to report", "没有符合条件的结果"),
        kinds=(QUERY,),
    ),
    Key(
        "bloom", (str,), TEXT,
        Text("the search phrase in Neo4j Bloom, with `$parameters`", "Bloom 搜索短语"),
    ),
    Key(
        "asked", (dict,), MAPPING,
        Text(
            "how people ask it in the search box, `{en, zh}`, each a list of sentences:"
            " `$parameter` stands for the name of a thing, of a parameter with `suggest`",
            "在搜索框中的问法，`{en, zh}` 各为若干句；`$参数` 代表对象的名称，该参数须有 `suggest`",
        ),
    ),
    Key(
        "limit", (int,), WHOLE_NUMBER,
        Text("rows of one answer at most", "结果行数上限"),
        Text(
            "1000; of a table's page and workbook 10,000", "1000；表格页面与工作簿为 10,000"
        ),
    ),
    Key(
        "timeout", (int, float), SECONDS,
        Text(
            "seconds that it may take, of a what-if or action with its derivation",
            "用时上限（秒），推演与登记含重新推算",
        ),
        Text("5; of a what-if or action 30", "5；推演与登记为 30"),
    ),
    Key(
        "derives", (str,), TEXT,
        Text(
            "what is derived again between change and answer: `readiness` (the answer is told"
            " `$changed`) or `losses`, the latter of a what-if only; of a saved query: what is"
            " sought by trials, `alternatives`, `restart-list` or `unblocking` (it is told"
            " `$found`)",
            "改动后重新推算什么：`readiness` 或 `losses`；查询则为 `alternatives`、`restart-list`、"
            "`unblocking`",
        ),
        Text("of a saved query none", "查询可不填"),
        required=CHANGES,
    ),
    Key(
        "refuses", (dict,), MAPPING,
        Text(
            "what the change may refuse, by the words it returns in its column `refused` (one, or a"
            " list: all that is wrong at once): `{where: a parameter, en, zh}`",
            "改动可能拒绝的情形：按 `refused` 列的取值（一个或列表，一次说全）给出"
            " `{where, en, zh}`",
        ),
        kinds=CHANGES,
    ),
    Key(
        "notices", (dict,), MAPPING,
        Text(
            "what is allowed and yet worth saying, by the words that the change returns in its"
            " column `noticed`: `{where: a parameter, en, zh}`",
            "允许登记但须提示的情形：按 `noticed` 列的取值给出 `{where, en, zh}`",
        ),
        kinds=(ACTION,),
    ),
    Key(
        "whose", (str, list), NAME_OR_NAMES,
        Text(
            "the parameters that say whose the change is: those given must be a service team's own,"
            " one at least, where somebody of that team records it",
            "哪些参数说明登记归属：专班人员登记时，所填者须至少一项且均属本专班",
        ),
        Text("`enterprise`", "`enterprise`"),
        kinds=(ACTION,),
    ),
    Key(
        "foresees", (str,), TEXT,
        Text(
            "the what-if that is tried first, with those of the arguments that it has: the change"
            " is told `$foreseen`, a list of [enterprise, days before, days after]",
            "先行推演的名称，使用同名参数；改动以 `$foreseen` 得到 [企业, 现状天数, 推演后天数]",
        ),
        kinds=(ACTION,),
    ),
)  # fmt: skip

_LABEL = Key(
    "label", (dict,), MAPPING, Text("its heading, `{en, zh}`", "标题，`{en, zh}`"),
    required=_ALWAYS,
)  # fmt: skip
_WORDS = Key(
    "words", (str, dict), NAME_OR_MAPPING,
    Text(
        "the words for its codes: a list in `cypher/columns.yaml` by name, or `{code: {en, zh}}`",
        "代码的文字：`columns.yaml` 中的词表名，或 `{代码: {en, zh}}`",
    ),
)  # fmt: skip

_WORDS_BY = Key(
    "words_by", (dict,), MAPPING,
    Text(
        "the words for its codes by what the parameter `by` says: `{district: place}`",
        "按参数 `by` 的取值各用何词表：`{district: place}`",
    ),
)  # fmt: skip

PARAMETER = (
    _LABEL,
    Key(
        "suggest", (str,), TEXT,
        Text(
            "the saved query that offers its values, told what was typed as `text`: its first"
            " column is the value, the second how people call it",
            "提供候选值的查询，以 `text` 接收已输入内容",
        ),
    ),
    _WORDS,
    _WORDS_BY,
    Key(
        "offered_on", (str,), TEXT,
        Text(
            "on the page of which kind of thing a link leads here, this parameter filled in",
            "在哪类对象的页面上给出链接，并填入此参数",
        ),
    ),
)  # fmt: skip
"""Beside JSON Schema's keywords; ``default`` absent: required, ``null``: optional."""

COLUMN = (
    _LABEL,
    Key(
        "links", (str,), TEXT,
        Text(
            "the kind of thing whose page its ids lead to; `telephone`: it holds numbers to call",
            "编号所指对象的类别，链接到其页面；`telephone` 为可拨打的电话",
        ),
    ),
    Key(
        "personal", (bool,), BOOLEAN,
        Text(
            "whether it is personal data: masked wherever persons are not shown, and never kept"
            " by a browser",
            "是否个人信息：不显示个人信息时予以隐去，浏览器不缓存",
        ),
        Text("false", "false"),
    ),
    Key(
        "whose", (str, list), NAME_OR_NAMES,
        Text(
            "of personal data: the columns, one or several, whose ids say whose it is; a service"
            " team sees that of its own enterprises",
            "个人信息归谁：以哪些列的编号为准；专班人员仅可见本专班企业的",
        ),
        Text("`enterprise`", "`enterprise`"),
    ),
    _WORDS,
    _WORDS_BY,
    Key(
        "of", (str, list), NAME_OR_NAMES,
        Text(
            "of codes behind which ids stand (`stock_days:copper`): the kinds of things that these"
            " are the ids of, in order; they are told by name, and filtered by the code alone",
            "代码后以冒号附编号（如 `stock_days:copper`）时，各编号所指对象的类别，依次列出；"
            "显示其名称，筛选只看代码",
        ),
    ),
    Key(
        "forecast", (str,), TEXT,
        Text(
            "`ready` or `stop`: a day foretold, or the days until then; marked as to be verified"
            " where the row's `firm` is false, and `ready` is told in words of one that runs or"
            " is stuck",
            "`ready` 或 `stop`：推算的日期或天数；`firm` 为 false 时标注待核实",
        ),
    ),
    Key(
        "blank_is_never", (bool, str), TRUE_OR_COLUMN,
        Text(
            "whether nothing means never, not unknown; with the name of a column only in rows in"
            " which that one has something",
            "空白表示无期，而非未知；写列名时仅限该列有内容的行",
        ),
        Text("false", "false"),
    ),
    Key(
        "fact_in", (str,), TEXT,
        Text(
            "the column that says of which fact the values are: they are told in the words of that"
            " one; where there is a column of the same name with `_en` it has them for who reads"
            " English",
            "哪一列写明取值属于哪项事实，取值按该事实的词表显示；"
            "另有同名加 `_en` 的列时，英文读者看该列",
        ),
        Text("none", "无"),
    ),
    Key(
        "optional", (bool,), BOOLEAN,
        Text(
            "whether people are shown it only where some row has something in it",
            "是否仅在有内容时显示此列",
        ),
        Text("false", "false"),
    ),
    Key(
        "once", (bool,), BOOLEAN,
        Text(
            "whether it is the same in all rows: people are told it once, above them",
            "是否各行相同：在表格上方只显示一次",
        ),
        Text("false", "false"),
    ),
    Key(
        "facet", (bool,), BOOLEAN,
        Text(
            "whether it has few values, to be listed with how many rows have each, for people to"
            " choose from",
            "是否只有少数取值：列出各值及行数供筛选",
        ),
        Text("of booleans and of codes with words true, else false", "布尔与有文字的代码为 true"),
    ),
    Key(
        "sum", (bool,), BOOLEAN,
        Text(
            "whether its numbers may be added up over the rows: a row must tell of nothing that"
            " another tells of, too",
            "各行数值是否可以相加（各行不得有重叠）：合计列于表格末行",
        ),
        Text("false", "false"),
    ),
)  # fmt: skip
"""Beside JSON Schema's keywords."""


def of_kind(kind: str) -> dict[str, Key]:
    """The keys that the header of a file of ``kind`` may have, by name."""
    return {key.name: key for key in HEADER if kind in key.kinds}
