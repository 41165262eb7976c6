"""What people and the worker do, a gerund each. Services take the ledger as an argument; they never fetch one."""
