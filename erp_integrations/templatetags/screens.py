"""What the templates of the screens need beside Django's own tags."""

import re

from django import template
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from erp_integrations.admin.moments import ago, exactly
from erp_integrations.admin.money import as_money, as_number, as_quantity
from erp_integrations.admin.origins import origin_in_words
from erp_integrations.admin.persons import doer_of, name_of
from erp_integrations.admin.states import pill_of
from erp_integrations.mapping.budget_code import full_name

DIGEST = re.compile(r"SHA-256 ([0-9a-f]{6})[0-9a-f]{58}")
register = template.Library()
register.filter("ago", ago)
register.filter("exactly", exactly)
register.filter("money", as_money)
register.filter("number", as_number)
register.filter("quantity", as_quantity)
register.filter("pill", pill_of)
register.filter("full_name", full_name)
register.filter("person", name_of)
register.filter("doer", doer_of)
register.filter("origin_in_words", origin_in_words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign of the sprite in `admin/icons.html`."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg>', name)


@register.simple_tag
def number_signs() -> SafeString:
    """The signs of the reader's numbers, for scripts."""
    signs = [get_format(name) for name in ("DECIMAL_SEPARATOR", "THOUSAND_SEPARATOR")]
    return format_html('data-decimals="{}" data-thousands="{}"', *signs)


@register.filter
def row_header(cell: SafeString) -> SafeString:
    """Django's lists leave it open what the header of a row is a header of."""
    return SafeString(cell.replace("<th ", '<th scope="row" ', 1))


@register.filter
def without_digests(text: str) -> str:
    """What tells two files of one name apart, short enough for people. The journal keeps all of it."""
    return DIGEST.sub(rf"{_('content')} \1…", text)
