"""Who does what for an item: its own subject, partners, receivers of reports and drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from policygraph import vocab
from policygraph.extract import marks
from policygraph.extract.agency_lists import AgencyReader, Mention, lexicon
from policygraph.facts import Role
from policygraph.reading import Reading
from policygraph.text import Span, fold

_CLAUSE = re.compile(r"[.;](?= |$)")
_SENTENCE = re.compile(r"[.;!?] (?=[^\W\d_a-z])")
#: Behind it somebody may be asked, in small letters too.
_ASKING = re.compile(r"[;!?] (?=[^\W\d_])|[.] (?=[^\W\d_a-z])")
#: Behind it a new subject may stand in an item; a full stop counts where the sentence before it has one, too.
_NEXT_CLAUSE, _LATER = re.compile(r"; (?=[^\W\d_a-z])"), re.compile(r"[;.] (?=[^\W\d_a-z])")
#: How far into a sentence its subject may stand behind the circumstances.
_OPENING = 420
#: How far behind "báo cáo" its receiver may stand, and how many prepositions are tried on the way.
_FURTHER, _TRIES = 260, 6
#: And behind a time.
_TIMED = 80
#: A name that no table knows ends with so many plain words at most.
_REST_OF_NAME = 5
#: A body in a cell of its own has so many words at most.
_CELL_NAME = 8


class Roles(NamedTuple):
    """The agencies of an item by role, each with its place; ``work`` is where its own words on the work begin."""

    lead: tuple[Mention, ...] = ()
    coordinate: tuple[Mention, ...] = ()
    report_to: tuple[Mention, ...] = ()
    submit_to: tuple[Mention, ...] = ()
    work: int = 0
    inherited: frozenset[Span] = frozenset()

    def __bool__(self) -> bool:
        """True where somebody has a role."""
        return bool(self.lead or self.coordinate or self.report_to or self.submit_to)

    def mentions(self) -> tuple[Mention, ...]:
        """The agencies in all roles."""
        return (*self.lead, *self.coordinate, *self.report_to, *self.submit_to)

    def by_role(self) -> tuple[tuple[Role, tuple[Mention, ...]], ...]:
        """The agencies in each role."""
        return ((Role.LEAD, self.lead), (Role.COORDINATE, self.coordinate), (Role.REPORT_TO, self.report_to),
                (Role.SUBMIT_TO, self.submit_to))  # fmt: skip


NOBODY = Roles()


def merged(first: Roles, then: Roles) -> Roles:
    """The roles of both, the first's before the other's; see `tidy`."""
    return tidy(
        first.lead + then.lead, first.coordinate + then.coordinate, first.report_to + then.report_to,
        first.submit_to + then.submit_to, then.work, first.inherited | then.inherited,
    )  # fmt: skip


def tidy(
    lead: tuple[Mention, ...],
    coordinate: tuple[Mention, ...],
    report_to: tuple[Mention, ...] = (),
    submit_to: tuple[Mention, ...] = (),
    work: int = 0,
    inherited: frozenset[Span] = frozenset(),
) -> Roles:
    """Roles with each agency once a role; who leads does not coordinate."""
    if lead and coordinate:
        leading = {_name_key(m.name) for m in lead}
        coordinate = tuple([m for m in coordinate if _name_key(m.name) not in leading])
    if len(lead) > 1 or len(coordinate) > 1 or len(report_to) > 1 or len(submit_to) > 1:
        lead, coordinate, report_to, submit_to = _once(lead), _once(coordinate), _once(report_to), _once(submit_to)
    return Roles(lead, coordinate, report_to, submit_to, work, inherited)


def inherited(roles: Roles) -> Roles:
    """The same roles, marked as said in a lead-in above."""
    return roles._replace(inherited=frozenset(m.span for m in roles.mentions()))


@lru_cache(maxsize=4096)
def _name_key(name: str) -> str:
    """One key for the spellings of a name, the article left out."""
    key = fold(name)
    article = lexicon()["articles"].match(key)
    return key[article.end() :] if article else key


def _once(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    if len(mentions) < 2:
        return mentions
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(_name_key(mention.name), mention)
    return tuple(found.values())


@cache
def _single() -> dict[str, tuple[vocab.Phrase, ...]]:
    found: dict[str, list[vocab.Phrase]] = {}
    for phrase in vocab.phrases("role_phrases"):
        found.setdefault(phrase.kind, []).append(phrase)
    return {kind: tuple(phrases) for kind, phrases in found.items()}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """One pattern for each kind of phrase."""
    return {kind: re.compile("|".join(p.pattern.pattern for p in phrases)) for kind, phrases in _single().items()}


@cache
def _marked() -> dict[str, frozenset[str]]:
    """The kinds of phrases that need a mark, by the mark; "others" are partners and receivers."""
    found: dict[str, set[str]] = {}
    receivers = dict.fromkeys(("submitTo", "both", "reportTo", "sendTo", "channel"), ("others", "receivers"))
    wider = receivers | dict.fromkeys(("coordinate", "coordinate.bare"), ("others",))
    for kind, phrases in _single().items():
        for word in (word for phrase in phrases for group in phrase.marks for word in group):
            found.setdefault(word, set()).update((kind, *wider.get(kind, ())))
    return {word: frozenset(kinds) for word, kinds in found.items()}


class RoleReader:
    """Reads the roles of items from one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._text, self._low = reading.text, reading.low
        self._agencies = AgencyReader(reading)
        self._p, self._marked = _patterns(), _marked()
        self._from = self._to = 0  #: the stretch whose marks are at hand
        self._kinds: set[str] = set()

    def read(self, at: int, end: int) -> Roles:
        """The roles that the words give."""
        if end - at < 2:
            return Roles(work=at)  # no name and no word has a single letter
        quoted = self._quoted(at, end)
        return self._read_around(quoted, at, end) if quoted else self._read(at, end)

    def _quoted(self, at: int, end: int) -> re.Match[str] | None:
        """A law's article that the item quotes: whom it charges has no role here."""
        return self._p["quoted-article"].search(self._low, at, end) if self._low.find("“", at, end) >= 0 else None

    def _read_around(self, quoted: re.Match[str], at: int, end: int) -> Roles:
        """The roles that stand before the article that is quoted, and behind it."""
        before, behind = self._read(at, quoted.start()), self.read(quoted.end(), end)
        return merged(before, behind._replace(work=before.work)) if behind else before

    def _read(self, at: int, end: int) -> Roles:
        if end - at < 2:
            return Roles(work=at)
        told = self._may("others", at, end)  # most items name nobody but their doers
        lead, work = self.subject(at, end)
        lead = lead or self._bracketed(at, end)
        if lead and work > at and lead[0].span.start > at and self._charged_at(at, lead[0]):
            at = lead[0].span.start  # "X phối hợp với Z chỉ đạo Y chủ trì": the partners of X are not Y's
        later = self._asked_later(work if lead else at, end) if not lead or end - at > 90 else ()
        if lead:
            later = (*later, *self._own_clauses(work, end, _LATER))
        later = later if lead or later else self._passive(at, end)
        coordinate = self._partners(at, end) if told else self._opening_partners(at, end)
        report, submit = self._receivers(at, end) if told else ((), ())
        return tidy((*lead, *later), coordinate, report, submit, work)

    def late(self, roles: Roles, end: int) -> Roles:
        """What `read` gave without a doer, with those whom a later clause names."""
        lead = self._own_clauses(roles.work, end, _NEXT_CLAUSE)
        return merged(Roles(lead), roles) if lead else roles

    # -------------------------------------------------------------------------------------- the subject

    def subject(self, at: int, end: int) -> tuple[tuple[Mention, ...], int]:
        """Who the item speaks to, and where the work begins; nobody where its words open with the work."""
        limit = min(end, at + _OPENING)
        topic = self._p["topic"].match(self._low[at:limit]) if self._low.find(":", at, limit) >= 0 else None
        spoken_to = bool(topic) and bool(self._agencies.read_list(at, end)[0])  # "Sở Y tế: ...": no topic
        concerned = self._ordered_or_named(at + topic.end(), end) if topic and not spoken_to else None
        if concerned and concerned[0]:
            return concerned
        order = self._p["order"].match(self._low, at, end)
        if order:
            found, stop = self._agencies.read_list(order.end() + 1, end, joint=True)
            return (tuple(found), stop) if found and self._is_subject(stop, end, ordered=True) else ((), at)
        told = self._told(at, end) if self._text[end - 1] == ":" else None
        if told:
            return told
        found, stop = self._agencies.read_list(at, end, joint=True)
        asked = self._ordered_next(stop, end) if found else None
        if asked:  # "Các sở, đề nghị Mặt trận Tổ quốc tiếp tục ..."
            return (*found, *asked[0]), asked[1]
        if found and self._is_subject(stop, end):
            charged = self._charged_below(stop, end)
            return (charged, stop) if charged else (tuple(found), stop)
        named = self._behind_opening(at, end)
        return named if named[0] else self._behind_topic(at, end)

    def _behind_topic(self, at: int, end: int) -> tuple[tuple[Mention, ...], int]:
        """ "Xử lý ổ dịch: khi phát hiện bệnh, Phòng Kinh tế báo cáo": the subject behind topic and circumstances."""
        colon = self._low.find(": ", at, min(end, at + _TIMED))
        if colon < 0:
            return (), at
        found, stop = self._agencies.read_list(colon + 2, end, bare=False)
        if found and self._text[colon + 2].isupper() and self._agencies.begins_deed(stop, end):
            return (tuple(found), stop) if self._is_subject(stop, end) else ((), at)
        return self._behind_opening(colon + 2, end)

    def _charged_at(self, at: int, charged: Mention) -> bool:
        before = self._low[max(at, charged.span.start - 12) : charged.span.start - 1]
        return any(match.end() == len(before) for match in self._p["directs"].finditer(before + " "))

    def _is_subject(self, at: int, end: int, *, ordered: bool = False) -> bool:
        if at < end and self._low[at] == " " and self._text[at + 1 : at + 2].isupper() and not ordered:
            return self._agencies.begins_sentence(at, end)  # else the name goes on
        return not self._p["not-subject"].match(self._low[at : min(end, at + 40)])

    def _told(self, at: int, end: int) -> tuple[tuple[Mention, ...], int] | None:
        """Whom a lead-in asks behind what it states: "Nhất trí ...; yêu cầu Tỉnh ủy, UBND tỉnh lưu ý các việc:"."""
        for match in self._each("told", at + 1, end):
            found, stop = self._agencies.read_list(match.end() + 1, end, bare=False)
            if found:
                return tuple(found), stop
        return None

    def is_told(self, at: int, end: int) -> bool:
        """True where an item tells what was done: whoever it names there is given no work."""
        return any(self._each("past", at, end))

    def is_member(self, at: int, end: int) -> bool:
        """True where an item only says who holds an office: "Phó Trưởng ban: Ông ..."."""
        return bool(self._p["member"].match(self._low[at : min(end, at + 14)]))

    def _charged_below(self, at: int, end: int) -> tuple[Mention, ...]:
        """In a lead-in "X chỉ đạo Y chủ trì ...:" it is Y who leads."""
        if self._text[end - 1] != ":":
            return ()
        for match in self._each("directs", at, end):
            found, stop = self._agencies.read_list(match.end() + 1, end)
            if found and self._p["lead"].match(self._low[stop : stop + 40]):
                return tuple(found)
        return ()

    def _behind_opening(self, at: int, end: int) -> tuple[tuple[Mention, ...], int]:
        """ "Căn cứ ..., các sở ...", "Hàng năm, X ...", "Để ..., Bộ yêu cầu Y ...": the subject behind a comma."""
        timed = self._p["opening.time"].match(self._low[at : at + 40])
        if not timed and not self._p["opening"].match(self._low[at : at + 40]):
            return (), at
        limit = min(end, at + (_TIMED if timed else _OPENING))
        sentence = _SENTENCE.search(self._text, at, limit)
        limit = sentence.start() if sentence else limit
        comma = self._low.find(", ", at, limit)
        if timed and self._agencies.deed(at, comma) < comma:
            return (), at  # "Định kỳ hằng năm tổng hợp, ...": the work has begun, no subject follows
        grounds = self._p["opening.grounds"].match(self._low[at : at + 40])
        while comma >= 0:
            found, stop = self._ordered_or_named(comma + 2, end)
            ordered = self._ordered_next(stop, end) if found else None
            if found:
                return ordered or (found, stop)  # "tài liệu của Bộ A, Bộ B, giao Sở Y tế chủ trì": B is no subject
            if grounds and self._agencies.begins_deed(comma + 1, end):
                break
            comma = self._low.find(", ", comma + 2, limit)
        return (), at

    def _ordered_next(self, at: int, end: int) -> tuple[tuple[Mention, ...], int] | None:
        """Who is asked or charged right behind the comma at ``at``."""
        order = self._p["order"].match(self._low, at + 2, end) if self._low.startswith(", ", at) else None
        found, stop = self._agencies.read_list(order.end() + 1, end) if order else ([], at)
        return (tuple(found), stop) if found and self._opens_work(stop, end) else None

    def _ordered_or_named(self, at: int, end: int) -> tuple[tuple[Mention, ...], int]:
        order = self._p["order"].match(self._low, at, end)
        if order:
            found, stop = self._agencies.read_list(order.end() + 1, end)
            return (tuple(found), stop) if found and self._is_subject(stop, end, ordered=True) else ((), at)
        found, stop = self._agencies.read_list(at, end, bare=False)
        if not found:
            found, stop = self._agencies.read_list(at, end)
            if not found or not self._agencies.begins_deed(stop, end):
                return (), at
        return (tuple(found), stop) if self._is_subject(stop, end) and self._opens_work(stop, end) else ((), at)

    def _opens_work(self, at: int, end: int) -> bool:
        """True where a verb, or circumstances and then a verb, follow the list: it is the subject of a clause."""
        return bool(self._agencies.opens_work(at, end))

    def _asked_later(self, at: int, end: int) -> tuple[Mention, ...]:
        """A later sentence that asks somebody else ("..., đề nghị các bộ phận ... báo cáo về ...")."""
        found: list[Mention] = []
        for sentence in _ASKING.finditer(self._text, at, end) if self._may("order", at, end) else ():
            start = sentence.end()
            if self._text[start].islower() and not self._p["asked"].match(self._low, start):
                continue
            limit = _SENTENCE.search(self._text, start, end)
            stop = limit.start() if limit else end
            opens = self._p["opening"].match(self._low[start : start + 40]) or self._p["order"].match(self._low, start)
            if not opens:
                continue
            for match in self._p["order"].finditer(self._low, start, min(stop, start + _OPENING)):
                if match.start() != start and self._low[match.start() - 2 : match.start()] != ", ":
                    continue
                asked, after = self._agencies.read_list(match.end() + 1, stop)
                if asked and self._opens_work(after, stop):
                    found += asked
                    break
        return tuple(found)

    def _own_clauses(self, at: int, end: int, opens: re.Pattern[str]) -> tuple[Mention, ...]:
        """Who else works in a later clause of the item: "X định hướng tuyên truyền; Ủy ban Y giám sát"."""
        found: list[Mention] = []
        quoted = self._quoted(at, end)
        for clause in opens.finditer(self._text, at, end):
            if quoted and quoted.start() < clause.start() < quoted.end():
                continue
            if self._p["order"].match(self._low, clause.end(), end):
                continue  # whom it asks, another rule reads
            some, stop = self._agencies.read_list(clause.end(), end, bare=False)
            if not some or self._low[stop : stop + 1] != " " or not self._opens_work(stop, end):
                continue
            partners = self._p["coordinate.behind"].match(self._low, stop, end) and self._before_verb(at, stop)
            found += some if not partners and self._is_subject(stop, end) else []
        return tuple(found)

    def _bracketed(self, at: int, end: int) -> tuple[Mention, ...]:
        """ "Mở chuyên mục (Ban Tuyên giáo chủ trì)": who does it stands in a bracket that closes the item."""
        stop = end - 1
        while stop > at and self._text[stop] in " .;":
            stop -= 1
        opening = self._text.rfind("(", at, stop) if stop > at and self._text[stop] == ")" else -1
        if opening < 0 or self.is_told(at, end):
            return self._doing_in_bracket(at, end)
        order = self._p["order"].match(self._low, opening + 1, stop)
        start = order.end() + 1 if order else opening + 1
        found, after = self._agencies.read_list(start, stop)
        if not found or self._p["coordinate.behind"].match(self._low, after, end):
            return ()
        closes = order and after == stop
        return tuple(found) if closes or self._p["passive.doing"].match(self._low[after:stop]) else ()

    def _doing_in_bracket(self, at: int, end: int) -> tuple[Mention, ...]:
        """ "Khôi phục lưới điện (Công ty Điện lực thực hiện); bảo đảm ...": a list and its verb in a bracket inside."""
        if self._low.find(")", at, end) < 0 or self.is_told(at, end):
            return ()
        for match in self._p["bracket.doing"].finditer(self._low, at, end):
            opening = self._low.rfind("(", at, match.start())
            found, after = self._agencies.read_list(opening + 1, match.start()) if opening >= 0 else ([], at)
            if found and after == match.start():
                return tuple(found)
        return ()

    def _passive(self, at: int, end: int) -> tuple[Mention, ...]:
        """ "Việc này do X chủ trì": who does it stands behind the work."""
        if not self._may("passive", at, end) or self.is_told(at, end):
            return ()
        for match in self._p["passive"].finditer(self._low, at, end):
            found, stop = self._agencies.read_list(match.end(), end, bare=False)
            if found and self._p["passive.doing"].match(self._low[stop : min(end, stop + 20)]):
                return tuple(found)
        return ()

    # -------------------------------------------------------------------------------------- partners, receivers

    def _partners(self, at: int, end: int) -> tuple[Mention, ...]:
        found = [*self._opening_partners(at, end)]
        for match in self._each("coordinate", at, end):
            found += self._agencies.read_partners(match.end() + 1, end)[0]
        for match in self._each("coordinate.bare", at, end):
            found += self._agencies.read_list(match.end() + 1, end, bare=False)[0]
        for match in self._each("coordinate.behind", at, end):
            found += self._before_verb(at, match.start())
        return tuple(found)

    def _before_verb(self, at: int, verb: int) -> list[Mention]:
        """ "A chủ trì; B và C phối hợp": the partners whose list ends at the verb."""
        for clause in self._p["coordinate.clause"].finditer(self._low, max(at, verb - _OPENING), verb):
            found, stop = self._agencies.read_list(clause.end(), verb)
            if found and stop == verb:
                return found
        return []

    def _opening_partners(self, at: int, end: int) -> tuple[Mention, ...]:
        opening = self._p["coordinate.opening"].match(self._low[at : at + 12])
        return tuple(self._agencies.read_list(at + opening.end() + 1, end)[0]) if opening else ()

    def _receivers(self, at: int, end: int) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        report: list[Mention] = []
        submit: list[Mention] = []
        if not self._may("receivers", at, end):
            return (), ()
        for match in self._by_phrase("submitTo", at, end):
            submit += self._receiver(match.end() + 1, end)
        for match in self._each("both", at, end):
            found = self._agencies.read_list(match.end() + 1, end)[0]
            submit, report = submit + found, report + found
        for match in self._each("reportTo", at, end):
            report += self._report(match, end)
        for match in self._each("sendTo", at, end):
            found = self._sent(match, end)
            if found:
                reported = self._p["sent.now"].search(self._low[match.start() : match.end() + 12])
                (submit if not reported and self._is_draft(at, match.start()) else report).extend(found)
        for match in self._each("channel", at, end):
            found = self._agencies.read_list(match.end() + 1, end)[0]
            before = [m for m in submit if m.span.start < match.start()]
            after_report = [m for m in report if m.span.start < match.start()]
            last_submit = max((m.span.start for m in before), default=-1)
            last_report = max((m.span.start for m in after_report), default=-1)
            if before or after_report:
                (submit if last_submit > last_report else report).extend(found)
        return tuple(report), tuple(submit)

    def _may(self, kind: str, at: int, end: int) -> bool:
        """True where a mark of the kind lies in the stretch, or in the one around it that was asked for last."""
        if at < self._from or end > self._to:
            self._from, self._to = at, end
            here = marks.here(self.reading, at, end)
            self._kinds = {kind for word in here if word in self._marked for kind in self._marked[word]}
        return kind in self._kinds

    def receivers(self, at: int, end: int) -> Roles:
        """Who gets the report or the draft that the label of a line of times names: "Thời gian trình UBND tỉnh"."""
        report, submit = self._receivers(at, end)
        return Roles(report_to=report, submit_to=submit)

    def _each(self, kind: str, at: int, end: int) -> Iterable[re.Match[str]]:
        """The matches of the phrases of a kind."""
        return self._p[kind].finditer(self._low, at, end) if self._may(kind, at, end) else ()

    def _by_phrase(self, kind: str, at: int, end: int) -> Iterator[re.Match[str]]:
        """The matches of each phrase of a kind; one by one they begin with a word, which is searched fast."""
        for phrase in _single()[kind] if self._may(kind, at, end) else ():
            yield from phrase.pattern.finditer(self._low, at, end)

    def _report(self, match: re.Match[str], end: int) -> list[Mention]:
        """Who gets the report: at once, behind what is reported, or further on behind "về", "gửi", "với"."""
        found = self._receiver(match.end() + 1, end)
        what = None if found else self._p["report.what"].match(self._low, match.end(), end)
        if what and self._text[what.end() + 1 : what.end() + 2].isupper():
            found = self._receiver(what.end() + 1, end)
        return found or self._further(match.end(), end)

    def _sent(self, match: re.Match[str], end: int) -> list[Mention]:
        return self._receiver(match.end() + 1, end) or self._further(match.end(), end)

    def _receiver(self, at: int, end: int) -> list[Mention]:
        """The receivers listed, and the channel right behind them: "UBND tỉnh qua Sở Y tế"."""
        found, stop = self._agencies.read_list(at, end)
        channel = self._p["channel.bare"].match(self._low, stop, end) if found else None
        return found + self._agencies.read_list(channel.end() + 1, end, bare=False)[0] if channel else found

    def _further(self, at: int, end: int) -> list[Mention]:
        if self._p["again"].match(self._low, at, end):
            return []  # the next word sends again: what follows is its own
        clause = _CLAUSE.search(self._low, at, min(end, at + _FURTHER))
        limit = clause.start() if clause else min(end, at + _FURTHER)
        for match in islice(self._p["sendOnto"].finditer(self._low, at, limit), _TRIES):
            found = self._receiver(match.end() + 1, end)
            if found:
                return found
        return []

    def _is_draft(self, at: int, before: int) -> bool:
        """What is sent decides: a draft, a plan, an estimate is submitted; a report is reported."""
        start = max(at, before - 420)
        draft = max((m.start() for m in self._p["sent.draft"].finditer(self._low, start, before)), default=-1)
        report = max((m.start() for m in self._p["sent.report"].finditer(self._low, start, before)), default=-1)
        return draft > report

    def presented(self, at: int, end: int) -> tuple[Mention, ...]:
        """Who gets what a line of products says is submitted ("Hồ sơ trình UBND tỉnh")."""
        found: list[Mention] = []
        for match in self._by_phrase("submitTo", at, end):
            found += self._agencies.read_list(match.end() + 1, end)[0]
        return tuple(found)

    def behind_bodies(self, at: int, end: int) -> int:
        """Where the words on the work begin, behind the subject, partners and whoever is told, named before ``end``."""
        lead, work = self.subject(at, end)
        start = work if lead else at
        for kind in ("coordinate", "directs"):
            for match in self._each(kind, start, end):
                found, stop = self._agencies.read_list(match.end() + 1, end)
                start = max(start, stop) if found else start
        return start

    def is_enforcement(self, at: int, end: int) -> bool:
        """True for the closing formula of a decision, which gives no task."""
        return any(self._each("enforcement", max(at, end - 120), end))

    # -------------------------------------------------------------------------------------- lines and cells

    def doers(self, at: int, end: int, *, cell: bool = False) -> Roles:
        """A line of doers: "X chủ trì phối hợp với Y", "Đề nghị X, cùng Y phối hợp với Z", or a plain list."""
        lead, stop = self.subject(at, end)
        if not lead:
            found, stop = self._agencies.read_list(at, end, joint=True)
            lead = tuple(found)
        if not lead and cell:
            lead, stop = self.cell(at, end), end
        return tidy(lead, self._partners(at, end), work=stop)

    def plain(self, at: int, end: int) -> tuple[Mention, ...]:
        """A list of agencies in a cell or behind a label, more than one list where a mark stands between."""
        found: list[Mention] = []
        while at < end:
            while at < end and not self._text[at].isalnum():
                at += 1
            some, stop = self._agencies.read_list(at, end)
            mark = _NEXT.search(self._low, stop if some else at, end)
            limit = mark.start() if mark else end
            if some and self._is_rest_of_name(stop, limit):
                first = some[-1].span.start
                some[-1] = Mention(self._text[first:limit].rstrip(" .;"), Span(first, limit))
                stop = limit
            elif not some:
                stop = mark.end() if mark else end
            found += some
            at = max(stop, at + 1)
        return tuple(found)

    def _closes_name(self, at: int, end: int) -> bool:
        """True for words up to the mark that no doing and no other body stands in: they belong to the name."""
        if not _ENDS_NAME.fullmatch(self._text, at, end) or self._p["acts"].search(self._low, at, end):
            return False
        return not any(self._agencies.opens(match.end(), end) for match in _BLANK.finditer(self._low, at, end))

    def cell(self, at: int, end: int) -> tuple[Mention, ...]:
        """The bodies of a cell; where no table knows them, its own words, which the head of the column vouches for."""
        found = self.plain(at, end)
        if found:
            return found
        parts = [part for part in self._parts(at, end) if part.name[:1].isupper()]
        short = all(len(part.name.split()) <= _CELL_NAME and not self._says_work(part.span) for part in parts)
        return tuple(parts) if short else ()

    def _says_work(self, span: Span) -> bool:
        low = f" {self._low[span.start : span.end]}"
        return bool(lexicon()["work"].match(low)) or self._agencies.names_work(span.start, span.end)

    def _is_rest_of_name(self, at: int, end: int) -> bool:
        """True for the few plain words that close a name where nothing but bodies stand ("Các khoa lâm sàng")."""
        rest = self._low[at:end].strip(" .;")
        words = rest.split()
        return (
            0 < len(words) <= _REST_OF_NAME
            and self._low[at : at + 1] == " "
            and all(word.isalpha() for word in words)
            and not self._agencies.names_work(at, end)
        ) or self._closes_name(at, end)

    def concerning(self, at: int, end: int) -> tuple[Mention, ...]:
        """Whom a heading "Đối với X và Y" speaks to: agencies, else the words themselves, split at "và"."""
        bracket = self._low.find("(", at, end)
        end = len(self._text[at:bracket].rstrip()) + at if bracket > at else end
        while end > at and self._text[end - 1] in " :.;":
            end -= 1
        found, stop = self._agencies.read_list(at, end)
        if found and stop >= end:
            return tuple(found)
        parts = tuple(self._parts(at, end))
        return parts if all(self._agencies.read_list(part.span.start, part.span.end)[0] for part in parts) else ()

    def _parts(self, at: int, end: int) -> Iterator[Mention]:
        while at < end:
            stop = self._agencies.separator(at, end)
            if self._text[at : stop.start].strip():
                yield Mention(self._text[at : stop.start].strip(), Span(at, stop.start))
            at = stop.end


_ENDS_NAME = re.compile(r"(?: [^\W\d_]+){1,14}[ .;]*")
_BLANK = re.compile(" ")
_NEXT = re.compile(r"[,;.:] |- ")
