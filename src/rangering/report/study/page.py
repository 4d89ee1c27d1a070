"""The page of a study, in the order a reader asks: what was found, how sure, from what, who says so.

One file, no script, nothing loaded; the frame is that of the page of a map.
"""

from collections.abc import Mapping, Sequence

from rangering.report.html.document import labels, page
from rangering.report.html.evidence import GRADES, rests_on
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
from rangering.report.html.repeat import citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table, sentence_case
from rangering.report.study import compare_tables, series_chart, tables
from rangering.report.study.record import axes_of
from rangering.report.study.unknowns import SOURCE_COLUMNS, axis_words, figures_of
from rangering.report.study.words import Result, doubts, first_sentence, first_unknown, ran_words
from rangering.study.bands import Bands
from rangering.study.compare_words import Compared
from rangering.study.comparing import Comparison
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood

_WORDS = {
    "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
    "Replicate": "the whole raid once, with its own chances, within one reading",
    "Band": "nine readings in ten lie within, one in twenty below and above, chance removed; no probability",
    "Share of readings": "in how many of the readings something holds; not a probability",
    "Unknown": "a figure with an interval, figures only true together, competing claims, or the credibility "
    "that claims of one origin share",
    "First-order, total index": "share of the variance over readings that goes with an unknown by itself, "
    "and with all it does together with others",
    "Leaker": "a hostile flight alive when it reaches its asset, or the distance from which it acts",
    "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
    "Full, fast": "with plots, filters and association; or with track states as chains fitted to such runs",
}


