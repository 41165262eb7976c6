"""A consent that a person was sent to Xero for, from the button to the choice of the organisation."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from connectors.ports import TokenSet
from erp_integrations.models.encrypted import EncryptedTextField

# Xero's code lives for five minutes; logging in there, with a second factor, takes a person some more.
BACK_WITHIN = timedelta(minutes=30)
CHOOSE_WITHIN = timedelta(minutes=10)
# So long a used one is remembered, to tell somebody who goes back in the browser what became of it.
REMEMBERED_FOR = timedelta(days=1)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Consent(models.Model):
    """Belongs to one person and one session. State and session are kept as SHA-256, verifier and tokens encrypted.

    Each step is taken once: `answered_at` when Xero has sent the browser back, `used_at` when tokens became the
    connection or came to nothing; then verifier and tokens are gone.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)
    state = models.CharField(max_length=64, unique=True)
    verifier = EncryptedTextField(blank=True)
    tokens = EncryptedTextField(blank=True)
    tokens_expire_at = models.DateTimeField(null=True)
    refresh_token = EncryptedTextField(blank=True)
    scopes = models.TextField(blank=True)
    # [[tenant id, name], …]: what the tokens open.
    organisations = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    answered_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d %H:%M}"

    @classmethod
    def begin(cls, person: Any, session: str, state: str, verifier: str) -> "Consent":
        return cls._default_manager.create(
            person=person, session=digest(session), state=digest(state), verifier=verifier
        )

    @classmethod
    def of_state(cls, state: str) -> "Consent | None":
        return cls._default_manager.filter(state=digest(state)).first()

    @classmethod
    def to_choose(cls, person: Any, session: str) -> "Consent | None":
        """Return the consent whose organisation this person, in this session, has still to choose."""
        after = timezone.now() - CHOOSE_WITHIN
        waiting = cls._default_manager.filter(used_at=None, answered_at__gt=after).exclude(tokens="")
        return waiting.filter(person=person, session=digest(session)).order_by("-answered_at").first()

    @classmethod
    def forget_abandoned(cls) -> None:
        """Delete the tokens that nobody chose an organisation for in time, and the traces of old consents."""
        now = timezone.now()
        late = models.Q(answered_at__lt=now - CHOOSE_WITHIN) | models.Q(asked_at__lt=now - BACK_WITHIN - CHOOSE_WITHIN)
        nothing_left = {"verifier": "", "tokens": "", "refresh_token": "", "organisations": []}
        cls._default_manager.filter(late, used_at=None).update(used_at=now, **nothing_left)
        cls._default_manager.filter(asked_at__lt=now - REMEMBERED_FOR).delete()

    def belongs_to(self, person: Any, session: str) -> bool:
        return bool(self.person_id == person.pk and self.session == digest(session))

    @property
    def is_late(self) -> bool:
        return timezone.now() > self.asked_at + BACK_WITHIN

    def take_answer(self) -> bool:
        """Note that the browser is back; False when it has been before."""
        return self._once("answered_at", timezone.now())

    def keep(self, tokens: TokenSet, organisations: list[tuple[str, str]]) -> None:
        """Keep the tokens until an organisation is chosen."""
        self.tokens, self.refresh_token = tokens.access_token, tokens.refresh_token
        self.tokens_expire_at, self.scopes = tokens.expires_at, tokens.scope
        self.organisations, self.verifier = [list(organisation) for organisation in organisations], ""
        self.save()

    def take_tokens(self) -> TokenSet | None:
        """Return the tokens, once, and keep nothing of them; None when they were taken before."""
        tokens, expires_at = self.tokens, self.tokens_expire_at
        if not self._once("used_at", timezone.now()) or expires_at is None:
            return None
        self.forget()
        return TokenSet(access_token=tokens, expires_at=expires_at, refresh_token=self.refresh_token, scope=self.scopes)

    def forget(self) -> None:
        """Keep nothing that opens anything."""
        blank = {"verifier": "", "tokens": "", "refresh_token": "", "used_at": self.used_at or timezone.now()}
        type(self)._default_manager.filter(pk=self.pk).update(**blank)

    def _once(self, field: str, moment: datetime) -> bool:
        rows = type(self)._default_manager.filter(pk=self.pk, **{field: None}).update(**{field: moment})
        if rows:
            setattr(self, field, moment)
        return rows == 1
