"""Who works in the demonstration, and who is worth signing in as. Everybody is made up.

A sign-in name is the surname and the post, in pinyin: 王雪, who inspects (督察), signs in as `wangducha`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from anjie.directory.words import word_of
from anjie.procedure.terms import Department, Role, Text

PASSWORD = "anjie-demo-2026"  # noqa: S105 - stated in the README, for the demonstration alone
"""Everybody's."""

HEAD_OFFICE, REGION = "0", "45"

_STAFF = """
0       gaolingdao   高远  approver
0       songfuze     宋怡  supervisor
0       fangshenji   方敏  auditor
0       xiaguanli    夏雨  admin

45      luoshouli    罗燕  intake
45      tangducha    唐晓  inspector
45      suducha      苏彬  inspector
45      weifuze      韦光  supervisor
45      zenglingdao  曾丽  approver
45      hefalv       何青  counsel
45      maobaoquan   毛宁  policy_service
45      lushenji     卢静  auditor
45      moguanli     莫凡  admin

4501    liangshouli  梁爽  intake
4501    liducha      李娜  inspector
4501    qinducha     覃云  inspector
4501    huangfuze    黄宇  supervisor
4501    denglingdao  邓涛  approver
4501    zhongfalv    钟华  counsel
4501    zhoubaoquan  周芳  policy_service
4501    wulipei      吴杰  claims
4501    xiecaiwu     谢娟  finance

450103  linshouli    林华  intake
450103  wangducha    王雪  inspector
450103  luducha      陆梅  inspector
450103  chenfuze     陈刚  supervisor
450103  jianglingdao 蒋波  approver
450103  panbaoquan   潘红  policy_service
450103  tanlipei     谭勇  claims
450103  hecaiwu      何虹  finance
450103  nongzhuguan  农斌  agent_manager

450107  yangshouli   杨洁  intake
450107  huducha      胡静  inspector
450107  luoducha     罗军  inspector
450107  zhufuze      朱健  supervisor
450107  linglingdao  凌峰  approver
450107  caobaoquan   曹颖  policy_service
450107  fengcaiwu    冯倩  finance

450110  nongshouli   农秀  intake
450110  huangducha   黄丽  inspector
450110  weiducha     韦东  inspector
450110  mengfuze     蒙辉  supervisor
450110  panlingdao   潘磊  approver
450110  lubaoquan    卢芬  policy_service
450110  licaiwu      李春  finance

4502    qinshouli    秦岚  intake
4502    rongducha    容武  inspector
4502    longducha    龙敏  inspector
4502    longfuze     龙飞  supervisor
4502    luolingdao   罗杰  approver
4502    xufalv       徐进  counsel
4502    hebaoquan    何苗  policy_service
4502    jiangcaiwu   江雯  finance

450204  dengshouli   邓婷  intake
450204  zengducha    曾凯  inspector
450204  liaoducha    廖敏  inspector
450204  pengfuze     彭博  supervisor
450204  lailingdao   赖平  approver
450204  subaoquan    苏珊  policy_service
450204  zhongcaiwu   钟灵  finance

450223  yeshouli     叶凤  intake
450223  qiuducha     邱铎  inspector
450223  mengducha    蒙莎  inspector
450223  liangfuze    梁栋  supervisor
450223  weilingdao   韦勇  approver
450223  mabaoquan    麻丽  policy_service
450223  lancaiwu     蓝英  finance

4503    tangshouli   唐雪  intake
4503    jiangducha   蒋琳  inspector
4503    zhouducha    周强  inspector
4503    xiefuze      谢飞  supervisor
4503    tanglingdao  唐勇  approver
4503    liufalv      刘卓  counsel
4503    qinbaoquan   秦芳  policy_service
4503    yucaiwu      于洁  finance

450302  ouyangshouli 欧阳兰 intake
450302  songducha    宋佳  inspector
450302  chenducha    陈晨  inspector
450302  wangfuze     王刚  supervisor
450302  qinlingdao   秦毅  approver
450302  moubaoquan   牟丹  policy_service
450302  dingcaiwu    丁岩  finance

450321  liushouli    刘翠  intake
450321  tanducha     谭雪  inspector
450321  moducha      莫岩  inspector
450321  zhangfuze    张弛  supervisor
450321  lilingdao    黎贤  approver
450321  huangbaoquan 黄桂  policy_service
450321  qincaiwu     秦悦  finance
"""


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody with one post."""

    unit: str
    username: str
    name: str
    role: Role
    department: Department | None = None


def _employee(line: str) -> Employee:
    unit, username, name, post = line.split()
    if post in list(Department):
        return Employee(unit, username, name, Role.DEPARTMENT, word_of(Department, post))
    return Employee(unit, username, name, word_of(Role, post))


STAFF = tuple(_employee(line) for line in _STAFF.splitlines() if line)


class Away(NamedTuple):
    """Somebody is away for some days, counted back from today, and somebody else stands in for him."""

    who: str
    deputy: str
    since: int
    until: int
    reason: str

    def covers(self, day: date, today: date) -> bool:
        """Whether a day is one of them."""
        return today - timedelta(days=self.since) <= day <= today - timedelta(days=self.until)


AWAY = (Away("jianglingdao", "chenfuze", 3, -11, "外出培训"), Away("denglingdao", "huangfuze", 48, 34, "年休假"))
"""Who is away now, and who was."""

ABSENT, DEPUTY = AWAY[0].who, AWAY[0].deputy


def deputy_of(username: str, day: date, today: date) -> str:
    """Whoever stands in for somebody on a day; empty if he is there himself."""
    return next((each.deputy for each in AWAY if each.who == username and each.covers(day, today)), "")


ADMINISTRATOR = "moguanli"
"""Who made the accounts."""

TIED = "luducha"
"""Who has declared a relation to an agent."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody worth signing in as, and what is to be seen then."""

    username: str
    shows: Text


SIGN_INS = (
    SignIn("wangducha", Text("青秀区支公司督察员：登记、核实、立案、办理", "Inspector, county office: the daily work")),
    SignIn("linshouli", Text("青秀区支公司受理员：接电话、登记受理", "Intake officer, county office: taking calls")),
    SignIn(
        "chenfuze", Text("青秀区支公司督察负责人：指派，代分管领导审批", "Unit head: assigns, deputises in approvals")
    ),
    SignIn("huangducha", Text("武鸣区支公司督察员：时限常被超过的单位", "Inspector where limits are often missed")),
    SignIn("zhoubaoquan", Text("南宁分公司保全部：被请求协办的部门", "Policy service: a department that is asked")),
    SignIn("denglingdao", Text("南宁分公司分管领导：审批", "Manager in charge, city branch: approvals")),
    SignIn("zenglingdao", Text("广西分公司分管领导：重大案件审批", "Manager in charge, region: the gravest cases")),
    SignIn("weifuze", Text("广西分公司督察负责人：全区案件、报表", "Unit head, region: all cases, returns")),
    SignIn("hefalv", Text("广西分公司法律顾问", "Legal counsel, region")),
    SignIn("lushenji", Text("广西分公司审计：只看不改", "Auditor, region: looks and changes nothing")),
    SignIn("moguanli", Text("系统管理员：机构、人员、日历", "Administrator: units, people, calendars")),
)


def welcome(language: str = "zh") -> str:
    """Say whom to sign in as."""
    lines = [f"  {each.username:<12}  {each.shows.in_language(language)}" for each in SIGN_INS]
    said = Text(f"演示账号，密码均为 {PASSWORD}：", f"Sign in as one of these, with the password {PASSWORD}:")
    return "\n".join([said.in_language(language), *lines])
