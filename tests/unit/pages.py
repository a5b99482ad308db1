"""Little pages for the tests of regions, headers and citations, and what is read from them."""

from __future__ import annotations

import hashlib

from policygraph import vocab
from policygraph.extract import citations, header
from policygraph.facts import Citation, Header, Reference
from policygraph.findings import Finding
from policygraph.outline import Outline
from policygraph.structure import regions
from policygraph.text import NormalText, SourceText, Span

VOCAB = vocab.load()

#: A plan in the layout of Decree 30/2020/NĐ-CP; `{title}` and `{preamble}` are put in.
PLAN = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 12/KH-UBND
Ninh Bình, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
{title}

{preamble}

I. MỤC ĐÍCH
1. {body}

Nơi nhận:
- Thường trực Tỉnh ủy;
- Lưu: VT, VP6.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Văn An
"""


def plan(
    preamble: str = "UBND tỉnh ban hành Kế hoạch như sau:", title: str = "Về an toàn giao thông", body: str = "Làm."
) -> str:
    """A plan with this title, preamble and body."""
    return PLAN.format(title=title, preamble=preamble, body=body)


def outline(text: str) -> Outline:
    """The outline of a text without provisions: the readers of this folder need none."""
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    normal = NormalText(SourceText("page.txt", sha, "text/plain", text))
    return Outline(normal, regions.find(normal, VOCAB), ())


def spans(page: Outline) -> list[Span]:
    """All regions of a page."""
    found = page.regions
    single = (found.head, found.type_word, found.title, found.preamble, found.body, found.recipients, found.signature)
    return [span for span in (*single, *found.annexes) if span is not None]


def read_header(text: str) -> tuple[Header, list[str]]:
    """The header, and the kinds of the findings."""
    head, findings = header.read(outline(text), VOCAB)
    return head, [finding.kind for finding in findings]


def read(text: str) -> tuple[tuple[Reference, ...], tuple[Citation, ...], tuple[Finding, ...]]:
    """References, citations and findings of a text."""
    page = outline(text)
    head, _ = header.read(page, VOCAB)
    return citations.read(page, head, VOCAB)


def stated(text: str, mentions: bool = False) -> set[tuple[str, str, str]]:
    """The relations of a text as (citing, relation, cited); plain mentions only where asked for."""
    found = {(c.citing, c.relation.value, c.cited) for c in read(text)[1]}
    return found if mentions else {triple for triple in found if triple[1] != "mentions"}
