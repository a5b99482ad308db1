# Two commands do all the set-up on a machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint docs bench clean
.DELETE_ON_ERROR:

.venv/.run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/.dev: pyproject.toml .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: .venv/.run  ## build, check and question the five documents of data/documents
	$(BIN)/policygraph demo

lint: .venv/.dev
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy

test: .venv/.dev lint  ## the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadscope -rs

docs: .venv/.dev  ## write what is generated again: the output shown in README.md, the ontology reference, the questions
	$(BIN)/python -m tests.docs.refresh
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.questions

bench: .venv/.run  ## how fast texts become facts, beside a peer on the same machine
	$(BIN)/python benchmarks/extract.py

clean:
	rm -rf .venv policygraph-store policygraph-out dist build
