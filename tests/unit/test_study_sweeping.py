"""Sweeps are run: the same chance at every point, rounds until precise, cells split and joined."""

from types import SimpleNamespace

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.mission.run import simulate
from rangering.scenario.read import load_scenario
from rangering.study import sweeping
from rangering.study.cells import CHUNK_ROWS, MEASURES, Cell, chunked, split
from rangering.study.made import Made
from rangering.study.questions import Asked
from rangering.study.sweep import sweep_of
from rangering.study.sweeping import sweep


def swept(**more):
    tables = {
        "scenario": "first-raid", "replicates": 30, "fidelity": "full", "seed": 5, "measures": ["leakers"],
        "sweep": {"raid": {"0": {"size": [4, 8]}}},
    }  # fmt: skip
    return sweep_of(tables | more, "a sweep")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "study"
    asked = Asked(load_scenario("first-raid"), load_catalog(), folder=folder)
    return asked, sweep(asked, swept())


def test_a_point_is_the_run_of_its_scenario(small):
    _, points = small
    plain = simulate(swept().points[1].scenario, replicates=30, seed=5)
    leakers = next(each.estimate for each in plain.measures if each.key == "leakers")
    assert points[1].estimates["leakers"] == leakers
    assert [point.replicates for point in points] == [30, 30]
    assert all(point.precise for point in points)


def test_a_finished_sweep_is_read_and_not_run_again(small, monkeypatch):
    asked, points = small
    monkeypatch.setattr("rangering.study.series.play", lambda *_: pytest.fail("ran again"))
    assert sweep(asked, swept()) == points


def invented(monkeypatch, spreads):
    """Replicates of invented points: leakers are normal, of a spread that each point has for itself."""
    rounds = []

    def made_of(_asked, _arms, _drawn, cells, _what, name):
        rounds.append((name, [(cell.arm, cell.first, cell.replicates) for cell in cells]))
        rows = {measure: [] for measure in MEASURES}
        for cell in cells:
            stream = np.random.default_rng(cell.arm).normal(
                3.0, spreads[cell.arm], cell.first + cell.replicates
            )
            for measure in MEASURES:
                ones = measure == "no_leaker"
                rows[measure].append(np.ones(cell.replicates) if ones else stream[cell.first :])
        return Made(
            {measure: np.concatenate(parts) for measure, parts in rows.items()},
            np.array([cell.replicates for cell in cells]),
        )

    monkeypatch.setattr(sweeping, "made_of", made_of)
    return rounds


def test_each_point_runs_until_it_is_precise(monkeypatch):
    rounds = invented(monkeypatch, (0.2, 4.0))
    points = sweep(
        Asked(load_scenario("first-raid"), SimpleNamespace()),  # the catalog is not asked
        swept(replicates=100_000, precision={"leakers": 0.2}),
    )
    assert rounds[0] == ("points", [(0, 0, 100), (1, 0, 100)])
    assert all(
        [arm for arm, _, _ in cells] == [1] for _, cells in rounds[1:]
    )  # the first was precise at once
    assert [name for name, _ in rounds] == ["points", *(f"points-{n + 2}" for n in range(len(rounds) - 1))]
    assert points[0].replicates == 100
    # (1.96 * 4 / 0.2)² = 1537 replicates by the normal law, and some more for caution.
    assert 1537 <= points[1].replicates < 2300
    assert points[1].estimates["leakers"].high - points[1].estimates["leakers"].low <= 0.4
    assert all(point.precise for point in points)


def test_a_point_that_cannot_be_precise_says_so(monkeypatch):
    invented(monkeypatch, (0.2, 4.0))
    points = sweep(
        Asked(load_scenario("first-raid"), SimpleNamespace()),
        swept(replicates=300, precision={"leakers": 0.2}),
    )
    assert [(point.precise, point.replicates) for point in points] == [(True, 100), (False, 300)]


def test_large_cells_are_split_in_order_and_small_ones_share_a_chunk():
    cells = (Cell(0, -1, 1, 0, 2 * CHUNK_ROWS + 5), Cell(1, 3, 2, 7, 10))
    parts = split(cells)
    assert [(part.arm, part.first, part.replicates) for part in parts] == [
        (0, 0, CHUNK_ROWS), (0, CHUNK_ROWS, CHUNK_ROWS), (0, 2 * CHUNK_ROWS, 5), (1, 7, 10),
    ]  # fmt: skip
    assert chunked(parts) == 1
    assert chunked(split((Cell(0, 0, 1, 0, 50),) * 100)) == 8
