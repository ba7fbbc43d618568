# Needs Python 3.11 or newer and make, nothing else. Start with `make help`.

PYTHON ?= python3
DIR ?= demo-story
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
SOURCES := ledger api verifiers migrations tests

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick lint format campaign bench vectors verifier lock clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(READY) ## Create .venv with the pinned dependencies

# Built again only when the lock or the project file changed.
$(READY): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "This needs Python 3.11 or newer, and there is no '$(PYTHON)' here. Install it, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "'$(PYTHON)' comes without venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up .venv (once; about half a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Only a folder with the default name is ever replaced: any other might hold somebody's ledger.
demo: $(READY) ## Play the story of North Mitrovica 2013 into DIR (default demo-story)
	@if [ "$(DIR)" = demo-story ]; then rm -rf demo-story; fi
	@$(BIN)/eal demo story "$(DIR)"

test: $(READY) lint ## Check everything; about ten minutes on two cores
	@$(BIN)/python -m pytest -n 3 --durations=10

quick: $(READY) lint ## Check what is fast; under a minute
	@$(BIN)/python -m pytest -n 2 -q -m "not slow and not campaign"

lint: $(READY) ## Format, lint, types and import contracts only
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "To format: make format"; exit 1; }
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy --no-error-summary
	@out=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$out"; exit 1; }

format: $(READY) ## Format the code and fix what ruff can fix
	@$(BIN)/ruff check --fix --quiet $(SOURCES) || true
	@$(BIN)/ruff format --quiet $(SOURCES)

campaign: $(READY) ## The long fault campaigns
	@HYPOTHESIS_PROFILE=campaign $(BIN)/python -m pytest -n 2 -m campaign --timeout=0 --durations=10

bench: $(READY) ## Measure, as ratios to yardsticks of the same run
	@$(BIN)/python -m tests.benchmarks

vectors: $(READY) ## Regenerate the test vectors; then read the diff
	@$(BIN)/python -m tests.vectors.regenerate

verifier: $(READY) ## Pack the verifier into one file, eal-verify.pyz, and print its digest; join the parts of the JavaScript one; record the digest of the specification
	@$(BIN)/python -m tests.vectors.spec
	@$(BIN)/python verifiers/js/build.py
	@$(BIN)/python -m verifiers.desk.pack eal-verify.pyz | tee verifiers/eal-verify.pyz.sha256

lock: ## Write requirements.txt anew (needs uv)
	@uv pip compile pyproject.toml --group test --group check --group build --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-annotate --quiet --upgrade -o requirements.txt

clean: ## Remove what was generated
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache demo-story eal-verify.pyz
