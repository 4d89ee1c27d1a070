"""What the page on terrain tells a reader to write is understood, and its table is the rule that runs."""

import re
import tomllib
from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from rangering.terrain.copernicus import attribution, choose_level
from rangering.terrain.ground import choose_posting_m
from rangering.terrain.models import AutoTerrain, RasterTerrain, TerrainSpec
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "how-to" / "terrain.md").read_text(encoding="utf-8")
ROWS = re.findall(r"\| (?:below|above)? ?([\d.]+) m(?: to ([\d.]+) m)? \| (GLO-\d\d)(.*?) \| (\d+) m", PAGE)


def test_the_examples_read():
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    specs = [tomllib.loads(block)["environment"]["terrain"] for block in blocks]
    kinds = [type(TypeAdapter(TerrainSpec).validate_python(spec)) for spec in specs]
    assert kinds == [AutoTerrain, AutoTerrain, RasterTerrain]


def test_the_table_is_the_rule():
    overviews = {" in full": 0, ", first overview": 1, ", second overview": 2}
    assert len(ROWS) == 5
    for number, (first, last, product, which, cell) in enumerate(ROWS):
        inside_m = float(first) - 1 if number == 0 else (float(first) + float(last or 2 * float(first))) / 2
        level = choose_level(inside_m)
        assert (level.product, level.overview) == (product, overviews[which])
        assert level.cell_m == pytest.approx(float(cell), rel=0.01)
    for before, after in pairwise(ROWS[1:]):
        assert before[1] == after[0]
    for first, *_ in ROWS:
        assert choose_level(float(first) - 1) != choose_level(float(first) + 1)


def test_the_postings_by_radius_are_the_ones_chosen():
    for posting, radius in re.findall(r"(\d+) m to (\d+) km", PAGE):
        assert choose_posting_m(float(radius) * 1e3, 30.9) == float(posting)


def test_the_notice_and_the_limit_are_told():
    words = " ".join(PAGE.replace("> ", "").split())
    assert attribution(["GLO-90"]) in words
    assert "It was not tried on the real host" in words
