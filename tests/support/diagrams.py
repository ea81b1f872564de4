"""The small pictures of docs/definitions.md: ``python -m tests.support.diagrams`` draws them.

Each is boxes and arrows on a white ground, with every label in Chinese and English.
"""

from html import escape

from tests.support.paths import DOCS

FOLDER = DOCS / "pictures"
FONT = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
COLOURS = {
    "plain": ("#eef2f7", "#5b6b7c"),
    "runs": ("#dff3e7", "#2f8f5b"),
    "waits": ("#e1edfb", "#2f6db3"),
    "stuck": ("#fbe4e1", "#a3261b"),
    "material": ("#f6efe2", "#9a7b45"),
}
"""Fill and line of what a box stands for."""


class Drawing:
    """One picture in the making, ``width`` by ``height``."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.size = width, height
        self.title = title
        self.parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: float = 12, anchor: str = "middle"
    ) -> None:
        """One line of words whose baseline is at ``y``."""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def box(
        self,
        x: float,
        y: float,
        lines: tuple[str, ...],
        kind: str = "plain",
        *,
        width: float = 140,
        unsure: bool = False,
    ) -> None:
        """A box around ``lines`` whose middle is at ``x``, ``y``; dashed where ``unsure``."""
        fill, line = COLOURS[kind]
        height = 14 + 17 * len(lines)
        dashes = ' stroke-dasharray="5 4"' if unsure else ""
        self.parts.append(
            f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}"'
            f' height="{height:g}" rx="8" fill="{fill}" stroke="{line}" stroke-width="1.5"'
            f"{dashes}/>"
        )
        for place, words in enumerate(lines):
            self.text(x, y - height / 2 + 20 + 17 * place, words, 12 if place else 13)

    def arrow(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        words: tuple[str, ...] = (),
        *,
        kind: str = "plain",
        side: float = 0,
        unsure: bool = False,
    ) -> None:
        """An arrow with words beside its middle, ``side`` to the right of it."""
        dashes = ' stroke-dasharray="5 4"' if unsure else ""
        self.parts.append(
            f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}"'
            f' stroke="{COLOURS[kind][1]}" stroke-width="2" marker-end="url(#{kind})"{dashes}/>'
        )
        x, y = (start[0] + end[0]) / 2 + side, (start[1] + end[1]) / 2
        first = y + 4 - 8 * (len(words) - 1) if side else y - 9 - 15 * (len(words) - 1)
        anchor = "middle" if not side else "start" if side > 0 else "end"
        for place, line in enumerate(words):
            self.text(x, first + 15 * place, line, 11.5, anchor)

    def bar(self, x: float, y: float, width: float, kind: str, words: str) -> None:
        """A stretch of time from ``x`` on."""
        fill, line = COLOURS[kind]
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="26" fill="{fill}"'
            f' stroke="{line}"/>'
        )
        self.text(x + width / 2, y + 17, words)

    def save(self, name: str) -> None:
        width, height = self.size
        heads = "".join(
            f'<marker id="{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7"'
            f' markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="{line}"/></marker>'
            for kind, (_, line) in COLOURS.items()
        )
        body = "\n".join(self.parts)
        (FOLDER / f"{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img" font-family="{FONT}" fill="#1d2733">\n'
            f"<title>{escape(self.title)}</title>\n<defs>{heads}</defs>\n"
            f'<rect width="{width}" height="{height}" rx="10" fill="#ffffff"/>\n{body}\n</svg>\n',
            encoding="utf-8",
        )


def readiness() -> None:
    drawing = Drawing(720, 330, "All materials, any supplier 物料都要，供应商任一")
    drawing.box(360, 45, ("甲 A", "自身第 2 天可 own day 2", "第 5 天可复工 ready day 5"), "waits",
                width=190)  # fmt: skip
    drawing.box(180, 165, ("插头支架 brackets", "库存 3 天 stock 3"), "material", width=160)
    drawing.box(540, 165, ("铜线 copper wire", "库存 0 天 stock 0"), "material", width=160)
    drawing.box(180, 290, ("乙 B", "第 6 天可 ready day 6"), "waits", width=160)
    drawing.box(450, 290, ("丙 C", "第 9 天可 ready day 9"), "waits", width=160)
    drawing.box(632, 290, ("丁 D", "第 1 天可 ready day 1"), "waits", width=150)
    drawing.arrow((210, 140), (300, 82), ("到货 8 − 3 = 5", "arrives 8 − 3 = 5"), side=-22)
    drawing.arrow((510, 140), (420, 82), ("到货 3 − 0 = 3", "arrives 3 − 0 = 3"), side=22)
    drawing.text(360, 125, "都要 all", 13)
    drawing.arrow((180, 265), (180, 192), ("运 2 天 lead 2",), side=10)
    drawing.arrow((460, 265), (520, 192), ("运 1 天 lead 1",), side=-14)
    drawing.arrow((625, 265), (565, 192), ("运 2 天 lead 2",), side=16)
    drawing.text(540, 240, "任一 any", 13)
    drawing.save("readiness")


def circular_wait() -> None:
    drawing = Drawing(560, 150, "A circular wait 循环等待")
    drawing.box(100, 75, ("甲 A", "库存 1 天 stock 1", "无期 never"), "stuck", width=150)
    drawing.box(460, 75, ("乙 B", "库存 1 天 stock 1", "无期 never"), "stuck", width=150)
    drawing.arrow((180, 55), (380, 55), ("甲供乙，运 2 天 A supplies B, lead 2",), kind="stuck")
    drawing.arrow((380, 95), (180, 95), kind="stuck")
    drawing.text(280, 115, "乙供甲，运 2 天 B supplies A, lead 2", 11.5)
    drawing.save("circular-wait")


def firm() -> None:
    drawing = Drawing(
        720, 120, "One blank fact makes what rests on it unconfirmed 一处未填，其上皆待核实"
    )
    drawing.box(95, 65, ("丙 C", "已核实 firm"), "waits")
    drawing.box(360, 65, ("乙 B", "待核实 to be verified"), "waits", width=160, unsure=True)
    drawing.box(630, 65, ("甲 A", "待核实 to be verified"), "waits", width=160, unsure=True)
    drawing.arrow((167, 65), (278, 65), ("交货天数未填", "lead time blank"), unsure=True)
    drawing.arrow((442, 65), (548, 65), ("运 2 天", "lead 2"))
    drawing.save("firm")


def waits_for() -> None:
    drawing = Drawing(720, 210, "Critical path and margin 关键路径与可压缩天数")
    drawing.box(95, 65, ("甲 A", "第 8 天 ready day 8"), "waits")
    drawing.box(360, 65, ("乙 B", "第 6 天 ready day 6"), "waits")
    drawing.box(625, 65, ("丙 C", "自身第 5 天 own day 5", "堵点企业 root blocker"), "stuck",
                width=160)  # fmt: skip
    drawing.box(95, 175, ("丁 D", "第 5 天到货 arrives 5"), "plain", width=160)
    drawing.arrow((167, 65), (288, 65), ("等待 waits for", "运 2 天 lead 2"), kind="waits")
    drawing.arrow((432, 65), (543, 65), ("等待 waits for", "运 1 天 lead 1"), kind="waits")
    drawing.arrow((95, 148), (95, 94), ("另一种物料 another material",), side=10)
    drawing.text(470, 165, "这一环可压缩 8 − 5 = 3 天：再短则由丁决定", 12)
    drawing.text(470, 184, "margin of the first hop 8 − 5 = 3 days: then D decides", 12)
    drawing.save("critical-path")


def single_sources() -> None:
    drawing = Drawing(720, 235, "Sole, single and main source 独家、单一、主供")
    for x, zh, en, makers in (
        (120, "独家", "sole", (("乙 B", "plain", False),)),
        (360, "单一", "single", (("乙 B", "plain", False), ("丙 C", "plain", True))),
        (600, "主供", "main", (("乙 B 60%", "plain", False), ("丙 C 40%", "plain", False))),
    ):
        drawing.box(x, 45, ("甲 A", f"{zh} {en}"), "waits", width=120)
        for place, (words, kind, unsure) in enumerate(makers):
            at = x if len(makers) == 1 else x - 55 + 110 * place
            drawing.box(at, 165, (words,), kind, width=96, unsure=unsure)
            if not unsure:
                drawing.arrow((at, 148), (x if len(makers) == 1 else at * 0.4 + x * 0.6, 72))
    drawing.text(120, 208, "别无已知生产企业", 11.5)
    drawing.text(120, 224, "nobody else is known to make it", 11.5)
    drawing.text(360, 208, "丙也生产，但未供货", 11.5)
    drawing.text(360, 224, "C makes it, but does not supply A", 11.5)
    drawing.text(600, 208, "一家占比过半", 11.5)
    drawing.text(600, 224, "one holds more than half", 11.5)
    drawing.save("single-source")


def diamond() -> None:
    drawing = Drawing(560, 270, "A hidden diamond 隐性交汇")
    drawing.box(280, 35, ("甲 A", "两家供应商 two suppliers"), "waits", width=180)
    drawing.box(140, 135, ("乙 B",), "plain", width=110)
    drawing.box(420, 135, ("丙 C",), "plain", width=110)
    drawing.box(280, 232, ("丁 D", "停则乙、丙皆停 stops both"), "stuck", width=190)
    drawing.arrow((150, 118), (235, 63))
    drawing.arrow((410, 118), (325, 63))
    drawing.arrow((240, 205), (155, 152), kind="stuck")
    drawing.arrow((320, 205), (405, 152), kind="stuck")
    drawing.save("diamond")


def stop() -> None:
    drawing = Drawing(720, 190, "A stop and what it costs 停产及其影响")
    left, day = 130, 32
    for name, y in (("乙停产 B stops", 48), ("甲 A", 103)):
        drawing.text(left - 12, y + 17, name, 12, "end")
    drawing.bar(left, 48, 14 * day, "stuck", "14 天 days")
    drawing.bar(left, 103, 2 * day, "runs", "在途 2")
    drawing.bar(left + 2 * day, 103, 5 * day, "runs", "库存 5 天 stock 5")
    drawing.bar(left + 7 * day, 103, 9 * day, "stuck", "停产 9 天 9 days lost")
    for at, words in ((0, "0"), (2, "2"), (7, "7"), (14, "14"), (16, "16")):
        x = left + at * day
        drawing.parts.append(
            f'<line x1="{x}" y1="40" x2="{x}" y2="140" stroke="#b8c4d0" stroke-dasharray="2 3"/>'
        )
        drawing.text(x, 156, words, 11.5)
    drawing.text(left + 8 * day, 178, "天 day", 11.5)
    drawing.text(left + day, 30, "在途货物 goods on the road", 11.5, "start")
    drawing.save("stop")


def lead_time() -> None:
    drawing = Drawing(720, 190, "Cumulative lead time 累计提前期")
    drawing.box(80, 60, ("原料 raw",), "plain", width=120)
    drawing.box(280, 60, ("丙 C", "累计 5 天 5 days"), "waits")
    drawing.box(480, 60, ("乙 B", "累计 7 天 7 days"), "waits")
    drawing.box(650, 60, ("甲 A", "8 天 days"), "waits", width=110)
    drawing.box(480, 150, ("丁 D", "累计 3 天 3 days"), "plain")
    drawing.arrow((142, 60), (208, 60), ("5",), kind="waits")
    drawing.arrow((352, 60), (408, 60), ("2",), kind="waits")
    drawing.arrow((552, 60), (593, 60), ("1",), kind="waits")
    drawing.arrow((552, 140), (625, 88), ("2",), side=10)
    drawing.text(210, 155, "8 = 5 + 2 + 1，长于 3 + 2", 12)
    drawing.text(210, 174, "the longest chain decides", 12)
    drawing.save("lead-time")


def main() -> None:
    for draw in (
        *(readiness, circular_wait, firm, waits_for),
        *(single_sources, diamond, stop, lead_time),
    ):
        draw()


if __name__ == "__main__":
    main()
