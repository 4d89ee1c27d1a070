"""Small pictures: few colours, few bytes, and the colours that mean something unchanged."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from rangering.report.encode import pixels_of, png_bytes, shrunk
from rangering.report.shares import draw_shares
from rangering.report.style import EDGES, SHARE_ALPHA, SHARE_RAMP, rgba
from rangering.sight.state import State
from tests.map_results import ALTITUDES, banded, sample


@pytest.fixture(scope="module")
def figure():
    return draw_shares(banded(sample(altitudes=ALTITUDES[:1], relief_m=800.0)), 0, 0)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def test_a_small_picture_is_small_and_the_same_twice(figure):
    png = png_bytes(figure)
    image = opened(png)
    assert image.mode == "P"
    assert image.width == 1200
    assert image.height == pytest.approx(figure.get_figheight() / 9.0 * 1200, abs=1.0)
    assert len(png) <= 350_000
    assert png == png_bytes(figure)
    assert len(png_bytes(figure, width_px=600, colours=32)) < len(png) / 2


def test_it_is_never_blown_up(figure):
    assert opened(png_bytes(figure, width_px=9000)).width == 1440


def test_a_file_is_shrunk_to_the_same_picture(figure, tmp_path):
    Image.fromarray(pixels_of(figure)).save(tmp_path / "whole.png")
    assert shrunk(tmp_path / "whole.png") == png_bytes(figure)
    assert shrunk((tmp_path / "whole.png").read_bytes()) == png_bytes(figure)


def test_edges_swatches_and_paper_keep_their_colours(figure):
    whole = {tuple(c) for c in np.unique(pixels_of(figure).reshape(-1, 3), axis=0)}
    small = {
        tuple(c)
        for c in np.unique(np.asarray(opened(png_bytes(figure)).convert("RGB")).reshape(-1, 3), axis=0)
    }
    assert (255, 255, 255) in small
    edge = tuple(rgba(EDGES[State.HORIZON])[:3])
    assert edge in whole
    assert edge in small
    for shade in SHARE_RAMP:  # the palest too, of which the key alone has a spot
        over = rgba(shade, 1.0)[:3] * SHARE_ALPHA
        near = [c for c in small if np.abs(np.array(c) - over - 240.0 * (1.0 - SHARE_ALPHA)).max() < 6.0]
        assert near, shade


def test_nothing_looks_other_than_it_did(figure):
    whole = pixels_of(figure).astype(int)
    same = np.asarray(opened(png_bytes(figure, width_px=1440, colours=128)).convert("RGB")).astype(int)
    assert np.abs(whole - same).mean() < 2.5  # of 255
    few = np.asarray(opened(png_bytes(figure, width_px=1440)).convert("RGB")).astype(int)
    assert np.abs(whole - few).mean() < 4.0


def test_a_picture_without_relief_costs_little():
    result = banded(sample(altitudes=ALTITUDES[:1]))
    assert len(png_bytes(draw_shares(replace(result, title="Plain"), 0, 0))) < 220_000
