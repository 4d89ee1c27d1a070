"""How often shares of readings of paired differences hold the truth, over numbers of readings and raids."""

import numpy as np
import pytest
from scipy import stats

from rangering.study.holding import held

REPEATS = 1000
RESAMPLES = 400
LAWS = {
    "normal": stats.norm(),
    "uniform": stats.uniform(-(3.0**0.5), 12.0**0.5),
    "gamma 4": stats.gamma(4.0, loc=-2.0, scale=0.5),
}


def values_of(law, share, readings, replicates, noise, raid, chance):
    """Two packages whose true differences follow a law of variance 1, below nought in the given share.

    Chance leaves the variance `noise` in the mean of a reading; a raid moves all readings by `raid` as one
    standard deviation.
    """
    differ = law.rvs((readings, 1), random_state=chance) - law.ppf(share)
    differ = differ + chance.normal(0.0, (noise * replicates) ** 0.5, (readings, replicates))
    differ = differ + chance.normal(0.0, raid, (1, replicates)) * (raid > 0.0)
    return np.stack([differ, np.zeros_like(differ)])


@pytest.mark.parametrize("raids", [0, 6])
@pytest.mark.parametrize("readings", [16, 64])
@pytest.mark.parametrize("noise", [0.1, 1.0])
@pytest.mark.parametrize("name", LAWS)
def test_shares_of_readings_with_chance_out(name, noise, readings, raids, figure):
    law, chance = LAWS[name], np.random.default_rng([readings, raids, int(10 * noise), len(name)])
    for share in (0.5, 0.8, 0.9, 0.97):
        found, counted, inside = [], [], 0
        for seed in range(REPEATS):
            values = values_of(law, share, readings, raids or 20, noise, 0.3 if raids else 0.0, chance)
            edge = held(values, same_raids=raids > 0, seed=seed, resamples=RESAMPLES).fewer[0]
            found.append(edge.value)
            counted.append(np.mean(values[0].mean(axis=1) < 0.0))
            inside += edge.low <= share <= edge.high
        what = f"{name}, {readings} readings, noise {noise}, {raids or 'no'} raids, share {share}"
        covered = inside / len(found)
        figure(f"{what}: mean estimate", f"{share}", f"{np.mean(found):.3f}")
        figure(f"{what}: signs of noisy means", "told", f"{np.mean(counted):.3f}")
        figure(f"{what}: in its 95 % interval", "told", f"{covered:.3f}")
        if name == "normal":
            error = np.std(found, ddof=1) / len(found) ** 0.5
            # Few raids and readings fix the variance that is taken out badly, and shares bend it.
            assert abs(np.mean(found) - share) < 4.0 * error + 0.02
            assert covered >= (0.91 if readings > 30 or noise < 0.5 else 0.85)
            if noise > 0.5 and share == 0.9:
                assert np.mean(counted) < share - 0.05
