# Two commands do all the set-up on a machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo web bundled serve test lint docs bench compiled reliability lock licences audit w3c screenshots clean
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

web/dist: web/package-lock.json web/build.mjs web/src/explore.js web/src/editor.js web/src/whole.js
	cd web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

web: web/dist  ## what the pages use from others (drawn graphs, SPARQL editor, fonts); needs Node

serve: .venv/.run  ## the five documents as pages on http://127.0.0.1:8765/
	$(BIN)/policygraph build data/documents
	$(BIN)/policygraph serve

lint: .venv/.dev
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy

bundled:  # what tests of drawn graphs and the editor need, where Node is there
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web; else echo "no npm: drawn graphs and the SPARQL editor are not tested"; fi

test: .venv/.dev lint bundled  ## the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadscope -rs

docs: .venv/.dev  ## write what is generated again: the output shown in README.md, the ontology reference, the questions
	$(BIN)/python -m tests.docs.refresh
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.questions

bench: .venv/.dev  ## how fast files become texts and texts become facts and lineage, beside peers on the same machine
	$(BIN)/python benchmarks/formats.py
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python benchmarks/lineage.py
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.scale --out benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.audit

compiled:  ## an environment of its own (.venv-compiled) with the reading compiled to C, and how fast that is; needs a C compiler
	$(PYTHON) -m venv .venv-compiled
	POLICYGRAPH_COMPILED=1 .venv-compiled/bin/pip install --quiet --disable-pip-version-check --force-reinstall .
	.venv-compiled/bin/python -m benchmarks.extract

screenshots: .venv/.dev  ## every kind of page as a picture, into screenshots/; needs Chromium
	$(BIN)/python -m tools.screenshots screenshots

reliability: .venv/.dev bundled  ## every promise at its full length (hours), into docs/reliability.md; MORE='R7 S4' for some
	$(BIN)/python -m tools.reliability $(MORE)

lock: .venv/.dev  ## the versions that development uses, with their hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --quiet \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements-dev.lock

licences: .venv/.dev  ## docs/licences.md
	$(BIN)/python -m tools.licences

audit: .venv/.dev  ## known weaknesses of the locked versions; asks pypi.org
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --disable-pip --requirement requirements-dev.lock

w3c: .venv/.dev  ## the W3C's suites: git clone https://github.com/w3c/rdf-tests and .../data-shapes into one folder, then make w3c SUITES=FOLDER
	$(BIN)/python -m tools.w3c $(SUITES)

clean:
	rm -rf .venv .venv-compiled policygraph-store policygraph-out screenshots dist build
