"""The page of one coverage map, in the order a reader asks: how much, where, how deep, why, who says so.

One file, no script, nothing fetched: a content security policy in the page itself forbids it. The same
result gives the same bytes.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from rangering import __version__
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.report.html import evidence, maps, repeat
from rangering.report.html.headline import headline
from rangering.report.html.markup import Html, Piece, bullets, join, paragraph, tag, tied
from rangering.report.html.pictures import Picture, pictures
from rangering.report.html.tables import score_tables
from rangering.report.write import write_whole
from rangering.terrain.ground import Progress

PAGE = "report.html"
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(
    result: CoverageMap,
    *,
    command: str = "",
    date: str = "",
    drawn: Mapping[str, Picture] | None = None,
    progress: Progress | None = None,
) -> str:
    """The page of a coverage map, whole, as text.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave. What it lacks, the page says it lacks.
    command : str
        The command line that made it, with all options, for the section on repeating it.
    date : str
        For the citation; left out where not given, so that the page does not change from day to day.
    drawn : mapping of str to Picture, optional
        What `pictures` gave, where the pictures are drawn already.
    progress : callable, optional
        Told what is being done and the share done.
    """
    tell = progress or (lambda what, share: None)
    tell("draw the pictures of the page", 0.0)
    drawn = pictures(result) if drawn is None else drawn
    tell("write the page", 0.9)
    top = headline(result)
    sections = {
        "scores": ("Score", _scores(result)),
        "maps": ("What is seen, altitude by altitude", maps.altitude_maps(result, drawn)),
        "engagement": ("What can be engaged", maps.engagement(result, drawn)),
        "approaches": ("Warning time and depth of fire", maps.approaches(result, drawn)),
        "unknowns": ("Which unknown matters most", maps.tornado(result, drawn)),
        "chain": ("What stands at each site", evidence.chain(result)),
        "sources": ("Sources", evidence.sources(result)),
        "assumed": ("What is assumed, and what is left out", evidence.assumed(result)),
        "words": ("Words used here", evidence.glossary()),
        "repeat": ("How to repeat this", repeat.how_to_repeat(command, result)),
        "cite": ("How to cite this", repeat.how_to_cite(date, result)),
        "licences": ("Licence and data", repeat.licences(result)),
    }
    standfirst = [paragraph(tied(words)) for words in top.standfirst]
    head = join([
        labels(result.title, result.labels),
        tag("h1", tied(f"{top.sentence}.")),
        tag("div", *standfirst, class_="standfirst"),
        paragraph(tied(top.others), class_="others") if top.others else None,
    ])  # fmt: skip
    return page(result.title, head, sections, language_description=f"{top.sentence}.")


def labels(title: str, said: tuple[str, ...]) -> Html:
    """The title of a scenario, and what its author says must never be lost: that a site is hypothetical."""
    marks = bullets(said, class_="labels") if said else None
    return join([paragraph(title, class_="kicker"), marks])


def _scores(result: CoverageMap) -> Html:
    said = "The share of each circle that is covered, or can be engaged: the nominal value"
    if result.samples:
        said += f", and under it the band of {result.samples} readings."
    else:
        said += " alone, as no readings were drawn."
    if not result.scores:
        said += " The altitudes are the scenario's own: standard ring scores were not worked out in this run."
    return join([paragraph(said), score_tables(result)])


def page(title: str, head: Html, sections: dict[str, tuple[str, Html]], *, language_description: str) -> str:
    """A whole page: head, contents, sections, and the caveat at both ends.

    Parameters
    ----------
    title : str
        For the window and for search engines.
    head : Html
        What stands above the contents.
    sections : dict of str to (str, Html)
        By anchor: heading and content.
    language_description : str
        One sentence about the page, for those who list it.
    """
    contents: list[Piece] = [
        tag("li", tag("a", heading, href=f"#{anchor}")) for anchor, (heading, _) in sections.items()
    ]
    body = [
        tag("section", tag("h2", heading, id=f"{anchor}-heading"), inside, id=anchor,
            aria_labelledby=f"{anchor}-heading")
        for anchor, (heading, inside) in sections.items()
    ]  # fmt: skip
    whole = tag(
        "html",
        tag("head",
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("meta", name="description", content=language_description),
            tag("meta", name="generator", content=f"rangering {__version__}"),
            tag("title", title),
            Html(f"<style>\n{_style()}</style>")),
        tag("body",
            tag("a", "Skip to the text", href="#text", class_="skip"),
            tag("header", head, paragraph(CAVEAT, class_="caveat")),
            tag("nav", tag("h2", "On this page"), tag("ol", *contents), aria_label="Contents"),
            tag("main", *body, id="text", tabindex=-1),
            tag("footer", paragraph(f"{CAVEAT} rangering {__version__}.", class_="caveat"))),
        lang="en-GB",
    )  # fmt: skip
    return f"<!DOCTYPE html>\n{whole}\n"


@cache
def _style() -> str:
    """The style sheet that ships beside this module."""
    return files("rangering.report.html").joinpath("style.css").read_text(encoding="utf-8")


def write_report(
    result: CoverageMap, folder: Path, *, command: str = "", date: str = "", progress: Progress | None = None
) -> Path:
    """Write ``report.html``, whole or not at all.

    Parameters
    ----------
    result, command, date, progress
        As in `report_html`.
    folder : Path
        Made if missing.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        The folder cannot be written; nothing new is left.
    """
    words = report_html(result, command=command, date=date, progress=progress)
    return write_page(words, Path(folder), PAGE)


def write_page(words: str, folder: Path, name: str) -> Path:
    """Write a page under a name, whole or not at all."""

    def fill(aside: Path) -> None:
        (aside / name).write_text(words, encoding="utf-8", newline="\n")

    (written,) = write_whole(folder, fill)
    return written
