"""Every table and phrase file of data/vocab keeps its rules; what breaks them is named with file and row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from policygraph import vocab
from policygraph.errors import VocabularyError
from policygraph.resources import folder
from policygraph.vocab import tables

FOLDER = folder("data") / "vocab"
PHRASE_FILES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def test_every_table_and_every_phrase_file_keeps_its_rules() -> None:
    assert vocab.check() == []


def test_every_csv_is_a_known_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(tables.TABLES)


@pytest.mark.parametrize("name", PHRASE_FILES)
def test_a_phrase_file_has_phrases_with_examples(name: str) -> None:
    found = vocab.phrases(name)
    assert found or vocab.lists(name)
    for phrase in found:
        assert phrase.examples, phrase.id


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "vocab"))


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def row(path: Path, start: str) -> str:
    return next(line for line in path.read_text("utf-8").splitlines() if line.startswith(start))


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("agencies", "id,name_vi", "id,name", "the columns must be"),
        ("agencies", "bo-tai-chinh,Bộ Tài chính,", "bo-tai-chinh,Bộ  Tài chính,", "blanks too many"),
        ("agencies", "bo-tai-chinh,Bộ Tài chính,", "bo-tai-chinh,Bo\u0323\u0302 Tài chính,", "is not NFC"),
        ("agencies", "bo-tai-chinh,Bộ Tài chính,", "bo-tai-chinh,,", "is empty"),
        ("agencies", "bo-tai-chinh,Bộ Tài chính,", "bo-y-te,Bộ Tài chính,", "stands in row"),
        ("agencies", "bo-tai-chinh,Bộ Tài chính,", "zz-tai-chinh,Bộ Tài chính,", "sort the table by its key"),
        ("agency_names", "bo-giao-thong-van-tai,", "bo-giao-thong,", "is in none of agencies.csv"),
        ("agencies", ",2002,2025-02-28,", ",2032,2025-02-28,", "is later than valid_to"),
        ("agencies", ",2002,2025-02-28,", ",2002,2025-02-30,", "is no date"),
        ("agencies", ",2002,2025-02-28,", ",2002,28/2/2025,", "is no date"),
        ("provinces", ",tinh-ninh-binh,", ",tinh-ninh-binh,1,", "cells, not"),
        ("document_types", ",state,plan,", ",state,planning,", "is none of"),
    ],
)
def test_a_fault_is_named_with_its_file_and_row(copy: Path, table: str, old: str, new: str, told: str) -> None:
    edit(copy / f"{table}.csv", lambda text: text.replace(old, new, 1))
    problems = vocab.check(copy)
    assert any(problem.startswith(f"{table}.csv ") and told in problem for problem in problems), problems
    with pytest.raises(VocabularyError, match=rf"{table}\.csv: "):
        vocab.load(copy)


def test_a_code_of_two_agencies_on_one_day_is_named_with_both(copy: Path) -> None:
    path = copy / "issuer_codes.csv"
    line = row(path, "BTC,Bộ Tài chính")
    second = line.replace("BTC,Bộ Tài chính", "BTC,Bộ Tài chính mới").replace(",,,11/2015", ",2025-03-01,,11/2015")
    assert ",2025-03-01," in second
    edit(path, lambda text: text.replace(line, f"{line}\n{second}"))
    (problem,) = (problem for problem in vocab.check(copy) if problem.startswith("issuer_codes"))
    assert 'code "BTC" belongs to two agencies on 2025-03-01: Bộ Tài chính (row ' in problem
    assert problem.startswith("issuer_codes.csv row ")
    assert problem.endswith("and Bộ Tài chính mới. Add valid_to to one of them.")


def test_all_offenders_of_a_table_are_named_at_once(copy: Path) -> None:
    edit(copy / "agency_names.csv", lambda text: text.replace("bo-y-te,", "bo-x,").replace("bo-giao-", "bo-g-"))
    with pytest.raises(VocabularyError) as raised:
        vocab.load(copy)
    assert len(raised.value.problems) > 1
    assert all(problem.startswith("row ") for problem in raised.value.problems)


def test_a_missing_table_is_one_clear_line(copy: Path) -> None:
    (copy / "terms.csv").unlink()
    with pytest.raises(VocabularyError, match=r"terms\.csv: cannot be read"):
        vocab.load(copy)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{id: a, kind: k}", "entry 'a': no pattern"),
        ("{kind: k, pattern: x}", "entry number 1: no id"),
        ("{id: a, kind: k, pattern: '('}", "entry 'a': bad pattern"),
        ("{id: a, kind: k, pattern: '{unknown}'}", "entry 'a': unknown piece {unknown}"),
        ("{id: a, kind: k, pattern: x, examples: [y]}", "entry 'a': does not match its example 'y'"),
        ("{id: a, kind: k, pattern: x, examples: [x], not_examples: [{text: axa}]}",
         "entry 'a': matches its counter-example 'axa'"),
        ("{id: a, kind: k, pattern: x}", "entry 'a': no examples"),
        ("{id: a, kind: k, pattern: x, examples: [x]}\n  - {id: a, kind: k, pattern: y}", "the id is used twice"),
    ],
)  # fmt: skip
def test_a_fault_of_a_phrase_file_is_named(copy: Path, entry: str, told: str) -> None:
    (copy / "wrong.yaml").write_text(f"phrases:\n  - {entry}\n", "utf-8")
    assert [problem for problem in vocab.check(copy) if "wrong.yaml" in problem and told in problem]


def test_pieces_and_lists_go_into_patterns(copy: Path) -> None:
    (copy / "own.yaml").write_text(
        "parts: {day: '[0-9]{1,2}', date: '{day}/{day}'}\nlists: {verb: [Giao, Giao cho]}\n"
        "phrases:\n  - {id: a, kind: k, pattern: '{list_verb} {date}', weight: 3, examples: [giao cho 1/2]}\n",
        "utf-8",
    )
    (phrase,) = vocab.phrases("own", copy)
    found = phrase.search("GIAO CHO 15/3")
    assert found
    assert found.group() == "giao cho 15/3"
    assert phrase.extra == {"weight": 3}
    assert vocab.lists("own", copy) == {"verb": ("Giao", "Giao cho")}


def test_the_reform_of_2025_is_complete() -> None:
    found = vocab.load()
    new = {change.to_id for change in found.province_changes if change.date == "2025-07-01"}
    old = {change.from_id for change in found.province_changes if change.date == "2025-07-01"}
    assert (len(old), len(new)) == (52, 23)
    before = {place.id for place in found.provinces_on(date(2025, 6, 30))}
    after = {place.id for place in found.provinces_on(date(2025, 7, 1))}
    assert (len(before), len(after), before - after, after - before) == (63, 34, old, new)
    assert {place.generation for place in found.provinces_on(date(2024, 12, 31))} == {"63"}
    for place in found.provinces:
        if place.id in old:
            assert place.successors, place.id
            assert place.valid_to == "2025-06-30", place.id


def test_slugs_of_places_are_unique() -> None:
    slugs = [place.slug for place in vocab.load().provinces]
    slugs += [place.slug for place in vocab.load().districts]
    assert len(set(slugs)) == len(slugs)


def test_names_of_national_bodies_do_not_clash() -> None:
    found = vocab.load()
    for agency in found.agencies:
        day = max(agency.first, date(1990, 1, 1)) if agency.valid_from else min(agency.last, date(2024, 1, 1))
        assert found.find_agency(agency.name_vi, None, day) == agency, agency.key


def test_iris_of_agencies_are_unique() -> None:
    found = vocab.load()
    made = [*found.agencies]
    for place in found.provinces:
        made += found.agencies_of(place.id, optional=True)
    iris = {agency.iri: agency.key for agency in made}
    assert len(iris) == len(made)


def test_every_template_is_found_by_its_complete_name() -> None:
    found = vocab.load()
    for place_id, day in (("37@63", date(2024, 9, 30)), ("01@63", date(2024, 9, 30)), ("48@34", date(2025, 9, 1))):
        place = found.province(place_id)
        assert place
        for agency in found.agencies_of(place_id, day, optional=True):
            assert found.find_agency(agency.name_vi, None, day) == agency, agency.name_vi
            assert found.find_agency(agency.name_vi.upper(), place_id, day) == agency, agency.name_vi
