# make demo: the main job on the shipped samples. make test: all tests. Both set up first, with uv if it is here.
# Needs Python 3.11 or newer and, without uv, its venv module (Debian: apt install python3-venv).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
OUT ?= out

ifdef UV
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: demo test check nightly bench clean

demo: $(READY)
	$(BIN)/bti-docs make samples/risor/sak.yaml --out $(OUT)/risor --force
	$(BIN)/bti-docs make samples/vindafjord/sak.yaml --out $(OUT)/vindafjord --force
	$(BIN)/bti-docs copies samples/risor/sak.yaml --day 2026-08-28 --out $(OUT)/kopier --force

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto

# Ten times as many made-up case histories against the rules; batches killed ten times, and longer ones.
nightly: $(READY)
	BTI_NIGHTLY=1 $(BIN)/python -m pytest tests/test_view_properties.py tests/test_batch_kill.py tests/test_batch_scale.py

bench: $(READY)
	$(BIN)/python -m benchmarks --accept

clean:
	rm -rf $(VENV) $(OUT) dist .bench

# `-e .` with the dependency groups, by uv where it is: seconds instead of a minute.
$(READY): pyproject.toml
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(INSTALL) --editable . --group dev
else
	$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt install python3-venv, or install uv"; exit 1; }
	$(INSTALL) --upgrade "pip>=25.1"
	$(INSTALL) --editable . --group dev
endif
	@touch $(READY)
