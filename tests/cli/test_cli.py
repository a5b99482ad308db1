"""The command line: help in both languages, exit codes, whole output in pipes, no traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.queries.load import COLLECTION, DOCUMENT

from policygraph import cli, queries

COMMANDS = [
    "build",
    "read",
    "formats",
    "validate",
    "reason",
    "trace",
    "agency",
    "audit",
    "status",
    "query",
    "sparql",
    "serve",
    "show",
    "lineage",
    "export",
    "diff",
    "check",
    "backup",
    "restore",
    "evaluate",
    "demo",
]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path, text: str = "") -> Outcome:
        monkeypatch.delenv("COLUMNS", raising=False)  # parallel test workers set it; a user's pipe does not
        monkeypatch.setattr(sys, "argv", ["policygraph", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        code: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return Outcome(int(code) if isinstance(code, int) else 0, said.out, said.err)

    return call


@pytest.fixture
def location(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store on disk with the small collection, the default of every command."""
    inside = tmp_path / "store" / "oxigraph"
    inside.mkdir(parents=True)
    store = ox.Store(str(inside))
    store.load(path=str(COLLECTION), format=ox.RdfFormat.TRIG)
    del store
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path / "store"


# ---------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_in_both_languages(run: Run, command: str | None) -> None:
    done = run(*([command] if command else []), "--help")
    assert done.code == 0
    about = " ".join(done.out.split("Options:")[0].split())
    assert " / " in about
    assert re.search(r"[À-ỹ]", about)
    assert re.search(r" / [A-Z][a-z]+ ", about)


