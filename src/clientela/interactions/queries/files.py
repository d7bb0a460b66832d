"""Files of contacts."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.core.errors import NotFound

from ..models import Attachment


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file; its bytes lie in `core.content` under `sha256`."""

    id: int
    name: str
    type: str
    size: int
    sha256: str
    added_by_id: int | None
    interaction_id: int


_FIELDS = ("id", "name", "type", "size", "sha256", "added_by_id", "interaction_id")


def attached_file(attachment_id: int) -> AttachedFile:
    """One file. Raises `NotFound` where it is missing or its client hidden."""
    row = Attachment.objects.filter(pk=attachment_id).values_list(*_FIELDS).first()
    if row is None:
        raise NotFound
    return AttachedFile(*row)


def files_of(interaction_id: int) -> list[AttachedFile]:
    """The files of a contact, as they were added."""
    return [
        AttachedFile(*row)
        for row in Attachment.objects.filter(interaction_id=interaction_id).order_by("id").values_list(*_FIELDS)
    ]
