"""Speak to other systems. Plain Python: no Django, and nothing of the tool's own tables."""
