"""Evidence: who decided what, on which figures, what was posted and what Xero said, as files (docs/evidence.md)."""
