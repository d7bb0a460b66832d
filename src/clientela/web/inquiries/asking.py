"""The public page on which anybody asks the firm, with limits against abuse. It shows nothing that the firm knows."""

from __future__ import annotations

import hashlib
import ipaddress
import time
import uuid
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.interactions.actions import receive_inquiry
from clientela.interactions.enums import InquiryChannel

SALT: Final = "clientela.ask"
LEAST_SECONDS: Final = 3
MOST_SECONDS: Final = 12 * 3600
AN_HOUR: Final = 3600
FROM_ONE_ADDRESS: Final = 5
FROM_ALL: Final = 100


class AskForm(forms.Form):
    """What somebody asks. `website` is for programs: no person sees it."""

    caller_name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=300, required=False)
    reach = forms.CharField(
        label=gettext_lazy("Your telephone number or mail address"),
        max_length=300,
        help_text=gettext_lazy("We answer there."),
    )
    subject = forms.CharField(label=gettext_lazy("About"), max_length=200)
    text = forms.CharField(label=gettext_lazy("Your question"), max_length=5_000, widget=forms.Textarea({"rows": 6}))
    website = forms.CharField(required=False, max_length=2_000)
    begun = forms.CharField(widget=forms.HiddenInput, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """The form, and what is sent with it."""
    if request.method == "GET":
        return _page(request, AskForm(initial={"begun": _begun()}))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if form.cleaned_data["website"]:
        # A program that fills in everything hears that all is well, and learns nothing.
        return redirect("ask_thanks")
    token = _token(form.cleaned_data["begun"])
    if token is None:
        sent = request.POST.copy()
        sent["begun"] = _begun()
        form = AskForm(sent)
        form.add_error(None, _("Please wait a moment and send it again."))
        return _page(request, form, status=422)
    if not (_counted(f"ask-{_whence(request)}", FROM_ONE_ADDRESS) and _counted("ask", FROM_ALL)):
        form.add_error(None, _("Too many questions came within the hour. Please call us, or try again later."))
        return _page(request, form, status=429)
    asked = {name: form.cleaned_data[name] for name in ("caller_name", "organisation", "reach", "subject", "text")}
    with acting_as(SYSTEM):
        try:
            receive_inquiry(channel=InquiryChannel.WEB, language=get_language() or "", token=token, by=SYSTEM, **asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _page(request, form, status=422)
    return redirect("ask_thanks")


@require_GET
def thanks(request: HttpRequest) -> HttpResponseBase:
    """What somebody sees who has asked."""
    return render(request, "pages/ask/thanks.html")


def _page(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponseBase:
    return render(request, "pages/ask/page.html", {"form": form}, status=status)


def _begun() -> str:
    return signing.dumps([time.time(), uuid.uuid4().hex], salt=SALT)


def _token(begun: str) -> uuid.UUID | None:
    # The time says that a person may have typed; the number makes the same form sent twice one inquiry.
    try:
        at, number = signing.loads(begun, salt=SALT, max_age=MOST_SECONDS)
    except signing.BadSignature:
        return None
    return uuid.UUID(number) if time.time() - at >= LEAST_SECONDS else None


def _whence(request: HttpRequest) -> str:
    # The address itself is kept nowhere. A household has a whole network of IPv6.
    written = get_adapter().get_client_ip(request)
    try:
        number = ipaddress.ip_address(written)
    except ValueError:
        return hashlib.sha256(written.encode()).hexdigest()
    if number.version == 6:
        written = str(ipaddress.ip_network(f"{number}/64", strict=False))
    return salted_hmac(SALT, written, algorithm="sha256").hexdigest()


def _counted(name: str, most: int) -> bool:
    # Each slot of the hour is taken by `add`, which the table lets one process do: two at once cannot share one.
    hour = int(time.time() // AN_HOUR)
    return any(cache.add(f"{name}-{hour}-{slot}", 1, AN_HOUR) for slot in range(most))
