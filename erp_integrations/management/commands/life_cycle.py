from typing import Any

from django.core.management import BaseCommand

from erp_integrations.models import Commitment, Delivery, State


def diagram() -> str:
    """Return the state diagram of a record in Mermaid's words, read off the transitions in the code."""
    field = Commitment._meta.get_field("state")
    transitions = {
        (str(transition.source), str(transition.target), transition.name)
        for transition in field.get_all_transitions(Commitment)
    }
    lines = ["stateDiagram-v2", f"    [*] --> {State.UNLINKED.value}"]
    lines += [f"    {source} --> {target}: {name}" for source, target, name in sorted(transitions)]
    lines += [f"    state {State.ACCEPTED.value} {{", f"        [*] --> {Delivery.IDLE.value}"]
    lines += [f"        {source.value} --> {target.value}: {what}" for source, target, what in DELIVERIES]
    return "\n".join([*lines, "    }"])


# Deliveries are no FSM: the claim and the settling set them together with the batch, in one transaction.
DELIVERIES = (
    (Delivery.IDLE, Delivery.QUEUED, "export"),
    (Delivery.QUEUED, Delivery.SENDING, "claimed"),
    (Delivery.SENDING, Delivery.QUEUED, "surely not stored"),
    (Delivery.SENDING, Delivery.UNKNOWN, "no answer"),
    (Delivery.SENDING, Delivery.FAILED, "refused"),
    (Delivery.UNKNOWN, Delivery.QUEUED, "surely absent"),
    (Delivery.UNKNOWN, Delivery.FAILED, "refused"),
    (Delivery.FAILED, Delivery.QUEUED, "export again"),
)


class Command(BaseCommand):
    help = "Prints the life cycle of a record as a Mermaid diagram (docs/export_life_cycle.md holds it)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
