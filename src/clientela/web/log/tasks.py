"""The page of tasks: what each is to do by when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.queries import client_header
from clientela.core.errors import NotFound, Refused
from clientela.interactions import actions, queries
from clientela.web.access import StaffRequest, requires
from clientela.web.choosing import ClientField
from clientela.web.doing import back, done
from clientela.web.parameters import address, choice_asked, number_asked, text_asked

PAGE = 50


class TaskForm(forms.Form):
    """A task that no contact has led to."""

    title = forms.CharField(label=gettext_lazy("What to do"), max_length=300)
    due = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    client = ClientField(label=gettext_lazy("Client"), required=False)
    owner = forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [(one.id, one.name) for one in staff()]  # type: ignore[attr-defined]
        for name in ("title", "due"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["owner"].widget.attrs["class"] = "form-select"


@require_GET
@requires(Permission.LOG_CONTACTS)
def tasks(request: StaffRequest) -> HttpResponseBase:
    """My open tasks, or those of a colleague or of all; done and dropped ones on request."""
    whose = choice_asked(request, "whose", ("mine", "all")) or "mine"
    owner = number_asked(request, "owner") or (request.user.pk if whose == "mine" else None)
    settled = choice_asked(request, "state", ("done",)) is not None
    after = text_asked(request, "after") or None
    context = {
        "page": queries.tasks(owner_id=owner, settled=settled, after=after, limit=PAGE),
        "whose": whose if not number_asked(request, "owner") else "",
        "owner": owner,
        "settled": settled,
        "after": after,
        "staff": staff(),
        "today": timezone.localdate(),
    }
    return render(request, "pages/tasks/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_CONTACTS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Write a task down."""
    client_id = number_asked(request, "client")
    initial = {"client": client_id, "owner": request.user.pk, "due": timezone.localdate()}
    form = TaskForm(request.POST or None, initial=initial)
    if client_id is not None:
        form.fields["client"].widget.shown = client_header(client_id).name
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            actions.add_task(
                title=wanted["title"],
                owner_id=wanted["owner"],
                due=wanted["due"],
                client_id=wanted["client"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The task was written down."))
            return back(request, address("tasks"))
    return render(request, "pages/tasks/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(Permission.LOG_CONTACTS)
def finish(request: StaffRequest, task_id: int) -> HttpResponseBase:
    """Mark a task as done."""
    task = actions.finish_task(task_id=task_id, by=request.user)
    done(request, _("Done: %(title)s") % {"title": task.title})
    return back(request, address("tasks"))


@require_POST
@requires(Permission.LOG_CONTACTS)
def drop(request: StaffRequest, task_id: int) -> HttpResponseBase:
    """Give a task up."""
    task = actions.drop_task(task_id=task_id, by=request.user)
    done(request, _("Dropped: %(title)s") % {"title": task.title})
    return back(request, address("tasks"))


@require_POST
@requires(Permission.LOG_CONTACTS)
def reopen(request: StaffRequest, task_id: int) -> HttpResponseBase:
    """Take a task up again."""
    actions.reopen_task(task_id=task_id, by=request.user)
    done(request, _("The task is open again."))
    return back(request, address("tasks"))


@require_POST
@requires(Permission.LOG_CONTACTS)
def give(request: StaffRequest, task_id: int) -> HttpResponseBase:
    """Give a task to a colleague."""
    owner = request.POST.get("owner", "")
    if not (owner.isascii() and owner.isdecimal() and len(owner) < 19):
        raise NotFound
    try:
        actions.reassign_task(task_id=task_id, owner_id=int(owner), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, _("The task was passed on."))
    return back(request, address("tasks"))
