"""How the worker learns that there is something to do. What there is to do, it finds in our own tables."""

from django_q.tasks import async_task


def wake_worker() -> None:
    """Put one task into the queue. If it gets lost, the sweep of the next minute does the same work."""
    async_task("erp_integrations.tasks.export_records")
