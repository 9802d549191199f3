# make demo: the main job on the shipped samples. make test: all tests. Both set up first, with uv if it is here.
# Needs Python 3.11 or newer and, without uv, its venv module (Debian: apt install python3-venv).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
OUT ?= out

.PHONY: demo test check bench clean

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

bench: $(READY)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(OUT) dist

# `-e .` with the dependency groups, by uv where it is: seconds instead of a minute.
$(READY): pyproject.toml
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --editable . --group dev
else
	$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt install python3-venv, or install uv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
endif
	@touch $(READY)
