"""Inquiries: the open ones with their clocks, one with its log, and what is done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.core.errors import NotFound, Refused
from clientela.interactions import actions, queries
from clientela.interactions.enums import InquiryChannel
from clientela.web.access import StaffRequest, may, requires
from clientela.web.choosing import ClientField, Unclear, chosen_client
from clientela.web.doing import back, done
from clientela.web.parameters import address, choice_asked, text_asked

PAGE: Final = 50


class InquiryForm(forms.Form):
    """What somebody asked by telephone, at the counter, by mail."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=InquiryChannel.choices)
    subject = forms.CharField(label=gettext_lazy("About"), max_length=300)
    caller_name = forms.CharField(label=gettext_lazy("Who asks"), max_length=200, required=False)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=300, required=False)
    reach = forms.CharField(label=gettext_lazy("How to reach them"), max_length=300, required=False)
    text = forms.CharField(
        label=gettext_lazy("What they ask"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4})
    )
    client = ClientField(label=gettext_lazy("Client, where it is one already"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        desks = [(number, name) for number, name, _head in queries.desks()]
        self.fields["desk_id"] = forms.TypedChoiceField(
            label=gettext_lazy("Desk"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", gettext_lazy("none in particular")), *desks],
        )
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


@require_GET
@requires(Permission.TAKE_INQUIRIES)
def inquiries(request: StaffRequest) -> HttpResponseBase:
    """Open inquiries by desk, mine and those that nobody has taken, or the settled ones."""
    show = choice_asked(request, "show", ("all", "settled")) or "mine"
    after = text_asked(request, "after") or None
    if show == "settled":
        page = queries.settled_inquiries(after=after, limit=PAGE)
    else:
        concerning = request.user.pk if show == "mine" else None
        page = queries.open_inquiries(concerning=concerning, after=after, limit=PAGE)
    context = {
        "page": page,
        "show": show,
        "after": after,
        "groups": _by_desk(page.rows),
        "now": timezone.now(),
        "may_set_clocks": may(request.user, Permission.CHANGE_POLICY),
    }
    return render(request, "pages/inquiries/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TAKE_INQUIRIES)
def new(request: StaffRequest) -> HttpResponseBase:
    """Write down what came in: it is then the own of who does so."""
    form = InquiryForm(request.POST or None, initial={"token": uuid.uuid4(), "channel": InquiryChannel.PHONE})
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        try:
            received = actions.receive_inquiry(client_id=wanted.pop("client"), by=request.user, **wanted)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Written down; it is yours until it is answered or somebody else accepts it."))
            return redirect("inquiry", received.pk)
    return render(request, "pages/inquiries/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@requires(Permission.TAKE_INQUIRIES)
def inquiry(request: StaffRequest, inquiry_id: int) -> HttpResponseBase:
    """One inquiry with its log and what can be done with it."""
    screen = queries.inquiry(inquiry_id)
    line = screen.line
    decides = request.user.pk in (line.owner_id, line.raised_to_id) or may(request.user, Permission.HAND_OVER)
    context = {
        "screen": screen,
        "line": line,
        "now": timezone.now(),
        "offered_to_me": line.offered_to_id == request.user.pk,
        "decides": decides and line.owner_id is not None,
        "may_settle": line.owner_id is None or decides,
        "becomes": line.organisation or line.caller_name,
        "may_add_client": may(request.user, Permission.EDIT_CLIENTS),
        "may_check": may(request.user, Permission.CHECK_CONFLICTS),
        "staff": [one for one in staff() if one.id != line.owner_id],
    }
    return render(request, "pages/inquiries/one.html", context)


@require_POST
@requires(Permission.TAKE_INQUIRIES)
def act_on(request: StaffRequest, inquiry_id: int, deed: str) -> HttpResponseBase:
    """Do one thing with an inquiry."""
    if deed not in DEEDS:
        raise Http404
    said, deed_of = DEEDS[deed]
    try:
        deed_of(request, inquiry_id)
    except (Refused, Unclear) as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, str(said))
    return back(request, address("inquiry", inquiry_id))


def _noted(request: StaffRequest) -> str:
    return request.POST.get("note", "")


def _offer(request: StaffRequest, inquiry_id: int) -> None:
    to = request.POST.get("to", "")
    if not (to.isascii() and to.isdecimal() and len(to) < 19):
        raise NotFound
    actions.offer_inquiry(inquiry_id=inquiry_id, to_user_id=int(to), note=_noted(request), by=request.user)


def _link(request: StaffRequest, inquiry_id: int) -> None:
    client_id = chosen_client(request.POST, "client")
    actions.link_inquiry(inquiry_id=inquiry_id, client_id=client_id, by=request.user)


Deed = Callable[[StaffRequest, int], object]

DEEDS: Final[dict[str, tuple[Any, Deed]]] = {
    "take": (
        gettext_lazy("It is yours now."),
        lambda request, number: actions.take_inquiry(inquiry_id=number, by=request.user),
    ),
    "offer": (gettext_lazy("Offered; it stays with its owner until it is accepted."), _offer),
    "withdraw": (
        gettext_lazy("The offer was withdrawn."),
        lambda request, number: actions.withdraw_offer(inquiry_id=number, by=request.user),
    ),
    "accept": (
        gettext_lazy("It is yours now."),
        lambda request, number: actions.accept_inquiry(inquiry_id=number, by=request.user),
    ),
    "decline": (
        gettext_lazy("Declined; it stays with its owner."),
        lambda request, number: actions.decline_inquiry(inquiry_id=number, note=_noted(request), by=request.user),
    ),
    "note": (
        gettext_lazy("Noted."),
        lambda request, number: actions.note_inquiry(inquiry_id=number, note=_noted(request), by=request.user),
    ),
    "answer": (
        gettext_lazy("Answered."),
        lambda request, number: actions.answer_inquiry(inquiry_id=number, answer=_noted(request), by=request.user),
    ),
    "drop": (
        gettext_lazy("Dropped."),
        lambda request, number: actions.drop_inquiry(inquiry_id=number, reason=_noted(request), by=request.user),
    ),
    "reopen": (
        gettext_lazy("It is open again, and yours."),
        lambda request, number: actions.reopen_inquiry(inquiry_id=number, by=request.user),
    ),
    "link": (gettext_lazy("The inquiry was linked."), _link),
}


def _by_desk(rows: list[queries.InquiryLine]) -> list[tuple[str, list[queries.InquiryLine]]]:
    desks: dict[str, list[queries.InquiryLine]] = {}
    for row in rows:
        desks.setdefault(row.desk, []).append(row)
    return sorted(desks.items())
