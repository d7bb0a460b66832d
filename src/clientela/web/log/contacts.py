"""One logged contact: read, changed, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.permissions import Permission, Role
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.interactions.actions import change_interaction, remove_interaction
from clientela.interactions.enums import Channel, Reaction
from clientela.interactions.queries import LoggedContact, files_of, logged_contact
from clientela.web.access import StaffRequest, may, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import back, done
from clientela.web.parameters import address


class ContactForm(forms.Form):
    """The words of a contact, to be mended afterwards."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    subject = forms.CharField(label=gettext_lazy("About"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("What was said"), required=False, max_length=100_000, widget=forms.Textarea({"rows": 6})
    )
    proposal = forms.CharField(label=gettext_lazy("What was proposed"), required=False, max_length=300)
    reaction = forms.TypedChoiceField(
        label=gettext_lazy("How they took it"),
        required=False,
        choices=[("", "–"), *Reaction.choices],
        coerce=int,
        empty_value=None,
    )
    promised = forms.CharField(label=gettext_lazy("What was promised"), required=False, max_length=300)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=100_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_CLIENTS)
def contact(request: StaffRequest, interaction_id: int) -> HttpResponseBase:
    """One contact whole; a form that was sent changes its words."""
    logged = logged_contact(interaction_id)
    shown = {name: getattr(logged, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_interaction(
                interaction_id=interaction_id, changes=form.cleaned_data, was=_was(request.POST), by=request.user
            )
        except EditClash as clash:
            labels = {name: field.label for name, field in form.fields.items()}
            return clash_page(request, clash, labels=labels)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The contact was changed."))
            return redirect("logged", interaction_id)
    context = {
        "logged": logged,
        "files": files_of(interaction_id),
        "form": form,
        "was": {name: form[name].initial for name in form.fields},
        "may_change": may(request.user, Permission.LOG_CONTACTS),
        "may_remove": _may_remove(request, logged),
    }
    return render(request, "pages/log/contact.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.LOG_CONTACTS)
def remove(request: StaffRequest, interaction_id: int) -> HttpResponseBase:
    """Take a contact out of the log."""
    client_id = logged_contact(interaction_id).client_id
    remove_interaction(interaction_id=interaction_id, by=request.user)
    done(request, _("The contact was removed."))
    return back(request, address("client_timeline", client_id))


def _was(sent: QueryDict) -> dict[str, Any]:
    # What the form showed, read as the form reads what was typed, so that the two can be compared.
    earlier = ContactForm({name: sent.get(f"was_{name}", "") for name in ContactForm.base_fields})
    earlier.is_valid()
    return {name: value for name, value in earlier.cleaned_data.items() if f"was_{name}" in sent}


def _may_remove(request: StaffRequest, logged: LoggedContact) -> bool:
    own = logged.logged_by_id == request.user.pk or request.user.role == Role.MANAGING_PARTNER
    return own and may(request.user, Permission.LOG_CONTACTS)
