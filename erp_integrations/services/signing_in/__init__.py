"""How people get in and out: locks, second factors, ends of sessions, new passwords, single sign-on.

Each step leaves an event on the person. Secrets are in none of them.
"""
