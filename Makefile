# make demo · make test · make check · make bench. Everything else is manage.py.
PYTHON_IN_VENV := .venv/bin/python
WORKERS ?= 2
# What an installation sets at the least (docs/operations.md).
PRODUCTION := SITE_URL=https://erp.example.com ALLOWED_HOSTS=erp.example.com TRUSTED_PROXIES=1 EMAIL_URL=smtp+tls://u:p@mail.example.com:587

.PHONY: demo setup setup-dev test access check bench lock format messages

demo: setup
	@$(PYTHON_IN_VENV) manage.py demo

setup:
	@PYTHON="$(PYTHON)" ./bootstrap requirements.lock

setup-dev:
	@PYTHON="$(PYTHON)" ./bootstrap requirements-dev.lock

test: setup-dev
	$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist loadgroup

# Every page in each language, scheme and size: `make test` looks at half of these.
access: setup-dev
	ACCESS=everything $(PYTHON_IN_VENV) -m pytest tests/browser/test_access.py -n $(WORKERS) --dist loadgroup

check: setup-dev
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON_IN_VENV) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON_IN_VENV) manage.py check --deploy --fail-level WARNING

bench: setup-dev
	$(PYTHON_IN_VENV) -m tests.bench

format: setup-dev
	$(PYTHON_IN_VENV) -m ruff check --fix .
	$(PYTHON_IN_VENV) -m ruff format .

# Needs gettext. Collects every sentence of the code, then compiles; the sentences without Spanish are left to fill in.
messages:
	SECRET_KEY=- FIELD_KEYS=- $(PYTHON_IN_VENV) manage.py makemessages --locale es --extension html,txt,py --no-wrap --no-location --no-obsolete --ignore ".venv/*" --ignore "tests/*" --ignore "demo/*" --ignore "connectors/xero/sandbox/*"
	msgfmt --check-format --output-file=erp_integrations/locale/es/LC_MESSAGES/django.mo erp_integrations/locale/es/LC_MESSAGES/django.po

# Needs uv. The lock files hold hashes and no addresses.
lock:
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.12 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.12 pyproject.toml --extra dev -o requirements-dev.lock