def test_every_command_is_listed(run: Run) -> None:
    listed = re.findall(r"^  (\w+)  ", run("--help").out.split("Commands:")[1], flags=re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


CALL = "import sys; sys.argv = ['policygraph', *sys.argv[1:]]; from policygraph.cli import main; main()"


def test_help_costs_little_more_than_the_library_that_prints_it() -> None:
    """Processor time of the child, beside a program that only loads typer: no absolute time."""

    def cost(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ratios = [cost("-c", CALL, "--help") / cost("-c", "import typer; typer.Typer()") for _ in range(3)]
    assert min(ratios) < 3


def test_help_loads_nothing_heavy() -> None:
    code = "import policygraph.cli, sys; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    heavy = {"rdflib", "pyoxigraph", "networkx", "pyvis", "openpyxl", "pyshacl", "owlready2", "rich", "yaml",
             "numpy", "pandas", "pyarrow", "rapidfuzz", "datasketch"}  # fmt: skip
    assert not heavy & set(loaded)


# ---------------------------------------------------------------------------------------------- bad calls


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["trace", "69-KL/TW", "--store", "nowhere"], 1, "nowhere"),
        (["audit", "--store", "nowhere"], 1, "policygraph build"),
        (["validate", "--store", "nowhere"], 2, "nowhere"),
        (["trace", "69-KL/TW", "--store", "http://localhost:1/x"], 1, "cannot be reached"),
        (["build", "no-such-file"], 1, "no-such-file"),
        (["trace", "96-KL/TW"], 1, "69-KL/TW"),
        (["trace", "nghị quyết"], 1, "20-NQ/TW"),
        (["show", "96-KL/TW"], 1, "96-KL/TW"),
        (["show", "Sở Khoa học và Công nghệ tỉnh Ninh Bình"], 1, "không tìm thấy"),
        (["trace", "69-KL/TW", "--up", "--down"], 2, "--up"),
        (["trace", "69-KL/TW", "--as-of", "2022-13-01"], 2, "2022-13-01"),
        (["trace", "177/KH-UBND", "--as-of", "2024-01-01"], 1, "177/KH-UBND"),
        (["audit", "--as-of", "31/6/2022"], 2, "31/6/2022"),
        (["audit", "--out", "audit.pdf"], 2, ".xlsx"),
        (["audit", "--enough", "0"], 2, "enough"),
        (["query", "no-such-question"], 2, "no-such-question"),
        (["query", "overdue-tasks"], 2, "asOf=..."),
        (["query", "overdue-tasks", "-p", "asOf=soon"], 2, "soon"),
        (["query", "chain-down", "-p", "document"], 2, "document"),
        (["query", "chain-down", "-p", "document=96-KL/TW"], 1, "96-KL/TW"),
        (["query", "chain-down", "-p", "colour=red"], 2, "colour"),
        (["query", "documents", "--format", "pdf"], 2, "pdf"),
        (["query", "documents", "--format", "xlsx"], 2, "--out"),
        (["query", "documents", "--format", "parquet"], 2, "--out"),
        (["query", "documents", "--format", "table", "--out", "a.txt"], 2, "csv"),
        (["query", "documents", "--out", "a.pdf"], 2, "pdf"),
        (["sparql", "no-such-file.rq"], 1, "no-such-file.rq"),
        (["export", "graph.docx"], 2, ".jsonld"),
        (["export"], 2, "OUT"),
        (["trace"], 2, "what"),
        (["nonsense"], 2, "nonsense"),
        (["evaluate", "no-such-folder"], 1, "no-such-folder"),
    ],
)
@pytest.mark.usefixtures("location")
def test_a_bad_call_says_what_is_wrong(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.out + done.err
    assert not done.out.strip()


@pytest.mark.parametrize("text", ["SELECT ?x", "nonsense", "", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DROP ALL"])
@pytest.mark.usefixtures("location")
def test_broken_sparql_is_a_bad_call(run: Run, text: str) -> None:
    done = run("sparql", text=text)
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1


def test_a_fault_of_the_program_is_one_line(run: Run, location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "run", lambda *_: 1 / 0)
    done = run("query", "documents")
    assert done.code == 1
    assert "ZeroDivisionError" in done.err
    assert "Traceback" not in done.err


def test_query_without_a_name_lists_and_is_a_bad_call(run: Run) -> None:
    assert run("query").code == 2
    done = run("query", "--list")
    assert done.code == 0
    assert all(query.name in done.out and query.title_vi in done.out for query in queries.catalogue())


# ---------------------------------------------------------------------------------------------- answers


@pytest.mark.usefixtures("location")
def test_trace_down_and_up(run: Run) -> None:
    down = run("trace", "69/kl-tw")
    assert down.code == 0
    assert "177/KH-UBND" in down.out
    assert "«Thực hiện Quyết định số 709/QĐ-TTg" in down.out
    assert "24/KH-UBND" not in down.out
    up = run("trace", "So Khoa hoc va Cong nghe tinh Ninh Binh", "--up")
    assert "20-NQ/TW" in up.out
    assert "«1. Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính:» [nb.txt:257-299]" in up.out


@pytest.mark.usefixtures("location")
def test_trace_on_an_earlier_day(run: Run) -> None:
    assert "177/KH-UBND" not in run("trace", "69-KL/TW", "--as-of", "2024-08-01").out


@pytest.mark.usefixtures("location")
def test_audit_says_what_the_auditor_asked(run: Run, tmp_path: Path) -> None:
    done = run("audit", "--as-of", "2025-06-01", "--out", tmp_path / "a.xlsx")
    assert done.code == 0
    assert "177/KH-UBND (263 ngày)" in done.out
    assert "24/KH-UBND" in done.out.split("Plans with no central directive in")[1]
    assert "31/6/2022" in done.out
    assert (tmp_path / "a.xlsx").stat().st_size > 5000


@pytest.mark.usefixtures("location")
def test_show_with_and_without_facts(run: Run) -> None:
    short, long = run("show", "177/KH-UBND").out, run("show", "177/KH-UBND", "--facts").out
    assert "II.1.a" in short
    assert "Trước ngày 31/3/2025 (31/03/2025)" in long
    assert "invalid-date" in short
    assert len(long) > len(short)


@pytest.mark.usefixtures("location")
def test_answers_in_every_format(run: Run) -> None:
    call = ("query", "chain-down", "-p", "document=69-KL/TW", "--format")
    found = json.loads(run(*call, "json").out)["results"]["bindings"]
    with_xml = run(*call, "xml").out
    with_csv = list(csv.DictReader(io.StringIO(run(*call, "csv").out)))
    with_tsv = [line.split("\t") for line in run(*call, "tsv").out.splitlines()]
    table = run(*call, "table").out
    assert len(found) == len(with_csv) == len(with_tsv) - 1 == 8
    numbers = [row["lowerNumber"] for row in with_csv]
    assert [row.get("lowerNumber", {"value": ""})["value"] for row in found] == numbers
    assert with_xml.count("<result>") == 8
    assert "pgi:document/nb-177" in table
    assert "…" not in table


@pytest.mark.usefixtures("location")
@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "xml", "xlsx", "parquet"])
def test_an_answer_goes_to_a_file_in_the_form_of_its_ending(run: Run, tmp_path: Path, ending: str) -> None:
    beginnings = {"csv": b"document,", "tsv": b"document\t", "json": b"{", "xml": b"<?xml", "xlsx": b"PK"}
    done = run("query", "documents", "--out", tmp_path / f"a.{ending}")
    assert done.code == 0
    assert not done.out
    assert (tmp_path / f"a.{ending}").read_bytes().startswith(beginnings.get(ending, b"PAR1"))


@pytest.mark.usefixtures("location")
def test_ask_has_a_truth_value(run: Run) -> None:
    assert json.loads(run("sparql", "--format", "json", text="ASK { ?d a pg:Document }").out)["boolean"] is True
    assert "<boolean>false</boolean>" in run("sparql", "--format", "xml", text="ASK { ?d a pg:Nothing }").out
    assert run("sparql", text="ASK { ?d a pg:Document }").out == "answer\ntrue\n"


@pytest.mark.usefixtures("location")
def test_in_a_pipe_an_answer_is_tsv_with_whole_cells(run: Run) -> None:
    lines = run("query", "documents").out.splitlines()
    assert lines[0].split("\t") == list(queries.get("documents").columns)
    assert {len(line.split("\t")) for line in lines} == {12}
    assert "\x1b" not in "".join(lines)


@pytest.mark.usefixtures("location")
def test_sparql_from_file_and_from_input(run: Run, tmp_path: Path) -> None:
    text = f"SELECT ?p WHERE {{ <{DOCUMENT}nb-177> <https://w3id.org/policygraph/ontology#number> ?p }}"
    (tmp_path / "q.rq").write_text(text, "utf-8")
    for done in (run("sparql", tmp_path / "q.rq"), run("sparql", text=text), run("sparql", "-", text=text)):
        assert done.out == "p\n177/KH-UBND\n"


@pytest.mark.usefixtures("location")
@pytest.mark.parametrize("name", ["g.nq", "g.trig", "g.ttl", "g.jsonld", "g.html", "g.graphml", "g.gexf"])
def test_export(run: Run, tmp_path: Path, name: str) -> None:
    done = run("export", tmp_path / name)
    assert done.code == 0
    assert not done.out
    assert "177/KH-UBND" in (tmp_path / name).read_text("utf-8")


def test_a_place_can_be_named(run: Run, location: Path) -> None:
    from policygraph import naming
    from policygraph.store import open

    with open(location, read_only=True) as store:
        assert naming.place(store, "Tỉnh Quảng Bình").endswith("tinh-quang-binh")


def test_words_with_control_characters_do_no_harm(run: Run, location: Path) -> None:
    store = ox.Store(str(location / "oxigraph"))
    name = ox.NamedNode("https://w3id.org/policygraph/ontology#title")
    graph = ox.NamedNode("urn:g")
    store.add(ox.Quad(ox.NamedNode(DOCUMENT + "nb-177"), name, ox.Literal("\x1b[31mA [red]x[/] \x07"), graph))
    store.flush()
    del store
    for arguments in (["show", "177/KH-UBND"], ["query", "documents", "--format", "table"], ["query", "documents"]):
        done = run(*arguments)
        assert done.code == 0
        assert "\x1b" not in done.out
        assert "\x07" not in done.out
        assert "[red]x[/]" in done.out


def test_ascii_terminals_get_every_command_through(location: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", CALL, "trace", "69-KL/TW"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "thực hiện" in done.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_fault(location: Path) -> None:
    command = f'"{sys.executable}" -c "{CALL}" trace 69-KL/TW | head -1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert done.stdout.count(b"\n") == 1


# ---------------------------------------------------------------------------------------------- the five documents


def test_demo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICYGRAPH_STORE", raising=False)
    done = run("demo")
    assert done.code == 0
    story = done.out
    assert story.index("69-KL/TW") < story.index("709/QĐ-TTg") < story.index("177/KH-UBND") < story.index("Sở Khoa học")
    assert "177/KH-UBND (263" in " ".join(story.split())
    loose = story.split("Plans with no central directive in")[1]
    assert "24/KH-UBND" in loose
    assert "Ninh Thuận" in loose
    for name in ("graph.html", "audit.xlsx"):
        assert f"policygraph-out/{name}" in story
        assert (tmp_path / "policygraph-out" / name).stat().st_size > 10_000
    commands = re.findall(r"^  policygraph (.+)$", story, flags=re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        arguments = [part.strip('"') for part in re.findall(r'"[^"]+"|\S+', command)]
        tried = run(*arguments)
        assert tried.code == 0
        assert tried.out
    again = run("demo")
    assert again.code == 0
    assert "5 unchanged" in again.out


def test_read_shows_what_was_read(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<nav><a href=/>Trang chủ</a></nav><p>KẾ HOẠCH</p><p>Về A</p><p>I. NHIỆM VỤ</p>"
        "<table><tr><td>TT</td><td>Nội dung</td></tr><tr><td>1</td><td>Rà soát</td></tr></table>",
        encoding="utf-8",
    )
    whole = run("read", page)
    assert whole.code == 0
    for words in ("text/html", "Trang chủ", "I  NHIỆM VỤ", "1 | Rà soát", "2 hàng"):
        assert words in whole.out
    assert run("read", page, "--only", "text").out == "KẾ HOẠCH\nVề A\nI. NHIỆM VỤ\nTT\nNội dung\n1\nRà soát\n"
    assert run("read", page, "--only", "pictures").code == 2
    assert run("read", page, "--column", "body").code == 2
    missing = run("read", tmp_path / "none.pdf")
    assert missing.code == 1
    assert "none.pdf" in missing.err


def test_read_and_build_take_columns_and_limits(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"id": "vb-1", "a": "KẾ HOẠCH", "b": "KẾ HOẠCH dài hơn"}\n', encoding="utf-8")
    chosen = ("--column", "text=a", "--column", "name=id")
    assert "c.jsonl/vb-1" in run("read", corpus, *chosen).out
    assert run("read", corpus, *chosen, "--only", "text").out == "KẾ HOẠCH\n"
    assert run("build", corpus, *chosen, "--store", tmp_path / "s").code == 0
    corpus.write_text('{"a": "KẾ HOẠCH"}\n' * 200, encoding="utf-8")
    refused = run("build", corpus, "--max-mb", "0.001", "--store", tmp_path / "t")
    assert refused.code == 1
    assert "quá lớn" in refused.err


def test_formats_lists_every_format(run: Run) -> None:
    from policygraph import sources

    listed = run("formats").out
    for form in sources.FORMATS.values():
        assert form.endings[0] in listed


def test_ctrl_c_while_a_module_is_read_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 wraps what is raised while a class is made."""

    def stopped(**_: object) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(cli, "app", stopped)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 130
