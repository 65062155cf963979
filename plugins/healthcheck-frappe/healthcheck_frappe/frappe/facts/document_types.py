"""Document types that a workflow is for, and those that move money or goods, with how many there are.

Each document type has a table of its own, which the version and the installed apps decide about.
"""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DocumentType, Fact

FACTS = (DocumentType,)
known = {DocumentType: ("document_type_id", "code", "name", "critical", "documents", "active", "origin")}

#: Documents that pay, or bind the company to pay.
CRITICAL = ("Purchase Order", "Payment Entry", "Journal Entry", "Expense Claim")

QUERIES = {
    "workflows": "SELECT w.document_type FROM `tabWorkflow` AS w WHERE w.document_type IS NOT NULL",
    # cancelled documents are of the past
    **{name: f"SELECT COUNT(*) AS documents FROM `tab{name}` AS d WHERE d.docstatus < 2" for name in CRITICAL},
}


def collect(source: Source) -> Iterator[Fact]:
    """One row per type, whichever way it was come by."""
    found: dict[str, int | None] = {}
    for name in CRITICAL:
        if source.has(f"tab{name}.docstatus"):
            found[name] = next((int(row["documents"]) for row in source.rows(name)), None)
    for row in source.rows("workflows") if source.has("tabWorkflow.document_type") else ():
        found.setdefault(row["document_type"], None)
    for name, documents in found.items():
        yield DocumentType(
            document_type_id=name,
            code=name,
            name=name,
            critical=True if name in CRITICAL else None,
            documents=documents,
            origin=f"DocType#{name}",
        )
