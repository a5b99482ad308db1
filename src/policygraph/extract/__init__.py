"""From the text of one source to its facts. Nothing here knows of another document."""

from __future__ import annotations

from policygraph import sources, structure
from policygraph.extract import aliases, citations, header, targets, tasks, unread
from policygraph.facts import DocumentFacts
from policygraph.resources import uncollected
from policygraph.text import SourceText
from policygraph.vocab import Vocabulary, load


def extract(source: SourceText, vocab: Vocabulary | None = None) -> DocumentFacts:
    """All that the source says, with evidence, and all that looked wrong on the way.

    Every text gives facts, be it only an outline: what is not understood becomes a finding, never an error.
    """
    with uncollected():
        return _facts(source, vocab or load())


def _facts(source: SourceText, words: Vocabulary) -> DocumentFacts:
    outline = structure.parse(source)
    head, head_findings = header.read(outline, words)
    references, stated, citation_findings = citations.read(outline, head, words)
    work, task_findings = tasks.read(outline, references, words)
    goals, target_findings = targets.read(outline, words)
    return DocumentFacts(
        source=source,
        outline=outline,
        header=head,
        references=references,
        citations=stated,
        tasks=work,
        targets=goals,
        findings=(
            *sources.check(source),
            *outline.findings,
            *head_findings,
            *citation_findings,
            *task_findings,
            *target_findings,
            *unread.read(outline, head, references),
        ),
        aliases=aliases.read(outline),
    )
