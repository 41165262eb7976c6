"""Django's classes that are generic for the type checker only."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm as DjangoNewUserForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserForm
from django.contrib.auth.models import User
from django.forms.models import BaseInlineFormSet

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
    ManyField = forms.ModelMultipleChoiceField[Any]
    UserAdmin = DjangoUserAdmin[User]
    UserForm = DjangoUserForm[User]
    NewUserForm = DjangoNewUserForm[User]
else:
    ModelAdmin, TabularInline, ModelForm = admin.ModelAdmin, admin.TabularInline, forms.ModelForm
    InlineFormSet, ManyField = BaseInlineFormSet, forms.ModelMultipleChoiceField
    UserAdmin, UserForm, NewUserForm = DjangoUserAdmin, DjangoUserForm, DjangoNewUserForm
