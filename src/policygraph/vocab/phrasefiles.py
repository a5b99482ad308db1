"""Phrase files: patterns with what a match means, examples and counter-examples; word lists and tries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policygraph.errors import VocabularyError
from policygraph.resources import folder as resource_folder
from policygraph.text import holds, squeeze

# ---------------------------------------------------------------------------------------------- phrases


#: Words that a phrase needs: one of each group.
Marks = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern of a phrase file, with what a match means; to be searched in ``NormalText.lowered``."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    note: str = ""
    examples: tuple[Any, ...] = ()  #: strings, or mappings with ``text`` and what the owner expects
    not_examples: tuple[Any, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    marks: Marks = ()  #: of each group a word stands in every match: where none does, nobody need search

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in ``text`` as the patterns see it: NFC and lower case."""
        return self.pattern.search(_lowered(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in ``text``, which must be NFC and lower case already."""
        return self.pattern.finditer(text) if holds(text, self.marks) else iter(())


_PHRASE_KEYS = {"id", "kind", "pattern", "mark", "note", "examples", "not_examples"}
_PIECE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def phrases(name: str, folder: Path | None = None) -> tuple[Phrase, ...]:
    """The phrases of ``<name>.yaml``, in the order of the file.

    Raises `VocabularyError` naming every entry that is wrong: repeated or missing id, missing pattern, a pattern
    that does not compile, an unknown piece. Examples are tried by `check`, not here.
    """
    return _phrase_file(_path(folder, f"{name}.yaml"))[0]


def lists(name: str, folder: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """The word lists of ``<name>.yaml``: name of the list -> its words."""
    return _phrase_file(_path(folder, f"{name}.yaml"))[1]


def trie(words: Iterable[str], *, opening: bool = False) -> str:
    """A regular expression that matches exactly the ``words``, the longest first, without backtracking over them.

    >>> words = trie(["Bộ Tài nguyên", "Bộ Tài nguyên và Môi trường", "Bộ Y tế"])
    >>> re.match(words, "Bộ Tài nguyên và Môi trường").group()
    'Bộ Tài nguyên và Môi trường'
    >>> trie(["tháng 1", "tháng 10"])
    'tháng\\\\ 1(?:0)?'

    With ``opening`` the words match only where no word goes on. The first letter stands first in the pattern, by
    which the search is fast.

    >>> re.findall(trie(["an", "ban"], opening=True), "an ninh, ban bí thư, toàn")
    ['an', 'ban']
    """
    root: dict[str, Any] = {}
    for word in sorted(set(words)):
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    if opening:
        return "(?:" + "|".join(rf"{re.escape(one)}(?<!\w.){_trie_pattern(below)}" for one, below in root.items()) + ")"
    return _trie_pattern(root)


def _trie_pattern(node: dict[str, Any]) -> str:
    prefix = ""
    while len(node) == 1 and "" not in node:
        ((letter, node),) = node.items()
        prefix += re.escape(letter)
    options = [re.escape(letter) + _trie_pattern(below) for letter, below in node.items() if letter]
    if not options:
        return prefix
    if "" in node:
        return f"{prefix}(?:{'|'.join(options)})?"
    return f"{prefix}(?:{'|'.join(options)})"


def _lowered(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


@cache
def _path(folder: Path | None, file: str) -> Path:
    return (folder or resource_folder("data") / "vocab") / file


@cache
def _phrase_file(path: Path) -> tuple[tuple[Phrase, ...], Mapping[str, tuple[str, ...]]]:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise VocabularyError(path, [f"cannot be read: {squeeze(str(error))}"]) from error
    word_lists = {key: tuple(map(str, words)) for key, words in (content.get("lists") or {}).items()}
    pieces = {f"list_{key}": trie(_lowered(word) for word in words) for key, words in word_lists.items()}
    pieces |= {f"begin_{key}": trie(map(_lowered, words), opening=True) for key, words in word_lists.items()}
    pieces |= content.get("parts") or {}
    problems: list[str] = []
    found: dict[str, Phrase] = {}
    for number, entry in enumerate(content.get("phrases") or (), 1):
        phrase = _phrase(entry, number, pieces, word_lists, problems)
        if phrase and phrase.id in found:
            problems.append(f"entry {phrase.id!r}: the id is used twice; rename one of them")
        elif phrase:
            found[phrase.id] = phrase
    if problems:
        raise VocabularyError(path, problems)
    return tuple(found.values()), word_lists


_SET_OR_BLANKS = re.compile(r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|\\\\|\\s(?P<how>[*+])")


def _bounded(pattern: str) -> str:
    r"""The pattern with an end to its blanks: runs side by side would take a page of blanks apart in every way.

    >>> print(_bounded(r"số\s*:?\s+[\s*]+\d+"))
    số\s{0,99}:?\s{1,99}[\s*]+\d+
    """

    def bound(match: re.Match[str]) -> str:
        return f"\\s{{{0 if match['how'] == '*' else 1},99}}" if match["how"] else match.group()

    return _SET_OR_BLANKS.sub(bound, pattern)


def _phrase(
    entry: Any,
    number: int,
    pieces: Mapping[str, str],
    word_lists: Mapping[str, tuple[str, ...]],
    problems: list[str],
) -> Phrase | None:
    missing = [key for key in ("id", "kind", "pattern") if not (isinstance(entry, dict) and entry.get(key))]
    if missing:
        label = repr(entry.get("id")) if isinstance(entry, dict) and entry.get("id") else f"number {number}"
        problems.append(f"entry {label}: no {', no '.join(missing)}")
        return None
    try:
        pattern = re.compile(_bounded(expand(entry["pattern"], pieces)))
        marks = _marks(entry.get("mark", ()), word_lists)
    except (re.error, KeyError, RecursionError) as error:
        what = f"unknown piece {{{error.args[0]}}}" if isinstance(error, KeyError) else f"bad pattern: {error}"
        problems.append(f"entry {entry['id']!r}: {what}")
        return None
    return Phrase(
        entry["id"], entry["kind"], pattern, entry.get("note", ""), tuple(entry.get("examples") or ()),
        tuple(entry.get("not_examples") or ()), {key: entry[key] for key in entry if key not in _PHRASE_KEYS}, marks,
    )  # fmt: skip


def _marks(given: str | Iterable[str], word_lists: Mapping[str, tuple[str, ...]]) -> Marks:
    """The groups of marks as an entry gives them: words between ``|``, one group or a list of groups, or word lists."""
    groups = [given] if isinstance(given, str) else given
    named = ((group, _PIECE.fullmatch(group)) for group in groups)
    return tuple(frozenset(word_lists[name[1]] if name else group.split("|")) for group, name in named)


def expand(pattern: str, pieces: Mapping[str, str]) -> str:
    """``pattern`` with each ``{piece}`` put in, also inside pieces; `KeyError` for an unknown one.

    >>> expand("ngày {date}", {"date": "{day}/{day}", "day": "[0-9]{2}"})
    'ngày (?:(?:[0-9]{2})/(?:[0-9]{2}))'
    """
    return _PIECE.sub(lambda match: f"(?:{expand(pieces[match[1]], pieces)})", pattern)


def problems_of(path: Path) -> list[str]:
    """What is wrong with a phrase file, its examples tried."""
    try:
        found, _ = _phrase_file(path)
    except VocabularyError as error:
        return str(error).splitlines()
    problems = []
    for phrase in found:
        if not phrase.examples:
            problems.append(f"{path.name}: entry {phrase.id!r}: no examples")
        problems += [f"{path.name}: entry {phrase.id!r}: does not match its example {_example(text)!r}"
                     for text in phrase.examples if not phrase.search(_example(text))]  # fmt: skip
        problems += [f"{path.name}: entry {phrase.id!r}: matches its counter-example {_example(text)!r}"
                     for text in phrase.not_examples if phrase.search(_example(text))]  # fmt: skip
    return problems


def _example(example: Any) -> str:
    return str(example["text"] if isinstance(example, dict) else example)
