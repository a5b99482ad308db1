"""Documents made by hand for tests: facts with evidence that points into a real little text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from policygraph.facts import (
    SELF,
    Citation,
    DocumentFacts,
    Header,
    Reference,
    Relation,
    Responsibility,
    Role,
    Schedule,
    Stated,
    StatedDate,
    Target,
    Task,
)
from policygraph.findings import Finding, Severity
from policygraph.outline import Kind, Outline, Provision, Regions
from policygraph.text import Evidence, NormalText, SourceText, Span

NINH_BINH, TRA_VINH, QUANG_BINH = "37@63", "84@63", "44@63"


class Sample:
    """Builds the facts of one document line by line: each thing said adds its line to the text."""

    def __init__(self, name: str = "a.txt") -> None:
        self.name, self.lines = name, [name]
        self.header: dict[str, object] = {}
        self.references: list[tuple[dict[str, object], Evidence]] = []
        self.stated: list[Citation] = []
        self.tasks: list[Task] = []
        self.targets: list[Target] = []

    def say(self, words: str, rule: str = "test") -> Evidence:
        start = sum(len(line) + 1 for line in self.lines)
        self.lines.append(words)
        return Evidence(start, start + len(words), words, rule)

    def head(
        self,
        number: str | None = None,
        issued: date | None = None,
        place: str | None = None,
        issuer: str | None = None,
        kind: str | None = "Kế hoạch",
        title: str | None = None,
        signer: str | None = None,
        recipients: Iterable[str] = (),
    ) -> Sample:
        for key, value in (("number", number), ("document_type", kind), ("place", place), ("issuer", issuer),
                           ("title", title), ("signer", signer)):  # fmt: skip
            if value:
                self.header[key] = Stated(value, self.say(value))
        if issued:
            self.header["issued"] = StatedDate(issued, issued.isoformat(), self.say(issued.isoformat()))
        self.header["recipients"] = tuple(Stated(name, self.say(name)) for name in recipients)
        return self

    def names(self, number: str | None, issued: date | None = None, **more: object) -> Sample:
        key = more.pop("key", None) or number or more["title"]
        said: dict[str, object] = {
            "key": key, "number": number, "document_type": None, "issued": issued, "issuer": None, "title": None,
            "place": None, "variants": (), "aliases": (),
        }  # fmt: skip
        self.references.append((said | more, self.say(f"văn bản {key} {issued}")))
        return self

    def cites(self, relation: Relation, cited: str, citing: str = SELF) -> Sample:
        evidence = self.say(f"{citing} {relation} {cited}")
        self.stated.append(Citation(citing, relation, cited, evidence))
        return self

    def gives(
        self,
        path: str,
        text: str,
        lead: Iterable[str] = (),
        coordinate: Iterable[str] = (),
        schedule: tuple[str, date | None] | None = None,
        carries_out: tuple[str, ...] = (),
    ) -> Sample:
        evidence = self.say(text)
        roles = [(Role.LEAD, name) for name in lead] + [(Role.COORDINATE, name) for name in coordinate]
        when = Schedule(schedule[0], self.say(schedule[0]), end=schedule[1]) if schedule else None
        work = tuple(Responsibility(role, name, self.say(name)) for role, name in roles)
        self.tasks.append(Task(path, text, len(self.tasks), evidence, work, when, None, carries_out))
        return self

    def aims(self, text: str, **values: object) -> Sample:
        self.targets.append(Target(text, self.say(text), **values))  # type: ignore[arg-type]
        return self

    def facts(self) -> DocumentFacts:
        text = "\n".join(self.lines) + "\n"
        data = text.encode()
        source = SourceText(self.name, hashlib.sha256(data).hexdigest(), "text/plain", text)
        normal = NormalText(source)
        spans = [Span(task.evidence.start, task.evidence.end) for task in self.tasks]
        provisions = tuple(
            Provision(n, None, Kind.DASH, "-", task.path, span, span)
            for n, (task, span) in enumerate(zip(self.tasks, spans, strict=True))
        )
        whole = Span(0, len(text))
        references = tuple(
            Reference(mentions=(evidence,), **said)  # type: ignore[arg-type]
            for said, evidence in self.references
        )
        finding = Finding("test-finding", Severity.INFO, "để thử", "a test", self.name)
        return DocumentFacts(
            source=source,
            outline=Outline(normal, Regions(Span(0, 0), None, None, None, whole, None, None), provisions),
            header=Header(**self.header),  # type: ignore[arg-type]
            references=references,
            citations=tuple(self.stated),
            tasks=tuple(self.tasks),
            targets=tuple(self.targets),
            findings=(finding,),
        )


def ninh_binh() -> Sample:
    """A plan of Ninh Bình that carries out a provincial plan and a decision."""
    return (
        Sample("ninh-binh.txt")
        .head("177/KH-UBND", date(2024, 9, 30), NINH_BINH, "Ủy ban nhân dân tỉnh Ninh Bình", title="Thực hiện Kế hoạch",
              signer="Tống Quang Thìn", recipients=["Các sở, ban, ngành tỉnh", "Lưu: VT, VP6"])
        .names("183-KH/TU", date(2024, 3, 18), document_type="Kế hoạch", issuer="Ban Thường vụ Tỉnh ủy Ninh Bình",
               place=NINH_BINH, place_inferred=True, variants=("183- KH/TU",))
        .names("69-KL/TW", date(2024, 1, 11), document_type="Kết luận", issuer="Bộ Chính trị")
        .names("504/QĐ-UBND", date(2022, 5, 30), document_type="Quyết định", place=NINH_BINH)
        .cites(Relation.IMPLEMENTS, "183-KH/TU")
        .cites(Relation.IMPLEMENTS, "69-KL/TW", "183-KH/TU")
        .cites(Relation.MENTIONS, "504/QĐ-UBND")
        .gives("II.1.a", "Sở KH&CN chủ trì triển khai", ["Sở KH&CN"], ["UBND các huyện, thành phố", "Hội ABC tỉnh"],
               ("trước 31/12/2025", date(2025, 12, 31)), ("504/QĐ-UBND",))
        .aims("trên 2.000 cán bộ", value=2000.0, comparator=">", unit="cán bộ", by=date(2025, 12, 31))
    )  # fmt: skip


def quang_binh() -> Sample:
    """A plan of Quảng Bình, without number and date, that meets the first one in a central conclusion."""
    return (
        Sample("quang-binh.txt")
        .head(None, None, QUANG_BINH, "Ủy ban nhân dân tỉnh Quảng Bình",
              title="Triển khai thực hiện Kết luận số 69-KL/TW của Bộ Chính trị trên địa bàn")
        .names("69-KL/TW", date(2024, 1, 11), document_type="Kết luận", issuer="Bộ Chính trị", variants=("69/KL-TW",))
        .names("504/QĐ-UBND", date(2022, 5, 30), document_type="Quyết định", place=QUANG_BINH)
        .cites(Relation.IMPLEMENTS, "69-KL/TW")
        .cites(Relation.MENTIONS, "504/QĐ-UBND")
        .gives("I.1", "Sở KH&CN theo dõi", ["Sở KH&CN"])
    )  # fmt: skip
