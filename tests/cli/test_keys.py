"""`anjie reseal`."""

from contextlib import nullcontext

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from anjie.cli import app, keys
from anjie.directory.models import Agent
from anjie.platform.keys import DataKey
from anjie.platform.sealed_fields import reveal
from people import build_tree


@pytest.mark.django_db
def test_the_old_key_is_needed_no_more(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "database", nullcontext)
    agent = Agent(code="1", unit=build_tree()["450103"], phone="+8613812345678")
    agent.rename("覃小明")
    agent.save()
    settings.ANJIE_DATA_KEYS = (DataKey("k2", b"2" * 32), *settings.ANJIE_DATA_KEYS)
    result = CliRunner().invoke(app, ["reseal"])
    assert (result.exit_code, result.stdout) == (0, "已检查1条，均已由现用密钥封存\n")
    settings.ANJIE_DATA_KEYS = settings.ANJIE_DATA_KEYS[:1]
    assert reveal(Agent.objects.get(), "phone") == "+8613812345678"
