"""Labels of lists that a program draws and does not store as text: 1. a) IV. and the dash."""

from __future__ import annotations

#: The ``type`` of an HTML list, in the names of Word.
HTML = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
#: Bullets that stand for themselves; any other sign of a symbol font is a bullet and is written as a dash.
_BULLETS = frozenset("-–—+")


def label(form: str, number: int) -> str:
    """The number in one of Word's forms.

    >>> [label("decimal", 4), label("lowerLetter", 28), label("upperRoman", 14), label("decimalZero", 7)]
    ['4', 'bb', 'XIV', '07']
    """
    if form.endswith("Letter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 0 < number < 4000:
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def closing(kind: str) -> str:
    """What follows the number of an HTML list of this ``type`` in Vietnamese documents."""
    return ")" if kind in ("a", "i") else "."


def bullet(sign: str) -> str:
    """The bullet as text.

    >>> bullet("\\uf0b7"), bullet("+")
    ('-', '+')
    """
    return sign if sign in _BULLETS and sign else "-"
