"""What the organisation keeps: plain dicts with Xero's own field names.

Money and quantities are Decimal. Dates are ISO text ("2026-11-20"), moments are ISO text in UTC with milliseconds and
without offset ("2026-11-20T02:00:00.123"), so that both sort and travel through JSON as they are. A stored document is
never changed in place: a change stores another dict under the same id.
"""

from typing import Any

type Document = dict[str, Any]
