"""Pictures of raids: each is drawn, says what it shows, and keeps its words apart."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import rangering
from rangering.errors import RangeringError
from rangering.mission.codes import Count
from rangering.provenance import CAVEAT
from rangering.report.mission.pictures import drawings, replay_drawings
from rangering.report.mission.raid import raid_page
from rangering.report.mission.timeline import timeline_page
from tests.map_results import boxes_of, sample, words_of
from tests.mission_results import UNITS, mission, replay

LAYERS = ("leakers", "funnel", "bounds", "distance", "units")


def on(figure) -> str:
    return " ".join(" ".join(words_of(figure)).split())


@pytest.mark.parametrize("layer", LAYERS)
def test_every_picture_of_a_raid_says_what_it_stands_on(layer):
    words = on(rangering.plot(mission(), layer=layer))
    for each in ("A raid over made-up ground (fictitious)", "40 replicates, seed 7, fidelity full",
                 "chance alone", CAVEAT, "1 assumption in full"):  # fmt: skip
        assert each in words, each


def test_the_figures_on_the_pictures_are_the_result():
    result = mission()
    assert "No leaker in 2.5 %" in on(rangering.plot(result))
    mean = float(result.rows[:, Count.LEAKERS].mean())
    assert f"mean {mean:.2f}" in on(rangering.plot(result, layer="leakers"))
    bounds = on(rangering.plot(result, layer="bounds"))
    for each in result.bounds:
        assert each.words.removeprefix("engaged: ") in bounds
        assert f"{each.per_raid.value:.2f} (" in bounds
    units = on(rangering.plot(result, layer="units"))
    for each in result.units:
        assert each.name in units
    assert "87 %" in on(rangering.plot(result, layer="funnel"))  # killed: 41.6 of 48


def test_a_defence_that_stops_everything_has_its_pictures():
    result = mission(3, 4, 1.0)
    clean = result.rows.copy()
    clean[:, Count.LEAKERS] = 0.0
    none = replace(result, bounds=(), rows=clean, leakers=np.array([3]), kill_distance=np.zeros(20))
    assert "Every hostile flight was stopped" in on(rangering.plot(none, layer="bounds"))
    assert "No leaker in 100 %" in on(rangering.plot(none))
    assert "0 in all" in on(rangering.plot(none, layer="distance"))


def test_one_replicate_alone_has_no_interval_and_no_nan():
    result = replace(mission(1, 4), assumptions=(), warnings=(), environment={}, labels=())
    for each in drawings(result):
        assert "nan" not in on(each.draw().figure)


def test_many_fire_units_with_long_names_stay_on_the_page():
    result = mission()
    many = tuple(
        replace(result.units[n % 4], name=f"Fire unit number {n} of the eastern sector") for n in range(24)
    )
    figure = rangering.plot(replace(result, units=many), layer="units")
    inside(figure)


def test_raid_after_raid_over_days():
    result = mission(10, raids=4)
    words = on(rangering.plot(result))
    for each in ("days since the first raid", "in the last of 4", "10 replicates of 4 raids each"):
        assert each in words
    undated = replace(result, environment={"k": 4 / 3})
    assert "days" not in on(rangering.plot(undated, layer="endurance"))


def words_and_boxes(figure):
    """All but the figures of axes, of which some lie beyond the axes and are not drawn."""
    return [(words, box) for words, box in boxes_of(figure) if not re.fullmatch(r"[\d.,]+", words)]


def inside(figure) -> None:
    wide, high = figure.get_size_inches() * figure.dpi
    for words, box in words_and_boxes(figure):
        assert box.x0 >= -1.0, words
        assert box.x1 <= wide + 1.0, words
        assert -1.0 <= box.y0 <= box.y1 <= high + 1.0, words


@pytest.mark.parametrize("layer", LAYERS)
def test_words_stay_on_the_page(layer):
    inside(rangering.plot(mission(), layer=layer))


def test_the_picture_of_a_replicate_counts_what_happened():
    words = on(rangering.plot(replay(3)))
    for each in ("Of 48 hostile flights 42 killed, 3 leaked, 3 turned back",
                 "63 missiles fired, 42 hit; assets hit: 3",
                 "Replicate 3, from above and in profile", "F1: 16 fired", "Harbour: 2 leakers",
                 "own or allied flight", "civil flight", CAVEAT,
                 "one outcome of chance among many"):  # fmt: skip
        assert each in words, each
    timeline = on(rangering.plot(replay(3), layer="timeline"))
    for each in (
        "Raid 1, flight 48",
        "F3 (hypothetical)",
        "since a fire unit took it on",
        "leaked: 3",
        CAVEAT,
    ):
        assert each in timeline, each


def test_friends_shot_down_are_told():
    told = replay(3)
    row = told.row.copy()
    row[0, Count.OWN_KILLED], row[0, Count.CIVIL_KILLED] = 1.0, 2.0
    words = on(rangering.plot(replace(told, row=row)))
    assert "Shot down by mistake: 1 own or allied and 2 civil." in words
    assert "by mistake" not in on(rangering.plot(told))


def test_labels_stand_in_the_title_once():
    told = replay(3)
    assert "made-up ground (fictitious)" in on(rangering.plot(told))
    twice = replace(told, title="A fictitious raid")
    assert "A fictitious raid (" not in on(rangering.plot(twice))


def test_a_long_name_of_a_flight_keeps_its_number():
    told = replay(3)
    names = tuple(f"Slow unmanned aircraft of the southern wave {n}" for n in range(52))
    words = on(timeline_page(replace(told, names=replace(told.names, flights=names))).figure)
    assert "… 47" in words


def test_no_two_words_of_the_raid_meet():
    figure = raid_page(replay(3)).figure
    inside(figure)
    boxes = words_and_boxes(figure)
    for (one, a), (other, b) in combinations(boxes, 2):
        assert not a.overlaps(b), f"{one!r} meets {other!r}"


def test_no_two_names_of_flights_meet():
    figure = timeline_page(replay(3)).figure
    inside(figure)
    names = [(words, box) for words, box in boxes_of(figure) if words.startswith("Raid 1, flight")]
    assert len(names) == 48
    for (one, a), (other, b) in combinations(names, 2):
        assert not a.overlaps(b), f"{one!r} meets {other!r}"


@pytest.mark.parametrize("flights", [1, 4, 180])
def test_few_flights_and_very_many(flights):
    told = replay(0, flights)
    for each in replay_drawings(told):
        figure = each.draw().figure
        inside(figure)
    assert ("the first 150 flights" in on(timeline_page(told).figure)) == (flights == 180)


def test_a_replay_without_limits_sites_or_flights_still_gives_pictures():
    told = replay(3)
    bare = replace(told, capacity=None, sites=())
    assert "F1" in on(timeline_page(bare).figure)
    assert "from above" in on(raid_page(bare).figure)
    nothing = replace(told, log=type(told.log)(*(np.empty(0) for _ in range(7))), path_m=told.path_m * np.nan)
    empty_log = replace(
        nothing.log, **{k: np.empty(0, np.int64) for k in ("event", "flight", "unit", "other", "occasion")}
    )
    nothing = replace(nothing, log=empty_log)
    for each in replay_drawings(nothing):
        each.draw()


def test_the_same_replay_gives_the_same_picture():
    one, other = (raid_page(replay(5)).pictures().whole.png() for _ in range(2))
    assert one == other


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(RangeringError, match=r"no layer of this result.*leakers, funnel"):
        rangering.plot(mission(), layer="covered")
    with pytest.raises(RangeringError, match="raid, timeline"):
        rangering.plot(replay(0), layer="leakers")
    with pytest.raises(RangeringError, match="altitude"):
        rangering.plot(mission(), altitude=0)


def test_maps_are_drawn_as_before():
    result = sample(relief_m=None)
    assert on(rangering.plot(result, 0)) == on(rangering.plot(result, altitude=0, layer="covered"))
    assert len(UNITS) == 4
