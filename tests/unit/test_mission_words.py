"""Every number of a log and of a row has its words."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rangering.mission.codes import BOUND_WORDS, Bound, Count, Event
from rangering.mission.eventlog import EVENT_KEYS, as_text, clock, columns, sentence
from rangering.mission.layout import layout_of
from rangering.mission.results import EventLog
from rangering.mission.row_names import column_names
from rangering.report.mission.words import amount, between, interval, money, with_interval
from rangering.units import plain
from tests.mission_results import LAYOUT, estimate, labels_of, replay

NAMES = labels_of(8)


def said(event, *, flight=6, unit=0, other=0, value=0.0):
    log = EventLog(*(np.array([each]) for each in (0.0, event, flight, unit, other, value, 0)))
    return sentence(log, 0, NAMES)


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_a_sentence_and_a_key(event):
    told = said(event, other=0, value=3.0)
    assert told[0].isupper() or told[0].isdigit()
    assert not told.endswith(".")
    assert "nan" not in told
    assert "None" not in told
    nobody = said(event, flight=-1, unit=-1, other=-1, value=float("nan"))
    assert nobody
    assert EVENT_KEYS[event] == event.name.lower().replace("_", "-")


@pytest.mark.parametrize("bound", list(Bound))
def test_every_bound_has_words_and_a_refusal_says_them(bound):
    assert BOUND_WORDS[bound]
    told = said(Event.REFUSED, other=bound, value=83.0)
    assert told.startswith("F1 does not engage Raid 1, flight 7 now: ")
    assert told.endswith(" (83.0 s to its asset)")
    assert "never" not in told  # what binds now may not in the next moment
    assert "reason" not in told
    assert said(Event.CANCELLED, other=bound).startswith("F1 gives up Raid 1, flight 7 without a launch: ")


def test_what_binds_is_told_apart():
    told = {said(Event.REFUSED, other=bound, value=83.0) for bound in Bound}
    assert len(told) == len(Bound)
    assert len(set(BOUND_WORDS.values())) == len(Bound)


@pytest.mark.parametrize(
    ("event", "told", "words"),
    [
        (Event.REFUSED, {"unit": -1, "other": Bound.CHANNELS, "value": float("nan")},
         "Raid 1, flight 7 is not engaged now: no channel free"),
        (Event.LAUNCHED, {"value": 11.0}, "F1 launches 48N6E3 at Raid 1, flight 7 (rounds left 11)"),
        (Event.ENTERS, {"other": 1, "value": 800.0},
         "Raid 1, flight 7 appears: one-way UAV, 800 m above sea level"),
        (Event.FIRST_SEEN, {"value": 41_200.0},
         "Group 1, 91N6E sees Raid 1, flight 7 for the first time, 41.2 km from its asset"),
        (Event.DECLARED, {"other": 1, "value": 0.971},
         "Raid 1, flight 7 is declared own or allied (posterior 0.97)"),
        (Event.HIT, {"other": 1, "value": 900.0}, "9M96E2 of F1 hits Raid 1, flight 7, 900 m from its asset"),
        (Event.MISSED, {"value": float("nan")}, "48N6E3 of F1 is spent without meeting Raid 1, flight 7"),
        (Event.CALLED_DEAD, {"other": 0}, "F1 takes Raid 1, flight 7 for dead, and it is"),
        (Event.CALLED_DEAD, {"other": 1}, "F1 takes Raid 1, flight 7 for dead, and it is not"),
        (Event.CALLED_ALIVE, {"other": 1}, "F1 takes Raid 1, flight 7 for alive, and it is"),
        (Event.CALLED_ALIVE, {"other": 0}, "F1 takes Raid 1, flight 7 for alive, and it is not"),
        (Event.LEAKED, {"other": 1, "value": 1.0},
         "Raid 1, flight 7 reaches Harbour alive, and has its effect"),
        (Event.LEAKED, {"other": 1, "value": 0.0}, "Raid 1, flight 7 reaches Harbour alive, without effect"),
        (Event.CHANNELS, {"other": 1, "value": 2.0}, "F1 now holds 1 target channel and 2 missile channels"),
        (Event.FAILED, {"flight": -1, "other": 1, "value": 7200.0}, "F1, 92N6E fails; repair takes 2.0 h"),
        # Launchers are numbered after the five radars.
        (Event.FAILED, {"flight": -1, "other": 6}, "F1, launcher 2 fails"),
        (Event.RELOADING, {"flight": -1, "other": 2, "value": 900.0},
         "F1, launcher 3 starts to reload, which takes 15 min"),
        (Event.LAUNCHED, {"flight": -1, "value": 3.0},
         "F1 launches 48N6E3 at nothing that flies (rounds left 3)"),
        (Event.OTHER_OBJECT, {"other": 1}, "A missile of F1 for Raid 1, flight 7 goes for Raid 1, flight 2 "
         "instead"),
    ],
)  # fmt: skip
def test_sentences(event, told, words):
    assert said(event, **told) == words


def test_the_first_sight_of_a_friend_tells_no_distance():
    """Read over many replicates it would be the detection range of a named aircraft."""
    own = 8
    assert NAMES.sides[own] == 1
    assert said(Event.FIRST_SEEN, flight=own, value=180e3) == (
        "Group 1, 91N6E sees Patrol, flight 1 for the first time"
    )
    told = replay(0)
    table = columns(told.log, told.names)
    seen = table["event_name"] == "first-seen"
    friends = seen & (table["side"] != "hostile")
    assert friends.sum() == 4
    assert np.isnan(table["value"][friends]).all()
    assert np.isfinite(table["value"][seen & ~friends]).all()


def test_the_log_reads_from_top_to_bottom():
    told = replay(0)
    lines = list(as_text(told.log, told.names))
    assert len(lines) == len(told.log.time_s)
    assert all(re.match(r"\d\d:\d\d:\d\d\.\d  \S", line) for line in lines)
    assert [line[:10] for line in lines] == sorted(line[:10] for line in lines)
    launches = [line for line in lines if " launches " in line]
    assert len(launches) == told.row[0, Count.MISSILES]


def test_of_several_raids_each_line_names_its_own():
    log = replay(0).log
    twice = replace(log, occasion=np.where(np.arange(len(log.time_s)) % 2, 11, 0))
    first, second, *_ = as_text(twice, replay(0).names)
    assert first.startswith("raid   1  00:")
    assert second.startswith("raid  12  00:")


def test_the_clock():
    assert clock(751.44) == "00:12:31.4"
    assert clock(59.96) == "00:01:00.0"
    assert clock(2 * 86_400.0 + 3 * 3600.0) == "2 d 03:00:00.0"
    assert clock(-5.0) == "-00:00:05.0"


def test_every_column_has_one_name_and_no_two_are_alike():
    found = column_names(NAMES, LAYOUT)
    assert len(found) == LAYOUT.end
    assert len({name.casefold() for name in found}) == LAYOUT.end
    assert found[Count.LEAKERS] == "leakers"
    assert found[LAYOUT.bounds + Bound.CHANNELS] == "bound.channels"
    assert found[LAYOUT.matrix + 11] == "matrix.civil.never"
    assert found[LAYOUT.kills + 1] == "kills.from_020_km"
    assert found[LAYOUT.classes + 6] == "class.target/cruise-missile.leaked"
    assert found[LAYOUT.types + 2] == "type.s-400/9m96e2.fired"
    assert found[LAYOUT.units + 8 + 2] == "unit.F2.targets_most"


def test_twins_are_numbered_and_names_of_another_run_refused():
    twins = replace(NAMES, units=("A", "a", "A"))
    found = column_names(twins, layout_of(3, 2, 3))
    assert [name for name in found if name.endswith(".fired") and name.startswith("unit")] == [
        "unit.A.fired", "unit.a 2.fired", "unit.A 3.fired",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="names for"):
        column_names(NAMES, layout_of(3, 2, 3))


def test_figures_for_reading():
    assert (plain(0.0), plain(0.0123), plain(0.5), plain(12.34), plain(48_015.0)) == (
        "0", "0.012", "0.50", "12.3", "48,015",
    )  # fmt: skip
    assert (amount(22_103.0, "m"), amount(640.0, "m"), amount(0.031, "share")) == (
        "22.1 km",
        "640 m",
        "3.1 %",
    )
    assert (money(2.5e6), money(1.2e9), money(900.0)) == ("$2.50 million", "$1.20 billion", "$900")
    assert between(0.2, 0.31, "share") == "20 to 31 %"
    assert between(47.3e6, 48.8e6, "usd") == "$47.3 to 48.8 million"
    assert between(0.9e6, 1.1e6, "usd") == "$900,000 to 1.10 million"
    assert interval(estimate(4.0, 0.5)) == "3.50 to 4.50"
    assert with_interval(estimate(4.0, 0.0)) == "4.00"
    assert with_interval(estimate(4.0, float("nan"))) == "4.00"
