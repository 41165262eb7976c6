"""The connection to a Xero organisation, and its tokens (encrypted) for all processes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.errors import TryLater
from connectors.ports import TokenSet
from erp_integrations.models.encrypted import EncryptedTextField
from erp_integrations.models.sentences import gettext

# Longer than a token request may take, so that a process that died while refreshing is not waited for in vain.
REFRESH_LEASE = timedelta(seconds=30)
LOOK_AGAIN_SECONDS = 0.2


class Connection(models.Model):
    class Kind(models.TextChoices):
        CUSTOM = "custom", _("Custom connection")
        AUTHORISATION_CODE = "authorisation_code", _("Authorised by a person")

    class Status(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        DISCONNECTED = "disconnected", _("Disconnected")
        EXPIRED = "expired", _("Authorisation expired")
        ENDED = "ended", _("Ended by a person")

    kind = models.CharField(_("kind"), max_length=32, choices=Kind.choices, default=Kind.CUSTOM)
    tenant_id = models.CharField(_("organisation id"), max_length=64, unique=True)
    tenant_name = models.CharField(_("organisation"), max_length=255)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.CONNECTED)
    status_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    access_token = EncryptedTextField(blank=True, editable=False)
    refresh_token = EncryptedTextField(blank=True, editable=False)
    access_token_expires_at = models.DateTimeField(null=True, editable=False)
    # When Xero last gave us tokens, and what it said that they may do (names with blanks between them).
    renewed_at = models.DateTimeField(_("renewed"), null=True, editable=False)
    scopes = models.TextField(_("what Xero allows"), blank=True, editable=False)
    refreshing_until = models.DateTimeField(null=True, editable=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("authorised by"),
    )
    connected_at = models.DateTimeField(_("connected at"), default=timezone.now)
    first_connected_at = models.DateTimeField(_("first connected at"), default=timezone.now, editable=False)
    # When people were told that it was lost; empty again once it was let in anew.
    loss_told_at = models.DateTimeField(null=True, editable=False)
    books_locked_until = models.DateField(_("books locked until"), null=True, blank=True, editable=False)
    # What Xero calls the organisation in the addresses of its pages.
    short_code = models.CharField(_("short code"), max_length=16, blank=True, editable=False)
    # Where the organisation's days begin, such as America/Chicago; empty until Xero has told.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ("-connected_at",)

    def __str__(self) -> str:
        return self.tenant_name

    @property
    def is_lost(self) -> bool:
        """Whether Xero does not let us in any more though nobody here wanted that."""
        return self.status in (self.Status.DISCONNECTED, self.Status.EXPIRED)

    @classmethod
    def current(cls) -> Self | None:
        """Return the connection of this installation: one organisation (R11), the one connected last."""
        return cls.objects.order_by("-connected_at").first()

    @classmethod
    def today(cls) -> date:
        """Return the organisation's own date, by which its documents are dated; ours, where its zone is not known."""
        return timezone.localdate(timezone=cls.zone())

    @classmethod
    def zone(cls) -> tzinfo:
        """Return where the organisation's days begin; our own zone, where its is not known."""
        connection = cls.current()
        try:
            known = ZoneInfo(connection.time_zone) if connection and connection.time_zone else None
        except ZoneInfoNotFoundError:
            known = None
        return known or timezone.get_current_timezone()


class ConnectionTokens:
    """The `TokenStore` of one connection: what one process saves, every process reads."""

    def __init__(self, connection: Connection) -> None:
        self.row = Connection.objects.filter(pk=connection.pk)

    def load(self) -> TokenSet | None:
        connection = self.row.get()
        if not connection.access_token or connection.access_token_expires_at is None:
            return None
        return TokenSet(
            access_token=connection.access_token,
            expires_at=connection.access_token_expires_at,
            refresh_token=connection.refresh_token,
        )

    def save(self, tokens: TokenSet) -> None:
        """Whoever was still renewing when a person ended the connection does not bring it back."""
        now = timezone.now()
        told = {"scopes": tokens.scope} if tokens.scope else {}
        self.row.exclude(status=Connection.Status.ENDED).update(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            access_token_expires_at=tokens.expires_at,
            renewed_at=now,
            status_since=since(Connection.Status.CONNECTED, now),
            status=Connection.Status.CONNECTED,
            **told,
        )

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """Hold the right to refresh as a lease: no transaction stays open while Xero is asked."""
        until = self.take_lease()
        try:
            yield
        finally:
            self.row.filter(refreshing_until=until).update(refreshing_until=None)

    def take_lease(self) -> datetime:
        give_up_at = timezone.now() + REFRESH_LEASE * 2
        while (now := timezone.now()) < give_up_at:
            until = now + REFRESH_LEASE
            free = Q(refreshing_until=None) | Q(refreshing_until__lt=now)
            if self.row.filter(free).update(refreshing_until=until) == 1:
                return until
            time.sleep(LOOK_AGAIN_SECONDS)
        raise TryLater(
            gettext("The authorisation is being renewed by another process."), until=timezone.now() + REFRESH_LEASE
        )

    def mark_expired(self) -> None:
        self.mark(Connection.Status.EXPIRED)

    def mark_disconnected(self) -> None:
        """The next run asks for a new token, and is connected again if that one is let in."""
        self.mark(Connection.Status.DISCONNECTED, access_token_expires_at=timezone.now())

    def mark(self, status: str, **also: Any) -> None:
        """What a person has ended stays ended."""
        row = self.row.exclude(status=Connection.Status.ENDED)
        row.update(status_since=since(status, timezone.now()), status=status, **also)

    def end(self) -> None:
        """Forget the tokens, because a person wants no connection any more."""
        self.row.update(
            status=Connection.Status.ENDED,
            status_since=timezone.now(),
            access_token="",
            refresh_token="",
            access_token_expires_at=None,
            scopes="",
        )


def since(status: str, now: datetime) -> Any:
    """Return for an update since when the row is in a status: what it was if it is in it already."""
    return Case(When(status=status, then=F("status_since")), default=Value(now, output_field=models.DateTimeField()))
