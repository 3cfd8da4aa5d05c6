"""Identity numbers: what speaks against one, and that nothing is turned away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from anjie.directory import identity
from anjie.directory.identity import canonical_identity, check_identity
from anjie.procedure.terms import IdKind, Text

TODAY = date(2026, 11, 2)
BORN = date(1990, 1, 1)


def checked(seventeen: str) -> str:
    return seventeen + mod_11_2.calc_check_digit(seventeen)


@pytest.mark.parametrize(
    ("kind", "number", "warnings", "born"),
    [
        (IdKind.RESIDENT, "450103199001011238", [], BORN),
        (IdKind.RESIDENT, "45010319900101018x", [], BORN),
        (IdKind.RESIDENT, "４５０１０３　１９９００１０１　１２３８", [], BORN),
        (IdKind.RESIDENT, "450103900101123", [identity.OLD_FORM], BORN),
        (IdKind.RESIDENT, checked("45999919900101123"), [identity.UNKNOWN_PLACE], BORN),
        (IdKind.RESIDENT, checked("81000019900101123"), [identity.RESIDENCE_PERMIT], BORN),
        (IdKind.RESIDENT, checked("91115619900101123"), [identity.FOREIGNER], BORN),
        (IdKind.RESIDENT, checked("45010320261102123"), [], TODAY),
        (IdKind.HK_MACAO_TAIWAN, checked("83000019900101123"), [], BORN),
        (IdKind.PASSPORT, "e12345678", [], None),
        (IdKind.USCC, "91110000600037341L", [], None),
        (IdKind.MILITARY, "军字第1234567号", [], None),
        (IdKind.OTHER, "出生证明 Q450", [], None),
    ],
)
def test_good(kind: IdKind, number: str, warnings: list[Text], born: date | None) -> None:
    verdict = check_identity(kind, number, TODAY)
    assert verdict.ok
    assert [*verdict.warnings] == warnings
    assert verdict.born_on == born


@pytest.mark.parametrize(
    ("kind", "number", "warning"),
    [
        (IdKind.RESIDENT, "", identity.NO_NUMBER),
        (IdKind.RESIDENT, "4501031990010112", identity.WRONG_LENGTH),
        (IdKind.RESIDENT, "45010319900101123A", identity.WRONG_FORM),
        (IdKind.RESIDENT, "450103199001011239", identity.WRONG_CHECK),
        (IdKind.RESIDENT, checked("45010319900230123"), identity.NO_SUCH_DAY),
        (IdKind.RESIDENT, checked("45010320261103123"), identity.BORN_LATER),
        (IdKind.RESIDENT, checked("45010318500101123"), identity.TOO_OLD),
        (IdKind.RESIDENT, "45010390010112X", identity.WRONG_FORM),
        (IdKind.RESIDENT, "450103901301123", identity.NO_SUCH_DAY),
        (IdKind.HK_MACAO_TAIWAN, "450103199001011238", identity.NOT_A_PERMIT),
        (IdKind.HK_MACAO_TAIWAN, "H12345678", identity.WRONG_LENGTH),
        (IdKind.PASSPORT, "护照", identity.NOT_A_PASSPORT),
        (IdKind.USCC, "91110000600037341M", identity.NOT_A_CODE),
    ],
)
def test_doubtful(kind: IdKind, number: str, warning: Text) -> None:
    verdict = check_identity(kind, number, TODAY)
    assert not verdict.ok
    assert warning in verdict.warnings
    assert verdict.number == canonical_identity(number)


@given(st.sampled_from(IdKind), st.text())
def test_any_text_is_judged_and_kept(kind: IdKind, number: str) -> None:
    verdict = check_identity(kind, number, TODAY)
    assert verdict.ok or verdict.warnings
    assert canonical_identity(verdict.number) == verdict.number
