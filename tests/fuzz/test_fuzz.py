"""Texts made of the project's own headings and phrases: everything returns, spans lie inside, time grows linearly."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph import vocab
from policygraph.extract import targets, tasks
from policygraph.outline import Outline
from policygraph.structure import parse
from policygraph.text import SourceText, Span

FILES = ("headings", "agency_words", "role_phrases", "date_phrases", "target_phrases")
MARKS = [
    "I. ",
    "II. ",
    "1. ",
    "1.1. ",
    "a) ",
    "d) ",
    "- ",
    "+ ",
    "*   ",
    "Điều 1. ",
    "Chương I\n",
    "PHỤ LỤC\n",
    "\n",
    "\n\n",
    ": ",
    "; ",
    ". ",
    ", ",
    " và ",
    "(",
    ")",
    "**",
    "*",
    "|",
    "\t",
    "1\n",
    "I\n",
    "72\n",
    "./.\n",
    "“",
    "\u0301",
    "\u200b",
    "KẾ HOẠCH\n",
    "Nơi nhận:\n",
    "TM. UBND\n",
    "CÔNG BÁO/Số 1/Ngày 02-06-2026\n",
]


def tokens() -> list[str]:
    """Words of the lists, examples and counter-examples of all phrase files."""
    found: set[str] = set()
    for name in FILES:
        for words in vocab.lists(name).values():
            found.update(words)
        for phrase in vocab.phrases(name):
            for example in (*phrase.examples, *phrase.not_examples):
                found.add(str(example["text"] if isinstance(example, dict) else example))
    return sorted(found)


TOKENS = tokens()


def extract(text: str) -> Outline:
    """Parse and extract; every span and every piece of evidence must lie inside the text and quote it."""
    outline = parse(SourceText("a.txt", "0" * 64, "text/plain", text))
    whole = Span(0, len(outline.text.text))
    for provision in outline.provisions:
        assert whole.contains(provision.span)
        assert provision.span.contains(provision.body)
        assert all(provision.span.contains(cell.span) for cell in provision.cells)
    assert len({p.path for p in outline.provisions}) == len(outline.provisions)
    assert all(p.parent is None or p.parent < p.index for p in outline.provisions)
    found, findings = tasks.read(outline, ())
    aims, _ = targets.read(outline)
    evidence = [task.evidence for task in found] + [aim.evidence for aim in aims]
    evidence += [r.evidence for task in found for r in task.responsibilities]
    evidence += [task.schedule.evidence for task in found if task.schedule]
    evidence += [f.evidence for f in (*findings, *outline.findings) if f.evidence]
    assert all(e.quote and text[e.start : e.end] == e.quote for e in evidence)
    return outline


def seconds(text: str) -> float:
    """The time that parsing and extraction take."""
    start = time.perf_counter()
    outline = parse(SourceText("a.txt", "0" * 64, "text/plain", text))
    tasks.read(outline, ())
    targets.read(outline)
    return time.perf_counter() - start


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.sampled_from(TOKENS + MARKS * 12), min_size=1, max_size=60), st.integers(0, 3))
def test_any_join_of_our_own_phrases_is_read(parts: list[str], capitals: int) -> None:
    pieces = [part[:1].upper() + part[1:] if (i + capitals) % 3 else part for i, part in enumerate(parts)]
    extract(" ".join(pieces))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    extract(text)


def made_up_plan(items: int) -> str:
    """A plan of so many items, made of the phrases with a fixed seed."""
    dice = random.Random(7)
    lines = ["KẾ HOẠCH", "Thực hiện luật, UBND tỉnh ban hành như sau:", "I. NHIỆM VỤ"]
    for number in range(items):
        words = " ".join(dice.choice(TOKENS) for _ in range(12))
        lines.append(f"{number % 90 + 1}. Sở Y tế chủ trì, phối hợp với các sở, ngành {words}, báo cáo UBND tỉnh.")
    return "\n".join(lines)


def test_time_grows_linearly() -> None:
    seconds(made_up_plan(50))  # tables and patterns are loaded once
    times = [min(seconds(made_up_plan(100 * factor)) for _ in range(3)) for factor in (1, 2, 4, 8)]
    assert times[3] < 8 * 3 * max(times[0], 0.02), times


@pytest.mark.parametrize("share", range(8))
def test_a_repeated_token_takes_no_longer_than_any_other_text(share: int) -> None:
    """25 kB of each token at the pace of 5 s for 1 MB, with room for a busy machine; blow-ups are far beyond it."""
    size, slow = 25_000, []
    for token in TOKENS[share::8]:
        text = f"{token[:1].upper()}{token[1:]} " * (size // (len(token) + 1))
        taken = seconds(text)
        if taken > 0.5:
            slow.append((token, taken))
    assert slow == []


@pytest.mark.parametrize(
    "token",
    [
        "phối hợp với ",
        "Sở Y tế, ",
        "Các sở: ",
        "gửi ",
        "báo cáo ",
        "trình ",
        "(qua ",
        "Chủ tịch ",
        "và ",
        "năm 2025 ",
        "10% ",
        "\n",
        " ",
        "*",
        "(",
        "A",
        "a\tb\n",
        "| a | b |\n",
        "1. ",
        "a) ",
        "- ",
    ],
)
def test_one_megabyte_of_a_token_reads_in_seconds(token: str) -> None:
    assert seconds(token * (1_000_000 // len(token))) < 10  # 5 s on a quiet machine


@pytest.mark.parametrize(
    "mark", ["a)\n", "1.\n", "- x\n", "I\n", "+ Rà soát.\n", "TT\nNhiệm vụ\nCơ quan chủ trì\nThời gian\n"]
)
def test_many_short_items_stay_linear(mark: str) -> None:
    once, twice = (min(seconds(mark * n) for _ in range(2)) for n in (2_000, 8_000))
    assert twice < 4 * 3 * max(once, 0.02)
