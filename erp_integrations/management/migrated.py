"""Commands that need every table as this version has it."""

from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def require_migrated() -> None:
    """Raise `CommandError` with what to do where the database is not that of this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            "The database is not up to date, or empty: DATABASE_URL says which it is. Run “manage.py migrate”, then "
            "this again."
        )
