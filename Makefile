# Every target sets up what it needs; a second call finds it done.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SAMPLE := build/sample
SITE := build/site
PEERS := .venv-bench
PAGES ?= 1000
ROUNDS ?= 5
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help run site test check format picture screenshots dictionary lock ray engines bench soak clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# The same for measuring: the program beside the libraries that it is compared with, which nobody else needs.
$(PEERS)/.ready: requirements-bench.lock pyproject.toml
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Ray in addition, which only the engine of many machines needs, and its tests.
$(VENV)/.ray: requirements-ray.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-ray.lock
	@touch $@

engines: $(VENV)/.ray ## compare the releases of all engines over PAGES pages (5000 takes some minutes)
	@$(BIN)/python -m tests.large_engines $(PAGES)

ray: $(VENV)/.ray ## install Ray as well, so that "make test" tests it too

run: $(READY) ## run the pipeline over the sample pages and query the result
	@$(BIN)/profiles run --data $(SAMPLE) tests/fixtures/gfmd
	@echo; echo 'How often each country of the sample took part, by SQL:'
	@$(BIN)/profiles sql --data $(SAMPLE) "SELECT name, count(*) AS editions, min(year) AS first, max(year) AS last \
	  FROM yearly_attendance WHERE attended_summit GROUP BY name ORDER BY name"

site: $(READY) ## build a web site of the sample pages and say where to open it
	@mkdir -p build
	@$(BIN)/profiles run --data build/both tests/fixtures/gfmd tests/fixtures/factbook > build/both.json
	@$(BIN)/profiles site --data build/both --out $(SITE) > $(SITE).json
	@echo 'Open file://$(CURDIR)/$(SITE)/index.html'

screenshots: $(READY) ## take the pictures of the site in docs/ anew, in Chromium
	@$(BIN)/python -m tests.site_pictures

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(READY) ## lint, format, complexity and type checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/complexipy --plain
	@$(BIN)/mypy

format: $(READY) ## format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

picture: $(READY) ## draw the rooms of docs/architecture.md anew from the imports
	@$(BIN)/python -m tests.draw_rooms

dictionary: $(READY) ## write docs/dictionary.md anew from the records
	@$(BIN)/profiles schema > docs/dictionary.md

lock: $(READY) ## renew the lock files from pyproject.toml
	@$(LOCK) --upgrade --group dev --output-file requirements.lock pyproject.toml
	@$(LOCK) --upgrade --group bench --constraint requirements.lock --output-file requirements-bench.lock pyproject.toml
	@$(LOCK) --upgrade --extra ray --constraint requirements.lock --output-file requirements-ray.lock pyproject.toml

bench: $(PEERS)/.ready ## measure speed beside other libraries, PAGES=1000 ROUNDS=5, and write docs/benchmarks.md
	@$(PEERS)/bin/python -m benchmarks.run --pages $(PAGES) --rounds $(ROUNDS)

soak: ROUNDS = 1000
soak: $(READY) ## kill the pipeline at random moments, ROUNDS=1000 times, and see that it survives
	@$(BIN)/python -m tests.soak $(ROUNDS)

clean: ## remove everything that was built
	@rm -rf $(VENV) $(PEERS) build .complexipy_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
