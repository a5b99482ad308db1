"""The first page: one field for whatever one remembers of a document or an agency, and facets to narrow it down."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from policygraph.web.frame import page, page_number, site
from policygraph.web.library import address
from policygraph.web.search import FACETS, PAGE
from policygraph.web.words import Words, language_of

_LONGEST = 300  #: letters of a search text
_VALUES = 12  #: values of a facet that are shown


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: what it is called, how many hits it leaves, and the address that takes or drops it."""

    label: str
    count: int
    address: str
    chosen: bool


def home(request: Request) -> Response:
    """The search page."""
    here, words = site(request).library.current(), Words(language_of(request))
    text = request.query_params.get("q", "")[:_LONGEST]
    chosen = {name: value for name in FACETS if (value := request.query_params.get(name))}
    number = page_number(request)
    found = here.index.search(text, chosen, number)
    return page(
        request,
        "home.html",
        text=text,
        found=found,
        chosen=chosen,
        address=address,
        facets=[
            (name, [_value(words, text, chosen, name, *item) for item in values[:_VALUES]], len(values) - _VALUES)
            for name, values in found.facets.items()
            if values
        ],
        more=_where(text, chosen | {"page": str(number + 1)}) if found.total > number * PAGE else None,
        before=_where(text, chosen | {"page": str(number - 1)}) if number > 1 else None,
        first=PAGE * (number - 1) + 1,
        loaded=sum(bool(document.file) for document in here.documents.values()),
        cited=sum(not document.file for document in here.documents.values()),
        agencies=len(here.agencies),
    )


def _value(words: Words, text: str, chosen: dict[str, str], name: str, value: str, count: int) -> Value:
    rest = {other: kept for other, kept in chosen.items() if other != name}
    is_chosen = chosen.get(name) == value
    label = words.tier(value) if name == "tier" else words.named(f"web.facet.{name}", value)
    return Value(label, count, _where(text, rest if is_chosen else rest | {name: value}), is_chosen)


def _where(text: str, chosen: dict[str, str]) -> str:
    return "/?" + urlencode({"q": text, **chosen})
