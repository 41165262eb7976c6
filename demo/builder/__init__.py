"""What build_contractor.py is made of: tables of names first, then one module per kind of record."""
