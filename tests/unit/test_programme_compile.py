"""From a programme to its plan: activities, what they wait for and bring about, money, and readings."""

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rangering.catalog.draw import draw, reading
from rangering.catalog.read import load_catalog
from rangering.programme.compile import Compiled, compile_programme
from rangering.programme.gathered import gather
from rangering.programme.models import Programme
from rangering.programme.plan import NONE, Cause, Effect, Flow
from rangering.programme.play import play_plan
from rangering.programme.read import load_programme, programme_from_bytes
from tests.programme_files import OURS, SMALL


def compiled(text: str = SMALL) -> Compiled:
    return compile_programme(programme_from_bytes(text.encode(), "x.toml"), load_catalog())


def before(found: Compiled, name: str) -> set[str]:
    activities, n = found.plan.activities, found.names.index(name)
    return {
        found.names[each]
        for each in activities.after[activities.first_after[n] : activities.first_after[n + 1]]
    }


def brings(found: Compiled, name: str) -> list[tuple[Effect, int, float]]:
    activities, n = found.plan.activities, found.names.index(name)
    span = slice(activities.first_effect[n], activities.first_effect[n + 1])
    return [
        (Effect(effect), int(index), float(amount))
        for effect, index, amount in zip(
            activities.effect[span],
            activities.effect_index[span],
            activities.effect_amount[span],
            strict=True,
        )
    ]


def of(found: Compiled, name: str, field: str) -> float:
    return float(getattr(found.plan.activities, field)[found.names.index(name)])


def test_a_lot_is_made_then_sent_then_installed():
    found = compiled()
    assert before(found, "lot First: production") == {"contract: entry into force"}
    assert before(found, "lot First: transport") == {"lot First: production"}
    assert before(found, "lot First, fire unit 2: installation") == {
        "lot First: transport",
        "lot First, fire unit 2: site",
    }
    assert before(found, "lot Second: production") == {"contract: entry into force", "lot First: transport"}
    assert before(found, "decision: into service") == {"lot Second: transport"}


def test_what_ends_brings():
    found = compiled()
    assert brings(found, "lot First: transport") == [
        (Effect.FIRE_UNIT_DELIVERED, 0, 1.0),
        (Effect.FIRE_UNIT_DELIVERED, 1, 1.0),
        (Effect.MISSILES, 400, 128.0),
    ]
    assert brings(found, "lot Second, fire unit 1: installation") == [(Effect.FIRE_UNIT_INSTALLED, 2, 1.0)]
    assert brings(found, "decision: into service") == [
        (Effect.FIRE_UNIT_RELEASED, unit, 1.0) for unit in range(4)
    ]
    assert brings(found, "class Class") == [(Effect.CREWS_TRAINED, 0, 8.0)]
    assert brings(found, "licence Repair: set-up") == [(Effect.LINE_OPENED, 0, 1.0)]


def test_figures_arrive_in_days():
    found = compiled()
    assert of(found, "lot First: production", "duration_d") == 400.0
    assert_allclose(of(found, "class Class", "duration_d"), 5 * 365.25 / 12)  # months
    assert of(found, "lot First: transport", "spread") == 0.2
    assert of(found, "licence Repair: transfer", "likely") == 0.5
    assert_allclose(found.plan.components.fails_per_d, [0.01])
    assert found.plan.shocks.begins_d.tolist() == [float((date(2021, 1, 1) - date(2017, 4, 11)).days)]
    assert found.plan.shocks.lasts_d.tolist() == [np.inf]
    assert found.plan.shocks.stops.tolist() == [Flow.DELIVERIES | Flow.SUPPLIER_REPAIR]
    assert found.plan.missiles.initial == 16


def test_what_is_stopped_by_what():
    found = compiled()
    assert of(found, "lot First: production", "stopped_by") == Flow.DELIVERIES
    assert of(found, "class Class", "stopped_by") == Flow.TRAINING | Flow.SUPPLIER_TRAINING
    at_home = compiled(SMALL.replace('name = "Class"\n', 'name = "Class"\ntaught = "home"\n'))
    assert of(at_home, "class Class", "stopped_by") == Flow.TRAINING
    assert of(found, "licence Repair: transfer", "stopped_by") == Flow.TRANSFER
    assert of(found, "decision: into service", "stopped_by") == Flow.DECISION
    assert of(found, "contract: entry into force", "stopped_by") == 0


def test_lots_share_the_slots_of_the_supplier():
    found = compiled()
    assert found.plan.activities.places.tolist() == [1]
    assert of(found, "lot First: production", "place") == of(found, "lot Second: production", "place") == 0
    assert of(found, "lot First: transport", "place") == NONE


