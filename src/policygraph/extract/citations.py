"""How documents stand to each other, as the text says it.

A title or a preamble is read as a path: what a document carries out hangs on that document, not on the text that
cites it ("Kế hoạch 183 ... thực hiện Kết luận 69 ... về tiếp tục thực hiện Nghị quyết 20"). A relation is taken only
where the words between two names say it; where they can be read in two ways it is left out and reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from policygraph import vocab as vocabulary
from policygraph.extract.mentions import Mention, Scanner
from policygraph.extract.names import names_of, phrase_patterns, search_phrases
from policygraph.extract.references import Gatherer
from policygraph.facts import SELF, Citation, Header, Reference, Relation
from policygraph.findings import Finding, Severity
from policygraph.identity import parse_number
from policygraph.outline import Outline
from policygraph.structure.regions import attached
from policygraph.text import Span
from policygraph.vocab import Vocabulary

#: The words before a document's name that may say how it stands, in the order in which they are tried.
_VERBS = {
    "continue": Relation.CONTINUES,
    "proposal": Relation.PROPOSED_IN,
    "carry_out": Relation.IMPLEMENTS,
    "basis": Relation.BASED_ON,
    "amend": Relation.AMENDS,
    "replace": Relation.REPLACES,
    "repeal": Relation.REPEALS,
    "approve": Relation.APPROVES,
}
#: The same said the other way round: of the document named last by the one that comes next.
_PASSIVES = {
    "passive_amend": Relation.AMENDS,
    "passive_replace": Relation.REPLACES,
    "passive_repeal": Relation.REPEALS,
    "passive_approve": Relation.APPROVES,
}
_VERB_REACH = 240
_UNSETTLED, _NESTED = -1, -2  #: levels still to be decided, in the text's own words and elsewhere
_EVIDENCE_LIMIT = 900
#: A kind of document ("Chương trình hành động") has no more words.
_KIND_WORDS = 4
#: The subject of a letter may be other work that only serves a document: «xây dựng dự toán thực hiện Pháp lệnh».
_OTHER_WORK = re.compile(r"[^\W\d_]+\s+[^\W\d_]+\s+[^\W\d_]+")
_STOP = re.compile(r"[;.:]\s")
_CLOSED = re.compile(r"^[\s*]*\)")
_SENTENCE = re.compile(
    r"\||\n[ \t]*\n|\.[ \t]*\n|\.(?=\s)(?:(?<=[^\W\d_]\.)|(?<=[)”\"/.…%]\.)|(?<=\d{4}\.))\s+(?=[A-ZĐÀ-ỸƯƠ])"
)


def read(
    outline: Outline, header: Header, vocab: Vocabulary
) -> tuple[tuple[Reference, ...], tuple[Citation, ...], tuple[Finding, ...]]:
    """The documents that the text names, and the relations that it states between them.

    `SELF` stands for the text. It carries out only what its own title and preamble say; it mentions what its body
    names and nothing above holds for.
    """
    names = names_of(vocab)
    own = parse_number(header.number.value, is_party=vocab.is_party_code) if header.number else None
    place = vocab.province(header.place.value) if header.place else None
    issued = header.issued.value if header.issued else None
    gatherer = Gatherer(outline.text, names, place, own, issued, header.issuer.value if header.issuer else None)
    regions = outline.regions
    bounds = tuple(span.end for span in (regions.title, regions.preamble) if span)
    found = [m for m in Scanner(outline.text, vocab, names, place, bounds).mentions() if not _in_furniture(outline, m)]
    mentions, references = gatherer.gather(found)
    reader = _Relations(outline, mentions, {reference.key: reference for reference in references})
    citations = reader.citations()
    return references, citations, (*gatherer.findings, *reader.findings)


def _in_furniture(outline: Outline, mention: Mention) -> bool:
    """True above the title, where only the text's own number and a crawler's headings stand."""
    regions = outline.regions
    in_title = regions.title is not None and regions.title.contains(mention.span)
    return mention.start < regions.head.end and not in_title


@dataclass
class _Link:
    """Where a mention hangs: the documents that cite it and how; nothing, where the words do not say."""

    level: int
    citing: tuple[str, ...] = ()
    relation: Relation | None = None
    said: int | None = None  #: where the words that say so begin
    closed: bool = False  #: a comma before «và» closed the list of the document named last
    comma: bool = False  #: a comma alone stands before it: the list that it goes on with is still open


@dataclass
class _Path:
    """The documents named so far in a sentence, a group for each level, and what the text does with the first."""

    groups: list[list[Mention]] = field(default_factory=list)
    links: list[_Link] = field(default_factory=list)
    top: Relation | None = None
    said: int | None = None  #: where the words begin that say what the text does
    foreign: bool = False  #: an unnumbered document took over as the subject
    told: bool = False  #: a bracket gave the first document its short name: its description is over
    described: bool = False  #: a bracket closed a description of the last one: what follows the next is not its

    @property
    def level(self) -> int:
        return len(self.groups) - 1

    def put(self, level: int, mention: Mention, link: _Link, join: bool) -> None:
        """Place a mention at a level; with ``join`` beside the one that stands there."""
        joined = [*self.groups[level], mention] if join and level < len(self.groups) else [mention]
        del self.groups[level:], self.links[level:]
        self.told = self.described = False
        self.groups.append(joined)
        self.links.append(link)


class _Relations:
    """Reads the relations of one text."""

    def __init__(self, outline: Outline, mentions: list[Mention], references: dict[str, Reference]) -> None:
        self.outline, self.normal = outline, outline.text
        self.low = outline.text.placed
        self.mentions, self.references = mentions, references
        self.starts = [m.start for m in mentions]
        self.found: dict[tuple[str, Relation, str], Citation] = {}
        self.findings: list[Finding] = []
        self._plain: set[str] = set()  #: what title or preamble name by themselves, with no word on how they bear on it

    def citations(self) -> tuple[Citation, ...]:
        """All relations, those of title and preamble first, then those of the body, then plain mentions."""
        own = list(self._own_words())
        for span, title in own:
            for sentence in self._sentences(span):
                self._sentence(sentence, own=True, title=title)
        for span in self._others([span for span, _ in own]):
            for sentence in self._sentences(span):
                self._sentence(sentence, own=False, title=False)
        self._mentioned([span for span, _ in own])
        return tuple(self.found.values())

    # ------------------------------------------------------------------ where to read

    def _own_words(self) -> Iterator[tuple[Span, bool]]:
        """Title and preamble of the text and of a plan that it brings."""
        regions = self.outline.regions
        if regions.title:
            yield regions.title, True
        if regions.preamble:
            yield regions.preamble, False
        inner = attached(self.normal, regions)
        if inner:
            for span, title in ((inner.title, True), (inner.preamble, False)):
                if span:
                    yield span, title

    def _others(self, own: list[Span]) -> Iterator[Span]:
        """Body and annexes without what was read as the text's own words."""
        regions = self.outline.regions
        for region in (regions.body, *regions.annexes):
            start = region.start
            for span in sorted(own):
                if region.contains(span):
                    if span.start > start:
                        yield Span(start, span.start)
                    start = span.end
            if region.end > start:
                yield Span(start, region.end)

    # ------------------------------------------------------------------ one sentence

    def _sentences(self, span: Span) -> Iterator[Span]:
        """The sentences that name a document; a line that a page or a crawler broke goes on in the next."""
        first, behind = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        if first == behind:
            return
        found = _SENTENCE.finditer(self.normal.text, span.start, span.end)
        edges = [span.start, *(match.end() for match in found), span.end]
        last = -1
        for at in self.starts[first:behind]:
            place = bisect_right(edges, at) - 1
            if place > last:
                yield Span(edges[place], edges[place + 1])
                last = place

    def _sentence(self, span: Span, own: bool, title: bool) -> None:
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        inside = [m for m in self.mentions[first:last] if m.span.end <= span.end and m.key]
        if not inside:
            return
        path = _Path()
        if not own and self._lapsed(span, inside):
            return
        words = self.low[span.start : span.end].lstrip(" *\n-")
        story, inside_story = phrase_patterns()["story"], phrase_patterns()["past_inside"]
        told = own and not title and bool(story.match(words) or inside_story.search(words))
        floor = span.start
        for mention in inside:
            if mention.defines:
                path.told |= bool(path.groups) and mention.key in {m.key for m in path.groups[0]}
                path.described |= phrase_patterns()["tail"].match(self.low[floor : mention.start]) is not None
                floor = max(floor, mention.end)
                continue
            gap = self.low[min(floor, mention.start) : mention.start]
            nested = bool(path.groups) and mention.start < floor
            if not nested and self._passive(path, gap, mention):
                link, join = _Link(path.level + 1), False
            elif nested:
                link, join = self._inner(path, mention), False
            else:
                link, join = self._link(path, gap, mention.start, own, title, told)
            if nested and link.relation is None:
                continue
            self._state(path, mention, link)
            if own and link.level == 0 and link.relation is None:
                self._plain.add(mention.key)
            path.put(link.level, mention, link, join)
            floor = max(floor, mention.end)

    def _passive(self, path: _Path, gap: str, mention: Mention) -> bool:
        """True where a document named before was changed or approved by this one ("X được sửa đổi tại Y"); says so."""
        if not path.groups or path.foreign or _STOP.search(gap):
            return False
        for kind, _ in search_phrases(_PASSIVES, gap[-_VERB_REACH:]):
            before = None if _unnumbered(gap) else self._changed(path, mention)
            if before is not None:
                span = Span(before.start, max(mention.end, mention.span.end))
                self._keep(mention.key, _PASSIVES[kind], before.key, span)
                return True
        return False

    def _changed(self, path: _Path, by: Mention) -> Mention | None:
        """The document that ``by`` changed: the last of its own kind, else the last that is no law.

        "Nghị định 56 quy định chi tiết Luật Trẻ em được sửa đổi bởi Nghị định 110": no decree changes a law.
        """
        named = [group[-1] for group in reversed(path.groups)]
        alike = (m for m in named if m.kind == by.kind)
        return next(alike, next((m for m in named if not _is_law(m)), None))

    def _lapsed(self, span: Span, inside: list[Mention]) -> bool:
        """True for "A và B hết hiệu lực kể từ ngày Quyết định này có hiệu lực": this text repeals them; says so."""
        before = self.low[span.start : inside[0].start]
        if before.strip(" \n*") and not _opens_line(before):
            return False
        listed = [inside[0]]
        for mention in inside[1:]:
            if not phrase_patterns()["glue"].match(self.low[listed[-1].end : mention.start]):
                break
            listed.append(mention)
        match = phrase_patterns()["lapsed"].match(self.low[listed[-1].end : span.end])
        if match is None:
            return False
        end = listed[-1].end + match.end()
        for mention in listed:
            self._keep(SELF, Relation.REPEALS, mention.key, Span(mention.start, end))
        return True

    def _inner(self, path: _Path, mention: Mention) -> _Link:
        """A document named inside the title of another: what the title says of it."""
        levels = [(i, m) for i, group in enumerate(path.groups) for m in group if m.span.contains(mention.span)]
        level, outer = levels[-1] if levels else (path.level, path.groups[-1][-1])
        first = next((m for group in path.groups[level + 1 :] for m in group), mention)
        words = self.low[outer.start : min(first.start, mention.start)]
        for kind in ("amend", "replace", "repeal"):
            if outer.start < mention.start and phrase_patterns()[kind].search(words):
                return _Link(level + 1, (outer.key,), _VERBS[kind])
        return _Link(level + 1)

    def _link(self, path: _Path, gap: str, at: int, own: bool, title: bool, story: bool) -> tuple[_Link, bool]:
        """How the document at ``at`` hangs on those before it, by the words of the gap."""
        gap = _CLOSED.sub("", gap) if ")" in gap else gap
        reach = gap[-_VERB_REACH:]
        for kind, match in search_phrases(_VERBS, reach):
            if kind == "proposal" and len(match.group().split()) == 1 and not self._is_submission(at):
                continue
            relation = _VERBS[kind]
            before = gap[: len(gap) - len(reach) + match.start()]
            said = at - len(reach) + match.start()
            opens = phrase_patterns()["unit_label"].match(before) or (kind == "amend" and _opens_line(before))
            if opens and self._closes_with(kind, said, len(before.lstrip()), at):
                return _Link(0, (SELF,), relation, said), False
            link = self._by_verb(path, relation, kind, before, own, title, story, self.normal.text[said].isupper())
            link.said = said
            if link.citing == (SELF,):
                path.said = link.said
            return link, False
        joint = phrase_patterns()["separator"].search(reach)
        if joint and path.groups and (own or path.level <= 0 or not joint["strong"]):
            between = gap[: len(gap) - len(reach) + joint.start()]
            link, join = self._by_list(path, gap, between, bool(joint["strong"]), joint.group()[:1] not in ",;", own)
            link.comma = joint.group().strip() == ","
            path.foreign &= own  # in the body, what follows describes this document
            return link, join
        if own and path.top is Relation.PROPOSED_IN and phrase_patterns()["list_proposed"].match(gap):
            return _Link(0, (SELF,), path.top), False
        if own and path.top and phrase_patterns()["list_directed"].search(reach):
            return _Link(0, (SELF,), path.top), False
        if own and phrase_patterns()["list_colon"].search(reach):
            return self._by_opener(path, gap), False
        if own and joint:
            return self._by_opener(path, gap), False
        if path.groups and phrase_patterns()["tail"].match(gap) and not _STOP.search(gap):
            return _Link(path.level + 1), False
        path.foreign = False
        return _Link(0), False

    def _by_verb(
        self,
        path: _Path,
        relation: Relation,
        kind: str,
        before: str,
        own: bool,
        title: bool,
        story: bool,
        capital: bool,
    ) -> _Link:
        if phrase_patterns()["review"].search(before[-60:]):
            return _Link(0)
        opens = own and not title and (kind in ("proposal", "basis") or (capital and not story))
        changes = kind in ("amend", "replace", "repeal", "approve")
        if own and (title or not changes) and (opens or self._is_own(path, before, title, story)):
            path.top, path.foreign = relation, False
            return _Link(0, (SELF,), relation)
        last = path.links[-1] if path.links else _Link(0)
        if kind in ("replace", "repeal") and self._goes_on(last, before):
            return _Link(0, (SELF,), relation)
        proposed = last.relation is Relation.PROPOSED_IN
        foreign = path.foreign and "," in before  # right behind a document, the words describe it
        tail = bool(path.groups) and self._is_tail(before, own) and not foreign and not proposed
        if tail and kind not in ("basis", "proposal"):
            if phrase_patterns()["furthered"].search(before[-60:]):
                return _Link(path.level + 1)
            # "A and B carrying out C" is said of both; that both undo or amend C is not
            subjects = path.groups[-1][-1:] if changes else path.groups[-1]
            return _Link(path.level + 1, tuple(m.key for m in subjects), relation)
        this = phrase_patterns()["this_document"].search(before[-90:])
        if own and changes and self._issues_change(before):
            return _Link(0, (SELF,), relation)
        if this and changes and not re.search(r"[.;:]", before[-90:][this.end() :].rstrip(" ;\n")):
            return _Link(0, (SELF,), relation)
        path.foreign = bool(_unnumbered(before))
        return _Link(0)

    def _goes_on(self, last: _Link, before: str) -> bool:
        """True where the text has just undone or amended a document itself, and undoes the next in the same breath."""
        joint = phrase_patterns()["separator"].search(before)
        if last.citing != (SELF,) or joint is None:
            return False
        bare = not before[: joint.start()].strip(" \n*")  # a description may speak of other documents
        return last.relation in (Relation.REPLACES, Relation.REPEALS) or (last.relation is Relation.AMENDS and bare)

    def _is_own(self, path: _Path, before: str, title: bool, story: bool) -> bool:
        """True where the text itself is the subject of the verb behind ``before``."""
        issue = phrase_patterns()["own_issue"].search(before)
        if issue and not phrase_patterns()["already"].search(issue["body"]) and not _foreign_noun(issue["rest"]):
            return True
        if title:
            letter = self.outline.regions.type_word is None
            return not path.groups and not _foreign_noun(before) and not (letter and _OTHER_WORK.search(before))
        if story:
            return False
        bare = before.rstrip(" \n*")
        if not bare:
            return not path.groups
        if bare[-1] in ";.:":
            return True
        if bare[-1] == ",":
            return not path.groups or bool(re.search(r"[;.]", before)) or path.level == 0
        last = re.split(r"[;.:]", bare)[-1].strip()
        return (
            bool(phrase_patterns()["purpose"].match(last))
            and (not path.groups or ";" in before)
            and not _unnumbered(last)
        )

    def _is_submission(self, at: int) -> bool:
        return bool(phrase_patterns()["submission"].match(self.low[at : at + 20]))

    def _is_verdict(self, mention: Mention) -> bool:
        """True for a report on the submission, which proposes nothing itself."""
        number = mention.span.end - len(mention.number.written) if mention.number else mention.span.end
        return bool(phrase_patterns()["verdict"].search(self.low[max(0, number - 30) : number]))

    def _in_force(self, said: int) -> bool:
        """True where the sentence before says that the text comes into force: what is undone next, it undoes itself."""
        found = phrase_patterns()["in_force"].search(self.low[max(0, said - _VERB_REACH) : said])
        return bool(found) and self.normal.text[said : said + 6].lstrip("0123456789.)-* ")[:1].isupper()

    def _closes_with(self, kind: str, said: int, label: int, at: int) -> bool:
        """True for a sentence of the body that opens with what the text itself does to the document at ``at``.

        "Sửa đổi ... như sau:", and undoing another behind the sentence on its force or as its own last sentence.
        """
        end = self._end_of(at)
        if kind == "amend":
            return self.normal.text[said].isupper() and bool(phrase_patterns()["as_follows"].match(self.low[end:]))
        if kind not in ("replace", "repeal"):
            return False
        last = label == 0 and self.normal.text[said].isupper() and phrase_patterns()["closing"].match(self.low[end:])
        return bool(last) or self._in_force(said - label)

    def _end_of(self, at: int) -> int:
        """The end of what is said of the document at ``at``: its number, date and issuer."""
        return next((m.end for m in self.mentions[bisect_left(self.starts, at) :] if m.start == at), at)

    def _issues_change(self, before: str) -> bool:
        """True where the text itself is issued to change a document ("UBND tỉnh ban hành Kế hoạch sửa đổi ...")."""
        issue = phrase_patterns()["own_issue"].search(before)
        if issue is None or phrase_patterns()["already"].search(issue["body"]):
            return False
        return len(issue["rest"].split()) <= _KIND_WORDS

    def _is_tail(self, before: str, own: bool) -> bool:
        """True where ``before`` only describes the document named last."""
        if not before.strip(" \n*,"):
            return "," not in before or own
        if len(before) > 420 or re.search(r"[;:]|\.\s|\n\s*\n|\n\s*[-+*]", before):
            return False
        if not phrase_patterns()["tail"].match(before):
            return False
        if (not own and "," in before.strip(" ,\n")) or phrase_patterns()["other_verb"].search(before):
            return False
        return not _unnumbered(before)

    def _by_list(
        self, path: _Path, gap: str, between: str, strong: bool, joined: bool, own: bool
    ) -> tuple[_Link, bool]:
        """A document that follows another in a list: at whose level it stands."""
        bare = not re.sub(r"\([^()]*\)", "", between).strip(" \n*,")
        if strong or re.search(r"[;.]", between):
            return (_Link(0, (SELF,), path.top) if own and path.top else _Link(0)), False
        if not own and not bare:
            return _Link(0), False
        if path.level <= 0 or (own and path.told):
            link = path.links[0] if path.links else _Link(0)
            return _Link(0, link.citing, link.relation), bare and joined and not path.described
        closed = own and bool(phrase_patterns()["list_closed"].match(gap)) and len(path.groups[-1]) == 1
        return _Link(_UNSETTLED if own else _NESTED, closed=closed), False

    def _by_opener(self, path: _Path, gap: str) -> _Link:
        """The head of a list says what the text does with its members, though an unnumbered one comes first."""
        clause = re.split(r"[.;]\s", gap.strip(" *\n"))[-1].lstrip(" *\n-,")
        opener = phrase_patterns()["opener_words"].match(clause)
        if opener:
            words = clause.split()
            heads = {clause[: opener.end()], " ".join(words[:2]), " ".join(words[:4])}
            verbs = (("continue", Relation.CONTINUES), ("carry_out", Relation.IMPLEMENTS), ("basis", Relation.BASED_ON))
            for kind, relation in verbs:
                if any(phrase_patterns()[kind].search(head + " ") for head in heads):
                    path.top = relation
                    return _Link(0, (SELF,), relation)
        return _Link(0)

    # ------------------------------------------------------------------ what is stated

    def _state(self, path: _Path, mention: Mention, link: _Link) -> None:
        if link.level < 0:
            self._settle(path, mention, link, own=link.level == _UNSETTLED)
        if link.relation is None or (link.relation is Relation.PROPOSED_IN and self._is_verdict(mention)):
            return
        for key in link.citing:
            self._cite(key, link.relation, mention, path)

    def _settle(self, path: _Path, mention: Mention, link: _Link, own: bool) -> None:
        """Decide where a document stands that follows a nested one with «và» or a comma.

        With the nested one where their kinds meet; at the top where only those meet; else nowhere.
        """
        tops = {m.kind for m in path.groups[0]}
        near = {m.kind for m in path.groups[-1]}
        link.level = 0
        if own and path.level > 1 and mention.kind not in near | tops and self._above(path.links[-1].citing, mention):
            self._settle_between(path, mention, link)
            return
        if (
            path.links[-1].relation is None or self._above(path.links[-1].citing, mention) or link.closed
        ) and mention.kind not in near:
            tops.add(mention.kind)
        if mention.kind not in tops and (mention.kind in near or self._ends_list(path, mention, link)):
            link.level = path.level
        elif mention.kind not in tops or not own:
            if own:
                self._report(mention)
            return
        beside = path.links[link.level]
        link.citing, link.relation = beside.citing, beside.relation

    def _settle_between(self, path: _Path, mention: Mention, link: _Link) -> None:
        """ "A thực hiện X, Y thực hiện Z và B": B goes on with the list of X and Y, where a comma opened one."""
        beside = path.links[-2]
        if beside.comma and not self._above(beside.citing, mention):
            link.level, link.citing, link.relation = path.level - 1, beside.citing, beside.relation
        else:
            self._report(mention)

    def _ends_list(self, path: _Path, mention: Mention, link: _Link) -> bool:
        """True for the last of "X thực hiện A, B và C": a list with a comma behind its first is open until its «và».

        A body of the State gives nothing to a Party's document to carry out, and a province nothing to the State.
        """
        last = path.links[-1]
        if link.comma or not last.comma or last.relation is not Relation.IMPLEMENTS:
            return False
        party = bool(mention.number and mention.number.party)
        local = mention.key not in self.references or self.references[mention.key].place is not None
        return not self._above(last.citing, mention) and (party or not local)

    def _above(self, citing: tuple[str, ...], mention: Mention) -> bool:
        """True where national documents would carry out one of a province: nobody writes so."""
        told = [self.references[key] for key in citing if key in self.references]
        local = mention.key in self.references and self.references[mention.key].place is not None
        return local and any(reference.issuer and reference.place is None for reference in told)

    def _cite(self, citing: str, relation: Relation, mention: Mention, path: _Path) -> None:
        if citing == mention.key or (mention.key == SELF and relation is Relation.MENTIONS) or mention.key == SELF:
            return
        start = mention.start
        if citing != SELF:
            named = [m for group in reversed(path.groups) for m in group]
            start = next((m.start for m in named if m.key == citing), start)
        elif path.said is not None and mention.start - path.said < _EVIDENCE_LIMIT // 2:
            start = path.said
        end = max(mention.end, mention.span.end)
        span = Span(min(start, mention.start), end) if end - start < _EVIDENCE_LIMIT else Span(mention.start, end)
        self._keep(citing, relation, mention.key, span)

    def _keep(self, citing: str, relation: Relation, cited: str, span: Span) -> None:
        if citing != cited and cited != SELF:
            evidence = self.normal.evidence(span, f"citation.{relation.value}")
            self.found.setdefault((citing, relation, cited), Citation(citing, relation, cited, evidence))

    def _mentioned(self, own: list[Span]) -> None:
        """What the body names, and what nothing else was said of."""
        strong = {key[2] for key in self.found if key[0] == SELF}
        named = {key for citing, _, cited in self.found for key in (citing, cited)}
        first: dict[str, Mention] = {}
        inside: dict[str, Mention] = {}
        for m in self.mentions:
            first.setdefault(m.key, m)
            if m.key not in inside and not any(span.contains(m.span) for span in own) and self._in_body(m):
                inside[m.key] = m
        for key in self.references:
            place = inside.get(key) or (first.get(key) if key in self._plain or key not in named else None)
            if place and key not in strong:
                self.found[(SELF, Relation.MENTIONS, key)] = Citation(
                    SELF, Relation.MENTIONS, key, self.normal.evidence(place.span, "citation.mentions")
                )

    def _in_body(self, mention: Mention) -> bool:
        regions = self.outline.regions
        return any(span.contains(mention.span) for span in (regions.body, *regions.annexes))

    def _report(self, mention: Mention) -> None:
        written = self.normal.written(mention.span)
        self.findings.append(
            Finding(
                "ambiguous-relation", Severity.INFO, f"Không rõ «{written}» gắn với văn bản nào đứng trước.",
                f"It is not clear which of the documents before it “{written}” belongs to.", self.normal.source.name,
                self.normal.evidence(mention.span, "citation"), mention.key,
            )
        )  # fmt: skip


