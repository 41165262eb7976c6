"""How the worker learns that there is something to do."""

from datetime import timedelta

from django_q.tasks import async_task

# The worker ends a task that takes longer. The queue hands long tasks out again while they still run: the second one
# finds the run under way, and does nothing.
LONGEST_RUN = timedelta(hours=2)


def wake_worker() -> None:
    """Put one task into the queue. If it gets lost, the sweep of the next minute does the same work.

    What there is to export, the worker finds in our own tables.
    """
    async_task("erp_integrations.tasks.export_records")


def wake_to_refresh() -> None:
    """Let the worker read Xero's lists now. If the task gets lost, the schedule of the next hour does the same."""
    async_task("erp_integrations.tasks.refresh_lists", timeout=LONGEST_RUN.seconds)


def wake_to_recode() -> None:
    """Let the worker import job costs now, since lines may have found their project, or lost it.

    If the task gets lost, the schedule of the day does the same.
    """
    async_task("erp_integrations.tasks.recode_costs", timeout=LONGEST_RUN.seconds)


def wake_to_mail() -> None:
    """Let the worker send what people are to be told. If the task gets lost, the sweep of the next minute does it."""
    async_task("erp_integrations.tasks.send_mails")


def wake_to_run() -> None:
    """Let the worker perform the runs that wait. If the task gets lost, the look of the next minute does the same."""
    async_task("erp_integrations.tasks.run_waiting", timeout=LONGEST_RUN.seconds)
