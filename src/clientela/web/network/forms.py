"""The weights of ties as a form."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.interactions.enums import Channel
from clientela.relationships.formula import DEPTHS, TieWeights

PLAIN: Final = ("half_life_days", "half_weight", "known_from", "both_ways", "crowd")
RANKS: Final = (1, 2, 3, 4, 5)


def _number(label: Any, help_text: Any, least: str, most: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=7,
        decimal_places=3,
        localize=True,
    )


class TiePolicyForm(forms.Form):
    """All weights of ties, and why they change."""

    half_life_days = forms.IntegerField(
        label=_("Half-life of a contact"),
        min_value=7,
        max_value=3650,
        help_text=_("After so many days a contact weighs half of what it did."),
    )
    half_weight = _number(
        _("Weight of an even tie"),
        _("A tie of this weight has the strength 0.5; twice as much makes 0.67."),
        "0.1",
        "1000",
    )
    known_from = _number(
        _("Known from"),
        _("From this strength on we say that somebody knows a person; below, the tie has faded."),
        "0.01",
        "0.99",
    )
    both_ways = _number(
        _("Both directions"),
        _("What is added for contacts that go both ways, as a share of the part that is matched."),
        "0",
        "10",
    )
    crowd = _number(
        _("Crowd"),
        _("A contact with n people of the client counts for each of them divided by n to this power. 0 means in full."),
        "0",
        "1",
    )
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the version, for those who wonder later."),
    )

    def __init__(self, *args: Any, weights: TieWeights, **kwargs: Any) -> None:
        first = {name: getattr(weights, name) for name in PLAIN}
        first |= {f"depth_{channel}": weights.depth[channel] for channel in DEPTHS}
        first |= {f"rank_{rank}": weights.rank[rank - 1] for rank in RANKS}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        labels = dict(Channel.choices)
        for channel in DEPTHS:
            self.fields[f"depth_{channel}"] = _number(labels[channel], "", "0", "100")
        for rank in RANKS:
            self.fields[f"rank_{rank}"] = _number(_("Rank %(rank)d") % {"rank": rank}, "", "0.01", "10")
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")
            field.widget.attrs.setdefault("inputmode", "decimal")
        self.fields["reason"].widget.attrs.pop("inputmode")

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in their groups."""
        return [
            (_("Strength"), [self[name] for name in PLAIN]),
            (_("Depth of a channel"), [self[f"depth_{channel}"] for channel in DEPTHS]),
            (_("Rank of the person, 1 for the head of the organisation"), [self[f"rank_{rank}"] for rank in RANKS]),
        ]

    def weights(self) -> TieWeights:
        """The weights of the valid form."""
        given = self.cleaned_data
        return dataclasses.replace(
            TieWeights(),
            **{name: given[name] for name in PLAIN},
            depth={channel: given[f"depth_{channel}"] for channel in DEPTHS},
            rank=tuple(given[f"rank_{rank}"] for rank in RANKS),
        )
