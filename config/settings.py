"""Settings, read top to bottom; every variable comes from the environment (or from a file `.env` beside manage.py)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.csp import CSP

from config.secrets import keep_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(BASE_DIR / ".env")
keep_secrets(VAR_DIR / "secrets.env")

# What this installation is

SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS = env.list("FIELD_KEYS")
# Seals the events. Never changed: what was sealed with another key can no longer be proved.
HISTORY_KEY = env.str("HISTORY_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where people reach the tool: links in mails and on the bills in Xero begin with it.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

# Signing in

# How many proxies of our own stand in front: each adds an entry to X-Forwarded-For, and no other entry is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
# Of whom a second factor is wanted: none, approvers (and admins), all.
SECOND_FACTOR_REQUIRED = env.str("SECOND_FACTOR_REQUIRED", default="none")
# Whether passwords let people in. Without, only superusers keep theirs, for the day on which the provider is away.
PASSWORD_LOGIN = env.bool("PASSWORD_LOGIN", default=True)
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="Single sign-on")
OIDC_CREATE_PEOPLE = env.bool("OIDC_CREATE_PEOPLE", default=False)

# Xero

XERO_CLIENT_ID = env.str("XERO_CLIENT_ID", default="")
XERO_CLIENT_SECRET = env.str("XERO_CLIENT_SECRET", default="")
XERO_API_URL = env.str("XERO_API_URL", default="https://api.xero.com").rstrip("/")
XERO_IDENTITY_URL = env.str("XERO_IDENTITY_URL", default="https://identity.xero.com").rstrip("/")
XERO_LOGIN_URL = env.str("XERO_LOGIN_URL", default="https://login.xero.com").rstrip("/")
# Where people look at what is in Xero. The stand-in has no such pages, so nothing leads there.
XERO_PAGES_URL = "https://go.xero.com" if XERO_API_URL == "https://api.xero.com" else ""
XERO_CALLS_PER_MINUTE = env.int("XERO_CALLS_PER_MINUTE", default=60)
XERO_CALLS_PER_DAY = env.int("XERO_CALLS_PER_DAY", default=5000)
XERO_CONCURRENT_CALLS = env.int("XERO_CONCURRENT_CALLS", default=4)

# Django

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    # Before the admin, so that its templates are found first.
    "erp_integrations",
    "erp_integrations.admin.site.ErpAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_q",
    "axes",
]
MIDDLEWARE = [
    "erp_integrations.admin.origins.ScreenOrigin",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "erp_integrations.admin.permitted_features.PermittedFeatures",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "erp_integrations.admin.language.PersonsLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    # What stands behind these two sees nobody whose session is over, or whose second factor is still missing.
    "erp_integrations.admin.session_ends.SessionEnds",
    "erp_integrations.admin.second_factor_gate.SecondFactorGate",
    "erp_integrations.admin.leading_back.LeadsBack",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "erp_integrations.admin.language.languages",
            ]
        },
    }
]

# Database. SQLite in WAL mode with IMMEDIATE transactions: no "database is locked" under several processes
# (docs/decisions/0003-sqlite-and-postgresql.md). Requests are not atomic as a whole; the services are.

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'erp_integrations.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 600
IS_IN_A_FILE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_IN_A_FILE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY",
    }

# How the trail of events ended each time it was proved, noted outside the database (docs/operations.md): beside
# SQLite's file, so that each database has its own.
HISTORY_SEALS = env.str(
    "HISTORY_SEALS",
    default=f"{DATABASES['default']['NAME']}.seals" if IS_IN_A_FILE else str(VAR_DIR / "history.seals"),
)

# The queue only wakes the worker; what is to be done, and how often it was tried, is in our own tables.

Q_CLUSTER = {
    "name": "erp_integrations",
    "orm": "default",
    "workers": 2,
    "timeout": 600,
    "retry": 1800,
    "max_attempts": 1,
    "ack_failures": True,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 0.5,
    "save_limit": 0,
    "catch_up": False,
    "label": "Queue",
}

# Mail

EMAIL = env.email_url("EMAIL_URL", default="consolemail://")
SMTP_OPTIONS = {
    "host": EMAIL["EMAIL_HOST"],
    "port": EMAIL["EMAIL_PORT"],
    "username": EMAIL["EMAIL_HOST_USER"],
    "password": EMAIL["EMAIL_HOST_PASSWORD"],
    "use_tls": EMAIL.get("EMAIL_USE_TLS", False),
    "use_ssl": EMAIL.get("EMAIL_USE_SSL", False),
    "timeout": 20,
}
FILE_OPTIONS = {"file_path": EMAIL["EMAIL_FILE_PATH"]}
MAIL_OPTIONS = {"smtp": SMTP_OPTIONS, "filebased": FILE_OPTIONS}
MAILERS = {
    "default": {
        "BACKEND": EMAIL["EMAIL_BACKEND"],
        "OPTIONS": MAIL_OPTIONS.get(EMAIL["EMAIL_BACKEND"].split(".")[-2], {}),
    }
}
DEFAULT_FROM_EMAIL = env.str(
    "EMAIL_FROM", default=f"ERP Integrations <erp-integrations@{urlsplit(SITE_URL).hostname or 'localhost'}>"
)

# Language and time

# The language of whoever has not chosen one, and whose browser asks for none of these: en or es.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
# Each by its own name, so that whoever knows no other finds it.
LANGUAGES = [("en", "English"), ("es", "Español")]
FORMAT_MODULE_PATH = "erp_integrations.formats"
# The language of the mails to people who have not chosen one, where it is another than that of the screens.
MAIL_LANGUAGE = env.str("MAIL_LANGUAGE", default=LANGUAGE_CODE)
LOCALE_PATHS = [BASE_DIR / "erp_integrations" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files. Served by the tool itself, straight from the source folders: nothing has to be collected first.

STATIC_URL = "static/"
# Nothing is collected, so there is no folder to collect into.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

# What one upload of records may weigh, all its files together. More is read and forgotten.
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "erp_integrations.admin.upload_quota.QuotaHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Security. Nothing is loaded from another host, and no page holds a script or a style of its own.

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # Connecting ends on Xero's consent page, and browsers count that redirect as part of the form.
    "form-action": [CSP.SELF, XERO_LOGIN_URL],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
IS_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
# The server ends sessions (SESSION_HOURS); the cookie outlasts them by a day, so that people are told why.
SESSION_COOKIE_AGE = (SESSION_HOURS + 24) * 60 * 60
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # Before whatever says yes: a person who is marked as view-only may do no more than view.
    "erp_integrations.backends.ViewOnlyBackend",
    "django.contrib.auth.backends.ModelBackend",
    "erp_integrations.deputies.DeputyBackend",
]
# How long a link for a new password works.
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Wrong passwords: after five for a name from an address, or fifty from an address, a quarter of an hour passes.
AXES_FAILURE_LIMIT = 5
ADDRESS_FAILURE_LIMIT = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HANDLER = "erp_integrations.services.signing_in.throttling.LockHandler"
AXES_CLIENT_IP_CALLABLE = "erp_integrations.services.signing_in.addresses.counted_address"
AXES_LOCKOUT_CALLABLE = "erp_integrations.admin.locked_out.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# Who signed in stands among our own events.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]

# A bulk action may name every record of a long list.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "config.refusals.OneLineRefusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    # What the worker's log is to tell whatever its level: how the trail ended each time it was proved.
    "loggers": {"erp_integrations.services.seals_noted": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
