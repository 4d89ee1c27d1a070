# Every command CI runs, by name. They need python3 (3.11 or later), pip and make; nothing else.
PY ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out
MPLBACKEND := Agg
export MPLBACKEND
# Where a shell forbids it, every process would translate every package anew: two seconds of each command.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-compiled test-plain lint bench validate format lock pictures golden clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "rangering needs Python 3.11 or later; '$(PY)' is older. Name another: make PY=python3.12"; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PY) -m venv $(VENV)

# uv reads the same lock four times as fast as pip; where its wheel is not to be had, pip serves. Both translate
# the packages at once, so that the first command need not.
define install
	@echo "installing from requirements/$(1).lock (every file checked against its hash)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock 2>/dev/null \
	  || echo "uv is not to be had here; installing with pip"
	@if [ -x $(BIN)/uv ]; then \
	  VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --compile-bytecode --require-hashes -r requirements/$(1).lock && \
	  VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps --no-build-isolation -e . ; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/$(1).lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@
endef

$(VENV)/.demo: $(BIN)/python requirements/demo.lock pyproject.toml
	$(call install,demo)

$(VENV)/.test: $(BIN)/python requirements/test.lock pyproject.toml
	$(call install,test)
	@touch $(VENV)/.demo

demo: $(VENV)/.demo  ## the main job: the first honest map, on real relief and on smooth Earth
	$(BIN)/rangering coverage jacksboro --out $(OUT)/jacksboro
	$(BIN)/rangering coverage ankara-2020 --out $(OUT)/ankara-2020

test: test-compiled test-plain  ## the whole suite: compiled, then the tests marked both_ways in plain Python

# A file's tests stay in one process, so that what they share is made once; more than four only compile the same.
test-compiled: $(VENV)/.test
	$(BIN)/python -m pytest -q --durations=10 -n auto --maxprocesses 4 --dist loadfile

test-plain: $(VENV)/.test
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -m both_ways --durations=10

lint: $(VENV)/.test  ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What is tested stays as it is; the peers come beside it.
$(VENV)/.bench: $(VENV)/.test requirements/bench.lock
	$(call install,bench)

bench: $(VENV)/.bench  ## speed and memory as ratios against a peer in the same run
	$(BIN)/python -m benchmarks

validate: $(VENV)/.test  ## the tool's own statistics: coverage of intervals, the stop, random streams; minutes
	$(BIN)/python -m pytest -q tests/validate

pictures: $(VENV)/.demo  ## the pictures in README, made again
	$(BIN)/rangering coverage jacksboro --out $(OUT)/jacksboro
	$(BIN)/rangering coverage ankara-2020 --out $(OUT)/ankara-2020
	$(BIN)/rangering run raid -n 50 --seed 1 --out $(OUT)/raid
	$(BIN)/rangering replay $(OUT)/raid --replicate 17
	mkdir -p docs/pictures
	cp $(OUT)/jacksboro/coverage-300m-agl.png docs/pictures/jacksboro-300m-agl.png
	cp $(OUT)/ankara-2020/coverage-100m-agl.png docs/pictures/ankara-2020-100m-agl.png
	cp $(OUT)/raid/replay-17/raid.png docs/pictures/raid.png

golden: $(VENV)/.test  ## frozen results, renewed in a commit that says why they moved
	$(BIN)/python -m tests.golden.renew

# Maintainers only. Kept versions stay; `make lock UPGRADE=--upgrade` moves them.
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)
lock: $(VENV)/.test
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.lock
	$(COMPILE) pyproject.toml --group build -o requirements/demo.lock
	$(COMPILE) pyproject.toml --group build --group test --group lint -o requirements/test.lock
	$(COMPILE) -c requirements/test.lock pyproject.toml --group build --group test --group lint --group bench \
	  -o requirements/bench.lock

clean:
	rm -rf $(VENV) $(OUT)
