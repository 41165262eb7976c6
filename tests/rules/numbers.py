"""Where each number of the domain reference that is about exporting is proven.

Most are rows of the rules or fields of the mapping: their cases are found by their numbers. The others are proven by
the tests that are named here, or are not about exporting.
"""

EXPORTING = [*range(20, 87), *range(106, 112), *range(113, 152), *range(158, 170)]

SENDING = "tests.services.test_sending"
REVIEWING = "tests.services.test_reviewing"
LINKING = "tests.services.test_linking"
EDITING = "tests.admin.test_editing"
EXPORT = "tests.journeys.test_export"
DOCUMENTS = "tests.mapping.test_documents"
FIELDS = "tests.mapping.test_fields"

PROVEN: dict[str, tuple[str, ...]] = {
    "R24": (f"{FIELDS}.test_each_cost_type_of_a_cost_code_is_an_item_of_its_own",),
    "R28": (
        f"{SENDING}.test_record_that_fulfils_its_rules_is_sent",
        f"{REVIEWING}.test_record_that_waits_is_accepted_with_the_digest_of_what_would_be_posted",
        f"{REVIEWING}.test_nobody_decides_without_the_right",
    ),
    "R34": (
        f"{SENDING}.test_synced_project_with_a_new_budget_code_is_sent_again",
        f"{EXPORT}.test_resent_project_keeps_its_option",
        "tests.admin.test_lists.test_only_projects_have_a_list_of_updates",
    ),
    "R39": (
        "tests.services.test_addresses.test_address_that_changed_in_xero_is_not_taken_over",
        "tests.services.test_addresses.test_address_that_changed_here_is_not_sent_to_xero",
    ),
    "R41": (
        f"{SENDING}.test_record_is_retrieved_while_nobody_has_decided",
        f"{SENDING}.test_record_that_was_decided_on_is_not_retrieved",
    ),
    "R42": (f"{EDITING}.test_what_came_back_can_be_changed",),
    "R43": (f"{LINKING}.test_commitment_is_unlinked_only_when_it_is_gone_from_xero",),
    # Xero is asked at the moment of unlinking, so nobody has to wait for the hourly reading.
    "R44": (f"{LINKING}.test_commitment_is_unlinked_only_when_it_is_gone_from_xero",),
    "R45": (
        "tests.services.test_deleting.test_project_person_deletes_what_is_not_sent",
        "tests.services.test_deleting.test_unlinked_commitment_can_be_deleted_with_its_whole_history",
    ),
    "R53": (f"{FIELDS}.test_what_xero_has_no_place_for_stays_here",),
    "R54": (f"{SENDING}.test_record_that_came_back_can_be_sent_again", f"{REVIEWING}.test_rejection_needs_a_reason"),
    "R55": ("tests.services.test_deleting.test_unlinked_commitment_can_be_deleted_with_its_whole_history",),
    "R56": (f"{FIELDS}.test_commitment_without_a_description_is_sent_as_it_would_be_with_one",),
    "R63": (f"{FIELDS}.test_change_of_an_order_sends_no_date",),
    "R68": (
        f"{FIELDS}.test_change_of_an_order_sends_no_date",
        f"{FIELDS}.test_what_xero_has_no_place_for_stays_here",
    ),
    "R70": (
        f"{DOCUMENTS}.test_changes_of_one_commitment_line_are_summed_in_the_order_of_first_appearance",
        f"{DOCUMENTS}.test_summed_unit_lines_stay_units_only_at_one_unit_cost",
    ),
    "R71": (
        f"{SENDING}.test_record_is_retrieved_while_nobody_has_decided",
        f"{SENDING}.test_record_that_was_decided_on_is_not_retrieved",
    ),
    "R72": (f"{EDITING}.test_what_came_back_can_be_changed",),
    "R73": (f"{LINKING}.test_change_order_is_unlinked_when_its_lines_are_gone",),
    "R83": (f"{DOCUMENTS}.test_bill_date_defaults_to_the_end_of_the_billing_period",),
    "R85": (
        f"{FIELDS}.test_invoice_bills_quantities_where_its_contract_does",
        f"{DOCUMENTS}.test_amount_based_line_travels_as_one_times_its_amount",
    ),
    "R86": (f"{LINKING}.test_unlinked_invoice_can_be_exported_again_as_a_new_bill",),
    "R106": (f"{EXPORT}.test_budget_code_becomes_an_item",),
    "R107": (
        f"{EXPORT}.test_project_becomes_an_option_and_its_budget_codes_count_as_exported",
        f"{LINKING}.test_linked_project_keeps_xeros_name_on_every_line",
    ),
    "R108": (
        f"{EXPORT}.test_company_becomes_a_contact",
        f"{LINKING}.test_company_is_linked_to_a_contact_and_nothing_is_posted",
    ),
    "R109": (f"{EXPORT}.test_unit_based_commitment_becomes_an_order_right_to_the_cent",),
    "R116": (f"{EXPORT}.test_budget_code_becomes_an_item",),
    "R117": ("tests.admin.test_lists.test_worklist_shows_its_own_records_only",),
    # It says once more what R113 says.
    "R118": ("tests.rules.test_budget_code.test_rule_stops_what_breaks_it",),
    "R122": (f"{EXPORT}.test_project_becomes_an_option_and_its_budget_codes_count_as_exported",),
    "R125": (f"{EXPORT}.test_company_becomes_a_contact",),
    "R126": (f"{EXPORT}.test_company_becomes_a_contact",),
    "R132": (f"{EXPORT}.test_unit_based_commitment_becomes_an_order_right_to_the_cent",),
    "R144": (f"{EXPORT}.test_change_order_is_appended_below_lines_that_keep_their_ids",),
    "R146": ("tests.golden.test_golden.test_stand_in_takes_every_golden_file",),
    "R158": (f"{EXPORT}.test_invoice_becomes_a_bill_with_retainage_as_a_line_of_its_own",),
}

PAYMENTS = "It is about payments, which come back from Xero."
NOT_EXPORTING: dict[str, str] = {
    "R30": "It is about projects that come in from Xero.",
    "R47": PAYMENTS,
    "R57": "It is about the mail that tells approvers what waits.",
    "R58": PAYMENTS,
    "R59": PAYMENTS,
    "R60": PAYMENTS,
    "R61": PAYMENTS,
    "R110": "It is about costs that come in from Xero.",
    "R115": PAYMENTS,
}