def test_months_fall_on_the_day_of_signature():
    months = compiled().plan.months
    assert months[:3].tolist() == [0.0, 30.0, 61.0]  # 11 April, 11 May, 11 June 2017
    assert months[12] == 365.0
    assert len(months) == 20 * 12 + 1


def test_the_last_day_of_a_month_stands_in_for_one_that_it_has_not():
    text = SMALL.replace("signed = 2017-04-11", "signed = 2017-01-31")
    assert compiled(text).plan.months[:3].tolist() == [0.0, 28.0, 59.0]  # 28 February, 31 March


def test_money_is_tied_to_what_it_waits_for():
    found = compiled()
    money = found.priced
    assert money.price == 2.5e9
    assert_allclose(money.payments.amount, [0.45 * 2.5e9])
    assert [found.names[n] for n in money.payments.activity] == ["contract: entry into force"]
    assert_allclose(money.credit.amount, 0.55 * 2.5e9)
    assert_allclose(money.credit.rate_per_year, 0.05)
    assert_allclose(money.credit.tenor_d, 10 * 365.25)
    assert [found.names[n] for n in money.credit.draw_activity] == [
        "lot First: transport",
        "lot Second: transport",
    ]
    assert_allclose(money.credit.draw_share, [0.5, 0.5])
    assert_allclose(money.lots.value, [1.25e9, 1.25e9])
    assert [found.names[n] for n in money.lines.transfer_activity] == ["licence Repair: transfer"]
    assert [found.names[n] for n in money.lines.open_activity] == ["licence Repair: set-up"]


def test_without_a_decision_what_is_installed_is_in_service():
    text = SMALL[: SMALL.index("[activation]")] + SMALL[SMALL.index("[[component]]") :]
    assert brings(compiled(text), "lot First, fire unit 1: installation") == [
        (Effect.FIRE_UNIT_INSTALLED, 0, 1.0),
        (Effect.FIRE_UNIT_RELEASED, 0, 1.0),
    ]


def test_without_installation_what_is_delivered_is_installed():
    text = SMALL[: SMALL.index("[installation]")] + SMALL[SMALL.index("[[class]]") :]
    found = compiled(text)
    assert (Effect.FIRE_UNIT_INSTALLED, 1, 1.0) in brings(found, "lot First: transport")
    assert not any("installation" in name for name in found.names)


def test_what_was_delivered_comes_on_its_day_whatever_the_spread():
    text = SMALL.replace("[contract]\n", "[contract]\neffective_on = 2017-09-12\n")
    text = text.replace('missiles = "s-4', 'delivered = 2019-07-25\nmissiles = "s-4')
    found = compiled(text)
    parts = ["contract: entry into force", "lot First: production", "lot First: transport"]
    whole = sum(of(found, part, "duration_d") for part in parts)
    assert whole == (date(2019, 7, 25) - date(2017, 4, 11)).days
    assert [of(found, part, "spread") for part in parts] == [0.0, 0.0, 0.0]
    assert of(found, "lot First: transport", "stopped_by") == 0


def test_what_is_in_hand_stands_ready_with_its_crews():
    found = compiled(SMALL.replace('after = ["First"]', 'made = "in hand"'))
    stages = (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED)
    expected = [(effect, unit, 1.0) for unit in (2, 3) for effect in stages]
    assert [each for each in brings(found, "lot Second: in hand") if each[0] in stages] == expected
    assert (Effect.CREWS_TRAINED, 0, 2.0) in brings(found, "lot Second: in hand")
    assert before(found, "lot Second: in hand") == set()


def test_an_option_holds_back_its_lots_and_pays_with_them():
    text = (
        SMALL.replace('after = ["First"]', 'option = "More"')
        + f"""
[[option]]
name = "More"
share = {{ value = [0.1, 0.2, 0.3], unit = "probability", {OURS} }}
price = {{ value = [100, 200, 300], unit = "million USD", {OURS} }}
"""
    )
    found = compiled(text)
    assert before(found, "lot Second: production") == {"option More"}
    assert of(found, "option More", "likely") == 0.2
    assert_allclose(found.priced.payments.amount, [0.45 * 2.5e9, 2e8])
    assert found.names[found.priced.payments.activity[1]] == "lot Second: transport"
    assert_allclose(found.priced.lots.value, [2.5e9, 2e8])


def test_an_activity_draws_by_its_name_alone():
    one, two = (
        compiled(),
        compiled(SMALL.replace('[[lot]]\nname = "First"', '[[lot]]\nname = "Zero"\n[[lot]]\nname = "First"')),
    )
    for name in ("lot First: production", "class Class", "decision: into service"):
        assert of(one, name, "element") == of(two, name, "element")
    assert len(set(one.plan.activities.element.tolist())) == len(one.names)


