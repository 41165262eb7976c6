"""The tool: the gate between project records and the accounting system."""

# The same as in pyproject.toml.
VERSION = "0.1.0"
