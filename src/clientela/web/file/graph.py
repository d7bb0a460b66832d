"""The organisations around a client as the chart takes them. The shape is described at the head of `relations.js`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from clientela.clients.enums import RelationKind
from clientela.clients.queries import FileScreen, RelatedClient, relations_among

MOST: Final = 14
AROUND: Final = (
    RelationKind.PARENT,
    RelationKind.INVESTOR,
    RelationKind.PARTNER,
    RelationKind.CUSTOMER,
    RelationKind.SUBSIDIARY,
    RelationKind.INVESTEE,
    RelationKind.SUPPLIER,
    RelationKind.COMPETITOR,
)
"""The kinds in the order in which they stand around the client, clockwise from the top."""


def graph(screen: FileScreen, running: Sequence[RelatedClient]) -> dict[str, Any]:
    """The client in the middle, those around it by kind, and the relations among these; `MOST` of them at most."""
    by_client: dict[int, RelatedClient] = {}
    for one in running:
        by_client.setdefault(one.id, one)
    order = {kind.value: place for place, kind in enumerate(AROUND)}
    drawn = sorted(by_client.values(), key=lambda one: (order[one.kind], one.name, one.id))[:MOST]
    place = {one.id: index for index, one in enumerate(drawn)}
    labels = dict(RelationKind.choices)
    return {
        "data": {
            "centre": screen.name,
            "nodes": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "label": " · ".join(str(labels[other.kind]) for other in running if other.id == one.id),
                    "href": reverse("client_file", args=[one.id]),
                }
                for one in drawn
            ],
            "among": [
                {"from": place[one], "to": place[other], "label": str(labels[kind])}
                for one, other, kind in relations_among(list(place))
            ],
        },
        "strings": {"more": _("%(count)s more in the table") % {"count": len(by_client) - len(drawn)}}
        if len(by_client) > len(drawn)
        else {},
    }
