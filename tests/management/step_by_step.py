"""Migrate as a database that is older than 0001_squashed_0022: `python -m tests.management.step_by_step 0015_…`."""

import sys

import django


def migrate(last: str) -> None:
    """Apply the migrations one by one up to `last`, with those of other applications that they need."""
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] in ("contenttypes", "django_q")]
    state = executor.migrate([*others, ("erp_integrations", last)])
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default", apps=state.apps, plan=[])


if __name__ == "__main__":
    django.setup()
    migrate(sys.argv[1])