def test_a_reading_moves_what_it_draws_and_nothing_else():
    catalog = load_catalog()
    programme = programme_from_bytes(SMALL.encode(), "x.toml")
    key = "programme/x.supplier.production_time"
    moved = compile_programme(programme, catalog, {key: 450 * 86_400.0})
    nominal = compile_programme(programme, catalog)
    assert of(moved, "lot First: production", "duration_d") == 450.0
    changed = np.flatnonzero(moved.plan.activities.duration_d != nominal.plan.activities.duration_d)
    assert [nominal.names[n] for n in changed] == ["lot First: production", "lot Second: production"]


def test_a_figure_named_twice_is_drawn_once():
    text = SMALL.replace(f'time = {{ value = [20, 30, 40], unit = "d", {OURS} }}', 'time = "course"')
    gathered = gather(programme_from_bytes(text.encode(), "x.toml"), load_catalog())
    assert gathered.keys.count("programme/x.figures.course") == 1
    found = compiled(text)
    assert of(found, "class Class", "duration_d") == of(found, "decision: into service", "duration_d")


def ready() -> list[Programme]:
    from rangering.programme.library import PROGRAMMES
    from rangering.scenario.library import ready as files

    return [load_programme(name) for name in files(PROGRAMMES)]


@pytest.mark.parametrize("programme", ready(), ids=lambda each: each.name)
def test_a_ready_programme_compiles_in_every_variant(programme):
    catalog = load_catalog()
    for each in [programme.variant(v.name) for v in programme.variants] or [programme]:
        gathered = gather(each, catalog)
        drawn = draw(gathered.catalog, gathered.keys, 3, 7)
        for sample in range(3):
            found = compile_programme(each, catalog, reading(drawn, sample), gathered=gathered)
            assert found.plan.activities.duration_d.min() >= 0.0
            assert np.isfinite(found.plan.activities.duration_d).all()
            causes = {Cause(int(cause)) for cause in found.plan.activities.cause}
            assert causes <= {cause for cause in Cause if cause <= Cause.SLOT}


def test_variants_of_a_study_differ_in_what_they_leave_out_alone():
    catalog, whole = load_catalog(), load_programme("turkey-second-set")
    none, assembly = (compile_programme(whole.variant(name), catalog) for name in ("none", "assembly"))
    shared = set(none.names) & set(assembly.names)
    assert {"contract: entry into force", "class Class", "lot First set: in hand"} <= shared
    for name in shared:
        assert of(none, name, "element") == of(assembly, name, "element")
        assert of(none, name, "duration_d") == of(assembly, name, "duration_d")
    assert none.plan.components.local_line.tolist() == [NONE]
    assert assembly.plan.components.local_line.tolist() == [1]


def test_a_lot_has_its_share_of_the_price_and_others_the_rest():
    share = f'price_share = {{ value = [0.1, 0.2, 0.3], unit = "fraction", {OURS} }}'
    text = SMALL.replace("missiles = ", f"{share}\nmissiles = ")
    money = compiled(text).priced
    assert_allclose(money.lots.value, [0.5e9, 2.0e9])
    assert_allclose(money.credit.draw_share, [0.2, 0.8])
    # Where every lot states one, what they leave belongs to none; the credit is drawn whole all the same.
    money = compiled(text.replace('name = "Second"', f'name = "Second"\n{share}')).priced
    assert_allclose(money.lots.value, [0.5e9, 0.5e9])
    assert_allclose(money.credit.draw_share, [0.5, 0.5])


def test_a_shock_that_is_still_to_come_had_not_come_by_the_day_the_programme_knows_up_to():
    stated = load_programme("turkey-s-400")
    shocks = compile_programme(stated, load_catalog()).plan.shocks
    known_d = (date(2020, 5, 31) - date(2017, 4, 11)).days
    to_come = shocks.mean_wait_d > 0.0
    assert to_come.sum() == 3  # sanctions, embargo, host base
    assert set(shocks.begins_d[to_come]) == {known_d}
    names = [each.name for each in stated.shocks]
    # What has come stands on its own day: the epidemic in April 2020, the F-35 in July 2019.
    assert shocks.begins_d[names.index("F-35")] == (date(2019, 7, 17) - date(2017, 4, 11)).days
    assert shocks.begins_d[names.index("Epidemic")] < known_d


