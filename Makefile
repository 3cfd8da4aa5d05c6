# Two commands on a fresh machine: `make serve` and `make test`. `make help` lists the rest.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
PYTEST ?=

BIN     := .venv/bin
READY   := .venv/.ready
LOCKS   := requirements/bootstrap.lock requirements/app.lock requirements/dev.lock
SOURCES := src tests scripts
# Away from the installation's data; the warning says that no database was there to compare with.
DJANGO  := ANJIE_HOME=.cache/check DJANGO_SETTINGS_MODULE=anjie.config.settings \
           $(BIN)/python -W ignore::RuntimeWarning -m django
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Without the compiled modules every command would spend seconds importing.
unexport PYTHONDONTWRITEBYTECODE
# The project's own environment decides what is imported, not the caller's.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## install everything into .venv (quick when nothing changed)

$(READY): $(LOCKS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Anjie needs Python 3.11 or newer; name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement requirements/bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode \
	  --requirement requirements/dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
	  --editable .
	@touch $@

.PHONY: serve
serve: setup ## serve the demo on http://127.0.0.1:8000 (HOST=, PORT=)
	@$(BIN)/anjie serve --demo --host $(HOST) --port $(PORT)

.PHONY: test
test: setup browser ## run every test, on all cores (PYTEST="-k word" for some)
	@$(BIN)/python -m pytest --numprocesses logical --dist loadfile $(PYTEST)

.PHONY: check
check: setup ## lint, types, layers, templates, Django's own checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --cache-dir .cache/import-linter
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(DJANGO) check --fail-level WARNING
	$(DJANGO) makemigrations --check --dry-run
	ANJIE_HTTPS=1 ANJIE_HOSTS=anjie.example $(DJANGO) check --deploy --fail-level WARNING

.PHONY: fix
fix: setup ## repair what the linters can repair by themselves
	@$(BIN)/ruff check --fix-only --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff format --quiet $(wildcard $(SOURCES))

.PHONY: lock
lock: setup ## choose versions anew and write requirements/*.lock
	@$(COMPILE) --upgrade requirements/bootstrap.in --output-file requirements/bootstrap.lock
	@$(COMPILE) --upgrade pyproject.toml --all-extras --group dev --output-file requirements/dev.lock
	@$(COMPILE) --constraints requirements/dev.lock pyproject.toml --output-file requirements/app.lock
	@$(COMPILE) --constraints requirements/dev.lock pyproject.toml --all-extras --output-file requirements/app-full.lock

.PHONY: browser
browser: ## install Chromium, LibreOffice and Chinese fonts for the tests, where that is possible
	@scripts/browser.sh

.PHONY: screenshots
screenshots: setup browser ## take the pictures of the manual
	@$(BIN)/python scripts/screenshots.py

.PHONY: clean
clean: ## remove what was built; the data in var/ stays
	@rm -rf .venv .cache build dist htmlcov
	@find $(wildcard $(SOURCES)) -name __pycache__ -type d -prune -exec rm -rf {} +
