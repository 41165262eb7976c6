"""Giving and taking rights: the only way by which somebody's rights change. Everything is written down."""

from erp_integrations.services.granting.groups import delete_group, set_group_rights, set_groups
from erp_integrations.services.granting.people import delete_person, password_was_set, save_person
from erp_integrations.services.granting.presets import Change, change_of, use_preset
from erp_integrations.services.granting.refusals import NotGiven, refuse_giving, refuse_stale, refuse_widening_own
from erp_integrations.services.granting.rights import change_rights, give, set_rights, take, with_sight
from erp_integrations.services.granting.standing import fingerprint, group_fingerprint
from erp_integrations.services.granting.view_only import mark_view_only, take_mark_off

__all__ = [
    "Change",
    "NotGiven",
    "change_of",
    "change_rights",
    "delete_group",
    "delete_person",
    "fingerprint",
    "give",
    "group_fingerprint",
    "mark_view_only",
    "password_was_set",
    "refuse_giving",
    "refuse_stale",
    "refuse_widening_own",
    "save_person",
    "set_group_rights",
    "set_groups",
    "set_rights",
    "take",
    "take_mark_off",
    "use_preset",
    "with_sight",
]
