"""Lines of a text file in blocks, plain or compressed by gzip, numbered exactly.

What is compressed shows by its first bytes, whatever the name. Every byte becomes one character, so that a
damaged row is a row and not an error of the alphabet. A stream that breaks off is an error at its row.
"""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from rangering.errors import TrafficError
from rangering.traffic.ledger import fault

GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
LONGEST = 1_000_000
"""Characters of a line beyond which a file is no table: a row of any form has a few hundred."""
_BLOCK = 1 << 22
HEAD = 65_536
"""Bytes that tell what a file is."""


class Lines(NamedTuple):
    """Some lines that follow each other."""

    first: int
    """Number of the first of them in its file, from 1."""
    texts: list[str]
    """Without their ends."""
    whole: bool
    """False where the file ended inside the last of them: without a line end."""

    def text(self, row: int) -> str:
        """What stands in a row, by its number in the file."""
        return self.texts[row - self.first]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    """The bytes of a file, decompressed where it is compressed.

    Raises
    ------
    TrafficError
        There is no such file, or it cannot be read.
    """
    try:
        plain = path.open("rb")
    except OSError as error:
        mend = "name a file that is there and can be read"
        raise fault(path, 0, f"cannot be opened: {error.strerror or error}", mend) from None
    with plain:
        head = plain.read(2)
        plain.seek(0)
        if head == GZIP:
            with gzip.GzipFile(fileobj=plain) as packed:
                yield packed
        else:
            yield plain


def share_read(stream: BinaryIO | gzip.GzipFile) -> float:
    """Which share of a file's bytes has been taken from the disk, 0 to 1."""
    plain: Any = stream.fileobj if isinstance(stream, gzip.GzipFile) else stream
    size: int = os.fstat(plain.fileno()).st_size
    return min(float(plain.tell()) / size, 1.0) if size else 0.0


def _some(stream: BinaryIO | gzip.GzipFile) -> bytes:
    """Bytes as they come: a full block would take those before a break along with it."""
    return stream.read1(_BLOCK)  # type: ignore[union-attr]


def head(path: Path) -> bytes:
    """How a file begins, as far as it can be read.

    Raises
    ------
    TrafficError
        It is not there, empty, or nothing of it can be read.
    """
    found = b""
    with opened(path) as stream:
        try:
            while len(found) < HEAD and (more := _some(stream)):
                found += more
        except (EOFError, zlib.error, OSError) as error:
            if not found.strip():
                raise broken(path, 0, error) from None
    found = found.removeprefix(_MARK)
    if not found.strip():
        raise fault(path, 0, "is empty", "name a recording")
    return found


def broken(path: Path, row: int, error: Exception) -> TrafficError:
    """What to raise where a compressed file, or the disk, does not go on."""
    if isinstance(error, EOFError):
        return fault(path, row, "the compressed file breaks off here", "fetch it again: its end is missing")
    if isinstance(error, zlib.error | gzip.BadGzipFile):
        return fault(path, row, f"the compressed file is damaged here: {error}", "fetch it again")
    return fault(path, row, f"cannot be read on: {error}", "fetch it again")


def content(path: Path) -> bytes:
    """All of a small file.

    Raises
    ------
    TrafficError
        It cannot be read, or its compression breaks off.
    """
    with opened(path) as stream:
        try:
            return stream.read()
        except (EOFError, zlib.error, OSError) as error:
            raise broken(path, 0, error) from None


def blocks(
    path: Path, rows: int, tell_share: Callable[[float], None] | None = None, *, documents: bool = False
) -> Iterator[Lines]:
    """The lines of a file, a chunk at a time.

    A carriage return that ends no line stays in its line, which is then no row of any form.

    Parameters
    ----------
    path : Path
        The file.
    rows : int
        At most about so many lines at once.
    tell_share : callable, optional
        That of `Options`.
    documents : bool
        Whether a line may be a document by itself, however long, with any blanks between its words.

    Raises
    ------
    TrafficError
        The file cannot be read, breaks off, or is no text.
    """
    with opened(path) as stream:
        first, rest = 1, ""
        held: list[str] = []
        while True:
            try:
                data = _some(stream)
            except (EOFError, zlib.error, OSError) as error:
                raise broken(path, first + len(held), error) from None
            if tell_share:
                tell_share(share_read(stream))
            if first == 1 and not held and not rest:
                data = data.removeprefix(_MARK)
            text = rest + data.decode("latin-1").replace("\r\n", "\n")
            if first == 1 and not held and not documents:
                _refuse_returns(path, text)
            *texts, rest = text.split("\n")
            if "\r" in text:  # a line end in two halves, or one that was made twice
                texts = [each.rstrip("\r") for each in texts]
            if not documents:
                _refuse_long(path, first + len(held), [*texts, rest])
            held += texts
            if not data:
                break
            while len(held) >= rows:
                yield Lines(first, held[:rows], True)
                first, held = first + rows, held[rows:]
        if rest := rest.rstrip("\r"):
            held.append(rest)
        if held:
            yield Lines(first, held, not rest)


def _refuse_returns(path: Path, text: str) -> None:
    """Refuse text whose lines end in carriage returns alone, as old Macs wrote them."""
    if "\n" not in text and "\r" in text.strip("\r"):
        mend = "give it line feeds: tr '\\r' '\\n' < FILE > NEW"
        raise fault(path, 0, "has lines that end in carriage returns alone, as of old Macs", mend)


def _refuse_long(path: Path, first: int, texts: list[str]) -> None:
    """Refuse a line that is longer than a row of any form; `first` is the number of the first of these."""
    if len(longest := max(texts, key=len)) > LONGEST:
        row, mend = first + texts.index(longest), "name a text file, or cut out what is damaged here"
        raise fault(path, row, "has no line end for a million characters", mend)
