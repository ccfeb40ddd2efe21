"""Settings from the environment; with none, one folder holds everything (docs/reference/settings.md)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from lienthu.config import mail
from lienthu.config.secret import load_or_make_secret


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LIENTHU_DATA", "data")).resolve()

DEBUG = _flag("LIENTHU_DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY") or load_or_make_secret(DATA)
ALLOWED_HOSTS = os.environ.get("LIENTHU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LIENTHU_ORIGINS", "").split(",") if origin]

# Our rooms come first: their templates and translations stand before those of the packages.
INSTALLED_APPS = [
    "lienthu.kernel",
    "lienthu.ui",
    "lienthu.registry",
    "lienthu.accounts",
    "lienthu.catalogue",
    "lienthu.union",
    "lienthu.repository",
    "lienthu.discovery",
    "lienthu.config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lienthu.kernel.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lienthu.kernel.middleware.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lienthu.kernel.middleware.ActorMiddleware",
    "lienthu.kernel.middleware.ClosedByDefaultMiddleware",
]

ROOT_URLCONF = "lienthu.config.urls"
WSGI_APPLICATION = "lienthu.config.wsgi.application"
ACTOR_PROVIDER = "lienthu.accounts.actors.actor_for"
#: Views of other packages that may be called; all of ours declare their access one by one.
DECLARED_VIEW_PREFIXES = [
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "django.views.static",
    "django.views.i18n",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]
FORM_RENDERER = "lienthu.ui.forms.Renderer"


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'lienthu.sqlite3'}"
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=300))
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "lienthu.kernel.sqlite3"
        # Django's default (deferred) transactions lost 253 of 600 concurrent writes; IMMEDIATE lost none.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
                # 64 MB of log between checkpoints: a page that an import changes ten times is written back once.
                "PRAGMA wal_autocheckpoint=16000; PRAGMA journal_size_limit=67108864;"
            ),
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SEARCH_URL = os.environ.get("SEARCH_URL", f"tantivy://{DATA / 'index'}")
# Shared by all processes: it counts failed sign-ins and remembers used one-time codes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["lienthu.config.formats"]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("LIENTHU_STATIC", DATA / "static"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _flag("LIENTHU_STATIC_HASHED", False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _flag("LIENTHU_STATIC_HASHED", False)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # TCVN 14423:2026 as summarised in the domain notes: 14 characters, or 8 with a second factor.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "lienthu.config.views.csrf_failed"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_ADAPTER = "lienthu.accounts.adapter.AccountAdapter"
# Names are locked by accounts.actions.lockout; here floods from one address (a school may share one), and guesses
# at one account's second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/5m/key"}
# Nobody can open an account, so a letter to a stranger would only be a nuisance.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "lienthu.accounts.key_forms.AddKeyForm",
    "edit_webauthn": "lienthu.accounts.key_forms.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Letters hold links that open accounts: into a folder of the operator's, never into the log.
globals().update(
    mail.settings(
        os.environ.get("LIENTHU_SMTP_URL", ""), DATA / "mail", os.environ.get("LIENTHU_MAIL_FROM", "lienthu@localhost")
    )
)

SECURE_COOKIES = _flag("LIENTHU_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE_COOKIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

#: The largest catalogue file that is taken in, in bytes.
IMPORT_MAX_BYTES = int(os.environ.get("LIENTHU_IMPORT_MAX_BYTES", 2 * 1024**3))
#: A full catalogue that lacks more than this share of a library's records withdraws none without a person's word.
IMPORT_WITHDRAW_SHARE = float(os.environ.get("LIENTHU_IMPORT_WITHDRAW_SHARE", "0.5"))
#: The largest file of a deposit, in bytes.
DEPOSIT_MAX_BYTES = int(os.environ.get("LIENTHU_DEPOSIT_MAX_BYTES", 10 * 1024**3))
#: Folders in this one may be watched for deliveries of agencies. Empty: none.
WATCH_ROOT = os.environ.get("LIENTHU_WATCH_ROOT", "")
#: The name assigning authority number of this house's ARKs; 99999 is for tests and names nobody.
ARK_NAAN = os.environ.get("LIENTHU_ARK_NAAN", "99999")
#: Every master is read again within so many days, at most so many megabytes a second (0: no limit).
FIXITY_DAYS = int(os.environ.get("LIENTHU_FIXITY_DAYS", "90"))
FIXITY_MB_PER_SECOND = int(os.environ.get("LIENTHU_FIXITY_MB_PER_SECOND", "20"))
#: Where the malware scanner listens.
CLAMD_SOCKET = os.environ.get("LIENTHU_CLAMD", str(DATA / "clamav" / "clamd.sock"))
#: Files of one form: a deposit's without scripts (with them each goes by itself). Above it the page says so.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024**2
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LIENTHU_LOG", "WARNING")},
}
