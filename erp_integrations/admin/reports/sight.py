"""What a report leaves out for somebody who may not see the records behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from erp_integrations.permissions import codename
from erp_integrations.reports.measures import Measure


def left_out_sentence(measures: Sequence[Measure], person: Any) -> str:
    """Say which columns are left out, and for want of which records; empty if none is."""
    records = {part.source.record for measure in measures for part in measure.parts}
    unseen = [record for record in records if not person.has_perm(codename("view", record))]
    if not unseen:
        return ""
    return _("Columns are left out here (%(columns)s), since you may not see all that they come from: %(records)s.") % {
        "columns": ", ".join(str(measure.title) for measure in measures),
        "records": ", ".join(sorted(str(record._meta.verbose_name_plural) for record in unseen)),
    }
