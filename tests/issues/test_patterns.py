"""Patterns that took twice as long for each word more: a few hundred letters stopped a load."""

from __future__ import annotations

import time
from pathlib import Path

from policygraph import sources, vocab


def test_comments_in_front_of_a_text_take_no_time(tmp_path: Path) -> None:
    """A file that begins like a page and is none."""
    (tmp_path / "a.txt").write_text("<!--a-->" * 500 + "Kế hoạch", "utf-8")
    begun = time.process_time()
    assert "Kế hoạch" in sources.read(tmp_path / "a.txt").text
    assert time.process_time() - begun < 2


def test_the_head_of_a_column_that_says_much_takes_no_time() -> None:
    heads = [phrase for phrase in vocab.phrases("headings") if phrase.kind.startswith("column.")]
    begun = time.process_time()
    for phrase in heads:
        assert not phrase.search("nhiệm vụ" + " cụ thể" * 200 + "!")
        assert phrase.kind != "column.task" or phrase.search("nhiệm vụ, cụ thể các nội dung chủ yếu")
    assert time.process_time() - begun < 2
