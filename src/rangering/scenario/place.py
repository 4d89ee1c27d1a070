"""Where things are: positions on WGS-84, and altitudes that say what they are measured from.

A bare "300 m" is refused: above ground and above sea level differ by a mountain. A flight level is a
pressure; it becomes a height only with the scenario's sea-level pressure and ISA deviation (ICAO Doc 7488).
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from rangering.constants import FOOT_M, ISA_EARTH_RADIUS_M
from rangering.errors import UnitError
from rangering.scenario.base import Model, Number, refusal
from rangering.scenario.habits import mend_comma, mend_position
from rangering.units import parse

HIGHEST_M = 80_000.0  # where the standard atmosphere ends, ISO 2533:1975
LOWEST_M = -500.0  # below the lowest dry land, the shore of the Dead Sea (about -430 m)
FLIGHT_LEVEL_M = 100.0 * FOOT_M

_ONE = r"([+-]?\d{1,4}(?:\.\d*)?)\s*°?\s*"
_POSITION = re.compile(rf"\s*{_ONE}([NSEW]?)\s*[,;\s]\s*{_ONE}([NSEW]?)\s*")
_POSITION_MEND = 'write decimal degrees, latitude first, such as "40.08 N, 32.57 E"'
_ALTITUDE = re.compile(r"(.*?)\s*\b(agl|amsl)", re.IGNORECASE)
_LEVEL = re.compile(r"FL\s?(\d+)", re.IGNORECASE)
_ALTITUDE_MEND = (
    'write it such as "300 m agl" (above ground), "3000 m amsl" (above mean sea level) or "FL330"'
)


class Position(Model):
    """A point on WGS-84: ``"40.08 N, 32.57 E"``, ``"40.08, 32.57"`` or ``{ lat = 40.08, lon = 32.57 }``.

    Latitude comes first, unless letters say otherwise: ``"32.57 E, 40.08 N"``.
    """

    latitude_deg: Annotated[Number, Field(ge=-90, le=90, alias="lat", description="Degrees, north positive.")]
    longitude_deg: Annotated[
        Number, Field(ge=-180, le=180, alias="lon", description="Degrees, east positive.")
    ]

    @model_validator(mode="wrap")
    @classmethod
    def _from_text(cls, stated: Any, handler: ModelWrapValidatorHandler["Position"]) -> "Position":
        if not isinstance(stated, str):
            if not isinstance(stated, dict | Position):
                raise refusal("is not a position", mend_position(stated) or _POSITION_MEND)
            return handler(stated)
        match = _POSITION.fullmatch(stated.replace("−", "-"))
        if match is None or any(match[i][0] in "+-" and match[i + 1] for i in (1, 3)):
            raise refusal("is not a position", mend_position(stated) or _POSITION_MEND)
        first, second = (match[1], match[2]), (match[3], match[4])
        if first[1] in ("E", "W") and second[1] in ("N", "S"):
            first, second = second, first
        if first[1] in ("E", "W") or second[1] in ("N", "S"):
            raise refusal("does not give one latitude and one longitude", _POSITION_MEND)
        lat = float(first[0]) * (-1 if first[1] == "S" else 1)
        lon = float(second[0]) * (-1 if second[1] == "W" else 1)
        for name, value, limit in (("latitude", lat, 90), ("longitude", lon, 180)):
            if abs(value) > limit:
                raise refusal(f"has the {name} {value:g}°, outside -{limit}° to {limit}°", _POSITION_MEND)
        return handler({"lat": lat, "lon": lon})

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Editors accept the text and the table."""
        table = handler(schema)
        text = {"type": "string", "examples": ["40.08 N, 32.57 E"], "description": _POSITION_MEND}
        target = handler.resolve_ref_schema(table)
        inner = {key: target.pop(key) for key in list(target)}
        target.update({"title": "Position", "anyOf": [text, inner]})
        return dict(table)

    def __str__(self) -> str:
        north = f"{abs(self.latitude_deg):.4f}° {'S' if self.latitude_deg < 0 else 'N'}"
        return f"{north}, {abs(self.longitude_deg):.4f}° {'W' if self.longitude_deg < 0 else 'E'}"


