"""When: deadlines, periods and recurrences, from lines of times and from running text. Never invents a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from policygraph import vocab
from policygraph.dates import make, month_end, quarter, year_end
from policygraph.extract import marks
from policygraph.facts import Timing
from policygraph.reading import Reading
from policygraph.text import Span

#: An opening phrase of a time is no longer than this.
_OPENING = 200
#: A value stands within so many characters of the words that open a time.
_WINDOW = 60
_LEAP_YEAR = 2024
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Time(NamedTuple):
    """A time as read: where, first and last day, what repeats, and whether no calendar has the date."""

    span: Span
    start: date | None = None
    end: date | None = None
    recurrence: tuple[str, ...] = ()
    invalid: bool = False
    kind: Timing = Timing.WORDS_ONLY

    @property
    def dated(self) -> bool:
        """True where the words give a day, or one that no calendar has."""
        return bool(self.start or self.end or self.invalid)


class _Value(NamedTuple):
    """A date, month, quarter or year inside a time."""

    at: int
    stop: int
    start: date | None
    end: date | None
    kind: Timing
    invalid: bool = False
    period: bool = False  #: its first and its last part are both said ("tháng 10 đến tháng 12/2025")


@cache
def _phrases() -> dict[str, tuple[vocab.Phrase, ...]]:
    found: dict[str, list[vocab.Phrase]] = {}
    for phrase in vocab.phrases("date_phrases"):
        found.setdefault(phrase.kind, []).append(phrase)
    return {kind: tuple(phrases) for kind, phrases in found.items()}


@lru_cache(maxsize=4096)
def _lying(kind: str, here: frozenset[str]) -> tuple[vocab.Phrase, ...]:
    """The phrases of a kind that may lie where these marks do: few sets of marks come up, and each again and again."""
    return tuple(phrase for phrase in _phrases()[kind] if marks.lie(phrase.marks, here))


def read_line(reading: Reading, at: int, end: int) -> Time | None:
    """The time of a line or cell that says nothing else: the words are kept even where they give no date.

    >>> from policygraph.text import NormalText, SourceText
    >>> line = Reading(NormalText(SourceText("a", "0" * 64, "text/plain", "Từ quý I năm 2022.")))
    >>> time = read_line(line, 0, len(line.text))
    >>> str(time.start), time.end
    ('2022-01-01', None)
    """
    while at < end and reading.text[at] in " :-*":
        at += 1
    while end > at and reading.text[end - 1] in " .;,:*":
        end -= 1
    if at < end and reading.text[end - 1] == ")" and "(" not in reading.text[at:end]:
        end -= 1  # the line stands in brackets itself
    if at >= end:
        return None
    return _time(Span(at, end), reading.low[at:end])


def is_condition(time: Time, low: str) -> bool:
    """True where the words ``low`` of a time only say on what it depends, and give no date.

    >>> is_condition(Time(Span(0, 25)), "ngay sau khi có hướng dẫn"), is_condition(Time(Span(0, 7)), "định kỳ")
    (True, False)
    """
    return not time.dated and not time.recurrence and bool(_phrases()["no-time"][0].pattern.match(low))


def _time(span: Span, low: str) -> Time:
    """The time that the words ``low`` at ``span`` give; a recurrence or a start alone is no deadline.

    >>> line = "trước quý i năm 2022 (định kỳ)"
    >>> str(_time(Span(0, len(line)), line).end), _time(Span(0, 6), line[22:]).kind
    ('2021-12-31', <Timing.WORDS_ONLY: 'wordsOnly'>)
    """
    bare = _phrases()["bracket"][0].pattern.sub(lambda m: " " * len(m.group()), low) if "(" in low else low
    values = _values(bare)
    if not values and bare != low:
        bare, values = low, _values(low)  # all the time stands in brackets
    start, end, invalid = _period(bare, values)
    recurrence = recurrences(low)
    if invalid or recurrence:
        kind = Timing.INVALID if invalid else Timing.RECURRING
    elif end is None:
        kind = Timing.START_ONLY if start else _dateless(low)
    else:
        kind = next((v.kind for v in values if v.end == end and start in (None, v.start)), Timing.RANGE)
    return Time(span, start, end, recurrence, invalid, kind)


def _dateless(low: str) -> Timing:
    """What words are worth that give no date."""
    return Timing.CONDITIONAL if _phrases()["condition"][0].pattern.search(low) else Timing.WORDS_ONLY


def _period(low: str, values: Sequence[_Value]) -> tuple[date | None, date | None, bool]:
    """First and last day that the words give, and whether a date among them is impossible."""
    if not values:
        return None, None, False
    first = values[0]
    if first.invalid:
        return None, None, True
    before = low[: first.at]
    if first.kind is not Timing.DAY and first.start and _phrases()["meaning.before"][0].pattern.search(before):
        return None, first.start - timedelta(days=1), False
    if _phrases()["meaning.by"][0].pattern.search(before):
        return None, first.end, False
    open_end = bool(_phrases()["open-end"][0].pattern.search(low, first.stop))
    since = bool(_phrases()["meaning.from"][0].pattern.search(before))
    if len(values) > 1 and _joins(low, first, values[1]):
        return first.start, values[1].end, values[1].invalid
    single = first.kind is Timing.DAY and len(values) > 1
    if since and first.start and first.end and first.start.year != first.end.year:
        return first.start, first.end, False
    if open_end or (since and not first.period) or single:
        return first.start, None, False
    return first.start, first.end, False


def _joins(low: str, first: _Value, second: _Value) -> bool:
    between = low[first.stop : second.at].strip()
    return bool(_phrases()["joins"][0].pattern.match(between))


def _values(low: str) -> list[_Value]:
    """Dates, quarters, half years, months, years in the order of the text, none inside another."""
    found: list[_Value] = []
    for phrase in _dated_phrases() if "19" in low or "20" in low else ():
        for match in phrase.finditer(low):
            at, stop = match.span()
            if not any(value.at < stop and at < value.stop for value in found):
                found.append(_value(phrase.kind, match))
    return sorted(found, key=lambda value: value.at) if len(found) > 1 else found


@cache
def _dated_phrases() -> tuple[vocab.Phrase, ...]:
    """The phrases of values, those that hold others first."""
    kinds = ("value.days", "value.date", "value.quarter", "value.half", "value.month", "value.years", "value.year")
    return tuple(phrase for kind in kinds for phrase in _phrases()[kind])


def _value(kind: str, match: re.Match[str]) -> _Value:
    at, stop = match.span()
    if kind == "value.date":
        day = make(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]), int(match["d"]))
        return _Value(at, stop, day, day, Timing.DAY, day is None)
    year = int(match["y"])
    if kind == "value.days":
        first = make(year, int(match["m"] or match["m2"]), int(match["d"]))
        last = make(year, int(match["m2"]), int(match["d2"]))
        return _Value(at, stop, first, last, Timing.RANGE, first is None or last is None, period=True)
    if kind == "value.quarter":
        opens, closes = _quarter_number(match["q"]), _quarter_number(match["q2"] or match["q"])
        long = opens < closes
        kind = Timing.RANGE if long else Timing.QUARTER
        return _Value(at, stop, quarter(year, opens)[0], quarter(year, closes)[1], kind, period=long)
    if kind == "value.half":
        early = bool(_phrases()["half.first"][0].pattern.match(match["h"]))
        first_half = date(year, 1, 1), date(year, 6, 30)
        return _Value(at, stop, *(first_half if early else (date(year, 7, 1), year_end(year))), Timing.RANGE)
    if kind == "value.month":
        first, last = make(year, int(match["m"]), 1), make(year, int(match["m2"] or match["m"]), 1)
        bad = first is None or last is None
        kind_ = Timing.RANGE if match["m2"] else Timing.MONTH
        ends = month_end(last.year, last.month) if last else None
        return _Value(at, stop, first, ends, kind_, bad, period=bool(match["m2"]))
    after = int(match["y2"]) if kind == "value.years" else year
    return _Value(at, stop, date(year, 1, 1), year_end(max(after, year)), Timing.RANGE if after > year else Timing.YEAR)


def last_day(low: str, at: int) -> date | None:
    """The last day of the date, month, quarter or year that holds the place ``at``, `None` where none does.

    >>> str(last_day("hoàn thành trong quý iii năm 2019", 29))
    '2019-09-30'
    """
    return next((value.end for value in _values(low) if value.at <= at < value.stop), None)


def _quarter_number(text: str) -> int:
    return int(text) if text.isdigit() else _ROMAN[text]


def recurrences(low: str) -> tuple[str, ...]:
    """What repeats, as ISO 8601 durations and "continuous", in the order of the text.

    >>> recurrences("định kỳ 6 tháng, hàng năm"), recurrences("thường xuyên hàng năm"), recurrences("năm 2025")
    (('P6M', 'P1Y'), ('continuous', 'P1Y'), ())
    """
    found: dict[int, str] = {}
    here = frozenset(marks.within(low))
    for phrase in _lying("recurrence", here) if here else ():
        for match in phrase.pattern.finditer(low):
            found[match.start()] = str(phrase.extra.get("duration") or _duration(match, str(phrase.extra["unit"])))
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))


def numbered(low: str) -> tuple[str, ...]:
    """Only what repeats at a stated interval ("định kỳ 02 năm một lần")."""
    found = []
    for phrase in _phrases()["recurrence"]:
        if "duration" not in phrase.extra:
            found += [_duration(match, str(phrase.extra["unit"])) for match in phrase.finditer(low)]
    return tuple(found)


def _duration(match: re.Match[str], unit: str) -> str:
    number = next(group for group in match.groups() if group)
    value = int(number) if number.isdigit() else vocab.lists("date_phrases")["numbers"].index(number) + 1
    return f"P{value}{unit}"


def read_text(reading: Reading, at: int, end: int, work: int | None = None) -> Time | None:
    """The time that an item's own sentences give: a deadline, a period, or what repeats; the first one counts.

    ``work`` is where the words on the work begin behind the subject. Years in names of documents, conditions and
    rates are no time.
    """
    work = at if work is None else work
    here = frozenset(marks.here(reading, at, end + _OPENING))
    repeated = list(_repeated(reading, at, end, work, here))
    dated = _dated(reading, at, end, here)
    if repeated and (dated is None or not dated.dated or repeated[0].start <= dated.span.start):
        low = reading.low
        span = Span(repeated[0].start, repeated[-1].end)
        found = tuple(dict.fromkeys(r for part in repeated for r in _repeats(low[part.start : part.end])))
        chosen = span if _one_run(reading, span) else repeated[0]
        words = low[chosen.start : chosen.end]
        return Time(chosen, None, None, found, *_repeating(words, found))
    return dated


def _repeating(low: str, recurrence: tuple[str, ...]) -> tuple[bool, Timing]:
    """Whether words without a year name a day that no calendar has, and what kind of time they give."""
    if _impossible_day(low):
        return True, Timing.INVALID
    return False, Timing.RECURRING if recurrence else _dateless(low)


def _impossible_day(low: str) -> bool:
    """True where a day of every year is in no calendar ("31/6"); 29/2 is in some."""
    days = [m for phrase in _phrases()["value.day-month"] for m in phrase.finditer(low)]
    return any(make(_LEAP_YEAR, int(day["m"]), int(day["d"])) is None for day in days)


def _repeats(low: str) -> tuple[str, ...]:
    """What repeats, remarks between the parts put aside: "hằng quý (trước ngày 05), năm (trước ngày 05/12)"."""
    outside = _phrases()["bracket"][0].pattern.sub("", low).replace(" ,", ",")
    return recurrences(outside) or recurrences(low)


def _one_run(reading: Reading, span: Span) -> bool:
    return len(span) <= 300


def _repeated(reading: Reading, at: int, end: int, work: int, here: frozenset[str]) -> Iterator[Span]:
    low, last = reading.low, -1
    found = []
    lying = _lying("running.recurrence", here)
    needed = {str(phrase.extra["needs"]) for phrase in lying if "needs" in phrase.extra}
    absent = {kind for kind in needed if not _phrases()[kind][0].pattern.search(low, at, end + _OPENING)}
    for phrase in lying:
        if phrase.extra.get("needs") in absent:
            continue
        for match in phrase.pattern.finditer(low, at, end):
            found.append(Span(*match.span("text")))
        for start in {at, work} if "^" in phrase.pattern.pattern else ():
            opening = phrase.pattern.match(low[start : start + _OPENING])
            if opening and opening.start("text") == 0:
                found.append(Span(start, min(start + opening.end("text"), end)))
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= last and not quoted(reading.text, at, span.start):
            last = span.end
            yield span


def quoted(text: str, start: int, at: int) -> bool:
    """True inside quotation marks: “mỗi tuần một câu chuyện đẹp” is a name."""
    return text.count("“", start, at) > text.count("”", start, at) or text.count('"', start, at) % 2 == 1


def _dated(reading: Reading, at: int, end: int, here: frozenset[str]) -> Time | None:
    low = reading.low
    opening = _phrases()["running.opening"][0].pattern.match(low[at : min(end, at + 80)])
    if opening:
        return read_line(reading, at, at + opening.end())
    first: re.Match[str] | None = None
    for phrase in _lying("running", here):
        match = phrase.pattern.search(low, at, end)
        if match and (first is None or match.start() < first.start()):
            first = match
    if first is None:
        return None
    stop = _time_end(low, first.end(), end)
    if stop <= first.end():
        return _without_year(low, first.start(), end)
    time = read_line(reading, first.start(), stop)
    return time if time and (time.dated or time.recurrence) else None


def _without_year(low: str, at: int, end: int) -> Time | None:
    """A time of which the text leaves the year to the reader: its words, and no date."""
    found = (phrase.pattern.match(low, at, end) for phrase in _phrases()["running.yearless"])
    bare = next(filter(None, found), None)
    if bare is None:
        return None
    return Time(Span(*bare.span()), None, None, (), *_repeating(bare.group(), ()))


def _time_end(low: str, at: int, end: int) -> int:
    """The end of the value that follows the trigger, with an open end where one is said."""
    window = low[at : min(end, at + _WINDOW)]
    value = next(iter(_values(window)), None)
    if value is None or value.at > 14:
        return at
    stop = at + value.stop
    window = low[at : min(end, at + 2 * _WINDOW)]
    second = next((v for v in _values(window) if v.at >= value.stop), None)
    if second and _joins(window, value, second):  # "từ ngày ... đến ngày ..."
        stop = at + second.stop
    after = _phrases()["open-end"][0].pattern.match(low, stop + 1, end)
    return after.end() if after else stop
