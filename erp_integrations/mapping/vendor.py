"""Company → contact (R125-R130)."""

from connectors.documents import Contact
from erp_integrations.mapping.text import tidy, visible
from erp_integrations.models import IntegrationSettings, Vendor


def vendor_to_contact(vendor: Vendor, settings: IntegrationSettings) -> Contact:
    return Contact(
        number=vendor.key,
        name=tidy(vendor.name),
        email=vendor.email,
        phone=tidy(vendor.business_phone),
        fax=tidy(vendor.business_fax),
        address=visible(vendor.address),
        city=tidy(vendor.city),
        region=tidy(vendor.region),
        postal_code=tidy(vendor.postal_code),
        country=tidy(vendor.country),
    )
