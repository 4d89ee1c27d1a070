"""The page of variants side by side: what differs, who gains what, and on which precedents the rates rest."""

from collections.abc import Mapping

from rangering.programme.gathered import Gathered
from rangering.programme.raids import raid_words
from rangering.report.html.document import labels, page
from rangering.report.html.maps import figure
from rangering.report.html.markup import (
    Group,
    Html,
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
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table, sentence_case
from rangering.report.programme import variants
from rangering.report.programme.outside import variants_outside_words
from rangering.report.programme.page import WORDS, assumed, cite, repeat
from rangering.report.programme.variants import Variants, first_sentence
from rangering.report.programme.words import BANDS, ran_words


def variants_html(
    found: Variants, gathered: Gathered, drawn: Mapping[str, Picture], *, command: str = ""
) -> str:
    """The page of a programme's variants, whole, as text.

    Parameters
    ----------
    found : Variants
        Their results, side by side.
    gathered : Gathered
        The whole programme and its figures.
    drawn : dict of str to Picture
        ``variants`` and ``over-time``.
    command : str
        The command line that made it.
    """
    ways = bullets(
        join([tag("b", f"{found.letter(name)}: {name}"), f". {found.title(name)}."]) for name in found.names
    )
    columns = variants.variant_columns(found)
    said = "Chance alone: what 5 to 95 % of the histories of the nominal reading stay at or below."
    sections: dict[str, tuple[str, Html]] = {
        "ways": ("The ways that are compared", ways),
        "measures": ("What each way comes to", join([
            figure(drawn["variants"], "variants"),
            lines_table("Nominal value, and band of readings", columns, variants.variant_lines(found),
                        "Variants"),
            *(paragraph(each) for each in (variants_outside_words(found), raid_words(gathered)) if each),
            paragraph(said),
            lines_table("Chance, 5 to 95 %", ("chance alone", *columns[1:]), variants.chance_lines(found),
                        "Chance"),
        ])),
        "time": ("Over time", figure(drawn["over-time"], "over-time")),
        "dependence": ("How far it hangs on the supplier", _dependence(found)),
        "supplier": ("What the supplier gains, and gives away", paragraph(
            "It gains revenue, which lasts longer where work at home still buys parts and repairs, and "
            "royalties; it gives away the value made elsewhere, and the technologies it hands over: the last "
            "lines of the table above."
        )),
        "precedents": ("Which precedents each rate comes from", _precedents(gathered)),
        "outside": ("What comes from outside", bullets(variants.outside_lines(found.programme))),
        "assumed": ("What is assumed, and what is left out",
                    assumed(variants.warning_lines(found), found.first.assumptions)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in WORDS.items())),
        "repeat": ("How to repeat this", repeat(command, found.first)),
        "cite": ("How to cite this", cite(found.first)),
    }  # fmt: skip
    first = first_sentence(found)
    lines = [paragraph(tied(line)) for line in variants.headlines(found)]
    head = join([
        labels(found.programme.title, ()),
        tag("h1", tied(first)),
        tag("div", *lines, class_="standfirst"),
        paragraph(tied(variants.compared(found)), class_="others"),
        paragraph(f"{sentence(ran_words(found.first))} {BANDS}", class_="others"),
    ])  # fmt: skip
    return page(found.programme.title, head, sections, language_description=first)


def _dependence(found: Variants) -> Html:
    lines = variants.cut_lines(found)
    if not lines:
        return paragraph("No two variants differ by a shock alone: nothing is said of being cut off.")
    said = "Pairs of variants that differ by what comes from outside, and by nothing else."
    return join([
        paragraph(said),
        lines_table("With and without", variants.CUT_COLUMNS, lines, "Dependence"),
    ])  # fmt: skip


def _precedents(gathered: Gathered) -> Html:
    lines = [[*line[:-1], linked(line[-1])] for line in variants.precedent_lines(gathered)]
    if not lines:
        return paragraph("No work at home is stated.")
    columns = [sentence_case(each) for each in variants.PRECEDENT_COLUMNS]
    said = (
        "Every figure of work at home, and the programmes whose dated facts its source names. The points "
        "themselves are drawn by rangering programme record."
    )
    listing = table("Figures of licensed work", columns, [Group(None, lines)], label="Precedents",
                    class_="stack sources")  # fmt: skip
    return join([paragraph(said), listing])
