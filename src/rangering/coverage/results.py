"""What a coverage map hands back: labelled arrays, the table, and the record of how they came about."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import CodeArray
from rangering.errors import ScenarioError
from rangering.sight.state import State
from rangering.terrain.ground import Ground

if TYPE_CHECKING:
    import xarray

    from rangering.coverage.layers import Beneath, ScanLayer

HeightArray = NDArray[np.float32]

# What a line of the table is about, in its own words.
ALL_RADARS = "all radars"
DETECTION_CLAIM = "detection claim"
ASSUMED_RANGE = "assumed range"
PRESS_CIRCLE = "press circle"

LAYERS = ("state", "covered", "share", "single_scan_pd", "overlap", "best_radar")
"""What `CoverageMap.layer` gives for one altitude and class, by name."""


class Ring(NamedTuple):
    """The circle a newspaper would draw."""

    radius_m: float
    claim: str  # id of the catalog quantity
    source: str
    grade: str
    is_published: bool = (
        True  # whether anybody claims to detect so far; else it is where we let the display end
    )


PressCircle = tuple[str, float, float, Ring]
"""Site, latitude and longitude [deg], and the highest published engagement range about it."""


class Altitude(NamedTuple):
    """One altitude layer."""

    label: str  # as the scenario writes it, such as "100 m agl"
    altitude_m: float  # above ground or above sea level; of a flight level on the scenario's day
    above_ground: bool


class Target(NamedTuple):
    """One target class."""

    id: str
    title: str
    rcs_m2: float


class Band(NamedTuple):
    """A number over the readings: the nominal one, and the limits between which nine readings in ten lie.

    No probability: shares of readings of what nobody outside knows.
    """

    nominal: float
    low: float  # one reading in twenty gives less
    high: float  # one reading in twenty gives more


class Row(NamedTuple):
    """One line of the table: a radar or the network, a ring, an altitude, a class.

    `ring` is "press circle" (the highest published engagement range: what newspapers draw), "detection
    claim" (the highest published detection range) or, where nobody publishes one, "assumed range" (our class
    default); over several sites it is the union of their discs. Areas on the sphere. `seen_share` is of the
    ring; what is unknown counts neither as seen nor as hidden. `limits` gives the share of the ring that each
    constraint alone keeps uncovered, largest first; among them stand "several", and "underground" where the
    ground is higher than the altitude.
    """

    of: str  # a radar's name, or "all radars"
    ring: str
    altitude: str
    target: str
    ring_km2: float
    seen_km2: float
    unknown_km2: float
    seen_share: float
    unknown_share: float
    main_limit: str
    limits: tuple[tuple[str, float], ...]
    seen_band: Band | None = None  # of `seen_share`, where readings were drawn


class Score(NamedTuple):
    """Ring score: the share of a naive ring that is covered or engageable, at a standard altitude."""

    ring: str  # as in `Row`
    measure: str  # "covered", or "engageable, " and the name of the claim
    altitude: str  # "100 m agl", "1000 m agl", "3000 m agl", "10000 m amsl"
    target: str  # title of the class
    ring_km2: float
    share: Band  # nominal three times where no readings were drawn
    unknown_share: float


class Swing(NamedTuple):
    """One bar of the tornado: a score with one unknown low, then high, and all the others nominal."""

    axis: str  # what was moved: a quantity, a joint group or competing claims, by catalog id
    words: str  # for people: "91N6E surveillance radar: detection range at 1 m²"
    grade: str
    low: str  # the value at the low end, with its unit, or the name of the claim
    high: str
    score_low: float
    score_high: float


class Tornado(NamedTuple):
    """Which unknown moves one score most, one at a time; widest bar first."""

    score: str  # in words: "share of the press circle covered at 100 m agl, cruise missile"
    nominal: float
    swings: tuple[Swing, ...]


class Link(NamedTuple):
    """One element of the chain at a site: what it is, and whether it is there."""

    site: str
    role: str  # "surveillance radar", "acquisition radar", "engagement radar", "launcher", "interceptors"
    id: str
    title: str
    present: bool
    said: str = ""  # what else a reader must know: "not stated; the catalog's load", "switched off"


class Source(NamedTuple):
    """One figure the answer rests on."""

    quantity: str  # catalog id
    used_for: str  # "91N6E surveillance radar: range_m"
    low: str  # with unit
    nominal: str
    high: str
    grade: str
    source: str
    from_default: bool


@dataclass(frozen=True)
class Engagement:
    """What can be engaged, under one reading of the claims on reach.

    `state` and `readings` are of shape (altitudes, targets, rows, columns), as in `CoverageMap`; COVERED
    means engageable: within the envelope of a missile, in line of sight of the engagement radar with the
    asked Pd, within its sector and elevation, and cued by a track source. One fire unit suffices.
    """

    claim: str  # "claimed", "independent"; "published" where no claims compete
    words: str  # "reach 400 km: s-400.range_max_claim, grade B"
    reach_m: float  # of the longest missile, nominal
    grade: str
    state: CodeArray
    readings: CodeArray  # in how many readings a cell is engageable
    missing: tuple[str, ...]  # fire units without the whole chain, and what they lack
    table: tuple[Row, ...]  # of the press circle


@dataclass(frozen=True)
class Approach:
    """Flying straight and level at one place, azimuth by azimuth: what is seen and met on the way.

    Arrays over (altitudes, targets, azimuths) unless said otherwise; a last axis of three is (nominal, low,
    high), the band over readings. NaN: never. Distances are along the ground, from the place.
    """

    place: str  # the asset's name, or the first site's
    is_asset: bool
    lat_deg: float
    lon_deg: float
    azimuth_rad: NDArray[np.float64]  # (azimuths,) true azimuth at the place of where the target comes from
    distance_m: NDArray[np.float64]  # (distances,) rising from the place
    cumulative_pd: NDArray[np.float32]  # (altitudes, targets, azimuths, distances), nominal
    first_seen_m: NDArray[np.float32]  # (…, 3): first point of the path that is covered
    first_radar: NDArray[np.int16]  # which of `CoverageMap.radars` covers it; -1: never
    warning_s: NDArray[np.float32]  # (…, 3): from there to the place
    claims: tuple[str, ...]  # of `CoverageMap.engagements`
    intercept_m: NDArray[np.float32]  # (claims, altitudes, targets, azimuths, 2): first and second intercept
    shots: NDArray[np.int16]  # (claims, altitudes, targets, azimuths): firing occasions before the place
    unknown: NDArray[np.bool_]  # farther out than first seen, some radar's ground is not known

    def to_xarray(self, result: "CoverageMap") -> "xarray.Dataset":
        """The approaches as a labelled dataset over altitude, target and azimuth.

        Parameters
        ----------
        result : CoverageMap
            The map these belong to: it names the altitudes, the classes and the radars.

        Raises
        ------
        RangeringError
            xarray is not installed.
        """
        from rangering.coverage.labelled import approach_dataset

        return approach_dataset(self, result)


@dataclass(frozen=True)
class RadarCoverage:
    """One radar: where it stands, what it was read as, and the lowest altitude it sees everywhere.

    `lowest_m` is float32 of shape (rows, columns) on `ground`'s grid: lowest altitude in line of sight
    above sea level, NaN where unknown or farther than the radar is mapped; take `ground.height_m` away for
    the height above ground. `power_m` is in clear air.
    """

    name: str  # "Mürted, 91N6E"
    site: str  # with its labels: "H1 (hypothetical)"
    hypothetical: bool
    radar_id: str
    lat_deg: float
    lon_deg: float
    mast_height_m: float
    antenna_m: float  # above sea level
    sector_centre_rad: float
    sector_width_rad: float
    ring: Ring
    instrumented_m: float
    power_m: dict[str, float]  # by target id
    ground: Ground
    lowest_m: HeightArray


@dataclass(frozen=True)
class CoverageMap:
    """A coverage map.

    `state` is uint8 of shape (altitudes, targets, rows, columns) on `ground`'s grid, in the numbers of
    `State`: the least over all radars. Row 0 is the southernmost; cell (row, column) lies (column -
    col0)·posting_m east and (row - row0)·posting_m north of (lat_deg, lon_deg) on the azimuthal equidistant
    plane about that point.
    """

    title: str
    name: str
    labels: tuple[str, ...]
    altitudes: tuple[Altitude, ...]
    targets: tuple[Target, ...]
    pd_probability: float
    radars: tuple[RadarCoverage, ...]
    engagement_rings: tuple[PressCircle, ...]
    ground: Ground
    state: CodeArray
    table: tuple[Row, ...]
    environment: dict[str, Any]  # k, radius, geometry, terrain, datum, posting: printed on everything
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: dict[str, Any]
    places: tuple[tuple[str, float, float], ...] = ()  # what is defended: name, latitude, longitude [deg]
    samples: int = 0  # readings drawn; 0: nominal values alone
    seed: int = 0
    # In how many of the readings each cell is covered: uint8 (uint16 above 255 readings), shaped as `state`.
    readings: NDArray[Any] | None = None
    engagements: tuple[Engagement, ...] = ()
    approaches: tuple[Approach, ...] = ()
    scores: tuple[Score, ...] = ()
    tornado: Tornado | None = None
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    _beneath: "Beneath | None" = field(default=None, repr=False, compare=False)  # for layers on demand

    def share(self, altitude: int, target: int) -> NDArray[np.float64]:
        """Share of readings that cover each cell of one layer, shape (rows, columns); nominal: 0 or 1."""
        if self.readings is None:
            return self.covered(altitude, target).astype(np.float64)
        return np.asarray(self.readings[altitude, target] / self.samples)

    def covered(self, altitude: int, target: int) -> NDArray[np.bool_]:
        """Where one layer is covered, shape (rows, columns)."""
        return np.asarray(self.state[altitude, target] == State.COVERED)

    def to_xarray(self, *, positions: bool = False) -> "xarray.Dataset":
        """The map as a labelled dataset over altitude, target, y and x.

        `state` carries its legend as CF flags; `share` and `engageable_share`, where readings were drawn, are
        float32 with NaN where nothing is known. y rises to the north, as the rows here do; x and y are metres
        on the plane that `spatial_ref` and the attribute `crs_wkt` describe. To a file it goes as netCDF 4 or
        Zarr; netCDF 3 has no bytes up to 255.

        Parameters
        ----------
        positions : bool
            Also give latitude and longitude of every cell, two float64 arrays of the size of a layer.

        Raises
        ------
        RangeringError
            xarray is not installed.
        """
        from rangering.coverage.labelled import grid_dataset

        return grid_dataset(self, positions=positions)

    def layer(self, name: str, altitude: int, target: int, site: str | None = None) -> NDArray[Any]:
        """One of `LAYERS`, shape (rows, columns).

        Parameters
        ----------
        name : str
            Of `LAYERS`.
        altitude, target : int
            Which of `altitudes` and `targets`.
        site : str, optional
            Radars of that site alone, as `RadarCoverage.site` names it; all that count if not given. The
            share of readings is known of all radars together only.

        Raises
        ------
        ScenarioError
            No such layer or no such site.
        """
        if name not in LAYERS or (name == "share" and site is not None):
            known = [each for each in LAYERS if site is None or each != "share"]
            raise ScenarioError(
                "is no layer of one site" if name in LAYERS else "is no layer of a map",
                where="layer",
                value=name,
                mend=f"ask for {', '.join(known)}",
            )
        if name == "share":
            return self.share(altitude, target)
        if name == "state":
            return self.site_state(altitude, target, site)
        if name == "covered":
            return np.asarray(self.site_state(altitude, target, site) == State.COVERED)
        scan = self._scan(altitude, target, site)
        if name == "single_scan_pd":
            return scan.pd
        return scan.overlap if name == "overlap" else scan.best_radar

    def single_scan_pd(self, altitude: int, target: int, site: str | None = None) -> NDArray[np.float32]:
        """Nominal single-scan Pd, the highest of the radars; 0 where hidden or out of view; NaN unknown."""
        return self._scan(altitude, target, site).pd

    def overlap(self, altitude: int, target: int, site: str | None = None) -> NDArray[np.uint8]:
        """How many radars cover each cell."""
        return self._scan(altitude, target, site).overlap

    def best_radar(self, altitude: int, target: int, site: str | None = None) -> NDArray[np.int16]:
        """Which of `radars` has the highest Pd, the first of equals; -1 where none has any or unknown."""
        return self._scan(altitude, target, site).best_radar

    def site_state(self, altitude: int, target: int, site: str | None = None) -> CodeArray:
        """`state` of one layer from the radars of one site alone; of the map where no site is given."""
        if site is None:
            return np.asarray(self.state[altitude, target])
        return self._scan(altitude, target, site).state

    def _scan(self, altitude: int, target: int, site: str | None) -> "ScanLayer":
        """Every layer worked out on demand, from the radars of a site or from all that count."""
        from rangering.coverage.layers import scan_layer

        sites = list(dict.fromkeys(each.site for each in self.radars))
        if site is not None and site not in sites:
            raise ScenarioError(
                "has no radar that counts", where="site", value=site, mend=f"name {' or '.join(sites)}"
            )
        if self._beneath is None:
            raise ScenarioError(
                "keeps no plan: its layers cannot be worked out", where=self.name, mend="map it again"
            )
        counted = [number for number, each in enumerate(self.radars) if site in (None, each.site)]
        return scan_layer(self._beneath, altitude, target, counted)
