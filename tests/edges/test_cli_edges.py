"""Wrong inputs at the terminal: one clear error, exit status 2, nothing half-written, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = """
title = "A site"
[environment.terrain]
kind = "analytic"
latitude = "46 deg"
longitude = "8 deg"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "F"
  position = "46 N, 8 E"
  mast_height = "12 m"
[coverage]
altitudes = ["100 m agl"]
targets = ["target/fighter"]
"""

WRONG = {
    "broken TOML": (GOOD + "\n[[[", "TOML"),
    "an empty file": ("", "empty"),
    "an unknown key": (GOOD.replace("mast_height", "mast_heigth"), "mast_height"),
    "a missing unit": (GOOD.replace('"12 m"', '"12"'), "unit"),
    "a wrong unit": (GOOD.replace('"12 m"', '"12 s"'), "time"),
    "an unknown id": (GOOD.replace("tor-m2", "tor-m3"), "tor-m2"),
    "latitude 991": (GOOD.replace("46 N, 8 E", "991 N, 8 E"), "991"),
    "a negative mast": (GOOD.replace('"12 m"', '"-12 m"'), "mast_height"),
    "a target below ground": (GOOD.replace("100 m agl", "-100 m agl"), "below the ground"),
    "an absurd height": (GOOD.replace("100 m agl", "9999 km amsl"), "altitudes"),
    "a hostile route on real ground": (
        GOOD.replace(
            'kind = "analytic"\nlatitude = "46 deg"\nlongitude = "8 deg"', 'kind = "sample"'
        ).replace("46 N, 8 E", "36.58 N, 84.26 W")
        + '\n[[hostile_flight]]\nname = "X"\ntype = "target/cruise-missile"\n'
        '[[hostile_flight.waypoint]]\nposition = "36.5 N, 84.2 W"\naltitude = "100 m agl"\n'
        'speed = "250 m/s"\n[[hostile_flight.waypoint]]\n'
        'position = "36.6 N, 84.2 W"\naltitude = "100 m agl"\n',
        "analytic",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_scenario_is_one_clear_error(run, tmp_path, what):
    text, says = WRONG[what]
    path = tmp_path / "mine.toml"
    path.write_text(text)
    out = tmp_path / "out"
    ran = run("coverage", str(path), "--out", str(out))
    assert ran.status == 2
    assert ran.err.count("error:") == 1, ran.err
    assert "mine.toml" in ran.err
    assert says.lower() in ran.err.lower()
    assert "Traceback" not in ran.err
    assert not out.exists()


def test_a_good_one_runs(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    assert run("coverage", str(path), "--out", str(tmp_path / "out"), "--posting", "1 km").status == 0


def test_a_binary_file_is_named(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(bytes(range(256)) * 4)
    ran = run("check", str(path))
    assert ran.status == 2
    assert "mine.toml" in ran.err


def test_all_errors_come_at_once(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace('"12 m"', '"12"').replace("tor-m2", "tor-m3"))
    ran = run("check", str(path))
    assert ran.status == 2
    assert "2 errors" in ran.err


def raster(path: Path, *, crs: str | None, height_m: object = 100.0) -> None:
    """A small elevation file about 46 N, 8 E."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    heights = np.broadcast_to(np.asarray(height_m, dtype=np.float32), (60, 60))
    with rasterio.open(
        path, "w", driver="GTiff", width=60, height=60, count=1, dtype="float32", crs=crs,
        transform=from_origin(7.97, 46.03, 0.001, 0.001),
    ) as file:  # fmt: skip
        file.write(heights, 1)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("no CRS", "coordinate reference system"),
        ("truncated", "dem.tif"),
        ("elsewhere", "outside"),
        ("absurd", "99999"),
    ],
)
def test_a_wrong_raster_is_one_clear_error(run, tmp_path, what, says):
    dem = tmp_path / "dem.tif"
    raster(
        dem, crs=None if what == "no CRS" else "EPSG:4326", height_m=99_999.0 if what == "absurd" else 100.0
    )
    if what == "truncated":
        dem.write_bytes(dem.read_bytes()[:3000])
    text = GOOD.replace(
        'kind = "analytic"\nlatitude = "46 deg"\nlongitude = "8 deg"', 'kind = "raster"\npath = "dem.tif"'
    )
    if what == "elsewhere":
        text = text.replace("46 N, 8 E", "10 N, 8 E")
    (tmp_path / "mine.toml").write_text(text)
    out = tmp_path / "out"
    ran = run("coverage", str(tmp_path / "mine.toml"), "--out", str(out))
    assert ran.status == 2, ran.err
    assert ran.err.count("error:") == 1
    assert says in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("coverage", "ridge", "--pd", "1.5"), "--pd"),
        (("coverage", "ridge", "--posting", "250"), "--posting"),
        (("coverage", "ridge", "--samples", "-1"), "--samples"),
        (("coverage", "ridge", "--samples", "4097"), "--samples"),
        (("coverage", "ridge", "--samples", "many"), "--samples"),
        (("coverage", "ridge", "--samples", "1.5"), "--samples"),
        (("coverage", "ridge", "--seed", "one"), "--seed"),
        (("coverage", "ridge", "--seed", "-1"), "--seed"),
        (("coverage", "ridge", "--seed", "99999999999999999999"), "--seed"),
        (("coverage", "ridge", "--posting", "-1 m"), "--posting"),
        (("coverage", "ridge", "--catalog", "nowhere.toml"), "nowhere.toml"),
        (("coverage", "jacksborough",), "jacksboro"),
        (("catalog", "show", "s-500"), "s-400"),
        (("catalog", "list", "--kind", "rader"), "radar"),
        (("scenarios", "--copy", "anka"), "ankara-2020"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named_with_its_mend(run, tmp_path, words, says):
    extra = ("--out", str(tmp_path / "out")) if words[0] == "coverage" else ()
    ran = run(*words, *extra)
    assert ran.status == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_folder_should_be(run, tmp_path):
    (tmp_path / "out").write_text("mine")
    ran = run("coverage", "ridge", "--out", str(tmp_path / "out"))
    assert ran.status == 2
    assert (tmp_path / "out").read_text() == "mine"


def test_an_error_of_ours_is_owned(run, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("rangering.cli.catalog.load_catalog", broken)
    monkeypatch.delenv("RANGERING_DEBUG", raising=False)
    ran = run("catalog", "list")
    assert ran.status == 1
    assert "the fault is ours" in ran.err


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    from rangering.errors import OutputError
    from rangering.report.write import write_whole

    def full(aside: Path) -> None:
        (aside / "half.png").write_text("half")
        raise OSError(28, os.strerror(28))

    with pytest.raises(OutputError, match="No space left"):
        write_whole(tmp_path / "out", full)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_not_called_our_fault():
    command = [Path(sys.executable).with_name("rangering"), "scenarios"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "disk is full" in done.stderr


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    rangering = Path(sys.executable).with_name("rangering")
    done = subprocess.run(
        f"'{rangering}' catalog list | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_empty_name_of_a_folder_is_refused(run):
    ran = run("coverage", "ridge", "--out", "")
    assert ran.status == 2
    assert "--out" in ran.err
