"""How often intervals of a rate of wrong shots hold the truth: scenes of `tests.rare_scenes`, closed forms.

Whole runs as `rangering risk` makes them: pilot, choice, and replicates until the precision is reached, so
that what stopping by the width found costs is in it.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from rangering._jit import COMPILING
from rangering.mission.rare import Proposals
from rangering.mission.state import layout_for
from rangering.study.risk.estimate import sample
from rangering.study.risk.intervals import mean_of_seen
from rangering.study.risk.pilot import piloted
from tests.rare_scenes import guests, run_within, watched

pytestmark = pytest.mark.skipif(not COMPILING, reason="hundreds of thousands of replicates")
REPEATS = 300
LOOKS = 30  # a radar every 10 s, from the second scan: with phases drawn, 29 or 30 looks in 305 s
LONG = Proposals(0.5, reply=0.15, spell_first=0.05, spell_later=0.05, spell_end=0.1)


def covered(scene, truth, chances, proposals=None, **how):
    """Share of runs whose interval holds the truth, and the mean of what they found over it."""
    inside, found = 0, []
    for seed in range(REPEATS):
        plan = scene(seed)
        made = SimpleNamespace(plan=plan, layout=layout_for(plan))
        chosen = piloted(made, chances, 1, limit=256).proposals if proposals is None else proposals
        sampled = sample(made, chances, chosen, **how)
        mean = mean_of_seen(sampled.total, sampled.most)
        inside += mean.low <= truth <= mean.high
        found.append(mean.value / truth)
    return inside / REPEATS, np.array(found)


def told(figure, what, share, found):
    figure(f"risk, {what}: 95 % interval of {REPEATS} runs", "0.93 to 0.97", f"{share:.3f}")
    error = found.std(ddof=1) / len(found) ** 0.5
    figure(f"risk, {what}: mean over truth", "1", f"{found.mean():.3f} ± {error:.3f}")
    assert (
        abs(found.mean() - 1.0) < 4.0 * error + 0.02
    )  # stopping early keeps what was found small a little longer
    assert 0.92 <= share <= 0.98  # a share of 0.95 of 300 has the standard deviation 0.013


def test_sets_that_stay_unheard(figure):
    share, found = covered(
        lambda seed: guests(2, silent=1e-4, seed=seed), 2e-4, np.ones(2), precision=0.3, limit=20_000
    )
    told(figure, "mute sets, pilot and stop", share, found)


def test_runs_of_silence_late_in_a_track(figure):
    """Looks hang on the phase drawn: 305 s less up to 10 s for the first scan, one more for the track."""
    truth = 0.5 * (run_within(LOOKS - 1, 4, 0.1) + run_within(LOOKS, 4, 0.1))
    share, found = covered(
        lambda seed: watched(4, reply=0.9, seed=seed), truth, np.ones(1), LONG, precision=0.3, limit=20_000
    )
    told(figure, "runs of silence, stop", share, found)
