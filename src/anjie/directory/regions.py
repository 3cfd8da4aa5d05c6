"""The regions of the country by the code that calendars carry (GB/T 2260, ISO 3166-2:CN)."""

from collections.abc import Mapping

from anjie.procedure.terms import Text

NAMES: Mapping[str, Text] = {
    "BJ": Text("北京", "Beijing"), "TJ": Text("天津", "Tianjin"), "HE": Text("河北", "Hebei"),
    "SX": Text("山西", "Shanxi"), "NM": Text("内蒙古", "Inner Mongolia"), "LN": Text("辽宁", "Liaoning"),
    "JL": Text("吉林", "Jilin"), "HL": Text("黑龙江", "Heilongjiang"), "SH": Text("上海", "Shanghai"),
    "JS": Text("江苏", "Jiangsu"), "ZJ": Text("浙江", "Zhejiang"), "AH": Text("安徽", "Anhui"),
    "FJ": Text("福建", "Fujian"), "JX": Text("江西", "Jiangxi"), "SD": Text("山东", "Shandong"),
    "HA": Text("河南", "Henan"), "HB": Text("湖北", "Hubei"), "HN": Text("湖南", "Hunan"),
    "GD": Text("广东", "Guangdong"), "GX": Text("广西", "Guangxi"), "HI": Text("海南", "Hainan"),
    "CQ": Text("重庆", "Chongqing"), "SC": Text("四川", "Sichuan"), "GZ": Text("贵州", "Guizhou"),
    "YN": Text("云南", "Yunnan"), "XZ": Text("西藏", "Tibet"), "SN": Text("陕西", "Shaanxi"),
    "GS": Text("甘肃", "Gansu"), "QH": Text("青海", "Qinghai"), "NX": Text("宁夏", "Ningxia"),
    "XJ": Text("新疆", "Xinjiang"),
}  # fmt: skip

REGIONS = {name.zh: code for code, name in NAMES.items()}


def region_named_in(name: str) -> tuple[str, str]:
    """Give what stands before the region's name in a unit's name, and the region's code; empty if none does."""
    for region, code in REGIONS.items():
        before, found, _ = name.partition(region)
        if found:
            return before, code
    return "", ""
