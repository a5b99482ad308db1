"""Data flows one way: a module imports only lower levels, or its own sub-package (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "policygraph"

# lowest first; modules on one line do not import each other
ORDER = """
values
errors text
dates reading resources
identity findings labels
vocab outline pool
facts succession progress
cache
cache sources structure
extract
link
lineage
rdf
store
queries
columns
build validate reason chain evaluate status parallels
audit compare naming upkeep
export
notebook web
cli
"""
LEVEL_OF = {name: level for level, line in enumerate(ORDER.split("\n")) for name in line.split()}
# one home for each third party; everything else must not know it
HOMES = {
    "rdflib": {"rdf", "store", "validate", "reason", "export", "queries"},
    "pyoxigraph": {"rdf", "store", "queries", "web"},
    "SPARQLWrapper": {"store"},
    "httpx": {"store"},
    "pyshacl": {"validate"},
    "owlready2": {"reason"},
    "networkx": {"chain", "audit", "export", "notebook"},
    "pyvis": {"export"},
    "xlsxwriter": {"export"},
    "docx": {"export"},
    "icalendar": {"export"},
    "openpyxl": {"status", "sources"},
    "lxml": {"sources"},
    "pypdfium2": {"sources"},
    "pandas": {"notebook"},
    "pyarrow": {"export", "sources"},
    "PIL": {"sources"},
    "numpy": {"sources"},
    "rapidfuzz": {"lineage"},
    "typer": {"cli"},
    "rich": {"cli"},
    "distributed": {"pool"},
    "yaml": {"vocab"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"web"},
}


def module_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str]]:
    """(line, dotted name) of everything a file imports, also inside functions and under TYPE_CHECKING."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "policygraph":
                found += [(node.lineno, f"policygraph.{alias.name}") for alias in node.names]
            else:
                found.append((node.lineno, node.module))
    return found


FILES = [path for path in sorted(SRC.rglob("*.py")) if module_of(path) not in {"__init__", "__main__", "_resources"}]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_go_down(path: Path) -> None:
    module = module_of(path)
    assert module in LEVEL_OF, f"{module} has no level: add it to ARCHITECTURE.md and to this test"
    wrong = []
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "policygraph" and len(parts) > 1:
            other = parts[1]
            if other not in (module, "__version__") and LEVEL_OF.get(other, 99) >= LEVEL_OF[module]:
                wrong.append(f"{path.name}:{line} imports {name} (level {LEVEL_OF.get(other)} from {LEVEL_OF[module]})")
        elif parts[0] in HOMES and module not in HOMES[parts[0]]:
            wrong.append(f"{path.name}:{line} imports {name}, whose home is {sorted(HOMES[parts[0]])}")
    assert not wrong, "\n".join(wrong)
