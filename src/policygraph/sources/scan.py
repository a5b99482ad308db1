"""Scanned pages and pictures: straightened, red stamps and ruled lines taken out, letters by tesseract.

Tables are found by their lines and read column by column, so that no line of words goes over the border of a cell.
"""

from __future__ import annotations

import io
import math
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from policygraph.sources import printed
from policygraph.sources.options import Deadline, Options, problem
from policygraph.sources.printed import Sheet, Word
from policygraph.sources.ruling import Box, Cell, Frame, frames
from policygraph.sources.writer import Writer
from policygraph.text import SourceText

#: Pictures are read at no fewer and no more dots an inch than these.
_LEAST_DPI, _MOST_DPI, _USUAL_DPI = 150, 300, 200
#: A page of A0 at 300 dots an inch has no more dots.
_MOST_DOTS = 150_000_000
#: Pages are straightened up to so many degrees, to a twentieth of one.
_MOST_SKEW = 3.0
_DARK = 150
#: What is paler than this is paper.
_PALE = 200
#: In inches: ruled lines are no shorter than this, across and down.
_ACROSS, _DOWN = 0.4, 0.22
#: Marks without a letter or digit are specks where tesseract is less sure than this.
_SPECK = 0.5
_BROKEN_LABEL = re.compile(r"[IVX]+L|[IVXH]*H[IVXH]*\.")


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page as grey dots (an array), with its dots an inch and the angle it was turned by; ``ink`` is what is red."""

    dots: Any
    dpi: float
    angle: float = 0.0
    ink: Any = None


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of a picture file, each of its frames a page."""
    from PIL import Image, ImageSequence, UnidentifiedImageError

    deadline, sheets, pictures = Deadline(path, options.seconds), [], []
    try:
        with Image.open(io.BytesIO(data)) as file:
            if file.width * file.height > _MOST_DOTS or getattr(file, "n_frames", 1) > options.max_pages:
                raise problem(path, "broken-image")
            media_type = Image.MIME.get(file.format or "", "image/unknown")
            dpi = min(max(float(file.info.get("dpi", (_USUAL_DPI,))[0] or _USUAL_DPI), 72.0), 1200.0)
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                deadline.check()
                image = frame.convert("RGB")
                fit = min(1.0, _MOST_DPI / dpi)
                image = image.resize((max(1, round(image.width * fit)), max(1, round(image.height * fit))))
                pictures.append(_Picture(_grey(image), dpi * fit, ink=_ink(image) if number == 1 else None))
                sheets.append(Sheet(number, image.width * 72 / dpi / fit, image.height * 72 / dpi / fit, ()))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise problem(path, "broken-image") from error
    out = Writer(path, media_type)
    printed.write(out, _recognised(sheets, pictures, deadline, out))
    return out.source(data)


def read_pages(
    path: Path, document: Any, sheets: list[Sheet], scanned: Sequence[int], deadline: Deadline, out: Writer
) -> list[Sheet]:
    """The sheets of a PDF, those that are pictures with the words in them."""
    chosen = [sheets[number - 1] for number in scanned]
    pictures = [_rendered(path, document[sheet.number - 1], sheet, deadline) for sheet in chosen]
    read = {sheet.number: sheet for sheet in _recognised(chosen, pictures, deadline, out)}
    return [read.get(sheet.number, sheet) for sheet in sheets]


def _rendered(path: Path, page: Any, sheet: Sheet, deadline: Deadline) -> _Picture:
    """The page at the resolution of the picture on it."""
    import pypdfium2.raw as raw

    deadline.check()
    widest = max((item.get_px_size()[0] for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)),
                 default=0)  # fmt: skip
    dpi = min(max(widest / sheet.width * 72, _LEAST_DPI), _MOST_DPI)
    if sheet.width * sheet.height * (dpi / 72) ** 2 > _MOST_DOTS:
        raise problem(path, "broken-image")
    image = page.render(scale=dpi / 72).to_pil().convert("RGB")
    return _Picture(_grey(image), dpi, ink=_ink(image) if sheet.number == 1 else None)


