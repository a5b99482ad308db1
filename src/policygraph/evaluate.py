"""How well a store agrees with annotations made by hand: precision, recall, F1 and every single error.

The rule: facts of a document are paired with those of its annotation (``*.json``) and counted as found, wrong or
missed, over all documents together. Names agree after folding case, blanks, dashes and common abbreviations; numbers by
their letters and digits; tasks pair best first where their words are at least 0.8 alike, targets 0.6, titles and
outputs agree from 0.9. A task marked ``optional`` counts neither way. The overall figure is the mean F1 of `CORE`.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from policygraph.errors import SourceError
from policygraph.identity import ONTOLOGY
from policygraph.resources import folder
from policygraph.store import Store

CORE = ("metadata", "cited", "relations", "tasks", "lead", "coordinate", "schedule", "targets")

_STRONG = {"implements", "continues", "basedOn", "proposedIn", "amends", "replaces", "repeals", "approves"}
_ROLES = {"lead": "lead", "coordinate": "coordinate", "report_to": "reportTo", "submit_to": "submitTo"}
_TASK_LIKE, _TARGET_LIKE, _TEXT_LIKE = 0.8, 0.6, 0.9
_PREFIXES = (
    f"PREFIX pg: <{ONTOLOGY}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
)

Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a category was found, wrong and missed.

    >>> Score(8, 2, 0).precision, Score(8, 2, 0).recall, round(Score(8, 2, 0).f1 or 0, 3)
    (0.8, 1.0, 0.889)
    >>> Score(0, 0, 0).f1 is None
    True
    """

    found: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; `None` where nothing was found."""
        total = self.found + self.wrong
        return self.found / total if total else None

    @property
    def recall(self) -> float | None:
        """The share of what is there that was found; `None` where nothing is there."""
        total = self.found + self.missed
        return self.found / total if total else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        total = 2 * self.found + self.wrong + self.missed
        return 2 * self.found / total if total else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a comparison, and what went wrong, by annotation file."""

    documents: int
    absent: tuple[str, ...]  #: annotations of documents that the store does not hold: all their facts count as missed
    scores: Mapping[str, Score]
    errors: Mapping[str, tuple[str, ...]]

    @property
    def overall(self) -> float:
        """The mean F1 of the `CORE` categories that occur."""
        values = [self.scores[name].f1 for name in CORE if name in self.scores]
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known else 0.0


def evaluate(gold_dir: Path, store: Store) -> Evaluation:
    """Compare the store with the annotations in a folder: the ``*.json`` files that describe a ``document``.

    Other JSON beside them is no annotation and is passed over. Raises `SourceError` where the folder holds none, and
    where an annotation cannot be read or lacks a part.
    """
    tally = _Tally()
    absent, errors = [], {}
    for path, gold in _annotations(gold_dir):
        document = _document(store, str(gold.get("file") or path.stem), path.stem)
        if document is None:
            absent.append(path.name)
        tally.errors = []
        _compare(gold, _facts(store, document), tally)
        errors[path.name] = tuple(tally.errors)
    return Evaluation(len(errors), tuple(absent), tally.scores(), errors)


def _annotations(gold_dir: Path) -> list[tuple[Path, Fact]]:
    found = []
    for path in sorted(gold_dir.glob("*.json")):
        try:
            gold = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SourceError(
                path, f"không phải JSON (not JSON): {error}", "hãy sửa tệp đáp án (correct the annotation)"
            ) from error
        if isinstance(gold, dict) and "document" in gold:
            _check(path, gold)
            found.append((path, gold))
    if not found:
        raise SourceError(
            gold_dir,
            "không có tệp đáp án nào (no annotations *.json here)",
            "hãy chỉ đúng thư mục (give the folder that holds them)",
        )
    return found


def _check(path: Path, gold: Fact) -> None:
    """Raises `SourceError` that lists what an annotation lacks or holds in another form."""
    wrong = ["document"] if not isinstance(gold["document"], dict) else []
    wrong += [name for name in ("cited", "relations", "tasks", "targets") if not isinstance(gold.get(name), list)]
    wrong += [
        f"{name}[{n}].text"
        for name in ("tasks", "targets")
        if name not in wrong
        for n, fact in enumerate(gold[name])
        if not (isinstance(fact, dict) and isinstance(fact.get("text"), str))
    ]
    if wrong:
        raise SourceError(
            path,
            f"đáp án thiếu hoặc sai (annotation lacks or misstates): {', '.join(wrong)}",
            "hãy sửa tệp đáp án (correct the annotation)",
        )


# ------------------------------------------------------------------------------------------ comparing words


