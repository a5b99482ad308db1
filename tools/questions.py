"""``make docs``: the competency questions by user, made from the headers of queries/."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policygraph import queries, validate

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "docs" / "competency-questions.md"
#: Who asks.
USERS = ("researcher", "analyst", "auditor")


def users_of(query: queries.Query) -> tuple[str, ...]:
    """Who asks a question, by its header; raises `ValueError` for a word that is not one of `USERS`.

    >>> users_of(queries.get("chain-down"))
    ('researcher', 'auditor')
    """
    line = re.search(r"^# users: *(.*)$", query.text, re.MULTILINE)
    names = tuple(name.strip() for name in line[1].split(",")) if line else ()
    if not names or not set(names) <= set(USERS):
        raise ValueError(f"{query.path.name}: '# users:' names one or more of {', '.join(USERS)}")
    return names


def page() -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["cell"] = cell
    catalogue = queries.catalogue()
    by_user = {user: [query for query in catalogue if user in users_of(query)] for user in USERS}
    template = environment.get_template("questions.md.jinja")
    return template.render(catalogue=catalogue, by_user=by_user, checks=validate.checks()).strip() + "\n"


def cell(text: str) -> str:
    r"""Words that a Markdown table takes as words.

    >>> cell("a | <b>")
    'a \\| \\<b\\>'
    """
    return re.sub(r"([|<>*_\\`])", r"\\\1", text)


def main() -> int:
    """Write the page; prints its name if it changed."""
    made = page()
    if not OUT.exists() or OUT.read_text("utf-8") != made:
        OUT.write_text(made, "utf-8")
        print(f"{OUT.relative_to(HERE.parent)}: renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
