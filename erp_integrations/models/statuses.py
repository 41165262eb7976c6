"""The statuses that records have where they come from, in words."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.models.sentences import sentence_of

USUAL_STATUSES = {
    "draft": _("Draft"),
    "out_for_bid": _("Out for bid"),
    "out_for_signature": _("Out for signature"),
    "under_review": _("Under review"),
    "approved": _("Approved"),
    "complete": _("Complete"),
    "void": _("Void"),
}


def status_in_words(status: str) -> str:
    """Return a status as people read it; one that is not usual by its own name."""
    usual = USUAL_STATUSES.get(status.lower())
    return sentence_of(usual) if usual else status.replace("_", " ").capitalize()
