"""Uniform draws for one axis of the catalog: numbers only, keyed by what they are for."""

from rangering._jit import compiled
from rangering.streams import uniforms


@compiled
def fill_uniforms(seed, element, purpose, out):
    """Fill an axis with its uniform draws, one per sample.

    Parameters
    ----------
    seed, element, purpose : int
        Key and purpose of the stream, each 0 to 2³² - 1.
    out : float array, shape (n_samples,)
        Receives draws on (0, 1); sample i is replicate i of the stream, whatever the length.
    """
    for sample in range(out.size):
        out[sample] = uniforms(seed, element, 0, 0, sample, purpose)[0]