def _grey(image: Any) -> Any:
    """The red part of the picture: stamps in red ink are as white as the paper in it."""
    import numpy

    red = numpy.array(image)[:, :, 0]
    red[red > _PALE] = 255
    return red


def _ink(image: Any) -> Any:
    """What is red in the picture, dark on white: the stamps that `_grey` takes out."""
    import numpy

    red, green = (numpy.array(image.getchannel(name)).astype(numpy.int16) for name in "RG")
    return numpy.clip(255 - 2 * (red - green), 0, 255).astype(numpy.uint8)


# ------------------------------------------------------------------------------------------ pages to words


def _recognised(sheets: Sequence[Sheet], pictures: Sequence[_Picture], deadline: Deadline, out: Writer) -> list[Sheet]:
    """The sheets with their words and ruled lines; several pages at a time."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = list(pool.map(lambda pair: _page(pair[0], pair[1], deadline), zip(sheets, pictures, strict=True)))
    for sheet, picture in zip(sheets, pictures, strict=True):
        if picture.ink is not None:  # on the first page, where the level of secrecy is stamped
            for line in _lines(_words(picture.ink, (0, 0), picture.dpi, "11", deadline)):
                out.drop("stamp", " ".join(word.text for word in line), sheet.number)
    sure = [word.confidence for sheet in done for word in sheet.words if word.confidence is not None]
    if sure:
        out.remark("read-by-ocr", f"{fmean(sure):.0%}")
    return done


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand beside each other, from the top."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: _middle(word.box)[1]):
        if lines and _middle(word.box)[1] < lines[-1][0].box.bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box.left) for line in lines]


def _page(sheet: Sheet, picture: _Picture, deadline: Deadline) -> Sheet:
    """One page's words and lines, in points of the page as it was straightened."""
    straight = _straightened(picture)
    rules = _rules(straight)
    clean = _without(straight.dots, rules, straight.dpi)
    points = 72 / straight.dpi
    tables = frames([_scaled(rule, points) for rule in rules])
    outside = clean.copy()
    for frame in tables:
        part = _slices(frame.box, straight.dpi)
        outside[part] = 255
    words = _words(outside, (0, 0), straight.dpi, "3", deadline)
    for frame in tables:
        below = next((at for at, word in enumerate(words) if word.box.top >= frame.box.bottom), len(words))
        words[below:below] = _words_of_table(clean, frame, straight.dpi, deadline)
    return replace(sheet, words=tuple(words), rules=tuple(_scaled(rule, points) for rule in rules))


def _words_of_table(dots: Any, frame: Frame, dpi: float, deadline: Deadline) -> list[Word]:
    """The words of a table, column by column."""
    words: list[Word] = []
    for cells in _groups(frame):
        found = _words_of_cells(dots, frame, cells, dpi, deadline)
        if _are_numbers(cells, found):
            found = _numbers(dots, frame, cells, found, dpi, deadline)
        words += found
    return words


def _groups(frame: Frame) -> Iterable[list[Cell]]:
    """The cells that are read together: those of one column, and alone each that reaches over several columns."""
    for column in range(len(frame.columns) - 1):
        yield [cell for cell in frame.cells if cell.column == column and cell.columns == 1]
    for cell in frame.cells:
        if cell.columns > 1:
            yield [cell]


def _are_numbers(cells: list[Cell], words: list[Word]) -> bool:
    """True for a column of running numbers: about a word a cell, and most of them short."""
    short = sum(len(word.text) <= 3 for word in words)
    return len(cells) > 1 and 0 < len(words) <= 1.5 * len(cells) and short >= 0.6 * len(words)


