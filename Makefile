.DEFAULT_GOAL := help
.PHONY: help demo serve test lint bench bench-know screenshots messages lock setup setup-test

BIN := .venv/bin
SETUP := python3 -m scripts.bootstrap
FIRM ?= sample
TEMPLATES := find src -path '*/templates/*.html'

# A clone keeps its data to itself; an installation uses the platform's folder.
serve: export CLIENTELA_HOME ?= $(CURDIR)/var
demo: export CLIENTELA_HOME ?= $(CURDIR)/var/$(FIRM)

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## Show an invented firm in the browser (make demo FIRM=ledger: a real law firm's ledger); Ctrl-C stops it
	@$(BIN)/clientela demo --firm $(FIRM)

serve: setup ## Serve this clone's own data, kept in ./var
	@$(BIN)/clientela serve

test: lint ## Run all checks and tests
	@$(BIN)/pytest -n 2 --dist loadgroup

lint: setup-test ## Check style, types, layers and templates
	@$(BIN)/ruff check --no-cache  # a cached answer misses that an import became our own
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(TEMPLATES) -exec $(BIN)/djade --target-version 5.2 --check {} +
	@$(BIN)/djlint --lint --quiet src

bench: setup-test ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m bench

bench-know: setup-test ## Measure the client file at size, and write docs/benchmarks-know.md
	@$(BIN)/python -m bench.know

screenshots: setup-test ## Take the pictures of the documentation
	@$(BIN)/python -m scripts.screenshots

messages: setup ## Bring the catalogues in step with the source, and compile them
	@$(BIN)/python -m scripts.messages update
	@$(BIN)/python -m scripts.messages compile

lock: setup-test ## Lock the versions of all parts again (make lock UPGRADE=1: newest ones)
	@$(BIN)/python -m scripts.lock $(if $(UPGRADE),--upgrade)

setup: ## Install what Clientela needs into this clone
	@$(SETUP) demo

setup-test: ## Install what its tests need as well
	@$(SETUP) test
