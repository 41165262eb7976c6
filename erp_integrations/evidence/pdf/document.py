"""The document: what it is at a glance, then everything, section by section."""

from io import BytesIO
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from erp_integrations.evidence import pack as data
from erp_integrations.evidence import wording
from erp_integrations.evidence.json_form import digest_of
from erp_integrations.evidence.pack import Pack
from erp_integrations.evidence.pdf import page
from erp_integrations.evidence.pdf.exports import exports, sources
from erp_integrations.evidence.pdf.parts import Story, Writer, gap
from erp_integrations.evidence.pdf.sections import around, decision, history, payments, standing


def as_pdf(pack: Pack, digest: str = "") -> bytes:
    """Return the document in the language that is active. `digest` is that of the JSON file that goes with it."""
    writer, digest = Writer(), digest or digest_of(pack)
    sections = (standing, decision, exports, history, payments, around)
    body = [part for section in sections for part in section(writer, pack)]
    story = [*opening(writer, pack), *body, *proof(writer, pack, digest), *sources(writer, pack)]
    file = BytesIO()
    document = page.Document(file, marks_of(writer, pack, digest))
    document.write(with_note(writer, story))
    return file.getvalue()


def marks_of(writer: Writer, pack: Pack, digest: str) -> page.Marks:
    kind = str(capfirst(str(pack.label)))
    return page.Marks(
        title=f"{_('Evidence')} · {kind} {pack.name}",
        subject=_("Who decided what, on which figures, and what was posted to Xero"),
        author=pack.organisation.name or "ERP Integrations",
        language=get_language() or "en",
        left=writer.signs.plain(pack.organisation.name or "ERP Integrations"),
        right=writer.signs.plain(f"{kind} {pack.name}"),
        foot=_("Evidence pack %(digest)s") % {"digest": digest[:16]},
    )


def opening(writer: Writer, pack: Pack) -> Story:
    standing = pack.standing
    belongs = " · ".join(filter(None, (standing.company, standing.project))) if standing else ""
    return [
        writer.text(f"{_('Evidence')} · {capfirst(str(pack.label))}", page.KIND),
        writer.text(pack.name, page.TITLE),
        *([writer.text(belongs, page.LEAD)] if belongs else []),
        gap(10),
        *glance(writer, pack),
    ]


def glance(writer: Writer, pack: Pack) -> Story:
    """Say in a few rows what most readers came for."""
    standing, decision = pack.standing, pack.decision
    last = next((one for one in reversed(pack.exports) if one.outcome in ("synced", "found")), None)
    return writer.facts(
        [
            (_("Organisation"), pack.organisation.name),
            (_("As of"), wording.moment(pack.as_of)),
            (_("Stands"), wording.state(standing) if standing else _("Deleted. What it was is in its history.")),
            (_("Amount"), wording.money(standing.amount) if standing else ""),
            (_("Sent"), by(decision.sent_by, decision.sent_at) if decision else ""),
            *decisions(standing, decision),
            (_("Posted"), wording.moment(last.last_sent_at) if last else ""),
            (_("In Xero"), " · ".join(filter(None, (standing.erp_name, standing.erp_id))) if standing else ""),
        ]
    )


def decisions(standing: data.Standing | None, found: data.Decision | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    first = by(found.first_accepted_by, found.first_accepted_at, found.first_accepted_for)
    return [
        (_("Accepted by the first of two"), first),
        (decided(standing), by(found.reviewed_by, found.reviewed_at, found.reviewed_for)),
        (_("Reason"), found.rejection_reason),
    ]


def decided(standing: Any) -> str:
    if standing and standing.state == "rejected":
        return _("Rejected")
    return _("Decided")


def by(person: Any, moment: Any, principal: Any = None) -> str:
    behalf = _("for %(person)s") % {"person": wording.person(principal)} if principal else ""
    return " · ".join(filter(None, (wording.person(person, program=False), behalf, wording.moment(moment))))


def proof(writer: Writer, pack: Pack, digest: str) -> Story:
    """Say what the pack proves and how that is checked."""
    steps = [
        _(
            "The requests and answers are kept byte for byte from the moment they went over the wire. The JSON pack "
            "holds them whole; sha256sum of each decoded part gives the digest that stands beside it here."
        ),
        _(
            "A request may carry other records too. Only this record's part is printed; the digest is of the whole, "
            "since only the whole is what Xero received."
        ),
        _(
            "What was accepted is what was posted: the digest of the accepted document is kept with the export, and an "
            "export whose document had another is not carried out."
        ),
        _("Xero gives every answer a correlation id. Xero's support finds the same request by it in its own records."),
        _(
            "Events are only ever added. On the server, manage.py verify_history checks that none was altered, "
            "removed or moved since."
        ),
    ]
    title = _("What this proves, and how to check it")
    told = [writer.text(f"{place}. {step}") for place, step in enumerate(steps, start=1)]
    line = _("SHA-256 of this pack as JSON, of which this document is a printed form:")
    return [writer.heading(title), *told, writer.text(line, page.NOTE), writer.digest(digest)]


def with_note(writer: Writer, story: Story) -> Story:
    """Say so where a character had to be told by its number. Only then is it known whether any had to."""
    if not writer.signs.has_replaced:
        return story
    text = gettext(
        "Characters that the typeface of this document does not have are told by their numbers in Unicode, such as "
        "[U+4E2D]. The JSON pack has them as they are."
    )
    return [*story[:2], Writer().text(text, page.NOTE), *story[2:]]
