"""The command line: one short function per command; data to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policygraph.errors import PolicyGraphError, QueryError
from policygraph.labels import both

if TYPE_CHECKING:
    from policygraph.audit import Merging
    from policygraph.store import Store

app = typer.Typer(
    name="policygraph",
    help=both("cli.help"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 118},
)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(both("cli.bad-date", text=text)) from error


status_app = typer.Typer(
    help=both("cli.status_help"),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 118},
)
app.add_typer(status_app, name="status")

StoreOption = Annotated[str | None, typer.Option("--store", metavar="DIR", help=both("option.store"))]
DayOption = Annotated[
    date | None, typer.Option("--as-of", metavar="YYYY-MM-DD", parser=_day, help=both("option.as_of"))
]
HolderDayOption = Annotated[
    date | None, typer.Option("--as-of", metavar="YYYY-MM-DD", parser=_day, help=both("option.holder_day"))
]
TraceDayOption = Annotated[
    date | None, typer.Option("--as-of", metavar="YYYY-MM-DD", parser=_day, help=both("option.trace_day"))
]
FormatOption = Annotated[str | None, typer.Option("--format", "-f", metavar="FORMAT", help=both("option.format"))]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help=both("option.out"))]


ColumnOption = Annotated[list[str] | None, typer.Option("--column", metavar="ROLE=NAME", help=both("option.column"))]
OcrOption = Annotated[bool, typer.Option("--ocr/--no-ocr", help=both("option.ocr"))]
PagesOption = Annotated[int | None, typer.Option("--max-pages", min=1, metavar="N", help=both("option.max_pages"))]
SizeOption = Annotated[float | None, typer.Option("--max-mb", min=0.001, metavar="MB", help=both("option.max_mb"))]
SecondsOption = Annotated[
    float | None, typer.Option("--seconds", min=0.001, metavar="S", help=both("option.read_seconds"))
]
SecretOption = Annotated[bool, typer.Option("--allow-secret", help=both("option.secret"))]


def main() -> None:
    """The entry point. No traceback reaches a user; ``POLICYGRAPH_DEBUG=1`` shows it to a developer."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="policygraph")
    except QueryError as error:
        _stop(error, 2)
    except PolicyGraphError as error:
        _stop(error, 1)
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Ctrl-C while a class was being made: Python wraps it
            sys.exit(130)
        if os.environ.get("POLICYGRAPH_DEBUG"):
            raise
        _stop(PolicyGraphError(both("cli.bug", kind=type(error).__name__, error=error)), 1)


def _stop(error: PolicyGraphError, code: int) -> None:
    from policygraph.cli import say

    say.error(str(error))
    sys.exit(code)


def _open(location: str | None) -> Store:
    from policygraph import store

    return store.open(location, read_only=True)


