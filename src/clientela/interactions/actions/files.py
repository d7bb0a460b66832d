"""Files of a contact."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission, Role
from clientela.audit.actions import record
from clientela.core import content
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.filetypes import NAMES, type_of

from ..models import Attachment, Interaction
from .checks import require

LARGEST: Final = 25 * 2**20
MOST_FILES: Final = 20


@act
def attach_files(*, interaction_id: int, files: Iterable[UploadedFile[Any]], by: User | System) -> list[Attachment]:
    """Keep files with a contact: all of them or none. Raises `Refused` for one that is too large or not a document."""
    require(Permission.LOG_CONTACTS, by)
    interaction = Interaction.objects.filter(pk=interaction_id).first()
    if interaction is None:
        raise NotFound
    kept = [_keep(interaction, file, by) for file in files]
    if kept and Attachment.objects.filter(interaction=interaction).count() > MOST_FILES:
        raise Refused(_("A contact takes up to %(most)d files.") % {"most": MOST_FILES})
    if kept:
        record(
            "files_attached",
            subject=interaction,
            client_id=interaction.client_id,
            by=by,
            data={"subject": interaction.subject, "files": [attachment.name for attachment in kept]},
        )
    return kept


@act
def remove_attachment(*, attachment_id: int, by: User | System) -> Attachment:
    """Take a file away from its contact. Only who added it may, or the managing partner."""
    require(Permission.LOG_CONTACTS, by)
    attachment = Attachment.objects.select_for_update().filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    if isinstance(by, User) and by.pk != attachment.added_by_id and by.role != Role.MANAGING_PARTNER:
        raise PermissionDenied(_("Only who added a file may remove it."))
    content.spare([attachment.sha256])
    data = {"file": attachment.name}
    record("file_removed", subject=attachment.interaction, client_id=attachment.client_id, by=by, data=data)
    attachment.delete()
    return attachment


def remove_orphans() -> int:
    """Remove the bytes of files of which no contact speaks any more; how many files were removed."""
    return content.remove_all_but(set(Attachment.objects.values_list("sha256", flat=True)))


def _keep(interaction: Interaction, file: UploadedFile[Any], by: User | System) -> Attachment:
    name = tidy_name(file.name or "")
    try:
        kind = type_of(file)
        if kind is None:
            raise Refused(
                _("“%(name)s” is not kept: only documents, pictures, mails and plain text are. Put others into a PDF.")
                % {"name": name}
            )
        kept = content.keep(file.chunks(), most=LARGEST)
    except content.TooLarge:
        raise Refused(
            _("“%(name)s” is larger than %(most)d MB. Leave it where it lies and say so in the text.")
            % {"name": name, "most": LARGEST // 2**20}
        ) from None
    return Attachment.objects.create(
        interaction=interaction,
        client_id=interaction.client_id,
        name=name if PurePath(name).suffix else name[:250] + NAMES[kind],
        type=kind,
        size=kept.size,
        sha256=kept.sha256,
        added_by=by if isinstance(by, User) else None,
    )


def tidy_name(name: str) -> str:
    """The last part of a file's name, without what no name should hold, at most 255 letters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')[-255:].strip() or "file"
