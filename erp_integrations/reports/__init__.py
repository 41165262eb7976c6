"""What the records and Xero's transactions add up to: measures, reports, and what is behind each number."""
