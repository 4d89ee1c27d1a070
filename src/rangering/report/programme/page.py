"""The page of a programme, in the order a reader asks: when, for how much, why so late, who says so.

One file, no script, nothing loaded; the frame is that of the page of a map.
"""

from collections.abc import Mapping, Sequence

from rangering.catalog.models import GRADE_MEANING
from rangering.catalog.read import Catalog
from rangering.programme.gathered import Gathered
from rangering.programme.raids import raid_words
from rangering.programme.results import ProgrammeResult
from rangering.report.html.document import labels, page
from rangering.report.html.maps import figure
from rangering.report.html.markup import (
    Group,
    Html,
    Piece,
    bullets,
    join,
    linked,
    paragraph,
    table,
    tag,
    terms,
    tied,
)
from rangering.report.html.pictures import Picture
from rangering.report.html.repeat import citation, command_again
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table, sentence_case
from rangering.report.programme import tables
from rangering.report.programme.evidence import (
    INSTALMENT_COLUMNS,
    SOURCE_COLUMNS,
    Backcast,
    credit_words,
    instalment_lines,
    source_lines,
)
from rangering.report.programme.facts import FACT_COLUMNS, DatedFact, fact_lines
from rangering.report.programme.outside import outside_words
from rangering.report.programme.words import BANDS, first_sentence, headlines, ran_words

WORDS = {
    "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
    "History": "the programme once, with its own chances, within one reading",
    "Band": "least to greatest over readings, each the mean of its histories (of times, the middle); it is "
    "no probability",
    "Chance": "what 5 to 95 % of the histories of the nominal reading stay at or below",
    "Nominal": "with the most plausible value of every figure",
    "Delivered, crewed, in service, ready": "a fire unit on the ground; with enough trained crews; "
    "installed, crewed and put into service by decision; and with every part it needs working",
    "Initial, full capability": "so many fire units in service as the file states",
    "Waited for": "days on the path that decided full capability, each day counted for one cause",
    "Shock": "what comes from outside: sanctions, an embargo on parts, another programme lost",
}
SHORT = 20
LEFT_OUT = (
    "Fire units are alike, parts are not scrapped or moved between them, and one supplier makes everything.",
    "Prices stand as the contract has them; no index moves them.",
    "What a fire unit can do in a raid is another question: rangering run answers it.",
)


def programme_html(
    result: ProgrammeResult, gathered: Gathered, catalog: Catalog, drawn: Mapping[str, Picture], *,
    facts: tuple[DatedFact, ...] = (), backcast: Backcast | None = None, command: str = "",
) -> str:  # fmt: skip
    """The page of a programme, whole, as text.

    Parameters
    ----------
    result : ProgrammeResult
        What `run_programme` gave.
    gathered : Gathered
        The programme and its figures.
    catalog : Catalog
        What its figures name.
    drawn : mapping of str to Picture
        Its pictures by layer: capability, and where there are such money, delay, stock.
    facts : tuple of DatedFact
        Dated public facts marked on the picture of capability.
    backcast : Backcast, optional
        How forecasts of this kind did on programmes of the past.
    command : str
        The command line that made it.
    """
    sections = {
        "capability": ("From contract to capability", _capability(result, drawn, facts)),
        "money": ("What it costs, and when", _money(result, gathered, catalog, drawn)),
        "delay": ("What held it up", _delay(result, drawn)),
        "stock": ("Missiles, parts and work at home", _stock(result, drawn, raid_words(gathered))),
        "supplier": ("The supplier's books", _books(result)),
        "backcast": ("How such forecasts did in the past", _backcast(backcast)),
        "sources": ("Sources", _sources(gathered)),
        "assumed": ("What is assumed, and what is left out", assumed(result.warnings, result.assumptions)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in WORDS.items())),
        "repeat": ("How to repeat this", repeat(command, result)),
        "cite": ("How to cite this", cite(result)),
    }
    first = first_sentence(result, gathered)
    head = join([
        labels(result.title, ()),
        tag("h1", tied(first)),
        tag("div", *(paragraph(tied(line)) for line in headlines(result, gathered)), class_="standfirst"),
        paragraph(f"{sentence(ran_words(result))} {BANDS}", class_="others"),
    ])  # fmt: skip
    return page(result.title, head, sections, language_description=first)


def _capability(result: ProgrammeResult, drawn: Mapping[str, Picture], facts: tuple[DatedFact, ...]) -> Html:
    pieces: list[Piece] = [
        figure(drawn["capability"], "capability"),
        lines_table("When each stage is reached", tables.TIME_COLUMNS, tables.time_lines(result), "Times"),
        lines_table("What stands after so many years", tables.state_columns(result),
                    tables.state_lines(result), "States"),
        *_said(outside_words(result)),
    ]  # fmt: skip
    if facts:
        lines = [[*map(short, line[:-1]), linked(line[-1])] for line in fact_lines(facts)]
        pieces.append(
            table("Dated public facts", [sentence_case(each) for each in FACT_COLUMNS], [Group(None, lines)],
                  label="Facts", class_="stack")
        )  # fmt: skip
    return join(pieces)


def _said(words: str) -> list[Piece]:
    return [paragraph(words)] if words else []


