"""Sentences and lists of a terminal's width: how what a file states is read back."""

from collections.abc import Iterable
from textwrap import fill

WIDTH = 100


def paragraph(*sentences: str) -> str:
    """Sentences as one paragraph."""
    return fill(" ".join(s for s in sentences if s), WIDTH)


def listed(title: str, items: Iterable[str], bullet: str = "- ") -> str:
    """A title and its items; empty where there are none."""
    rows = [
        fill(item, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet or "    "))
        for item in items
    ]
    return "\n".join([fill(f"{title}:", WIDTH), *rows]) if rows else ""


def several(names: Iterable[str]) -> str:
    """Names with commas, and a word before the last."""
    known = list(names)
    return f"{', '.join(known[:-1])} and {known[-1]}" if len(known) > 1 else "".join(known)


def counted(count: int, thing: str) -> str:
    """A number of things."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
