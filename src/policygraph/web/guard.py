"""What may be asked: a SPARQL text is read token by token before any engine sees it.

The engine's parser falls over (with the whole process) on deep nesting, and it would fetch what ``SERVICE`` names.
Both are refused here. In SPARQL's grammar the word ``SERVICE`` is a terminal of one production only, and ``FROM`` of
another; where a text is cut into terminals, their presence is the production's presence, whatever is written around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_BYTES = 16_384
MAX_NESTING = 64
MAX_UNIONS = 50
MAX_STEPS = 200  #: of property paths, and operators of one sign

#: The terminals of SPARQL 1.1, as far as it matters which is which.
_TOKEN = re.compile(
    r"""(?P<blank>[\s\ufeff]+|\#[^\n\r]*)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<variable>[?$]\w+)
    |(?P<blanknode>_:\w(?:[\w.-]*[\w-])?)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z]\w*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_OPEN, _CLOSE = {"{", "(", "["}, {"}", ")", "]"}
_PREFIX_SIGNS = {"!", "-", "+", "^"}


class Refused(Exception):
    """A query that is not run. ``kind`` names the label ``web.problem.<kind>``; ``status`` is the answer's."""

    def __init__(self, kind: str, status: int = 400, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.status, self.values = kind, status, values


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that may be run: its form (SELECT, ...), and the graphs that its FROM clauses name."""

    text: str
    form: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def check(text: str, prefixes: Mapping[str, str]) -> Asked:
    """What a query text asks for. Raises `Refused` where it is too long, too deep, an update, or reaches outside.

    ``prefixes`` are known without a declaration.

    >>> check("ASK { ?s ?p 'SERVICE {' } # INSERT", {}).form
    'ASK'
    >>> check("SELECT * { service <http://x> { ?s ?p ?o } }", {})
    Traceback (most recent call last):
    policygraph.web.guard.Refused: service
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused("long", 413, limit=MAX_BYTES)
    tokens = list(_tokens(text))
    _bounded(tokens)
    form = _form(tokens)
    # no other bare word of SPARQL contains these letters, and the engine also reads "trueSERVICE" as two words
    if any(kind == "word" and "SERVICE" in said.upper() for kind, said in tokens):
        raise Refused("service")
    default, named = _datasets(tokens, dict(prefixes))
    return Asked(text, form, tuple(default), tuple(named))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind, said = str(match.lastgroup), match.group()
        if kind == "sign" and said in "\"'\\":
            line, column = place(text, match.start())
            raise Refused("unclosed", line=line, column=column)
        if kind != "blank":
            yield kind, said


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column (from 1) of a character.

    >>> place("a\\nbc", 3)
    (2, 2)
    """
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _bounded(tokens: list[tuple[str, str]]) -> None:
    """No more nesting, signs in a row, unions and path steps than a reader would write."""
    depth = run = steps = unions = 0
    for kind, said in tokens:
        if kind == "sign":
            depth += (said in _OPEN) - (said in _CLOSE)
            run = run + 1 if said in _PREFIX_SIGNS else 0
            steps += said in "/|^+*&-"
        else:
            run = 0
            unions += kind == "word" and said.upper() == "UNION"
        if max(depth, run) > MAX_NESTING:
            raise Refused("deep", 400, limit=MAX_NESTING)
    if unions > MAX_UNIONS or steps > MAX_STEPS:
        raise Refused("many", 400, unions=MAX_UNIONS, steps=MAX_STEPS)


def _form(tokens: list[tuple[str, str]]) -> str:
    """The first word after the prologue."""
    words = iter(tokens)
    for kind, said in words:
        word = said.upper()
        if kind == "word" and word in ("PREFIX", "BASE"):
            for after, _ in words:
                if after == "iri":
                    break
        elif kind == "word" and word in _FORMS:
            return word
        elif kind == "word" and word in _UPDATES:
            raise Refused("update")
        else:
            break
    raise Refused("form")


def _datasets(tokens: list[tuple[str, str]], prefixes: dict[str, str]) -> tuple[list[str], list[str]]:
    """The graphs of FROM and of FROM NAMED."""
    default: list[str] = []
    named: list[str] = []
    for at, (kind, said) in enumerate(tokens):
        if kind != "word":
            continue
        if said.upper() == "PREFIX":
            (_, prefix), (_, iri) = [*tokens[at + 1 : at + 3], ("", ""), ("", "")][:2]
            prefixes[prefix.removesuffix(":")] = iri.strip("<>")
        elif said.upper() == "FROM":
            is_named = tokens[at + 1 : at + 2] and tokens[at + 1][1].upper() == "NAMED"
            where = at + 2 if is_named else at + 1
            token = tokens[where] if where < len(tokens) else ("", "")
            (named if is_named else default).append(_whole(token, prefixes))
        elif "FROM" in said.upper():
            raise Refused("graph", graph=said)
    return default, named


def _whole(token: tuple[str, str], prefixes: Mapping[str, str]) -> str:
    kind, said = token
    if kind == "iri":
        return said.strip("<>")
    prefix, _, rest = said.partition(":")
    if kind == "name" and prefix in prefixes:
        return prefixes[prefix] + rest
    raise Refused("graph", graph=said)
