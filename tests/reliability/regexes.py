"""Every pattern that the program compiles, what could make it slow, and whether it repeats what repeats.

``python -m tests.reliability.regexes`` prints the patterns as JSON lines ``[pattern, flags, module]``: those that are
compiled while all modules are imported and the shipped documents are read, and those that stand in calls as words.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CALLS = ("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
#: More turns than this are as bad as no end.
MANY = 30
#: Signs that stand for all: what two sets share is told by them.
SIGNS = sorted({*map(chr, range(32, 127)), *"\n\t\r\xa0àđươẤ–—“”•…·"})


def compiled() -> list[tuple[str, int, str]]:
    """The patterns, each with its flags and the module that compiles it first."""
    found: dict[tuple[str, int], str] = {}
    original = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: int) -> re.Pattern[str]:
        made: re.Pattern[str] = original(pattern, flags)
        caller = sys._getframe(2).f_globals.get("__name__", "")
        if isinstance(made.pattern, str) and caller.startswith("policygraph"):
            found.setdefault((made.pattern, made.flags), caller)
        return made

    re._compile = noted  # type: ignore[attr-defined]
    import policygraph

    for module in pkgutil.walk_packages(policygraph.__path__, "policygraph."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _exercise()
    for path in sorted(Path(policygraph.__file__).parent.rglob("*.py")):
        for pattern, flags in _in_calls(path):
            found.setdefault((pattern, re.compile(pattern, flags).flags), path.stem)
    return [(pattern, flags, module) for (pattern, flags), module in found.items()]


def _exercise() -> None:
    """What is compiled when it is first needed."""
    from tests.conftest import DOCUMENTS, ROOT

    from policygraph import vocab
    from policygraph.extract import extract
    from policygraph.sources import read

    for path in sorted((ROOT / "data" / "vocab").glob("*.yaml")):
        vocab.phrases(path.stem)
    for path in sorted(DOCUMENTS.glob("*.txt")):
        extract(read(path))


def _in_calls(path: Path) -> Iterator[tuple[str, int]]:
    """The patterns that stand as words in calls of ``re``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
                and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args
                and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):  # fmt: skip
            yield node.args[0].value, 0


# ------------------------------------------------------------------------------------------------ what it is made of


