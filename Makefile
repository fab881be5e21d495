# Everything one does with the product, from a machine with Python 3.11+ and make alone.
# `make` or `make help` lists the targets; the text after ## is what it says.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check bench soak lock translations programs

PORT ?= 8000
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY := .venv/.product-ready
TESTS_READY := .venv/.tests-ready
BUILT_FROM := pyproject.toml hatch_build.py
DEMO := instance/demo.sqlite
TEXTS := continuity/translations
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TEXTS)/*/LC_MESSAGES/*.po))

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- setting up -----------------------------------------------------------------------------------------------

setup: $(READY) ## only the virtual environment .venv with the product in it
	@echo "Ready: $(BIN)/continuity"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(READY): requirements/run.txt $(BUILT_FROM) | $(BIN)/python
	@echo "Installing the product into .venv ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(TESTS_READY): requirements/test.txt $(READY)
	@echo "Installing the tools of tests and checks into .venv ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

%.mo: %.po | $(READY)
	@$(BIN)/python hatch_build.py $<

# Chromium and LibreOffice come from the system; where apt may not install them, the tests say what was NOT RUN.
programs:
	@if command -v chromium >/dev/null && command -v soffice >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium and LibreOffice ..."; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends \
			chromium libreoffice-writer-nogui fonts-dejavu-core >/dev/null; } || true; \
	fi; \
	command -v chromium >/dev/null && command -v soffice >/dev/null || \
		echo "Chromium or LibreOffice is missing; on Debian: apt install chromium libreoffice-writer-nogui"

# --- using ----------------------------------------------------------------------------------------------------

demo: $(READY) $(CATALOGUES) $(DEMO) ## serves the demo municipality on 127.0.0.1:8000 (PORT=)
	@CONTINUITY_DATABASE_URL=sqlite:///$(abspath $(DEMO)) CONTINUITY_ENVIRONMENT=demo CONTINUITY_PORT=$(PORT) \
		$(BIN)/continuity serve

# Loaded beside and moved into place when whole, so that an interrupted load leaves no half municipality.
$(DEMO): | $(READY)
	@mkdir -p $(@D) && rm -f $@.loading*
	@export CONTINUITY_DATABASE_URL=sqlite:///$(abspath $@).loading CONTINUITY_ENVIRONMENT=demo; \
		$(BIN)/continuity db upgrade && $(BIN)/continuity demo load
	@$(BIN)/python -c 'import sqlite3; sqlite3.connect("$@.loading").execute("PRAGMA wal_checkpoint(TRUNCATE)")'
	@mv $@.loading $@

# --- proving --------------------------------------------------------------------------------------------------

test: $(TESTS_READY) $(CATALOGUES) programs ## every test: SQLite and PostgreSQL, browser and LibreOffice included
	@failed=0; \
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not browser and not soak" || failed=1; \
	$(BIN)/python -m pytest -q -m "browser and not soak" || failed=1; \
	$(BIN)/python -m tests.support.programs || failed=1; \
	exit $$failed

check: $(TESTS_READY) $(CATALOGUES) ## format, lint, types, import contracts, translations, content and templates
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --quiet --lint continuity/web/templates
	@$(BIN)/python -m tests.support.translations
	@$(BIN)/continuity check
	@echo "Everything checked is in order."

bench: $(TESTS_READY) $(CATALOGUES) ## benchmarks: tables here, JSON in build/bench/
	@mkdir -p build/bench
	@for script in bench/[a-z]*.py; do $(BIN)/python $$script; done

soak: $(TESTS_READY) $(CATALOGUES) ## the long loops that the tests only taste
	@$(BIN)/python -m pytest -m soak

# --- keeping --------------------------------------------------------------------------------------------------

PIN := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--no-strip-extras \
	--generate-hashes --no-header --no-annotate --no-emit-index-url

lock: | $(TESTS_READY) ## pins the newest versions, with hashes, in requirements/*.txt
	@$(PIN) requirements/run.in -o requirements/run.txt
	@$(PIN) -c requirements/run.txt requirements/test.in -o requirements/test.txt

translations: | $(READY) ## collects the Swedish interface texts and brings the English file up to date
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k say -k lazy_gettext --sort-by-file --no-location --omit-header \
		-o build/messages.pot continuity
	@$(BIN)/pybabel --quiet update -i build/messages.pot -d $(TEXTS) -l en --no-fuzzy-matching --omit-header \
		--ignore-obsolete --init-missing
	@$(MAKE) --no-print-directory $(TEXTS)/en/LC_MESSAGES/messages.mo
