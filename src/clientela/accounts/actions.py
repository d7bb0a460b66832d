"""Writes concerning the firm's own people."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final

from allauth.mfa.models import Authenticator
from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .models import SignInLink, Team, User
from .permissions import Permission, Role
from .sessions import end_sessions

LINK_LIFETIME: Final = dt.timedelta(hours=12)


@act
def add_staff(*, name: str, role: Role, by: User | System, email: str = "", can_sign_in: bool = True) -> User:
    """Enter a member of staff. Without `can_sign_in` the person is known to the ledger only."""
    if by is not SYSTEM and not (isinstance(by, User) and by.may(Permission.MANAGE_STAFF)):
        raise PermissionDenied
    if not name.strip():
        raise Refused(_("A member of staff needs a name."))
    user = User(username=_free_username(name), name=name.strip(), email=email, role=role, is_active=can_sign_in)
    user.set_unusable_password()
    user.save()
    record("staff_added", subject=user, by=by, data={"name": user.name, "role": role.value})
    return user


@act
def end_access(*, user: User, by: User | System) -> None:
    """Let `user` in no more: every session ends at once, and so does every link and the password.

    For those who manage staff; those who hand clients over may do it too, but not to a managing partner. Raises
    `Refused` for the last managing partner, and where somebody would shut himself out.
    """
    if not _may(by, Permission.MANAGE_STAFF, Permission.HAND_OVER):
        raise PermissionDenied
    kept = User.objects.select_for_update().get(pk=user.pk)
    if kept.pk == by.pk:
        raise Refused(_("You cannot end your own access; ask another managing partner."))
    if kept.role == Role.MANAGING_PARTNER:
        if not _may(by, Permission.MANAGE_STAFF):
            raise PermissionDenied
        _keep_a_managing_partner(without=kept)
    if not kept.is_active:
        return
    kept.is_active = False
    # Every session carries a trace of the password: a new one ends those that are not on the list as well.
    kept.set_unusable_password()
    kept.save()
    SignInLink.objects.filter(user=kept, used=None).delete()
    end_sessions(kept)
    record("access_ended", subject=kept, by=by, data={"name": kept.name}, final=True)


@act
def give_access(*, user: User, by: User | System) -> str:
    """Let `user` in, also one who left or was known to the ledger only. Gives the token of a sign-in link."""
    if not _may(by, Permission.MANAGE_STAFF):
        raise PermissionDenied
    kept = User.objects.select_for_update().get(pk=user.pk)
    if not kept.is_active:
        kept.is_active = True
        kept.save(update_fields=["is_active"])
        record("access_restored", subject=kept, by=by, data={"name": kept.name}, final=True)
    return issue_sign_in_link(user=kept, by=by)


@act
def change_staff(
    *, user_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User | System
) -> User:
    """Change `name`, `email` or `role` of a member of staff.

    Raises `EditClash` where another has changed the same since, and `Refused` where the last managing partner would
    stop being one.
    """
    if not _may(by, Permission.MANAGE_STAFF):
        raise PermissionDenied
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound
    wanted = {name: str(changes[name]).strip() for name in ("name", "email", "role") if name in changes}
    current = {name: getattr(user, name) for name in wanted}
    message = _("Somebody else has changed this person since you opened the page. Choose what shall hold.")
    new = to_write(current, wanted, was, message=message)
    if not new:
        return user
    if "name" in new and not new["name"]:
        raise Refused(_("A member of staff needs a name."))
    if new.get("email") and User.objects.filter(email__iexact=new["email"]).exclude(pk=user.pk).exists():
        raise Refused(_("Another member of staff has this mail address already."))
    if "role" in new and current["role"] == Role.MANAGING_PARTNER and user.is_active:
        _keep_a_managing_partner(without=user)
    for name, value in new.items():
        setattr(user, name, value)
    user.save(update_fields=[*new, "name_key"])
    record("staff_changed", subject=user, by=by, data={"name": user.name, "changed": sorted(new)})
    return user


@act
def reset_second_factors(*, user: User, by: User | System) -> None:
    """Take off the codes and passkeys of one who has lost them; password or link alone let the person in again."""
    if not _may(by, Permission.MANAGE_STAFF):
        raise PermissionDenied
    Authenticator.objects.filter(user=user).delete()
    record("second_factors_reset", subject=user, by=by, data={"name": user.name}, final=True)


@act
def end_other_sessions(*, keep: str | None, by: User) -> int:
    """Sign `by` out everywhere but in the session with the key `keep`. Gives how many sessions ended."""
    ended = end_sessions(by, but=keep)
    if ended:
        record("sessions_ended", subject=by, by=by, data={"sessions": ended}, final=True)
    return ended


@act
def set_team(*, name: str, members: frozenset[int], team_id: int | None = None, by: User | System) -> Team:
    """Make a team, or give the team `team_id` this name and these members. Walls that name it follow at once."""
    if not _may(by, Permission.MANAGE_STAFF):
        raise PermissionDenied
    name = name.strip()
    if not name:
        raise Refused(_("A team needs a name."))
    if Team.objects.filter(name__iexact=name).exclude(pk=team_id or 0).exists():
        raise Refused(_("There is a team of that name already."))
    if team_id is None:
        team = Team.objects.create(name=name)
        verb = "team_added"
    else:
        found = Team.objects.select_for_update().filter(pk=team_id).first()
        if found is None:
            raise NotFound
        team, verb = found, "team_changed"
        team.name = name
        team.save(update_fields=["name"])
    team.members.set(User.objects.filter(pk__in=members))
    record(verb, subject=team, by=by, data={"name": team.name, "members": len(members)})
    return team


@act
def remove_team(*, team_id: int, by: User | System) -> None:
    """Dissolve a team. Raises `Refused` where a wall names it, also one of which the reader may not know."""
    if not _may(by, Permission.MANAGE_STAFF):
        raise PermissionDenied
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFound
    record("team_removed", subject=team, by=by, data={"name": team.name})
    try:
        with transaction.atomic():
            team.delete()
            # A wall behind which the reader stands speaks up here, not at the end of the request.
            connection.check_constraints(["access_named"])
    except IntegrityError as named:
        raise Refused(_("A wall names this team; change the wall first.")) from named


def _may(by: User | System, *permissions: Permission) -> bool:
    return by is SYSTEM or (isinstance(by, User) and any(by.may(permission) for permission in permissions))


def _keep_a_managing_partner(*, without: User) -> None:
    others = User.objects.select_for_update().filter(role=Role.MANAGING_PARTNER, is_active=True).exclude(pk=without.pk)
    if not others.exists():
        raise Refused(_("%(name)s is the only managing partner; name another one first.") % {"name": without.name})


@act
def issue_sign_in_link(*, user: User, by: User | System, lifetime: dt.timedelta = LINK_LIFETIME) -> str:
    """Make a token that signs `user` in once, within `lifetime`. Earlier links of the same person stop working."""
    if by is not SYSTEM and not (isinstance(by, User) and by.may(Permission.MANAGE_STAFF)):
        raise PermissionDenied
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(user=user, used=None).delete()
    SignInLink.objects.create(user=user, digest=_digest(token), expires=timezone.now() + lifetime)
    record("sign_in_link_issued", subject=user, by=by, final=True)
    return token


@act
def redeem_sign_in_link(*, token: str) -> User | None:
    """The person whom `token` signs in, or None where it is unknown, used or too old. It works once."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=_digest(token), used=None, expires__gt=timezone.now(), user__is_active=True)
        .first()
    )
    if link is None:
        return None
    link.used = timezone.now()
    link.save(update_fields=["used"])
    record("signed_in_by_link", subject=link.user, by=link.user, final=True)
    return link.user


@act
def choose_language(*, language: str, by: User) -> User:
    """Remember the language in which `by` reads the pages."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("There are no pages in this language."))
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        record("language_chosen", subject=by, by=by, data={"language": language})
    return by


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _free_username(name: str) -> str:
    base = slugify(anyascii(name))[:100] or "staff"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
