"""Answers as data frames; pandas comes with ``pip install 'policygraph[notebook]'``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from policygraph import queries
from policygraph.errors import PolicyGraphError
from policygraph.labels import both
from policygraph.store import Table

if TYPE_CHECKING:
    import pandas as pd


def frame_of(answer: Table) -> pd.DataFrame:
    """The answer to a question as a data frame; see `frame`."""
    return frame(answer.columns, [tuple(row.values()) for row in queries.rows(answer)])


def frame(columns: Iterable[str], rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """A data frame whose columns of dates are dates, and of whole numbers whole numbers even where some are missing.

    Raises `PolicyGraphError` with the command that installs pandas where it is missing.
    """
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise PolicyGraphError(both("extra.missing", package="pandas", extra="notebook")) from error
    made = pd.DataFrame.from_records(rows, columns=list(columns))
    for place, name in enumerate(made.columns):
        kinds = {type(row[place]) for row in rows} - {type(None)}
        if kinds == {date}:
            made[name] = pd.to_datetime(made[name])
        elif kinds in ({int}, {bool}) and made[name].hasnans:
            made[name] = made[name].astype("Int64" if kinds == {int} else "boolean")
    return made
