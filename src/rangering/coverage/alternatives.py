"""Other systems at the sites of a scenario, one at a time, mapped so that they can be laid side by side.

What is stated of the place and of the situation holds for whatever stands there: positions, directions,
readiness, sensitivity loss, air picture, cues, links, doctrine. What is stated of the system itself goes with
it: masts, elements, numbers of launchers, missiles, the variant; the catalog's stand in. One fire unit takes
the place of one fire unit: not as offered, and not like for like.
Every map has one posting and the same readings of whatever does not depend on the system: draws are keyed by
the name of the figure. A source that reports a site reports it of the scenario's own system, so the others
are called hypothetical everywhere and cite none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from rangering.catalog.read import Catalog, load_catalog
from rangering.catalog.resolve import naive_rings, radar_ring
from rangering.coverage.results import CoverageMap
from rangering.coverage.run import map_coverage
from rangering.errors import ManyErrors, RangeringError, ScenarioError
from rangering.scenario.defence import Emplacement, Group
from rangering.scenario.models import Scenario
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.grounds import Circle, farthest_m, map_ground, stated_posting_m
from rangering.sight.radars import radar_facts, sited_radars
from rangering.terrain.ground import Progress

HYPOTHETICAL = "hypothetical"
_SUPPOSED = (HYPOTHETICAL, "fictitious", "teaching")  # labels that are as true of any system
# Fields of a group or a fire unit that are stated of the system, with the words for them.
_OF_THE_SYSTEM = {
    "mast_height_m": "mast heights",
    "elements": "elements",
    "launchers_count": "numbers of launchers",
    "missiles": "missiles",
    "variant": "the variant",
}
_LONGEST_NAME = 80


def with_system(scenario: Scenario, catalog: Catalog, system_id: str) -> Scenario:
    """The scenario with another system at all its sites, one fire unit for one.

    Positions, directions, readiness, sensitivity loss, air picture, cues, links and doctrine stay. Masts,
    elements, launchers, missiles and the variant go: they are stated of the system that was there. Labels
    become "hypothetical", unless they say that, "fictitious" or "teaching" already; sources of sites go.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where the system stands.
    system_id : str
        Its id, such as ``"patriot"``.

    Returns
    -------
    Scenario
        With no alternatives of its own. Its name ends in the id of the system, and a label says what stands
        in place of what.

    Raises
    ------
    ScenarioError
        The catalog has no system of that id.
    """
    if system_id not in catalog or catalog[system_id].kind != "system":
        raise ScenarioError(
            "is no system of the catalog",
            where=f"{scenario.read_as}, alternatives",
            value=system_id,
            mend="see `rangering catalog list --kind system`",
        )
    title = catalog[system_id].title
    label = f"{HYPOTHETICAL}: {title} in place of {_own(scenario, catalog)}"
    if len(label) > _LONGEST_NAME:
        label = f"{HYPOTHETICAL}: {title}"
    return scenario.model_copy(
        update={
            "name": f"{scenario.name}-{system_id.replace('/', '-')}"[:_LONGEST_NAME],
            "labels": (*scenario.labels, label[:_LONGEST_NAME]),
            "alternatives": (),
            "groups": tuple(_group(group, system_id) for group in scenario.groups),
        }
    )


def map_alternatives(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    samples: int = 64,
    seed: int = 1,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    own: CoverageMap | None = None,
    progress: Progress | None = None,
) -> tuple[CoverageMap, ...]:
    """The scenario's own system and each of its alternatives, mapped about one place at one posting.

    Parameters
    ----------
    scenario : Scenario
        What is stated, with ``alternatives``.
    catalog, samples, seed, pd_probability, allow_defaults
        As in `map_coverage`; the same for every system.
    posting_m : float, optional
        Distance between the nodes of every grid; what serves the widest system if not given. [m]
    own : CoverageMap, optional
        What `map_coverage` gave for the scenario itself with the same catalog: used instead of mapping it
        again where it was asked the same and has the same posting.
    progress : callable, optional
        Called with what is being done and the share done, 0 to 1.

    Returns
    -------
    tuple of CoverageMap
        The scenario's own system first, then the alternatives in its order. Grids share centre and posting;
        they end where each system's reach ends.

    Raises
    ------
    ScenarioError
        The scenario names no alternative; or its command post stands apart from its first fire unit, and
        one of the systems has nothing to put there.
    RangeringError
        As `map_coverage`; where one of the alternatives cannot be mapped, the error names it.
    """
    if not scenario.alternatives:
        raise ScenarioError(
            "names no other system",
            where=f"{scenario.read_as}, alternatives",
            mend='add alternatives = ["patriot"], for instance, before the first table',
        )
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    variants = [with_system(scenario, known, system_id) for system_id in scenario.alternatives]
    step_m = _common_posting_m([scenario, *variants], known, posting_m)
    titles = [_own(each, known) for each in (scenario, *variants)]

    def mapped(number: int, each: Scenario) -> CoverageMap:
        whole = len(titles)
        return map_coverage(
            each,
            catalog=known,
            samples=samples,
            seed=seed,
            posting_m=step_m,
            pd_probability=pd_probability,
            allow_defaults=allow_defaults,
            progress=lambda what, share: tell(f"{titles[number]}: {what}", (number + share) / whole),
        )

    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    asked = samples, seed, pd, step_m
    if own is None or asked != (own.samples, own.seed, own.pd_probability, own.ground.posting_m):
        own = mapped(0, scenario)
    results = [own]
    for number, variant in enumerate(variants):
        try:
            result = mapped(number + 1, variant)
        except RangeringError as error:
            raise _located(error, scenario, number) from None
        _refuse_another_centre(scenario, own, result, titles[number + 1])
        said = _in_its_place(scenario, titles[0])
        results.append(replace(result, assumptions=(said, *result.assumptions)))
    return tuple(results)


def _own(scenario: Scenario, catalog: Catalog) -> str:
    return " and ".join(dict.fromkeys(catalog[group.system].title for group in scenario.groups))


def _group(group: Group, system_id: str) -> Group:
    units = tuple(unit.model_copy(update=_without_system(unit)) for unit in group.fire_units)
    update = _without_system(group) | {"system": system_id, "fire_units": units}
    return group.model_copy(update=update)


def _without_system(here: Emplacement) -> dict[str, object]:
    """What changes where another system stands: fields of the system at their defaults, no claim kept."""
    fields = type(here).model_fields
    kept = tuple(label for label in here.labels if label in _SUPPOSED)
    update: dict[str, object] = {"labels": kept or (HYPOTHETICAL,), "source": ""}
    return update | {name: fields[name].default for name in _OF_THE_SYSTEM if name in fields}


def _in_its_place(scenario: Scenario, own: str) -> str:
    """What a reader of an alternative must be told first."""
    places: list[Emplacement] = [*scenario.groups, *scenario.fire_units]
    stated = {
        words: None
        for name, words in _OF_THE_SYSTEM.items()
        for here in places
        if name in here.model_fields_set
    }
    said = (
        f"Stands in place of the {own}, one fire unit for one: hypothetical, not as offered and not like for "
        "like. Positions, directions, readiness and doctrine are the scenario's; masts, elements, launchers "
        "and missiles the catalog's."
    )
    if stated:
        said += f" Stated of the {own} alone, so not taken over: {', '.join(stated)}."
    return said


def _common_posting_m(scenarios: Sequence[Scenario], catalog: Catalog, posting_m: float | None) -> float:
    """The posting asked for or stated, else what the ground chooses for the widest of all maps. [m]"""
    first = scenarios[0]
    asked_m = stated_posting_m(first, posting_m)
    if asked_m is not None:
        return float(asked_m)
    stated = stated_catalog(catalog, first.uncertainty, first.name)
    circles = [circle for each in scenarios for circle in _circles(each, stated)]
    centre = next((each.element for each in sited_radars(first, stated) if each.in_network), None)
    if centre is None:
        return inf  # nothing to map: the scenario's own map says so
    widest = Circle(centre.position, farthest_m(centre.position, circles))
    return float(map_ground(first, centre, [widest], inf, None)[1].posting_m)


def _circles(scenario: Scenario, catalog: Catalog) -> Iterator[Circle]:
    """About every site, how far its radars display or are claimed to see, and its missiles to reach."""
    for each in sited_radars(scenario, catalog):
        facts = radar_facts(catalog, each.element)
        claim = radar_ring(catalog, facts.radar)
        claim_m = claim.radius_m if claim is not None else 0.0
        yield Circle(each.element.position, max(facts.instrumented_range_m, claim_m))
    for group in scenario.groups:
        press = naive_rings(catalog, group.system).engagement
        if press is not None:
            for unit in group.fire_units:
                yield Circle(unit.position, press.radius_m)


def _located(error: RangeringError, scenario: Scenario, number: int) -> RangeringError:
    """The same error, at the alternative that it is about."""
    if isinstance(error, ManyErrors):
        return ManyErrors([_located(each, scenario, number) for each in error.errors])
    where = f"{scenario.read_as}, alternatives[{number + 1}] {scenario.alternatives[number]!r}"
    inner = f", {error.where}" if error.where else ""
    return type(error)(error.problem, where=where + inner, value=error.value, mend=error.mend)


def _refuse_another_centre(scenario: Scenario, own: CoverageMap, other: CoverageMap, title: str) -> None:
    """Maps lie about the first radar: a command post apart from its fire units may have none of a system."""
    if (own.ground.lat_deg, own.ground.lon_deg) == (other.ground.lat_deg, other.ground.lon_deg):
        return
    raise ScenarioError(
        f"stands apart from the first fire unit, and either the scenario's own system or {title} has no "
        "radar to put there: their maps would lie about different places",
        where=f"{scenario.read_as}, group[1].position",
        value=str(scenario.groups[0].position),
        mend="leave the position out: the command post then stands with its first fire unit",
    )
