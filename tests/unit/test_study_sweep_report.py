"""What a sweep leaves in its folder besides its parts: picture, page, table and record."""

import csv
import html
import json
import re
from dataclasses import replace
from itertools import product

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from rangering.cli.app import app
from rangering.errors import OutputError
from rangering.mission.results import Estimate
from rangering.provenance import CAVEAT
from rangering.report.study.record import refuse_folder
from rangering.report.study.sweep.charts import MOST_ROWS, sweep_page
from rangering.report.study.sweep.words import doubts, first_sentence, numbers_of, ran_words, short
from rangering.report.study.sweep.write import write_sweep
from rangering.report.study.tables import between, sweep_lines, value_words
from rangering.report.study.write import write_study
from rangering.report.style import DPI
from rangering.study.sweeping import SweepResult, Swept
from rangering.units import plain
from tests.map_results import words_of
from tests.study_results import bands, stood

SIZE, SHOTS, MIX = 'raid[1] "Drones", size', 'group[1] "North", doctrine.max_shots', 'raid[1] "Drones", mix'
AXES = {
    "line": {SIZE: [4, 8, 16]},
    "unit": {"environment.rain_rate": ["0 mm/h", "10 mm/h", "20 mm/h"]},
    "shades": {SIZE: [4, 8, 16], SHOTS: [1, 2]},
    "rows": {MIX: [{"target/one-way-uav": 1}, {"target/one-way-uav": 1, "target/male-uav": 2}]},
    "three": {SIZE: [4, 8], SHOTS: [1, 2], "environment.rain_rate": ["0 mm/h", "10 mm/h"]},
}
KINDS = tuple(AXES)
FILES = {"points.csv", "report.html", "study.json", "sweep.png"}


