"""`to_xarray`: labels, flags, the plane, and what is said where xarray is not installed."""

import json
import sys

import numpy as np
import pyproj
import pytest

from rangering.errors import RangeringError
from rangering.provenance import CAVEAT
from rangering.sight.state import State
from tests.export_maps import layered, nominal

pytest.importorskip("xarray")


def test_the_grid_is_labelled():
    result = layered(nominal())
    ground = result.ground
    data = result.to_xarray()
    assert data.state.dims == ("altitude", "target", "y", "x")
    assert data.engageable_share.dims == ("claim", "altitude", "target", "y", "x")
    assert data.y.values[0] < data.y.values[-1]  # row 0 is the southernmost
    north_m, east_m = 5 * ground.posting_m, -3 * ground.posting_m
    here = data.sel(altitude="1,000 m amsl", target="target/cruise-missile", y=north_m, x=east_m)
    row, col = ground.row0 + 5, ground.col0 - 3
    assert int(here.state) == result.state[1, 1, row, col]
    assert float(here.share) == pytest.approx(result.share(1, 1)[row, col])
    assert float(here.altitude_m) == 1000.0
    assert not bool(here.above_ground)
    claimed = result.engagements[0]
    assert float(here.engageable_share.sel(claim="claimed")) == pytest.approx(
        claimed.readings[1, 1, row, col] / result.samples
    )


def test_flags_tell_what_a_number_means():
    state = nominal().to_xarray().state
    words = dict(zip(state.attrs["flag_values"].tolist(), state.attrs["flag_meanings"].split(), strict=True))
    assert words[int(State.SECTOR)] == "sector_or_elevation"
    assert words[255] == "outside"
    assert state.dtype == np.uint8


def test_no_share_is_known_where_the_ground_is_not():
    result = layered(nominal())
    share = result.to_xarray().share.values
    nowhere = (result.state == State.OUTSIDE) & (result.readings == 0)
    assert nowhere.any()
    assert np.isnan(share[nowhere]).all()
    assert np.isfinite(share[~nowhere]).all()


@pytest.mark.parametrize(("lat", "lon"), [(45.0, -30.0), (10.0, 179.95)])
def test_the_plane_can_be_read_back(lat, lon):
    data = nominal(lat, lon).to_xarray(positions=True)
    crs = pyproj.CRS.from_wkt(data.attrs["crs_wkt"])
    assert crs == pyproj.CRS.from_cf(data.spatial_ref.attrs)
    to_deg = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    lon_deg, lat_deg = to_deg.transform(data.x.values[4], data.y.values[9])
    assert float(data.lat[9, 4]) == pytest.approx(lat_deg, abs=1e-9)
    assert float(data.lon[9, 4]) == pytest.approx(lon_deg, abs=1e-9)
    site = data.sel(x=0.0, y=0.0)
    assert (float(site.lat), float(site.lon)) == pytest.approx((lat, lon), abs=1e-9)


def test_what_ran_travels_with_it():
    result = layered(nominal())
    said = result.to_xarray().attrs
    assert said["caveat"] == CAVEAT
    assert json.loads(said["provenance"]) == result.provenance
    assert said["samples"] == result.samples


def test_approaches_are_labelled():
    result = layered(nominal())
    data = result.approaches[0].to_xarray(result)
    assert data.cumulative_pd.dims == ("altitude", "target", "azimuth", "distance")
    east = data.sel(altitude="100 m agl", target="target/fighter", azimuth=90.0)
    assert float(east.first_seen.sel(band="nominal")) == 9e3
    assert float(east.intercept.sel(claim="claimed", intercept_number=1)) == 7e3
    meanings = data.first_radar.attrs["flag_meanings"].split()
    assert len(meanings) == 1 + len(result.radars)
    assert data.attrs["place"] == "Town"


def test_without_xarray_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(RangeringError, match=r'pip install "rangering\[io\]"'):
        nominal().to_xarray()