def away_m(here: Position, there: Position) -> float:
    """Distance along the ground from one place to another. [m]"""
    import numpy as np

    from rangering.earth.geodesy import geodesic_inverse

    ends_deg = (here.latitude_deg, here.longitude_deg, there.latitude_deg, there.longitude_deg)
    distance_m, *_ = geodesic_inverse(*np.radians(ends_deg))
    return float(distance_m)


@dataclass(frozen=True)
class Altitude:
    """A height with its reference.

    Attributes
    ----------
    height_m : float
        Above the reference; for a flight level, the pressure altitude. [m]
    reference : {"agl", "amsl", "FL"}
        Above ground level, above mean sea level, or the 1013.25 hPa surface of the standard atmosphere.
    """

    height_m: float
    reference: Literal["agl", "amsl", "FL"]

    @classmethod
    def read(cls, stated: object) -> "Altitude":
        """An altitude from its text; raises the refusal that the reader prints."""
        if isinstance(stated, Altitude):
            return stated
        if not isinstance(stated, str):
            raise refusal("is not an altitude", _ALTITUDE_MEND)
        level = _LEVEL.fullmatch(stated.strip())
        if level:
            if len(level[1]) > 3:
                problem = "is no flight level: they count hundreds of feet in three figures, up to FL999"
                raise refusal(problem, _ALTITUDE_MEND)
            return cls(int(level[1]) * FLIGHT_LEVEL_M, "FL")
        match = _ALTITUDE.fullmatch(stated.strip())
        try:
            height_m = parse(match[1] if match else stated, "length")
        except UnitError as error:
            if mend := mend_comma(stated):
                raise refusal("has a comma in its number", mend) from None
            raise refusal(error.problem.replace("length", "height"), _ALTITUDE_MEND) from None
        if match is None:
            raise refusal("does not say what the altitude is measured from", _ALTITUDE_MEND)
        reference: Literal["agl", "amsl"] = "agl" if match[2].lower() == "agl" else "amsl"
        if reference == "agl" and height_m < 0:
            raise refusal("lies below the ground", _ALTITUDE_MEND)
        if not LOWEST_M <= height_m <= HIGHEST_M:
            raise refusal("lies outside -500 m to 80 km, where the standard atmosphere ends", _ALTITUDE_MEND)
        return cls(height_m, reference)

    def above_sea_m(self, ground_m: float, sea_level_pressure_pa: float, isa_deviation_k: float) -> float:
        """Height above mean sea level at a place and on a day.

        Parameters
        ----------
        ground_m : float
            Ground above mean sea level there; counts for ``agl`` only. [m]
        sea_level_pressure_pa, isa_deviation_k : float
            Of the scenario's environment; count for flight levels only.

        Returns
        -------
        float
            Geometric height. [m]
        """
        if self.reference == "agl":
            return ground_m + self.height_m
        if self.reference == "amsl":
            return self.height_m
        from rangering.earth.atmosphere import flight_level_height_m

        return float(
            flight_level_height_m(self.height_m, sea_level_pressure_pa, isa_deviation_k, ISA_EARTH_RADIUS_M)
        )

    @property
    def written(self) -> str:
        """The text that reads back to the same altitude."""
        if self.reference == "FL":
            return f"FL{round(self.height_m / FLIGHT_LEVEL_M):03d}"
        return f"{self.height_m!r} m {self.reference}"

    def __str__(self) -> str:
        return self.written if self.reference == "FL" else f"{self.height_m:,.0f} m {self.reference}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Read from text, write back as text."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls.read,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.written),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """A text with a reference, or a flight level."""
        return {
            "type": "string",
            "pattern": r"^\s*([Ff][Ll]\s?\d{1,3}|.*([Aa][Gg][Ll]|[Aa][Mm][Ss][Ll]))\s*$",
            "examples": ["300 m agl", "3000 m amsl", "FL330"],
            "description": _ALTITUDE_MEND,
        }
