"""Made-up names of clients in three scripts, each different."""

from __future__ import annotations

import numpy as np

_LATIN = (
    ("Harbor", "North", "Silver", "Atlas", "Beacon", "Cedar", "Delta", "Ember", "Falcon", "Granite", "Iron", "Juniper"),
    ("Freight", "Capital", "Foods", "Energy", "Software", "Mining", "Textiles", "Media", "Pharma", "Estates", "Steel"),
    ("Inc.", "LLC", "Ltd.", "GmbH", "S.A.", "PLC", "Group", "Holdings"),
)
_CYRILLIC = (
    ("Северный", "Южный", "Первый", "Новый", "Уральский", "Балтийский", "Волжский", "Невский", "Сибирский"),
    ("порт", "банк", "завод", "холдинг", "комбинат", "терминал", "альянс", "элеватор", "проект"),
    ("ООО", "АО", "ПАО", "ЗАО"),
)
_CHINESE = (
    ("上海", "北京", "深圳", "广州", "杭州", "宁波", "青岛", "成都", "武汉", "苏州"),
    ("远航", "海通", "金桥", "华信", "长江", "东方", "天元", "中科", "宏达", "新世纪", "瑞丰"),
    ("物流", "贸易", "科技", "投资", "制药", "能源", "建设", "文化"),
    ("有限公司", "股份有限公司", "集团"),
)


def client_names(count: int, *, seed: int = 1) -> list[str]:
    """`count` different names: half Latin, a quarter Cyrillic, a quarter Chinese, each with its own number."""
    rng = np.random.default_rng(seed)
    names = []
    for number in range(1, count + 1):
        script = number % 4
        if script == 3:
            city, mark, trade, form = (part[rng.integers(len(part))] for part in _CHINESE)
            names.append(f"{city}{mark}{trade}{number}{form}")
        elif script == 1:
            first, second, form = (part[rng.integers(len(part))] for part in _CYRILLIC)
            names.append(f"{form} «{first} {second} {number}»")
        else:
            first, second, form = (part[rng.integers(len(part))] for part in _LATIN)
            names.append(f"{first} {second} {number} {form}")
    return names
