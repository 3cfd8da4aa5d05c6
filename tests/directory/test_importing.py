"""Importing: every row comes in or is reported, and a second time changes nothing."""

import gzip
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter
from pytest_django import DjangoAssertNumQueries

from anjie.directory.importing import cells
from anjie.directory.importing.agents import Agents
from anjie.directory.importing.customers import Customers
from anjie.directory.importing.policies import Policies
from anjie.directory.importing.reading import Outcome, Report
from anjie.directory.importing.sheets import SheetRefusedError, open_sheet
from anjie.directory.importing.units import Units
from anjie.directory.models import Agent, Customer, Policy, Unit
from anjie.platform.sealed_fields import reveal
from people import build_tree

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
SHIPPED = Path(str(files("anjie.demo") / "data" / "guangxi_units.csv"))

AGENTS = """工号,姓名,机构代码,主管工号,是否主管,电话,入职日期,离职日期,在职
45010300017,覃小明,450103,45010300001,否,13812345678,2019-03-01,,是
45010300001,吕主管,450103,,是,13900000001,2012-05-01,,是
"""
CUSTOMERS = """客户号,姓名,证件类型,证件号码,手机号,地址
C000123,张三丰,身份证,450103199001011238,138 1234 5678,广西南宁市青秀区民族大道1号
C000124,南宁某公司,统一社会信用代码,91110000600037341L,0771-5881234,
"""
POLICIES = """保单号,险种,产品类别,投保人客户号,被保险人,代理人工号,生效日期,保费,已交保费,长期险
2024450103S42000001,鸿运两全保险,分红保险,C000123,张三丰,45010300017,2024-01-15,"12,000.00",24000,是
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Callable[[Sequence[Sequence[object]]], Path]:
    def write(rows: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / "file.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
        return path

    return write


def counts(report: Report) -> tuple[int, ...]:
    """Give how many were added, changed, left alone and refused."""
    return tuple(report.counts[outcome] for outcome in Outcome)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(remark.row, remark.field.zh, remark.reason.zh) for remark in report.remarks]


@pytest.fixture
def filled(write: Callable[..., Path]) -> None:
    build_tree()
    Agents(TODAY).run(write(AGENTS))
    Customers(TODAY).run(write(CUSTOMERS))
    Policies(TODAY).run(write(POLICIES))


# -- units -------------------------------------------------------------------------------------------------------


def test_the_shipped_tree() -> None:
    report = Units().run(SHIPPED)
    assert counts(report) == (127, 0, 0, 0)
    head = Unit.objects.get(level="head_office")
    assert (head.code, head.name) == ("0", "示范人寿总公司")
    qingxiu = Unit.objects.select_related("region", "city", "head").get(code="450103")
    assert (qingxiu.short_name, qingxiu.calendar_region) == ("青秀区支公司", "GX")
    assert (qingxiu.head, qingxiu.region.code, qingxiu.city.code) == (head, "45", "4501")
    assert counts(Units().run(SHIPPED)) == (0, 0, 126, 0)


def test_a_head_office_by_another_name() -> None:
    Units("人寿总部").run(SHIPPED)
    assert Unit.objects.get(level="head_office").name == "人寿总部"


def test_rows_in_any_order_and_with_other_words(write: Callable[..., Path]) -> None:
    text = """Unit code,Name,Level,Parent code,Calendar region,Active,Sort order
