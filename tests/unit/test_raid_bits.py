"""The same bits however the work is cut up; one machine code a kernel; the same without the compiler."""

import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rangering._jit import COMPILING, cache_folder
from rangering.mission import workers
from rangering.mission.codes import Event
from rangering.mission.kernels.replicate import run_replicates
from rangering.mission.plan import MissionPlan
from rangering.mission.replay import play
from rangering.mission.state import layout_for, new_state
from rangering.mission.workers import run_all
from tests.mission_scene import Coming, Site, hand_plan, run
from tests.walked_raids import Told, chained, told, walked, weighed

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def plan() -> MissionPlan:
    return walked()


@pytest.fixture(scope="module")
def rows(plan: MissionPlan) -> np.ndarray:
    """Replicates 0 to 79, two occasions each."""
    return run_all(plan, layout_for(plan), 0, 80, 1)[0]


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()


def test_replicates_differ(rows: np.ndarray):
    assert len(np.unique(rows[:, :40], axis=0)) > 100


@pytest.mark.parametrize("jobs", [2, 3])
def test_threads_change_nothing(plan: MissionPlan, rows: np.ndarray, jobs: int):
    assert same(run_all(plan, layout_for(plan), 0, 80, jobs)[0], rows)


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_chunks_change_nothing(
    plan: MissionPlan, rows: np.ndarray, chunk: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workers, "CHUNK", chunk)
    assert same(run_all(plan, layout_for(plan), 0, 80, 2)[0], rows)


def test_a_run_goes_on_where_it_stopped(plan: MissionPlan, rows: np.ndarray):
    layout = layout_for(plan)
    parts = [run_all(plan, layout, first, count, 2)[0] for first, count in ((0, 33), (33, 1), (34, 46))]
    assert same(np.concatenate(parts), rows)


def test_the_order_changes_nothing(plan: MissionPlan, rows: np.ndarray):
    """Backwards, on one state that another plan's replicates leave as they like."""
    layout, state = layout_for(plan), new_state(plan)
    again = np.zeros_like(rows[:40])
    for k in reversed(range(20)):
        run_replicates(k, 1, plan, layout, state, again[2 * k : 2 * k + 2])
    assert same(again, rows[:40])


@pytest.mark.parametrize("replicate", [0, 47])
def test_one_replicate_alone_with_its_log_is_that_of_the_run(
    plan: MissionPlan, rows: np.ndarray, replicate: int
):
    played = play(plan, layout_for(plan), replicate)
    assert same(played.rows, rows[2 * replicate : 2 * replicate + 2])
    assert set(played.log.occasion.tolist()) == {0, 1}
    for occasion in (0, 1):
        assert (np.diff(played.log.time_s[played.log.occasion == occasion]) >= 0.0).all()


def test_the_chain_of_track_states_keeps_its_bits_too():
    plan = chained(learns=False)
    layout = layout_for(plan)
    assert same(run_all(plan, layout, 0, 70, 1)[0], run_all(plan, layout, 0, 70, 2)[0])


# --- the compiler -------------------------------------------------------------------------------------------

CODES = """
import sys
from rangering.mission.kernels.replicate import run_held
from tests.mission_scene import run
from tests.walked_raids import chained, walked, weighed
for plan in (weighed(), walked(), chained(learns=False)):
    run(plan, 1)
print(len(run_held.signatures))
"""


@pytest.mark.skipif(not COMPILING, reason="there is no machine code")
def test_unlike_raids_run_on_the_same_machine_code():
    """In a process of its own: one signature of the engine for three plans of other sizes and fidelities."""
    answer = subprocess.run(
        [sys.executable, "-c", CODES], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600
    )
    assert answer.stdout.split() == ["1"]


@pytest.mark.skipif(not COMPILING, reason="there is no machine code")
def test_each_kernel_of_the_engine_is_compiled_once():
    """Counted in the cache: whatever takes a part of the plan or the state has one signature behind pointers.

    Tests and pictures call some kernels with the tuples themselves, and kernels of plain numbers with whole
    ones for broken ones: those signatures are theirs, not the engine's.
    """
    for made in (weighed(), walked(), chained(learns=False)):
        run(made, 1)
    counted: dict[str, int] = {}
    for index in (cache_folder()).rglob("*.nbi"):
        kernel = index.name.split("-")[0]
        if "kernels" not in str(index.parent) or "kernels" not in index.parent.parts[-1]:
            continue
        counted[kernel] = sum("Held" in repr(key[0]) for key in signatures(index))
    engine = {kernel: count for kernel, count in counted.items() if count}
    assert len(engine) > 60
    assert {kernel: count for kernel, count in engine.items() if count > 1} == {}


