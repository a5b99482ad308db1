"""The command line: one short function per command; data to standard output, all else to standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from policygraph.errors import PolicyGraphError, QueryError
from policygraph.labels import both

app = typer.Typer(
    name="policygraph",
    help="Ai phải làm gì, trước khi nào, theo văn bản chỉ đạo nào, và câu chữ nào nói như vậy?\n\n"
    "Who must do what, by when, because of which directive, and where does the text say so?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
StoreOption = Annotated[str | None, typer.Option("--store", metavar="DIR", help=both("option.store"))]


def main() -> None:
    """The entry point: no traceback reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except PolicyGraphError as error:
        typer.echo(f"lỗi / error: {error}", err=True)
        sys.exit(2 if isinstance(error, QueryError) else 1)


@app.command()
def build(
    paths: Annotated[list[Path], typer.Argument(help=both("argument.paths"))],
    store: StoreOption = None,
) -> None:
    """Đọc văn bản, dựng hoặc cập nhật đồ thị. / Read documents into the graph, or bring it up to date."""
    from policygraph import build as builder

    typer.echo(builder.build(paths, store))


if __name__ == "__main__":
    main()
