"""Parameters of queries, bound as terms: no value can change the query."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from policygraph.store.base import Term

# What a variable's name may stand inside without being one: comments, strings, IRIs.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>)"""
    r"""|(?P<select>\bSELECT\b)|(?P<open>\{)|(?P<variable>[?$](?P<name>\w+))""",
    re.IGNORECASE | re.DOTALL,
)


#: The word that makes an engine fetch, where it is no part of a name; some engines read "trueSERVICE" as two words.
_SERVICE = re.compile(r"(?<![:\w.%\\-])[A-Za-z]*SERVICE(?![\w:.-])", re.IGNORECASE)


def leaves(query: str) -> bool:
    """Whether a query asks another server (``SERVICE``), which the embedded engine would do.

    >>> leaves("SELECT * { service <http://x/> { ?s ?p ?o } }")
    True
    >>> leaves("SELECT ?service { ?service ex:service 'SERVICE' }")
    False
    """
    bare = _TOKEN.sub(lambda match: " x " if match["skip"] or match["variable"] else match.group(), query)
    return _SERVICE.search(bare) is not None


#: What is escaped in a literal; a backslash before the letter that begins an escape.
_ESCAPE = re.compile(r"\\\\([uU])|\\.", re.DOTALL)


def bind(query: str, terms: Mapping[str, Term]) -> str:
    """The query with each variable of ``terms`` replaced by its term, also inside sub-queries and filters.

    Works on the query's tokens: names inside strings, comments and IRIs stay, and a term is written in its own
    escaped form, so that no value can change the query. A bound variable in a SELECT list stays a column.

    >>> bind('SELECT ?s WHERE { ?s ?p ?o FILTER(?o = "?o") }', {"o": ox.Literal('a" }')})
    'SELECT ?s WHERE { ?s ?p "a\\\\" }" FILTER("a\\\\" }" = "?o") }'
    >>> bind("SELECT ?s ?o { ?s ?p ?o }", {"o": ox.NamedNode("urn:x")})
    'SELECT ?s (<urn:x> AS ?o) { ?s ?p <urn:x> }'
    """
    if not terms:
        return query
    for name, term in terms.items():
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise ValueError(f"?{name}: only an IRI or a literal can be bound, not {term!r}")
    pieces, last, listing = [], 0, -1  # listing: where the SELECT list began, -1 outside of one
    for match in _TOKEN.finditer(query):
        if match["select"]:
            listing = match.end()
        elif match["open"]:
            listing = -1
        elif match["name"] in terms:
            written, before = _written(terms[match["name"]]), query[max(listing, 0) : match.start()]
            column = listing >= 0 and before.count("(") == before.count(")")
            pieces += [query[last : match.start()], f"({written} AS {match['variable']})" if column else written]
            last = match.end()
    return "".join(pieces) + query[last:]


def _written(term: Term) -> str:
    r"""The term as a query says it, also for engines that undo ``\u0022`` before they read anything (SPARQL 1.1, 19.2).

    >>> print(_written(ox.Literal(r"\u0022")), _written(ox.Literal("\\")))
    "\\\U000000750022" "\\"
    """
    return _ESCAPE.sub(lambda match: f"\\\\\\U{ord(match[1]):08X}" if match[1] else match[0], str(term))
