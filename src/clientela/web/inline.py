"""One fact that is changed where it stands (`components/inline.html`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.web.access import wants_fragment
from clientela.web.clashes import Shown, as_text, clash_form
from clientela.web.doing import back, done

INPUTS = {"number": "number", "date": "date", "mail": "email", "link": "url"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as a page shows it.

    `value` is its text as a form posts it, `shown` what a reader sees. A form posts `field` (the `name`), `value` and
    `was` to `post`; `edit` is the page on which the same fact is changed without scripts. `kind` is text, long,
    number, date, mail, link, choice (with `choices`), client or person. Without `may` nothing can be changed.
    """

    name: str
    label: str
    value: str
    shown: str
    post: str
    edit: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    may: bool = True
    error: str = ""
    typed: str | None = None

    @property
    def input_type(self) -> str:
        return INPUTS.get(self.kind, "text")

    @property
    def draft(self) -> str:
        """What the input holds: what was typed and refused, else the value."""
        return self.value if self.typed is None else self.typed


def change_in_place(
    request: HttpRequest,
    *,
    fact: Callable[[], Fact],
    write: Callable[[], object],
    otherwise: str,
    said: str = "",
    shown: Shown = as_text,
) -> HttpResponse:
    """Answer the form of one fact: `write` it, then show `fact` as it now is.

    A refusal comes back with what was typed; a change that somebody else made meanwhile, with both values to choose
    from. Without scripts the reader goes to `otherwise`, or to the page that the form names.
    """
    try:
        write()
    except EditClash as clash:
        now = fact()
        form = clash_form(
            request, clash, labels={now.name: now.label}, names=lambda _field: ("value", "was"), shown=shown
        )
        template = "components/clash.html" if wants_fragment(request) else "pages/clash.html"
        return render(request, template, {"clash": form, "in_place": now})
    except Refused as refusal:
        refused = replace(fact(), error=str(refusal), typed=request.POST.get("value", ""))
        template = "components/inline.html" if wants_fragment(request) else "pages/fact.html"
        return render(request, template, {"fact": refused})
    done(request, said or _("Saved: %(fact)s.") % {"fact": fact().label})
    if wants_fragment(request):
        return render(request, "components/inline.html", {"fact": fact()})
    return back(request, otherwise)
