"""Words of which invented people and companies are made. No place among them is on a map."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Surnames and given names that very many people have, so that none of them is anybody in particular.
ZH_SURNAMES: Final = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁"
)
ZH_GIVEN: Final = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏宇浩然晨曦雪梅建国志远文博思颖嘉欣子轩雨桐"
)
RU_SURNAMES: Final = _words(
    """
    Абрамов Белов Васильев Громов Данилов Егоров Жданов Захаров Ильин Калинин Лазарев Макаров Никитин
    Орлов Поляков Романов Соколов Тарасов Ушаков Фомин Харитонов Цветков Черкасов Шубин Щербаков Юдин
    Яковлев Киселёв Воробьёв Соловьёв
    """
)
RU_MEN: Final = _words(
    """
    Александр Андрей Борис Виктор Григорий Дмитрий Евгений Илья Константин Максим Николай Олег Павел
    Сергей
    """
)
RU_WOMEN: Final = _words(
    """
    Анна Валентина Галина Дарья Екатерина Ирина Ксения Людмила Марина Надежда Ольга Полина Светлана Юлия
    """
)
EN_SURNAMES: Final = _words(
    """
    Aldous Barrow Carver Dunmore Ellery Fenwick Garrick Holloway Ingram Jessop Kerrigan Langley Merton
    Norwood Osgood Pembroke Radley Selwyn Thackeray Underhill Vickers Wexley Yardley
    """
)
EN_GIVEN: Final = _words(
    """
    Alice Brian Clara Daniel Emma Frank Grace Henry Isabel James Kate Louis Maria Nora Oscar
    """
)
DE_SURNAMES: Final = _words(
    """
    Albrecht Brandt Dietrich Eberle Fuchs Göbel Hartmann Jäger Köhler Lindner Möller Vogt
    """
)
DE_GIVEN: Final = _words(
    """
    Anja Bernd Christa Dieter Elke Fritz Gisela Heinz Inge Jürgen Karin Lutz Monika Uwe
    """
)

# Places that do not exist; a company named after one of them is nobody's.
RU_PLACES: Final = _words(
    """
    Лугогор Белозар Верхнеяр Тихояр Староборь Зареченс Синегорь Камнезар Ясенец Светлояр Долгоборь
    Студеногор Рябинец Черноборь Заозёрс Красноборь
    """
)
EN_PLACES: Final = _words(
    """
    Brackenford Velmont Harrowgate Stonemere Wyndale Ashcombe Thornwick Larkmoor Eastvale Greyhollow
    Oakmarsh Fallowdale Millbrace Redthorne Kestrelby Dunhallow
    """
)
DE_PLACES: Final = _words(
    """
    Eichwerda Rabenfurt Silberau Tannenrode Falkwitz Moorlingen Birkstett Wolfsaue
    """
)
ZH_FIRST: Final = tuple("澄砚霁朔翊栖渌岫筠琅洵霖峤煦沅瀚")
ZH_SECOND: Final = tuple("川岳庭澜桥野屿原坡泽津麓湾崖溪陌")

ZH_CITIES: Final = (
    ("北京", "Beijing"),
    ("上海", "Shanghai"),
    ("深圳", "Shenzhen"),
    ("杭州", "Hangzhou"),
    ("成都", "Chengdu"),
    ("大连", "Dalian"),
    ("哈尔滨", "Harbin"),
    ("青岛", "Qingdao"),
)
RU_CITIES: Final = ("Москва", "Санкт-Петербург", "Екатеринбург", "Новосибирск", "Владивосток", "Хабаровск", "Казань")
ELSEWHERE: Final = (
    ("GB", "London"),
    ("DE", "Hamburg"),
    ("US", "Chicago"),
    ("SG", "Singapore"),
    ("KZ", "Almaty"),
    ("FR", "Lyon"),
)

# Industry: English name for the file; what a company of it is called in Chinese, Russian, English and German.
INDUSTRIES: Final = (
    ("Timber and paper", "木业", "Лес", "Timber", "Holz"),
    ("Logistics", "物流", "Логистика", "Logistics", "Logistik"),
    ("Machinery", "机械", "Машиностроение", "Machinery", "Maschinen"),
    ("Energy", "能源", "Энергия", "Energy", "Energie"),
    ("Chemicals", "化工", "Химия", "Chemicals", "Chemie"),
    ("Food", "食品", "Продукт", "Foods", "Lebensmittel"),
    ("Textiles", "纺织", "Мануфактура", "Textiles", "Textil"),
    ("Software", "软件", "Софт", "Software", "Software"),
    ("Construction", "建设", "Строй", "Construction", "Bau"),
    ("Property", "置业", "Недвижимость", "Estates", "Immobilien"),
    ("Finance", "投资", "Капитал", "Capital", "Kapital"),
    ("Medicine", "医药", "Медицина", "Medical", "Medizin"),
    ("Metals", "金属", "Металл", "Metals", "Metall"),
    ("Trade", "贸易", "Торг", "Trading", "Handel"),
)

SERVICE_LINES: Final = (
    "Corporate and mergers",
    "Disputes and arbitration",
    "Banking and finance",
    "Real estate and construction",
    "Trade and customs",
    "Intellectual property",
    "Labour",
    "Tax",
)

# Names that real groups go by. What is made here must not be one of them.
REAL: Final = frozenset(
    _words(
        """
        allianz amazon apple basf bayer bosch google microsoft nestle samsung shell
        siemens sony toyota unilever volkswagen
        алроса втб газпром лукойл магнит мтс новатэк
        норникель роснефть русал сбербанк северсталь
        татнефть фосагро яндекс 万科 三一 中兴 中粮 中远 京东 伊利 华为 吉利
        字节 宁德 小米 恒大 新希望 格力 比亚迪 海尔 百度 美团 美的 联想 腾讯 蒙牛 长城 阿里
        """
    )
)
