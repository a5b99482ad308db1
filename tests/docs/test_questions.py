"""The list of competency questions: up to date, enough of them, each with a user."""

from __future__ import annotations

import re

import pytest
from tools import questions

from policygraph import queries


def test_page_is_up_to_date() -> None:
    assert questions.OUT.read_text("utf-8") == questions.page(), "run `make docs`"


@pytest.mark.parametrize("query", queries.catalogue(), ids=lambda query: query.name)
def test_question_says_who_asks_it(query: queries.Query) -> None:
    assert questions.users_of(query)


def test_there_are_at_least_thirty_and_ten_for_each_user() -> None:
    catalogue = queries.catalogue()
    assert len(catalogue) >= 30
    for user in questions.USERS:
        assert sum(user in questions.users_of(query) for query in catalogue) >= 10, user


def test_titles_differ() -> None:
    for titles in ([q.title_vi for q in queries.catalogue()], [q.title_en for q in queries.catalogue()]):
        assert len(set(titles)) == len(titles)


def test_links_lead_to_files() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", questions.page())
    assert targets
    assert all((questions.OUT.parent / target).is_file() for target in targets)


def test_a_header_without_users_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("q") / "a.rq"
    for line in ("", "# users: minister\n"):
        path.write_text(f"# title-vi: A\n# title-en: A\n{line}# columns: a\nSELECT ?a WHERE {{}}", "utf-8")
        with pytest.raises(ValueError, match=r"a\.rq.*researcher"):
            questions.users_of(queries.parse(path))
