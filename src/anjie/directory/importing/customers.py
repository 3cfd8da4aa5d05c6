"""Importing customers."""

from collections.abc import Iterator, Sequence

from anjie.directory.identity import check_identity
from anjie.directory.importing import cells
from anjie.directory.importing.reading import Column, Draft
from anjie.directory.importing.storing import Importer
from anjie.directory.models import CODE, NAME, Customer
from anjie.procedure.terms import IdKind, Text

ID_NUMBER = Column(
    "id_number", Text("证件号码", "Identity number"), cells.code, also=("证件号", "身份证号", "id no"), longest=40
)
RESIDENT = {"身份证": IdKind.RESIDENT, "id card": IdKind.RESIDENT}


class Customers(Importer[Customer]):
    """Customers, by number. Doubts about an identity or phone number are told; the customer is taken all the same."""

    model = Customer
    key = "number"
    columns = (
        Column("number", Text("客户号", "Customer no."), cells.code, needed=True, also=("客户编号",), longest=CODE),
        Column("name", Text("姓名", "Name"), cells.text, needed=True, also=("客户姓名", "单位名称"), longest=NAME),
        Column(
            "id_kind",
            Text("证件类型", "Kind of identity paper"),
            cells.word(IdKind, RESIDENT),
            also=("证件种类", "id type"),
            empty=IdKind.RESIDENT,
        ),
        ID_NUMBER,
        Column("phone", Text("电话", "Phone"), cells.phone, also=("手机", "手机号", "联系电话", "mobile"), longest=60),
        Column("address", Text("地址", "Address"), cells.text, also=("联系地址", "通讯地址"), longest=200),
    )

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Bring identity numbers to the form in which they are kept, and doubt those that don't check."""
        for draft in drafts:
            written = draft.values.get(ID_NUMBER.name)
            if isinstance(written, str) and written:
                kind = draft.values.get("id_kind")
                self._check(draft, kind if isinstance(kind, IdKind) else IdKind.RESIDENT, written)

    def _check(self, draft: Draft, kind: IdKind, written: str) -> None:
        verdict = check_identity(kind, written, self.today)
        draft.values[ID_NUMBER.name] = verdict.number
        for warning in verdict.warnings:
            draft.doubt(ID_NUMBER.label, warning)

    def faults(self, row: Customer) -> Iterator[tuple[str, Text]]:
        """Find nothing: what could be wrong of a customer as a whole is only doubted."""
        yield from ()
