"""Sealed columns: no plain value reaches the database, whichever way it goes."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from pytest_django import Settings

from anjie.directory.models import Customer
from anjie.platform.keys import DataKey
from anjie.platform.sealed_fields import Sealed, bring_over, reveal
from anjie.platform.sealing import SealBrokenError
from anjie.procedure.terms import IdKind

pytestmark = pytest.mark.django_db

PHONE, NUMBER, ADDRESS = "+8613812345678", "450103199001011238", "南宁市青秀区民族大道1号"


def customer(number: str = "C1", phone: str = PHONE) -> Customer:
    made = Customer(number=number, id_kind=IdKind.RESIDENT, id_number=NUMBER, phone=phone, address=ADDRESS)
    made.rename("张三丰")
    return made


@pytest.fixture
def kept() -> Customer:
    customer().save()
    return Customer.objects.get()


def raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select c::text from directory_customer c")
        return "".join(row for (row,) in cursor.fetchall())


def test_what_is_read_is_a_mask(kept: Customer) -> None:
    assert isinstance(kept.phone, Sealed)
    assert f"{kept.phone} {kept.id_number} {kept.address}" == "138****5678 4501**********1238 南宁市青秀区****"
    assert "12345" not in repr(kept.phone)
    assert "民族大道" not in repr(vars(kept))


@pytest.mark.parametrize(
    "write",
    [
        lambda: customer().save(),
        lambda: Customer.objects.bulk_create([customer()]),
        lambda: Customer.objects.bulk_create(
            [customer()], update_conflicts=True, unique_fields=["number"], update_fields=["phone", "phone_index"]
        ),
    ],
)
def test_the_database_holds_no_plain_value(write: Callable[[], object]) -> None:
    write()
    for secret in (PHONE, "13812345678", NUMBER, "民族大道"):
        assert secret not in raw()
    assert Customer.objects.with_phone("138 1234 5678").exists()


@pytest.mark.parametrize("value", ["13812345678", "sealed:1:looks:sealed"])
def test_no_way_round(kept: Customer, value: str) -> None:
    with pytest.raises(TypeError, match="sealed"):
        Customer.objects.update(phone=value)
    kept.phone = value
    with pytest.raises(TypeError, match="sealed"):
        Customer.objects.bulk_update([kept], ["phone"])


def test_the_database_itself_refuses_a_plain_value(kept: Customer) -> None:
    with pytest.raises(IntegrityError, match="customer_sealed"), transaction.atomic():
        Customer.objects.update(phone=Value("13812345678"))


def test_opening_is_asked_for_by_name(kept: Customer) -> None:
    assert reveal(kept, "phone") == PHONE
    assert reveal(kept, "id_number") == NUMBER
    with pytest.raises(TypeError, match="not sealed"):
        reveal(kept, "name")


def test_saving_again_seals_nothing_twice(kept: Customer) -> None:
    token = kept.phone.token
    kept.rename("张无忌")
    kept.full_clean()
    kept.save()
    again = Customer.objects.get()
    assert again.phone.token == token
    assert again.phone_index == kept.phone_index
    assert reveal(again, "phone") == PHONE


def test_a_new_value_is_found_and_the_old_one_no_more(kept: Customer) -> None:
    kept.phone = "0771-5881234"
    kept.save()
    assert not Customer.objects.with_phone(PHONE).exists()
    assert Customer.objects.with_phone("(0771) 588 1234").get() == kept
    kept.phone = ""
    kept.save()
    assert not Customer.objects.get().phone
    assert Customer.objects.get().phone_index == ""
    assert reveal(Customer.objects.get(), "phone") == ""


def test_an_identity_number_is_found_however_it_is_written(kept: Customer) -> None:
    assert Customer.objects.with_identity("４５０１０３ 19900101 1238").get() == kept
    assert not Customer.objects.with_identity("450103199001011239").exists()


def test_a_value_moved_to_another_customer_does_not_open(kept: Customer) -> None:
    customer("C2", "13900000000").save()
    Customer.objects.filter(number="C2").update(phone=kept.phone)
    with pytest.raises(SealBrokenError):
        reveal(Customer.objects.get(number="C2"), "phone")


def test_a_value_moved_to_another_column_does_not_open(kept: Customer) -> None:
    Customer.objects.update(id_number=kept.phone)
    with pytest.raises(SealBrokenError):
        reveal(Customer.objects.get(), "id_number")


def test_customers_are_found_while_keys_are_replaced(kept: Customer, settings: Settings) -> None:
    settings.ANJIE_DATA_KEYS = (DataKey("k2", b"2" * 32), *settings.ANJIE_DATA_KEYS)
    assert Customer.objects.with_phone(PHONE).get() == kept
    assert [*bring_over(Customer)] == [1]
    moved = Customer.objects.get()
    assert moved.phone.token != kept.phone.token
    assert str(moved.phone) == str(kept.phone)
    assert [*bring_over(Customer)] == [1]
    assert Customer.objects.get().phone.token == moved.phone.token, "nothing is sealed anew for nothing"
    settings.ANJIE_DATA_KEYS = settings.ANJIE_DATA_KEYS[:1]
    assert Customer.objects.with_phone(PHONE).get() == kept
    assert Customer.objects.with_identity(NUMBER).get() == kept
    assert [reveal(moved, name) for name in ("phone", "id_number", "address")] == [PHONE, NUMBER, ADDRESS]


def test_many_rows_are_brought_over_batch_by_batch(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    Customer.objects.bulk_create(customer(f"C{number}", f"138{number:08}") for number in range(7))
    settings.ANJIE_DATA_KEYS = (DataKey("k2", b"2" * 32), *settings.ANJIE_DATA_KEYS)
    monkeypatch.setattr("anjie.platform.sealed_fields.BATCH", 3)
    assert [*bring_over(Customer)] == [3, 3, 1]
    settings.ANJIE_DATA_KEYS = settings.ANJIE_DATA_KEYS[:1]
    assert {reveal(each, "phone") for each in Customer.objects.all()} == {f"138{number:08}" for number in range(7)}
