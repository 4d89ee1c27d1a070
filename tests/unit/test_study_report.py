"""What a study leaves in its folder besides its parts: picture, page, table and record."""

import csv
import html
import json
import re
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from rangering.cli.app import app
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.html.pictures import Picture
from rangering.report.study import charts, compare_tables, series_chart, tables
from rangering.report.study import write as writing
from rangering.report.study.page import study_html
from rangering.report.study.record import document, refuse_folder
from rangering.report.study.unknowns import SOURCE_COLUMNS, axis_words, figures_of
from rangering.report.study.words import doubts, ran_words
from rangering.report.study.write import drawing_of, table_of, write_study
from rangering.report.style import DPI
from rangering.study.nested import Edge
from rangering.units import plain
from tests.map_results import words_of
from tests.study_results import AXES, PACKAGES, bands, comparison, sensitivity, stood

RESULTS = {"bands": bands, "sensitivity": sensitivity, "compare": comparison}
FILES = {
    "bands": {"bands.csv", "bands.png", "over-time.png", "over_time.csv", "report.html", "study.json"},
    "sensitivity": {"report.html", "study.json", "tornado.png", "unknowns.csv"},
    "compare": {"compare.png", "differences.csv", "report.html", "study.json"},
}
KINDS = tuple(RESULTS)
PICTURE = Picture(b"\x89PNG\r\n\x1a\n" + bytes(8) + bytes([0, 0, 0, 9, 0, 0, 0, 9]), "seen", "shown")
EDGE = {"type": "object", "required": ["value", "error", "low", "high"]}
CONTRACT = {
    "type": "object",
    "required": ["schema", "provenance", "environment", "assumptions", "warnings", "results"],
    "additionalProperties": False,
    "properties": {
        "schema": {"pattern": "^rangering\\.study-(bands|sensitivity|compare)/1$"},
        "provenance": {"required": ["caveat", "inputs", "seed", "rangering"]},
        "environment": {"required": ["k", "terrain", "datum", "posting_m"]},
        "assumptions": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "results": {
            "required": ["title", "scenario", "fidelity", "seed", "readings", "inner", "sources", "command",
                         "files"],
            "properties": {
                "none_through": EDGE,
                "measures": {"items": {"required": ["measure", "band", "others"], "properties": {
                    "band": {"properties": {"low": EDGE, "high": EDGE}}}}},
                "sources": {"minProperties": 1, "additionalProperties": {
                    "required": ["words", "figures"],
                    "properties": {"figures": {"minItems": 1, "items": {
                        "required": ["quantity", "low", "nominal", "high", "grade", "source"]}}}}},
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def kept(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("study") / "kept"
    part = out / "bands" / "manifest.json"
    part.parent.mkdir(parents=True)
    part.write_text("{}", encoding="utf-8")
    write_study(RESULTS[request.param](), stood(), out, command="rangering study run made-up --seed 7")
    return request.param, out


def said(page: str) -> str:
    """The words of a page, tags gone."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def stands(words: str, page: str) -> bool:
    """Whether words stand on a page, wherever links and lines break them."""
    return "".join(words.split()) in "".join(page.split())


def on(figure) -> str:
    return " ".join(" ".join(words_of(figure)).split())


def test_a_study_leaves_these_files_and_lists_them(kept):
    kind, out = kept
    assert {path.name for path in out.iterdir() if path.is_file()} == FILES[kind]
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert set(record["results"]["files"]) == FILES[kind]
    assert (out / "bands" / "manifest.json").read_text(encoding="utf-8") == "{}"


def test_the_record_keeps_to_the_output_contract(kept):
    kind, out = kept
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    jsonschema.validate(record, CONTRACT)
    assert record["schema"] == f"rangering.study-{kind}/1"
    assert record["provenance"]["caveat"] == CAVEAT
    assert record["results"]["command"] == "rangering study run made-up --seed 7"
    looked_at = sensitivity().closely if kind == "sensitivity" else AXES
    assert set(record["results"]["sources"]) == set(looked_at)


def test_the_record_holds_the_numbers_in_full():
    found = bands()
    told = document(found, stood())["results"]
    by_name = {each["measure"]: each for each in told["measures"]}
    assert by_name["leakers"]["band"]["low"]["value"] == found.measures[2].band.low.value
    assert document(comparison(), stood(), measure="hits")["results"]["measure"] == "hits"
    indices = document(sensitivity(), stood())["results"]["indices"]
    assert indices["total"] == sensitivity().indices.total.tolist()


def test_the_picture_has_its_size_and_is_not_empty(kept):
    kind, out = kept
    with Image.open(out / ("tornado.png" if kind == "sensitivity" else f"{kind}.png")) as picture:
        wide, high = picture.size
        assert wide == 9 * DPI
        assert 600 < high < 2000
        pixels = np.asarray(picture.convert("RGB"))
    assert 0.02 < np.mean(np.any(pixels < 240, axis=2)) < 0.5
    # Something coloured stands in the room for charts, not words alone.
    spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    assert np.mean(spread > 60) > 0.002


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_says_what_it_stands_on(kind):
    words = on(drawing_of(RESULTS[kind](), stood()).draw().figure)
    for each in ("A raid over made-up ground (fictitious)", CAVEAT, ran_words(stood()), "2 assumptions"):
        assert each in words, each


def test_bands_stand_on_their_picture_and_what_never_happens_does_not():
    words = on(charts.bands_page(bands(), stood()).figure)
    for each in charts.shown_bands(bands()):
        for band in (each.band, *each.others.values()):
            assert tables.between(band.low.value, band.high.value) in words
    assert "asset hits" not in words  # made-up hits are none
    assert "claims of one origin err alike" in words


def test_bands_of_a_single_assumption_have_their_picture():
    alone = replace(bands(), variants=bands().variants[:1])
    words = on(charts.bands_page(alone, stood()).figure)
    assert "as stated" in words
    assert "err alike" not in words


def test_unknowns_stand_in_words_on_the_tornado_with_both_ends():
    found = sensitivity()
    words = on(charts.tornado_page(found, stood()).figure)
    for swing in found.swings.swings:
        assert axis_words(stood().catalog, swing.axis).split(":")[0] in words
        assert plain(swing.low) in words
        assert plain(swing.high) in words
    assert f"{len(AXES) - len(found.indices.axes)} more were screened out" in words


def test_indices_that_are_told_from_nothing_are_drawn():
    indices = sensitivity().indices
    endless = np.full(len(indices.axes), np.inf)
    loose = indices._replace(first_low=-endless, first_high=endless, total_high=endless)
    figure = charts.tornado_page(replace(sensitivity(), indices=loose), stood()).figure
    assert "nan" not in on(figure).lower()


def test_each_package_stands_against_the_first_with_its_share_of_readings():
    found = comparison()
    words = on(charts.compare_page(found, stood(), "leakers").figure)
    for part in (found.offered, found.at_spend):
        for each in compare_tables.against_first(part):
            assert compare_tables.share_words(each) in words
            assert compare_tables.signed(-each.mean) in words
    for package in PACKAGES:
        assert stood().catalog.package(package).title in words
    assert "At equal spend" in words


def test_packages_without_a_price_are_compared_as_offered_alone():
    found = replace(comparison(), at_spend=None)
    assert "equal spend" not in on(charts.compare_page(found, stood(), "leakers").figure)
    assert {row[0] for row in table_of(found, stood())} == {"basis", "as offered"}


def test_fewer_through_stands_left_of_the_line():
    figure = charts.compare_page(comparison(), stood(), "leakers").figure
    first = comparison().offered.differences[0]  # B lets three fewer through than A
    drawn = [line.get_xdata() for axes in figure.axes for line in axes.lines]
    assert first.mean > 2.0
    assert any(np.array_equal(each, -first.settled_in) for each in drawn)


def _tables(kind):
    found = RESULTS[kind]()
    if kind == "bands":
        yield tables.BAND_COLUMNS, tables.band_lines(found)
        yield tables.variant_columns(found), tables.variant_lines(found)
    elif kind == "sensitivity":
        yield tables.INDEX_COLUMNS, tables.index_lines(found)
        yield tables.SCREEN_COLUMNS, tables.screen_lines(found)
        yield tables.pair_columns(found.pair), tables.pair_lines(found.pair)
        yield tables.assumed_columns(found), tables.measure_lines(found)
        yield tables.assumed_columns(found), tables.assumed_lines(found)
    else:
        for _, part in compare_tables.parts_of(found):
            yield (
                compare_tables.PACKAGE_COLUMNS,
                compare_tables.package_table(found, part, stood().catalog),
            )
            yield compare_tables.DIFFERENCE_COLUMNS, compare_tables.difference_table(found, part)
            yield (
                compare_tables.elsewhere_columns(part),
                compare_tables.elsewhere_table(found, part),
            )


def test_the_page_holds_every_cell_of_the_tables(kept):
    kind, out = kept
    page = said((out / "report.html").read_text(encoding="utf-8"))
    for columns, lines in _tables(kind):
        assert lines
        for cell in (
            *(f"{each[:1].upper()}{each[1:]}" if each.isascii() else each for each in columns),
            *(c for row in lines for c in row),
        ):
            assert stands(cell, page), cell


def test_an_interval_without_ends_is_not_known():
    indices = sensitivity().indices
    endless = np.full(len(indices.axes), np.inf)
    loose = indices._replace(total_low=-endless, total_high=endless)
    assert all(line[4] == "not known" for line in tables.index_lines(replace(sensitivity(), indices=loose)))


def test_the_page_says_where_each_unknown_comes_from(kept):
    kind, out = kept
    page = said((out / "report.html").read_text(encoding="utf-8"))
    axes = sensitivity().closely if kind == "sensitivity" else AXES
    for axis in axes:
        figures = figures_of(stood().catalog, axis, stood().keys)
        assert figures, axis
        assert stands(axis_words(stood().catalog, axis), page)
        for figure in figures:
            for cell in figure:
                assert stands(cell, page), (axis, cell)
    assert SOURCE_COLUMNS[1].capitalize() in page


def test_the_page_loads_nothing_and_says_how_to_repeat_it(kept):
    _, out = kept
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r"<script|<link|src=\"(?!data:)", page)
    words = said(page)
    for each in ("rangering study run made-up --seed 7", CAVEAT, *stood().assumptions, ran_words(stood())):
        assert stands(each, words), each


def _rows(out, name):
    with (out / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_bands_as_csv_are_those_of_the_table(tmp_path):
    write_study(bands(), stood(), tmp_path)
    rows = {(row["measure"], row["assumption"]): row for row in _rows(tmp_path, "bands.csv")}
    assert len(rows) == 4 * len(bands().measures)
    by_label = {row["label"]: row for (_, assumption), row in rows.items() if assumption == "stated"}
    for label, middle, between, edges, unknown, chance in tables.band_lines(bands()):
        row = {key: float(value) for key, value in by_label[label].items()
               if key not in ("measure", "label", "assumption")}  # fmt: skip
        assert plain(row["mean"]) == middle
        assert tables.between(row["low_value"], row["high_value"]) == between
        assert f"± {plain(row['low_error'])}, ± {plain(row['high_error'])}" == edges
        assert (plain(row["between_sd"]), plain(row["within_sd"])) == (unknown, chance)
    other = next(each for each in bands().measures if each.measure == "leakers").others["origins-apart"]
    assert float(rows["leakers", "origins-apart"]["high_value"]) == other.high.value


def test_what_is_kept_over_time_has_picture_table_and_csv(tmp_path):
    found = bands()
    write_study(found, stood(), tmp_path)
    rows = _rows(tmp_path, "over_time.csv")
    assert [row["name"] for row in rows[::61]] == [each.name for each in found.over_time]
    at_end = next(row for row in rows if row["name"] == "leakers" and row["time_s"] == "600.0")
    leakers = found.over_time[0]
    assert float(at_end["mean"]) == leakers.mean[-1]
    assert float(at_end["band_high"]) == leakers.band_high[-1]
    assert float(at_end["chance_p95"]) == leakers.chance_p95[-1]
    page = series_chart.over_time_page(found, stood())
    assert len(page.figure.axes) == 1 + 3
    panel = page.figure.axes[1]
    (line,) = panel.lines
    np.testing.assert_array_equal(line.get_ydata(), leakers.mean)
    assert line.get_xdata()[-1] == 10.0  # minutes
    shown = panel.collections[1].get_paths()[0].vertices[:, 1]
    assert shown.max() == leakers.band_high.max()
    words = said(study_html(found, stood(), {"bands": PICTURE, "over-time": PICTURE}))
    assert "10.0 minutes" in words
    assert f"{plain(leakers.mean[-1])} " in words
    assert "it is no probability" in words


def test_what_lasts_for_weeks_is_shown_in_days():
    long = replace(bands(), over_time=tuple(e._replace(time_s=e.time_s * 4032.0) for e in bands().over_time))
    page = series_chart.over_time_page(long, stood())
    assert page.figure.axes[1].lines[0].get_xdata()[-1] == 28.0
    assert series_chart.over_time_lines(long)[-1][0].endswith(" days")


def test_the_unknowns_as_csv_are_those_of_the_table(tmp_path):
    write_study(sensitivity(), stood(), tmp_path)
    rows = {row["unknown"]: row for row in _rows(tmp_path, "unknowns.csv")}
    assert set(rows) == set(AXES)
    for axis, first, _, total, interval, swing in tables.index_lines(sensitivity()):
        row = rows[axis]
        assert (plain(float(row["first"])), plain(float(row["total"]))) == (first, total)
        assert tables.between(float(row["total_low"]), float(row["total_high"])) == interval
        assert f"{plain(float(row['swing_low']))} to {plain(float(row['swing_high']))}" == swing
    for axis, effect, *_, goes_on in tables.screen_lines(sensitivity()):
        assert plain(float(rows[axis]["mu_star"])) == effect
        assert rows[axis]["looked_at"] == goes_on
        assert (rows[axis]["total"] == "") == (goes_on == "no")


def test_the_differences_as_csv_are_those_of_the_table(tmp_path):
    found = comparison()
    write_study(found, stood(), tmp_path)
    rows = _rows(tmp_path, "differences.csv")
    lines = [line for _, part in compare_tables.parts_of(found)
             for line in compare_tables.difference_table(found, part)]  # fmt: skip
    letters = compare_tables.letters_of(found.packages)
    assert len(rows) == 4 * len(lines) == 4 * (6 + 1)
    for row, line in zip([row for row in rows if row["assumption"] == "stated"], lines, strict=True):
        assert (letters[row["package"]], letters[row["less"]]) == line[:2]
        assert compare_tables.signed(float(row["difference"])) == line[2]
        assert tables.between(float(row["low"]), float(row["high"])) == line[3]


def test_a_second_run_writes_everything_anew_and_leaves_no_old_file(tmp_path):
    write_study(bands(), stood(), tmp_path)
    record = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
    record["results"]["files"].append("old.png")
    (tmp_path / "study.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "old.png").write_bytes(b"")
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    fewer = bands(16, 10)
    write_study(fewer, stood(16), tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == FILES["bands"] | {"note.txt"}
    assert json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))["results"]["readings"] == 16
    assert "16 readings" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_study_gives_the_same_bytes(kind, tmp_path):
    one, two = (tmp_path / name for name in ("one", "two"))
    for out in (one, two):
        write_study(RESULTS[kind](), stood(), out)
    for name in FILES[kind]:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_a_failure_leaves_nothing_new(tmp_path, monkeypatch):
    write_study(bands(), stood(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "study_html", fail)
    with pytest.raises(OutputError, match="No space left"):
        write_study(bands(16, 10), stood(16), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["report.html", "bands.png", "bands.csv", "study.json"])
def test_a_folder_of_somebody_else_is_refused(tmp_path, name):
    (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        refuse_folder(tmp_path, "bands")
    assert name in str(caught.value)
    assert "would be lost" in str(caught.value)
    with pytest.raises(OutputError):
        write_study(bands(), stood(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_another_question_keeps_its_folder(tmp_path):
    write_study(bands(), stood(), tmp_path)
    with pytest.raises(OutputError, match="answers another question"):
        refuse_folder(tmp_path, "sensitivity")
    assert refuse_folder(tmp_path, "bands")


def test_a_study_that_was_killed_while_writing_goes_on(tmp_path):
    (tmp_path / "bands").mkdir()
    (tmp_path / "bands" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "bands.csv").write_text("", encoding="utf-8")
    assert refuse_folder(tmp_path, "bands") == []


def test_doubts_are_said_where_there_are_some():
    assert any("8 readings are few" in each for each in doubts(replace(bands(), readings=8)))
    leakers = next(each for each in bands().measures if each.measure == "leakers")
    noisy = leakers.band._replace(components=leakers.band.components._replace(reliability=0.3))
    said_of = doubts(replace(bands(), measures=(replace(leakers, band=noisy),)))
    assert any("leakers (30 %)" in each for each in said_of)
    assert any("no order" in each for each in doubts(replace(comparison(), readings=4)))
    nothing = sensitivity().indices._replace(variance=-0.1)
    assert any("not told from chance" in each for each in doubts(replace(sensitivity(), indices=nothing)))


def test_a_share_of_readings_is_never_called_a_probability(kept):
    _, out = kept
    page = said((out / "report.html").read_text(encoding="utf-8"))
    assert "no probabilit" in page
    assert isinstance(bands().none_through, Edge)
    assert "probability of readings" not in page


@pytest.fixture
def without_engine(monkeypatch):
    """The commands with made-up answers in the place of the engine's."""
    monkeypatch.setattr("rangering.study.bands.bands", lambda *_, **__: bands())
    monkeypatch.setattr("rangering.study.sensitivity.sensitivity", lambda *_, **__: sensitivity())
    monkeypatch.setattr("rangering.study.comparing.compare", lambda *_, **__: comparison())
    monkeypatch.setattr("rangering.study.stood.stood_on", lambda *_: stood())


COMMANDS = {
    "bands": ["study", "run", "first-raid", "--no-variants"],
    "sensitivity": ["sensitivity", "first-raid"],
    "compare": ["compare", "first-raid", "--spend-of", PACKAGES[1]],
}


@pytest.mark.usefixtures("without_engine")
@pytest.mark.parametrize("kind", KINDS)
def test_commands_write_and_say_so_and_write_again(kind, tmp_path):
    out = tmp_path / "kept"
    for _ in range(2):
        told = CliRunner().invoke(app, [*COMMANDS[kind], "--out", str(out), "-q"])
        assert told.exit_code == 0, told.output
        for name in FILES[kind]:
            assert f"wrote {out / name}" in told.output.replace("\n", "")
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    command = record["results"]["command"]
    assert command.startswith(f"rangering {' '.join(COMMANDS[kind][: -1 if kind == 'bands' else 2])}")
    assert ("--no-variants" in command) == (kind == "bands")
    assert "--out" not in command
    assert {"-n", "--seed", "--fidelity"} <= set(command.split())
    told = CliRunner().invoke(app, [*COMMANDS[kind], "--out", str(out), "--json"])
    jsonschema.validate(json.loads(told.stdout), CONTRACT)


def test_the_score_of_a_map_is_written_and_told_without_chance(tmp_path, monkeypatch):
    of_map = replace(sensitivity(), fidelity="map", measure="covered", inner=0, replicates=0)
    monkeypatch.setattr("rangering.study.sensitivity.sensitivity", lambda *_, **__: of_map)
    monkeypatch.setattr(
        "rangering.study.stood.stood_on_map", lambda *_: replace(stood(), fidelity="map", inner=0)
    )
    out = tmp_path / "kept"
    words = ["sensitivity", "ridge", "--measure", "covered", "-q", "--no-variants"]
    told = CliRunner().invoke(app, [*words, "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert {path.name for path in out.iterdir()} == FILES["sensitivity"]
    assert "nothing in it is chance" in told.output
    assert "readings, a map of each" in told.output
    assert "study status" not in told.output  # no replicates lie there
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    jsonschema.validate(record, CONTRACT)
    assert record["results"]["measure"] == "covered"
    assert "--no-variants" in record["results"]["command"]
    page = said((out / "report.html").read_text(encoding="utf-8"))
    assert "a map of each, nothing left to chance" in page
    assert "replicates of each" not in page
    told = CliRunner().invoke(app, [*words, "--json"])
    jsonschema.validate(json.loads(told.stdout), CONTRACT)


@pytest.mark.usefixtures("without_engine")
def test_a_foreign_folder_is_refused_before_the_work(tmp_path, monkeypatch):
    def work(*_, **__):
        raise AssertionError("the engine was started")

    monkeypatch.setattr("rangering.study.bands.bands", work)
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(app, [*COMMANDS["bands"], "--out", str(tmp_path)])
    assert isinstance(told.exception, OutputError)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"
