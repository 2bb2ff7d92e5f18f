# The verbs people and CI share. `make` sets up what it needs in .venv; nothing else is installed by hand.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: setup demo test check schemas docs bench faults audit clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade pip
	$(RUN)/python -m pip install --quiet --editable . --group dev
	touch $@

setup: $(VENV)/.ready
