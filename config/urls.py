"""Addresses: the admin is the tool."""

from django.contrib import admin
from django.urls import include, path

from erp_integrations.admin import schedules, uploading
from erp_integrations.admin.connecting import connect_xero, connect_xero_done
from erp_integrations.admin.exchange import exchange
from erp_integrations.admin.language import choose_language
from erp_integrations.admin.mail_preferences import mail_preferences
from erp_integrations.admin.views import record_by_key, rules_in_force

urlpatterns = [
    path("r/<str:key>/", record_by_key, name="record_by_key"),
    path("rules/", rules_in_force, name="rules"),
    path("exchange/", exchange, name="exchange"),
    path("upload/", include(uploading.ADDRESSES)),
    path("schedules/", include(schedules.ADDRESSES)),
    path("connect/xero/", connect_xero, name="connect_xero"),
    path("connect/xero/done/", connect_xero_done, name="connect_xero_done"),
    path("language/", choose_language, name="choose_language"),
    path("mail/", mail_preferences, name="mail_preferences"),
    path("mail/<int:pk>/", mail_preferences, name="mail_preferences_of"),
    path("", admin.site.urls),
]
