"""What a person has agreed to hear from the firm about, and by which way."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.contacts.enums import ConsentAnswer, ConsentPurpose, ReachKind
from clientela.contacts.models import Consent
from clientela.contacts.normal import tidy
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import Refused

from .checking import contact_to_change, require_editor


@act
def record_consent(
    *,
    contact_id: int,
    purpose: str,
    channel: str,
    answer: str,
    source: str,
    by: User | System,
    at: dt.datetime | None = None,
) -> Consent:
    """Write down an answer of a person, given at `at` (now, unless told). The newest answer holds from this moment on.

    `source` says how it was given, for a proof later: a form, a call, a click. Raises `NotFound` for a person who is
    missing or hidden, `Refused` for an answer without source or from the future.
    """
    require_editor(by)
    contact = contact_to_change(contact_id)
    if purpose not in ConsentPurpose.values or channel not in ReachKind.values or answer not in ConsentAnswer.values:
        raise Refused(_("Choose a purpose, a channel and an answer from the lists."))
    how = tidy(source)[:200]
    if not how:
        raise Refused(_("Say how the answer was given: on which form, in which call. It may have to be proven."))
    now = timezone.now()
    if at is not None and at > now:
        raise Refused(_("An answer cannot come from the future; mend the date."))
    consent = Consent.objects.create(
        contact=contact,
        purpose=purpose,
        channel=channel,
        answer=answer,
        at=at or now,
        source=how,
        recorded_by=None if isinstance(by, System) else by,
    )
    data = {"purpose": purpose, "channel": channel, "answer": answer}
    record("consent_recorded", subject=consent, contact_id=contact.pk, by=by, data=data)
    return consent