@app.command()
def build(
    paths: Annotated[list[Path], typer.Argument(help=both("argument.paths"))],
    store: StoreOption = None,
    prune: Annotated[bool, typer.Option("--prune", help=both("option.prune"))] = False,
    lineage: Annotated[bool, typer.Option("--lineage", help=both("option.lineage"))] = False,
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="N|dask://HOST:PORT", help=both("option.workers"))
    ] = None,
    max_memory: Annotated[
        int | None, typer.Option("--max-memory", metavar="MB", min=1, help=both("option.max-memory"))
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=both("option.check"))] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=both("option.quiet"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=both("option.json_events"))] = False,
    column: ColumnOption = None,
    ocr: OcrOption = True,
    max_pages: PagesOption = None,
    max_mb: SizeOption = None,
    seconds: SecondsOption = None,
    allow_secret: SecretOption = False,
) -> None:
    """Dựng đồ thị từ văn bản / Build the graph

    Chỉ đọc tệp mới hoặc đã đổi; dừng giữa chừng thì lần sau làm tiếp. /
    Only new and changed files are read; a run that was stopped is continued by the next.
    """
    from policygraph.cli import loading, reading, say

    chosen = reading.options(
        column or (), ocr=ocr, max_pages=max_pages, max_mb=max_mb, seconds=seconds, secret=allow_secret
    )
    how = {"prune": prune, "lineage": lineage, "workers": workers, "options": chosen, "max_memory": max_memory}
    try:
        report = loading.run(paths, store, quiet=quiet, as_json=as_json, how=how)
    except KeyboardInterrupt as stop:
        say.note(both("build.stopped"))
        raise typer.Exit(130) from stop
    if not as_json:
        say.build_report(report)
    sound = loading.check(report, store, as_json=as_json) if check else True
    raise typer.Exit(1 if report.nothing_done or not sound else 0)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help=both("argument.file"))],
    only: Annotated[str | None, typer.Option("--only", metavar="PART", help=both("option.only"))] = None,
    column: ColumnOption = None,
    ocr: OcrOption = True,
    max_pages: PagesOption = None,
    max_mb: SizeOption = None,
    seconds: SecondsOption = None,
    allow_secret: SecretOption = False,
) -> None:
    """Xem tệp đọc được gì / Show what is read from a file

    Chữ, dàn bài, bảng, phần bị bỏ, chỗ đáng ngờ. Không cần kho dữ liệu. /
    Text, outline, tables, what was left out, what is doubtful. Needs no store.
    """
    from policygraph.cli import reading

    chosen = reading.options(
        column or (), ocr=ocr, max_pages=max_pages, max_mb=max_mb, seconds=seconds, secret=allow_secret
    )
    raise typer.Exit(0 if reading.show(file, chosen, only) else 1)


@app.command()
def formats() -> None:
    """Máy này đọc được gì / What this machine can read"""
    from policygraph.cli import reading

    reading.formats()


@app.command()
def validate(
    store: StoreOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help=both("option.limit"))] = None,
    form: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help=both("option.report_format"))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help=both("option.out"))] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help=both("option.validate-workers"))] = None,
    reference: Annotated[bool, typer.Option("--reference", help=both("option.reference"))] = False,
) -> None:
    """Kiểm tra đồ thị / Check the graph

    Mã thoát: 0 đạt, 1 không đạt, 2 không chạy được. / Exit code: 0 conforms, 1 does not, 2 could not run.
    """
    from policygraph import export as exporter
    from policygraph import validate as checker
    from policygraph.cli import say

    chosen = form or (exporter.form_of(out) if out else "text")
    if chosen not in exporter.REPORTS:
        raise typer.BadParameter(both("report.format", form=chosen, forms=", ".join(exporter.REPORTS)))
    if chosen == "xlsx" and out is None:
        raise typer.BadParameter(both("report.needs-out"))
    try:
        with _open(store) as opened:
            report = checker.validate(opened, workers or os.cpu_count() or 1, reference)
        if out:
            exporter.write_report(report, out, chosen)
    except PolicyGraphError as error:
        say.error(str(error))
        raise typer.Exit(2) from error
    if out:
        say.note(both("cli.written", path=out))
    elif chosen == "text":
        say.line(checker.render_text(report, limit))
    else:
        say.line(exporter.report_bytes(report, chosen).decode("utf-8").rstrip("\n"))
    raise typer.Exit(0 if report.conforms else 1)


@app.command()
def reason(store: StoreOption = None) -> None:
    """Kiểm tra bản thể học / Check the ontology

    Có --store: cùng dữ liệu của kho. Cần Java. / With --store: together with its data. Needs Java.
    """
    from policygraph import reason as reasoner
    from policygraph.cli import say

    if store is None:
        report = reasoner.check()
    else:
        with _open(store) as opened:
            report = reasoner.check(opened)
    say.reason_report(report)
    raise typer.Exit(0 if report.ok else 1)


