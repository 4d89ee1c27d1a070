"""Draws from the catalog: what the figures could be, within what is thought possible.

Every number has its own counter-based stream, keyed by its name: a new quantity never shifts another's draws,
and neither order nor company matters. Claims of one origin share a credibility variable through a Gaussian
copula: a maker who flatters one figure flatters the others. Laws are assumptions: PERT with its mode at
nominal, uniform where nominal stands on a bound, in logarithm for ranges, powers and cross-sections.
Sources: Malcolm et al. (1959), Operations Research 7 (PERT); Pearson (1907), r = 2 sin(π ρ / 6) between the
product-moment and the rank correlation of two normal variables.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from rangering.catalog import joint
from rangering.catalog.groups import JointGroup, RadarProduct, Readings, ScaledRanges, Together, followers
from rangering.catalog.joint import FloatArray
from rangering.catalog.models import Alternatives, Quantity
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError

ORIGIN_CORRELATION = 0.7
"""Rank correlation of two claims of one origin; every study also reports 0 and 1."""
PERT_WEIGHT = 4.0
SEED_LIMIT = 2**32


def draw(
    catalog: Catalog,
    keys: Iterable[str],
    count: int,
    seed: int,
    *,
    origin_correlation: float = ORIGIN_CORRELATION,
    law: Literal["uniform"] | None = None,
    uniforms: FloatArray | None = None,
) -> dict[str, FloatArray]:
    """Samples of catalog figures in SI.

    Parameters
    ----------
    catalog : Catalog
        Where the figures stand.
    keys : iterable of str
        Ids of entries (all their figures that may enter a run), of quantities
        (``s-400/91n6e.update_period``) or of competing claims (``s-400.reach``).
    count : int
        How many samples.
    seed : int
        0 to 2³² - 1. Sample i of a quantity depends on seed, id and i alone.
    origin_correlation : float
        Rank correlation of claims of one origin, 0 to 1.
    law : "uniform", optional
        Replaces every PERT by a uniform law on the same bounds (in logarithm where the law was), to see what
        the shape is worth.
    uniforms : float array, shape (count, n_axes), optional
        A design on the unit cube instead of the streams, one column per axis of `axes`.

    Returns
    -------
    dict of float arrays, shape (count,)
        Values by id, in SI; whole numbers for counts. Competing claims give ``<id>`` (the value of the chosen
        claim) or ``<id>.<count>`` (structures), and the index of the choice in ``<id>.option``.

    Raises
    ------
    CatalogError
        Unknown id, a figure kept out of runs, or an argument outside its limits.
    """
    wanted = _wanted(catalog, keys)
    if not 0.0 <= origin_correlation <= 1.0:
        raise CatalogError(
            "is no rank correlation", value=origin_correlation, mend="give a number from 0 to 1"
        )
    if not 0 <= seed < SEED_LIMIT or count < 0:
        raise CatalogError(
            "is no seed or no count", value=(seed, count), mend="give whole numbers, seed below 2**32"
        )
    design = _design(catalog, wanted, count, uniforms)
    sampler = _Sampler(catalog, count, seed, origin_correlation, law, design)
    result: dict[str, FloatArray] = {}
    for key in wanted:
        alternatives = catalog.alternatives(key)
        if alternatives is None:
            result[key] = sampler.quantity(key)
        else:
            result |= sampler.alternatives(alternatives)
    return result


def reading(drawn: Mapping[str, FloatArray], sample: int) -> dict[str, float]:
    """One sample of `draw` as a reading for `rangering.catalog.resolve`; NaN leaves a figure nominal."""
    return {key: float(values[sample]) for key, values in drawn.items() if values[sample] == values[sample]}


def axes(catalog: Catalog, keys: Iterable[str]) -> tuple[str, ...]:
    """The independent uniform variables behind `draw` for these keys: the columns a design must have.

    Parameters
    ----------
    catalog, keys
        As in `draw`.

    Returns
    -------
    tuple of str
        Names, sorted: quantity, group and alternatives ids, and ``origin: …`` for shared credibility.
    """
    return tuple(sorted(_axes(catalog, _wanted(catalog, keys))))


def credibilities(catalog: Catalog, keys: Iterable[str]) -> dict[str, str]:
    """Whose credibility a figure shares: of each axis that has an origin, the axis of that origin.

    Parameters
    ----------
    catalog, keys
        As in `draw`.

    Returns
    -------
    dict of str
        Axis of a figure's own draw -> ``origin: …``. Where claims of one origin err alike the former moves
        nothing; where they err independently the latter does not.
    """
    return {axis: origin for axis, origin in _axes(catalog, _wanted(catalog, keys)).items() if origin}


def quantile(quantity: Quantity, u: FloatArray, law: Literal["uniform"] | None = None) -> FloatArray:
    """The value of a figure below which a share u of its law lies.

    Parameters
    ----------
    quantity : Quantity
        Its interval and law.
    u : float array
        Shares, 0 to 1.
    law : "uniform", optional
        As in `draw`.

    Returns
    -------
    float array, shape of `u`
        Values in SI within the bounds; whole for counts.
    """
    from scipy.special import betaincinv

    bottom, mode, top = quantity.si
    if bottom == top:
        return np.full(np.shape(u), bottom)
    name = quantity.default_law
    logarithmic = name.startswith("log")
    low, nominal, high = np.log(quantity.si) if logarithmic else (bottom, mode, top)
    if law is None and name.endswith("pert"):
        rise = PERT_WEIGHT * (nominal - low) / (high - low)
        u = betaincinv(1.0 + rise, 1.0 + PERT_WEIGHT - rise, u)
    value = low + (high - low) * np.asarray(u, dtype=np.float64)
    value = np.clip(np.exp(value) if logarithmic else value, bottom, top)
    return np.rint(value) if quantity.is_count else value


class _Sampler:
    """One call of `draw`: uniforms by axis, values by id, each worked out once."""

    def __init__(
        self,
        catalog: Catalog,
        count: int,
        seed: int,
        correlation: float,
        law: Literal["uniform"] | None,
        design: Mapping[str, FloatArray] | None,
    ) -> None:
        self.catalog, self.count, self.seed = catalog, count, seed
        self.correlation, self.law, self.design = correlation, law, design
        self.group_of = _group_of(catalog)
        self.known: dict[str, FloatArray] = {}

    def uniform(self, axis: str) -> FloatArray:
        if self.design is not None:
            return self.design[axis]
        # Compiling the kernel pulls in numba: only draws pay for it.
        from rangering.catalog.kernels import fill_uniforms
        from rangering.streams import Purpose, name_id

        fill: Any = fill_uniforms
        out = np.empty(self.count)
        fill(self.seed, name_id(axis), int(Purpose.CATALOG), out)
        return out

    def standing(self, axis: str, like: Quantity) -> FloatArray:
        """Where within its law a figure stands: its own draw, mixed with the credibility of its origin."""
        own = self.uniform(axis)
        if not like.origin or self.correlation == 0.0:
            return own
        shared = self.uniform(_origin_axis(like))
        if like.favours == "low":
            shared = 1.0 - shared
        if self.correlation == 1.0:
            return shared
        from scipy.special import ndtr, ndtri

        pearson = 2.0 * np.sin(np.pi * self.correlation / 6.0)
        normal = np.sqrt(pearson) * ndtri(shared) + np.sqrt(1.0 - pearson) * ndtri(own)
        return np.asarray(ndtr(normal), dtype=np.float64)

    def quantity(self, quantity_id: str) -> FloatArray:
        if quantity_id not in self.known:
            group = self.group_of.get(quantity_id)
            if group is None:
                figure = self.catalog.quantity(quantity_id)
                self.known[quantity_id] = quantile(figure, self.standing(quantity_id, figure), self.law)
            else:
                self.known |= self.group(group)
        return self.known[quantity_id]

    def group(self, group: JointGroup) -> dict[str, FloatArray]:
        if isinstance(group, ScaledRanges):
            lead = self.quantity(group.leader)
            spans = {member: self.catalog.quantity(member).si for member in group.members}
            return {
                m: np.clip(lead * factor, spans[m][0], spans[m][2]) for m, factor in group.members.items()
            }
        if isinstance(group, RadarProduct):
            return self.radar_product(group)
        figures = [self.catalog.quantity(member) for member in group.members]
        u = self.standing(group.id, figures[0])
        if isinstance(group, Together):
            return {figure.id: quantile(figure, u, self.law) for figure in figures}
        table = np.asarray(group.readings, dtype=np.float64)[joint.chosen(joint.reading_weights(group), u)]
        return {f.id: table[:, column] * f.si_unit_and_factor[1] for column, f in enumerate(figures)}

    def radar_product(self, group: RadarProduct) -> dict[str, FloatArray]:
        ids = joint.fields(group)
        figures = {field: self.catalog.quantity(quantity_id) for field, quantity_id in ids.items()}
        drawn = {
            field: quantile(figure, self.standing(figure.id, figure), self.law)
            for field, figure in figures.items()
            if field != "range_1m2"
        }
        bounds = {field: (figure.si[0], figure.si[2]) for field, figure in figures.items()}
        lead = self.quantity(group.range_1m2)
        solved = joint.solve_radar_product(joint.SearchRadar(range_1m2=lead, **drawn), bounds)
        return {ids[field]: getattr(solved, field) for field in ids}

    def alternatives(self, alternatives: Alternatives) -> dict[str, FloatArray]:
        options, name = alternatives.options, alternatives.id
        index = joint.chosen(tuple(option.weight for option in options), self.uniform(name))
        result = {f"{name}.option": index.astype(np.float64)}
        for count_name in options[0].counts:
            table = np.array([option.counts[count_name] for option in options], dtype=np.float64)
            result[f"{name}.{count_name}"] = table[index]
        if options[0].quantity is not None:
            claims = np.stack([self.quantity(str(option.quantity)) for option in options])
            result[name] = claims[index, np.arange(self.count)]
        return result


def _wanted(catalog: Catalog, keys: Iterable[str]) -> tuple[str, ...]:
    """Ids of quantities and alternatives behind the keys, in their order, each once."""
    wanted: dict[str, None] = {}
    for key in [keys] if isinstance(keys, str) else keys:
        if key in catalog:
            entry = catalog[key]
            wanted |= dict.fromkeys(q.id for q in entry.quantities.values() if q.in_runs)
            wanted |= dict.fromkeys(each.id for each in entry.alternatives.values())
        elif catalog.alternatives(key) is not None:
            wanted[key] = None
        elif not catalog.quantity(key).in_runs:
            raise CatalogError(
                "is a figure on ballistic missiles or rockets and never enters a run",
                value=key,
                mend="leave it out; `rangering catalog show` prints it",
            )
        else:
            wanted[key] = None
    return tuple(wanted)


def _group_of(catalog: Catalog) -> dict[str, JointGroup]:
    return {member: group for group in catalog.joint.values() for member in followers(group)}


def _origin_axis(quantity: Quantity) -> str:
    return f"origin: {quantity.origin}"


def _axes(catalog: Catalog, wanted: Sequence[str]) -> dict[str, str]:
    """Axes behind the keys, and of those that share a credibility the axis of it; else nothing."""
    group_of, found = _group_of(catalog), dict[str, str]()

    def stand(axis: str, like: Quantity) -> None:
        found[axis] = _origin_axis(like) if like.origin else ""
        if like.origin:
            found[_origin_axis(like)] = ""

    def visit(key: str) -> None:
        alternatives, group = catalog.alternatives(key), group_of.get(key)
        if alternatives is not None:
            found[alternatives.id] = ""
            for option in alternatives.options:
                if option.quantity is not None:
                    visit(option.quantity)
        elif isinstance(group, ScaledRanges):
            visit(group.leader)
        elif isinstance(group, Readings | Together):
            stand(group.id, catalog.quantity(group.members[0]))
        elif isinstance(group, RadarProduct):
            visit(group.range_1m2)
            for quantity_id in followers(group):
                stand(quantity_id, catalog.quantity(quantity_id))
        else:
            stand(key, catalog.quantity(key))

    for key in wanted:
        visit(key)
    return found


def _design(
    catalog: Catalog, wanted: Sequence[str], count: int, uniforms: FloatArray | None
) -> dict[str, FloatArray] | None:
    if uniforms is None:
        return None
    names = sorted(_axes(catalog, wanted))
    if np.shape(uniforms) != (count, len(names)) or not np.all((uniforms > 0) & (uniforms < 1)):
        raise CatalogError(
            "is no design for these keys",
            value=np.shape(uniforms),
            mend=f"give numbers inside (0, 1) of shape {(count, len(names))}, columns as in axes()",
        )
    return dict(zip(names, np.asarray(uniforms, dtype=np.float64).T, strict=True))
