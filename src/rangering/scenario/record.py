"""What every answer carries about itself: its Earth and air, and what it was given."""

from typing import Any

from rangering import provenance
from rangering.catalog.read import Catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.scenario.models import Scenario
from rangering.terrain.ground import TerrainRecord

GEOMETRY = "exact sphere of radius k·R; rays straight over it"


def environment_of(scenario: Scenario, record: TerrainRecord) -> dict[str, Any]:
    """Earth, ground and air, as every output prints them.

    Parameters
    ----------
    scenario : Scenario
        Its air.
    record : TerrainRecord
        Of the ground that the answer is about.
    """
    stated = scenario.environment
    return {
        "k": stated.k,
        "earth_radius_m": EARTH_RADIUS_M,
        "geometry": GEOMETRY,
        "terrain": record.sentence(),
        "terrain_kind": record.kind,
        "terrain_files": [{"name": name, "sha256": sha} for name, sha in record.files],
        "terrain_notes": list(record.notes),
        "terrain_attribution": record.attribution,
        "datum": record.vertical_datum,
        "surface": record.surface,
        "posting_m": record.posting_m,
        "source_posting_m": record.source_posting_m,
        "void_count": record.void_count,
        "outside_count": record.outside_count,
        "sea_level_pressure_pa": stated.sea_level_pressure_pa,
        "isa_deviation_k": stated.isa_deviation_k,
        "rain_rate_mm_h": stated.rain_rate_mm_h,
        "diffraction": stated.diffraction,
        "two_ray": stated.two_ray,
        "clutter": stated.clutter,
    }


def scenario_digest(scenario: Scenario) -> str:
    """SHA-256 of what a scenario states and of the tracks that fly in it, wherever its files lie."""
    stated = scenario.model_dump_json(by_alias=True)
    flown = [provenance.digest_of(scenario.folder / each.file) for each in scenario.traffic]
    return provenance.digest("".join([stated, *flown]).encode())


def catalog_digest(catalog: Catalog) -> str:
    """SHA-256 of all that a catalog holds."""
    facts = (*catalog, *catalog.defaults.values())
    return provenance.digest("".join(each.model_dump_json() for each in facts).encode())


def record_of(
    scenario: Scenario, catalog: Catalog, record: TerrainRecord, samples: int, seed: int
) -> dict[str, Any]:
    """What ran, on which scenario, catalog and terrain, and with which readings.

    Parameters
    ----------
    scenario, catalog, record
        What the answer rests on; the catalog as it was given, without the scenario's changes.
    samples, seed : int
        How many readings were drawn, and which; no seed is noted where none were.
    """
    inputs = {"scenario": scenario_digest(scenario), "catalog": catalog_digest(catalog)}
    inputs |= dict(record.files)
    return provenance.record(inputs, seed if samples else None) | {"samples": samples}