def parsed(pattern: str, flags: int) -> Any:
    """The tree of a pattern, as the standard library reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(pattern, flags & ~re.DEBUG)


def _children(op: Any, value: Any) -> list[Any]:
    """The sequences below a node."""
    if op in REPEATS:
        return [value[2]]
    if op is codes.SUBPATTERN:
        return [value[3]]
    if op is codes.BRANCH:
        return list(value[1])
    if op is codes.ATOMIC_GROUP:
        return [value]
    if op is codes.GROUPREF_EXISTS:
        return [one for one in value[1:] if one]
    if op in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return []


def signs(op: Any, value: Any, flags: int) -> frozenset[str]:
    """The signs that a node for one letter matches; none where it is no such node."""
    if op not in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
        return frozenset()
    tree = parser.SubPattern(parser.State(), [(op, value)])
    tree.state.flags = flags
    tree.state.str = ""
    one = re._compiler.compile(tree, flags & ~re.VERBOSE)  # type: ignore[attr-defined]
    found = {sign for sign in SIGNS if one.fullmatch(sign)}
    if op is codes.LITERAL:
        found.add(chr(value))
    return frozenset(found)


def example(tree: Any, flags: int) -> str:
    """Some text that a sequence matches, or nearly."""
    out = ""
    for op, value in tree:
        if op in REPEATS:
            out += example(value[2], flags) * value[0]
        elif op is codes.BRANCH:
            out += example(value[1][0], flags)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            continue
        elif below := _children(op, value):
            out += example(below[0], flags)
        elif found := signs(op, value, flags):
            out += max(found, key=lambda sign: (sign.isalnum(), sign.islower(), sign))
    return out


def repeats(tree: Any, before: str, flags: int) -> Iterator[tuple[str, str]]:
    """Of each part that may come many times: what stands before the first, and the part."""
    for op, value in tree:
        if op in REPEATS and value[1] > MANY:
            yield before, example(value[2], flags) or "a"
            for sign in sorted(_letters(value[2], flags))[:3]:
                yield before, sign
        for child in _children(op, value):
            yield from repeats(child, before, flags)
        if op not in (codes.ASSERT, codes.ASSERT_NOT):
            before += example([(op, value)], flags)


def _letters(tree: Any, flags: int) -> frozenset[str]:
    """The signs that may stand in a sequence."""
    found: frozenset[str] = frozenset()
    for op, value in tree:
        found |= signs(op, value, flags)
        for child in _children(op, value):
            found |= _letters(child, flags)
    return found


def attacks(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Texts of ``size`` that a pattern may take long over: each repeat without an end, then what does not fit."""
    tree = parsed(pattern, flags)
    parts = dict.fromkeys(repeats(tree, "", flags))
    parts.update(dict.fromkeys([("", example(tree, flags) or "a"), ("", " "), ("", "a"), ("", "1"), ("", "\n")]))
    for before, part in parts:
        for end in ("", "\x01"):
            yield before + part * (size // len(part)) + end
        if before:
            yield (before + part) * (size // len(before + part)) + "\x01"


# ------------------------------------------------------------------------------------------------ repeats in repeats


def nested(pattern: str, flags: int) -> list[str]:
    """Repeats without an end inside repeats without an end whose turns nothing tells apart: ``(a+)+``.

    They are told apart where a sign must stand beside the inner repeat in each turn, but not in it: ``(, a+)+``.
    """
    return list(_nested(parsed(pattern, flags), flags))


def _nested(tree: Any, flags: int) -> Iterator[str]:
    for op, value in tree:
        if op in REPEATS and op is not codes.POSSESSIVE_REPEAT and value[1] > MANY:
            for way in _ways(value[2]):
                yield from _unbounded(way, frozenset(), flags)
        for child in _children(op, value):
            yield from _nested(child, flags)


def _unbounded(tree: Any, told: frozenset[frozenset[str]], flags: int) -> Iterator[str]:
    """The repeats without an end below, beside which no sign that must stand there (also in ``told``) ends them."""
    told |= {must for must in _musts(tree, flags) if must}
    for op, value in tree:
        if op in (codes.ASSERT, codes.ASSERT_NOT, codes.ATOMIC_GROUP, codes.POSSESSIVE_REPEAT):
            continue
        if op in REPEATS and value[1] > MANY and all(must & _letters(value[2], flags) for must in told):
            yield example(tree, flags)
        for child in _children(op, value):
            for way in _ways(child):
                yield from _unbounded(way, told, flags)


def _ways(tree: Any) -> list[Any]:
    """The ways through a sequence that is one choice, or the sequence."""
    (op, value), *rest = tree
    if not rest and op is codes.BRANCH:
        return [way for one in value[1] if one for way in _ways(one)]
    if not rest and op is codes.SUBPATTERN and value[3]:
        return _ways(value[3])
    return [tree]


def _musts(tree: Any, flags: int) -> Iterator[frozenset[str]]:
    """The sets of signs of which one must stand in each turn."""
    for op, value in tree:
        if op in REPEATS and value[0] > 0:
            yield from _musts(value[2], flags)
        elif op is codes.SUBPATTERN:
            yield from _musts(value[3], flags)
        elif op is codes.BRANCH:
            ways = [next((must for must in _musts(one, flags) if must), frozenset()) for one in value[1]]
            if all(ways):
                yield frozenset().union(*ways)
        elif found := signs(op, value, flags):
            yield found


def main() -> None:
    """Print them."""
    for row in compiled():
        print(json.dumps(row))


if __name__ == "__main__":
    main()
