"""The directory: forty subcontractors and suppliers of the Pacific Northwest, all invented."""

from .records import STATES
from .tables import rows

COUNTRY = "USA"

# id | state | name | address | city | region | postal code | phone | fax | mailbox | active
COMPANIES = """
V-101 | S | Cascade Concrete & Pumping | 2140 Port of Tacoma Rd | Tacoma | WA | 98421 | (253) 555-0114 | (253) 555-0115 | ap@cascadeconcrete.example | true
V-102 | S | Baker & Sons Electrical | 4418 SE Holgate Blvd | Portland | OR | 97206 | (503) 555-0128 | (503) 555-0129 | billing@bakersons.example | true
V-103 | S | Núñez Masonry LLC | 917 S 3rd Ave | Yakima | WA | 98902 | (509) 555-0131 | | oficina@nunezmasonry.example | true
V-104 | S | Summit Drywall Inc. | 12805 Aurora Ave N, Suite 210 | Seattle | WA | 98133 | (206) 555-0142 | (206) 555-0143 | accounts@summitdrywall.example | true
V-105 | S | Señal Eléctrica | 8032 S 212th St | Kent | WA | 98032 | (253) 555-0156 | | pagos@senalelectrica.example | true
V-106 | S | Puget Rebar Supply | 3301 E Marginal Way S | Seattle | WA | 98134 | (206) 555-0107 | (206) 555-0108 | orders@pugetrebar.example | true
V-107 | S | Rainier Ready Mix | 1620 SW Spokane St | Seattle | WA | 98134 | (206) 555-0119 | (206) 555-0120 | dispatch@rainierreadymix.example | true
V-108 | S | Evergreen Mechanical Contractors | 19021 120th Ave NE | Bothell | WA | 98011 | (425) 555-0133 | (425) 555-0134 | ar@evergreenmech.example | true
V-109 | S | O'Malley Plumbing & Heating | 755 Commercial Ave | Bellingham | WA | 98225 | (360) 555-0145 | (360) 555-0146 | office@omalleyplumbing.example | true
V-110 | S | Tillicum Structural Steel | 5600 NE 122nd Ave | Vancouver | WA | 98682 | (360) 555-0151 | (360) 555-0152 | contracts@tillicumsteel.example | true
V-111 | S | Olympic Membrane Roofing | 240 Lacey St SE | Lacey | WA | 98503 | (360) 555-0163 | | office@olympicmembrane.example | true
V-112 | S | Skagit Excavation & Grading | 18344 Cook Rd | Burlington | WA | 98233 | (360) 555-0172 | (360) 555-0173 | jobs@skagitexcavation.example | true
V-113 | S | Chinook Fire Protection | 6910 220th St SW | Mountlake Terrace | WA | 98043 | (425) 555-0181 | | ap@chinookfire.example | true
V-114 | S | Cedar Mill Lumber Co. | 1275 NW Cornell Rd | Hillsboro | OR | 97124 | (503) 555-0190 | (503) 555-0191 | sales@cedarmill-lumber.example | true
V-115 | S | Emerald City Glass & Glazing | 4027 Leary Way NW | Seattle | WA | 98107 | (206) 555-0166 | (206) 555-0167 | billing@ecglass.example | true
V-116 | S | Northshore Painting | 7401 NE Bothell Way | Kenmore | WA | 98028 | (425) 555-0102 | | hello@northshorepainting.example | true
V-117 | S | Whidbey Elevator Company | 31650 SR 20 | Oak Harbor | WA | 98277 | (360) 555-0110 | (360) 555-0111 | service@whidbeyelevator.example | true
V-118 | S | Bitterroot Millwork | 2901 N Reserve St | Missoula | MT | 59808 | (406) 555-0123 | (406) 555-0124 | shop@bitterrootmillwork.example | true
V-119 | S | Pilchuck Paving | 1508 Bonneville Ave | Snohomish | WA | 98290 | (360) 555-0138 | | bids@pilchuckpaving.example | true
V-120 | S | Deschutes Door & Hardware | 63020 NE Layton Ave | Bend | OR | 97701 | (541) 555-0147 | (541) 555-0148 | orders@deschutesdoor.example | true
V-121 | S | Larch Hill Landscaping | 10714 E Sprague Ave | Spokane Valley | WA | 99206 | (509) 555-0154 | | crew@larchhill.example | true
V-122 | S | D'Angelo Tile & Stone | 830 SE Division Pl | Portland | OR | 97202 | (503) 555-0161 | (503) 555-0162 | invoices@dangelotile.example | true
V-123 | S | Alki Flooring | 2622 California Ave SW | Seattle | WA | 98116 | (206) 555-0175 | | office@alkiflooring.example | true
V-124 | S | Snoqualmie Sheet Metal | 38010 SE North Bend Way | Snoqualmie | WA | 98065 | (425) 555-0184 | (425) 555-0185 | ap@snoqualmiesheet.example | true
V-125 | S | Kitsap Insulation | 5150 Auto Center Way | Bremerton | WA | 98312 | (360) 555-0193 | | sales@kitsapinsulation.example | true
V-126 | S | Wenatchee Waterproofing | 1440 N Miller St | Wenatchee | WA | 98801 | (509) 555-0104 | | jobs@wenatcheewp.example | true
V-127 | S | Mount Baker Demolition | 4200 Meridian St, Unit 7 | Bellingham | WA | 98226 | (360) 555-0116 | (360) 555-0117 | office@mtbakerdemo.example | true
V-128 | S | Harmon Survey Group | 1011 Western Ave, Floor 4 | Seattle | WA | 98104 | (206) 555-0125 | | accounting@harmonsurvey.example | true
V-129 | S | Columbia Crane & Rigging | 9777 N Lombard St | Portland | OR | 97203 | (503) 555-0136 | (503) 555-0137 | rentals@columbiacrane.example | true
V-130 | S | Salish Site Services | 7018 S 190th St | Kent | WA | 98032 | (253) 555-0149 | | rentals@salishsite.example | true
V-131 | W | Cascade Concrete and Pumping | PO Box 1187 | Tacoma | WA | 98401 | (253) 555-0114 | | ap@cascadeconcrete.example | true
V-132 | R | Baker and Sons Electrical | 4418 SE Holgate Blvd | Portland | OR | 97206 | (503) 555-0128 | | estimating@bakersons.example | true
V-133 | W | Grünewald Casework | 615 Industrial Pkwy | McMinnville | OR | 97128 | (503) 555-0157 | | office@grunewaldcasework.example | true
V-134 | W | Yaquina Marine Piling | 2030 SE Marine Science Dr | Newport | OR | 97365 | (541) 555-0168 | (541) 555-0169 | contracts@yaquinamarine.example | true
V-135 | W | Fraser & Lund Acoustics | 3815 Rucker Ave | Everett | WA | 98201 | (425) 555-0179 | | ar@fraserlund.example | true
V-136 | W | Tumwater Precast | 6300 Linderson Way SW | Tumwater | WA | 98501 | (360) 555-0188 | (360) 555-0189 | sales@tumwaterprecast.example | true
V-137 | U | Pacific Northwest Structural Steel Fabricators & Erectors LLC | 11400 Airport Rd | Everett | WA | 98204 | (425) 555-0197 | (425) 555-0198 | ap@pnwsteel.example | true
V-138 | U | Willamette Valley Commercial Roofing and Sheet Metal Company | 3550 Fairview Industrial Dr SE | Salem | OR | 97302 | (503) 555-0105 | | billing@wvroofing.example | true
V-139 | U | Klickitat Fence Company | 220 W Steuben St | Bingen | WA | 98605 | (509) 555-0118 | | office@klickitatfence.example | false
V-140 | U | Old Town Scaffold Rental | 1917 1st Ave S | Seattle | WA | 98134 | (206) 555-0127 | (206) 555-0130 | yard@oldtownscaffold.example | false
"""  # noqa: E501 - a row is a row


def vendor_rows() -> list[list[str]]:
    return [
        [source_id, name, address, city, region, postal_code, COUNTRY, phone, fax, email, active]
        for source_id, _, name, address, city, region, postal_code, phone, fax, email, active in rows(COMPANIES)
    ]


def vendor_states() -> dict[str, str]:
    return {row[0]: STATES[row[1]] for row in rows(COMPANIES)}
