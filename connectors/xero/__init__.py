"""Speaks to one Xero organisation over its Accounting API."""
