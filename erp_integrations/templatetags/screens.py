"""What the templates of the screens need beside Django's own tags."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import get_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp_integrations.admin.moments import ago, exactly
from erp_integrations.admin.money import as_money, as_number, as_quantity
from erp_integrations.admin.origins import origin_in_words
from erp_integrations.admin.persons import doer_of, name_of
from erp_integrations.admin.states import pill_of
from erp_integrations.mapping.budget_code import full_name

DIGEST = re.compile(r"SHA-256 ([0-9a-f]{6})[0-9a-f]{58}")
# A cell with a column of its own: the box to tick has none.
CELL = re.compile(r'<t[dh] class="field-')
BLANK = re.compile(r"<t[dh][^>]*>(–|&nbsp;)?</t[dh]>")
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
def with_labels(cells: Iterable[SafeString], headers: Sequence[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of a list's row, each with the name of its column, for screens too narrow for the list's head.

    Django's lists leave it open, too, what the header of a row is a header of.
    """
    return [labelled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=False)]


def labelled(cell: SafeString, label: str) -> SafeString:
    if not CELL.match(cell):
        return cell
    scope = ' scope="row"' if cell.startswith("<th") else ""
    blank = " data-blank" if BLANK.fullmatch(cell) else ""
    return SafeString(f'{cell[:3]}{scope} data-label="{escape(capfirst(label))}"{blank}{cell[3:]}')


@register.filter
def without_digests(text: str) -> str:
    """What tells two files of one name apart, short enough for people. The journal keeps all of it."""
    return DIGEST.sub(rf"{_('content')} \1…", text)
