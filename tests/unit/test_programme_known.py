"""What a programme says by an earlier day; shocks that stop nothing; the schema; labelled arrays."""

import json
import tomllib
from datetime import date
from functools import partial

import jsonschema
import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.errors import ManyErrors, ProgrammeError
from rangering.programme.gathered import gather
from rangering.programme.idle_shocks import idle_shocks
from rangering.programme.known import as_known_by
from rangering.programme.library import PROGRAMMES
from rangering.programme.raids import raid_words, raids_count
from rangering.programme.read import load_programme, programme_from_bytes
from rangering.programme.run import run_programme
from rangering.programme.schema import programme_schema
from rangering.scenario.library import ready
from tests.programme_files import OURS, SMALL
from tests.programme_results import result

READY = ready(PROGRAMMES)


LICENCE = SMALL[SMALL.index("[[licence]]") : SMALL.index("[[shock]]")]


def stated(more="", without=""):
    return programme_from_bytes((SMALL.replace(without, "") + more).encode(), "x.toml")


def plain(value):
    """As JSON has it: a day is a text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def test_nothing_that_became_public_later_is_let_in():
    programme = load_programme("turkey-s-400")
    with pytest.raises(ManyErrors) as refused:
        as_known_by(programme, date(2019, 9, 30))
    assert {each.value for each in refused.value.errors} == {
        "turkey-s-400.training-length", "turkey-s-400.activation-delayed",
        "turkey-s-400.all-components-delivered",
    }  # fmt: skip
    assert all("known_by" in each.problem for each in refused.value.errors)
    again = as_known_by(programme, date(2020, 5, 31))
    assert again == programme
    assert again.read_as == programme.read_as


def test_a_run_says_on_which_day_it_knows():
    programme = stated()
    run_of = partial(run_programme, programme, histories=4, readings=2)
    early = run_of(known_by=date(2020, 6, 15))
    assert "2020-06-15" in " ".join(early.assumptions)
    assert early.provenance["inputs"] != run_of().provenance["inputs"]
    with pytest.raises(ManyErrors, match="became known on 2020-05-31"):
        run_of(known_by=date(2019, 1, 1))
    with pytest.raises(ProgrammeError, match="before the signature"):
        run_of(known_by=date(2017, 1, 1))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2021-01-01", "lies after the known_by"),
        ("2016-06-01", "before the signature"),
        ("soon", "is no date"),
    ],
)
def test_days_that_cannot_be_asked_for_are_named(run, day, said):
    found = run("programme", "run", "turkey-s-400", "--known-by", day, "-n", "2", "--readings", "0")
    assert found.status == 2
    assert "--known-by" in found.err
    assert said in found.err


def test_the_day_stands_in_the_command_that_repeats_it(run):
    found = run("programme", "run", "turkey-s-400", "--known-by", "2020-05-31", "-n", "2", "--readings", "0",
                "--json", "--quiet")  # fmt: skip
    told = json.loads(found.out)
    assert "--known-by 2020-05-31" in told["results"]["command"]
    assert told["environment"]["known_by"] == "2020-05-31"


def shock(stops, more=""):
    return f'[[shock]]\nname = "Blow"\nkind = "sanctions"\nbegins = 2019-01-01\nstops = {stops}\n{more}'


def test_shocks_that_stop_nothing_say_what_they_do():
    (said,) = idle_shocks(stated(shock('["licensed", "transfer"]'), LICENCE))
    assert said.startswith('shock "Blow" stops nothing here: it would stop licensed and transfer')
    assert "no work at home and no licence" in said
    assert "moves no result" in said
    cost = f'cost = {{ value = [1, 2, 3], unit = "million USD", {OURS} }}\n'
    (said,) = idle_shocks(stated(shock("[]", cost)))
    assert said == 'shock "Blow" names nothing that it stops; it only costs, beside what is paid'
    assert not list(idle_shocks(stated(shock('["licensed", "transfer"]'))))  # there is a licence
    for works in ("deliveries", "training", "installation", "decision"):
        assert not list(idle_shocks(stated(shock(f'["licensed", "{works}"]')))), works


def test_a_shock_that_stops_nothing_moves_no_result():
    # What the warning promises, by the engine: the same histories with and without it.
    plain_run = run_programme(stated("", LICENCE), histories=30, readings=0, seed=3)
    struck = stated(shock('["licensed", "transfer"]'), LICENCE)
    struck = run_programme(struck, histories=30, readings=0, seed=3)
    for name in ("units_operational", "missiles", "paid"):
        assert np.array_equal(plain_run.nominal.series[name], struck.nominal.series[name]), name
    assert np.array_equal(plain_run.nominal.times_d["full_d"], struck.nominal.times_d["full_d"])


def test_check_warns_of_them(run):
    found = run("programme", "check", "turkey-s-400")
    assert found.status == 0
    text = " ".join(found.out.split())
    for name in ("F-35", "Sanctions", "Host base"):
        assert f'warning: shock "{name}"' in text
    assert '"Epidemic"' not in text
    told = json.loads(run("programme", "check", "turkey-s-400", "--json").out)
    assert told["results"]["sound"] is True
    assert len(told["warnings"]) == 3
    assert json.loads(run("programme", "check", "milgem", "--json").out)["warnings"] == []


def test_years_without_a_sum_are_an_error():
    years = f'cost_over = {{ value = [1, 2, 3], unit = "years", {OURS} }}\n'
    with pytest.raises(Exception, match="spreads a sum, and none is stated"):
        stated(shock("[]", years))


def test_the_earnings_of_a_life_are_not_lost_on_one_day():
    programme = load_programme("turkey-s-400")
    found = run_programme(programme, histories=4, readings=0)
    cost = found.mean("shock_cost")
    # 9,000 million over 25 years, from July 2019 on: 360 a year.
    years = (np.asarray(found.months_d) - (date(2019, 7, 17) - programme.day_0).days) / 365.25
    assert cost == pytest.approx(9000e6 * np.clip(years / 25.0, 0.0, 1.0), rel=1e-6, abs=1.0)


@pytest.mark.parametrize("name", sorted(READY))
def test_a_ready_programme_fits_the_schema(name):
    schema = programme_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    tables = plain(tomllib.loads(READY[name].read_text(encoding="utf-8")))
    jsonschema.validate(tables, schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("title =", "titel ="),
        ("production_time", "production_tmie"),
        ('time = "course"', "time = 5"),
        ('grade = "D"', 'grade = "E"'),
        ("value = [4, 5, 6]", "value = [4, 5]"),
        ('source = "our assumption: for a test"', 'sauce = "our assumption: for a test"'),
    ],
)
def test_what_is_misspelt_or_has_no_source_fails_the_schema(written, wrong):
    assert written in SMALL
    jsonschema.validate(plain(tomllib.loads(SMALL)), programme_schema(), cls=jsonschema.Draft202012Validator)
    tables = plain(tomllib.loads(SMALL.replace(written, wrong, 1)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tables, programme_schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_is_printed(run):
    assert json.loads(run("programme", "schema").out) == json.loads(json.dumps(programme_schema()))


def test_the_raids_of_a_file_are_counted_and_sourced():
    programme = load_programme("turkey-second-set")
    gathered, raids = gather(programme, load_catalog()), programme.missiles
    assert raids.raid_from is not None
    assert raids.raid_until is not None
    assert (raids.raid_until.day - raids.raid_from.day).days == 28  # on five days of one month, a week apart
    assert raids_count(gathered) == 5
    said = raid_words(gathered)
    days = f"from {raids.raid_from} to {raids.raid_until}"
    assert said.startswith(f"The programme's file plays 5 raids, one every 7 days, {days}")
    assert "24 (12 to 40) missiles" in said
    assert "our assumption: twelve flights" in said
    assert raid_words(gather(load_programme("turkey-s-400"), load_catalog())) == ""


def test_the_raids_counted_are_those_played():
    # All fire units serve by then, and the stock holds what five raids of two missiles ask for.
    raids = "".join((
        f'raid_every = {{ value = [7, 7, 7], unit = "d", {OURS} }}\n',
        "raid_from = 2025-11-01\nraid_until = 2025-11-29\n",
        f'raid_mean = {{ value = [2, 2, 2], unit = "count", per = "programme", {OURS} }}\n',
    ))  # fmt: skip
    programme = programme_from_bytes(SMALL.replace("[missiles]\n", f"[missiles]\n{raids}").encode(), "x.toml")
    assert raids_count(gather(programme, load_catalog())) == 5
    found = run_programme(programme, histories=2000, readings=0)
    assert found.mean("missiles_fired")[104] == pytest.approx(10.0, abs=4 * (10.0 / 2000) ** 0.5)


def test_the_dataset_of_a_programme_keeps_chance_and_readings_apart():
    pytest.importorskip("xarray")
    found = run_programme(stated(), histories=5, readings=3)
    data = found.to_xarray()
    histories, months = found.nominal.series["paid"].shape
    assert data.paid.dims == ("history", "month")
    assert data.paid.shape == (histories, months)
    assert data.paid_by_reading.dims == ("reading", "month")
    assert np.array_equal(data.paid_by_reading.values, found.readings.series["paid"])
    assert data.paid.attrs["units"] == found.currency
    assert data.full_d_by_reading.dims == ("reading", "history")
    assert data.month.values[0] == np.datetime64(found.signed)
    assert "not validated against combat data" in data.attrs["caveat"]


def test_without_xarray_the_extra_is_named(monkeypatch):
    import builtins

    kept = builtins.__import__

    def refuse(name, *rest):
        if name == "xarray":
            raise ImportError(name)
        return kept(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Exception, match=r"needs xarray.*rangering\[io\]|needs xarray"):
        result().to_xarray()
