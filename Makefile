# Two commands: `make run` shows what CoTLens finds here, `make test` checks everything. Both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
NODE := client-vscode/node_modules/.ready

.PHONY: run test fast lint vscode editors vsix bench clean

run: .venv/.run  ## scan this machine's agent logs for this folder; show the demo where there are none
	@if [ "$$($(BIN)/cotlens sessions --format json | head -c 2)" = "[]" ]; then \
		echo "== no agent session of this folder on this machine: cotlens demo"; $(BIN)/cotlens demo; \
	else echo "== cotlens scan"; $(BIN)/cotlens scan; fi

test: .venv/.dev $(NODE) editor other-editors  ## all tests, fast ones first
	@echo "== tests"
	@$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder

fast: .venv/.dev  ## the tests that start no editor and no server
	@$(BIN)/python -m pytest -m "not slow" tests/unit tests/golden tests/property tests/test_architecture.py

lint: .venv/.dev $(NODE)  ## formatting, lint and types of Python and TypeScript
	@$(BIN)/python -m pytest tests/test_lint.py

vscode: .venv/.dev $(NODE) editor  ## the tests in a real VS Code
	@$(BIN)/python -m pytest tests/editors --ignore tests/editors/test_other_editors.py

.PHONY: oldest
oldest: .venv/.dev $(NODE) editor  ## every flow in the oldest VS Code, of which `make test` plays the shorter ones
	@EVERY_VERSION=1 $(BIN)/python -m pytest tests/editors --ignore tests/editors/test_other_editors.py -k 1.100.3

editors: .venv/.dev other-editors  ## the tests in Neovim, Emacs and Vim
	@$(BIN)/python -m pytest tests/editors/test_other_editors.py

TARGETS ?=
vsix: .venv/.dev $(NODE)  ## the VSIX files that carry Python wheels, in dist/: all that can be had, or TARGETS="linux-x64 darwin-arm64"
	@$(BIN)/python client-vscode/package/make_vsix.py $(TARGETS)

bench: .venv/.dev  ## print speed and memory figures (never part of the tests)
	@for b in tests/bench/bench_*.py tests/bench/attribution.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

.PHONY: pictures
pictures: .venv/.dev $(NODE) editor  ## take the pictures of the README and the walkthrough anew
	@$(BIN)/python -m pytest tests/editors/test_views.py -k 1.139.1
	@cp tests/artifacts/views/pictures/*.png client-vscode/media/walkthrough/

.PHONY: editor
editor:
	@bash tests/editors/vscode/setup.sh

# What it cannot get it names; the tests of that editor then fail, and all others still run.
.PHONY: other-editors
other-editors: .venv/.dev
	@PYTHON=$(BIN)/python bash tests/editors/other/setup.sh || true

.venv/.run: pyproject.toml
	@echo "== setting up Python (.venv)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.dev: pyproject.toml
	@echo "== setting up Python with test tools (.venv)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/.run $@

$(NODE): client-vscode/package.json client-vscode/package-lock.json
	@echo "== setting up the VS Code client (client-vscode/node_modules)"
	@cd client-vscode && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	rm -rf .venv .cache build dist tests/artifacts client-vscode/node_modules client-vscode/dist client-vscode/*.vsix
