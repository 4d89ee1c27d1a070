"""Several systems at one site on one page: what each would cover there, and how much of it is assumed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rangering.coverage.results import CoverageMap
from rangering.report import raster
from rangering.report.bands import whole_interval_only
from rangering.report.html import compare, evidence, repeat
from rangering.report.html.compare import System, defaults_of, side_by_side
from rangering.report.html.document import labels, page, write_page
from rangering.report.html.evidence import DAGGER, GRADES
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
    tied,
)
from rangering.report.html.pictures import common_window, small_map, within_budget
from rangering.report.html.tables import class_table, note
from rangering.report.html.words import (
    class_words,
    counted,
    listed,
    sentence,
    systems_of,
)
from rangering.report.key import REASONS, altitude_words
from rangering.report.plane import Window
from rangering.report.style import (
    LAND,
    LIMIT_ALPHA,
    LIMITS,
    SEEN_ALPHA,
    SEEN_RAMP,
    UNDERGROUND,
    UNKNOWN_PAPER,
    Colour,
    ramp,
    rgba,
)
from rangering.units import percent

PAGE = "alternatives.html"
_LISTS_DEFAULTS = re.compile(r"\d+ inputs come from class defaults ")


def alternatives_html(
    results: Sequence[CoverageMap],
    *,
    command: str = "",
    date: str = "",
    altitude: int | None = None,
    window: Window | None = None,
) -> str:
    """The page of several systems at one site, whole, as text.

    Parameters
    ----------
    results : sequence of CoverageMap
        Of one scenario with another system each: two or more, at the same site, altitudes and classes.
    command, date
        As in `report_html`.
    altitude : int, optional
        Which altitude the maps show; the middle one if not given.
    window : Window, optional
        What all maps show, on the plane about the first site; every press circle if not given. [m]

    Raises
    ------
    ScenarioError
        Fewer than two results, or results that are not of one site, its altitudes and its classes.
    """
    systems = side_by_side(results)
    first = systems[0].result
    level = len(first.altitudes) // 2 if altitude is None else altitude
    said = compare.headline(systems)
    # What is said of one system alone stands with it, not over the whole page.
    shared = tuple(each for each in first.labels if all(each in other.labels for other in results))
    head = join([
        labels(first.title, shared),
        tag("h1", tied(f"{said}.")),
        tag("div", paragraph(tied(compare.standfirst(first))),
            paragraph("This is not a ranking: systems stand in alphabetical order, and they are not like for "
                      "like in fire units, radars, missiles or cost."), class_="standfirst"),
    ])  # fmt: skip
    union = {slug: name for each in systems for slug, name in systems_of(each.result).items()}
    sections = {
        "compared": ("Area covered and engageable", compare.comparison(systems)),
        "maps": (f"The same frame, at {altitude_words(first.altitudes[level])}",
                 _maps(systems, level, window or common_window(results))),
        "basis": ("What each answer rests on", _basis(systems)),
        "unlike": ("Why these are not like for like", _unlike(systems)),
        "assumed": ("What is assumed, and what is left out", _assumed(systems, union)),
        "sources": ("Sources", _sources(systems)),
        "words": ("Words used here", evidence.glossary()),
        "repeat": ("How to repeat this", repeat.how_to_repeat(command, *(each.result for each in systems))),
        "cite": ("How to cite this", repeat.how_to_cite(date, *(each.result for each in systems))),
        "licences": ("Licence and data", repeat.licences(first)),
    }  # fmt: skip
    return page(f"{first.title}: {counted(len(systems), 'system')} side by side", head, sections,
                language_description=f"{said}.")  # fmt: skip


def write_alternatives(
    results: Sequence[CoverageMap], folder: Path, *, command: str = "", date: str = ""
) -> Path:
    """Write ``alternatives.html``, whole or not at all.

    Parameters
    ----------
    results, command, date
        As in `alternatives_html`.
    folder : Path
        Made if missing.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ScenarioError
        As `alternatives_html`.
    OutputError
        The folder cannot be written; nothing new is left.
    """
    return write_page(alternatives_html(results, command=command, date=date), Path(folder), PAGE)


def _maps(systems: Sequence[System], altitude: int, window: Window) -> Html:
    drawn = [each._replace(result=_with_single_values(each.result)) for each in systems]
    first = drawn[0].result
    hidden = [class_words(t.title) for t in systems[0].result.targets if t not in first.targets]
    if not first.targets:
        return paragraph("No map is drawn: its one edge would read as a detection range, and the classes "
                         "asked for have whole intervals alone.")  # fmt: skip
    left_out = (
        f" Not drawn: {listed(hidden)}, as one edge would read as a detection range; the tables give the "
        "whole interval."
        if hidden
        else ""
    )
    small = {each.name: small_map(each.result, each.name, altitude, window) for each in drawn}
    fitted = within_budget({name: each.picture for name, each in small.items()})
    figures = [figure(picture, f"system-{i}") for i, picture in enumerate(fitted.values())]
    present = frozenset[object]().union(*(each.present for each in small.values()))
    side = f"{2.0 * window.half_m / 1e3:,.0f} km"
    return join([
        paragraph(tied(f"Every map shows the same ground at the same scale, {side} from side to side, with "
                       "nominal values. Dashed: claimed ranges. What hides the rest is shown for the class "
                       f"that is easiest to see.{left_out}")),
        _key(first, present),
        tag("div", *figures, class_="grid"),
    ])  # fmt: skip


def _with_single_values(result: CoverageMap) -> CoverageMap:
    """The same map without the classes of which only the whole interval is given."""
    kept = [i for i, target in enumerate(result.targets) if not whole_interval_only(target.id, target.title)]
    return replace(result, targets=tuple(result.targets[i] for i in kept), state=result.state[:, kept])


def _key(result: CoverageMap, present: frozenset[object]) -> Html:
    order = raster.easiest_first(result)
    shades = ramp(SEEN_RAMP, len(order))
    items = [
        _swatch(shade, SEEN_ALPHA, f"seen: {class_words(result.targets[i].title)}")
        for i, shade in zip(order, shades, strict=True)
    ]
    for state, words in REASONS.items():
        if state in present and state in LIMITS:
            items.append(_swatch(LIMITS[state], LIMIT_ALPHA, words))
        elif state in present:
            items.append(_swatch(UNKNOWN_PAPER if state.name == "UNKNOWN" else UNDERGROUND, 1.0, words))
    return tag("ul", *items, class_="key")


def _swatch(colour: Colour, alpha: float, words: str) -> Html:
    """A shade as it looks over land."""
    over, under = (rgba(each)[:3].astype(float) for each in (colour, LAND))
    red, green, blue = (round(v) for v in alpha * over + (1.0 - alpha) * under)
    patch = tag("span", class_="swatch", style=f"background:#{red:02x}{green:02x}{blue:02x}")
    return tag("li", patch, words)


def _basis(systems: Sequence[System]) -> Html:
    lines: list[list[Piece]] = []
    for each in systems:
        result, defaults = each.result, defaults_of(each.result)
        figures = len(result.sources)
        share = f"{DAGGER}{len(defaults)}"
        if figures:
            share += f" of {figures} ({percent(len(defaults) / figures)})"
        grades = Counter(source.grade for source in result.sources)
        mix = ", ".join(f"{grades[grade]} {grade}" for grade in GRADES if grades[grade])
        circles = {(ring.radius_m, ring.grade) for *_, ring in result.engagement_rings}
        circle = ", ".join(f"{radius_m / 1e3:g} km, grade {grade}" for radius_m, grade in sorted(circles))
        units = len({site for site, *_ in result.engagement_rings})
        assumed = share if defaults else "none"
        lines.append([tied(each.name), tied(circle or "none published"), str(units), str(len(result.radars)),
                      _range_class(defaults), tied(assumed), tied(mix or "not listed")])  # fmt: skip
    columns = ["System", "Press circle", "Fire units", "Radars", "Range class", "Class defaults", "Grades"]
    graded = ", ".join(f"{grade} {meaning}" for grade, meaning in GRADES.items())
    return join([
        table("Claims, elements and how well they are known", columns, [Group(None, lines)],
              label="What each answer rests on", class_="stack"),
        note(f"Grades: {graded}. {DAGGER}: from our class defaults, as no public source gives the figure."),
    ])  # fmt: skip


def _range_class(defaults: set[str]) -> str:
    """The class of system whose values fill the gaps."""
    found = sorted({match[1] for each in defaults if (match := re.match(r"default/(\w+)\.", each))})
    return ", ".join(found) or "–"


def _unlike(systems: Sequence[System]) -> Html:
    said = [
        "Each system stands with the elements that its catalog entry or the scenario gives it: numbers of "
        "fire units, radars and launchers differ, and with them cost and crew.",
        "Each circle is as wide as the system's own highest claim. A medium-range system that covers most of "
        "its circle may cover less ground than a long-range one that covers little of its own.",
        "Systems with few public figures lean on class defaults, which make systems of one class look more "
        "alike than they may be.",
        "Missile stocks, readiness, integration with other sensors and what happens in a raid are left out.",
    ]
    ballistic = evidence.ballistic({slug for each in systems for slug in systems_of(each.result)})
    said += [ballistic] if ballistic else []
    for each in systems:
        missing = dict.fromkeys(words for part in each.result.engagements for words in part.missing)
        said += [f"{each.name}: {sentence(words)}" for words in missing]
        gone = [link.title for link in each.result.links if not link.present]
        if gone:
            said.append(f"{each.name}: not there: {', '.join(dict.fromkeys(gone))}.")
    return bullets(said)


def _assumed(systems: Sequence[System], union: dict[str, str]) -> Html:
    """What holds for all once, then what holds for each."""
    pieces: list[Piece] = []
    for heading, said in (
        ("Warnings", [each.result.warnings for each in systems]),
        ("Assumed", [each.result.assumptions for each in systems]),
    ):
        whose: dict[str, list[str]] = {}
        for each, mine in zip(systems, said, strict=True):
            for words in mine:
                # The table above counts class defaults, and the sources below mark each of them.
                if each.result.sources and _LISTS_DEFAULTS.match(words):
                    continue
                whose.setdefault(words, []).append(each.name)
        common = [words for words, names in whose.items() if len(names) == len(systems)]
        own = [f"{listed(names)}: {words}" for words, names in whose.items() if len(names) < len(systems)]
        if common or own:
            pieces += [tag("h3", heading), bullets(map(linked, [*common, *own]))]
    return join([*pieces, tag("h3", "Left out"), bullets(evidence.left_out(union)),
                 tag("h3", "Classes of target"), class_table(systems[0].result)])  # fmt: skip


def _sources(systems: Sequence[System]) -> Html:
    return join(join([tag("h3", each.name), evidence.sources(each.result)]) for each in systems)
