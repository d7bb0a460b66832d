"""The firm's own people."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.core.privacy import privacy

from .permissions import PERMISSIONS, Permission, Role


class User(AbstractUser):
    """A member of staff. Those who only appear in an imported ledger cannot sign in until they are invited."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.LAWYER)
    language = models.CharField(_("language"), max_length=10, blank=True)

    privacy = privacy(
        impersonal="is_superuser is_staff is_active role",
        erased="password last_login email language",
        kept="username name name_key date_joined",
        kept_because="the books and the files of mandates name who did the work",
    )

    REQUIRED_FIELDS = ["name", "email"]  # noqa: RUF012

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        from clientela.core.names import client_key

        self.name_key = client_key(self.name or self.username)[:200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def may(self, permission: Permission) -> bool:
        """Whether the role of this person includes `permission`."""
        return self.is_active and permission in PERMISSIONS[Role(self.role)]

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def initials(self) -> str:
        """One or two letters for the round picture: family and given name, or the first Chinese character."""
        words = [word for word in str(self).replace(",", " ").split() if word]
        if not words:
            return "?"
        if ord(words[0][0]) > 0x2E80:
            return words[0][0]
        return "".join(word[0] for word in words[:2]).upper()


class Team(models.Model):
    """A group of staff: a practice, an office, a department."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    privacy = privacy(impersonal="name")

    class Meta:
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A link that signs one person in once. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    privacy = privacy(impersonal="expires used", erased="user digest")

    def __str__(self) -> str:
        return f"sign-in link for {self.user}"
