# Bare `make` prints help. Every target works from a clean clone with Python 3.11.
PYTHON  = python3.11
ENV     = dev
LAKE    =
SOURCES =
DATA    =
TO      =
ARGS    =

BIN   := .venv/bin
VENV  := .venv/installed
SETUP := $(BIN)/python -m voxlake.setup
comma := ,
FILES := $(wildcard $(subst $(comma), ,$(SOURCES)))
PLACE := $(LAKE) $(DATA) $(TO) $(if $(FILES),$(shell cat $(FILES)))
S3    := $(if $(findstring s3a://,$(PLACE)),--s3)

# Hundreds of Pythons are started: one that may not keep what it compiled takes seconds to import.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run sql test test-whole test-hostile check fmt docs dashboard zip wheel env models notebooks bench clean

help: ## Show this help.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "Variables, given as NAME=value:"
	@echo "  SOURCES  source file(s) of your data, with commas; without it those that LAKE was fed from,"
	@echo "           or a made-up network and shop where it is empty"
	@echo "  DATA     folder that the paths in the source files start from"
	@echo "  LAKE     where the tables are, a folder or s3a://bucket/path [as in conf/<ENV>.yaml: ./lake]"
	@echo "  ENV      configuration to use, conf/<ENV>.yaml [$(ENV)]"
	@echo "  TO       where 'make models' puts the models, a folder or s3a://bucket/path"
	@echo "  ARGS     more options for 'make run', 'sql', 'test' or 'bench', as they are"
	@echo "  PYTHON   the Python to start from [$(PYTHON)]"
	@echo "Set VOXLAKE_CACHE to keep jars and models elsewhere than in ~/.cache/voxlake."

# One stamp, so that a second call does no work and needs no network.
$(VENV): constraints.txt setup.py
	@echo "Installing packages into .venv: some minutes, once."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --no-compile -c constraints.txt -e '.[local,sql,generate,publish,api,mcp,postgres,documents,warnings,pdf,collect,dev]'
	@touch $@

setup: $(VENV) ## Make .venv, find Java, fetch jars, prepare the text encoder; once.
	@$(SETUP) $(S3)

run: setup ## Run the whole pipeline on the sample, or on SOURCES, into LAKE.
	@$(BIN)/voxlake run --env $(ENV) $(if $(LAKE),--lake $(LAKE)) \
	    $(if $(SOURCES),--sources $(SOURCES)) $(if $(DATA),--data $(DATA)) $(ARGS)

sql: setup ## Open SQL over the tables in LAKE.
	@$(BIN)/voxlake sql --env $(ENV) $(if $(LAKE),--lake $(LAKE)) $(ARGS)

test: $(VENV) ## Run the tests, but those of the next two.
	@$(SETUP) --s3 --s3-server --programs
	$(BIN)/pytest $(ARGS)

test-whole: $(VENV) ## Run whole pipelines, kills, a cluster, packing and recoveries.
	@$(SETUP) --s3 --s3-server --programs
	$(BIN)/pytest -m whole $(ARGS)

test-hostile: $(VENV) ## Kill runs, fill a disk, and read twenty times as many drawn files.
	@$(SETUP)
	VOXLAKE_FUZZ=20 $(BIN)/pytest -m 'hostile or fuzz' --hypothesis-seed=$(shell date +%s) $(ARGS)

check: $(VENV) ## Check style, types and generated pages; edits nothing.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/voxlake docs --check

fmt: $(VENV) ## Format the code and mend what can be mended.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV) ## Write what derives from tables and jobs: docs, jobs/*.py, databricks.yml.
	$(BIN)/voxlake docs

dashboard: ## Build the dashboard from dashboard/ with npm; what it writes is committed.
	cd dashboard && npm ci --ignore-scripts --no-audit --no-fund
	cd dashboard && npm run build

zip: $(VENV) ## Pack the code for spark-submit --py-files: dist/voxlake.zip.
	$(BIN)/python -m voxlake.setup.package zip

wheel: $(VENV) ## Pack the code for notebooks and Databricks: dist/voxlake-*.whl.
	@rm -rf build dist/voxlake-*.whl
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

env: dist/voxlake-env.tar.gz ## Pack a Python 3.11 environment for spark-submit --archives.

dist/voxlake-env.tar.gz: $(VENV)
	$(BIN)/python -m voxlake.setup.package env

models: setup ## Copy the encoder and the models to TO, for clusters to load.
	@$(BIN)/voxlake models --to '$(or $(TO),$(error set TO to a folder or s3a://bucket/path))'

notebooks: $(VENV) ## Write notebooks/*.ipynb from the text notebooks.
	$(BIN)/jupytext --to ipynb notebooks/*.py

bench: setup ## Measure speed and memory, print the table.
	$(BIN)/python benchmarks/run.py $(ARGS)

clean: ## Remove what was built; not the lake and not the cache.
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache lib/*.egg-info
