"""The tables and phrase files of ``data/vocab``, looked up by name and on a date.

What a reviewer of agencies may want to correct is in the tables, not here: this package reads, checks and finds.
"""

from policygraph.vocab.agencies import Agency, Unresolved
from policygraph.vocab.phrasefiles import Marks, Phrase, expand, lists, phrases, trie
from policygraph.vocab.places import District, Province
from policygraph.vocab.tables import (
    AgencyChange,
    AgencyKind,
    AgencyTemplate,
    CollectiveTerm,
    CollectiveTermMember,
    DocumentType,
    IssuerCode,
    PlaceKind,
    ProvinceChange,
    Term,
    Tier,
)
from policygraph.vocab.vocabulary import Vocabulary, check, load

__all__ = [
    "Agency", "AgencyChange", "AgencyKind", "AgencyTemplate", "CollectiveTerm", "CollectiveTermMember", "District",
    "DocumentType", "IssuerCode", "Marks", "Phrase", "PlaceKind", "Province", "ProvinceChange", "Term", "Tier",
    "Unresolved", "Vocabulary", "check", "expand", "lists", "load", "phrases", "trie",
]  # fmt: skip
