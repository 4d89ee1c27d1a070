"""Clean: a whole array of one number. A loop of our own, as the compiler takes long over every slice."""

from rangering._jit import compiled


@compiled
def set_all(numbers, value):
    """Make every number of a flat array the same."""
    for k in range(len(numbers)):
        numbers[k] = value
