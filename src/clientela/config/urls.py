from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("clientela.web.urls")),
]

handler400 = "clientela.web.errors.bad_request"
handler403 = "clientela.web.errors.permission_denied"
handler404 = "clientela.web.errors.not_found"
handler500 = "clientela.web.errors.server_error"