def test_how_old_missiles_are_when_they_come():
    text = SMALL.replace(
        "[missiles]\n", f'[missiles]\nshelf_life = {{ value = [9, 10, 11], unit = "years", {OURS} }}\n'
    )
    found = compiled(text)
    assert found.plan.missiles.oldest_d == found.plan.missiles.shelf_life_d == 3652.5
    assert (Effect.MISSILES, 400, 128.0) in brings(found, "lot First: transport")  # made in 400 days
    stated = f'oldest = {{ value = [1, 2, 3], unit = "years", {OURS} }}\n'
    text = text.replace("[missiles]\n", f"[missiles]\n{stated}").replace("[[lot]]\n", f"[[lot]]\n{stated}", 1)
    found = compiled(text)
    assert found.plan.missiles.oldest_d == 730.5
    assert (Effect.MISSILES, 730, 128.0) in brings(found, "lot First: transport")
    in_hand = compiled(text.replace('name = "First"\n', 'name = "First"\nmade = "in hand"\n'))
    assert (Effect.MISSILES, 730, 128.0) in brings(in_hand, "lot First: in hand")


KNOWN = SMALL.replace("signed = 2017-04-11\n", "signed = 2017-04-11\nknown_by = 2020-12-01\n")
KNOWN_D = (date(2020, 12, 1) - date(2017, 4, 11)).days


def test_what_is_not_stated_to_have_ended_had_not_by_the_day_that_is_known():
    found = compiled(KNOWN)
    acts = found.plan.activities
    told = {name for name, day in zip(found.names, acts.open_until_d, strict=True) if day == KNOWN_D}
    # Of a site nobody tells when it was ready; of lots and licences all stages are drawn as one.
    assert told == {name for name in found.names if not name.endswith(": site")}
    assert set(acts.open_until_d) == {0.0, KNOWN_D}
    last = {name: found.names[n] for name, n in zip(found.names, acts.rest, strict=True) if n != NONE}
    assert last == {
        "lot First: production": "lot First: transport",
        "lot Second: production": "lot Second: transport",
        "licence Repair: transfer": "licence Repair: set-up",
    }
    assert not compiled().plan.activities.open_until_d.any()


def test_what_is_stated_to_have_ended_ends_on_its_day_without_chance():
    text = KNOWN.replace("[contract]\n", "[contract]\neffective_on = 2017-09-12\n")
    text = text.replace('name = "Class"\n', 'name = "Class"\nended = 2018-06-30\nnot_before = 2018-01-10\n')
    text = text.replace(
        'name = "First"\n', 'name = "First"\ndelivered = 2018-07-25\ninstalled = 2018-12-31\n', 1
    )
    text = text.replace("permitted", "ended = 2019-05-31\npermitted")
    found = compiled(text)
    out = play_plan(found.plan, 3, 1)
    for name, day in {
        "contract: entry into force": date(2017, 9, 12),
        "class Class": date(2018, 6, 30),
        "lot First: transport": date(2018, 7, 25),
        "lot First, fire unit 2: installation": date(2018, 12, 31),
        "licence Repair: set-up": date(2019, 5, 31),
    }.items():
        assert (out.ended_d[:, found.names.index(name)] == (day - date(2017, 4, 11)).days).all(), name
        assert of(found, name, "open_until_d") == 0.0
        assert of(found, name, "likely") == 1.0
        assert of(found, name, "spread") == 0.0
    assert of(found, "lot Second: transport", "open_until_d") == KNOWN_D


def test_the_decision_that_was_taken_and_the_option_that_came():
    text = KNOWN.replace("[contract]\n", "[contract]\neffective_on = 2017-09-12\n")
    text = text.replace('name = "Second"\n', 'name = "Second"\ndelivered = 2018-07-25\n', 1)
    text = text.replace('after = ["First"]\n', "").replace(
        "[activation]\n", "[activation]\nended = 2018-08-01\n"
    )
    text += f"""
[[option]]
name = "More"
share = {{ value = [0.1, 0.2, 0.3], unit = "probability", {OURS} }}
ended = 2018-09-01
"""
    found = compiled(text)
    out = play_plan(found.plan, 20, 1)
    for name, day in (("decision: into service", date(2018, 8, 1)), ("option More", date(2018, 9, 1))):
        assert (out.ended_d[:, found.names.index(name)] == (day - date(2017, 4, 11)).days).all()


def test_no_history_of_the_turkish_programme_ends_early_what_was_open_in_may_2020():
    stated = load_programme("turkey-s-400")
    catalog = load_catalog()
    gathered = gather(stated, catalog)
    drawn = draw(gathered.catalog, gathered.keys, 4, 7)
    for values in (None, *(reading(drawn, sample) for sample in range(4))):
        found = compile_programme(stated, catalog, values, gathered=gathered)
        out = play_plan(found.plan, 100, 1)
        for step in ("Second class", "activation", "Second batch", "Second set"):
            assert out.ended_d[:, found.steps[step]].min() >= stated.known_d
        installed = [n for n, name in enumerate(found.names) if name.endswith("installation")]
        assert out.ended_d[:, installed].min() >= stated.known_d
        epidemic = [each.name for each in stated.shocks].index("Epidemic")
        assert out.shock_ends_d[:, epidemic].min() >= stated.known_d
