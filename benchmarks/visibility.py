"""The sweep: how near it comes to the exact line to every cell, and how fast it is beside GDAL and GRASS.

Ours: height grid in memory to grids of lowest visible heights above sea level and above ground, warm. GDAL:
the whole process for one mask, DEM in the page cache, output to memory. GRASS: r.viewshed alone, inside a
running session.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.timing import have, in_turn, peak_memory_mb, program, row
from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth.visibility import exact_lowest_visible_m, lowest_visible_m
from tests.ground import every_cell, fractal_ground_m

CURVATURE_1_M = 1.0 / (STANDARD_K * EARTH_RADIUS_M)
POSTING_M = 90.0
MAST_M = 20.0
TARGET_M = 100.0


def lowest(
    ground_m: np.ndarray, posting_m: float = POSTING_M, mast_m: float = MAST_M
) -> tuple[np.ndarray, ...]:
    """Lowest visible heights above sea level and above ground, from the middle node. [m]"""
    middle = ground_m.shape[0] // 2
    antenna_m = float(ground_m[middle, middle]) + mast_m
    amsl_m = lowest_visible_m(ground_m, middle, middle, posting_m, antenna_m, CURVATURE_1_M)
    return amsl_m, amsl_m - ground_m


def write_dem(ground_m: np.ndarray, path: Path) -> tuple[float, float]:
    """The ground as a GeoTIFF in metres; easting and northing of the middle node."""
    import rasterio
    from rasterio.transform import from_origin

    nodes, middle = ground_m.shape[0], ground_m.shape[0] // 2
    transform = from_origin(400_000.0, 5_400_000.0, POSTING_M, POSTING_M)
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": "EPSG:32633", "transform": transform}
    with rasterio.open(path, "w", height=nodes, width=nodes, **profile) as file:
        file.write(ground_m[::-1], 1)  # row 0 of ours lies south
    east, north = transform @ (middle + 0.5, nodes - 1 - middle + 0.5)
    return east, north


def gdal_mask(path: Path, site: tuple[float, float]) -> list[str]:
    """One mask by gdal_viewshed: 4/3 of GDAL's Earth is a coefficient of 0.75."""
    place = ["-ox", str(site[0]), "-oy", str(site[1]), "-oz", str(MAST_M), "-tz", str(TARGET_M)]
    return ["gdal_viewshed", "-q", *place, "-cc", "0.75", "-of", "MEM", str(path), "/vsimem/mask"]


_IN_GRASS = """
import json, subprocess, time
run = lambda *c: subprocess.run(c, check=True, capture_output=True)
run("r.in.gdal", "input={dem}", "output=dem", "--o"); run("g.region", "raster=dem")
view = ("r.viewshed", "-c", "-r", "-b", "input=dem", "output=mask", "coordinates={east},{north}", "--o",
        "observer_elevation={mast}", "target_elevation={target}", "refraction_coeff=0.25", "memory=4000")
times = []
for _ in range(3):
    start = time.perf_counter(); run(*view); times.append(time.perf_counter() - start)
run("r.out.gdal", "input=mask", "output={out}", "format=GTiff", "type=Byte", "--o")
print("TIMES", json.dumps(times))
"""


def grass(path: Path, site: tuple[float, float]) -> tuple[float, np.ndarray]:
    """Median seconds of r.viewshed, and its mask (row 0 south)."""
    import rasterio

    with tempfile.TemporaryDirectory() as folder:
        place, out = f"{folder}/place", Path(folder, "mask.tif")
        program(["grass", "-c", str(path), "-e", place])()
        code = _IN_GRASS.format(dem=path, east=site[0], north=site[1], mast=MAST_M, target=TARGET_M, out=out)
        done = subprocess.run(
            ["grass", f"{place}/PERMANENT", "--exec", "python3", "-c", code],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        times = json.loads(done.stdout.rpartition("TIMES")[2])
        with rasterio.open(out) as file:
            return float(np.median(times)), file.read(1)[::-1] == 1


def accuracy(ground_m: np.ndarray) -> np.ndarray:
    """Print the errors of the sweep over every cell; the exact mask at +100 m."""
    row0 = ground_m.shape[0] // 2
    antenna_m = float(ground_m[row0, row0]) + MAST_M
    cells = every_cell(ground_m)
    exact_m = exact_lowest_visible_m(ground_m, row0, row0, POSTING_M, antenna_m, CURVATURE_1_M, *cells)
    exact_m = exact_m.reshape(ground_m.shape)
    swept_m, swept_agl_m = lowest(ground_m)
    p95, p99 = np.percentile(np.abs(swept_m - exact_m), [95, 99])
    exact_mask = exact_m - ground_m <= TARGET_M
    wrong = np.mean((swept_agl_m <= TARGET_M) != exact_mask)
    row("error of the lowest visible altitude, p95 and p99", f"{p95:.3g} m, {p99:.3g} m", "≤ 0.1 m, ≤ 2 m")
    row("mask at +100 m wrong", f"{wrong:.4%} of cells", "≤ 0.01 %")
    return exact_mask


def main() -> None:
    """Every row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        dem = Path(folder, "dem.tif")
        for nodes in (1201, 4801):
            print(f"visibility, {nodes} x {nodes} nodes of rough fractal ground, 90 m, k = 4/3, 20 m mast")
            ground_m = fractal_ground_m(nodes)
            site = write_dem(ground_m, dem)
            exact_mask = accuracy(ground_m) if nodes == 1201 else None
            tasks = {"ours": lambda ground_m=ground_m: lowest(ground_m)}
            if have("gdal_viewshed"):
                tasks["gdal"] = program(gdal_mask(dem, site))
            timed = in_turn(tasks)
            row("ours, all altitudes in one pass", str(timed["ours"]))
            if "gdal" in timed:
                ratio = timed["ours"].median_s / timed["gdal"].median_s
                row("gdal_viewshed, one mask", str(timed["gdal"]))
                row("ours / gdal_viewshed", f"{ratio:.2f}", "≤ 1" if nodes == 1201 else "aim ≤ 1")
            if exact_mask is not None and have("grass"):
                seconds, mask = grass(dem, site)
                row("r.viewshed, one mask", f"{seconds:.3g} s; {np.mean(mask != exact_mask):.3%} wrong")
                row("r.viewshed / ours", f"{seconds / timed['ours'].median_s:.0f}", "≥ 20")

    print("a 400 km site at 250 m posting, after a mast change")
    ground_m = fractal_ground_m(3201)
    masts_m = iter(range(10, 1000))
    timed = in_turn({"ours": lambda: lowest(ground_m, 250.0, float(next(masts_m)))[1] <= TARGET_M})
    row("lowest altitude and one mask", str(timed["ours"]), "≤ 0.3 s")
    row("peak memory of this process", f"{peak_memory_mb():.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
