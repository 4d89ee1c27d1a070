"""Bad catalog files: every fault located, all in one pass; and ids nobody knows."""

from pathlib import Path

import pytest

from rangering.catalog import load_catalog
from rangering.errors import CatalogError, ManyErrors, RangeringError

GOOD = """
[entry."my-radar"]
kind = "radar"
title = "My radar"
role = "surveillance"
[entry."my-radar".quantities.detection_range]
value = [80, 100, 120]
unit = "km"
grade = "C"
source = "a brochure"
"""


def refused(folder: Path, text: str | bytes) -> RangeringError:
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RangeringError) as error:
        load_catalog([path])
    return error.value


def test_a_good_file_adds_to_the_catalog(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    catalog = load_catalog([path])
    assert catalog.quantity("my-radar.detection_range").si[1] == 100e3
    assert catalog.files["my-radar"] == str(path)
    assert "s-400" in catalog
    assert "my-radar" not in load_catalog()


@pytest.mark.parametrize(
    ("change", "where", "problem"),
    [
        (('source = "a brochure"', ""), "quantities.detection_range.source", "missing"),
        (('"a brochure"', '"  "'), "quantities.detection_range.source", "empty"),
        (('grade = "C"', 'grade = "E"'), "quantities.detection_range.grade", "'A', 'B', 'C' or 'D'"),
        (('unit = "km"', 'unit = "parsec"'), "quantities.detection_range.unit", "no unit the catalog knows"),
        (('unit = "km"', 'unit = "count"'), "quantities.detection_range", "does not say what holds it"),
        (("[80, 100, 120]", "[80, 130, 120]"), "quantities.detection_range", "outside its bounds"),
        (("[80, 100, 120]", "[80, 120]"), "quantities.detection_range", "[low, nominal, high]"),
        (("[80, 100, 120]", "[80, nan, 120]"), "quantities.detection_range.nominal", "finite"),
        (("[80, 100, 120]", '[80, "far", 120]'), "quantities.detection_range.nominal", "valid number"),
        (('title = "My radar"', 'titel = "My radar"'), "titel", "no field here"),
        (('role = "surveillance"', ""), '[entry."my-radar"]', "no role"),
        (('kind = "radar"', 'kind = "radio"'), "kind", "'radar'"),
        (("my-radar", "My Radar"), "id", "pattern"),
        (("[entry.", "[entries."), "mine.toml", "not a table a catalog file may hold"),
        (
            ('role = "surveillance"', 'role = "surveillance"\nfamily = "s-400/91n6"'),
            "family",
            "no interceptor or radar",
        ),
        (("my-radar", "s-400/91n6e"), "s-400/91n6e", "stands in systems/s-400/radars.toml already"),
    ],
)
def test_a_fault_is_located(tmp_path: Path, change: tuple[str, str], where: str, problem: str):
    text = refused(tmp_path, GOOD.replace(*change)).sentence()
    assert "mine.toml" in text
    assert where in text
    assert problem in text
    assert "Traceback" not in text


def test_all_faults_come_at_once(tmp_path: Path):
    text = GOOD.replace('source = "a brochure"', "").replace("title", "titel").replace('"km"', '"kilo"')
    error = refused(tmp_path, text)
    assert isinstance(error, ManyErrors)
    assert len(error.errors) == 4  # no title, an unknown field, an unknown unit, no source
    assert all(isinstance(each, CatalogError) and "mine.toml" in each.where for each in error.errors)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[entry."x"\n', "is not TOML"),
        (b"\xff\xfe\x00\x01", "is not a text file"),
        ("entry = 3\n", "not a table"),
        ("[entry]\nx = 3\n", "mine.toml"),
        ('entry."x".kind = "radar"\nentry."x".kind = "radar"\n', "is not TOML"),
    ],
)
def test_broken_files(tmp_path: Path, content: str | bytes, problem: str):
    assert problem in refused(tmp_path, content).sentence()


def test_an_empty_file_adds_nothing(tmp_path: Path):
    path = tmp_path / "empty.toml"
    path.write_text("")
    assert load_catalog([path]).ids() == load_catalog().ids()


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog([tmp_path / "nowhere.toml"])


def test_a_follower_may_not_be_bound_twice(tmp_path: Path):
    text = """
[joint."mine"]
kind = "together"
about = "x"
source = "y"
members = ["s-400/92n6e.targets_engaged", "s-400/92n6e.update_perod"]
"""
    text = refused(tmp_path, text).sentence()
    assert "s-400/92n6e/channels already" in text
    assert "did you mean update_period" in text


@pytest.mark.parametrize(
    ("wrong", "right"), [("s-40", "s-400"), ("patriott", "patriot"), ("target/airlner", "target/airliner")]
)
def test_an_unknown_id_names_the_nearest(wrong: str, right: str):
    with pytest.raises(CatalogError, match=f"did you mean .*{right}"):
        load_catalog()[wrong]


def test_an_unknown_quantity_names_the_nearest():
    with pytest.raises(CatalogError, match="update_period"):
        load_catalog().quantity("s-400/91n6e.update_perid")
