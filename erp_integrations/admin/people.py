"""Users and groups: who there is, and what each may do in all detail."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.filters import ActiveFilter
from erp_integrations.admin.generic import ModelForm, UserAdmin, UserForm
from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.moments import exactly
from erp_integrations.admin.new_person import NewPersonForm
from erp_integrations.admin.passwords import OthersPasswordForm
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.presets import preset_field
from erp_integrations.admin.rights import RightsField, with_hidden_rights
from erp_integrations.admin.widgets import without_side_doors
from erp_integrations.models import IntegrationSettings, ViewOnly, events_last
from erp_integrations.services import granting

# What each field of a person is, where Django's own words are for programmers.
HELP = {
    "username": _("What they log in with: at most 150 letters, figures and signs of @ . + - _"),
    "email": _("Invitations and all mails go here."),
    "is_active": _("Whoever leaves is switched off, not deleted: what they did stays told."),
    "is_superuser": _("May do everything, whatever is ticked below: for emergencies."),
    "groups": _("Whoever is in a group holds its rights, too."),
}


class PersonForm(UserForm):
    """`shown` is how the person stood when the page was made: two admins do not undo each other unawares."""

    preset = preset_field(
        _("As ticked below"),
        _("A usual set of rights. It replaces what the person holds now; tick single rights afterwards."),
    )
    user_permissions = RightsField(label=_("Rights"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "shown" in self.fields:
            self.initial["shown"] = granting.fingerprint(self.instance)

    def clean_user_permissions(self) -> Any:
        return with_hidden_rights(self.cleaned_data["user_permissions"], self.instance.user_permissions.all())


class GivesRights(admin.ModelAdmin):  # type: ignore[type-arg]
    """A screen that saves through `services.granting`: what must not be given says why, and nothing is saved."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            # One transaction around the form's own, so that what several services note is written at its end.
            with events_last():
                return super().changeform_view(request, *args, **kwargs)
        except granting.NotGiven as reason:
            messages.error(request, str(reason))
            return redirect(request.get_full_path())

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service writes it down."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service writes it down."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The service writes it down."""
        return []


class PeopleAdmin(HistoryOnPage, GivesRights, UserAdmin):
    """Admins give rights to others, and to themselves only where the settings allow it. None touches a superuser."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = OthersPasswordForm
    list_display = ("username", "name_column", "email", "active_column", "signed_in_column")
    list_filter = (ActiveFilter,)
    list_per_page = 50
    filter_horizontal = ()
    readonly_fields = ("mails", "signing_in", "limits", "view_only_mark")
    actions = None
    change_list_template = "admin/people.html"
    change_user_password_template = "admin/auth/user/change_password.html"  # noqa: S105 - a template's name
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "mails", "signing_in")}),
        (
            _("What the person may do"),
            {
                "fields": (
                    "is_active",
                    "is_superuser",
                    "view_only_mark",
                    "limits",
                    "preset",
                    "groups",
                    "user_permissions",
                    "shown",
                )
            },
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
        field = without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))
        if field is not None and db_field.name in HELP:
            field.help_text = HELP[db_field.name]
        return field

    @admin.display(description=_("name"))
    def name_column(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("last sign-in"), ordering="last_login")
    def signed_in_column(self, user: User) -> Any:
        return exactly(user.last_login)

    @admin.display(description=_("active"), ordering="is_active")
    def active_column(self, user: User) -> Any:
        return _("yes") if user.is_active else _("no")

    @admin.display(description=_("mails"))
    def mails(self, user: User) -> Any:
        return format_html(
            '<a href="{}">{}</a>', reverse("mail_preferences_of", args=[user.pk]), _("Mails and language")
        )

    @admin.display(description=_("limits"))
    def limits(self, user: User) -> Any:
        return format_html('<a href="{}">{}</a>', reverse("approver_limits", args=[user.pk]), _("Amount and projects"))

    @admin.display(description=_("view-only mark"))
    def view_only_mark(self, user: User) -> Any:
        if not ViewOnly.marks(user):
            return _("no")
        mark: ViewOnly = user.view_only
        said = _("yes, since %(when)s, by %(who)s") % {"when": exactly(mark.marked_at), "who": name_of(mark.marked_by)}
        link = format_html('<a href="{}">{}</a>', reverse("take_mark_off", args=[user.pk]), _("Take the mark off…"))
        return format_html("{} {}", said, link)

    @admin.display(description=_("signing in"))
    def signing_in(self, user: User) -> Any:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("signing_in_of", args=[user.pk]),
            _("Invitation, second factor and sessions"),
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_touch = obj is None or request.user.is_superuser or not obj.is_superuser
        return super().has_change_permission(request, obj) and may_touch

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = hidden_from(request, obj)
        return [
            (title, {**options, "fields": tuple(field for field in options["fields"] if field not in hidden)})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What is hidden is no field either: somebody who posts it by hand changes nothing."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in hidden_from(request, obj):
            form.base_fields.pop(name, None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            granting.refuse_stale(User.objects.get(pk=obj.pk), form.cleaned_data.get("shown") or None)
        granting.save_person(obj, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form's own way of saving rights and groups asks nobody, so it is not taken."""
        person, chosen = form.instance, form.cleaned_data
        if "groups" in chosen:
            granting.set_groups(person, chosen["groups"], by=request.user)
        if preset := chosen.get("preset"):
            granting.use_preset(person, preset, by=request.user)
        elif "user_permissions" in chosen:
            granting.set_rights(person, chosen["user_permissions"], by=request.user)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        with events_last():
            person = self.get_object(request, id)
            before = person.password if person else ""
            response = super().user_change_password(request, id, form_url)
            if person and (after := User.objects.get(pk=person.pk)).password != before:
                granting.password_was_set(after, by=request.user)
        return response

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        granting.delete_person(obj, by=request.user)


def hidden_from(request: HttpRequest, obj: Any) -> tuple[str, ...]:
    """Return the fields that somebody does not get to see, and so does not change."""
    if request.user.is_superuser:
        return ()
    if obj is None or obj.pk != request.user.pk:
        return ("is_superuser",)
    rights = ("preset", "groups", "user_permissions", "shown")
    own = rights if IntegrationSettings.load().forbid_widening_own_rights else ()
    return ("is_superuser", "is_active", *own)


class GroupForm(ModelForm):
    permissions = RightsField(label=_("Rights"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "shown" in self.fields:
            self.initial["shown"] = granting.group_fingerprint(self.instance)

    def clean_permissions(self) -> Any:
        held = self.instance.permissions.all() if self.instance.pk else Permission.objects.none()
        return with_hidden_rights(self.cleaned_data["permissions"], held)


class RightsGroupAdmin(HistoryOnPage, GivesRights, GroupAdmin):
    form = GroupForm
    filter_horizontal = ()
    actions = None
    fieldsets = ((None, {"fields": ("name", "permissions", "shown")}),)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form's own way of saving rights asks nobody, so it is not taken."""
        group, rights = form.instance, form.cleaned_data["permissions"]
        former = form.initial.get("name", "") if "name" in form.changed_data and change else ""
        shown = form.cleaned_data.get("shown") or None
        granting.set_group_rights(
            group, rights, by=request.user, is_new=not change, former_name=former, shown=shown if change else None
        )

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        granting.delete_group(obj, by=request.user)
