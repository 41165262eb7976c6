"""The exact bodies that go to Xero: one record of each kind, with everything fixed, and the bytes that it becomes.

`python -m tests.golden` writes the files anew. Look at the difference before it is committed: it is what Xero gets.
"""

RENEWING = "golden files are written anew"
