"""Files of contacts: what is kept, what is refused, and what goes."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.core import content
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.interactions.actions import attach_files, files, log_interaction, remove_attachment, remove_orphans
from clientela.interactions.models import Attachment, Interaction
from clientela.interactions.queries import attached_file, files_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nsome document"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "files" / "content"


@pytest.fixture
def logged(lawyer: User, acme: Client) -> Interaction:
    with acting_as(lawyer):
        return log_interaction(client_id=acme.pk, channel="mail", at=timezone.now(), subject="Draft", by=lawyer)


def _file(data: bytes = PDF, name: str = "draft.pdf") -> Any:
    return SimpleUploadedFile(name, data)


def _zip(*entries: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, data in entries:
            into.writestr(name, data)
    return packed.getvalue()


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_by_what_it_holds(logged: Interaction, lawyer: User, own_home: Path) -> None:
    with acting_as(lawyer):
        attach_files(interaction_id=logged.pk, files=[_file(name="../../Draft\n1.pdf"), _file(name="copy")], by=lawyer)
        [one, two] = files_of(logged.pk)
        assert (one.name, two.name, one.type, one.size) == ("Draft1.pdf", "copy.pdf", "application/pdf", len(PDF))
        assert one.sha256 == two.sha256
        assert [path.name for path in _kept(own_home)] == [one.sha256]
        with content.open_content(one.sha256) as file:
            assert file.read() == PDF


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n rest", "image/png"),
        (b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        (_zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), "wordprocessingml.document"),
        (_zip(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), "spreadsheetml.sheet"),
        (_zip(("mimetype", b"application/vnd.oasis.opendocument.text")), "opendocument.text"),
        (b"From: a@example.com\r\nSubject: hello\r\n\r\nbody", "message/rfc822"),
        ("姓名,金额\n三菱,5\n".encode("gb18030"), "text/plain"),
        ("Имя;сумма\n".encode("cp1251"), "text/plain"),
        (("я" * 5000).encode(), "text/plain"),
    ],
)
def test_documents_mails_pictures_and_text_are_kept(logged: Interaction, lawyer: User, data: bytes, kind: str) -> None:
    with acting_as(lawyer):
        [kept] = attach_files(interaction_id=logged.pk, files=[_file(data, "some.bin")], by=lawyer)
    assert kept.type.endswith(kind)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 a program",
        b"\x7fELF\x02\x01",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"hello <SCRIPT>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"#!/bin/sh\nrm -rf",
        b"",
        b"PK\x03\x04 broken",
        _zip(("program.exe", b"MZ")),
        _zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"), ("word/vbaProject.bin", b"x")),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
    ],
)
def test_what_could_run_is_refused_whatever_its_name(
    logged: Interaction, lawyer: User, own_home: Path, data: bytes
) -> None:
    with acting_as(lawyer):
        with pytest.raises(Refused, match="is not kept"):
            attach_files(interaction_id=logged.pk, files=[_file(), _file(data, "contract.pdf")], by=lawyer)
        assert files_of(logged.pk) == []


def test_a_file_that_is_too_large_leaves_nothing(
    logged: Interaction, lawyer: User, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    with acting_as(lawyer):
        with pytest.raises(Refused, match="larger than"):
            attach_files(interaction_id=logged.pk, files=[_file(PDF + b"x" * 1000)], by=lawyer)
        assert files_of(logged.pk) == []
    assert _kept(own_home) == []


def test_a_file_of_a_hidden_client_is_missing(
    logged: Interaction, lawyer: User, partner: User, managing_partner: User, acme: Client
) -> None:
    with acting_as(lawyer):
        [kept] = attach_files(interaction_id=logged.pk, files=[_file()], by=lawyer)
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[partner], reason="other side", by=managing_partner)
    with acting_as(partner):
        for ask in (
            lambda: attached_file(kept.pk),
            lambda: remove_attachment(attachment_id=kept.pk, by=partner),
            lambda: attach_files(interaction_id=logged.pk, files=[_file()], by=partner),
        ):
            with pytest.raises(NotFound):
                ask()


def test_only_who_added_a_file_removes_it_and_may_take_that_back(
    logged: Interaction, lawyer: User, partner: User
) -> None:
    with acting_as(lawyer):
        [kept] = attach_files(interaction_id=logged.pk, files=[_file()], by=lawyer)
    with acting_as(partner), pytest.raises(PermissionDenied):
        remove_attachment(attachment_id=kept.pk, by=partner)
    with acting_as(lawyer):
        remove_attachment(attachment_id=kept.pk, by=lawyer)
        act = last_act()
        assert act is not None
        undo_act(number=act, by=lawyer, now=timezone.now())
        assert [file.id for file in files_of(logged.pk)] == [kept.pk]


def test_bytes_of_which_nobody_speaks_go_after_a_day(logged: Interaction, lawyer: User, own_home: Path) -> None:
    with acting_as(lawyer):
        wanted, orphan = attach_files(interaction_id=logged.pk, files=[_file(), _file(b"%PDF-1.7 other")], by=lawyer)
    (own_home / "left.part").write_bytes(b"half a file")
    yesterday = time.time() - 2 * 24 * 3600
    for path in _kept(own_home):
        os.utime(path, (yesterday, yesterday))
    with acting_as(SYSTEM):
        Attachment.objects.filter(pk=orphan.pk).delete()
        # A file given again is young again, though no row speaks of it yet.
        content.keep([b"%PDF-1.7 third"], most=1000)
        assert remove_orphans() == 2
    assert {path.name for path in _kept(own_home)} == {wanted.sha256, content.keep([b"%PDF-1.7 third"], most=99).sha256}


def test_what_was_just_removed_is_spared_for_a_day(logged: Interaction, lawyer: User, own_home: Path) -> None:
    with acting_as(lawyer):
        [kept] = attach_files(interaction_id=logged.pk, files=[_file()], by=lawyer)
        os.utime(_kept(own_home)[0], (0, 0))
        remove_attachment(attachment_id=kept.pk, by=lawyer)
        assert remove_orphans() == 0
