"""What studies of raids keep over time: against logs of replays, rows of runs, and deliveries by hand."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.mission.codes import Count, Event
from rangering.mission.compile import compile_mission
from rangering.mission.replay import play as replayed
from rangering.mission.run import endure
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.read import load_scenario
from rangering.study import series
from rangering.study.cells import Cell
from rangering.study.over_time import over_time
from rangering.study.query import query
from rangering.study.questions import Asked, made_of

CATALOG = load_catalog()
FIRST = load_scenario("first-raid")


@pytest.fixture(scope="module", params=["full", "fast"])
def made(request):
    found = compile_mission(FIRST, CATALOG, seed=4)
    if request.param == "fast":
        return found._replace(plan=taught(found.plan, found.layout, 1, lambda _what, _share: None).plan)
    return found


def test_rows_are_those_of_a_run_and_end_where_the_rows_end(made):
    rows, _ = run_all(made.plan, made.layout, 3, 20, 1)
    found = series.play(made.plan, made.layout, 3, 20)
    np.testing.assert_array_equal(found.rows, rows)
    for name, count in ((series.LEAKERS, Count.LEAKERS), (series.KILLED, Count.KILLED)):
        expected = np.bincount(rows[:, count].astype(int), minlength=found.over_time[name].bins.shape[1])
        np.testing.assert_array_equal(found.over_time[name].bins[-1], expected, name)
    left = 40 - rows[:, Count.MISSILES].astype(int)  # first-raid has 8 + 32 rounds and no store
    np.testing.assert_array_equal(
        found.over_time[series.MISSILES_LEFT].bins[-1], np.bincount(left, minlength=41)
    )
    assert len(set(left)) > 1


def test_every_step_is_what_the_log_of_a_replay_says(made):
    """Flights on written routes are none here, so all that is hit is hostile."""
    grid = series.grid_of(made.plan)
    for replicate in (0, 7):
        log = replayed(made.plan, made.layout, replicate).log
        found = series.play(made.plan, made.layout, replicate, 1)
        happened = {"leakers": Event.LEAKED, "killed": Event.HIT, "missiles_left": Event.LAUNCHED}
        assert np.sum(log.event == Event.LAUNCHED) > 5
        for name, event in happened.items():
            mean = found.over_time[name].mean
            assert len(mean) == grid.steps + 1
            for step in range(grid.steps + 1):
                so_far = sum(1 for e, t in zip(log.event, log.time_s, strict=True)
                             if e == event and t <= step * found.step_s)  # fmt: skip
                assert mean[step] == (40 - so_far if name == series.MISSILES_LEFT else so_far)


def test_a_log_that_finds_no_room_is_kept_in_a_larger_one(made, monkeypatch):
    whole = series.play(made.plan, made.layout, 0, 6)
    monkeypatch.setattr(series, "_LINES", 16)
    small = series.play(made.plan, made.layout, 0, 6)
    np.testing.assert_array_equal(small.rows, whole.rows)
    for name in series.NAMES:
        np.testing.assert_array_equal(small.over_time[name].bins, whole.over_time[name].bins)


def test_neither_chunks_nor_what_is_held_at_a_time_change_a_count(made, monkeypatch):
    whole = series.play(made.plan, made.layout, 0, 13).over_time
    monkeypatch.setattr(series, "_AT_ONCE", 4)
    parts = [series.play(made.plan, made.layout, first, count).over_time for first, count in ((5, 8), (0, 5))]
    for name in series.NAMES:
        np.testing.assert_array_equal(parts[0][name].merged(parts[1][name]).bins, whole[name].bins)


def test_kills_of_flights_that_are_not_hostile_do_not_count():
    """In `raid` others fly as well; rows count hostile kills alone, and the log tells all."""
    made = compile_mission(load_scenario("raid"), CATALOG, seed=1)
    plan = made.plan._replace(clock=made.plan.clock._replace(fidelity=2))  # everything known at once
    hostile = np.array(made.names.sides) == 0
    np.testing.assert_array_equal(series._hostile(plan), hostile)
    assert not hostile.all()
    found = series.play(plan, made.layout, 0, 3)
    kills = found.rows[:, Count.KILLED]
    assert found.over_time[series.KILLED].mean[-1] == pytest.approx(kills.mean())


def test_raid_after_raid_sums_what_rows_say_and_counts_deliveries():
    """`endurance`: raids on days 0, 7, 14, 21, 28; 12 rounds to each of two fire units on days 12 and 22."""
    scenario = load_scenario("endurance")
    run = endure(scenario, days=30, replicates=3, seed=2, catalog=CATALOG)
    made = compile_mission(scenario, CATALOG, seed=2, repeated=True)
    assert run.raids == made.plan.endure.raids == 5
    found = series.play(made.plan, made.layout, 0, 3)
    np.testing.assert_array_equal(found.rows, run.rows)
    assert found.step_s == 7 * 86_400
    cube = run.rows.astype(float).reshape(3, 5, -1)
    for name, count in ((series.LEAKERS, Count.LEAKERS), (series.KILLED, Count.KILLED)):
        so_far = np.concatenate([[0.0], np.cumsum(cube[:, :, count].mean(axis=0))])
        np.testing.assert_allclose(found.over_time[name].mean, so_far, atol=1e-9)
    rounds = sum(int(part.sum()) for part in (made.plan.loads, made.plan.launchers.store))
    came = np.array([0, 0, 24, 24, 48, 48])  # by days 0, 7, 14, 21, 28; none follows the last raid
    fired = np.concatenate([[0.0], np.cumsum(cube[:, :, Count.MISSILES].mean(axis=0))])
    np.testing.assert_allclose(found.over_time[series.MISSILES_LEFT].mean, rounds + came - fired, atol=1e-9)


@pytest.mark.parametrize(
    ("end_s", "step_s", "steps"), [(1.0, 5, 1), (750.0, 5, 150), (750.1, 10, 76), (2700.0, 20, 135)]
)
def test_grids_are_bounded_and_nest(made, end_s, step_s, steps):
    plan = made.plan._replace(clock=made.plan.clock._replace(end_s=end_s))
    assert series.grid_of(plan) == (step_s, steps, 0)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Two readings of which one has its raid's end on a finer grid, and three parts of a cell."""
    folder = tmp_path_factory.mktemp("kept")
    figure = "s-400/9m96e2.single_shot_kill_probability"
    cells = [Cell(0, n, 5 + n, 0, 30) for n in range(2)]
    ask = Asked(FIRST, CATALOG, "full", 30, folder=folder)
    made = made_of(ask, [FIRST], {figure: np.array([0.2, 0.9])}, cells, {"question": "a test"}, "part",
                   over_time=True)  # fmt: skip
    return folder / "part", made


