"""Who may do what: every address, every action and every service against every kind of person."""
