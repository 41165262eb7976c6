"""Addresses: the admin is the tool."""

from django.contrib import admin
from django.urls import path

from erp_integrations.admin.connecting import connect_xero, connect_xero_done
from erp_integrations.admin.views import record_by_key

urlpatterns = [
    path("r/<str:key>/", record_by_key, name="record_by_key"),
    path("connect/xero/", connect_xero, name="connect_xero"),
    path("connect/xero/done/", connect_xero_done, name="connect_xero_done"),
    path("", admin.site.urls),
]
