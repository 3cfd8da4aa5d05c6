"""The regions of the country by the code that calendars carry (GB/T 2260, ISO 3166-2:CN)."""

REGIONS = {
    "北京": "BJ", "天津": "TJ", "河北": "HE", "山西": "SX", "内蒙古": "NM", "辽宁": "LN", "吉林": "JL",
    "黑龙江": "HL", "上海": "SH", "江苏": "JS", "浙江": "ZJ", "安徽": "AH", "福建": "FJ", "江西": "JX",
    "山东": "SD", "河南": "HA", "湖北": "HB", "湖南": "HN", "广东": "GD", "广西": "GX", "海南": "HI",
    "重庆": "CQ", "四川": "SC", "贵州": "GZ", "云南": "YN", "西藏": "XZ", "陕西": "SN", "甘肃": "GS",
    "青海": "QH", "宁夏": "NX", "新疆": "XJ",
}  # fmt: skip


def region_named_in(name: str) -> tuple[str, str]:
    """Give what stands before the region's name in a unit's name, and the region's code; empty if none does."""
    for region, code in REGIONS.items():
        before, found, _ = name.partition(region)
        if found:
            return before, code
    return "", ""
