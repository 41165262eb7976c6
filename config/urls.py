"""Addresses: the admin is the tool."""

from django.contrib import admin
from django.urls import path

from erp_integrations.admin.views import record_by_key

urlpatterns = [
    path("r/<str:key>/", record_by_key, name="record_by_key"),
    path("", admin.site.urls),
]
