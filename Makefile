# make run    the site on http://127.0.0.1:8000/
# make test   the whole test suite; beside it the tests of the site again on PostgreSQL and Redis
# Both set everything up first; they need Python 3.11 or later, make and a network.

SHELL := /bin/sh
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
ADDRESS ?= 127.0.0.1:8000
BIN := .venv/bin
LOCKED := requirements/test.txt
# Named by the hash of the locked requirements: another lock is another stamp, and installs again.
STAMP := .venv/installed-$(shell $(or $(PYTHON),true) -c "import hashlib; print(hashlib.sha256(open('$(LOCKED)', 'rb').read()).hexdigest()[:16])")
COMPILE := $(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: install run test tools check bench fuzz serving lighthouse screenshots guide lock messages weights

install: $(STAMP)

$(STAMP): $(LOCKED)
	@test -n "$(PYTHON)" || { echo "mesoinfo needs Python 3.11 or later: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $(LOCKED)
	@rm -f .venv/installed-*
	@touch $@

run: install
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py load_content
	$(BIN)/python manage.py runserver $(ADDRESS)

# Three lanes for two cores, as a browser waits much: the core and then the browser, seen as it comes; the site;
# the site again on PostgreSQL with Redis, and then the story of an editor in a browser.
LAST := tests/browser/test_story.py
test: install
	@logs=$$(mktemp -d); \
	$(BIN)/pytest tests/web >"$$logs/site" 2>&1 & site=$$!; \
	{ status=0; $(BIN)/python -m tests.services || status=$$?; $(BIN)/pytest $(LAST) || status=$$?; \
	exit "$$status"; } >"$$logs/services" 2>&1 & services=$$!; \
	status=0; $(BIN)/pytest --ignore=tests/web $(LAST:%=--ignore=%) || status=$$?; \
	wait "$$site" || status=$$?; wait "$$services" || status=$$?; \
	cat "$$logs/site" "$$logs/services"; rm -rf "$$logs"; exit "$$status"

# Checkers that are no Python packages, for tests that are skipped without them; they need npm and Java.
tools: install
	$(BIN)/python -m tests.tools

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/python manage.py makemigrations --check --dry-run
	env -u MESOINFO_DEBUG -u MESOINFO_HTTPS MESOINFO_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	MESOINFO_ALLOWED_HOSTS=www.example.org \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: install
	$(BIN)/python -m tests.bench

fuzz: install
	$(BIN)/python -m tests.fuzz_reader --minutes 5 --seed "$$(date +%s)"

serving: install
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/server.txt

lighthouse: serving
	$(BIN)/python -m tests.lighthouse

screenshots: serving
	$(BIN)/python -m tests.screenshots

# The pictures of docs/editors-guide.md, drawn by the test that does its steps.
guide: install
	MESOINFO_TEST_DRAW_GUIDE=1 $(BIN)/pytest -q tests/browser/test_story.py

lock: install
	$(COMPILE) --output-file requirements/base.txt requirements/base.in
	$(COMPILE) --output-file requirements/server.txt requirements/server.in
	$(COMPILE) --output-file requirements/test.txt requirements/test.in
	$(COMPILE) --output-file requirements/learn.txt requirements/learn.in

# content/data/weights.json, learned anew from the pages and cases of the tests.
weights: install
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/learn.txt
	$(BIN)/python -m tests.learn_weights

ENGLISH := locale/en_GB/LC_MESSAGES/django.po
# The words of the interface: collected, English filled with itself, all compiled. Needs GNU gettext.
messages: install
	$(BIN)/python manage.py makemessages --locale en_GB --locale tr --no-wrap --add-location file --no-obsolete \
		--ignore '.venv' --ignore 'tests' --ignore 'templates/admin'
	msgattrib --clear-fuzzy --empty --no-wrap --add-location=file --output-file $(ENGLISH) $(ENGLISH)
	msgen --no-wrap --add-location=file --output-file $(ENGLISH) $(ENGLISH)
	$(BIN)/python manage.py compilemessages --locale en_GB --locale tr --ignore '.venv'
