"""The edge of what is covered: which cells it is, what colour they get, and that no edge is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rangering.report import edges
from rangering.report.plane import Window
from rangering.report.style import EDGES, rgba
from rangering.sight.state import State
from tests.map_results import ground_at

C, U, T, H, P, G, S = (
    State.COVERED, State.UNKNOWN, State.TERRAIN, State.HORIZON, State.POWER, State.UNDERGROUND, State.SEVERAL,
)  # fmt: skip
O = State.OUTSIDE  # noqa: E741
# Southern row first: two covered cells beside each other, one alone in the north-east.
HAND = np.array(
    [
        [H, T, T, H, H],
        [H, C, C, P, H],
        [U, G, C, P, O],
        [H, H, T, H, C],
        [H, H, H, H, O],
    ],
    dtype=np.uint8,
)
# Worked out by hand: the uncovered cells with a covered one to the north, south, east or west.
EXPECTED = np.array(
    [
        [0, T, T, 0, 0],
        [H, 0, 0, P, 0],
        [0, G, 0, P, S],
        [0, 0, T, H, 0],
        [0, 0, 0, 0, S],
    ],
    dtype=np.uint8,
)
CELLS = Window(0.0, 0.0, 2.5 * 100.0)  # five cells of 100 m a side


def five_by_five():
    return ground_at(40.0, 32.0, 200.0, nodes=5)


def test_edge_cells_and_their_limits_by_hand():
    assert np.array_equal(edges.edge_codes(HAND), EXPECTED)


def test_coloured_pixels_are_the_edge_cells_of_the_hand_made_layer():
    line = edges.edge_pixels(HAND, five_by_five(), CELLS, 5, 1)
    image = np.zeros((5, 5, 4), dtype=np.uint8)
    edges.paint_edges(image, line)
    for row, col in np.ndindex(5, 5):
        code = State(int(EXPECTED[row, col]))
        wanted = rgba(EDGES[code]) if code in EDGES else np.zeros(4)  # none for the ground that is higher
        assert np.array_equal(image[row, col], wanted), (row, col)


def test_of_large_cells_the_line_is_the_inner_rim():
    line = edges.edge_pixels(HAND, five_by_five(), CELLS, 50, 3)  # ten pixels a cell
    assert set(line[10:20, 30:33].ravel()) == {P}  # three pixels wide, east of the covered cell
    assert not line[12:18, 33:40].any()
    assert not line[10:20, 10:30].any()  # nothing within what is covered


def test_of_small_cells_no_edge_is_lost_between_pixels():
    state = np.full((1001, 1001), State.HORIZON, dtype=np.uint8)
    state[:, 501:] = State.COVERED
    state[:, 500] = State.TERRAIN  # one cell wide: pixels of ten cells look past it
    ground = ground_at(40.0, 32.0, 500.0 * 100.0, nodes=1001)
    line = edges.edge_pixels(state, ground, Window(0.0, 0.0, 50e3), 100, 1)
    assert (line == State.TERRAIN).sum() == 100
    assert (line != 0).sum() == 100


def test_shares_of_the_edge_count_cells():
    shares = edges.edge_shares(HAND)
    assert shares == {T: 3 / 10, H: 2 / 10, P: 2 / 10, S: 2 / 10, G: 1 / 10}
    assert next(iter(shares)) == T
    assert edges.edge_shares(np.full((3, 3), H, dtype=np.uint8)) == {}


@settings(max_examples=50)
@given(
    arrays(np.uint8, (7, 9), elements=st.sampled_from([int(v) for v in (C, U, T, H, P, G, O)])),
    st.integers(1, 4),
)
def test_the_line_never_covers_what_is_covered_and_holds_every_edge_cell(state, width_px):
    ground = ground_at(40.0, 32.0, 400.0, nodes=9)._replace(height_m=np.zeros((7, 9), np.float32), row0=3)
    window = Window(0.0, 0.0, 450.0)
    line = edges.edge_pixels(state, ground, window, 9, width_px)
    assert not line[1:8][state == C].any()
    assert np.array_equal(
        line[1:8][edges.edge_codes(state) != 0], edges.edge_codes(state)[edges.edge_codes(state) != 0]
    )


def test_an_outline_keeps_away_from_a_line_that_is_drawn():
    covered = np.zeros((100, 100), dtype=bool)
    covered[20:80, 20:80] = True
    drawn = np.zeros((100, 100), dtype=np.uint8)
    window = Window(0.0, 0.0, 50.0)
    (whole,) = edges.outlines(covered, drawn, window, clear_px=3, least_px=8)
    assert np.abs(whole).max() == pytest.approx(30.0, abs=0.6)  # on the plane: pixels of one metre
    drawn[:, 15:25] = State.TERRAIN
    (part,) = edges.outlines(covered, drawn, window, clear_px=3, least_px=8)
    assert part[:, 0].min() > 27.0 - 50.0
    drawn[:] = State.TERRAIN
    assert edges.outlines(covered, drawn, window, clear_px=3, least_px=8) == []


def test_edge_colours_differ_for_those_who_confuse_red_and_green():
    """Machado, Oliveira and Fernandes (2009): full deuteranomaly, on linear light."""
    deuteranopia = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    )

    def seen(colour):
        value = rgba(colour)[:3] / 255.0
        linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
        mixed = (deuteranopia @ linear).clip(0.0, 1.0)
        return 255.0 * np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)

    colours = [seen(colour) for colour in EDGES.values()]
    away = [np.abs(a - b).max() for i, a in enumerate(colours) for b in colours[:i]]
    assert min(away) > 40.0  # of 255, in red, green or blue: grey on green was at 16
