"""What is typed on the pages of access."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language

from anjie.procedure.terms import Text

LONGEST_PASSWORD = 256
"""Nobody types more, and hashing a megabyte would cost us more than whoever sends it."""

SAME_PASSWORD = Text("新密码不能与原密码相同", "The new password must differ from the old one")


class SignInForm(AuthenticationForm):
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_password(self.fields["password"])

    def clean_username(self) -> str:
        """Bring the name to the form in which it is kept, and tries at it are counted."""
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePasswordForm(PasswordChangeForm):
    """The old password, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            limit_password(field)

    def clean(self) -> dict[str, Any]:
        """Refuse the old password as the new one: a temporary password would never end."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_password1") and cleaned.get("new_password1") == cleaned.get("old_password"):
            raise ValidationError(SAME_PASSWORD.in_language(get_language() or ""))
        return cleaned


def limit_password(field: forms.Field) -> None:
    """Refuse a password that nobody could have typed."""
    field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
    field.widget.attrs["maxlength"] = LONGEST_PASSWORD
