# Needs Python 3.11 or newer with venv, and the package registries. `make` alone lists the targets.
PYTHON ?= python3
BIN := .venv/bin

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

up: .venv/installed ## install, start the private Neo4j, load the Cixi dataset, serve
	@exec $(BIN)/tongbu up

test-fast: .venv/tested ## the tests that need neither a database nor a server: seconds
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/unit

test: .venv/tested ## install what the tests need and run them all
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: lint types up-to-date test ## lint, types, generated tables up to date, tests

lint: .venv/tested ## ruff: lint and format; import-linter: the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: .venv/tested ## mypy --strict on service and seed
	$(BIN)/mypy

up-to-date: .venv/tested ## fails when a generated table of README or docs is not up to date
	$(BIN)/python -m tests.support.docs --check

docs: .venv/tested ## write the generated tables of README and docs
	$(BIN)/python -m tests.support.docs

cixi: .venv/installed ## write the Cixi dataset again from its script
	$(BIN)/python -m seed.make_cixi

fuzz: .venv/tested ## 500 random requests at every operation of the API, and all bounds (make test: 5)
	TONGBU_FUZZ=$(or $(EXAMPLES),500) $(BIN)/python -m pytest -n 2 --timeout 3600 tests/server/test_fuzz.py

faults: .venv/tested ## hours of faults: network, kill -9, full disk, crowds (make test: a sample)
	$(BIN)/python -m tests.faults

soak: .venv/tested ## readers, what-ifs and writers at once: make soak MINUTES=120
	$(BIN)/python -m tests.faults soak --minutes $(or $(MINUTES),120)

bench: .venv/benched ## time everything on a generated network: make bench SIZE=30000|100000|1000000
	$(BIN)/python -m tests.bench $(or $(SIZE),30000)
	$(BIN)/python -m tests.bench.report

audit: .venv/audited ## known faults of dependencies (pip-audit), and what bandit says of our code
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive service seed
	$(BIN)/python -m tests.support.audit

hostile: .venv/tested ## every hostile string in every parameter, as a table in docs; SHARE=5: one in five
	TONGBU_HOSTILE=all TONGBU_HOSTILE_SHARE=$(or $(SHARE),1) $(BIN)/python -m pytest -n 2 --timeout 7200 tests/server/test_hostile.py tests/server/test_hostile_files.py
	TONGBU_HOSTILE_SHARE=$(or $(SHARE),1) $(BIN)/python -m tests.support.hostile.figures
	$(BIN)/python -m tests.support.docs

secrets: ## the password and the token that docker compose uses, made once
	@umask 022; mkdir -p -m 700 secrets; \
	random() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }; \
	[ -f secrets/neo4j_auth ] || echo "neo4j/$$(random)" > secrets/neo4j_auth; \
	[ -f secrets/tongbu_token ] || echo "$$(random)" > secrets/tongbu_token

clean: ## take away what was installed; the database in .tongbu stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/created:
	$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/created pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[private,generate,mcp,openid,pdf]'
	@touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[private,generate,mcp,openid,pdf,test]'
	@touch $@

.venv/benched: .venv/tested
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[private,generate,mcp,openid,pdf,test,bench]'
	@touch $@

.venv/audited: .venv/tested
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[private,generate,mcp,pdf,test,audit]'
	@touch $@

.PHONY: audit faults hostile soak fuzz help up test test-fast check lint types up-to-date docs cixi bench secrets clean
