"""The forms about posts: who is what, where, from when to when."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from anjie.access.models import USERNAME, USERNAME_FORM, Officer, Post
from anjie.access.staffing import Period, Position
from anjie.directory.models import NAME, Unit
from anjie.directory.words import word_of
from anjie.procedure.terms import Department, Role, Text
from anjie.web.language import say
from anjie.web.views.administration.plain import NONE, Day, Line, PlainForm, UnitField

EMAIL = 254
DEPARTMENT = Text("协办部门人员须选择部门，其他岗位不选", "Choose one for co-handling posts, and for no others")


class PostForm(PlainForm):
    """A post to be given."""

    unit = UnitField()
    role = forms.ChoiceField()
    department = forms.ChoiceField(required=False)
    begins_on = Day()
    ends_on = Day(required=False)

    labels: ClassVar[Mapping[str, Text]] = {
        "username": Text("账号", "Sign-in name"),
        "name": Text("姓名", "Name"),
        "phone": Text("办公电话", "Office phone"),
        "email": Text("电子邮箱", "E-mail"),
        "unit": Text("任职机构", "Unit"),
        "role": Text("岗位", "Post"),
        "department": Text("协办部门", "Department"),
        "begins_on": Text("任职起始日", "From"),
        "ends_on": Text("任职截止日", "Until"),
    }
    helps: ClassVar[Mapping[str, Text]] = {
        "username": Text(
            "小写字母开头，可用字母、数字、点和横线", "Begins with a small letter; letters, digits, dots, hyphens"
        ),
        "unit": Text("填写机构代码或全称", "Its code or its whole name"),
        "department": Text("仅协办部门人员填写", "For co-handling departments only"),
        "ends_on": Text("不填即长期，当日仍在任", "Open if left empty; the day itself included"),
    }

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("role", Role), ("department", Department)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                offered = [(word.value, say(word.label)) for word in words if word is not Role.SYSTEM]
                field.choices = [("", say(NONE)), *offered] if name == "department" else offered
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.units = units.filter(active=True)

    def clean(self) -> dict[str, Any]:
        """A post doesn't end before it begins; a department is named for department posts, and for no others."""
        typed = self.cleaned_data
        if typed.get("begins_on") and typed.get("ends_on") and typed["ends_on"] < typed["begins_on"]:
            self.refuse(Text("截止日早于起始日", "It ends before it begins"), "ends_on")
        if "role" in typed and (typed["role"] == Role.DEPARTMENT) != bool(typed.get("department")):
            self.refuse(DEPARTMENT, "department")
        return typed

    @property
    def position(self) -> Position:
        """What was typed, as staffing takes it."""
        department = self.cleaned_data["department"]
        return Position(
            self.cleaned_data["unit"],
            word_of(Role, self.cleaned_data["role"]),
            word_of(Department, department) if department else None,
        )

    @property
    def period(self) -> Period:
        """From when to when."""
        return Period(self.cleaned_data["begins_on"], self.cleaned_data["ends_on"])


class NewPersonForm(PostForm):
    """Somebody new, with his first post."""

    username = Line(USERNAME, validators=[RegexValidator(USERNAME_FORM)])
    name = Line(NAME)
    phone = Line(40, required=False)
    email = forms.EmailField(max_length=EMAIL, required=False)

    field_order = ["name", "username", "phone", "email"]

    def clean_username(self) -> str:
        """Sign-in names are one officer's each."""
        username = str(self.cleaned_data["username"])
        if Officer.objects.filter(username=username).exists():
            raise forms.ValidationError(say(Text("该账号已存在", "There is such an account already")))
        return username


class EndForm(PlainForm):
    """The last day of a post."""

    ends_on = Day()

    labels: ClassVar[Mapping[str, Text]] = {"ends_on": Text("最后任职日", "Last day")}


def post_label(post: Post) -> Text:
    """What somebody is, with the department where that is the post."""
    role = word_of(Role, post.role).label
    return role + Text(" · ", " · ") + word_of(Department, post.department).label if post.department else role
