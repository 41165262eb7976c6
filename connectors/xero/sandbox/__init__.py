"""A stand-in Xero organisation over HTTP, as strict as Xero is: for the test suite, and for trying things out.

    with Sandbox(organisation=Organisation.seeded()) as sandbox:
        requests.get(f"{sandbox.url}/api.xro/2.0/Organisation", headers=…)

It keeps state, checks what it is sent, counts calls, and can be told to fail in the ways that a network and Xero fail.
"""

from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.sandbox import Sandbox, serve

__all__ = ["Organisation", "Rejected", "Sandbox", "serve"]
