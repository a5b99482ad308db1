"""The catalogue of what the program says."""

from __future__ import annotations

import csv
import re
import string
import unicodedata
from pathlib import Path

from policygraph import labels
from policygraph.audit import State, Timing
from policygraph.facts import Relation, Role
from policygraph.resources import folder

FILE = folder("data") / "interface" / "labels.csv"
SOURCES = sorted(Path(labels.__file__).parent.rglob("*.py"))


def rows() -> list[list[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_each_row_has_key_and_two_languages() -> None:
    assert [row for row in rows() if len(row) != 3 or not all(row)] == []
    assert len(labels.catalogue()) == len(rows()) - 1


def test_both_languages_have_the_same_places_to_fill() -> None:
    for key, label in labels.catalogue().items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (label.vi, label.en)]
        assert names[0] == names[1] or key == "place.others", key


def test_it_is_composed_text() -> None:
    assert unicodedata.is_normalized("NFC", FILE.read_text("utf-8"))


def test_every_key_that_code_names_is_there() -> None:
    call = re.compile(r"\b(?:both|pair|vi|heading|_two|labels\.both|labels\.vi)\(\s*\"([a-z.-]+)\"")
    used = {key for path in SOURCES for key in call.findall(path.read_text("utf-8"))}
    assert len(used) > 60
    assert used - set(labels.catalogue()) == set()


def test_every_value_that_is_shown_has_a_name() -> None:
    needed = [f"relation.{item}" for item in Relation] + [f"role.{item}" for item in Role]
    needed += [f"state.{item}" for item in State] + [f"timing.{item}" for item in Timing]
    needed += [f"severity.{item}" for item in ("violation", "warning", "info")]
    assert [key for key in needed if key not in labels.catalogue()] == []
