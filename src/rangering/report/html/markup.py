"""Pieces of HTML: every text is escaped, every tag is closed, no attribute is left to chance.

A template engine would bring a second language; a page of tables needs a dozen functions. What is `Html`
goes in as it stands, every other text is escaped: a name can never become markup.
Source: WHATWG, HTML Living Standard, sections 13.1 (syntax) and 4.9 (tables).
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

_VOID = frozenset({"meta", "img", "input", "br", "col", "hr"})
# Controls, lone surrogates and marks that turn the direction of writing: no name needs them, and each can
# make a page read otherwise than it is written.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# A host with a path, or a host alone in brackets: "Map.io" and "data.json" in a sentence are neither.
_ADDRESS = re.compile(
    r"(?<![\w/.@-])(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,12}"
    r"(?:/[^\s<>\"'(),;…]*|(?<=\w)(?=\))))",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^/]+\.(?:json|toml|md|py|csv|tif|txt|pdf|html?|xml|npz)(?:/|$)", re.IGNORECASE)


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Piece = str | Html | None
"""What goes into an element; None leaves nothing."""


def text(words: str) -> Html:
    """A text as a page shows it, whatever stands in it."""
    return words if isinstance(words, Html) else Html(escape(_UNPRINTABLE.sub("\ufffd", words), quote=True))


def join(pieces: Iterable[Piece], between: str = "") -> Html:
    """Pieces one after the other, texts among them escaped."""
    return Html(text(between).join(text(piece) for piece in pieces if piece is not None))


def tag(name: str, /, *inside: Piece, **attributes: str | int | bool | None) -> Html:
    """An element.

    Parameters
    ----------
    name : str
        Its tag.
    *inside : str or Html
        What it holds.
    **attributes
        ``class_`` stands for ``class``, ``aria_label`` for ``aria-label``; True is written without a value,
        None and False are left out.
    """
    said = ""
    for key, value in attributes.items():
        if value is not None and value is not False:
            named = key.removesuffix("_").replace("_", "-")
            said += f" {named}" if value is True else f' {named}="{text(str(value))}"'
    return Html(f"<{name}{said}>" if name in _VOID else f"<{name}{said}>{join(inside)}</{name}>")


def paragraph(*inside: Piece, class_: str | None = None) -> Html:
    """A paragraph."""
    return tag("p", *inside, class_=class_)


def bullets(items: Iterable[Piece], class_: str | None = None) -> Html:
    """A list without numbers."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def terms(pairs: Iterable[tuple[Piece, Piece]], class_: str | None = None) -> Html:
    """A list of words and what they mean, or of names and their values."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs), class_=class_)


class Group(NamedTuple):
    """Lines of a table under a heading of their own; the first cell of each line is its name."""

    heading: Piece
    lines: Sequence[Sequence[Piece]]


def table(
    caption: Piece, columns: Sequence[Piece], groups: Sequence[Group], *, label: str, class_: str = ""
) -> Html:
    """A table in a box of its own, which a narrow screen scrolls and paper does not.

    Parameters
    ----------
    caption : str or Html
        What it shows; stands above it.
    columns : sequence of str or Html
        Their names; the first is that of the lines.
    groups : sequence of Group
        The lines. A heading of None is not drawn.
    label : str
        What a screen reader calls the box.
    class_ : str
        For the style sheet.
    """
    head = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in columns), role="row")
    bodies = []
    for group in groups:
        lines = [
            tag("tr", tag("th", line[0], scope="row", role="rowheader"),
                *(tag("td", cell, role="cell", data_of=_plain(name))
                  for name, cell in zip(columns[1:], line[1:], strict=True)), role="row")
            for line in group.lines
        ]  # fmt: skip
        if group.heading is not None:
            over = tag("th", group.heading, scope="rowgroup", colspan=len(columns), role="rowheader")
            lines.insert(0, tag("tr", over, class_="over", role="row"))
        bodies.append(tag("tbody", *lines, role="rowgroup"))
    # The roles are those the elements have anyway: on a phone the style sheet takes some tables apart.
    inside = tag("table", tag("caption", tag("span", caption)), tag("thead", head, role="rowgroup"), *bodies,
                 class_=class_ or None, role="table")  # fmt: skip
    return tag("div", inside, class_="scroll", role="region", aria_label=label, tabindex=0)


def _plain(name: Piece) -> str | None:
    """The name of a column without its tags, for the label that stands beside a cell on a phone."""
    return re.sub(r"<[^>]*>", " ", name) if name else None


_FIGURE = re.compile(r"\b[\w,.-]{0,14}\d[\w,.]{0,14}(?: to [\d,.]{1,8})?(?: (?:%|km|m)(?!\w))?")


def tied(words: str) -> Html:
    """A text whose figures keep to their units, and names such as S-400 to themselves, where lines break."""
    pieces: list[Piece] = []
    at = 0
    for found in _FIGURE.finditer(words):
        pieces += [words[at : found.start()], tag("span", found[0], class_="tie")]
        at = found.end()
    return join([*pieces, words[at:]])


def linked(words: str) -> Html:
    """A text in which the addresses of pages are links; they lead out of the page and load nothing."""
    pieces: list[Piece] = []
    at = 0
    for found in _ADDRESS.finditer(words):
        address = found[1].rstrip(".,:;!?/") if not found[1].endswith("/") else found[1]
        if _FILE.match(address) or ".." in found[0] or words[found.end() : found.end() + 1] == "…":
            continue
        start = found.start(1) if found[0] == found[1] else found.start()
        end = found.start(1) + len(address)
        pieces += [words[at:start], tag("a", words[start:end], href=f"https://{address}",
                                        rel="noopener noreferrer nofollow")]  # fmt: skip
        at = end
    return join([*pieces, words[at:]])
