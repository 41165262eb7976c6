"""Mails to people: what is told to whom, how it reads, and that it goes out once.

`noticing` is what the other services call, in their own transactions; the worker does the rest: `telling` sends what
people are to be told at once, `summarising` the daily summary. Both go through `letters` (how it reads) and `posting`
(the mail server and the journal).
"""

from erp_integrations.services.notifying.noticing import notice, notice_lost_connection, release_collected
from erp_integrations.services.notifying.posting import MailReport
from erp_integrations.services.notifying.summarising import send_daily_summaries, send_summaries_again
from erp_integrations.services.notifying.telling import send_notices

__all__ = [
    "MailReport",
    "notice",
    "notice_lost_connection",
    "release_collected",
    "send_daily_summaries",
    "send_notices",
    "send_summaries_again",
]
