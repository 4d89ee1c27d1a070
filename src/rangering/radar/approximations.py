"""Required signal-to-noise ratio by the curve fits of the handbooks.

For a reader who checks a published figure that was made with one of them; the project itself solves the
exact sum of `rangering.radar.detection`. Albersheim's fit is for a steady target and a linear detector
(up to 0.35 dB off the square law), Shnidman's for Swerling 0 to 4 (up to 0.6 dB off).
Source: Albersheim, "A closed-form approximation to Robertson's detection characteristics", Proc. IEEE 69
(1981) 839; Shnidman, "Determination of required SNR values", IEEE Trans. AES 38 (2002) 1059-1064.
"""

import numpy as np

from rangering.errors import ScenarioError


def albersheim_snr_db(pd: float, pfa: float, n_pulses: int = 1) -> float:
    """Required signal-to-noise ratio per pulse of a steady target, by Albersheim's fit.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of a false alarm; fitted for Pd 0.1 to 0.9 and Pfa 1e-7 to 1e-3.
    n_pulses : int
        Pulses summed; fitted for 1 to 8096.

    Returns
    -------
    float
        Level. [dB]
    """
    a = np.log(0.62 / pfa)
    b = np.log(pd / (1.0 - pd))
    per_decade_db = 6.2 + 4.54 / np.sqrt(n_pulses + 0.44)
    return float(-5.0 * np.log10(n_pulses) + per_decade_db * np.log10(a + 0.12 * a * b + 1.7 * b))


def shnidman_snr_db(pd: float, pfa: float, n_pulses: int = 1, swerling: int = 0) -> float:
    """Required signal-to-noise ratio per pulse of Swerling case 0 to 4, by Shnidman's fit.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of a false alarm; fitted for Pd 0.1 to 0.99 and Pfa 1e-9 to 1e-3.
    n_pulses : int
        Pulses summed; fitted for 1 to 100.
    swerling : int
        Swerling case, 0 to 4.

    Returns
    -------
    float
        Level. [dB]

    Raises
    ------
    ScenarioError
        A case other than 0 to 4.
    """
    orders = {0: np.inf, 1: 1.0, 2: float(n_pulses), 3: 2.0, 4: 2.0 * n_pulses}
    if swerling not in orders:
        raise ScenarioError(
            "is no Swerling case", where="swerling", value=swerling, mend="give 0, 1, 2, 3 or 4"
        )
    order = orders[swerling]
    from_noise = np.sqrt(-0.8 * np.log(4.0 * pfa * (1.0 - pfa)))
    from_signal = np.sign(pd - 0.5) * np.sqrt(-0.8 * np.log(4.0 * pd * (1.0 - pd)))
    eta = from_noise + from_signal
    alpha = 0.0 if n_pulses < 40 else 0.25
    steady_ratio = eta * (eta + 2.0 * np.sqrt(n_pulses / 2.0 + alpha - 0.25))

    fluctuation_db = (((17.7006 * pd - 18.4496) * pd + 14.5339) * pd - 3.525) / order
    if pd > 0.872:
        tail = 0.7 * np.log(1e-5 / pfa) + (2.0 * n_pulses - 20.0) / 80.0
        fluctuation_db += (np.exp(27.31 * pd - 25.14) + (pd - 0.8) * tail) / order
    return float(10.0 * np.log10(steady_ratio / n_pulses) + fluctuation_db)