def made_up(kind="shades", measures=("leakers", "no_leaker", "missiles"), replicates=400):
    """A sweep of invented figures: the first value of each field lets least through."""
    points = []
    for n, values in enumerate(product(*AXES[kind].values())):
        mean = 1.5 + n
        estimates = {
            "leakers": Estimate(mean, mean - 0.25, mean + 0.25),
            "no_leaker": Estimate(0.9 / (n + 1), 0.8 / (n + 1), 0.95 / (n + 1)),
            "missiles": Estimate(20.0 + n, 19.5 + n, 20.5 + n),
        }
        points.append(Swept(dict(zip(AXES[kind], values, strict=True)), replicates, True,
                            {each: estimates[each] for each in measures}))  # fmt: skip
    return SweepResult("Drones by the dozen", tuple(AXES[kind]), "grid", measures, replicates, False, "fast",
                       3, tuple(points))  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def kept(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("sweep") / "kept"
    write_sweep(made_up(request.param), stood(), out, command="rangering sweep drones.toml")
    return request.param, out


def said(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def stands(words: str, page: str) -> bool:
    return "".join(words.split()) in "".join(page.split())


def on(figure) -> str:
    return " ".join(" ".join(words_of(figure)).split())


def test_a_sweep_leaves_these_files_and_lists_them(kept):
    _, out = kept
    assert {path.name for path in out.iterdir()} == FILES
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert set(record["results"]["files"]) == FILES


def test_the_record_keeps_to_the_output_contract_and_holds_the_numbers(kept):
    kind, out = kept
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert set(record) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert record["schema"] == "rangering.study-sweep/1"
    assert record["provenance"]["caveat"] == CAVEAT
    results, found = record["results"], made_up(kind)
    assert results["fields"] == list(AXES[kind])
    assert results["command"] == "rangering sweep drones.toml"
    for told, point in zip(results["points"], found.points, strict=True):
        assert told["stated"] == point.stated
        assert told["estimates"]["leakers"]["low"] == point.estimates["leakers"].low


def test_the_head_says_where_least_and_where_most_get_through():
    assert first_sentence(made_up("shades")) == (
        "Mean hostile flights that get through: least 1.50 (1.25 to 1.75) where size = 4 and "
        "doctrine.max_shots = 1, most 6.50 (6.25 to 6.75) where size = 16 and doctrine.max_shots = 2."
    )
    shares = made_up("line", measures=("no_leaker",))
    assert first_sentence(shares).startswith("P(no leaker): least 0.30 (0.27 to 0.32) where size = 16, most")


def test_intervals_that_overlap_are_said_and_doubted():
    found = made_up("line")
    assert not doubts(found)
    wide = {"leakers": Estimate(2.0, 0.0, 9.0)}
    loose = replace(found, points=(found.points[0], replace(found.points[2], estimates=wide)))
    assert first_sentence(loose).endswith("their intervals overlap.")
    assert any("overlap" in each for each in doubts(loose))


def test_points_without_their_precision_and_few_replicates_are_doubted():
    found = made_up("line", replicates=50)
    assert any("50 replicates at a point are few" in each for each in doubts(found))
    points = (replace(found.points[0], precise=False), *found.points[1:])
    assert any("1 of 3 points are not as precise" in each for each in doubts(replace(found, points=points)))


def test_the_page_holds_every_cell_of_the_table_and_how_to_repeat_it(kept):
    kind, out = kept
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r"<script|<link|src=\"(?!data:)", page)
    words, found = said(page), made_up(kind)
    for line in sweep_lines(found.fields, found.measures, found.points):
        for cell in line:
            assert stands(cell, words), cell
    for each in (CAVEAT, "rangering sweep drones.toml", ran_words(found), *stood().assumptions,
                 first_sentence(found), *AXES[kind]):  # fmt: skip
        assert stands(each, words), each


def test_a_sweep_speaks_of_no_readings_that_it_did_not_draw(kept):
    _, out = kept
    assert "nominal values alone" in said((out / "report.html").read_text(encoding="utf-8"))
    assert "32 readings" not in said((out / "report.html").read_text(encoding="utf-8"))


def test_the_table_as_text_holds_full_figures(kept):
    kind, out = kept
    with (out / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(made_up(kind).points)
    for row, point in zip(rows, made_up(kind).points, strict=True):
        for field, value in point.stated.items():
            assert row[field] == value_words(value)
        for measure, estimate in point.estimates.items():
            assert (float(row[measure]), float(row[f"{measure}_low"])) == (estimate.value, estimate.low)


def test_the_picture_has_its_size_and_is_not_empty(kept):
    _, out = kept
    with Image.open(out / "sweep.png") as picture:
        wide, high = picture.size
        pixels = np.asarray(picture.convert("RGB"))
    assert wide == 9 * DPI
    assert 500 < high < 2200
    spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    assert np.mean(spread > 60) > 0.0005  # something coloured stands in the room for charts


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_says_what_it_stands_on(kind):
    words = on(sweep_page(made_up(kind), stood()).figure)
    for each in ("A raid over made-up ground", CAVEAT, ran_words(made_up(kind)), "the same chance"):
        assert stands(each, words), each


def test_a_line_passes_through_the_means_in_the_order_of_the_numbers():
    found = made_up("line")
    turned = replace(found, points=found.points[::-1])
    drawn = [line for axes in sweep_page(turned, stood()).figure.axes for line in axes.lines]
    through = [line for line in drawn if list(line.get_xdata()) == [4.0, 8.0, 16.0]]
    assert [list(line.get_ydata()) for line in through] == [
        [point.estimates[each].value for point in found.points] for each in found.measures
    ]


def test_shades_hold_each_figure_with_its_interval():
    found = made_up("shades")
    words = on(sweep_page(found, stood()).figure)
    for point in found.points:
        for estimate in point.estimates.values():
            assert plain(estimate.value) in words
            assert f"({between(estimate.low, estimate.high)})" in words


def test_more_points_than_rows_are_told():
    found = made_up("three")
    many = tuple(replace(found.points[n % 8], estimates=found.points[n % 8].estimates) for n in range(30))
    words = on(sweep_page(replace(found, points=many), stood()).figure)
    assert f"The first {MOST_ROWS} points" in words


def test_numbers_have_one_unit_or_are_none():
    assert numbers_of([4, 8.5]) == ([4.0, 8.5], "")
    assert numbers_of(["0 mm/h", "20 mm/h"]) == ([0.0, 20.0], "mm/h")
    assert numbers_of(["5 s", "1 min"]) is None
    assert numbers_of([True, False]) is None
    assert numbers_of([{"target/one-way-uav": 1}]) is None


def test_fields_are_short_only_where_no_two_are_then_alike():
    assert short((SIZE, SHOTS)) == ["size", "doctrine.max_shots"]
    assert short((SIZE, 'raid[2] "Missiles", size')) == [SIZE, 'raid[2] "Missiles", size']


def test_a_folder_of_somebody_else_and_of_another_question_is_refused(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "points.csv").write_text("{}", encoding="utf-8")
    with pytest.raises(OutputError, match="would be lost"):
        refuse_folder(tmp_path / "mine", "sweep")
    write_study(bands(), stood(), tmp_path / "bands")
    with pytest.raises(OutputError, match="answers another question"):
        write_sweep(made_up(), stood(), tmp_path / "bands")


def test_the_same_sweep_gives_the_same_bytes(kept, tmp_path):
    kind, out = kept
    write_sweep(made_up(kind), stood(), tmp_path, command="rangering sweep drones.toml")
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A sweep file, and invented points in the place of the engine's."""
    monkeypatch.setattr("rangering.study.sweeping.sweep", lambda *_: made_up("line").points)
    monkeypatch.setattr("rangering.study.stood.stood_on_sweep", lambda *_: stood())
    path = tmp_path / "drones.toml"
    path.write_text(
        'scenario = "first-raid"\nmeasures = ["leakers", "no_leaker", "missiles"]\nseed = 3\n'
        "[sweep]\nraid.0.size = [4, 8, 16]\n",
        encoding="utf-8",
    )
    return path


def test_the_command_writes_and_says_so_and_writes_again(file, tmp_path, monkeypatch):
    points = [replace(p, stated={'raid[1] "Cruise missiles", size': v})
              for p, v in zip(made_up("line").points, (4, 8, 16), strict=True)]  # fmt: skip
    monkeypatch.setattr("rangering.study.sweeping.sweep", lambda *_: tuple(points))
    out = tmp_path / "kept"
    for _ in range(2):
        told = CliRunner().invoke(app, ["sweep", str(file), "--out", str(out), "-q"])
        assert told.exit_code == 0, told.output
        for name in FILES:
            assert f"wrote {out / name}" in told.output.replace("\n", "")
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert record["results"]["command"] == f"rangering sweep {file}"
    told = CliRunner().invoke(app, ["sweep", str(file), "--out", str(out), "--json"])
    jsonschema.validate(json.loads(told.stdout), {"required": ["schema", "results", "warnings"]})
    assert json.loads(told.stdout) == record


def test_a_foreign_folder_is_refused_before_the_work(file, tmp_path, monkeypatch):
    monkeypatch.setattr("rangering.study.sweeping.sweep", lambda *_: pytest.fail("the engine was started"))
    out = tmp_path / "kept"
    out.mkdir()
    (out / "report.html").write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(app, ["sweep", str(file), "--out", str(out)])
    assert isinstance(told.exception, OutputError)
    assert (out / "report.html").read_text(encoding="utf-8") == "mine"
