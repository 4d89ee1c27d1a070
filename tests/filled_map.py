"""A map with every layer filled by hand, for tests of what a page says of it."""

from dataclasses import replace

import numpy as np

from rangering.coverage.results import (
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    Approach,
    Band,
    CoverageMap,
    Engagement,
    Link,
    Row,
    Score,
    Source,
    Swing,
    Tornado,
)

NOMINAL_SHARE, LOW, HIGH = 0.11, 0.087, 0.142


def filled(result: CoverageMap) -> CoverageMap:
    """The same with every layer filled with numbers that a reader can tell apart."""
    titles = [target.title for target in result.targets]
    measures = ("covered", "engageable, claimed", "engageable, independent")
    scores = [
        Score(ring, measure, label, title, 452.0, Band(share, 0.79 * share, 1.29 * share), 0.0)
        for ring in (PRESS_CIRCLE, DETECTION_CLAIM)
        for measure in measures
        for label, share in (("100 m agl", NOMINAL_SHARE), ("1000 m agl", 0.37), ("10000 m amsl", 0.71))
        for title in titles
    ]
    scores = [
        score._replace(share=Band(NOMINAL_SHARE, LOW, HIGH)) if score.altitude == "100 m agl" else score
        for score in scores
    ]
    engagements = tuple(
        Engagement(
            claim, f"reach {reach / 1e3:g} km: tor-m2.range_max_claim, grade B", reach, "B", result.state,
            np.zeros_like(result.state), missing, rows,
        )
        for claim, reach, missing, rows in (
            ("claimed", 16e3, ("F2: no engagement radar",), _rows(result, (0.21, 0.43), "claimed")),
            ("independent", 12e3, ("F2: no engagement radar",), _rows(result, (0.19, 0.27), "independent")),
        )
    )  # fmt: skip
    shape = len(result.altitudes), len(titles)
    azimuth = np.radians(np.arange(0.0, 360.0, 90.0))
    seen_m = np.array([[20e3, 18e3, 25e3], [30e3, 26e3, 33e3], [40e3, 34e3, 47e3], [50e3, 41e3, 58e3]])
    first = np.tile(seen_m.astype(np.float32), (*shape, 1, 1))
    first[0, 1, 3] = np.nan  # from the west the second class is never seen at the lowest altitude
    pd = np.zeros((*shape, 4, 59), np.float32)
    shots = np.tile(np.array([1, 2, 2, 3], np.int16), (2, *shape, 1))
    approach = Approach(
        "Harbour", True, 45.1, -30.1, azimuth, np.arange(1e3, 60e3, 1e3), pd, first,
        np.zeros((*shape, 4), np.int16), first / 250.0, ("claimed", "independent"),
        np.full((2, *shape, 4, 2), 9e3, np.float32), shots, np.zeros((*shape, 4), np.bool_),
    )  # fmt: skip
    swings = tuple(
        Swing(f"tor-m2.q{i}", f"unknown number {i}", "BCD"[i % 3], f"{i} m", f"{i + 4} m", 0.1 - i / 100, 0.2)
        for i in range(4)
    )
    figures = tuple(
        Source(f"tor-m2.figure_{i}", f"figure {i}", f"{i} km", f"{i + 1} km", f"{i + 2} km", "ABCD"[i % 4],
               f"Publisher {i} (publisher-{i}.org/page)", i % 4 == 3)
        for i in range(8)
    )  # fmt: skip
    links = (
        Link("F (hypothetical)", "engagement radar", "tor-m2/radar", "Tor radar", True),
        Link("F (hypothetical)", "interceptors", "tor-m2/9m338", "9M338", False, "none in the catalog"),
    )
    return replace(
        result, samples=64, seed=7, readings=np.zeros_like(result.state), engagements=engagements,
        approaches=(approach,), scores=tuple(scores), links=links, sources=figures,
        tornado=Tornado("share of the press circle covered at 100 m agl, large fighter", 0.11, swings),
    )  # fmt: skip


def _rows(result: CoverageMap, shares: tuple[float, ...], claim: str) -> tuple[Row, ...]:
    return tuple(
        Row(f"engageable, {claim}", PRESS_CIRCLE, altitude.label, target.title, 452.0, 452.0 * share, 0.0,
            share, 0.0, "horizon", (("horizon", 1.0 - share),), Band(share, 0.9 * share, 1.1 * share))
        for altitude, share in zip(result.altitudes, shares, strict=True)
        for target in result.targets
    )  # fmt: skip
