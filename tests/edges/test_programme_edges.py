"""Wrong programmes: each gets one clear error with place, value, problem and mend, and never a traceback."""

import pytest

from rangering.errors import ManyErrors, RangeringError
from rangering.programme.read import check_programme, load_programme, programme_from_bytes
from tests.programme_files import OURS, SMALL


def errors_of(text: str) -> list[RangeringError]:
    try:
        programme_from_bytes(text.encode(), "x.toml")
    except ManyErrors as several:
        return list(several.errors)
    except RangeringError as single:
        return [single]
    return []


def test_the_small_one_is_good():
    assert errors_of(SMALL) == []


def figure(value: str, unit: str, rest: str = OURS) -> str:
    return f'{{ value = {value}, unit = "{unit}", {rest} }}'


# what is written, what is written instead, and the one line of the error
WRONG = {
    "instalments that do not add up to the price": (
        f"share = {figure('[0.4, 0.45, 0.5]', 'fraction')}",
        f"share = {figure('[0.3, 0.35, 0.5]', 'fraction')}",
        "x.toml, contract.instalment: add up to 0.9 of the price, the credit included "
        "(let the shares add up to 1)",
    ),
    "a lot before the contract": (
        "planned = 2020-03-31",
        "planned = 2016-03-31",
        "x.toml, lot[2] \"Second\", planned: '2016-03-31' is a lot before the contract, signed on 2017-04-11 "
        "(give a later day, or an earlier signature)",
    ),
    "negative stock of missiles": (
        "value = [0, 16, 32]",
        "value = [-16, 0, 32]",
        "x.toml, missiles.initial.value: [-16.0, 0.0, 32.0] is a count below 0 (give numbers from 0 up)",
    ),
    "negative stock of spares": (
        'name = "Radar"\n',
        'name = "Radar"\ndepot_stock = -2\n',
        'x.toml, component[1] "Radar", depot_stock: -2 lies outside its limits (give a value at least 0)',
    ),
    "a share over 1": (
        "value = [0.2, 0.5, 0.8]",
        "value = [0.2, 0.5, 1.8]",
        'x.toml, licence[1] "Repair", permitted.value: [0.2, 0.5, 1.8] is a share over 1 '
        "(give shares from 0 to 1)",
    ),
    "lots worth more than their contract": (
        "planned = 2020-03-31",
        f"price_share = {figure('[0.7, 1, 1]', 'fraction')}\n"
        f'[[lot]]\nname = "Third"\nprice_share = {figure("[0.1, 0.2, 0.3]", "fraction")}',
        'x.toml, lot[3] "Third", price_share: makes shares of one price add up to 1.2 '
        "(let them add up to 1 at most)",
    ),
    "an impossible crew plan": (
        "value = [8, 8, 8]",
        "value = [6, 7, 8]",
        "x.toml, class: 7 crews are trained in all, and the fire units need 8 (4 × 2) "
        "(train more, or need fewer)",
    ),
    "a cycle among prerequisites": (
        "missiles = ",
        'after = ["Second"]\nmissiles = ',
        'x.toml, lot[1] "First", after: waits for itself: First after Second after First '
        "(take one of them out)",
    ),
    "a bare number": (
        f"transport_time = {figure('[10, 20, 30]', 'd')}",
        "transport_time = 20",
        "x.toml, supplier.transport_time: 20 is a number that has no source "
        "(name a quantity of the catalog, or give value, unit, grade and source)",
    ),
    "a figure without a source": (
        f"transport_time = {figure('[10, 20, 30]', 'd')}",
        'transport_time = { value = [10, 20, 30], unit = "d", grade = "D" }',
        "x.toml, supplier.transport_time.source: is missing (every figure names its source)",
    ),
    "a figure of one number": (
        "value = [10, 20, 30]",
        "value = 20",
        "x.toml, supplier.transport_time: value must be [low, nominal, high] "
        "(write three numbers, such as [340, 600, 700])",
    ),
    "a figure out of order": (
        "value = [10, 20, 30]",
        "value = [30, 20, 10]",
        "x.toml, supplier.transport_time: nominal lies outside its bounds "
        "(order the three numbers low, nominal, high)",
    ),
    "a duration in dollars": (
        f"transport_time = {figure('[10, 20, 30]', 'd')}",
        f"transport_time = {figure('[10, 20, 30]', 'million USD')}",
        "x.toml, supplier.transport_time.unit: 'million USD' is no unit of a duration "
        '(give it in a unit such as "months")',
    ),
    "an unknown unit": (
        f"transport_time = {figure('[10, 20, 30]', 'd')}",
        f"transport_time = {figure('[10, 20, 30]', 'moons')}",
        "x.toml, supplier.transport_time.unit: 'moons' is no unit the catalog knows "
        '(write it as in "km", "m/s", "count")',
    ),
    "a figure of the catalog that there is not": (
        "s-400/turkey-order.price_total",
        "s-400/turkey-order.price_totl",
        "x.toml, contract.price: 'price_totl' is no quantity of s-400/turkey-order "
        "(did you mean price_total or price_per_division?)",
    ),
    "a figure of the file that there is not": (
        'time = "course"',
        'time = "corse"',
        "x.toml, class[1] \"Class\", time: 'corse' is no figure of this file (did you mean course?)",
    ),
    "a figure of the catalog of another kind": (
        'time = "course"',
        'time = "s-400/turkey-order.price_total"',
        "x.toml, class[1] \"Class\", time: 's-400/turkey-order.price_total' is no unit of a duration: "
        'million USD (give it in a unit such as "months")',
    ),
    "money of another currency": (
        "signed = 2017-04-11\n",
        'signed = 2017-04-11\ncurrency = "EUR"\n',
        "x.toml, contract.price: 'million USD' is in USD, and the programme in EUR "
        "(state it in the currency of the programme)",
    ),
    "a step that there is not": (
        'after = ["First"]',
        'after = ["Frist"]',
        "x.toml, lot[2] \"Second\", after[1]: 'Frist' is no step of this programme (did you mean First?)",
    ),
    "an instalment due at nothing": (
        'due = "effective"',
        'due = "efective"',
        "x.toml, contract.instalment[1].due: 'efective' is no step of this programme "
        "(did you mean effective?)",
    ),
    "a name given twice": (
        'name = "Second"\n',
        'name = "First"\n',
        "x.toml, lot[2].name: 'First' is a name given before, in lot[1] (give each its own)",
    ),
    "a name that every programme has": (
        'name = "Class"\n',
        'name = "effective"\n',
        "x.toml, class[1].name: 'effective' is the name of a step that every programme has "
        "(give it another name)",
    ),
    "a day in quotes": (
        "begins = 2021-01-01",
        'begins = "2021-01-01"',
        "x.toml, shock[1] \"Embargo\", begins: '2021-01-01' is not a day "
        "(write it without quotes, year first, such as 2017-04-11; or name a dated fact)",
    ),
    "a dated fact that there is not": (
        "begins = 2021-01-01",
        'begins = "turkey-s-400.first-delivry"',
        "x.toml, shock[1] \"Embargo\", begins: 'turkey-s-400.first-delivry' is no dated fact "
        "(did you mean turkey-s-400.first-delivery or turkey-s-400.first-delivery-in-2019 or "
        "turkey-s-400.first-firing?)",
    ),
    "a shock that never begins": (
        "begins = 2021-01-01\n",
        "",
        'x.toml, shock[1] "Embargo": says neither when it begins nor how long it is waited for '
        "(add begins, or mean_wait)",
    ),
    "a misspelt key": (
        "stops = [",
        "stop = [",
        'x.toml, shock[1] "Embargo", stop: is not a key of this table '
        "(did you mean stops or cost or cost_over?)",
    ),
    "a flow that there is not": (
        '"supplier repair"',
        '"repair"',
        "x.toml, shock[1] \"Embargo\", stops[2]: 'repair' is not one of the choices (choose 'deliveries', "
        "'training', 'supplier repair', 'licensed', 'transfer', 'decision', 'installation' or "
        "'supplier training')",
    ),
    "no signature": (
        "signed = 2017-04-11\n",
        "",
        "x.toml, signed: is missing (add signed = 2017-04-11)",
    ),
    "a system that there is not": (
        'title = "Small"\n',
        'title = "Small"\nsystem = "s-40"\n',
        "x.toml, system: 's-40' is no system of the catalog (did you mean s-400 or s-300pmu2?)",
    ),
    "full capability of more than there is": (
        "[installation]",
        "[operational]\nfull = 5\n[installation]",
        "x.toml, operational.full: 5 is more than its lots bring, 4 (give at most that)",
    ),
    "initial capability of more than full": (
        "[installation]",
        "[operational]\ninitial = 3\nfull = 2\n[installation]",
        "x.toml, operational.initial: 3 is more than full capability, 2 (give at most that)",
    ),
    "a local lot without a licence": (
        'after = ["First"]\n',
        'after = ["First"]\nmade = "local"\n',
        'x.toml, lot[2] "Second": is made at home, and names no licence (add licence = the name of one)',
    ),
    "a lot under a licence that there is not": (
        'after = ["First"]\n',
        'after = ["First"]\nlicence = "Repairs"\n',
        "x.toml, lot[2] \"Second\", licence: 'Repairs' is no licence of this programme "
        "(did you mean Repair?)",
    ),
    "a local lot under a licence for repair": (
        'after = ["First"]\n',
        'after = ["First"]\nmade = "local"\nlicence = "Repair"\n',
        "x.toml, lot[2] \"Second\", licence: 'Repair' is a licence for component repair, under "
        "which no lot is "
        'put together at home (name one of kind "assembly" or "full")',
    ),
    "more parts needed than there are": (
        'name = "Radar"\n',
        'name = "Radar"\nneeded = 2\n',
        'x.toml, component[1] "Radar", needed: 2 is more than a fire unit has, 1 '
        "(need at most what there is)",
    ),
    "spares of no component": (
        'after = ["First"]\n',
        'after = ["First"]\nspares = { Rader = 1 }\n',
        "x.toml, lot[2] \"Second\", spares.Rader: 'Rader' is no component of this programme "
        "(did you mean Radar?)",
    ),
    "raids without missiles": (
        "[missiles]\n",
        f"[missiles]\nraid_every = {figure('[7, 7, 7]', 'd')}\n",
        "x.toml, missiles: says nothing of raid_mean (state raid_every and raid_mean together)",
    ),
    "lots that nobody times": (
        f"production_time = {figure('[300, 400, 500]', 'd')}\n",
        "",
        'x.toml, lot[1] "First": does not say how long its production takes '
        "(add production_time here or under [supplier])",
    ),
    "a lot delivered, of a contract without a day": (
        "planned = 2020-03-31",
        "delivered = 2020-03-31",
        "x.toml, lot[2] \"Second\", delivered: '2020-03-31' is known, and contract.effective_on is not "
        "(add effective_on under [contract])",
    ),
    "facts of nobody": (
        'title = "Small"\n',
        'title = "Small"\nfacts = "turkey-s-40"\n',
        "x.toml, facts: 'turkey-s-40' is no programme of the dated facts "
        "(did you mean turkey-s-400 or turkey-f-35 or turkey-t-loramids?)",
    ),
    "a variant without something that is not there": (
        'title = "Small"\n',
        'title = "Small"\nvariant = [{ name = "a", without = ["Secnd"] }]\n',
        "x.toml, variant[1] \"a\", without[1]: 'Secnd' is nothing this programme has (did you mean Second?)",
    ),
    "a currency in words": (
        "signed = 2017-04-11\n",
        'signed = 2017-04-11\ncurrency = "dollars"\n',
        "x.toml, currency: 'dollars' is no currency (write its three letters, such as \"USD\")",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_programme_gets_its_line(what):
    old, new, said = WRONG[what]
    assert old in SMALL
    found = [error.sentence() for error in errors_of(SMALL.replace(old, new, 1))]
    assert said in found


ALONE = set(WRONG) - {
    "a lot delivered, of a contract without a day",  # it also waits for another lot
    "a local lot without a licence",  # the licence is missing in a second respect
    "lots that nobody times",  # one line a lot
    "a misspelt key",
    "a name given twice",  # nothing is called Second any more
    "full capability of more than there is",  # and there are too few crews for it
}


@pytest.mark.parametrize("what", sorted(ALONE))
def test_and_no_other(what):
    old, new, _ = WRONG[what]
    assert len(errors_of(SMALL.replace(old, new, 1))) == 1


def test_all_errors_of_a_file_are_named_at_once():
    wrong = SMALL
    for what in ("a lot before the contract", "a bare number", "a day in quotes", "a currency in words"):
        old, new, _ = WRONG[what]
        wrong = wrong.replace(old, new, 1)
    found = {error.sentence() for error in errors_of(wrong)}
    assert {WRONG[what][2] for what in ("a bare number", "a day in quotes", "a currency in words")} <= found
    assert WRONG["a lot before the contract"][2] in found


def test_a_figure_that_became_known_later_is_refused():
    text = SMALL.replace("signed = 2017-04-11\n", "signed = 2017-04-11\nknown_by = 2019-01-01\n")
    found = [error.sentence() for error in errors_of(text)]
    assert found == [
        "x.toml, contract.price: 's-400/turkey-order.price_total' became known on 2020-05-31, after known_by "
        "(state what was known then)",
        "x.toml, lot[1] \"First\", missiles: 's-400/turkey-order.interceptors_ordered' became known on "
        "2019-07-12, after known_by (state what was known then)",
    ]


def test_a_day_that_became_known_later_is_refused():
    text = SMALL.replace("signed = 2017-04-11\n", "signed = 2017-04-11\nknown_by = 2020-06-01\n")
    text = text.replace("planned = 2020-03-31", 'planned = "turkey-s-400.first-firing"')
    assert [error.sentence() for error in errors_of(text)] == [
        "x.toml, lot[2] \"Second\", planned: 'turkey-s-400.first-firing' became known on 2020-10-31, "
        "after known_by (state what was known then)"
    ]


def test_a_sourced_figure_of_no_day_is_refused_where_days_matter():
    text = SMALL.replace("signed = 2017-04-11\n", "signed = 2017-04-11\nknown_by = 2021-01-01\n")
    ours = f"transport_time = {figure('[10, 20, 30]', 'd')}"
    text = text.replace(ours, ours.replace(OURS, 'grade = "B", source = "Press"'))
    assert [error.sentence() for error in errors_of(text)] == [
        "x.toml, supplier.transport_time: does not say since when it is known, and known_by is stated "
        "(add known_on = the day of its publication)"
    ]


ENDED = {
    "what comes first has no stated end": (
        ('name = "Class"', 'name = "Class"\nended = 2018-06-30'),
        "x.toml, class[1] \"Class\", ended: '2018-06-30' is the day of its end, and effective, which comes "
        "first, has no stated end (state when that ended, or leave this day out)",
    ),
    "what comes first ended later": (
        ("[activation]", "[activation]\nended = 2019-01-01"),
        ("[contract]", "[contract]\neffective_on = 2017-09-12"),
        ('name = "Second"', 'name = "Second"\ndelivered = 2019-03-01'),
        ('after = ["First"]\n', ""),
        "x.toml, activation.ended: '2019-01-01' lies before the end of Second, 2019-03-01, which comes first "
        "(order the two days)",
    ),
    "a successor of an open step": (
        ("[contract]", "[contract]\neffective_on = 2017-09-12"),
        ("permitted", 'ended = 2019-03-01\nafter = ["Class"]\npermitted'),
        "x.toml, licence[1] \"Repair\", ended: '2019-03-01' is the day of its end, and Class, which comes "
        "first, has no stated end (state when that ended, or leave this day out)",
    ),
    "an end that nobody can know yet": (
        ("[contract]", "[contract]\neffective_on = 2021-09-12"),
        "x.toml, contract.effective_on: '2021-09-12' is the end of a step, and lies after known_by, "
        "2020-12-01 (leave it out, or state what was planned)",
    ),
    "an end before the beginning": (
        ("[contract]", "[contract]\neffective_on = 2017-09-12"),
        ('name = "Class"', 'name = "Class"\nended = 2018-06-30\nnot_before = 2018-07-01'),
        "x.toml, class[1] \"Class\", ended: '2018-06-30' lies before not_before, 2018-07-01 "
        "(order the two days)",
    ),
    "installed and not delivered": (
        ('name = "First"', 'name = "First"\ninstalled = 2018-06-30'),
        "x.toml, lot[1] \"First\", installed: '2018-06-30' is the day of its end, and the lot has no stated "
        "delivery (add delivered)",
    ),
    "installed before it was delivered": (
        ("[contract]", "[contract]\neffective_on = 2017-09-12"),
        ('name = "First"', 'name = "First"\ndelivered = 2018-07-30\ninstalled = 2018-06-30'),
        "x.toml, lot[1] \"First\", installed: '2018-06-30' lies before the lot was delivered, 2018-07-30 "
        "(order the two days)",
    ),
}


@pytest.mark.parametrize("what", ENDED)
def test_a_stated_end_that_cannot_be_is_refused(what: str):
    *changes, said = ENDED[what]
    text = SMALL.replace("signed = 2017-04-11\n", "signed = 2017-04-11\nknown_by = 2020-12-01\n")
    for old, new in changes:
        text = text.replace(f"{old}\n" if old[0] == "[" else old, f"{new}\n" if old[0] == "[" else new, 1)
    assert [error.sentence() for error in errors_of(text)] == [said]


def test_a_file_that_is_not_there_names_the_nearest_ready_one():
    with pytest.raises(RangeringError) as refused:
        load_programme("turkey-s-40")
    assert refused.value.sentence() == (
        "turkey-s-40: does not exist (did you mean turkey-s-400 or turkey-second-set or india-s-400?)"
    )


def test_an_empty_file_says_how_to_start(tmp_path):
    path = tmp_path / "empty.toml"
    path.write_text("")
    (found,) = check_programme(path)
    assert found.mend == "start from a ready one: rangering programme list --copy turkey-s-400"
