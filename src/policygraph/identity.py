"""Document numbers and IRIs: parse, format, mint. The only place where an id is spelled.

Identity of a document is its jurisdiction, number and date (VOCABULARY; numbers restart each year for State bodies
by Decree 30/2020/NĐ-CP, each term for Party bodies by 36-HD/VPTW).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote as percent

from policygraph.text import slug
from policygraph.values import value

ONTOLOGY = "https://w3id.org/policygraph/ontology#"
SCHEME = "https://w3id.org/policygraph/scheme/"
ID = "https://w3id.org/policygraph/id/"
GRAPH = "https://w3id.org/policygraph/graph/"

ONTOLOGY_GRAPH = GRAPH + "ontology"
REFERENCE_GRAPH = GRAPH + "reference"
CURATION_GRAPH = GRAPH + "curation"
INFERRED_GRAPH = GRAPH + "inferred"
SOURCE_GRAPHS = GRAPH + "source/"  #: below it one graph for each source file
STATUS_GRAPHS = GRAPH + "status/"  #: below it one graph for each status sheet

NATION = "vn"  #: slug of the nation's place

#: Symbols of kinds of documents (Decree 30/2020/NĐ-CP annex III, Guidance 36-HD/VPTW, normative documents), as they are
#: spelled; a number whose first symbol is none of these belongs to a letter or to a text numbered without its kind.
KIND_CODES = [
    "NQ",
    "CT",
    "QĐ",
    "QyĐ",
    "QĐi",
    "QC",
    "KL",
    "CTr",
    "CTrHĐ",
    "CTHĐ",
    "KH",
    "HD",
    "BC",
    "TTr",
    "TB",
    "TT",
    "TTLT",
    "NQLT",
    "NĐ",
    "L",
    "LCT",
    "PL",
    "PA",
    "ĐA",
    "DA",
    "CĐ",
    "CV",
    "BB",
    "HĐ",
    "GM",
    "QH",
    "VBHN",
    "SL",
    "CTPH",
    "CTrPH",
    "KHPH",
    "QCPH",
    "HDLN",
    "KHLN",
    "TC",
    "LT",
]
_KIND = {code.upper(): code for code in KIND_CODES}
#: Issuers whose symbol is often set in the wrong case or in another spelling.
_ISSUER = {"TTG": "TTg", "TƯ": "TW", "THU": "ThU", "BCSD": "BCSĐ"}
#: State bodies that every text knows: a number of theirs set with party marks is a slip.
_STATE = re.compile(r"(?:CP|TTg|CTN|QH\d*|UBTVQH\d*|UBND|HĐND)$")
#: Party bodies (36-HD/VPTW): Centre, province, district, party organisations; the Front's MTTW is none.
_PARTY = re.compile(r"(?!MTTW)(?:[A-ZĐ]{0,8}(?:TW|TU)|HU|QU|ThU|TXU|ĐU[A-ZĐ]{0,6}|BCSĐ|ĐĐ[A-ZĐ]{0,8}\d{0,2})$")

_SERIAL_TAIL = r"(?:\.\d{1,3})?[a-z]?"
_SERIAL = rf"\d{{1,6}}{_SERIAL_TAIL}"
_CODE = r"[A-Za-zĐđƯư][A-Za-zĐđƯưÔô]{0,13}\d{0,3}"
#: The shape of a number: serial, an optional year, then one to five symbols. Blanks may stand at one side of a mark
#: (at both sides of the first); nothing here can be read in two ways, so a search takes linear time.
NUMBER = (
    rf"[0-9](?<![\w./-].)\d{{0,5}}{_SERIAL_TAIL}(?:\s?/\s?(?:19|20)\d\d(?=\s?[/-]))?\s{{0,2}}[-/]\s{{0,2}}{_CODE}"
    rf"(?:(?:\s?[-/&]|[-/&]\s{{0,3}}|\.(?=[A-ZĐ][A-ZĐ])){_CODE}){{0,5}}(?![^\W_])"
)
ANY_NUMBER = re.compile(NUMBER)
_PARTY_STYLE = re.compile(r"\d+-[^/\s]+/")
_CODE_MARK = re.compile(r"([-/&.])")
_PARTS = re.compile(
    rf"(?P<serial>{_SERIAL})(?:/(?P<year>(?:19|20)\d\d)(?=[/-]))?(?P<mark>[-/])(?P<first>{_CODE})(?P<rest>.*)",
    re.DOTALL,
)


@value
class DocumentNumber:
    """A document's number, taken apart; ``str`` gives the canonical form.

    ``kind`` is the symbol of the kind of document, empty for letters and laws; ``issuer`` all that follows it.
    ``repaired`` says that the canonical form is more than the printed one without blanks: an inference.
    """

    serial: str
    year: int | None
    kind: str
    issuer: str
    canonical: str
    written: str
    party: bool
    repaired: bool

    def __str__(self) -> str:
        return self.canonical

    @property
    def misprinted(self) -> bool:
        """True where the page shows anything but the canonical form: a stray blank, a mark or a letter."""
        return self.written != self.canonical

    @property
    def key(self) -> str:
        """One key for all spellings of the number: ``04-CTr/TU`` and ``4-CTR/TU`` meet."""
        return _key(self.canonical)


@lru_cache(maxsize=4096)
def _key(canonical: str) -> str:
    return re.sub(r"^0+(?=\d)", "", slug(canonical))


def parse_number(
    text: str,
    kind: str = "",
    is_party: Callable[[str], bool | None] = lambda code: None,
    spelling: Mapping[str, str] | None = None,
) -> DocumentNumber | None:
    """Read a document number, repairing the misprints that leave no doubt; `None` where ``text`` is none.

    ``kind`` is the symbol of the word that stands before the number ("NQ" for "Nghị quyết"): it completes a
    number that lost it. ``is_party`` knows more issuers than this module, ``spelling`` maps upper-case symbols
    to their usual spelling.

    >>> [str(parse_number(n)) for n in ("183- KH/TU", "69/KL-TW", "04-Ctr/TU", "709/QĐ-TTG", "20-NQ/TƯ", "03-NQ/CP")]
    ['183-KH/TU', '69-KL/TW', '04-CTr/TU', '709/QĐ-TTg', '20-NQ/TW', '03/NQ-CP']
    >>> str(parse_number("06/2021/HĐND", kind="NQ")), parse_number("26/2005/PL-UBTVQH11").year
    ('06/2021/NQ-HĐND', 2005)
    >>> [str(parse_number(n)) for n in ("738/MTTW-BTT", "66.25/2026/NQ-CP", "3260-KH/ĐĐQH15", "202/2025/QH15")]
    ['738/MTTW-BTT', '66.25/2026/NQ-CP', '3260-KH/ĐĐQH15', '202/2025/QH15']
    >>> str(parse_number("10/CTTTg", kind="CT")), str(parse_number("20/BCĐ", kind="BC"))
    ('10/CT-TTg', '20/BCĐ')
    >>> parse_number("15/12/2020") is None
    True
    """
    return _parsed(text, kind, is_party, tuple((spelling or {}).items()))


@lru_cache(maxsize=4096)
def _parsed(
    text: str, kind: str, is_party: Callable[[str], bool | None], spelling: tuple[tuple[str, str], ...]
) -> DocumentNumber | None:
    """The number; the same few are cited again and again."""
    written = " ".join(text.split())
    parts = _PARTS.fullmatch(written.replace(" ", ""))
    if parts is None or ANY_NUMBER.fullmatch(written) is None:
        return None
    year = int(parts["year"]) if parts["year"] else None
    codes = _CODE_MARK.split(parts["first"] + parts["rest"])
    known = dict(spelling)
    codes = [_spelled(code, known) if i % 2 == 0 else code for i, code in enumerate(codes)]
    if len(codes) == 1 and year is None:
        codes = _parted(codes[0], kind, known)
    if codes[0].upper() in _KIND and len(codes) > 2:
        kind, issuer, inner = _KIND[codes[0].upper()], "".join(codes[2:]), codes[1]
    else:
        issuer, inner = "".join(codes), ""
        kind = kind if year and re.match(r"(?:HĐND|UBND)", issuer) else ""
    party = _belongs_to_party(issuer, is_party)
    canonical = _canonical(parts["serial"], year, kind, issuer, party, (parts["mark"], inner))
    plain = written.replace(" ", "")
    return DocumentNumber(parts["serial"], year, kind, issuer, canonical, written, bool(party), canonical != plain)


def party_style(number: str) -> bool:
    """True for a canonical number in the Party's style, a hyphen behind the serial; the State writes a slash there.

    >>> party_style("183-KH/TU"), party_style("177/KH-UBND")
    (True, False)
    """
    return _PARTY_STYLE.match(number) is not None


def _spelled(code: str, known: Mapping[str, str]) -> str:
    upper = code.upper()
    if upper in known:
        return known[upper]
    if upper in _ISSUER:
        return _ISSUER[upper]
    return _KIND.get(upper, upper if code.islower() else code)


def _parted(code: str, kind: str, known: Mapping[str, str]) -> list[str]:
    """Symbol and issuer of a code that lost its hyphen ("10/CTTTg" behind "Chỉ thị"), where nothing else fits."""
    issuer = _spelled(code[len(kind) :], known) if kind and code.upper().startswith(kind.upper()) else ""
    return [kind, "-", issuer] if _STATE.fullmatch(issuer) or _PARTY.fullmatch(issuer) else [code]


def _belongs_to_party(issuer: str, is_party: Callable[[str], bool | None]) -> bool | None:
    """True for a party body, False for a State body, None where the symbol does not say."""
    head = _CODE_MARK.split(issuer, maxsplit=1)[0]
    if _STATE.match(head):
        return False
    told = is_party(head)
    if told or _PARTY.match(head):
        return True
    return None


def _canonical(
    serial: str, year: int | None, kind: str, issuer: str, party: bool | None, marks: tuple[str, str]
) -> str:
    """Party style ``69-KL/TW``, State style ``709/QĐ-TTg``; the marks as printed where the issuer does not tell."""
    if not kind:
        return f"{serial}/{year}/{issuer}" if year else f"{serial}{marks[0]}{issuer}"
    if party and year is None:
        first, second = "-", "/"
    elif party is False or year is not None:
        first, second = "/", "-"
    else:
        first, second = marks[0], marks[1] or "-"
    return f"{serial}{f'/{year}' if year else ''}{first}{kind}{second}{issuer}"


def find_numbers(text: str) -> list[re.Match[str]]:
    """Everything in ``text`` that has the shape of a document number; the caller judges by what stands before it.

    >>> [m.group() for m in find_numbers("số 183- KH/TU ngày 18/3/2024 và Nghị quyết 06/2021/HĐND, 24/7")]
    ['183- KH/TU', '06/2021/HĐND']
    """
    return list(ANY_NUMBER.finditer(text))


def source_graph(sha256: str) -> str:
    """The named graph of what one source file says.

    >>> source_graph("7c8c5fb211c5c704" + "0" * 48)
    'https://w3id.org/policygraph/graph/source/7c8c5fb211c5c704'
    """
    return f"{SOURCE_GRAPHS}{sha256[:16]}"


def status_graph(sha256: str) -> str:
    """The named graph of what one status sheet reports.

    >>> status_graph("ab" * 32)
    'https://w3id.org/policygraph/graph/status/abababababababab'
    """
    return f"{STATUS_GRAPHS}{sha256[:16]}"


def status_iri(key: str, sheet: str, row: int) -> str:
    """What one row of a status sheet reports; ``key`` is that of the workbook."""
    return f"{ID}status/{key}/{slug(sheet) or 'sheet'}/{row}"


def source_iri(sha256: str) -> str:
    """The source file itself."""
    return f"{ID}source/{sha256[:16]}"


def document_iri(place: str, number: str, issued: date | None) -> str:
    """A document known by number; ``place`` is a place's slug (`NATION` for central issuers).

    >>> document_iri("tinh-ninh-binh", "177/KH-UBND", date(2024, 9, 30))
    'https://w3id.org/policygraph/id/document/tinh-ninh-binh/177-kh-ubnd/2024-09-30'
    """
    return f"{ID}document/{place}/{slug(number)}/{issued.isoformat() if issued else 'undated'}"


def untitled_document_iri(place: str, type_name: str, key: str) -> str:
    """A document without a number: place, kind, and a key (its folded title, or the source's hash).

    >>> untitled_document_iri("tinh-quang-binh", "Kế hoạch", "7e0883046d7fbb4f")
    'https://w3id.org/policygraph/id/document/tinh-quang-binh/ke-hoach/7e0883046d7fbb4f'
    """
    return f"{ID}document/{place}/{slug(type_name) or 'van-ban'}/{slug(key)[:120]}"


def place_iri(place: str) -> str:
    """A place by its slug: "vn", "tinh-ninh-binh", "tinh-ninh-binh-2025" (the unit of the same name after a merger)."""
    return f"{ID}place/{place}"


def agency_iri(place: str, name: str, since: str | None = None) -> str:
    """An agency by its place's slug and the name of its kind; ``since`` tells bodies of one name apart.

    >>> agency_iri("tinh-ninh-binh", "Sở Khoa học và Công nghệ")
    'https://w3id.org/policygraph/id/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe'
    """
    return f"{ID}agency/{place}/{slug(name)[:120]}{'-' + since if since else ''}"


def part_iri(document: str, source_key: str, kind: str, key: str) -> str:
    """Something that a document states (task, provision, citation, ...), within the source that was read.

    >>> part_iri(ID + "document/vn/1-kh-x/undated", "ab12", "task", "II.2.b.-1")
    'https://w3id.org/policygraph/id/document/vn/1-kh-x/undated/ab12/task/II.2.b.-1'
    """
    return f"{document}/{source_key}/{kind}/{key.replace('đ', 'dd')}"


def iri_key(path: str) -> str:
    """A path as a piece of an IRI.

    >>> iri_key("PL.II. 3"), iri_key("II.4.đ")
    ('PL.II.%203', 'II.4.đ')
    """
    return re.sub(r"[^\w.~+/,!*()'-]", lambda match: percent(match.group()), path)


def unique(keys: Iterable[str]) -> list[str]:
    """The keys, the second of its kind marked ``~2``: two items lettered "d" stay two.

    >>> unique(["a", "d", "d", "d"])
    ['a', 'd', 'd~2', 'd~3']
    """
    seen: Counter[str] = Counter()
    made = []
    for key in keys:
        seen[key] += 1
        made.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return made


def match_iri(task: str, other: str) -> str:
    """The likeness of two tasks, whichever of them is named first.

    >>> match_iri("urn:a", "urn:b") == match_iri("urn:b", "urn:a")
    True
    """
    return f"{ID}match/{sha256(chr(0).join(sorted((task, other))).encode()).hexdigest()[:20]}"


def without_source(iri: str) -> str:
    """The IRI of a part of a document without the key of the file that was read: the same in every file of it.

    >>> without_source(ID + "document/vn/1-kh-x/undated/0123456789abcdef/task/II.2")
    'https://w3id.org/policygraph/id/document/vn/1-kh-x/undated/task/II.2'
    """
    return re.sub(r"(?<=/)[0-9a-f]{16}/(?=[a-z]+/)", "", iri, count=1)


def evidence_iri(source_key: str, start: int, end: int) -> str:
    """The evidence at one place of one source: the same place is the same node."""
    return f"{ID}source/{source_key}/char/{start}-{end}"


def evidence_place(iri: str) -> tuple[str, int, int] | None:
    """The source (IRI), first and last offset that `evidence_iri` was given; `None` for an IRI of another form.

    >>> evidence_place(evidence_iri("ab12", 5, 16)), evidence_place("urn:a")
    (('https://w3id.org/policygraph/id/source/ab12', 5, 16), None)
    """
    source, _, place = iri.rpartition("/char/")
    start, _, end = place.partition("-")
    if not (source.startswith(f"{ID}source/") and start.isdecimal() and end.isdecimal()):
        return None
    return source, int(start), int(end)


def concept_iri(scheme: str, key: str) -> str:
    """A concept of one of the schemes, e.g. ``concept_iri("role", "lead")``."""
    return f"{SCHEME}{scheme}/{slug(key) if not key.isascii() else key}"


def person_iri(place: str, name: str) -> str:
    """Who signs in a place; two people of one name in one place are not told apart.

    >>> person_iri("tinh-tra-vinh", "Nguyễn Quỳnh Thiện")
    'https://w3id.org/policygraph/id/person/tinh-tra-vinh/nguyen-quynh-thien'
    """
    return f"{ID}person/{place}/{slug(name)}"


def collective_iri(place: str, name: str) -> str:
    """A collective term of one place: "các sở, ban, ngành" of Ninh Bình are not those of Trà Vinh.

    >>> collective_iri("tinh-tra-vinh", "các sở, ban, ngành tỉnh")
    'https://w3id.org/policygraph/id/collective/tinh-tra-vinh/cac-so-ban-nganh-tinh'
    """
    return f"{ID}collective/{place}/{slug(name)[:160]}"


def event_iri(day: str, kind: str, original: str) -> str:
    """A change of an agency or a place: its day, what happened, and the slug of what changed."""
    return f"{ID}event/{day or 'undated'}/{slug(kind)}/{slug(original)[:160]}"


def finding_iri(scope: str, kind: str, key: str) -> str:
    """A finding: the source's key (or "collection" for one across sources), its rule, and a key within both."""
    return f"{ID}finding/{scope}/{slug(kind)}/{key}"
