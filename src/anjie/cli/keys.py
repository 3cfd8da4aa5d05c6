"""`anjie reseal`: after a key was replaced, bring people's data under the new one."""

import typer

from anjie.cli.context import database
from anjie.cli.output import Lang, Language, progress
from anjie.procedure.terms import Text

commands = typer.Typer()


@commands.command()
def reseal(*, lang: Lang = Language.ZH) -> None:
    """Seal the directory's personal data under the first key of ANJIE_DATA_KEYS, while everybody goes on working.

    Afterwards the directory needs the older keys no more. Journals do: what is in them never changes.
    """
    with database():
        from anjie.directory.models import Agent, Customer
        from anjie.platform.sealed_fields import bring_over

        done = 0
        for model, label in ((Customer, Text("客户", "Customers")), (Agent, Text("代理人", "Agents"))):
            with progress(label, model.objects.count(), lang) as advance:
                for rows in bring_over(model):
                    advance(rows)
                    done += rows
    typer.echo(
        Text(f"已检查{done}条，均已由现用密钥封存", f"{done} rows are sealed under the current key").in_language(lang)
    )
