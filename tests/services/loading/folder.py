"""A folder of small files that are right; a test replaces the one that it is about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from erp_integrations.services.loading import LoadReport, load

ROWS = {
    "cost_codes": ["code,name", "03-300,Concrete", "05-120,Steel"],
    "cost_types": ["code,name", "S,Subcontract", "M,Materials"],
    "budget_codes": [
        "source_id,cost_code,cost_type,description",
        "BC-1,03-300,S,Concrete works",
        "BC-2,05-120,M,Steel",
    ],
    "vendors": [
        "source_id,name,address,city,region,postal_code,country,business_phone,business_fax,email,is_active",
        "V-1,Núñez Masonry,917 S 3rd Ave,Yakima,WA,98902,USA,(509) 555-0131,,ap@nunez.example,true",
        'V-2,"Baker, Sons & Co.",,,,,,,,,FALSE',
    ],
    "projects": ["source_id,number,name,is_active", "P-1,24017,Alder Street,true"],
    "project_budget_codes": ["project,budget_code,original_amount", "P-1,BC-1,1000.00"],
    "commitments": [
        "source_id,project,vendor,kind,accounting_method,number,title,description,status,ship_via,created_on",
        "C-1,P-1,V-1,subcontract,amount,SC-001,Concrete,,approved,,2026-01-08",
        "C-2,P-1,V-1,purchase_order,unit,PO-001,Rebar,,approved,Flatbed,2026-01-09",
    ],
    "commitment_lines": [
        "commitment,position,budget_code,description,quantity,unit_cost,amount",
        "C-1,1,BC-1,Footings,,,600.00",
        "C-1,2,BC-1,Slab,,,400.00",
        "C-2,1,BC-2,Rebar,12.5,7.4250,92.81",
    ],
    "change_orders": ["source_id,commitment,number,title,status", "CO-1,C-1,CO-01,Extra footing,approved"],
    "change_order_lines": [
        "change_order,position,commitment_line,budget_code,description,quantity,unit_cost,amount",
        "CO-1,1,1,BC-1,Extra footing,,,50.00",
        "CO-1,2,,BC-2,Anchors,,,25.00",
    ],
    "invoices": [
        "source_id,commitment,number,period_start,period_end,billing_date,due_date,status",
        "I-1,C-1,INV-1,2026-01-01,2026-01-31,2026-01-31,,approved",
    ],
    "invoice_lines": [
        "invoice,position,commitment_line,budget_code,description,quantity,unit_cost,amount,"
        "retainage_withheld,retainage_released",
        "I-1,1,1,BC-1,Footings,,,300.00,30.00,0",
    ],
}


@dataclass
class Folder:
    path: Path

    def write_all(self) -> None:
        for name in ROWS:
            self.write(name)

    def write(self, name: str, *rows: str) -> None:
        """Write a file with its usual names of columns and these rows, or its usual rows."""
        heading, *usual = ROWS[name]
        self.write_text(name, "\n".join([heading, *(rows or usual)]) + "\n")

    def write_text(self, name: str, text: str) -> None:
        self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        (self.path / f"{name}.csv").write_bytes(data)

    def write_xlsx(self, name: str, *rows: list[Any]) -> None:
        """Write a workbook in the place of the CSV file."""
        (self.path / f"{name}.csv").unlink(missing_ok=True)
        workbook = Workbook()
        sheet = workbook["Sheet"]
        for row in (ROWS[name][0].split(","), *rows):
            sheet.append(row)
        workbook.save(self.path / f"{name}.xlsx")

    def add(self, name: str, *rows: str) -> None:
        with (self.path / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("".join(f"{row}\n" for row in rows))

    def replace(self, name: str, old: str, new: str) -> None:
        file = self.path / f"{name}.csv"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def load(self, **options: Any) -> LoadReport:
        return load(self.path, **options)

    def problems(self, **options: Any) -> list[str]:
        return [str(problem) for problem in self.load(**options).problems]
