"""Which of two documents carries out the other is read from the text: with their places swapped, the chain turns round.

Through the whole line, from text to chain, in the ways in which plans name a document inside the title of another.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph import build, chain, store

FIRST = ("Nghị quyết số 45/NQ-CP", "ngày 10 tháng 01 năm 2024", "của Chính phủ")
SECOND = ("Quyết định số 512/QĐ-TTg", "ngày 10 tháng 01 năm 2024", "của Thủ tướng Chính phủ")

#: A is what the plan carries out, B what stands inside the title of A.
LAYOUTS = {
    "title": """KẾ HOẠCH
Thực hiện {A.0} {A.1} {A.2} về việc triển khai thực hiện {B.0} {B.1} {B.2}

Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:
""",
    "title in capitals": """KẾ HOẠCH
TRIỂN KHAI THỰC HIỆN {A.0!u} {A.1!u} {A.2!u} BAN HÀNH KẾ HOẠCH THỰC HIỆN {B.0!u} {B.1!u} {B.2!u}

Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:
""",
    "first sentence": """KẾ HOẠCH
Về phát triển chăn nuôi bền vững

Thực hiện {A.0} {A.1} {A.2} ban hành Chương trình hành động thực hiện {B.0} {B.1} {B.2} về phát triển chăn nuôi; \
Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện như sau:
""",
    "bases": """KẾ HOẠCH
Về phát triển chăn nuôi bền vững

Triển khai {A.0} {A.1} {A.2} về thực hiện {B.0} {B.1} {B.2}, Ủy ban nhân dân tỉnh xây dựng Kế hoạch như sau:
""",
    "article": """QUYẾT ĐỊNH
Về việc ban hành Kế hoạch thực hiện {A.0} {A.1} {A.2} về triển khai thực hiện {B.0} {B.1} {B.2}

ỦY BAN NHÂN DÂN TỈNH

QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch thực hiện {A.0} {A.1} {A.2} về triển khai thực hiện {B.0} {B.1} {B.2}.
""",
}
HEAD = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}/{code}-UBND
Ninh Bình, ngày 05 tháng 3 năm 2024

"""
TAIL = """
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao hiệu quả quản lý nhà nước về chăn nuôi trên địa bàn tỉnh.
II. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với các sở, ngành liên quan tổ chức thực hiện Kế hoạch này.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""


def written(layout: str, outer: tuple[str, ...], inner: tuple[str, ...]) -> str:
    """The layout with the two documents in their places."""
    text = layout
    for letter, parts in (("A", outer), ("B", inner)):
        for number, part in enumerate(parts):
            text = text.replace(f"{{{letter}.{number}!u}}", part.upper()).replace(f"{{{letter}.{number}}}", part)
    return text


def chain_above(number: int, layout: str, outer: tuple[str, ...], inner: tuple[str, ...], at: Path) -> list[str]:
    """The numbers of the documents above the plan, the nearest first."""
    code = "QĐ" if layout.startswith("QUYẾT") else "KH"
    file = at / f"{number}.txt"
    file.write_text(HEAD.format(number=number, code=code) + written(layout, outer, inner) + TAIL, "utf-8")
    build.build([file], at / f"store-{number}")
    with store.open(at / f"store-{number}", read_only=True) as opened:
        plan = chain.one(opened, f"{number}/{code}-UBND").iri
        graph = chain.around(opened, plan, up=True)
        steps = chain.up(graph, plan)
        assert all(step.proofs for step in steps)
        found = [(step.depth, chain.data(graph, step.upper).number) for step in steps]
    return [f"{depth} {name}" for depth, name in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_swapped_documents_turn_the_chain_round(layout: str, tmp_path: Path) -> None:
    there = chain_above(11, LAYOUTS[layout], FIRST, SECOND, tmp_path)
    back = chain_above(12, LAYOUTS[layout], SECOND, FIRST, tmp_path)
    assert there == ["1 45/NQ-CP", "2 512/QĐ-TTg"]
    assert back == ["1 512/QĐ-TTg", "2 45/NQ-CP"]
