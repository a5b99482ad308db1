"""The tables and phrase files of ``data/vocab``, looked up by name and on a date."""

from policygraph.vocab.phrases import Phrase, expand, lists, phrases, trie

__all__ = ["Phrase", "expand", "lists", "phrases", "trie"]