def signatures(index: Path) -> list[Any]:
    """What the compiler's cache holds of one kernel: keys that begin with a signature."""
    with open(index, "rb") as file:
        pickle.load(file)  # the compiler's version
        _stamp, overloads = pickle.loads(file.read())
    return list(overloads)


@pytest.mark.skipif(not COMPILING, reason="there is no machine code")
def test_a_kernel_from_the_cache_may_be_the_first_that_is_called():
    """The cache names types that only a kernel used to make: whoever asked for rates first fell over it."""
    for made in (weighed(), chained(learns=True)):
        run(made, 1)
    lines = "from tests.walked_raids import chained\nprint(chained(learns=False).chain.bin.max() > 0)"
    answer = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert (answer.stdout.strip(), answer.stderr) == ("True", "")


# --- without the compiler -----------------------------------------------------------------------------------


@pytest.mark.both_ways
def test_a_shot_missed_and_a_shot_that_hits():
    """By hand but for the two draws: in at 1 s, reaction 3 s, flight 0 s, look 2 s, again at once."""
    plan = hand_plan([Coming(1.0)], [Site(reaction_s=3.0, assessment_s=2.0)], kill=0.5, seed=2)
    ran = run(plan, 1, first=HIT_AT_SECOND, log_capacity=50)
    log, kept = ran.state.log, int(ran.state.log.length[0])
    assert [
        (Event(e).name, t) for e, t in zip(log.event[:kept].tolist(), log.time_s[:kept].tolist(), strict=True)
    ] == [
        ("ENTERS", 1.0),
        ("TRACK_CONFIRMED", 1.0),
        ("DECLARED", 1.0),
        ("COMMITTED", 1.0),
        ("CHANNELS", 1.0),
        ("LAUNCHED", 4.0),
        ("MISSED", 4.0),
        ("CALLED_ALIVE", 6.0),
        ("LAUNCHED", 6.0),
        ("HIT", 6.0),
        ("CALLED_DEAD", 8.0),
        ("CHANNELS", 8.0),
    ]
    assert log.value[3] == 0.0
    assert log.value[6] == pytest.approx(100_000.0 - 3.0 * 200.0, rel=1e-9)


HIT_AT_SECOND = 0  # the first replicate whose first shot misses and whose second hits

STORIES = {
    "walked": (walked, 2, Told(1067, 3248797359, 105759.20645929109, 332278.29767156555, 1018285.3267741203)),
    "learns": (
        partial(chained, learns=True),
        1,
        Told(232, 4283029323, 22166.088914062828, 104748.09349622588, 301503.0939884186),
    ),
    "fast": (
        partial(chained, learns=False),
        2,
        Told(359, 4128437762, 26993.887107369123, 157751.51980922092, 443723.77280426025),
    ),
    "weighed": (weighed, 2, Told(71, 556035107, 2939.0, 676130.1, 4612277.0)),
}


@pytest.mark.both_ways
@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_the_same_without_the_compiler(name: str):
    """Every line of the log in its order: integers exactly, by a checksum; times and values to 1e-9 of their
    sums.

    The numbers were written down from plain Python; the compiled engine must give them too.
    """
    make, replicates, expected = STORIES[name]
    got = told(make(), replicates)
    assert (got.lines, got.integers) == (expected.lines, expected.integers)
    assert got[2:] == pytest.approx(expected[2:], rel=1e-9)


@pytest.mark.both_ways
def test_raids_after_it_change_nothing_in_a_raid():
    """A replay runs a replicate as far as the raid that is asked for."""
    plan = walked()
    both = run(plan, 1).rows
    first = run(plan._replace(endure=plan.endure._replace(raids=1)), 1).rows
    assert same(first[0], both[0])
    assert not same(both[0], both[1])