def _numbers(
    dots: Any, frame: Frame, cells: list[Cell], words: list[Word], dpi: float, deadline: Deadline
) -> list[Word]:
    """The column read again as digits; Roman numbers stand in rows whose title reaches over columns. A head stays."""
    sections = {cell.row for cell in frame.cells if cell.columns > 1}
    at = [(frame.find(*_middle(word.box)), word) for word in words]
    head = any(cell and cell.row == 0 and len(word.text) > 1 and word.text.isalpha() for cell, word in at)
    kept = sections | {0} if head else sections
    found = [_as_roman(word) if cell.row in sections else word for cell, word in at if cell and cell.row in kept]
    rest = [cell for cell in cells if cell.row not in kept]
    return found + _words_of_cells(dots, frame, rest, dpi, deadline, "0123456789.")


def _as_label(text: str) -> str:
    """The first word of a line as the Roman number that it looks like: «II.» is read as «IL» and «H.».

    >>> [_as_label(text) for text in ("IL", "H.", "IV.", "1.", "Hà", "L")]
    ['II.', 'II.', 'IV.', '1.', 'Hà', 'L']
    """
    if _BROKEN_LABEL.fullmatch(text):
        return text.replace("H", "II").removesuffix("L") + ("I." if text.endswith("L") else "")
    return text


def _as_roman(word: Word) -> Word:
    """Two serifed I that touch are read as H.

    >>> _as_roman(Word("IH", Box(0, 0, 9, 9))).text
    'III'
    """
    text = word.text.replace("H", "II").replace("l", "I").replace("1", "I")
    return word._replace(text=text) if set(text) <= set("IVX.") else word


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _words_of_cells(
    dots: Any, frame: Frame, cells: list[Cell], dpi: float, deadline: Deadline, signs: str = ""
) -> list[Word]:
    import numpy

    if not cells:
        return []
    boxes = [Box(frame.columns[c.column], frame.rows[c.row], frame.columns[c.column + c.columns],
                 frame.rows[c.row + c.rows]) for c in cells]  # fmt: skip
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    whole = Box(left, top, max(box.right for box in boxes), max(box.bottom for box in boxes))
    strip = numpy.full_like(dots[_slices(whole, dpi)], 255)
    origin = _slices(whole, dpi)
    for box in boxes:
        rows, columns = _slices(box, dpi)
        inside = (slice(rows.start - origin[0].start, rows.stop - origin[0].start),
                  slice(columns.start - origin[1].start, columns.stop - origin[1].start))  # fmt: skip
        strip[inside] = dots[rows, columns]
    return _words(strip, (origin[1].start, origin[0].start), dpi, "6", deadline, signs)


def _words(
    dots: Any, origin: tuple[int, int], dpi: float, layout: str, deadline: Deadline, signs: str = ""
) -> list[Word]:
    """What tesseract reads in a piece of a page; with ``signs`` nothing but these."""
    if dots.size == 0 or (dots < _DARK).sum() < 20:
        return []
    picture = b"P5\n%d %d\n255\n" % (dots.shape[1], dots.shape[0]) + dots.tobytes()
    command = ["tesseract", "-", "-", "-l", "vie", "--psm", layout, "--dpi", str(round(dpi))]
    command += ["-c", f"tessedit_char_whitelist={signs}", "tsv"] if signs else ["tsv"]
    try:
        run = subprocess.run(command, input=picture, capture_output=True, timeout=max(1.0, deadline.left), check=False,
                             env={**os.environ, "OMP_THREAD_LIMIT": "1"})  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise deadline.over() from error
    found = []
    for row in run.stdout.decode("utf-8", "replace").splitlines()[1:]:
        columns = row.split("\t")
        if len(columns) < 12 or not columns[11].strip():
            continue
        left, top, width, height = map(int, columns[6:10])
        sure = max(0.0, float(columns[10]) / 100)
        text = _as_label(columns[11].strip()) if columns[5] == "1" else columns[11].strip()
        if sure < _SPECK and not any(letter.isalnum() for letter in text):
            continue
        x, y = left + origin[0], top + origin[1]
        found.append(Word(text, _scaled(Box(x, y, x + width, y + height), 72 / dpi), sure, blank=False))
    return found


