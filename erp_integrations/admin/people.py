"""Users and groups: who may do what, person by person."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Permission, User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.filters import ActiveFilter
from erp_integrations.admin.generic import ModelForm, NewUserForm, UserAdmin, UserForm
from erp_integrations.admin.passwords import OthersPasswordForm
from erp_integrations.admin.rights import RightsField, with_hidden_rights
from erp_integrations.admin.widgets import without_side_doors
from erp_integrations.permissions import PRESETS, grant

PRESET_LABELS = {
    "viewer": _("Viewer: sees everything, changes nothing"),
    "project person": _("Project person: enters records and sends them"),
    "approver": _("Approver: accepts, rejects and exports"),
    "admin": _("Admin: settings and people, no approving"),
}


def preset_field() -> forms.ChoiceField:
    choices = [("", _("As ticked below")), *((name, PRESET_LABELS.get(name, name)) for name in PRESETS)]
    text = _("A usual set of rights. It replaces what the person holds now; tick single rights afterwards.")
    return forms.ChoiceField(label=_("Set of rights"), choices=choices, required=False, help_text=text)


class PersonForm(UserForm):
    preset = preset_field()
    user_permissions = RightsField(label=_("Rights"))

    def clean_user_permissions(self) -> Any:
        return with_hidden_rights(self.cleaned_data["user_permissions"], self.instance.user_permissions.all())


class NewPersonForm(NewUserForm):
    preset = preset_field()


class PeopleAdmin(UserAdmin):
    """An admin gives rights to others: nobody but a superuser changes their own, or touches a superuser."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = OthersPasswordForm
    list_display = ("username", "name_column", "email", "active_column", "last_login")
    list_filter = (ActiveFilter,)
    list_per_page = 50
    filter_horizontal = ()
    readonly_fields = ("mails",)
    actions = None
    change_user_password_template = "admin/auth/user/change_password.html"  # noqa: S105 - a template's name
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "mails")}),
        (
            _("What the person may do"),
            {"fields": ("is_active", "is_superuser", "preset", "groups", "user_permissions")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    ("first_name", "last_name"),
                    "email",
                    "preset",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))

    def name_column(self, user: User) -> str:
        return user.get_full_name()

    name_column.short_description = _("name")  # type: ignore[attr-defined]

    @admin.display(description=_("active"), ordering="is_active")
    def active_column(self, user: User) -> Any:
        return _("yes") if user.is_active else _("no")

    @admin.display(description=_("mails"))
    def mails(self, user: User) -> Any:
        return format_html(
            '<a href="{}">{}</a>', reverse("mail_preferences_of", args=[user.pk]), _("Mails and language")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_touch = obj is None or request.user.is_superuser or not obj.is_superuser
        return super().has_change_permission(request, obj) and may_touch

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = () if request.user.is_superuser else own_rights(request, obj)
        return [
            (title, {**options, "fields": tuple(field for field in options["fields"] if field not in hidden)})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What is hidden is no field either: somebody who posts it by hand changes nothing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in () if request.user.is_superuser else own_rights(request, obj):
            form.base_fields.pop(name, None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Everybody here uses these screens, so everybody is what Django calls staff."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if preset := form.cleaned_data.get("preset"):
            grant(form.instance, preset)


def own_rights(request: HttpRequest, obj: Any) -> tuple[str, ...]:
    """Return the fields that somebody who is no superuser does not get to see."""
    is_own = obj is not None and obj.pk == request.user.pk
    return ("is_superuser", "is_active", "preset", "groups", "user_permissions") if is_own else ("is_superuser",)


class GroupForm(ModelForm):
    permissions = RightsField(label=_("Rights"))

    def clean_permissions(self) -> Any:
        held = self.instance.permissions.all() if self.instance.pk else Permission.objects.none()
        return with_hidden_rights(self.cleaned_data["permissions"], held)


class RightsGroupAdmin(GroupAdmin):
    form = GroupForm
    filter_horizontal = ()
    actions = None
    fieldsets = ((None, {"fields": ("name", "permissions")}),)
