"""A pack as PDF, in the language of its reader, for people who check it on paper."""

from erp_integrations.evidence.pdf.document import as_pdf

__all__ = ["as_pdf"]