# ------------------------------------------------------------------------------------------ the picture


def _straightened(picture: _Picture) -> _Picture:
    """The picture turned so that its lines lie level."""
    from PIL import Image

    angle = _skew(picture.dots)
    if abs(angle) < 0.05:
        return picture
    import numpy

    turned = Image.fromarray(picture.dots).rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return _Picture(numpy.asarray(turned), picture.dpi, angle)


def _skew(dots: Any) -> float:
    """The angle, in degrees, at which the rows of dots differ most from one another: text lines and gaps between."""
    from PIL import Image

    small = Image.fromarray(((dots < _DARK) * 255).astype("uint8"))
    small.thumbnail((1000, 1000))

    def contrast(angle: float) -> float:
        import numpy

        sums = numpy.asarray(small.rotate(angle), dtype=numpy.float32).sum(axis=1)
        return float(((sums[1:] - sums[:-1]) ** 2).sum())

    best = max((step / 2 for step in range(-int(2 * _MOST_SKEW), int(2 * _MOST_SKEW) + 1)), key=contrast)
    for step in (0.25, 0.1, 0.05):
        best = max((best - step, best, best + step), key=contrast)
    return best


def _rules(picture: _Picture) -> list[Box]:
    """The ruled lines, in dots, each as the line in its middle."""
    dark = picture.dots < _DARK
    across = [Box(start, at, end, at) for at, start, end in _runs(dark, round(_ACROSS * picture.dpi))]
    down = [Box(at, start, at, end) for at, start, end in _runs(dark.T, round(_DOWN * picture.dpi))]
    return across + down


def _runs(dark: Any, least: int) -> list[tuple[float, float, float]]:
    """Runs of dark dots along rows: (row, start, end), rows that touch made one run in their middle."""
    import numpy

    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    edges = numpy.diff(numpy.pad(thick, ((0, 0), (1, 1))).astype(numpy.int8), axis=1)
    rows, starts = numpy.nonzero(edges == 1)
    ends = numpy.nonzero(edges == -1)[1]
    long = (ends - starts) >= least
    groups: list[list[tuple[int, int, int]]] = []
    last: dict[int, list[list[tuple[int, int, int]]]] = {}
    for row, start, end in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        above = [g for g in last.get(row - 1, ()) if g[-1][1] < end and start < g[-1][2]]
        group = above[0] if above else []
        if not above:
            groups.append(group)
        group.append((row, start, end))
        last.setdefault(row, []).append(group)
    # what is thick is no line: a picture, a black border
    thin = [group for group in groups if group[-1][0] - group[0][0] <= max(8, least // 6)]
    return [(fmean(r for r, _, _ in g), min(s for _, s, _ in g), max(e for _, _, e in g)) for g in thin]


def _without(dots: Any, rules: Sequence[Box], dpi: float) -> Any:
    """The picture with its ruled lines painted over."""
    clean, half = dots.copy(), max(2, round(dpi / 70))
    for rule in rules:
        top, bottom = max(0, math.floor(rule.top) - half), math.ceil(rule.bottom) + half + 1
        left, right = max(0, math.floor(rule.left) - half), math.ceil(rule.right) + half + 1
        clean[top:bottom, left:right] = 255
    return clean


def _scaled(box: Box, factor: float) -> Box:
    return Box(*(side * factor for side in box))


def _slices(box: Box, dpi: float) -> tuple[slice, slice]:
    """The dots of a box in points: rows and columns."""
    scale = dpi / 72
    left, top, right, bottom = (max(0, round(side * scale)) for side in box)
    return slice(top, bottom), slice(left, right)
