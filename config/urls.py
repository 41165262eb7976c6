"""Addresses: the admin is the tool."""

from django.contrib import admin
from django.urls import include, path

from erp_integrations.admin import (
    account,
    approvers,
    connecting,
    deputies,
    evidence,
    new_password,
    people_signing_in,
    schedules,
    single_sign_on,
    uploading,
)
from erp_integrations.admin.accountant_report import accountant_report
from erp_integrations.admin.exchange import exchange
from erp_integrations.admin.getting_started import getting_started, mark_step, put_set_up_away
from erp_integrations.admin.language import choose_language
from erp_integrations.admin.limits import approver_limits
from erp_integrations.admin.mail_preferences import mail_preferences
from erp_integrations.admin.signing_in import second_factor_code
from erp_integrations.admin.views import record_by_key, rules_in_force

urlpatterns = [
    path("r/<str:key>/", record_by_key, name="record_by_key"),
    path("rules/", rules_in_force, name="rules"),
    path("exchange/", exchange, name="exchange"),
    path("upload/", include(uploading.ADDRESSES)),
    path("approvers/", include(approvers.ADDRESSES)),
    path("accountants/", accountant_report, name="accountant_report"),
    path("schedules/", include(schedules.ADDRESSES)),
    path("start/", getting_started, name="getting_started"),
    path("start/put-away/", put_set_up_away, name="put_set_up_away"),
    path("start/<slug:slug>/", mark_step, name="mark_step"),
    path("connect/xero/", connecting.connect_xero, name="connect_xero"),
    path("connect/xero/done/", connecting.connect_xero_done, name="connect_xero_done"),
    path("connect/xero/organisation/", connecting.connect_xero_choose, name="connect_xero_choose"),
    path("connect/xero/connected/", connecting.connect_xero_connected, name="connect_xero_connected"),
    path("connect/xero/end/", connecting.disconnect_xero, name="disconnect_xero"),
    path("evidence/", include(evidence.ADDRESSES)),
    path("language/", choose_language, name="choose_language"),
    path("mail/", mail_preferences, name="mail_preferences"),
    path("mail/<int:pk>/", mail_preferences, name="mail_preferences_of"),
    path("deputies/", include(deputies.ADDRESSES)),
    path("approvers/<int:pk>/limits/", approver_limits, name="approver_limits"),
    path("account/", include(account.ADDRESSES)),
    path("people/", include(people_signing_in.ADDRESSES)),
    path("login/code/", second_factor_code, name="second_factor_code"),
    path("login/provider/", include(single_sign_on.ADDRESSES)),
    path("password_reset/", include(new_password.ASK_ADDRESSES)),
    path("reset/", include(new_password.CHOOSE_ADDRESSES)),
    path("", admin.site.urls),
]
