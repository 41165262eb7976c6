"""What the accountant wrote when she rejected a record."""

REASONS = {
    "BC-01-560-E": "Fence rental is booked on 01-500.E. Please do not open a second code for it.",
    "V-132": "Same company as Baker & Sons Electrical (V-102), which is already a contact. Use that one.",
    "PO-24017-007": "The quote on file ran out in April. Ask Emerald City to confirm the prices in writing, "
    "then send again.",
    "SC-25019-007": "Certificate of insurance expired on September 30. Get the renewal before we commit this amount.",
    "SC-25006-003-CO-02": "No signed change directive attached. Accounting needs the owner's signature above $10,000.",
    "SC-24017-007-04": "Conditional lien waiver for last month's payment is missing. Attach it and send again.",
    "PO-25006-002-02": "No packing slip for RTU-2. We pay for equipment once it is on site, so send this again then.",
    "SC-25019-001-04": "Quantity tickets only cover part of the backfill billed. Hold until the rest is in.",
}
