"""The sections about space: a map for each altitude, what can be engaged, what stands against an approach."""

from base64 import b64encode
from collections.abc import Mapping

from rangering.coverage.results import CoverageMap, Engagement, Score
from rangering.report.bands import claim_row
from rangering.report.html.headline import engagement_altitude, headline_score, headline_target
from rangering.report.html.markup import Html, Piece, bullets, join, paragraph, tag, tied
from rangering.report.html.pictures import ENGAGEMENT, TORNADO, Picture, altitude_name, approach_name
from rangering.report.html.tables import approach_table, note, tornado_table
from rangering.report.html.words import (
    a_class,
    band_words,
    class_words,
    level_words,
    limits_words,
    network_row,
    ring_words,
    sentence,
    share_band,
    spelt,
    spread,
)
from rangering.report.key import altitude_words

Pictures = Mapping[str, Picture]


def figure(picture: Picture, name: str, *more: Piece) -> Html:
    """A picture with its caption; on a phone a switch enlarges it, without a script."""
    width, height = picture.size_px
    data = b64encode(picture.png).decode("ascii")
    image = tag("img", src=f"data:image/png;base64,{data}", alt=picture.alt, width=width, height=height)
    enlarge = tag("input", type="checkbox", id=f"enlarge-{name}", class_="zoom")
    switch = tag("label", "Enlarge this picture", for_=f"enlarge-{name}", class_="enlarge")
    box = tag("div", image, class_="pan", role="region", aria_label=picture.caption, tabindex=0)
    words = tag("figcaption", tag("strong", picture.caption), " ", *more)
    return tag("figure", enlarge, switch, box, words, id=f"figure-{name}")


def altitude_maps(result: CoverageMap, drawn: Pictures) -> Html:
    """One map an altitude, each with its shares, and what limits it, in words."""
    score = headline_score(result)
    pieces: list[Piece] = []
    for i, altitude in enumerate(result.altitudes):
        pieces.append(tag("h3", f"At {altitude_words(altitude)}"))
        said = _layer_words(result, altitude.label, score) if score else "No share was worked out."
        name = altitude_name(i)
        pieces.append(figure(drawn[name], name, said) if name in drawn else paragraph(said))
    return join(pieces)


def _layer_words(result: CoverageMap, label: str, score: Score) -> str:
    """Shares of every class, and what keeps the rest from the class of the headline."""
    rows = [network_row(result, score.ring, label, target.title) for target in result.targets]
    shares = [
        f"{class_words(row.target)} {band_words(share_band(row), drawn=bool(result.samples))}"
        for row in rows
        if row
    ]
    of_first = network_row(result, score.ring, label, score.target)
    if not shares or of_first is None:
        return "The table has no share at this altitude."
    limits = limits_words(of_first)
    rest = f" Not covered against {a_class(score.target)}: {limits}." if limits else ""
    return f"Covered, of the {ring_words(result, score.ring)}: {', '.join(shares)}.{rest}"


def engagement(result: CoverageMap, drawn: Pictures) -> Html:
    """What can be engaged under each claim on reach, and which fire units are left out."""
    if not result.engagements:
        return note("No engagement was worked out in this run: the page shows what is seen, not what is hit.")
    i, target = engagement_altitude(result), result.targets[headline_target(result)]
    altitude = result.altitudes[i]
    pieces: list[Piece] = [
        paragraph(
            "To engage, a fire unit needs more than a radar that sees: the target within the "
            "envelope of a missile, in line of sight of the engagement radar, and a track that cues it. "
            + _claims_words(result)
        )
    ]
    if ENGAGEMENT in drawn:
        pieces.append(figure(drawn[ENGAGEMENT], ENGAGEMENT))
    pieces.append(bullets(_claim_words(result, each, altitude.label, target.title)
                          for each in result.engagements))  # fmt: skip
    missing = dict.fromkeys(words for each in result.engagements for words in each.missing)
    if missing:
        pieces += [paragraph("Left out, because a link of the chain is missing:"), bullets(missing)]
    else:
        pieces.append(note("No fire unit is left out: the chain is whole at each of them."))
    return join(pieces)


def _claims_words(result: CoverageMap) -> str:
    if len(result.engagements) < 2:
        return "No claims on the reach compete, so there is one map."
    return "Sources disagree on the reach, so each claim has a map of its own; neither is averaged away."


def _claim_words(result: CoverageMap, each: Engagement, label: str, target: str) -> Html:
    row = claim_row(each, label, target)
    share = ""
    if row:
        band = share_band(row)
        ring = f"the {ring_words(result, row.ring)}"
        number = spread(band.low, band.high)
        share = (
            f" At {level_words(result, label)}, {number} of {ring} is engageable against {a_class(target)}."
        )
    return join([tag("strong", f"{sentence(each.claim)[:-1]}: "), tied(sentence(each.words)), tied(share)])


def approaches(result: CoverageMap, drawn: Pictures) -> Html:
    """Warning time and depth of fire about each place."""
    if not result.approaches:
        return note("No approach was worked out in this run: warning times and depths of fire are not here.")
    pieces: list[Piece] = [
        paragraph(
            "A target flies straight and level at the place, from every azimuth in turn, at the speed of its "
            "class. Warning is the time from the first point that is covered to the place. Depth of fire is "
            "the number of firing occasions on the way, one fire unit at a time."
        )
    ]
    for i, approach in enumerate(result.approaches):
        what = "" if approach.is_asset else ", the first site, as no asset is stated"
        pieces.append(tag("h3", f"About {approach.place}{what}"))
        if approach_name(i) in drawn:
            pieces.append(figure(drawn[approach_name(i)], approach_name(i)))
        pieces.append(approach_table(result, approach))
    return join(pieces)


def tornado(result: CoverageMap, drawn: Pictures) -> Html:
    """Which unknown moves the score most."""
    if result.tornado is None:
        return note("Unknowns were not moved one at a time in this run: which one matters most is not here.")
    said = paragraph(
        "Each unknown is moved alone from the low to the high end of what sources leave possible, all others "
        "held at their nominal value. What two unknowns do together does not show here. "
        + _moving_words(len(result.tornado.swings))
    )
    picture = figure(drawn[TORNADO], TORNADO) if TORNADO in drawn else None
    return join([said, picture, tornado_table(result.tornado)])


def _moving_words(count: int) -> str:
    """How many unknowns stand there: one that moves nothing has no line."""
    if not count:
        return "None of them moves this score."
    moving = "Only one moves" if count == 1 else f"{sentence(spelt(count))[:-1]} move"
    return f"{moving} this score; the others leave it where it is."
