"""rangering: what an air-defence purchase really buys, from public sources, with its uncertainty.

A simulation for understanding: public facts, textbook models. Not for operating anything, nor for planning
harm. The names below load on first use, so that importing the package stays quick.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# In the order of work: read what public sources say, state a scenario, map what it sees, play raids, draw it.
_PUBLIC = {
    "load_catalog": "rangering.catalog.read",
    "load_scenario": "rangering.scenario.read",
    "check_scenario": "rangering.scenario.read",
    "load_programme": "rangering.programme.read",
    "check_programme": "rangering.programme.read",
    "map_coverage": "rangering.coverage.run",
    "map_exposure": "rangering.coverage.exposure",
    "explain": "rangering.coverage.why",
    "map_alternatives": "rangering.coverage.alternatives",
    "sample_signature": "rangering.coverage.signature",
    "CoverageMap": "rangering.coverage.results",
    "SignatureResult": "rangering.coverage.signature_results",
    "simulate": "rangering.mission.run",
    "endure": "rangering.mission.run",
    "replay": "rangering.mission.replay",
    "MissionResult": "rangering.mission.results",
    "Replay": "rangering.mission.results",
    "plot": "rangering.report.plot",
    "write_coverage": "rangering.report.coverage",
    "write_signature": "rangering.report.signature.write",
    "write_run": "rangering.report.mission.write",
    "write_replay": "rangering.report.mission.write",
    "RangeringError": "rangering.errors",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'rangering' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
