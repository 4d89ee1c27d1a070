"""Raid after raid by the fast fidelity, and runs of a scenario file on one thread and on two."""

import numpy as np
import pytest

from rangering.mission.codes import PER_UNIT, Count
from rangering.mission.run import endure, simulate
from rangering.scenario.read import load_scenario
from tests.raid_scenes import raid_scene

REPLICATES, RAIDS = 40, 3
STOCK = """
  [[group.fire_unit.missile]]
  type = "s-400/48n6e3"
  ready = {ready}
"""
WEEKLY = '[endurance]\nraid_interval = "7 d"\nresupply = {brought}\nresupply_interval = "7 d"\n'


def lasted(ready: int, brought: int = 0, jobs: int = 1):
    """Three raids of four cruise missiles on one fire unit with so many rounds and no store of its own."""
    scene = raid_scene(unit=STOCK.format(ready=ready), more=WEEKLY.format(brought=brought))
    return endure(scene, days=7.0 * RAIDS, replicates=REPLICATES, fidelity="fast", jobs=jobs)


def by_raid(result, column: int) -> np.ndarray:
    return result.rows[:, column].reshape(REPLICATES, RAIDS).astype(float)


def rounds_left(result) -> np.ndarray:
    return by_raid(result, result.layout.units + PER_UNIT.index("left"))


@pytest.fixture(scope="module")
def dry():
    return lasted(ready=3)


def test_what_one_raid_fires_the_next_one_lacks(dry):
    """Three rounds in all: fired and left add up to three in every replicate, raid after raid."""
    assert (dry.raids, dry.replicates, dry.fidelity) == (RAIDS, REPLICATES, "fast")
    assert dry.rows.shape[0] == REPLICATES * RAIDS
    fired = by_raid(dry, Count.MISSILES)
    assert (fired.cumsum(axis=1) + rounds_left(dry) == 3.0).all()
    assert fired.sum(axis=1).max() == 3.0
    # Spent in the first raid or the second: in the third nearly everybody gets through.
    leakers = by_raid(dry, Count.LEAKERS).mean(axis=0)
    assert leakers[2] > leakers[0]
    assert dry.measure("leakers").estimate.value == pytest.approx(leakers.mean(), rel=1e-6)


def test_its_differences_from_full_runs_are_said(dry):
    assert {"leakers", "missiles"} <= {each.key for each in dry.difference}
    assert sum(line.startswith("Fast minus full") for line in dry.assumptions) == 2


def test_deliveries_fill_what_was_fired():
    """Three rounds come before each further raid, so that each begins with full launchers."""
    fed = lasted(ready=3, brought=3)
    fired = by_raid(fed, Count.MISSILES)
    assert (fired + rounds_left(fed) == 3.0).all()
    assert fired[:, 2].mean() > lasted(ready=3).rows[2::RAIDS, Count.MISSILES].mean()


def test_threads_change_no_bit_of_it(dry):
    assert lasted(ready=3, jobs=2).rows.tobytes() == dry.rows.tobytes()


@pytest.mark.parametrize("fidelity", ["full", "fast"])
def test_a_scenario_file_gives_the_same_bits_on_two_threads(fidelity: str):
    """70 replicates are three chunks of work, so that two threads share them."""
    one, two = (
        simulate(load_scenario("first-raid"), replicates=70, seed=4, jobs=jobs, fidelity=fidelity)
        for jobs in (1, 2)
    )
    assert one.rows.tobytes() == two.rows.tobytes()
    assert one.measures == two.measures
    assert len(np.unique(one.rows, axis=0)) > 50
