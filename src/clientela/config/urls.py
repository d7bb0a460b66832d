from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path, re_path


def _not_offered(_request: HttpRequest) -> NoReturn:
    raise Http404


urlpatterns = [
    # Nobody signs up, and a lost password is mended with a sign-in link: no mail leaves this server yet.
    re_path(r"^accounts/(?:signup|email|confirm-email|password/reset)/", _not_offered),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    re_path(r"^accounts/3rdparty/(?:signup/)?$", _not_offered),
    path("accounts/3rdparty/", include("allauth.socialaccount.urls")),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("clientela.web.urls")),
]

handler400 = "clientela.web.errors.bad_request"
handler403 = "clientela.web.errors.permission_denied"
handler404 = "clientela.web.errors.not_found"
handler500 = "clientela.web.errors.server_error"
