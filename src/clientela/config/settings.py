"""Settings, from the environment.

`CLIENTELA_HOME`, `DATABASE_URL`, `CLIENTELA_HOSTS`, `CLIENTELA_HTTPS`, `CLIENTELA_TIME_ZONE`, `CLIENTELA_DEBUG`; for
signing in through an identity provider (OpenID Connect) `CLIENTELA_OIDC_SERVER`, `CLIENTELA_OIDC_CLIENT_ID`,
`CLIENTELA_OIDC_SECRET` and `CLIENTELA_OIDC_NAME`, with the way back `/accounts/oidc/firm/login/callback/`.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from clientela.core import home
from clientela.core.embedded import DATABASE, SUPERUSER, EmbeddedPostgres

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent

SECRET_KEY = home.secret_key()
DEBUG = os.environ.get("CLIENTELA_DEBUG") == "1"
HTTPS = os.environ.get("CLIENTELA_HTTPS") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("CLIENTELA_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "clientela.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "clientela.audit",
    "clientela.accounts",
    "clientela.clients",
    "clientela.contacts",
    "clientela.engagements",
    "clientela.access",
    "clientela.interactions",
    "clientela.relationships",
    "clientela.insights",
    "clientela.exchange",
    "clientela.matching",
    "clientela.web",
]

MIDDLEWARE = [
    "clientela.web.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clientela.web.languages.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clientela.core.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clientela.web.fragments.FragmentMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "clientela.config.urls"
WSGI_APPLICATION = "clientela.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clientela.web.context.frame",
            ]
        },
    }
]


def _database(url: str | None) -> dict[str, object]:
    if not url:
        embedded = EmbeddedPostgres(home.home())
        return {"NAME": DATABASE, "USER": SUPERUSER, "HOST": str(embedded.socket_dir)}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        **_database(os.environ.get("DATABASE_URL")),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _identity_provider() -> dict[str, object]:
    server = os.environ.get("CLIENTELA_OIDC_SERVER")
    if not server:
        return {}
    app = {
        "provider_id": "firm",
        "name": os.environ.get("CLIENTELA_OIDC_NAME", urlsplit(server).hostname or server),
        "client_id": os.environ.get("CLIENTELA_OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("CLIENTELA_OIDC_SECRET", ""),
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_ADAPTER = "clientela.accounts.adapter.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# A code or a passkey is asked for besides the password; a passkey alone is enough, since it is two factors by itself.
MFA_ADAPTER = "clientela.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Clientela"
# Whoever the firm's identity provider vouches for comes in where the mail address is that of a member of staff; nobody
# is entered that way.
SOCIALACCOUNT_ADAPTER = "clientela.accounts.adapter.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = _identity_provider()
# Nobody proves an address by a mail here: the managing partner enters it.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Failed sign-ins are counted here, and must count for every process of the server: so the cache is a table.
# It must have room: a full cache forgets counts that are still running, and whoever fills it could go on.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "clientela.web.errors.csrf_failure"

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = os.environ.get("CLIENTELA_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = home.home() / "static"
NODE_MODULES = Path(os.environ.get("CLIENTELA_NODE_MODULES", PROJECT / "node_modules"))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clientela.config.vendor.VendorFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(home.home() / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CLIENTELA_LOG", "WARNING")},
}
