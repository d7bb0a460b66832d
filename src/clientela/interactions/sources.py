"""Where the entries of a client's timeline come from.

An app above this one adds its own with `add_source`, when it is ready (in `AppConfig.ready`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of entry.

    `select` is a SELECT of SQL that gives, for the client `%(client)s`, the columns `at` timestamptz, `id` bigint
    (above zero) and `data` jsonb of the latest `%(limit)s` entries in descending order of (at, id), of those with
    (at, id) below (`%(at)s`, `%(before)s`). It reads tables behind walls as any query does. `by_person` is the same
    for the entries of one person: `part.%(side)s = %(who)s` names the participant; empty where entries have no people.
    `template` shows `entry` (a `TimelineEntry`).
    """

    kind: str
    label: str | Promise
    icon: str
    template: str
    select: str
    by_person: str = ""


PEOPLE: Final = """
    (SELECT jsonb_agg(jsonb_build_object('user', part.user_id, 'contact', part.contact_id,
                                         'name', coalesce(colleague.name, person.name)) ORDER BY part.id)
     FROM interactions_participant AS part
     LEFT JOIN accounts_user AS colleague ON colleague.id = part.user_id
     LEFT JOIN contacts_contact AS person ON person.id = part.contact_id
     WHERE part.interaction_id = i.id AND coalesce(colleague.id, person.id) IS NOT NULL)
"""

LOGGED: Final = f"""
    jsonb_build_object(
        'channel', i.channel, 'direction', i.direction, 'subject', i.subject, 'text', left(i.text, 600),
        'more', length(i.text) > 600, 'proposal', i.proposal, 'reaction', i.reaction, 'promised', i.promised,
        'minutes', i.minutes, 'cost', i.cost::text, 'currency', i.currency,
        'engagement', (SELECT coalesce(nullif(e.title, ''), e.reference) FROM engagements_engagement AS e
                       WHERE e.id = i.engagement_id),
        'people', {PEOPLE},
        'files', (SELECT jsonb_agg(jsonb_build_object('id', file.id, 'name', file.name) ORDER BY file.id)
                  FROM interactions_attachment AS file WHERE file.interaction_id = i.id))
"""

CONTACTS: Final = Source(
    kind="contact",
    label=_("Contacts"),
    icon="message-circle",
    template="pages/log/entries/contact.html",
    select=f"""
        SELECT i.at, i.id, {LOGGED} AS data
        FROM (SELECT * FROM interactions_interaction
              WHERE client_id = %(client)s AND (at, id) < (%(at)s, %(before)s)
                AND (%(channel)s = '' OR channel = %(channel)s)
              ORDER BY at DESC, id DESC LIMIT %(limit)s) AS i
    """,
    by_person=f"""
        SELECT i.at, i.id, {LOGGED} AS data
        FROM (SELECT found.* FROM interactions_participant AS part
              JOIN interactions_interaction AS found ON found.id = part.interaction_id
              WHERE part.%(side)s = %(who)s
                AND part.client_id = %(client)s
                AND (part.at, part.interaction_id) < (%(at)s, %(before)s)
                AND (%(channel)s = '' OR found.channel = %(channel)s)
              ORDER BY part.at DESC, part.interaction_id DESC LIMIT %(limit)s) AS i
    """,
)

OPENED: Final = Source(
    kind="opened",
    label=_("Engagements opened"),
    icon="briefcase",
    template="pages/log/entries/engagement.html",
    select="""
        SELECT (e.opened::timestamp AT TIME ZONE %(zone)s) AS at, e.id,
            jsonb_build_object('reference', e.reference, 'title', e.title, 'line', line.name) AS data
        FROM engagements_engagement AS e LEFT JOIN engagements_serviceline AS line ON line.id = e.service_line_id
        WHERE e.client_id = %(client)s AND (e.opened::timestamp AT TIME ZONE %(zone)s, e.id) < (%(at)s, %(before)s)
        ORDER BY e.opened DESC, e.id DESC LIMIT %(limit)s
    """,
)

CLOSED: Final = Source(
    kind="closed",
    label=_("Engagements closed"),
    icon="check",
    template="pages/log/entries/engagement.html",
    select=OPENED.select.replace("e.opened", "e.closed"),
)

# A month stands at its end, above all that happened in it.
FEES: Final = Source(
    kind="fees",
    label=_("Fees by month"),
    icon="receipt-2",
    template="pages/log/entries/fees.html",
    select="""
        SELECT at, id, data FROM (
            SELECT (month + interval '1 month' - interval '1 microsecond') AT TIME ZONE %(zone)s AS at,
                to_char(month, 'YYYYMM')::bigint AS id,
                jsonb_build_object('month', month::date, 'sums', jsonb_agg(jsonb_build_array(currency, total::text)
                                                                          ORDER BY currency)) AS data
            FROM (SELECT date_trunc('month', date::timestamp) AS month, currency, sum(amount) AS total
                  FROM engagements_ledgerentry
                  WHERE client_id = %(client)s AND kind = 'fee'
                    AND date <= (%(at)s AT TIME ZONE %(zone)s)::date
                  GROUP BY 1, 2) AS sums
            GROUP BY month) AS months
        WHERE (at, id) < (%(at)s, %(before)s)
        ORDER BY at DESC, id DESC LIMIT %(limit)s
    """,
)

INQUIRIES: Final = Source(
    kind="inquiry",
    label=_("Inquiries"),
    icon="messages",
    template="pages/log/entries/inquiry.html",
    select="""
        SELECT inquiry.received AS at, inquiry.id,
            jsonb_build_object('subject', inquiry.subject, 'channel', inquiry.channel, 'state', inquiry.state,
                               'caller', inquiry.caller_name, 'owner', colleague.name) AS data
        FROM interactions_inquiry AS inquiry LEFT JOIN accounts_user AS colleague ON colleague.id = inquiry.owner_id
        WHERE inquiry.client_id = %(client)s AND (inquiry.received, inquiry.id) < (%(at)s, %(before)s)
        ORDER BY inquiry.received DESC, inquiry.id DESC LIMIT %(limit)s
    """,
)

SOURCES: dict[str, Source] = {source.kind: source for source in (CONTACTS, OPENED, CLOSED, FEES, INQUIRIES)}


def add_source(source: Source) -> None:
    """Let a kind of entry appear in the timelines. Raises `ValueError` where the kind is taken."""
    if SOURCES.setdefault(source.kind, source) is not source:
        raise ValueError(f"the timeline has entries of the kind {source.kind!r} already")