@app.command()
def trace(
    what: Annotated[str, typer.Argument(help=both("argument.what"))],
    up: Annotated[bool, typer.Option("--up", help=both("option.up"))] = False,
    down: Annotated[bool, typer.Option("--down", help=both("option.down"))] = False,
    as_of: TraceDayOption = None,
    store: StoreOption = None,
) -> None:
    """Lần theo chuỗi chỉ đạo / Follow a chain

    Mỗi bước kèm câu trích. Với văn bản: mặc định đi xuống. Với cơ quan: việc được giao và chuỗi ở trên. /
    Each step has its sentence. Of a document: down unless told else. Of an agency: its tasks and the chain above.
    """
    from policygraph import chain
    from policygraph.cli import say

    if up and down:
        raise typer.BadParameter(both("cli.up-or-down"))
    with _open(store) as opened:
        match = chain.one(opened, what)
        # on a day, everything that a document names tells how old it is
        whole = chain.relations(opened) if as_of else None
        if match.kind == "agency":
            graph = chain.of_agency(opened, match.iri, whole)
        else:
            graph = whole or chain.around(opened, match.iri, up=up)
        if as_of:
            graph = chain.on(graph, as_of)
        if match.iri not in graph:
            raise chain.NotFound(what)
        if match.kind == "agency":
            say.agency(graph, match.iri, as_of)
        else:
            say.document_chain(graph, match.iri, up=up, leads=chain.leads(opened, graph), on=as_of)


@app.command()
def agency(
    name: Annotated[str, typer.Argument(help=both("argument.agency"))],
    as_of: HolderDayOption = None,
    place: Annotated[
        str | None, typer.Option("--in", "--place", metavar="PROVINCE", help=both("option.province"))
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=both("option.every"))] = False,
    store: StoreOption = None,
) -> None:
    """Một cơ quan phải làm gì, nay ai giữ / What an agency must do, and who holds it now

    Việc chủ trì, phối hợp; báo cáo ai; trước khi nào; theo chỉ đạo nào; cơ quan nào kế tục. Không có kho dữ liệu thì
    chỉ nêu cơ quan kế tục. / What it leads and joins, to whom it reports, by when, because of which directive; which
    body succeeded it. Without a store only the latter.
    """
    from policygraph.cli import heirs

    heirs.show(name, place, as_of or date.today(), store, every=every)


def _merging(text: str) -> Merging:
    from policygraph.audit import Merging

    try:
        return Merging(text)
    except ValueError as error:
        raise typer.BadParameter(both("cli.bad-merging", text=text)) from error


@app.command()
def audit(
    as_of: DayOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help=both("option.audit_out"))] = None,
    within: Annotated[int | None, typer.Option("--within", min=0, metavar="DAYS", help=both("option.within"))] = None,
    late_after: Annotated[
        int | None, typer.Option("--late-after", min=0, metavar="DAYS", help=both("option.late_after"))
    ] = None,
    succession: Annotated[
        str, typer.Option("--succession", metavar="any|all|reissued", help=both("option.succession"))
    ] = "reissued",
    enough: Annotated[int | None, typer.Option("--enough", min=1, help=both("option.enough"))] = None,
    store: StoreOption = None,
) -> None:
    """Kiểm toán triển khai / Audit implementation

    Độ phủ chỉ đạo × địa phương; việc thiếu chủ trì, thiếu hạn, quá hạn; chỗ cần xem lại. /
    Coverage directive × place; unassigned, undated and overdue tasks; findings.
    """
    from policygraph import audit as auditor
    from policygraph import export as exporter
    from policygraph.cli import say

    if out and out.suffix.lower().lstrip(".") not in exporter.AUDITS:
        endings = " ".join(f".{name}" for name in exporter.AUDITS)
        raise typer.BadParameter(both("export.ending", path=out, endings=endings))
    merging = _merging(succession)
    with _open(store) as opened:
        report = auditor.audit(opened, as_of or date.today(), enough or auditor.ENOUGH, late_after, merging)
    say.audit_report(report, within)
    if out:
        exporter.write_audit(report, out)
        say.line(both("cli.written", path=out))


@status_app.command("template")
def status_template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=both("argument.status_out"))],
    store: StoreOption = None,
) -> None:
    """Ghi mẫu bảng tiến độ / Write the status sheet to fill in

    Mỗi nhiệm vụ một dòng, có mã; cơ quan điền tình trạng, ngày hoàn thành, ngày báo cáo, nguồn. /
    One row a task, with its id; agencies fill in state, day of completion, day of reporting, source.
    """
    from policygraph.cli import progress

    _only_xlsx(out)
    progress.template(out, store)


