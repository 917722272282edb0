# The commands of the project. Each installs what it needs, in this folder.
# Another interpreter: make PYTHON=python3.13 …

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
CODEGEN_INSTALLED := .venv-codegen/.installed
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DELETE_ON_ERROR:
.PHONY: help setup run test browser lint check generate bench lock

help:
	@echo "make setup     install the pinned dependencies into .venv"
	@echo "make run       provision a hundred people from a simulated Entra, sign one in, and leave both up"
	@echo "make test      lint, every test, coverage"
	@echo "make lint      formatting, lint, types, import law"
	@echo "make check     lint, and that generated files are up to date"
	@echo "make generate  write the GraphQL schema, the typed clients and the rules' meanings anew"
	@echo "make bench     time a whole provisioning cycle, how soon a leaver is out, the activity log, and the pages"
	@echo "make lock      resolve the dependencies anew into requirements/*.txt"

setup: $(INSTALLED)

run: $(INSTALLED)
	$(BIN)/narthex demo --users 100 --groups 10

# `coverage run` reaches xdist's workers and the commands that tests start through coverage's subprocess patch.
test: lint $(CODEGEN_INSTALLED) browser
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Debian's own Chromium for the browser tests, where it may be installed; without any they are skipped, and say so.
browser:
	@for name in "$$NARTHEX_TEST_BROWSER" $(BROWSERS); do command -v "$$name" >/dev/null && exit; done; \
	test "$$(id -u)" = 0 && command -v apt-get >/dev/null || exit 0; \
	echo "Installing Chromium for the browser tests"; \
	{ $(APT_INSTALL) chromium || { apt-get update && $(APT_INSTALL) chromium; }; } >/dev/null 2>&1 \
		|| echo "Chromium could not be installed: the browser tests will be skipped" >&2

lint: $(INSTALLED)
	$(BIN)/pip check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint $(CODEGEN_INSTALLED)
	$(BIN)/pytest tests/architecture tests/docs tests/identity/test_contract.py

generate: $(INSTALLED) $(CODEGEN_INSTALLED)
	$(BIN)/python -m identity.graphql.export contract/schema.graphql
	.venv-codegen/bin/ariadne-codegen --config codegen/scim_facade.toml
	.venv-codegen/bin/ariadne-codegen --config codegen/web.toml
	$(BIN)/python -m narthex.dialect_rules web/templates/dialect_rules.html

bench: $(INSTALLED)
	$(BIN)/python bench/cycle.py
	$(BIN)/python bench/out_at_once.py
	$(BIN)/python bench/activity_cost.py
	$(BIN)/python bench/pages.py

# What runs is what was tested, hence the constraint.
lock: $(INSTALLED)
	$(BIN)/$(LOCK) pyproject.toml --extra embedded --extra simulator --extra dev --output-file requirements/dev.txt
	$(BIN)/$(LOCK) pyproject.toml --extra embedded --extra simulator --constraint requirements/dev.txt --output-file requirements/runtime.txt
	$(BIN)/$(LOCK) requirements/codegen.in --output-file requirements/codegen.txt

# Every distribution is named with its hash, the build backend included, hence no build isolation.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(call create_environment,.venv)
	@echo "Installing the pinned dependencies into .venv"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# ariadne-codegen needs an older graphql-core than the service does, so it lives apart.
$(CODEGEN_INSTALLED): requirements/codegen.txt
	@$(call create_environment,.venv-codegen)
	@echo "Installing the pinned code generator into .venv-codegen"
	@.venv-codegen/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/codegen.txt
	@touch $@

define create_environment
command -v $(PYTHON) >/dev/null \
	|| { echo "There is no '$(PYTHON)' here: install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Narthex needs Python 3.11 or newer and '$(PYTHON)' is older: name a newer one, as in make PYTHON=python3.12" >&2; exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "'$(PYTHON)' cannot create virtual environments: install its venv package (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
test -x $(1)/bin/pip || $(PYTHON) -m venv $(1)
endef
