"""The tool: the gate between project records and the accounting system."""
