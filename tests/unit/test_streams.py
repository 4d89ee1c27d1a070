"""Counter-based draws: Random123's known answers, and what follows from being counter-based."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.streams import Purpose, name_id, philox4x32, uniforms

words = st.integers(0, 2**32 - 1)

# Random123, kat_vectors, philox4x32 10 rounds: counter, key, output.
RANDOM123 = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.both_ways
@pytest.mark.parametrize(("counter", "key", "answer"), RANDOM123)
def test_random123_known_answers(counter, key, answer):
    assert tuple(int(word) for word in philox4x32(*counter, *key)) == answer


@pytest.mark.both_ways
@given(words, words, words, words, words, st.sampled_from(list(Purpose)))
def test_draws_lie_strictly_inside_the_unit_interval(seed, element, occasion, flight, replicate, purpose):
    for draw in uniforms(seed, element, occasion, flight, replicate, int(purpose)):
        assert 0.0 < draw < 1.0


def test_names_give_ids_that_do_not_depend_on_order():
    assert name_id("s-400/91n6e") == name_id("s-400/91n6e")
    assert name_id("s-400/91n6e") != name_id("s-400/92n6e")
    assert 0 <= name_id("") < 2**32


def test_purposes_keep_their_numbers():
    assert {p.name: p.value for p in Purpose} == {
        "CATALOG": 1,
        "RAID_AZIMUTH": 2,
        "RAID_ARRIVAL": 3,
        "RAID_CLASS": 4,
        "FLIGHT_ALTITUDE": 5,
        "DETECTION": 6,
        "MEASUREMENT": 7,
        "FALSE_PLOT": 8,
        "INTERROGATION": 9,
        "OPERATOR": 10,
        "REACTION": 11,
        "EVALUATION": 12,
        "KILL": 13,
        "ASSESSMENT": 14,
        "OTHER_OBJECT": 15,
        "EFFECT": 16,
        "LINK": 17,
        "CUE": 18,
        "FAULT": 19,
        "REPAIR": 20,
        "TRACK_CHAIN": 21,
        "PROGRAMME_DURATION": 22,
        "PROGRAMME_CHANCE": 23,
        "PROGRAMME_EVENT": 24,
        "TRAFFIC": 25,
        "MISALIGNMENT": 27,
        "RARE_EVENT": 28,
        "SIGNATURE": 33,
        "SCAN_PHASE": 34,
    }
