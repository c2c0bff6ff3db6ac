# Each target holds the whole set-up, so that each works first in a fresh clone. `make help` lists them.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
VNU_VERSION := 26.9.27
VNU := .cache/vnu-$(VNU_VERSION)/node_modules/vnu-jar/build/dist/vnu.jar

# Stamps carry a hash of what they stand for: a new requirement, and only that, installs again.
PARTS := $(VENV)/parts-$(shell sha256sum < requirements.txt | cut -c1-16)
TOOLS := $(VENV)/tools-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard petitions/translations/*/LC_MESSAGES/messages.po))
CHECKS := check-code check-format check-types check-floors check-templates check-catalogues

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=# compiled modules halve the second start
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help run code test trial bench bench-million posters goldens check $(CHECKS) catalogues translations format fonts clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: $(PARTS) $(CATALOGUES) ## Run the demonstration: http://localhost:5080 (another port: PORT=5081 make run)
	@DEMO=1 exec $(PY) -m petitions.running

code: $(PARTS) ## Show the code that the demonstration's organiser signs in with
	@DEMO=1 $(PY) -m flask --app wsgi demo code

test: $(TOOLS) $(CATALOGUES) fonts | $(VNU) ## Run the tests, on SQLite and on PostgreSQL, and in Chromium
	@$(PY) -m pytest -n 3 --dist worksteal

trial: $(TOOLS) $(CATALOGUES) fonts | $(VNU) ## Run the tests of the promises at full counts (long)
	@TRIAL=1 $(PY) -m pytest -m promise -o faulthandler_timeout=2700

bench: $(TOOLS) $(CATALOGUES) fonts ## Print figures, each with its control
	@for script in signing page memory poster print_run pictures list rows serving surge mail handover office moderating news where; do echo "== $$script"; $(PY) -m bench.$$script || exit 1; done

bench-million: $(TOOLS) $(CATALOGUES) fonts ## Print the figures of a million names, sealed and open, and of making their list beside people who sign
	@for script in list rows handover; do echo "== $$script"; $(PY) -m bench.$$script --million || exit 1; done

posters: $(TOOLS) fonts ## Draw every poster in every language and for every machine, side by side, to be looked at
	@$(PY) -m tools.contact_sheet

goldens: $(TOOLS) fonts ## Keep how posters look now as how they shall look; then look at the pictures that changed
	@RENEW=1 $(PY) -m pytest -q tests/posters/test_goldens.py

check: $(TOOLS) ## Check code, types, floors, templates and translations
	@$(MAKE) --keep-going $(CHECKS)

check-code:
	@$(PY) -m ruff check --quiet .
check-format:
	@$(PY) -m ruff format --check --quiet . || { echo "Some files are not formatted: make format"; exit 1; }
check-types:
	@$(PY) -m mypy
check-floors:
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
check-templates:
	@$(PY) -m djlint --lint --quiet templates
check-catalogues:
	@$(PY) tools/catalogues.py check

catalogues: $(TOOLS) ## Write new sentences into the translations, ready to be translated
	@$(PY) tools/catalogues.py update

format: $(TOOLS) ## Format the code
	@$(PY) -m ruff check --quiet --select I --fix . && $(PY) -m ruff format --quiet .

clean: ## Remove everything that was made here, the data of the demonstration too
	@rm -rf $(VENV) .fonts .demo .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find petitions tests -name __pycache__ -prune -exec rm -rf {} + ; rm -f $(CATALOGUES)

translations: $(CATALOGUES)

fonts: $(PARTS)
	@$(PY) -c 'from pathlib import Path; from petitions.pdf import fonts; fonts.build(Path(".fonts"), report=print)'

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed; $(PYTHON) is {sys.version.split()[0]}. Name a newer one: PYTHON=python3.12 make")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(PARTS): | $(PY)
	@echo "Installing what the product runs on (requirements.txt): a minute or some …"
	@$(PY) -m pip install -qq -r requirements.txt
	@rm -f $(VENV)/parts-* && touch $@

$(TOOLS): | $(PARTS)
	@echo "Installing what the tests need (requirements-dev.txt): a minute or some …"
	@$(PY) -m pip install -qq -r requirements-dev.txt
	@rm -f $(VENV)/tools-* && touch $@

# The checker of HTML. Without it the tests that need it fail, and say so.
$(VNU):
	@if command -v npm > /dev/null; then echo "Fetching the checker of HTML (vnu-jar) …"; \
	  npm install --silent --no-save --prefix .cache/vnu-$(VNU_VERSION) vnu-jar@$(VNU_VERSION); \
	  else echo "npm is missing: tests that check HTML will fail. On Debian: apt install npm default-jre-headless"; fi

%.mo: %.po | $(PARTS)
	@$(PY) -m babel.messages.frontend -q compile -i $< -o $@
