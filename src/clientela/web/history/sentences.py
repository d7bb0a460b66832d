"""What was done, in plain words: one for every verb that an action records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

SENTENCES: Final[Mapping[str, Any]] = {
    "access_ended": _("Access ended"),
    "access_restored": _("Access given again"),
    "address_added": _("Address entered"),
    "address_changed": _("Address changed"),
    "address_removed": _("Address removed"),
    "card_printed": _("Client card printed"),
    "client_added": _("Client entered"),
    "client_changed": _("Facts of the client changed"),
    "clients_related": _("Relation to another client entered"),
    "clocks_changed": _("Times for answering inquiries changed"),
    "clients_exported": _("List of clients taken out as a file"),
    "conflict_check_joined": _("Conflict check tied to what came of it"),
    "conflict_check_made": _("Conflicts checked"),
    "conflict_decided": _("Conflict decided"),
    "consent_recorded": _("Answer about consent recorded"),
    "contact_added": _("Person entered"),
    "contact_changed": _("Facts of the person changed"),
    "contacts_added": _("People entered in one go"),
    "custom_field_added": _("Own field added to the file"),
    "custom_field_changed": _("Own field of the file changed"),
    "deadline_added": _("Deadline set"),
    "deadline_met": _("Deadline met"),
    "deadline_removed": _("Deadline removed"),
    "desk_heads_changed": _("Heads of the desks changed"),
    "engagement_added": _("Engagement opened"),
    "engagement_changed": _("Engagement changed"),
    "engagement_closed": _("Engagement closed"),
    "engagement_reopened": _("Engagement opened again"),
    "facts_weighed": _("Weights of the facts changed"),
    "file_received": _("File received for import"),
    "file_removed": _("Attachment removed"),
    "files_attached": _("Files attached"),
    "financial_fact_added": _("Financial figure entered"),
    "financial_fact_changed": _("Financial figure changed"),
    "financial_fact_removed": _("Financial figure removed"),
    "handover_confirmed": _("Handover confirmed"),
    "handover_given_up": _("Handover given up"),
    "handover_refreshed": _("Handover looked through again"),
    "handover_started": _("Handover planned"),
    "identifier_added": _("Identifier entered"),
    "identifier_changed": _("Identifier changed"),
    "identifier_removed": _("Identifier removed"),
    "import_cancelled": _("Import cancelled"),
    "import_failed": _("Import failed"),
    "import_finished": _("Import finished"),
    "import_recovered": _("Import taken up again"),
    "import_started": _("Import started"),
    "import_undone": _("Import undone"),
    "inquiry_accepted": _("Inquiry accepted"),
    "inquiry_answered": _("Inquiry answered"),
    "inquiry_declined": _("Inquiry declined"),
    "inquiry_dropped": _("Inquiry put aside"),
    "inquiry_linked": _("Inquiry tied to a client"),
    "inquiry_noted": _("Note on the inquiry"),
    "inquiry_offered": _("Inquiry offered to a colleague"),
    "inquiry_raised": _("Overdue inquiry raised to the head"),
    "inquiry_received": _("Inquiry received"),
    "inquiry_reopened": _("Inquiry opened again"),
    "inquiry_taken": _("Inquiry taken"),
    "inquiry_withdrawn": _("Offer of the inquiry withdrawn"),
    "interaction_changed": _("Contact with the client corrected"),
    "interaction_logged": _("Contact with the client logged"),
    "interaction_removed": _("Contact with the client removed from the log"),
    "interactions_imported": _("Contact log imported"),
    "language_chosen": _("Language chosen"),
    "name_added": _("Name entered"),
    "name_changed": _("Name changed"),
    "name_removed": _("Name removed"),
    "owner_added": _("Owner or investor entered"),
    "owner_changed": _("Owner or investor changed"),
    "owner_removed": _("Owner or investor removed"),
    "own_data_exported": _("Own data taken out"),
    "party_added": _("Other party entered"),
    "party_removed": _("Other party removed"),
    "person_data_exported": _("All data about a person taken out"),
    "person_erased": _("Data about a person erased"),
    "phone_added": _("Telephone entered"),
    "phone_changed": _("Telephone changed"),
    "phone_removed": _("Telephone removed"),
    "policy_changed": _("Policy changed"),
    "position_added": _("Position entered"),
    "position_changed": _("Position changed"),
    "position_ended": _("Position ended"),
    "position_removed": _("Position removed"),
    "rates_added": _("Exchange rates entered"),
    "reach_added": _("Way to reach the person entered"),
    "reach_changed": _("Way to reach the person changed"),
    "reach_removed": _("Way to reach the person removed"),
    "relation_added": _("Relation to another client entered"),
    "relation_changed": _("Relation to another client changed"),
    "relation_removed": _("Relation to another client removed"),
    "second_factors_reset": _("Second factors taken off"),
    "sessions_ended": _("Other sessions ended"),
    "sign_in_link_issued": _("Sign-in link made"),
    "signed_in_by_link": _("Signed in by link"),
    "snapshot_computed": _("Figures computed"),
    "staff_added": _("Member of staff entered"),
    "staff_changed": _("Member of staff changed"),
    "successors_chosen": _("Successors chosen"),
    "task_added": _("Task set"),
    "task_dropped": _("Task dropped"),
    "task_finished": _("Task done"),
    "task_reassigned": _("Task given to another"),
    "task_reopened": _("Task opened again"),
    "tasks_reassigned": _("Tasks given to another"),
    "team_added": _("Team made"),
    "team_changed": _("Team changed"),
    "team_joined": _("Joined the team of the engagement"),
    "team_left": _("Left the team of the engagement"),
    "team_removed": _("Team dissolved"),
    "tie_policy_changed": _("Policy of ties changed"),
    "ties_mended": _("Ties counted again"),
    "undone": _("An act was undone"),
    "view_changed": _("Segment changed"),
    "view_deleted": _("Segment deleted"),
    "view_saved": _("Segment saved"),
    "wall_began": _("Wall began by its date"),
    "wall_changed": _("Wall changed"),
    "wall_ended": _("Wall ended by its date"),
    "wall_lifted": _("Wall lifted"),
    "wall_raised": _("Wall raised"),
}

IMPORTED: Final = _("Entered by an import")
UNNAMED: Final = _("Rows changed without an action")

# What of an event's data says more than the sentence; the rest is for machines.
_TELLING: Final = ("name", "named", "reference", "title", "subject", "label", "file", "reason")


def sentence(verb: str) -> Any:
    """The words for a verb; the verb itself where an older or newer version of the program wrote it."""
    return SENTENCES.get(verb, verb) if verb else UNNAMED


def details(data: Mapping[str, Any]) -> str:
    """What the event says besides, for one line."""
    said = []
    for name in _TELLING:
        value = data.get(name)
        if isinstance(value, list):
            value = ", ".join(str(part) for part in value)
        if value:
            said.append(str(value)[:200])
    return " · ".join(said)