def short(words: str) -> Piece:
    """A cell that no line breaks, where it is short enough for that."""
    return tag("span", words, class_="tie") if len(words) < SHORT else words


def _money(
    result: ProgrammeResult, gathered: Gathered, catalog: Catalog, drawn: Mapping[str, Picture]
) -> Html:
    if "money" not in drawn:
        return paragraph("No price is known, and no money is worked out.")
    programme = gathered.programme
    year = f" of {programme.price_year}" if programme.price_year else ""
    lines = instalment_lines(gathered, catalog)
    return join([
        figure(drawn["money"], "money"),
        paragraph(f"Instalments and credit are the contract's {result.currency}, with no price index; "
                  f"upkeep is in prices{year or ' of the contract'}; present value is that on the day of "
                  "signature."),
        lines_table("Instalments and credit in the nominal plan", INSTALMENT_COLUMNS, lines, "Instalments"),
        paragraph(credit_words(gathered, catalog)),
    ])  # fmt: skip


def _delay(result: ProgrammeResult, drawn: Mapping[str, Picture]) -> Html:
    if "delay" not in drawn:
        return paragraph("Full capability never comes in a nominal history: what it waited for is not told.")
    said = (
        "Every day from the signature to full capability is counted for the one thing that bound it, mean "
        "over the nominal histories that reach it."
    )
    listing = lines_table("Delay by cause", tables.DELAY_COLUMNS, tables.delay_lines(result), "Delay")
    return join([figure(drawn["delay"], "delay"), paragraph(said), listing])


def _stock(result: ProgrammeResult, drawn: Mapping[str, Picture], raids: str) -> Html:
    if "stock" not in drawn:
        return paragraph("The file says nothing of missiles, parts or work at home.")
    names = ("missiles", "local_missiles", "missiles_fired", "missiles_expired", "raids_unmet",
             "spares_backlog", "repairs_abroad", "repairs_home", "local_share", "local_value",
             "local_cost")  # fmt: skip
    lines = tables.state_lines(result, names)
    listing = lines_table("Missiles, parts and work at home", tables.state_columns(result), lines, "Stock")
    return join([figure(drawn["stock"], "stock"), *_said(raids), listing if lines else None])


def _books(result: ProgrammeResult) -> Html:
    lines = tables.book_lines(result)
    said = "What the seller's country takes in, the firm and the state that lends, and what it hands over."
    return join(
        [paragraph(said), lines_table("At the end of the horizon", tables.BOOK_COLUMNS, lines, "Books")]
    )


def _backcast(backcast: Backcast | None) -> Html:
    if backcast is None:
        said = (
            "This run was not held against the past. The command rangering programme backcast forecasts past "
            "programmes from what was known at the time and scores each milestone."
        )
        return paragraph(said)
    return join([
        paragraph(backcast.said),
        lines_table("Back-cast", backcast.columns, backcast.lines, "Back-cast") if backcast.lines else None,
    ])  # fmt: skip


def _sources(gathered: Gathered) -> Html:
    lines = [[*line[:-1], linked(line[-1])] for line in source_lines(gathered)]
    graded = bullets(join([tag("b", grade), f" {meaning}"]) for grade, meaning in GRADE_MEANING.items())
    listing = table("Every figure that the file states", [sentence_case(each) for each in SOURCE_COLUMNS],
                    [Group(None, lines)], label="Sources", class_="stack sources")  # fmt: skip
    own = gathered.programme.sources
    stated = join([tag("h3", "Stated sources of the programme"), bullets(map(linked, own))]) if own else None
    return join([paragraph(f"{len(lines)} figures. Grades:"), graded, listing, stated])


def assumed(warnings: Sequence[str], assumptions: Sequence[str]) -> Html:
    """Warnings, assumptions, and what no run holds."""
    pieces: list[Piece] = []
    if warnings:
        pieces += [tag("h3", "Warnings"), bullets(map(linked, warnings), class_="warnings")]
    pieces += [
        tag("h3", "Assumed"),
        bullets(map(linked, assumptions)),
        tag("h3", "Left out"),
        bullets(LEFT_OUT),
    ]
    return join(pieces)


def repeat(command: str, result: ProgrammeResult) -> Html:
    """How to make the page again, and what the run was told."""
    ran = result.provenance
    facts: list[tuple[Piece, Piece]] = [
        ("Programme", result.name),
        ("Version", f"rangering {ran.get('rangering', '')}"),
        ("Run", ran_words(result)),
        ("Machine", ", ".join(str(ran[each]) for each in ("machine",) if each in ran)
         + f", python {ran.get('python', '')}, numpy {ran.get('numpy', '')}"),
        *((f"SHA-256 of {each}", tag("span", sha, class_="code"))
          for each, sha in ran.get("inputs", {}).items()),
    ]  # fmt: skip
    promise = "This command gives this page again, byte for byte:"
    return join([command_again(command, promise, "programme"), terms(facts, class_="facts")])


def cite(result: ProgrammeResult) -> Html:
    """How to cite a programme, and what goes with its numbers."""
    sha = result.provenance.get("inputs", {}).get("programme", "")
    cited = f"Programme {result.name}{f' (SHA-256 {sha})' if sha else ''}, {ran_words(result)}."
    return citation(result.provenance, cited, "the day, the band over readings or the chance")