def study_html(
    found: Result, stood: Stood, drawn: Mapping[str, Picture], *, command: str = "", measure: str = "leakers"
) -> str:
    """The page of a study, whole, as text.

    Parameters
    ----------
    found : Bands, Sensitivity or Comparison
        What the study gave.
    stood : Stood
        What it stood on.
    drawn : mapping of str to Picture
        Its pictures, the main one first.
    command : str
        The command line that made it.
    measure : str
        What packages were compared by.
    """
    main, *more = drawn.values()
    shown = figure(main, "study")
    sections: dict[str, tuple[str, Html]]
    if isinstance(found, Bands):
        sections = _bands(found, shown, more)
    elif isinstance(found, Sensitivity):
        sections = _sensitivity(found, stood, shown)
    else:
        sections = _compare(found, stood, shown)
    axes = axes_of(found, stood)
    listed = f"{len(axes)} unknowns are listed with the figures that each moves."
    sections |= {
        "sources": ("The unknowns, and who says so", sources(axes, stood, listed)),
        "assumed": ("What is assumed, and what is left out", assumed(doubts(found), stood)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", repeat(command, stood, ran_words(stood))),
        "cite": ("How to cite this", cite(stood, ran_words(stood), "the raid, the band or interval")),
    }
    first = first_sentence(found, stood, measure)
    head = join([
        labels(stood.title, stood.labels),
        tag("h1", tied(first)),
        paragraph(f"{sentence(ran_words(stood))}", class_="others"),
    ])  # fmt: skip
    return page(stood.title, head, sections, language_description=first)


def _bands(found: Bands, shown: Html, more: Sequence[Picture]) -> dict[str, tuple[str, Html]]:
    lines = tables.band_lines(found)
    sections = {
        "bands": ("Bands over readings", join([
            shown,
            paragraph(f"More than half of all raids let nothing through in "
                      f"{tables.share_words(found.none_through)}."),
            lines_table("Measures over readings", tables.BAND_COLUMNS, lines, "Bands"),
            paragraph(tables.BAND_WORDS),
        ])),
    }  # fmt: skip
    if len(found.variants) > 1:
        columns, others = tables.variant_columns(found), tables.variant_lines(found)
        said = (
            "The same readings under other assumptions about what is not known: a conclusion that turns with "
            "one of them rests on it."
        )
        listing = lines_table("Bands under other assumptions", columns, others, "Other assumptions")
        sections["others"] = ("Under other assumptions", join([paragraph(said), listing]))
    if found.over_time:
        lines = series_chart.over_time_lines(found)
        sections["over-time"] = ("Over time", join([
            *(figure(each, "over-time") for each in more),
            lines_table("At some times", series_chart.COLUMNS, lines, "Over time"),
            paragraph(series_chart.WORDS),
        ]))  # fmt: skip
    return sections


def _sensitivity(found: Sensitivity, stood: Stood, shown: Html) -> dict[str, tuple[str, Html]]:
    listing = _named(
        stood, "Shares of the variance over readings", tables.INDEX_COLUMNS, tables.index_lines(found)
    )
    sections = {"indices": ("What the spread comes from",
                            join([shown, paragraph(tables.spread_words(found)), listing,
                                  paragraph(tables.INDEX_WORDS)]))}  # fmt: skip
    if found.pair is not None:
        said = tables.pair_words(found.pair, lambda axis: axis_words(stood.catalog, axis), found.measure)
        columns, lines = tables.pair_columns(found.pair), tables.pair_lines(found.pair)
        both = lines_table("The first two unknowns together", columns, lines, "The first two")
        sections["pair"] = ("The first two together", join([both, paragraph(sentence(said))]))
    if found.others:
        sections["others"] = ("Under other assumptions", _assumptions(found, stood))
    if found.screening is not None:
        said = (
            f"All {len(found.unknowns)} unknowns; those that go on are looked at closely, the others stand "
            "at their middle from there on. μ*: mean size of the change across an unknown's range; σ: how "
            "much that change differs from place to place; if it did nothing: what chance would show."
        )
        screened = _named(stood, "Screening", tables.SCREEN_COLUMNS, tables.screen_lines(found))
        sections["screening"] = ("How they were chosen", join([
            paragraph(said), screened, paragraph(tables.spread_readings_words(found)),
        ]))  # fmt: skip
    return sections


def _assumptions(found: Sensitivity, stood: Stood) -> Html:
    """Unknowns by assumptions, and whether the first one stays the first."""
    measure: list[list[Piece]] = [list(line) for line in tables.measure_lines(found)]
    groups = [
        Group(sentence_case(tables.LABELS[found.measure]), measure),
        Group("Total index, 95 % interval", _in_words(stood, tables.assumed_lines(found))),
    ]
    heads = [sentence_case(each) for each in tables.assumed_columns(found)]
    return join([
        paragraph(tied(first_unknown(found, lambda axis: axis_words(stood.catalog, axis)))),
        table("Total indices under other assumptions", heads, groups, label="Other assumptions"),
        paragraph(tables.ASSUMED_WORDS),
    ])  # fmt: skip


def _compare(found: Comparison, stood: Stood, shown: Html) -> dict[str, tuple[str, Html]]:
    sections: dict[str, tuple[str, Html]] = {}
    for n, (head, part) in enumerate(compare_tables.parts_of(found)):
        notes = [f"{stood.catalog.package(each.package).title}: {'; '.join(each.said)}"
                 for each in part.fielded if each.said]  # fmt: skip
        sections["spend" if n else "offered"] = (head, join([
            None if n else shown,
            lines_table("What stands there, and what gets through", compare_tables.PACKAGE_COLUMNS,
                        compare_tables.package_table(found, part, stood.catalog), "Packages"),
            lines_table("Differences", compare_tables.DIFFERENCE_COLUMNS,
                        compare_tables.difference_table(found, part), "Differences"),
            paragraph(compare_tables.difference_notes(found)),
            paragraph(sentence(compare_tables.order_line(found, part))),
            _elsewhere(found, part),
            bullets(map(linked, notes)) if notes else None,
        ]))  # fmt: skip
    raids = bullets(sentence_case(each) for each in found.raids)
    whole = tag("pre", "\n".join(found.lines), tabindex=0)
    return sections | {
        "raids": ("Which raids were flown", raids),
        "whole": ("Prices, scopes and sources of the packages", whole),
    }


def _elsewhere(found: Comparison, part: Compared) -> Html | None:
    lines = compare_tables.elsewhere_table(found, part)
    if not lines:
        return None
    columns = compare_tables.elsewhere_columns(part)
    listing = lines_table("Differences under other assumptions", columns, lines, "Other assumptions")
    return join([listing, paragraph(compare_tables.ELSEWHERE_WORDS)])


def _named(stood: Stood, caption: str, columns: tuple[str, ...], lines: tables.Lines) -> Html:
    """A table whose lines are unknowns: in words, and under them as the catalog calls them."""
    # A capital sigma is another sign than a small one.
    heads = [sentence_case(each) if each.isascii() else each for each in columns]
    return table(caption, heads, [Group(None, _in_words(stood, lines))], label=caption)


def _in_words(stood: Stood, lines: tables.Lines) -> list[list[Piece]]:
    """Lines whose first cell is an unknown."""
    return [
        [join([axis_words(stood.catalog, axis), tag("span", axis, class_="under code")]), *rest]
        for axis, *rest in lines
    ]


def sources(listed: Sequence[str], stood: Stood, said: str) -> Html:
    """Unknowns with the figures that each moves, and who says so."""
    graded = bullets(join([tag("b", grade), f" {meaning}"]) for grade, meaning in GRADES.items())
    lines: list[list[Piece]] = []
    for axis in listed:
        for n, each in enumerate(figures_of(stood.catalog, axis, stood.keys)):
            lines.append([
                axis_words(stood.catalog, axis) if n == 0 else "",
                tag("span", each.quantity, class_="code"), each.low, each.nominal, each.high, each.grade,
                linked(each.source),
            ])  # fmt: skip
    counted = "1 unknown is" if len(listed) == 1 else f"{len(listed)} unknowns are"
    said = f"{counted} listed with the figures that each moves. Grades:"
    columns = [sentence_case(each) for each in SOURCE_COLUMNS]
    listing = table("Unknowns and the figures behind them", columns, [Group(None, lines)], label="Sources",
                    class_="stack sources")  # fmt: skip
    return join([paragraph(f"{said} Grades:"), graded, listing])


def assumed(warnings: Sequence[str], stood: Stood) -> Html:
    """What makes an answer doubtful, what it assumes, and what it leaves out."""
    systems = {axis.split("/")[0].split(".")[0] for axis in stood.axes}
    return rests_on(warnings, stood.assumptions, systems)


def repeat(command: str, stood: Stood, ran: str) -> Html:
    """How to make the page of a study again, and what the study was told."""
    promise = "This command gives this page again; with --out it goes on where it stopped:"
    stated = stood.environment
    ground = str(stated.get("terrain", "not stated"))
    facts = facts_of(stood.name, stood.provenance, stated, [("Run", ran)], ground)
    return join([command_again(command, promise, "study"), terms(facts, class_="facts")])


def cite(stood: Stood, ran: str, beside: str) -> Html:
    """How to cite a study, and what goes with its numbers."""
    scenario = scenario_cited(stood.name, stood.provenance, ran)
    return citation(stood.provenance, scenario, beside)
