# Each target sets up what it needs by itself. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev

$(RUNTIME): requirements.lock pyproject.toml scripts/setup
	@scripts/setup $(VENV) requirements.lock
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml scripts/setup
	@scripts/setup $(VENV) requirements-dev.lock
	@touch $@ $(RUNTIME)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

.PHONY: demo
demo: $(RUNTIME) ## Send the sample building (or MODEL=path.ifc) through a real service
	@$(BIN)/python scripts/demo.py $(if $(MODEL),--model "$(MODEL)")

.PHONY: serve
serve: $(RUNTIME) ## Run the service on http://127.0.0.1:8000
	@$(BIN)/ifcworks serve

.PHONY: test
test: $(DEV) ## Run the whole test suite (ARGS="-k upload" for a part)
	@scripts/browser
	@$(BIN)/pytest -n auto $(ARGS)

.PHONY: every-model
every-model: $(DEV) ## Carry out every operation on every model of the corpus; writes every-model.md
	@$(BIN)/pytest tests/contract/operations/test_every_model.py --every-model every-model.md

.PHONY: lint
lint: $(DEV) ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/reference.py --check

.PHONY: format
format: $(DEV) ## Put the code into the common format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

.PHONY: bench
bench: $(DEV) ## Measure against plain tools; writes benchmarks/results/latest.json (ARGS="diff" for a part)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: docs
docs: $(DEV) ## Write the generated reference pages under docs/reference
	@$(BIN)/python scripts/reference.py

.PHONY: lock
lock: $(DEV) ## Resolve the dependencies anew
	@scripts/lock $(BIN)/uv

.PHONY: clean
clean: ## Remove the environment and everything generated
	@rm -rf $(VENV) demo-output .demo-data build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