450103,某支公司,county,4501,,yes,2
4501,某分公司,市,45,,yes,1
9,某总公司,总公司,,,yes,0
45,某广东分公司,省,9,,no,3
"""
    assert counts(Units().run(write(text))) == (4, 0, 0, 0)
    assert {unit.code: unit.calendar_region for unit in Unit.objects.all()} == {
        "9": "",
        "45": "GD",
        "4501": "GD",
        "450103": "GD",
    }
    assert not Unit.objects.get(code="45").active


def test_a_unit_changes_and_moves(write: Callable[..., Path]) -> None:
    build_tree()
    text = "code,name,level,parent,address\n450103,示范人寿青秀支公司,county,4502,民族大道\n"
    assert counts(Units().run(write(text))) == (0, 1, 0, 0)
    unit = Unit.objects.get(code="450103")
    assert (unit.name, unit.short_name, unit.address) == ("示范人寿青秀支公司", "青秀区支公司", "民族大道")
    assert unit.city.code == "4502"
    assert counts(Units().run(write(text))) == (0, 0, 1, 0)


def test_without_a_parent_column_a_unit_stays_where_it_is(write: Callable[..., Path]) -> None:
    build_tree()
    assert counts(Units().run(write("code,name,level\n450103,新名,county\n"))) == (0, 1, 0, 0)
    assert Unit.objects.get(code="450103").city.code == "4501"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("450199,某支公司,county,4599", "上级机构代码"),
        ("450199,某支公司,county,", "上级机构代码"),
        ("450199,某支公司,county,450103", "上级机构代码"),
        ("450199,某支公司,city,450103", "上级机构代码"),
        ("1,另一总公司,总公司,0", "上级机构代码"),
        ("450103,某分公司,city,45", "级别"),
        ("450199,某支公司,村,4501", "级别"),
        ("450199,,county,4501", "机构名称"),
        (",某支公司,county,4501", "机构代码"),
        ('"45,01",某支公司,county,4501', "机构代码"),
        (f"{'4' * 31},某支公司,county,4501", "机构代码"),
    ],
)
def test_a_unit_is_refused(write: Callable[..., Path], row: str, field: str) -> None:
    before = len(build_tree())
    report = Units().run(write(f"code,name,level,parent\n{row}\n450106,西乡塘,county,4501\n"))
    assert counts(report) == (1, 0, 0, 1)
    assert [(remark.row, remark.field.zh) for remark in report.remarks] == [(2, field)]
    assert Unit.objects.count() == before + 1


# -- agents ------------------------------------------------------------------------------------------------------


def test_agents_come_in_with_managers_from_farther_down(write: Callable[..., Path]) -> None:
    build_tree()
    report = Agents(TODAY).run(write(AGENTS))
    assert counts(report) == (2, 0, 0, 0)
    agent = Agent.objects.select_related("manager", "unit").get(code="45010300017")
    assert (agent.name, agent.name_pinyin, agent.unit.code) == ("覃小明", "qinxiaoming", "450103")
    assert agent.manager.name == "吕主管"
    assert agent.manager.is_manager
    assert (reveal(agent, "phone"), str(agent.phone)) == ("+8613812345678", "138****5678")
    assert (agent.joined_on, agent.left_on, agent.in_service) == (date(2019, 3, 1), None, True)
    assert counts(Agents(TODAY).run(write(AGENTS))) == (0, 0, 2, 0)


def test_what_differs_is_changed(filled: None, write: Callable[..., Path]) -> None:
    text = AGENTS.replace("13812345678", "13812345679").replace("吕主管", "吕经理")
    assert counts(Agents(TODAY).run(write(text))) == (0, 2, 0, 0)
    assert Agent.objects.get(code="45010300001").name_pinyin == "lvjingli"
    assert reveal(Agent.objects.get(code="45010300017"), "phone") == "+8613812345679"


def test_a_column_that_is_not_there_changes_nothing_an_empty_cell_does(
    filled: None, write: Callable[..., Path]
) -> None:
    row = "code,name,unit{}\n45010300017,覃小明,450103{}\n"
    assert counts(Agents(TODAY).run(write(row.format("", "")))) == (0, 0, 1, 0)
    assert counts(Agents(TODAY).run(write(row.format(",phone,manager", ",,")))) == (0, 1, 0, 0)
    agent = Agent.objects.get(code="45010300017")
    assert (agent.manager, bool(agent.phone)) == (None, False)


def test_a_manager_may_be_replaced_by_one_who_is_new(filled: None, write: Callable[..., Path]) -> None:
    text = "code,name,unit,manager\n45010300017,覃小明,450103,45010300002\n45010300002,新主管,450103,\n"
    assert counts(Agents(TODAY).run(write(text))) == (1, 1, 0, 0)
    assert Agent.objects.get(code="45010300017").manager.name == "新主管"
    assert counts(Agents(TODAY).run(write(text))) == (0, 0, 2, 0)


@pytest.mark.parametrize("times", [1, 2])
def test_a_manager_who_never_comes_is_told_and_the_agent_taken(write: Callable[..., Path], times: int) -> None:
    build_tree()
    text = "code,name,unit,manager\n1,覃小明,450103,2\n"
    for _ in range(times):
        report = Agents(TODAY).run(write(text))
    assert told(report) == [(2, "主管工号", "查无此项")]
    assert counts(report) == ((1, 0, 0, 0) if times == 1 else (0, 0, 1, 0))
    assert Agent.objects.get().manager is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1,覃小明,4599,,", "机构代码"),
        ("1,覃小明,,,", "机构代码"),
        ("1,,450103,,", "姓名"),
        ("1,覃小明,450103,2020-01-01,2019-12-31", "离职日期"),
        ("1,覃小明,450103,昨天,", "入职日期"),
        ("4.5E+10,覃小明,450103,,", "工号"),
        (f"1,{'覃' * 101},450103,,", "姓名"),
        ("1,覃小明,450103,,,又一格", ""),
    ],
)
def test_an_agent_is_refused(write: Callable[..., Path], row: str, field: str) -> None:
    build_tree()
    report = Agents(TODAY).run(write(f"code,name,unit,joined,left\n{row}\n2,韦小宝,450103,,\n"))
    assert counts(report) == (1, 0, 0, 1)
    assert [(remark.row, remark.field.zh, remark.refused) for remark in report.remarks] == [(2, field, True)]
    assert [agent.code for agent in Agent.objects.all()] == ["2"]


def test_nobody_manages_himself(write: Callable[..., Path]) -> None:
    build_tree()
    report = Agents(TODAY).run(write("code,name,unit,manager\n1,覃小明,450103,1\n"))
    assert counts(report) == (0, 0, 0, 1)


def test_a_row_that_comes_twice_is_taken_once(write: Callable[..., Path]) -> None:
    build_tree()
    text = "code,name,unit\n1,覃小明,450103\n1,覃大明,450103\n"
    for expected in ((1, 0, 0, 1), (0, 0, 1, 1)):
        report = Agents(TODAY).run(write(text))
        assert counts(report) == expected
        assert told(report) == [(3, "工号", "本文件中已出现过")]


# -- customers and policies --------------------------------------------------------------------------------------


def test_customers_come_in_sealed(filled: None, write: Callable[..., Path]) -> None:
    customer = Customer.objects.with_phone("13812345678").get()
    assert (customer.name, customer.id_kind) == ("张三丰", "resident")
    assert reveal(customer, "address") == "广西南宁市青秀区民族大道1号"
    assert Customer.objects.with_identity("91110000600037341l").get().name == "南宁某公司"
    assert counts(Customers(TODAY).run(write(CUSTOMERS))) == (0, 0, 2, 0)


def test_doubts_are_told_and_nobody_is_turned_away(write: Callable[..., Path]) -> None:
    text = "客户号,姓名,证件号码,电话\nC1,张三,450103199001011239,找他爱人\nC2,李四,450103900101123,\n"
    report = Customers(TODAY).run(write(text))
    assert counts(report) == (2, 0, 0, 0)
    assert told(report) == [
        (2, "电话", "不像电话号码"),
        (2, "证件号码", "校验位不符"),
        (3, "证件号码", "15位旧号码，请核对18位号码"),
    ]
    assert reveal(Customer.objects.get(number="C1"), "phone") == "找他爱人"
    assert counts(Customers(TODAY).run(write(text))) == (0, 0, 2, 0)


def test_policies_come_in(filled: None, write: Callable[..., Path]) -> None:
    policy = Policy.objects.select_related("holder", "agent", "unit").get()
    assert (policy.holder.number, policy.agent.code) == ("C000123", "45010300017")
    assert policy.unit.code == "450103", "the agent's"
    assert (policy.premium, policy.paid) == (Decimal("12000.00"), Decimal("24000.00"))
    assert (policy.product_line, policy.long_term) == ("participating", True)
    assert policy.in_force(date(2024, 1, 15))
    assert not policy.in_force(date(2024, 1, 14))
    assert counts(Policies(TODAY).run(write(POLICIES))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("P1,两全,寿险,C000123,,450103,,,", "产品类别"),
        ("P1,两全,life,C999999,,450103,,,", "投保人客户号"),
        ("P1,两全,life,C000123,99999,,,,", "代理人工号"),
        ("P1,两全,life,C000123,,,,,", "机构代码"),
        ("P1,两全,life,C000123,,450103,2024-01-15,2023-01-14,", "终止日期"),
        ("P1,两全,life,C000123,,450103,,,-3", "保费"),
        ("2.02445E+17,两全,life,C000123,,450103,,,", "保单号"),
    ],
)
def test_a_policy_is_refused(filled: None, write: Callable[..., Path], row: str, field: str) -> None:
    headings = "number,product,product line,holder,agent,unit,in force on,ends on,premium"
    report = Policies(TODAY).run(write(f"{headings}\n{row}\n"))
    assert counts(report) == (0, 0, 0, 1)
    assert [remark.field.zh for remark in report.remarks] == [field]


def test_an_orphan_policy_stays_with_its_unit_when_only_the_premium_is_told(
    filled: None, write: Callable[..., Path]
) -> None:
    text = "number,product,product line,holder,unit\nP1,两全,life,C000123,450105\n"
    assert counts(Policies(TODAY).run(write(text))) == (1, 0, 0, 0)
    text = "number,product,product line,holder,paid\nP1,两全,life,C000123,500\n"
    assert counts(Policies(TODAY).run(write(text))) == (0, 1, 0, 0)
    policy = Policy.objects.get(number="P1")
    assert (policy.agent, policy.unit.code, policy.paid) == (None, "450105", 500)


# -- files -------------------------------------------------------------------------------------------------------


def test_a_number_in_a_spreadsheet_s_code_column_is_refused_with_the_reason(
    spreadsheet: Callable[..., Path],
) -> None:
    path = spreadsheet([
        ["客户号", "姓名", "证件号码", "手机", "备注"],
        ["C1", "张三", 450103199001011238, "13812345678", "x"],
        ["C2", "李四", "450103199001011238", 13812345678, "x"],
        [3, "王五", "", "", ""],
        [],
        ["C4", "赵六", "", "", ""],
    ])  # fmt: skip
    report = Customers(TODAY).run(path)
    assert counts(report) == (2, 0, 0, 2)
    assert told(report) == [
        (1, "备注", "此列未导入"),
        (2, "证件号码", cells.NUMERIC.zh),
        (4, "客户号", cells.NUMERIC.zh),
    ]
    assert {customer.number for customer in Customer.objects.all()} == {"C2", "C4"}


def test_dates_and_amounts_of_a_spreadsheet(filled: None, spreadsheet: Callable[..., Path]) -> None:
    path = spreadsheet([
        ["number", "product", "product line", "holder", "unit", "in force on", "premium", "long term"],
        ["P1", "两全", "life", "C000123", "450103", date(2024, 1, 15), 1200.5, True],
    ])  # fmt: skip
    assert counts(Policies(TODAY).run(path)) == (1, 0, 0, 0)
    policy = Policy.objects.get(number="P1")
    assert (policy.in_force_on, policy.premium, policy.long_term) == (date(2024, 1, 15), Decimal("1200.50"), True)


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-8", "\t"), ("utf-8", ";")]
)
def test_a_file_as_others_save_it(write: Callable[..., Path], encoding: str, separator: str) -> None:
    build_tree()
    text = "工号 *,姓名（必填）,机构代码\r\n1,覃小明,450103\r\n\r\n2,韦小宝,450103\r\n".replace(",", separator)
    assert counts(Agents(TODAY).run(write(text, encoding=encoding))) == (2, 0, 0, 0)


def test_a_compressed_file(tmp_path: Path) -> None:
    build_tree()
    path = tmp_path / "agents.csv.gz"
    path.write_bytes(gzip.compress(AGENTS.encode()))
    assert counts(Agents(TODAY).run(path)) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "文件没有标题行"),
        ("a.csv", "工号,姓名\n".encode(), "缺少列：机构代码"),
        ("a.csv", "工号,姓名,机构,所属机构\n".encode(), "列“所属机构”重复"),
        ("a.csv", b"\xff\xff\xff", "文件编码既不是UTF-8也不是GB18030"),
        ("a.csv.gz", b"not compressed", "压缩文件已损坏"),
        ("a.csv.gz", gzip.compress(AGENTS.encode(), mtime=0)[:-12], "压缩文件已损坏"),
        ("a.xlsx", b"no spreadsheet", "无法读取表格文件"),
        ("a.csv", b"code,name,unit\n1,x," + b"x" * 200_000, "不是有效的CSV文件"),
    ],
)
def test_a_file_is_refused_as_a_whole(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SheetRefusedError) as refused:
        Agents(TODAY).run(path)
    assert refused.value.reason.zh == reason
    assert refused.value.reason.en


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetRefusedError), open_sheet(tmp_path / "nowhere.csv"):
        pass


def test_a_batch_costs_a_fixed_number_of_queries(
    write: Callable[..., Path], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    build_tree()
    rows = "".join(f"{number},覃小明,450103,13812345678\n" for number in range(1000, 1500))
    path = write("code,name,unit,phone\n" + rows)
    with django_assert_num_queries(7) as captured:
        Agents(TODAY).run(path)
    assert sum("INSERT" in query["sql"] for query in captured.captured_queries) == 1
    with django_assert_num_queries(6):
        assert counts(Agents(TODAY).run(path)) == (0, 0, 500, 0)
