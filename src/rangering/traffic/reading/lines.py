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


def blocks(path: Path, rows: int, tell_share: Callable[[float], None] | None = None) -> Iterator[Lines]:
    """The lines of a file, at most about so many at once; `tell_share` is that of `Options`.

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
            if text.endswith("\r") and data:  # half a line end
                text, tail = text[:-1], "\r"
            else:
                tail = ""
            *texts, rest = text.split("\n")
            rest += tail
            held += texts
            if len(rest) > LONGEST:
                raise fault(path, first + len(held), "has no line end for a million characters",
                            "name a text file, or state its form with --form")  # fmt: skip
            if not data:
                break
            while len(held) >= rows:
                yield Lines(first, held[:rows], True)
                first, held = first + rows, held[rows:]
        if rest:
            held.append(rest)
        if held:
            yield Lines(first, held, not rest)