def test_a_question_gives_moments_and_quantiles_at_each_time(kept):
    folder, made = kept
    columns = "replicates, mean, p05, p50, p95"
    sql = f"select {columns} from series where name = '{{}}' and reading = {{}} order by time_s"
    for reading in (0, 1):
        rows = made.rows["leakers"][made.rows["reading"] == reading]
        last = query(folder, sql.format("leakers", reading)).rows[-1]
        quantiles = np.quantile(rows, (0.05, 0.5, 0.95), method="inverted_cdf")
        assert last == (30, pytest.approx(rows.mean()), *quantiles)
        first = query(folder, sql.format("missiles_left", reading)).rows[0]
        assert first == (30, 40, 40, 40, 40)
    counted = query(
        folder, "select name, time_s, sum(replicates) from histograms where reading = 1 group by all"
    )
    assert {row[2] for row in counted.rows} == {30}
    assert {row[0] for row in counted.rows} == set(series.NAMES)


def test_bands_over_time_end_at_the_means_of_readings(kept):
    _, made = kept
    found = {each.name: each for each in over_time(made, 2)}
    means = [made.rows["leakers"][made.rows["reading"] == n].mean() for n in (0, 1)]
    leakers = found["leakers"]
    assert leakers.mean[-1] == pytest.approx(np.mean(means))
    assert leakers.mean[0] == leakers.band_high[0] == leakers.chance_p95[0] == 0
    assert (np.diff(leakers.mean) >= 0).all()
    assert means[0] > means[1]  # a worse missile
    # Two readings, drawn in by what chance leaves in their means.
    assert means[1] <= leakers.band_low[-1] < leakers.band_high[-1] <= means[0]


def test_readings_on_a_finer_grid_are_read_on_the_coarsest_and_stay_as_they_ended():
    rows = {key: [] for key in series.COLUMNS}

    def add(reading, step_s, values):
        for name in range(3):
            for step, value in enumerate(values):
                for key, entry in zip(
                    series.COLUMNS, (0, reading, name, step_s, step, value, 2), strict=True
                ):
                    rows[key].append(entry)

    add(0, 5, [0, 1, 2, 3])  # ends at 15 s
    add(1, 10, [0, 4, 5, 6])  # at 30 s
    made = type("Made", (), {"over_time": {key: np.array(column) for key, column in rows.items()}})
    found = over_time(made, 2)[0]
    np.testing.assert_array_equal(found.time_s, [0, 10, 20, 30])
    np.testing.assert_array_equal(found.mean, [0, (2 + 4) / 2, (3 + 5) / 2, (3 + 6) / 2])
