"""Real relief against maps by other hands: an exact bilinear scan and gdal_viewshed (validation 06_viewshed).

Acceptance as stated there: median ≤ 2 m and p95 ≤ 15 m on the lowest visible heights; masks agree with the
exact scan on ≥ 98.5 % of cells (99 % where the margin exceeds 10 m) and with GDAL, a reference-plane method,
on ≥ 95 %.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rangering.earth.visibility import lowest_visible_m

GDAL_RADIUS_M = 6_378_137.0  # GDAL states its curvature as cc·d²/(2·6378137 m)


@pytest.fixture(scope="module")
def maps(shared: Path) -> tuple[Path, dict[str, Any]]:
    folder = shared / "validation" / "06_viewshed"
    return folder, json.loads((folder / "viewshed_cases.json").read_text())


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_observer_sees_what_others_found(maps, number):
    import rasterio

    folder, cases = maps
    observer = cases["observers"][number]
    with rasterio.open(folder / cases["dem"]) as dem:
        ground_m = dem.read(1)
    antenna_m = observer["ground_amsl_m"] + observer["antenna_agl_m"]
    curvature_1_m = observer["curvature_coefficient_cc"] / GDAL_RADIUS_M
    lowest_m = lowest_visible_m(
        ground_m, observer["row"], observer["col"], cases["cell_m"], antenna_m, curvature_1_m
    )
    with np.load(folder / observer["min_visible_height_file"]) as stored:
        exact_agl_m = stored[stored.files[0]]
    inside = exact_agl_m >= 0.0
    ours_agl_m = lowest_m - ground_m
    error_m = np.abs(ours_agl_m - exact_agl_m)[inside]
    assert np.median(error_m) <= 2.0
    assert np.percentile(error_m, 95) <= 15.0
    for view in observer["viewsheds"]:
        target_m = view["target_height_agl_m"]
        seen, exact = ours_agl_m <= target_m, exact_agl_m <= target_m
        clear = inside & (np.abs(exact_agl_m - target_m) > 10.0)
        assert np.mean(seen[inside] == exact[inside]) >= 0.985
        assert np.mean(seen[clear] == exact[clear]) >= 0.99
        with rasterio.open(folder / view["file"]) as peer:
            assert np.mean(seen[inside] == (peer.read(1)[inside] > 0)) >= 0.95
