"""What pages say, in the reader's language: Vietnamese unless English is asked for."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from policygraph.chain import shown
from policygraph.labels import catalogue, find

LANGUAGES = ("vi", "en")
COOKIE = "policygraph-lang"


class Words:
    """The catalogue in one language; a call gives what stands under a key.

    >>> Words("en")("relation.implements")
    'implements'
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        label = catalogue()[key]
        return (label.en if self.language == "en" else label.vi).format_map(values)

    def named(self, family: str, name: object) -> str:
        """What stands under ``family.name``; the name itself where the catalogue has no word for it."""
        label = find(f"{family}.{name}")
        return (label.en if self.language == "en" else label.vi) if label else str(name)

    def tier(self, name: str) -> str:
        """The name of a tier of the political system."""
        from policygraph import vocab

        found = next((tier for tier in vocab.load().tiers if tier.id == name), None)
        return name if found is None else found.name_en if self.language == "en" else found.name_vi

    def day(self, value: object) -> str:
        """A date as it is written here; other values as they are.

        >>> Words("vi").day(date(2024, 9, 30)), Words("en").day(date(2024, 9, 30))
        ('30/09/2024', '30 Sep 2024')
        """
        if not isinstance(value, date):
            return "" if value is None else str(value)
        return f"{value.day} {value:%b %Y}" if self.language == "en" else shown(value)

    def count(self, value: float) -> str:
        """A number with the marks of the language.

        >>> Words("vi").count(1234.5), Words("en").count(1234)
        ('1.234,5', '1,234')
        """
        written = f"{value:,}" if isinstance(value, int) or value != int(value) else f"{int(value):,}"
        return written if self.language == "en" else written.translate(str.maketrans(",.", ".,"))


def language_of(request: Request) -> str:
    """``?lang=``, else the cookie, else Vietnamese."""
    for said in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if said in LANGUAGES:
            return str(said)
    return LANGUAGES[0]


def in_language(request: Request, language: str) -> str:
    """The address of the page asked for, in another language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{request.scope['path']}?{urlencode([*kept, ('lang', language)])}"
