"""The wheel with compiled modules (``POLICYGRAPH_COMPILED=1``) does what the plain one does, byte for byte."""

from __future__ import annotations

import os
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from tests.conftest import LONG, require_tool
from tests.package.test_wheel import ROOT, run

LIBRARY = sysconfig.get_config_var("EXT_SUFFIX")
DOCUMENTS = ("data/documents", "tests/composed/texts")
#: Prints what reads the documents, and a digest of what each says; a value comes through another process unchanged.
FACTS = """
import hashlib, pickle, sys
from pathlib import Path
from policygraph import extract, sources, text
print(extract.tasks.__file__, text.__file__)
for folder in sys.argv[1:]:
    for path in sorted(Path(folder).glob("*.txt")):
        found = extract.extract(sources.read(path))
        told = (found.header, found.references, found.citations, found.tasks, found.targets, found.findings,
                found.aliases, found.outline.provisions, found.outline.regions)
        assert pickle.loads(pickle.dumps(told)) == told, path
        print(path.name, hashlib.sha256(repr(told).encode()).hexdigest())
"""
#: Runs the examples in the docstrings of modules as they are imported, with the names that they have there.
EXAMPLES = """
import ast, doctest, importlib, sys
from pathlib import Path
tried = failed = 0
for source in sys.argv[1:]:
    module = importlib.import_module(source.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    tree = ast.parse(Path(module.__file__).parent.joinpath(Path(source).name).read_text("utf-8"))
    for node in ast.walk(tree):
        said = ast.get_docstring(node) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) else None
        if said:
            example = doctest.DocTestParser().get_doctest(said, dict(vars(module)), source, source, node.body[0].lineno)
            result = doctest.DocTestRunner().run(example)
            failed, tried = failed + result.failed, tried + result.attempted
print(failed, tried)
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which Python imports the package from the unpacked wheel."""
    if not (LONG or os.environ.get("CI")):
        pytest.skip("compiling takes two minutes of a processor: under CI, and with POLICYGRAPH_LONG=1")
    require_tool("cc", "gcc", "clang")
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        pytest.skip("Python.h, with which C is compiled for this Python, is not installed here")
    out = tmp_path_factory.mktemp("compiled")
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    built = run(*command, cwd=out, timeout=1800, variables={"POLICYGRAPH_COMPILED": "1"})
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(out.glob("*.whl"))
    assert not wheel.name.endswith("-none-any.whl")
    zipfile.ZipFile(wheel).extractall(out / "package")
    return {"PYTHONPATH": str(out / "package")}


def sources(variables: dict[str, str]) -> list[str]:
    """The modules that were compiled, as paths of their sources."""
    top = Path(variables["PYTHONPATH"])
    found = (path.relative_to(top) for path in (top / "policygraph").rglob(f"*{LIBRARY}"))
    return sorted(path.as_posix().removesuffix(LIBRARY) + ".py" for path in found)


def test_facts_of_all_documents_are_the_same(compiled: dict[str, str]) -> None:
    command = (sys.executable, "-c", FACTS, *DOCUMENTS)
    plain, made = (run(*command, cwd=ROOT, variables=variables) for variables in ({}, compiled))
    assert (plain.returncode, made.returncode) == (0, 0), plain.stderr + made.stderr
    (code, *facts), (libraries, *same) = plain.stdout.splitlines(), made.stdout.splitlines()
    assert all(name.endswith(".py") for name in code.split())
    assert all(name.endswith(LIBRARY) for name in libraries.split())
    assert len(facts) > 80
    assert same == facts


def test_examples_run_in_compiled_modules(compiled: dict[str, str], tmp_path: Path) -> None:
    done = run(sys.executable, "-c", EXAMPLES, *sources(compiled), cwd=tmp_path, variables=compiled)
    assert done.returncode == 0, done.stderr
    failed, tried = map(int, done.stdout.splitlines()[-1].split())
    assert not failed, done.stdout
    assert tried > 60


def test_commands_say_the_same(compiled: dict[str, str], tmp_path: Path) -> None:
    """A store that two processes fill, as N-Quads; the facts of a document; the figures against the gold."""
    document = min((ROOT / DOCUMENTS[0]).glob("*.txt")).name
    for number, variables in enumerate(({}, compiled)):
        folder = tmp_path / str(number)
        folder.mkdir()
        commands = (
            ("build", ROOT / DOCUMENTS[0], "--workers", "2", "--quiet"),
            ("export", "all.nq"),
            ("show", document, "--facts"),
            ("evaluate", ROOT / "tests" / "gold", "--errors"),
        )
        said = []
        for command in commands:
            done = run(sys.executable, "-m", "policygraph.cli", *command, cwd=folder, variables=variables)
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
            said.append(done.stdout)
        (folder / "said.txt").write_text("\n".join(said), "utf-8")
    for name in ("said.txt", "all.nq"):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()
