"""What a scenario may say about the ground: the table ``[environment.terrain]``.

Five kinds: the smooth Earth, analytic shapes for teaching and for tests, rasters from disk, the Copernicus
DEM fetched from the network, and the relief that comes with matplotlib. Only statements stand here;
`rangering.terrain.read.open_terrain` turns one into heights. All heights are metres above mean sea level
unless a raster's vertical datum says otherwise.
"""

from math import pi
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from rangering.units import Metre, Radian

HEIGHT_LIMITS_M = (-500.0, 9000.0)  # the shore of the Dead Sea lies at -430 m, Everest's top at 8849 m


def _is_height(value: float) -> float:
    low_m, high_m = HEIGHT_LIMITS_M
    if not low_m <= value <= high_m:
        problem, mend = "is no height on Earth", f"heights run from {low_m:g} m to {high_m:g} m"
        raise PydanticCustomError("height", "{problem}|{mend}", {"problem": problem, "mend": mend})
    return value


def _is_latitude(value: float) -> float:
    if abs(value) > pi / 2:
        mend = "latitudes run from -90 deg to 90 deg"
        raise PydanticCustomError("latitude", "{problem}|{mend}", {"problem": "is no latitude", "mend": mend})
    return value


def _is_longitude(value: float) -> float:
    if abs(value) > pi:
        mend = "longitudes run from -180 deg to 180 deg"
        raise PydanticCustomError(
            "longitude", "{problem}|{mend}", {"problem": "is no longitude", "mend": mend}
        )
    return value


def _is_positive(value: float) -> float:
    if value <= 0.0:
        mend = "give a length above zero"
        raise PydanticCustomError("positive", "{problem}|{mend}", {"problem": "is not a size", "mend": mend})
    return value


Height = Annotated[Metre, AfterValidator(_is_height)]
Size = Annotated[Metre, AfterValidator(_is_positive)]
Latitude = Annotated[Radian, AfterValidator(_is_latitude)]
Longitude = Annotated[Radian, AfterValidator(_is_longitude)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Stated(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SmoothTerrain(_Stated):
    """No relief at all: sea level everywhere. Every picture says so."""

    kind: Literal["smooth"]


class Plain(_Stated):
    """A constant height everywhere."""

    shape: Literal["plain"]
    height: Height


class Ridge(_Stated):
    """A straight ridge without end, of triangular profile.

    Its crest passes through the point at `distance` and `bearing` from the origin, square to that bearing.
    """

    shape: Literal["ridge"]
    distance: Metre
    bearing: Radian
    crest_height: Height
    half_width: Size


class Cone(_Stated):
    """A cone whose apex stands at `distance` and `bearing` from the origin."""

    shape: Literal["cone"]
    distance: Metre
    bearing: Radian
    apex_height: Height
    base_radius: Size


class Dome(_Stated):
    """The part of a ball that stands out of the base: top at `distance` and `bearing` from the origin."""

    shape: Literal["dome"]
    distance: Metre
    bearing: Radian
    top_height: Height
    curvature_radius: Size


Feature = Annotated[Plain | Ridge | Cone | Dome, Field(discriminator="shape")]


class AnalyticTerrain(_Stated):
    """Shapes drawn around an origin; the ground is the highest of them and of the base."""

    kind: Literal["analytic"]
    latitude: Latitude
    longitude: Longitude
    base_height: Height = 0.0
    features: tuple[Feature, ...] = ()


class RasterTerrain(_Stated):
    """One elevation file, or a folder of tiles.

    `path` is relative to the scenario's folder. `vertical_datum` counts where the file states none: a name
    such as ``"EGM2008"``, a code such as ``"EPSG:5773"``, or ``"ellipsoid"``. `posting` replaces the grid
    spacing that would be chosen for the radius.
    """

    kind: Literal["raster"]
    path: Text
    vertical_datum: Text | None = None
    surface: Literal["surface model", "bare earth"] | None = None
    posting: Size | None = None


class AutoTerrain(_Stated):
    """The Copernicus DEM, fetched from its public servers when a map is drawn, and kept in the user's cache.

    `posting` replaces the grid spacing that would be chosen for the radius; it decides between GLO-30 and
    GLO-90 and how fine an overview is fetched.
    """

    kind: Literal["auto"]
    posting: Size | None = None


class SampleTerrain(_Stated):
    """Real relief that matplotlib ships: the Jacksboro fault, Tennessee, about 30 km by 32 km."""

    kind: Literal["sample"]
    name: Literal["jacksboro"] = "jacksboro"


BY_NAME = ("auto", "smooth")
"""Kinds that need no table: ``terrain = "auto"``."""


class _ByName:
    """Lets a kind be stated by its name alone."""

    @staticmethod
    def _table(stated: Any) -> Any:
        if not isinstance(stated, str):
            return stated
        if stated not in BY_NAME:
            mend = 'write "auto" or "smooth"; other terrains need a table [environment.terrain] with a kind'
            problem = "is no terrain that a name alone can state"
            raise PydanticCustomError("terrain", "{problem}|{mend}", {"problem": problem, "mend": mend})
        return {"kind": stated}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._table, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Editors accept the name and the table."""
        return {"anyOf": [{"type": "string", "enum": list(BY_NAME)}, handler(schema)]}


TerrainSpec = Annotated[
    Annotated[
        SmoothTerrain | AnalyticTerrain | RasterTerrain | AutoTerrain | SampleTerrain,
        Field(discriminator="kind"),
    ],
    _ByName(),
]
