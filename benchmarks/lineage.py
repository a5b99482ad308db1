"""What lineage by text costs: ``python benchmarks/lineage.py [DOCUMENTS]``.

Makes a collection of plans whose tasks are half copied from their directive with changes, half their own, out of the
words of data/documents; reads it as any other, and prints the seconds of each step at a quarter, a half and all of the
documents, how the time grows, and how many of the copies are found. The peer is `rapidfuzz` alone, every pair of tasks
weighed, on a part of the collection small enough for it.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations, pairwise
from pathlib import Path
from typing import TypeVar

from policygraph import lineage, link, vocab
from policygraph.extract import extract
from policygraph.facts import DocumentFacts
from policygraph.lineage.words import Lexicon, likeness
from policygraph.text import SourceText

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
PLANS, TASKS = 24, 30  # plans of a directive, tasks of a document
LEADS = ("Sở Tài chính", "Sở Y tế", "Sở Nội vụ", "Sở Khoa học và Công nghệ", "Công an tỉnh")
Result = TypeVar("Result")


class Writer:
    """Makes up sentences: each next word follows the last one somewhere in the documents; some clauses are repeated."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.after: dict[str, list[str]] = defaultdict(list)
        for path in sorted(DOCUMENTS.glob("*.txt")):
            words = [word for word in path.read_text("utf-8").split() if word.isalpha() and word.islower()]
            for one, two in pairwise(words):
                self.after[one].append(two)
        self.words = sorted(self.after)
        self.phrases = [self.clause() for _ in range(100)]

    def clause(self) -> str:
        made = [self.chance.choice(self.words)]
        while len(made) < 12:
            made.append(self.chance.choice(self.after[made[-1]] or self.words))
        return " ".join(made)

    def task(self) -> str:
        return ", ".join(
            self.chance.choice(self.phrases) if self.chance.random() < 0.3 else self.clause() for _ in range(5)
        )

    def changed(self, text: str) -> str:
        """The text with one word in twelve left out or put in."""
        made = []
        for word in text.split():
            luck = self.chance.random()
            made += [] if luck < 0.04 else [word, self.chance.choice(self.words)] if luck > 0.96 else [word]
        return " ".join(made)


def collection(documents: int, seed: int = 1) -> list[str]:
    """The texts: directives of the Prime Minister, each followed by the plans of provinces that carry it out."""
    writer, places = Writer(seed), [province.label for province in vocab.load().provinces][:63]
    texts: list[str] = []
    given: list[str] = []
    for number in range(documents):
        group, nth = divmod(number, PLANS + 1)
        day = date(2020, 1, 1) + timedelta(days=group * 20 + nth)
        named = f"Quyết định số {group + 1}/QĐ-TTg ngày {day - timedelta(days=nth):%d/%m/%Y} của Thủ tướng Chính phủ"
        if nth == 0:
            given = [writer.task() for _ in range(TASKS)]
            held = given if group % 2 == 0 else []  # of every other directive the collection holds the head alone
            texts.append(_text("THỦ TƯỚNG CHÍNH PHỦ", f"{group + 1}/QĐ-TTg", "Hà Nội", day, "QUYẾT ĐỊNH", "", held))
            continue
        tasks = [writer.changed(task) if index % 2 else writer.task() for index, task in enumerate(given)]
        place = places[number % len(places)]
        head = f"ỦY BAN NHÂN DÂN\n{place.upper()}"
        texts.append(
            _text(head, f"{number}/KH-UBND", place.split(" ", 1)[1], day, "KẾ HOẠCH", f"Thực hiện {named}", tasks)
        )
    return texts


def _text(head: str, number: str, place: str, day: date, kind: str, title: str, tasks: list[str]) -> str:
    work = "\n".join(f"{n}. {LEADS[n % len(LEADS)]} chủ trì {task}." for n, task in enumerate(tasks, 1))
    when = f"{place}, ngày {day.day:02} tháng {day.month:02} năm {day.year}"
    return (
        f"{head}\n-------\nSố: {number}\n{when}\n\n{kind}\n{title or 'Về việc giao nhiệm vụ'}\n\nI. NHIỆM VỤ\n{work}\n"
    )


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """The processor seconds of one run, and what it gave."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def read(texts: list[str]) -> list[DocumentFacts]:
    """The facts of each text."""
    words = vocab.load()
    return [
        extract(SourceText(f"{number}.txt", sha256(text.encode()).hexdigest(), "text/plain", text), words)
        for number, text in enumerate(texts)
    ]


def every_pair(tasks: list[tuple[str, str]]) -> int:
    """The peer: all pairs of tasks of two documents, weighed one by one."""
    lexicon = Lexicon()
    read_tasks = [(document, lexicon.read(text)) for document, text in tasks]
    return sum(one[0] != two[0] and likeness(one[1], two[1]) is not None for one, two in combinations(read_tasks, 2))


def main(documents: int) -> None:
    """Print all figures."""
    texts = collection(documents)
    reading, facts = timed(lambda: read(texts))
    print(f"{'documents':>10}{'tasks':>8}{'link s':>9}{'lineage s':>11}{'matches':>9}{'found':>13}")
    times = []
    for size in (documents // 4, documents // 2, documents):
        linking, linked = timed(lambda n=size: link.link(facts[:n], vocab.load()))  # type: ignore[misc]
        taken, found = timed(lambda of=linked: lineage.find(of))  # type: ignore[misc]
        plans = [plan for plan in in_order(linked) if plan.facts.tasks and "KH-UBND" in plan.iri.upper()]
        copies = sum(len(plan.facts.tasks) // 2 for plan in plans)
        like = {task for match in found for task in (match.task, match.other)}
        seen = sum(iri in like for plan in plans for iri in plan.task_iris[1::2])
        tasks = sum(len(document.facts.tasks) for document in linked.documents)
        times.append(taken)
        print(f"{size:>10}{tasks:>8}{linking:>9.2f}{taken:>11.2f}{len(found):>9}{seen:>8}/{copies}")
    print(f"\nreading the texts took {reading:.1f} s, so lineage is {100 * times[-1] / reading:.0f} % of it")
    print(f"growth exponent, a quarter to all: {math.log(times[-1] / times[0], 4):.2f} (1 is linear)")
    part = [(document.iri, task.text) for document in linked.documents[:60] for task in document.facts.tasks]
    weighed, _ = timed(lambda: every_pair(part))
    whole = weighed * (tasks / len(part)) ** 2
    print(
        f"every pair of {len(part)} tasks: {weighed:.1f} s; of all tasks it would be {whole:.0f} s,"
        f" {whole / times[-1]:.0f} times as long"
    )


def in_order(linked: link.Linked) -> list[link.LinkedDocument]:
    """The documents in the order in which they were made."""
    return sorted(linked.documents, key=lambda document: int(document.facts.source.name.removesuffix(".txt")))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
