"""What the answer rests on: the chain at each site, sources and their grades, what is assumed, the words."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from rangering.coverage.results import CoverageMap, Link, Source
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
)
from rangering.report.html.tables import class_table, note
from rangering.report.html.words import counted, listed, reason_words, sentence, systems_of
from rangering.sight.state import State

GRADES = {"A": "official", "B": "reputable secondary", "C": "press or estimate", "D": "our assumption"}
WHOSE_GRADE = (
    "A grade is that of whoever made the statement, not of whoever reports it: an official statement that we "
    "read in a newspaper has grade A."
)
DAGGER = "†"
_FIGURE = "figure"
# Systems whose ballistic figures readers will look for: DESIGN names them.
_BALLISTIC = {"patriot": "Patriot", "samp-t": "SAMP/T", "iron-dome": "Iron Dome"}
_CHAIN = "what the scenario and the catalog put there"


def chain(result: CoverageMap) -> Html:
    """What stands at each site, and what does not."""
    if not result.links:
        return note("The chain of elements was not recorded in this run.")
    return chain_of(result.links)


def chain_of(links: Sequence[Link]) -> Html:
    """The same from its links alone."""
    groups = []
    for site in dict.fromkeys(link.site for link in links):
        lines: list[list[Piece]] = [
            [
                join([link.title, tag("span", link.id, class_="under code")]),
                link.role,
                "yes" if link.present else tag("b", "no", class_="gone"),
                link.said or "–",
            ]
            for link in links
            if link.site == site
        ]
        groups.append(Group(site, lines))
    columns = ["Element", "Role", "Present", "Remark"]
    gone = [link for link in links if not link.present]
    said = (
        f"{sentence(counted(len(gone), 'element is', 'elements are'))[:-1]} not there."
        if gone
        else "Every element of the chain is there."
    )
    return join([paragraph(said), table(f"Elements at each site: {_CHAIN}", columns, groups,
                                        label="Chain of elements", class_="stack")])  # fmt: skip


def sources(result: CoverageMap) -> Html:
    """Every figure the answer rests on, with its interval, grade and source."""
    if not result.sources:
        return join([paragraph("Grades of sources:"), _grades(result.sources), *_ring_sources(result)])
    return sources_listed(result.sources)


def _grades(listed_sources: Sequence[Source]) -> Html:
    counts = Counter(each.grade for each in listed_sources)
    return bullets(
        join(
            [tag("b", grade), f" {meaning}{f': {counted(counts[grade], _FIGURE)}' if counts[grade] else ''}"]
        )
        for grade, meaning in GRADES.items()
    )


def sources_listed(listed_sources: Sequence[Source]) -> Html:
    """Figures with their intervals, grades and sources."""
    graded = _grades(listed_sources)
    assumed = sum(each.from_default for each in listed_sources)
    said = f"{sentence(counted(len(listed_sources), 'figure enters', 'figures enter'))[:-1]} the answer. "
    if assumed:
        said += (
            f"{sentence(counted(assumed, 'of them comes', 'of them come'))[:-1]} from our class defaults, "
            f"because no public source gives one: marked {DAGGER}. "
        )
    lines = [_source_line(each) for each in listed_sources]
    columns = ["Used for", "Low", "Nominal", "High", "Grade", "Source"]
    listing = table("Figures and where they come from", columns, [Group(None, lines)], label="Sources",
                    class_="stack sources")  # fmt: skip
    return join([paragraph(f"{said}Grades:"), graded, listing])


def _source_line(each: Source) -> list[Piece]:
    mark = tag("abbr", DAGGER, title="from our class defaults") if each.from_default else None
    name = join([each.used_for, mark, tag("span", each.quantity, class_="under code")])
    return [name, each.low, each.nominal, each.high, each.grade, linked(each.source)]


def _ring_sources(result: CoverageMap) -> list[Html]:
    """Where the figures were not listed: at least the claims behind the circles."""
    rings = [ring for *_, ring in result.engagement_rings] + [radar.ring for radar in result.radars]
    claims = {ring.claim: ring for ring in rings}
    lines = [
        [tag("span", claim, class_="code"), f"{ring.radius_m / 1e3:g} km", ring.grade, linked(ring.source)]
        for claim, ring in claims.items()
    ]
    listing = table("Claims behind the circles", ["Claim", "Radius", "Grade", "Source"], [Group(None, lines)],
                    label="Claims", class_="stack")  # fmt: skip
    return [note("The other figures were not listed in this run; the catalog has them all."), listing]


def assumed(result: CoverageMap) -> Html:
    """Warnings, assumptions, caveats, and what is left out."""
    said = rests_on(result.warnings, result.assumptions, systems_of(result))
    return join([said, tag("h3", "Classes of target"), class_table(result)])


def rests_on(warnings: Iterable[str], assumptions: Iterable[str], systems: Collection[str]) -> Html:
    """Warnings and assumptions, where there are some, and what no run holds."""
    warned, taken = [*map(linked, warnings)], [*map(linked, assumptions)]
    pieces: list[Piece] = []
    if warned:
        pieces += [tag("h3", "Warnings"), bullets(warned, class_="warnings")]
    if taken:
        pieces += [tag("h3", "Assumed"), bullets(taken)]
    return join([*pieces, tag("h3", "Left out"), bullets(left_out(systems))])


def left_out(systems: Collection[str]) -> list[str]:
    """What no run holds, and in whose favour that errs."""
    said = [
        "Decoys, jamming and other countermeasures are out of scope: the answer is optimistic for the "
        "defence in these respects.",
        "Ballistic missiles and rockets are out of scope: no target here is one.",
    ]
    named = ballistic(systems)
    said += [named] if named else []
    said.append(
        "Classes of target stand for many types, and no range is given for any named stealth aircraft."
    )
    return said


def ballistic(systems: Collection[str]) -> str:
    """What the page must say of systems whose ballistic figures readers will look for; empty without one."""
    named = [name for slug, name in _BALLISTIC.items() if slug in systems]
    if not named:
        return ""
    return (
        f"{listed(named)}: published figures against ballistic missiles never enter a run. Nothing here "
        "says how well ballistic missiles would be met."
    )


def glossary() -> Html:
    """The words this page uses, as it means them."""
    limits = {
        State.SECTOR: "the radar does not look there: azimuth or elevation",
        State.INSTRUMENTED_RANGE: "farther than the radar displays",
        State.KINEMATICS: "the target crosses too slowly for the radar, or no missile reaches it",
        State.POWER: "a stronger radar, or a larger echo, would see it",
        State.TERRAIN: "ground is in the way where a smooth Earth would not be",
        State.HORIZON: "hidden on a smooth Earth too",
        State.CUE: "no track tells the engagement radar to look there",
        State.SEVERAL: "lifting one alone would not do",
    }
    words = {
        "Covered": "seen on a single scan with at least the stated probability of detection",
        "Engageable": "covered by an engagement radar that is cued, and within the envelope of a missile, "
        "a fly-out fitted to its claims, where the whole chain stands at the site",
        "Press circle": "the circle of the highest published engagement range: what newspapers draw",
        "Detection claim": "the circle of the highest published detection range",
        "Ring score": "share of such a circle, by area, that is covered or engageable at an altitude",
        "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
        "Share of readings": "in how many of the readings a place is covered; not a probability",
        "Nominal": "with the most plausible value of every figure",
        "Band": "nine readings in ten lie within, one in twenty below, one in twenty above; no probability",
        "Limit": "the one constraint that, lifted alone, would cover a place",
        "Warning time": "from the first detection on a straight, level path to the arrival at the place",
        "Depth of fire": "first detection, first intercept and number of firing occasions on such a path",
        "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
        "Group": "the fire units under one command post and one surveillance radar",
        "Class defaults": "values we assume for a class of system where no public source gives one, grade D",
    }
    said: list[tuple[Piece, Piece]] = []
    for name, meaning in words.items():
        ways = bullets(f"{reason_words(state.words)}: {means}" for state, means in limits.items())
        said.append((name, join([sentence(meaning), ways if name == "Limit" else None])))
    return terms(said)
