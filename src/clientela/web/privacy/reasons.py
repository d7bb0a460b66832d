"""Why the law, or the firm's own duty, keeps what an erasure leaves: the reasons of the models, in words to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Any]] = {
    "a conflict check must know for whom the firm has ever worked": _(
        "a conflict check must know for whom the firm has ever worked"
    ),
    "a refusal must be remembered so that it is obeyed, and a consent so that it can be proven": _(
        "a refusal must be remembered so that it is obeyed, and a consent so that it can be proven"
    ),
    "it is a sum over the contact log, and goes with it": _("it is a sum over the contact log, and goes with it"),
    "the books and the files of mandates name who did the work": _(
        "the books and the files of mandates name who did the work"
    ),
    "the books are kept with the files that they were entered from": _(
        "the books are kept with the files that they were entered from"
    ),
    "the file of a mandate is kept for the years that the rules of the profession name": _(
        "the file of a mandate is kept for the years that the rules of the profession name"
    ),
    "the law on money laundering makes the firm keep by what number it knew its client": _(
        "the law on money laundering makes the firm keep by what number it knew its client"
    ),
    "the law on money laundering makes the firm keep who owned its client": _(
        "the law on money laundering makes the firm keep who owned its client"
    ),
    "the record of who did what is the firm's proof that confidences were kept": _(
        "the record of who did what is the firm's proof that confidences were kept"
    ),
    "the rules of the profession make the firm check new mandates against the parties of old ones": _(
        "the rules of the profession make the firm check new mandates against the parties of old ones"
    ),
    "the law makes the firm keep its books and the file of a mandate": _(
        "the law makes the firm keep its books and the file of a mandate"
    ),
    "the rules of the profession make the firm prove which names it has checked, and what it found": _(
        "the rules of the profession make the firm prove which names it has checked, and what it found"
    ),
}
