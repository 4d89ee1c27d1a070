"""What a risk is given, what it rests on, and what makes it doubtful, in sentences."""

from collections.abc import Iterator
from math import isfinite

from rangering.mission.rare import Proposals
from rangering.scenario.models import Scenario
from rangering.study.risk.found import Found
from rangering.study.risk.results import (
    Stood,
)

_WEIGHTS_OFF = 5.0  # standard errors of the mean weight from which on weights are wrong, not unlucky


def stood_of(scenario: Scenario) -> Iterator[Stood]:
    """State of each fire unit: what the rate is given."""
    for group in scenario.groups:
        doctrine = group.doctrine or scenario.doctrine
        for unit in group.fire_units:
            ready = f"{unit.alert}, ready after {unit.time_to_ready_s / 60.0:g} min"
            alert = ready if unit.alert == "standby" else unit.alert
            cue = f", cued by {group.external_cue.source}" if group.external_cue is not None else ""
            yield Stood(unit.shown, alert, f"weapons {doctrine.weapons}", f"{group.integration}{cue}")


def assumptions_of(stated: Found, samples: int, each_count: int, compared: bool) -> Iterator[str]:
    """What an answer rests on, whatever comes of it."""
    case = stated.case
    yield (
        "Conditional on the alert state, the rules of engagement, the air picture and all that stands "
        "below; not a "
        "forecast, and no judgement on whether to fly."
    )
    yield (
        "A wrong shot is a civil flight at which a missile is launched. Hours are those of civil flights "
        "inside the "
        "nominal engagement envelope of a fire unit on alert; flights keep to their times, so they do not "
        "vary. Where each radar points at the start is drawn anew for every replicate. The clock runs until "
        "the last flight has come to its end, whatever duration the scenario states. Shots at aircraft that "
        "are not, or never come, inside that envelope count as well."
    )
    yield (
        "Alert here means ready or not, and after what time; tension is not modelled. The consequence is "
        "taken as the loss of the aircraft; deliberate attack is not assessed."
    )
    if isfinite(case.plain_most) and case.proposals.share:
        yield (
            f"Plain draws alone ({case.plain_checked:,} replicates) leave room for {case.plain_most:.2g} "
            "wrong shots per 1,000 h (95 %), by whatever path. That is the high end of the interval unless "
            "all that is rare was proposed, many wrong shots were seen, and plain draws do not speak "
            "against it."
        )
    if case.proposals.share:
        yield (
            f"Rare draws are made more often and weighed: {_tilted(case.proposals)}, in "
            f"{case.proposals.share:.0%} of "
            f"replicates; weights have the mean {case.mean_weight:.3f}, nature's is 1. Paths to a wrong "
            "shot other "
            "than these are met as seldom as by nature, and the interval knows nothing of paths never met."
        )
    else:
        yield "Drawn as by nature, every weight 1: that sees enough here, or it was asked for."
    if case.pilot:
        yield f"A pilot of {case.pilot:,} replicates chose that; none of them is counted."
    if samples:
        yield (
            f"The band is over {samples} readings of what nobody outside knows, each a rate of its own from "
            f"{each_count:,} replicates (chance included) over its own hours inside: no probability."
        )
    else:
        yield "No readings were drawn: what nobody outside knows is not in the interval."
    if compared:
        yield (
            "Levers and mitigations change one thing each, with the same chance; ends of levers are ours "
            "where the "
            "catalog gives none (grade D). Weapons hold leaves self-defence, so that who comes near may "
            "still be shot at. What flights that go elsewhere meet there is not counted."
        )
    yield from stated.made.remarks


def _tilted(proposals: Proposals) -> str:
    words = {
        "silent": "sets never heard", "misread": "codes misread", "filed": "flight plans not found",
        "reply": "spells of silence", "misaligned": "wrong norths",
    }  # fmt: skip
    return ", ".join(said for key, said in words.items() if getattr(proposals, key) is not None)


def warnings_of(stated: Found, reference: Found) -> Iterator[str]:
    """What makes an answer doubtful, and whom it does not replace."""
    case = stated.case
    yield "This replaces no NOTAM and no decision of an aviation authority."
    if case.rate.only_limit:
        yield "Not one wrong shot was seen: the rate is an upper limit (95 %), not nothing."
    elif not case.reached:
        yield f"The precision asked for was not reached in {case.replicates:,} replicates: a wider interval."
    if reference.case.rate.only_limit:
        yield "The reference case saw none: the ratio has a lower limit alone."
    if abs(case.mean_weight - 1.0) > _WEIGHTS_OFF * case.weight_error + 1e-6:
        yield (
            f"Weights have the mean {case.mean_weight:.3f}, which is not 1 within {_WEIGHTS_OFF:g} standard "
            "errors: do not trust this."
        )
    if isfinite(case.count.value) and 0 < case.count.seen < 10:
        saw = "replicate" if case.count.seen == 1 else "replicates"
        yield f"Only {case.count.seen} {saw} saw a wrong shot: the interval is a rough one."