@status_app.command("show")
def status_show(
    as_of: DayOption = None,
    by: Annotated[str, typer.Option("--by", metavar="GROUP", help=both("option.by"))] = "all",
    store: StoreOption = None,
) -> None:
    """Bốn nhóm tiến độ và tỷ lệ / The four buckets and their shares

    Mỗi tỷ lệ kèm tử số, mẫu số và công thức; số liệu công bố đứng riêng. /
    Each share with numerator, denominator and formula; published figures stand apart.
    """
    from policygraph import audit as auditor
    from policygraph.cli import progress

    if by not in auditor.GROUPS:
        raise typer.BadParameter(both("status.by", known=", ".join(auditor.GROUPS)))
    progress.show(store, as_of or date.today(), by)


@status_app.command("import")
def status_import(
    files: Annotated[list[Path], typer.Argument(metavar="TIEN-DO.xlsx", help=both("argument.status_files"))],
    on: Annotated[
        date | None, typer.Option("--on", metavar="YYYY-MM-DD", parser=_day, help=both("option.status_on"))
    ] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help=both("option.status_source"))] = None,
    store: StoreOption = None,
) -> None:
    """Nhập tiến độ do cơ quan báo cáo / Import reported status

    Nhập lại một tệp thì thay đúng những gì tệp đó đã nói. Dòng sai được nêu tên trang và số dòng. /
    A file imported again replaces exactly what it said. A bad row is named by its sheet and row.
    """
    from policygraph.cli import progress

    raise typer.Exit(0 if progress.bring(files, store, on, source) else 1)


def _only_xlsx(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise typer.BadParameter(both("cli.xlsx-only", path=path))


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help=both("argument.query"))] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help=both("option.param"))
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", "-l", help=both("option.list"))] = False,
    form: FormatOption = None,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """Câu hỏi có sẵn / Ask a named question"""
    from policygraph import naming, queries
    from policygraph.cli import ask, say

    if show_list or name is None:
        say.questions(queries.catalogue())
        raise typer.Exit(0 if show_list else 2)
    question = queries.get(name)
    given = ask.pairs(param or [])
    with _open(store) as opened:
        answer = queries.run(opened, name, **naming.resolved(opened, question, given))
    ask.show(answer, form, out)


@app.command()
def sparql(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help=both("argument.sparql"))] = "-",
    form: FormatOption = None,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """Chạy truy vấn SPARQL / Run a SPARQL query"""
    from policygraph import queries
    from policygraph.cli import ask

    text = ask.text_of(file)
    with _open(store) as opened:
        answer = queries.ask(opened, text)
    ask.show(answer, form, out)


@app.command()
def serve(
    store: StoreOption = None,
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help=both("option.port"))] = 8765,
    public: Annotated[bool, typer.Option("--public", help=both("option.public"))] = False,
    host: Annotated[
        list[str] | None, typer.Option("--host-name", metavar="NAME", help=both("option.host_name"))
    ] = None,
    seconds: Annotated[int, typer.Option("--time-limit", metavar="SECONDS", min=1, help=both("option.seconds"))] = 10,
    geo: Annotated[Path | None, typer.Option("--geo", metavar="FILE", help=both("option.geo"))] = None,
) -> None:
    """Mở trang tra cứu / Serve pages and SPARQL

    Chỉ đọc. Chỉ máy này vào được, trừ khi có --public. / Read-only. For this machine alone unless --public.
    """
    from policygraph import store as stores
    from policygraph import web
    from policygraph.cli import say

    location = stores.where(store)
    if stores.is_address(location):
        raise typer.BadParameter(both("serve.folder"))
    _open(store).close()

    def ready() -> None:
        if not web.bundled():
            say.note(both("serve.no-assets"))
        say.line(both("serve.at", url=f"http://{web.HOST}:{port}/", location=location))

    web.serve(location, port, public=public, hosts=host or (), seconds=seconds, geo=geo, ready=ready)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help=both("argument.document"))],
    facts: Annotated[bool, typer.Option("--facts", help=both("option.facts"))] = False,
    store: StoreOption = None,
) -> None:
    """Xem một văn bản / Show one document

    Thể thức, quan hệ, nhiệm vụ, chỗ cần xem lại. / Header, relations, tasks, what to look at.
    """
    from policygraph import chain
    from policygraph.cli import card

    with _open(store) as opened:
        match = chain.one(opened, document, ("document",))
        card.show(opened, match.iri, facts=facts)


