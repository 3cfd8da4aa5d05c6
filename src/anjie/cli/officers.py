"""`anjie officer`: make the first account, and help somebody who lost his password.

Everything else about people is done on the pages of administration; these two are for when nobody can sign in.
"""

from datetime import date, datetime
from typing import Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, Lang, Language, refuse
from anjie.platform.clock import now
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Role, Text

commands = typer.Typer()

Username = Annotated[str, typer.Argument(help="Sign-in name: small letters and digits, a letter first.")]
PASSWORD = Text("临时密码：", "Temporary password: ")


@commands.command()
def add(
    username: Username,
    name: Annotated[str, typer.Argument(help="The person's name.")],
    *,
    unit: Annotated[str, typer.Option(metavar="CODE", help="Unit of the post.")] = "0",
    role: Annotated[Role, typer.Option(help="What the person is there.")] = Role.ADMIN,
    lang: Lang = Language.ZH,
) -> None:
    """Make an account with a post from today on, and print its temporary password."""
    with database():
        from django.db import IntegrityError, transaction

        from anjie.access.staffing import Hand, Period, Position, StaffingRefusedError, appoint, hire
        from anjie.directory.models import Unit

        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise refuse(Text(f"没有机构 {unit}", f"There is no unit {unit}"), lang, WRONG_USAGE)
        at = now()
        hand = Hand(None, at)
        try:
            with transaction.atomic():
                officer, password = hire(username, name, hand)
                appoint(officer, Position(found, role), Period(_day(at)), hand)
        except StaffingRefusedError as error:
            raise refuse(error.reason, lang, FINDINGS) from error
        except IntegrityError as error:
            reason = Text(f"账号 {username} 的格式不对", f"{username} can't be a sign-in name")
            raise refuse(reason, lang, WRONG_USAGE) from error
        typer.echo(PASSWORD.in_language(lang) + password)


@commands.command()
def password(username: Username, *, lang: Lang = Language.ZH) -> None:
    """Give an account a temporary password and print it; its sessions end."""
    with database():
        from anjie.access.models import Officer
        from anjie.access.staffing import Hand, give_password

        officer = Officer.objects.filter(username=username).first()
        if officer is None:
            raise refuse(Text(f"没有账号 {username}", f"There is no account {username}"), lang, FINDINGS)
        typer.echo(PASSWORD.in_language(lang) + give_password(officer, Hand(None, now())))


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
