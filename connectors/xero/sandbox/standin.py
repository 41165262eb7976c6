"""What the parts of one running stand-in share."""

from dataclasses import dataclass

from connectors.xero.sandbox.bookkeeper import Bookkeeper
from connectors.xero.sandbox.calls import Calls
from connectors.xero.sandbox.faults import Faults
from connectors.xero.sandbox.identity import Identity
from connectors.xero.sandbox.limits import Limits
from connectors.xero.sandbox.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    organisation: Organisation
    identity: Identity
    limits: Limits
    faults: Faults
    calls: Calls
    bookkeeper: Bookkeeper
