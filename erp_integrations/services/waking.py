"""How the worker learns that there is something to do."""

from django_q.tasks import async_task


def wake_worker() -> None:
    """Put one task into the queue. If it gets lost, the sweep of the next minute does the same work.

    What there is to export, the worker finds in our own tables.
    """
    async_task("erp_integrations.tasks.export_records")


def wake_to_refresh() -> None:
    """Let the worker read Xero's lists now. If the task gets lost, the schedule of the next hour does the same."""
    async_task("erp_integrations.tasks.refresh_lists")


def wake_to_mail() -> None:
    """Let the worker send what people are to be told. If the task gets lost, the sweep of the next minute does it."""
    async_task("erp_integrations.tasks.send_mails")
