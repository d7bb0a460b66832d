"""The policy of inquiries: within how many working hours they are answered, and to whom overdue ones go up."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.core.errors import Refused
from clientela.interactions import queries
from clientela.interactions.actions import set_clocks, set_desk_heads
from clientela.interactions.clocks import CLOSES, OPENS, USUAL_HOURS
from clientela.interactions.enums import InquiryChannel
from clientela.web.access import StaffRequest, requires
from clientela.web.doing import done

EMPTY_ROWS: Final = 2
MOST_ROWS: Final = 100

Row = tuple[str, str, str]


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def clocks(request: StaffRequest) -> HttpResponseBase:
    """Show the clocks and heads in force; a form that was sent puts others in force."""
    error = ""
    if request.method == "POST":
        rows = _typed(request)
        try:
            if request.POST.get("what") == "heads":
                set_desk_heads(heads=_heads(request), by=request.user)
            else:
                set_clocks(clocks=[_clock(row) for row in rows], by=request.user)
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("In force from now on. Inquiries that came before keep their day."))
            return redirect("clocks")
    else:
        rows = [(channel, str(desk or ""), str(hours)) for channel, desk, hours in queries.clocks()]
    context = {
        "rows": [*rows, *[("", "", "")] * EMPTY_ROWS],
        "channels": InquiryChannel.choices,
        "desks": queries.desks(),
        "staff": staff(),
        "usual": [(label, USUAL_HOURS[value]) for value, label in InquiryChannel.choices],
        "opens": OPENS,
        "closes": CLOSES,
        "error": error,
    }
    return render(request, "pages/inquiries/clocks.html", context, status=422 if error else 200)


def _typed(request: HttpRequest) -> list[Row]:
    lists = (request.POST.getlist(name)[:MOST_ROWS] for name in ("channel", "desk", "hours"))
    return [row for row in zip(*lists, strict=False) if row[2].strip()]


def _clock(row: Row) -> tuple[str, int | None, int]:
    channel, desk, hours = (text.strip() for text in row)
    if channel not in ("", *InquiryChannel.values) or not _number(hours) or (desk and not _number(desk)):
        raise Refused(_("A clock needs its working hours, a whole number such as 4."))
    return channel, int(desk) if desk else None, int(hours)


def _heads(request: HttpRequest) -> dict[int, int | None]:
    heads: dict[int, int | None] = {}
    for desk_id, _name, _head in queries.desks():
        chosen = request.POST.get(f"head_{desk_id}")
        if chosen is not None:
            heads[desk_id] = int(chosen) if _number(chosen) else None
    return heads


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
