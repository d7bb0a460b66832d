from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("clientela.web.entry.urls")),
    path("portfolio/", include("clientela.web.portfolio.urls")),
    path("", include("clientela.web.file.urls")),
    path("clients/", include("clientela.web.clients.urls")),
    path("data/", include("clientela.web.data.urls")),
    path("policy/", include("clientela.web.policy.urls")),
    path("", include("clientela.web.walls.urls")),
    path("", include("clientela.web.history.urls")),
    path("staff/", include("clientela.web.staff.urls")),
    path("me/", include("clientela.web.account.urls")),
    path("privacy/", include("clientela.web.privacy.urls")),
    path("", include("clientela.web.log.urls")),
    path("", include("clientela.web.inquiries.urls")),
    path("", include("clientela.web.people.urls")),
    path("", include("clientela.web.engagements.urls")),
    path("", include("clientela.web.conflicts.urls")),
    path("", include("clientela.web.network.urls")),
    path("", include("clientela.web.handover.urls")),
    path("gallery/", include("clientela.web.gallery.urls")),
]
