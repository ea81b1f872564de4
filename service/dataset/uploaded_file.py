"""A file that somebody sends: held in memory, and on disk only while it is read."""

import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from service.control_characters import visible
from service.dataset.first_day.reader import SUFFIXES, is_list
from service.dataset.tables.description import DESCRIPTION_FILE
from service.errors import Fault, FaultyDataset, InvalidParameter
from service.language import Text

ZIP = ".zip"

ACCEPTED = (*SUFFIXES, ZIP)
"""The suffixes of files that are taken: lists, and a dataset folder in one file."""

MAX_UNPACKED = 10
"""How many times its own limit a zip may hold."""

MAX_MEMBERS = 200

_MAX_NAME_BYTES = 200
_MAX_SUFFIX = 20
_NOT_IN_NAME = re.compile(r"[\\/:*?\"<>|]+")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class UploadedFile:
    """A file's name, without folders, and its content. ``most``: the bytes that one may have."""

    name: str
    content: bytes
    most: int

    @contextmanager
    def placed(self) -> Iterator[Path]:
        """The file, or the folder that a zip holds, in a private folder that is gone afterwards.

        Raises ``FaultyDataset`` for a zip that is no dataset folder or holds too much.
        """
        with tempfile.TemporaryDirectory(prefix="tongbu-") as private:
            path = Path(private) / self.name
            if path.suffix.lower() == ZIP:
                path = Path(private) / (path.stem.strip(".") or "folder")
                path.mkdir()
                _unpack(self, path)
            else:
                path.write_bytes(self.content)
            yield path


def uploaded_file(name: str, content: bytes, most: int) -> UploadedFile:
    """A file as it was sent. Raises ``InvalidParameter`` for none, and ``FaultyDataset`` for an
    empty one and one of another kind."""
    plain = visible(re.split(r"[\\/]", name)[-1]).strip()
    if not plain:
        text = Text("Choose a file", "请选择文件")
        raise InvalidParameter(Text("There is no file", "没有文件"), [Fault(text, "file")])
    path = Path(_NOT_IN_NAME.sub("-", plain))
    path = path.with_suffix(path.suffix[:_MAX_SUFFIX])
    stem = path.stem
    while len(f"{stem}{path.suffix}".encode(errors="replace")) > _MAX_NAME_BYTES and stem:
        stem = stem[:-1]
    file = UploadedFile(f"{stem}{path.suffix}", content, most)
    if path.suffix.lower() != ZIP and not is_list(path):
        listed = ", ".join(ACCEPTED)
        raise _faulty(file, Text(f"expected: {listed}", f"应为：{listed}"))
    if not content:
        raise _faulty(file, Text("this file is empty", "该文件为空"))
    return file


def _unpack(file: UploadedFile, folder: Path) -> None:
    """Writes the tables of a zip into ``folder``: those beside its ``dataset.yaml``, by their bare
    names, so that none can be written elsewhere."""
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise _faulty(file, Text("it holds too many files", "其中文件过多"))
            described = [
                PurePosixPath(each.filename).parent
                for each in members
                if PurePosixPath(each.filename).name == DESCRIPTION_FILE
            ]
            if len(described) != 1:
                text = Text(
                    f"a zip holds one dataset folder, with one {DESCRIPTION_FILE}",
                    f"压缩包应含一个数据文件夹，其中有一个 {DESCRIPTION_FILE}",
                )
                raise _faulty(file, text)
            left = file.most * MAX_UNPACKED
            for member in members:
                path = PurePosixPath(member.filename)
                if path.parent == described[0] and not stat.S_ISLNK(member.external_attr >> 16):
                    left = _write(archive, member, folder / path.name, left, file)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        text = Text(
            "this is not a zip that can be read; one without a password is expected",
            "无法读取该压缩包；应为未加密的 zip",
        )
        raise _faulty(file, text) from error


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int, file: UploadedFile
) -> int:
    """Writes one file, ``left`` bytes of it at most, and returns what is left then."""
    with archive.open(member) as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                megabytes = file.most * MAX_UNPACKED >> 20
                text = Text(
                    f"unpacked it holds more than {megabytes} MiB",
                    f"解压后超过 {megabytes} MiB",
                )
                raise _faulty(file, text)
            target.write(chunk)
    return left


def _faulty(file: UploadedFile, text: Text) -> FaultyDataset:
    return FaultyDataset(Text("It cannot be loaded", "无法载入"), [Fault(text, file.name)])