@app.command()
def lineage(
    document: Annotated[str, typer.Argument(help=both("argument.document"))],
    other: Annotated[str | None, typer.Argument(help=both("argument.other"))] = None,
    store: StoreOption = None,
) -> None:
    """Nhiệm vụ nào lấy lời ở đâu / Which tasks share words

    Việc nào chép, sửa, thêm lời của văn bản trên hoặc giống lời văn bản khác; chữ khác nhau được đánh dấu. /
    Tasks that copy, change or extend those of a document above, or are like another's; differing words are marked.
    """
    from policygraph import chain
    from policygraph.cli import kin

    with _open(store) as opened:
        named = [chain.one(opened, name, ("document",)).iri for name in (document, other) if name]
        kin.show(opened, named[0], named[1] if other else None)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=both("argument.export"))],
    store: StoreOption = None,
) -> None:
    """Xuất RDF, mạng lưới, trang HTML / Export RDF, a network, a page"""
    from policygraph import export as exporter
    from policygraph.cli import say

    if out.suffix.lower().lstrip(".") not in exporter.WRITERS:
        endings = " ".join(f".{name}" for name in exporter.ENDINGS)
        raise typer.BadParameter(both("export.ending", path=out, endings=endings))
    with _open(store) as opened:
        exporter.export(opened, out)
    say.note(both("cli.written", path=out))


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="SNAPSHOT_A", help=both("argument.snapshot"))],
    after: Annotated[Path, typer.Argument(metavar="SNAPSHOT_B", help=both("argument.snapshot"))],
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=both("option.diff_format"))] = "text",
) -> None:
    """So hai bản chụp / Compare two snapshots

    Văn bản, nhiệm vụ, phân công, điểm cần xem lại: mới, thay đổi, không còn. Mã thoát: 0 như nhau, 1 khác nhau,
    2 không chạy được. / Documents, tasks, responsibilities, findings: appeared, changed, gone. Exit code: 0 the same,
    1 they differ, 2 could not run.
    """
    from policygraph.cli import changes

    if form not in changes.FORMS:
        raise typer.BadParameter(both("cli.bad-format", form=form, forms=", ".join(changes.FORMS)))
    raise typer.Exit(changes.show(before, after, form))


@app.command()
def check(store: StoreOption = None) -> None:
    """Kiểm tra kho có toàn vẹn / Check that a store is sound

    Đồ thị, chỉ mục, từng câu trích, phiên bản, tệp nguồn. Mã thoát: 0 toàn vẹn, 1 hỏng, 2 không có kho. /
    Graphs, index, every quote, version, source files. Exit code: 0 sound, 1 broken, 2 no store.
    """
    from policygraph.cli import upkeep

    raise typer.Exit(upkeep.check(store))


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help=both("argument.backup_out"))],
    store: StoreOption = None,
) -> None:
    """Sao kho thành một tệp / Copy a store into one file"""
    from policygraph.cli import upkeep

    upkeep.backup(store, out)


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(metavar="COPY.zip", help=both("argument.backup"))],
    store: StoreOption = None,
) -> None:
    """Khôi phục kho từ bản sao / Make a store from a copy"""
    from policygraph.cli import upkeep

    upkeep.restore(archive, store)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help=both("argument.gold"))],
    errors: Annotated[bool, typer.Option("--errors", help=both("option.errors"))] = False,
    store: StoreOption = None,
) -> None:
    """So với đáp án / Compare with gold annotations"""
    from policygraph import evaluate as evaluator
    from policygraph.cli import say

    with _open(store) as opened:
        say.evaluation(evaluator.evaluate(gold, opened), errors=errors)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=both("option.out_folder"))] = Path(
        "policygraph-out"
    ),
    store: StoreOption = None,
) -> None:
    """Chạy thử với 5 văn bản thật / Try it out"""
    from policygraph.cli import trial

    trial.run(store, out, date.today())
