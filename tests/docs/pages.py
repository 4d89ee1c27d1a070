"""Pages whose blocks are played from top to bottom, as a reader would, and what each block printed.

A ``toml`` block whose first line is a comment with a file name is saved under that name. ``python`` blocks
run in one namespace. Of ``sh`` blocks the rangering commands run. A ``text`` block states what the block
before it prints.
"""

import contextlib
import io
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """One fenced block."""

    language: str
    text: str


class Played(NamedTuple):
    """What a block printed, and what the page says it prints; None where it says nothing."""

    block: Block
    printed: str
    stated: str | None


def blocks(page: str, *languages: str) -> list[Block]:
    """The fenced blocks of a page in their order, of some languages or of all."""
    found = (Block(*each) for each in _BLOCK.findall(page))
    return [each for each in found if not languages or each.language in languages]


def commands(shell: str) -> list[list[str]]:
    """Every rangering command of a shell block, as words without the first."""
    lines = (shlex.split(line, comments=True) for line in shell.splitlines())
    return [words[1:] for words in lines if words and words[0] == "rangering"]


def play(page: str, folder: Path, run: Callable[..., Any]) -> Iterator[Played]:
    """Play a page in the current folder, which must be `folder`.

    Parameters
    ----------
    page : str
        Its text.
    folder : Path
        Where files are saved.
    run : callable
        Runs one command; see the fixture of that name.
    """
    known: dict[str, Any] = {"__name__": "page"}
    told = blocks(page)
    for number, block in enumerate(told):
        following = told[number + 1] if number + 1 < len(told) else None
        stated = following.text if following is not None and following.language == "text" else None
        name = re.match(r"# ([\w-]+\.toml)\n", block.text)
        if block.language == "toml" and name:
            (folder / name[1]).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            ran = [run(*words) for words in commands(block.text)]
            assert [each.status for each in ran] == [0] * len(ran), [each.err for each in ran]
            yield Played(block, "".join(each.out for each in ran), stated)
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(block.text, "page", "exec"), known)
            yield Played(block, out.getvalue(), stated)