@cache
def _rules(use: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    path = folder("data") / "evaluation" / "name_rules.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["use"] == use]
    return tuple((re.compile(row["pattern"]), row["replacement"]) for row in rows)


def _ruled(text: str, use: str) -> str:
    for pattern, replacement in _rules(use):
        text = pattern.sub(replacement, text)
    return text


def fold(text: str | None) -> str:
    """Case, white space, Unicode form, dashes and quotes made one, marks at the ends left out.

    >>> fold(" “Sở  Nội vụ” –  ") == fold("sở nội vụ")
    True
    """
    text = unicodedata.normalize("NFC", text or "").casefold()
    text = re.sub(r"[“”\"'‘’*_]", "", re.sub(r"[–—−]", "-", text))
    return re.sub(r"\s+", " ", text).strip(" .;:,/-")


def fold_agency(name: str | None) -> str:
    """The name of a body with its abbreviations written out.

    >>> fold_agency("các Sở KH&CN") == fold_agency("Sở Khoa học và Công nghệ")
    True
    """
    return re.sub(r"\s+", " ", _ruled(fold(name), "agency")).strip()


def fold_number(number: str | None) -> str:
    """The letters and digits of a document number; what follows ``#`` only tells two of one number apart.

    >>> fold_number("183- KH/TU") == fold_number("183-KH/TU"), fold_number("02/CT-TTg#2019-11-15")
    (True, '02ctttg')
    """
    return re.sub(r"[^0-9a-zđ]", "", fold((number or "").split("#")[0]))


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", fold(text))


def likeness(one: str | None, other: str | None) -> float:
    """How alike two texts are, word by word, from 0 to 1.

    >>> likeness("Sở Y tế chủ trì.", "sở y tế chủ trì"), likeness("một hai", "ba bốn")
    (1.0, 0.0)
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if first == second or matcher.quick_ratio() >= _TARGET_LIKE else 0.0


def _same_issuer(one: str | None, other: str | None) -> bool:
    return _words(_ruled(fold_agency(one), "issuer")) == _words(_ruled(fold_agency(other), "issuer"))


def _same_place(one: str | None, other: str | None) -> bool:
    return _ruled(fold(one), "place") == _ruled(fold(other), "place")


def _same_words(one: str | None, other: str | None) -> bool:
    return fold(one) == fold(other)


def _same_number(one: str | None, other: str | None) -> bool:
    return fold_number(one) == fold_number(other)


def _same_day(one: str | None, other: str | None) -> bool:
    return (other or "")[:10] == one


def _alike(one: str | None, other: str | None) -> bool:
    return likeness(one, other) >= _TEXT_LIKE


_FIELDS: Mapping[str, Callable[[str | None, str | None], bool]] = {
    "number": _same_number,
    "type": _same_words,
    "issued": _same_day,
    "issuer": _same_issuer,
    "province": _same_place,
    "title": _alike,
    "signer": _same_words,
}


# ------------------------------------------------------------------------------------------ what the store holds


def _rows(store: Store, where: str, *names: str) -> list[tuple[str | None, ...]]:
    columns = " ".join("?" + name for name in names)
    return store.select(f"{_PREFIXES}SELECT DISTINCT {columns} WHERE {{ {where} }} ORDER BY {columns}").values()


def _one(store: Store, document: str, path: str) -> str | None:
    found = _rows(store, f"<{document}> {path} ?value", "value")
    return found[0][0] if found else None


def _document(store: Store, file: str, stem: str) -> str | None:
    """The loaded document whose file has that name, or else one that begins with the annotation's own."""
    held = _rows(store, "?document pg:source/pg:fileName ?file", "file", "document")
    exact = [document for name, document in held if name == file]
    begun = [document for name, document in held if (name or "").startswith(stem)]
    return next(iter(exact + begun), None)


def _facts(store: Store, document: str | None) -> Fact:
    """What the store holds of a document, in the form of the annotations."""
    if document is None:
        return {"document": {}, "recipients": [], "cited": [], "relations": [], "tasks": [], "targets": []}
    cited, relations = _citations(store, document)
    return {
        "document": _header(store, document) | {
            "province": _one(store, document, "pg:jurisdiction/rdfs:label"),
            "title": _one(store, document, "pg:title"),
            "signer": _one(store, document, "pg:signedBy/rdfs:label"),
        },
        "recipients": [name for (name,) in _rows(store, f"<{document}> pg:recipientAsWritten ?name", "name")],
        "cited": cited,
        "relations": relations,
        "tasks": _tasks(store, document),
        "targets": _targets(store, document),
    }  # fmt: skip


def _header(store: Store, document: str) -> Fact:
    paths = {"number": "pg:number", "type": "pg:documentType/skos:prefLabel", "issued": "pg:issued",
             "issuer": "pg:issuer/rdfs:label"}  # fmt: skip
    return {name: _one(store, document, path) for name, path in paths.items()}


def _citations(store: Store, document: str) -> tuple[list[Fact], list[tuple[str | None, str, str | None]]]:
    where = f"?c a pg:Citation ; pg:statedIn <{document}> ; pg:citing ?s ; pg:relation ?r ; pg:cited ?o"
    stated = _rows(store, where, "s", "r", "o")
    names: dict[str, str | None] = {document: "SELF"}
    cited = []
    for iri in sorted({str(end) for one, _, other in stated for end in (one, other)} - {document}):
        header = _header(store, iri)
        names[iri] = header["number"] = header["number"] or _one(store, iri, "pg:title")
        cited.append(header)
    return cited, [(names[str(s)], str(r).removeprefix(ONTOLOGY), names[str(o)]) for s, r, o in stated]


def _tasks(store: Store, document: str) -> list[Fact]:
    of = f"?task a pg:Task ; pg:statedIn <{document}> ; "
    tasks: dict[str | None, Fact] = {}
    for task, text, path in _rows(store, of + "pg:text ?text ; pg:path ?path", "task", "text", "path"):
        tasks[task] = {"text": text, "path": path, "schedule": None, "outputs": None} | {role: [] for role in _ROLES}
    roles = {notation: role for role, notation in _ROLES.items()}
    where = of + "pg:responsibility ?r . ?r pg:role/skos:notation ?role ; pg:asWritten ?name"
    for task, notation, name in _rows(store, where, "task", "role", "name"):
        tasks[task][roles[str(notation)]].append(name)
    for task, output in _rows(store, of + "pg:output ?output", "task", "output"):
        tasks[task]["outputs"] = output
    where = of + "pg:schedule ?s OPTIONAL { ?s pg:startDate ?start } OPTIONAL { ?s pg:endDate ?end }"
    for task, start, end in _rows(store, where, "task", "start", "end"):
        tasks[task]["schedule"] = {"start": start, "end": end, "recurrence": []}
    for task, recurrence in _rows(store, of + "pg:schedule/pg:recurrence ?recurrence", "task", "recurrence"):
        tasks[task]["schedule"]["recurrence"].append(recurrence)
    return list(tasks.values())


def _targets(store: Store, document: str) -> list[Fact]:
    names = ("target", "text", "value", "upper", "unit", "comparator", "by")
    where = f"""?target a pg:Target ; pg:statedIn <{document}> ; pg:text ?text
        OPTIONAL {{ ?target pg:value ?value }} OPTIONAL {{ ?target pg:upperValue ?upper }}
        OPTIONAL {{ ?target pg:unit ?unit }} OPTIONAL {{ ?target pg:comparator ?comparator }}
        OPTIONAL {{ ?target pg:endDate ?by }}"""
    found = [dict(zip(names, row, strict=True)) for row in _rows(store, where, *names)]
    return [fact | {name: _number(fact[name]) for name in ("value", "upper")} for fact in found]


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


# ------------------------------------------------------------------------------------------ counting


class _Tally:
    """Counts by category, and the errors of the document at hand."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.errors: list[str] = []

    def scores(self) -> dict[str, Score]:
        return {name: Score(*counts) for name, counts in self._counts.items()}

    def value(self, category: str, said: str, want: object, found: object, agree: bool) -> None:
        """One value that should be there, or should not."""
        counts = self._counts[category]
        counts[0] += agree
        counts[1] += not agree and found is not None
        counts[2] += not agree and want is not None
        if not agree:
            self.errors.append(f"{said}: want {want!r}, found {found!r}")

    def several(self, category: str, where: str, want: Iterable[Any], found: Iterable[Any]) -> None:
        """Values that should be there, in no order."""
        wanted, given = set(want), set(found)
        for n, number in enumerate((len(wanted & given), len(given - wanted), len(wanted - given))):
            self._counts[category][n] += number
        self.errors += [f"{category} missed{where}: {value}" for value in sorted(wanted - given)]
        self.errors += [f"{category} wrong{where}: {value}" for value in sorted(given - wanted)]

    def pairs(self, category: str, want: Sequence[Fact], found: Sequence[Fact], least: float) -> list[tuple[int, int]]:
        """Pair facts by their text; what stays alone is missed or wrong."""
        pairs = _pairs(want, found, least)
        left = [want[i] for i in sorted(set(range(len(want))) - {i for i, _ in pairs})]
        over = [found[j] for j in sorted(set(range(len(found))) - {j for _, j in pairs})]
        for n, number in enumerate((len(pairs), len(over), len(left))):
            self._counts[category][n] += number
        for verb, facts in (("missed", left), ("wrong", over)):
            self.errors += [f"{category} {verb}: {fact.get('path') or ''} {fact['text'][:80]}" for fact in facts]
        return pairs


def _pairs(want: Sequence[Fact], found: Sequence[Fact], least: float) -> list[tuple[int, int]]:
    """One to one, the most alike first."""
    alike = [(likeness(w["text"], f["text"]), i, j) for i, w in enumerate(want) for j, f in enumerate(found)]
    pairs: list[tuple[int, int]] = []
    used_want: set[int] = set()
    used_found: set[int] = set()
    for value, i, j in sorted(alike, reverse=True):
        if value >= least and i not in used_want and j not in used_found:
            pairs.append((i, j))
            used_want.add(i)
            used_found.add(j)
    return pairs


def _compare(gold: Fact, found: Fact, tally: _Tally) -> None:
    for name, same in _FIELDS.items():
        want, said = gold["document"].get(name), found["document"].get(name)
        if want is not None or said is not None:
            agree = want is not None and said is not None and same(want, said)
            tally.value("metadata", f"metadata.{name}", want, said, agree)
    recipients = gold["document"].get("recipients") or []
    tally.several("recipients", "", map(fold_agency, recipients), map(fold_agency, found["recipients"]))
    _compare_cited(gold["cited"], found["cited"], tally)
    for category, kinds in (("relations", _STRONG), ("mentions", {"mentions"})):
        want_rows, found_rows = (_relations(rows, kinds) for rows in (gold["relations"], found["relations"]))
        tally.several(category, "", want_rows, found_rows)
    _compare_tasks(gold["tasks"], found["tasks"], tally)
    _compare_targets(gold["targets"], found["targets"], tally)


def _relations(rows: Iterable[Sequence[str | None]], kinds: set[str]) -> set[tuple[str, str, str]]:
    return {
        ("SELF" if subject == "SELF" else fold_number(subject), str(kind), fold_number(other))
        for subject, kind, other in rows
        if subject and other and kind in kinds
    }


def _compare_cited(gold: Iterable[Fact], found: Iterable[Fact], tally: _Tally) -> None:
    want = {fold_number(fact.get("number") or fact.get("title")): fact for fact in gold}
    said = {fold_number(fact.get("number")): fact for fact in found if fact.get("number")}
    want.pop("", None)
    tally.several("cited", "", want, said)
    for key in sorted(set(want) & set(said)):
        for name in ("type", "issued", "issuer"):
            one, other = want[key].get(name), said[key].get(name)
            if one is not None:
                agree = other is not None and _FIELDS[name](one, other)
                tally.value("cited.attributes", f"cited {key} {name}", one, other, agree)


def _compare_tasks(gold: Sequence[Fact], found: Sequence[Fact], tally: _Tally) -> None:
    # what a fair reader may count or not is set aside with its partner
    aside = {j for i, j in _pairs(gold, found, _TASK_LIKE) if gold[i].get("optional")}
    found = [fact for j, fact in enumerate(found) if j not in aside]
    gold = [fact for fact in gold if not fact.get("optional")]
    pairs = tally.pairs("tasks", gold, found, _TASK_LIKE)
    alone_gold = sorted(set(range(len(gold))) - {i for i, _ in pairs})
    alone_found = sorted(set(range(len(found))) - {j for _, j in pairs})
    both = [(gold[i], found[j]) for i, j in pairs]
    both += [(gold[i], {}) for i in alone_gold] + [({"path": found[j]["path"]}, found[j]) for j in alone_found]
    for want, said in both:
        where = f" at {want.get('path')}"
        for role in _ROLES:
            tally.several(role, where, map(fold_agency, want.get(role) or []), map(fold_agency, said.get(role) or []))
        _compare_schedule(want, said, where, tally)
        one, other = want.get("outputs"), said.get("outputs")
        if (one or other) and not want.get("outputs_parts"):  # a cell cut by others in the text is not compared
            agree = bool(one and other and _alike(one, other))
            tally.value("outputs", f"outputs{where}", one or None, other or None, agree)


def _compare_schedule(want: Fact, said: Fact, where: str, tally: _Tally) -> None:
    one, other = want.get("schedule"), said.get("schedule")
    if one or other:
        agree = _time(other) in [_time(time) for time in want.get("schedules") or [one]]
        tally.value("schedule", f"schedule{where}", one or None, other or None, agree)


def _time(schedule: Fact | None) -> tuple[object, ...] | None:
    if not schedule:
        return None
    return schedule.get("start"), schedule.get("end"), tuple(sorted(schedule.get("recurrence") or []))


def _compare_targets(gold: Sequence[Fact], found: Sequence[Fact], tally: _Tally) -> None:
    for i, j in tally.pairs("targets", gold, found, _TARGET_LIKE):
        for name in ("value", "upper", "unit", "comparator", "by"):
            want, said = gold[i].get(name), found[j].get(name)
            if want is None and said is None:
                continue
            if name in ("unit", "comparator"):
                agree = fold(str(want)) == fold(str(said))
            else:
                agree = want == (said[:10] if name == "by" and said else said)
            tally.value("targets.values", f"target {name} of {gold[i]['text'][:60]!r}", want, said, agree)