def _is_law(mention: Mention) -> bool:
    """True for a law, a code or an ordinance, which only another one changes."""
    return (mention.kind or "").lower() in vocabulary.lists("reference_phrases")["law_kinds"]


def _opens_line(before: str) -> bool:
    """True where the last line of the words is the label of an item: behind a heading, a sentence begins there."""
    line = before[before.rfind("\n") + 1 :]
    return bool(line.strip() and phrase_patterns()["unit_label"].match(line))


def _unnumbered(words: str) -> bool:
    """True where ``words`` name a document without number that is not what the document before issues or is about."""
    issued = [m.span() for m in phrase_patterns()["issue"].finditer(words)]
    for match in phrase_patterns()["unnumbered"].finditer(words):
        if any(a <= match.start() < b for a, b in issued):
            continue
        if phrase_patterns()["described"].search(words[: match.start()]):
            continue
        return True
    return False


def _foreign_noun(words: str) -> bool:
    """True where ``words`` speak of somebody's unnumbered document: «Kế hoạch của Tỉnh ủy».

    What a title issues is the text's own, whosever it is: «Ban hành Chương trình hành động của Chính phủ».
    """
    issued = phrase_patterns()["issued"].match(words)
    nouns = list(phrase_patterns()["unnumbered"].finditer(words, issued.end() if issued else 0))
    return any(phrase_patterns()["noun_of"].match(words[m.end() :]) for m in nouns)
