"""Step 2, registration: the line in the register 《个人代理人违规案件登记表》, the same day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, Fault
from anjie.procedure.acts.opening import class_faults, grounds_text
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CaseClass, ClassGround, ContactMethod, Stage, Text
from anjie.procedure.values import Label, ShortText, Widget


class Registered(Act):
    """The complaint was written into the register (办法 三(三)1)."""

    kind: ClassVar[str] = "registered"
    title: ClassVar[Text] = Text("登记", "Register")
    help: ClassVar[Text] = Text(
        "登记《个人代理人违规案件登记表》，取得登记编号",
        "Write it into the register; a register number is given",
    )

    register_no: Annotated[ShortText, Label("登记编号", "Register number", widget=Widget.ASSIGNED)] = ""
    case_class: Annotated[CaseClass, Label("初步分类", "First sorting")]
    grounds: Annotated[tuple[ClassGround, ...], Label("分类依据", "Grounds")] = ()
    promised_contact_on: Annotated[date | None, Label("约定联系日期", "Contact promised for", ahead=True)] = None

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Move to registered with a number and a first class."""
        case.stage = Stage.REGISTERED
        case.register_no = self.register_no
        case.case_class = self.case_class
        case.grounds = tuple(self.grounds)

    def sentence(self, case: CaseFile) -> Text:
        """Number and class."""
        return (
            Text(
                f"登记为 {self.register_no}，初步分类：",
                f"Registered as {self.register_no}, sorted ",
            )
            + self.case_class.label
            + grounds_text(self.grounds)
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A class as high as its grounds ask for."""
        yield from class_faults("case_class", self.case_class, self.grounds, book)


class Acknowledged(Act):
    """The complainant was told that the complaint has arrived."""

    kind: ClassVar[str] = "acknowledged"
    title: ClassVar[Text] = Text("告知收到", "Acknowledge receipt")

    method: Annotated[ContactMethod, Label("告知方式", "By")]

    def sentence(self, case: CaseFile) -> Text:
        """How it was told."""
        return Text("已告知投诉人收到投诉(", "Receipt acknowledged (") + self.method.label + Text(")", ")")
