"""The reports on the screens."""
