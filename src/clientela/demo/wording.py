"""What is said in the contact log and written on bills, in the language of each client."""

from __future__ import annotations

from typing import Final

SUBJECTS: Final = {
    "zh": (
        "合同审阅进展",
        "年度法律顾问续约",
        "股权转让方案讨论",
        "劳动争议咨询",
        "海关稽查应对",
        "俄罗斯投资项目推进",
        "应收账款催收",
        "商标注册进度",
        "董事会决议准备",
        "季度工作回顾",
        "付款安排",
        "新项目初步沟通",
        "节日问候",
        "仲裁庭审准备",
    ),
    "ru": (
        "Ход проверки договора",
        "Продление абонентского обслуживания",
        "Обсуждение сделки с долями",
        "Трудовой спор",
        "Ответ таможне",
        "Выход на китайский рынок",
        "Взыскание долга",
        "Регистрация товарного знака",
        "Подготовка решения совета директоров",
        "Итоги квартала",
        "График оплаты",
        "Первый разговор о новом проекте",
        "Поздравление с праздником",
        "Подготовка к заседанию арбитража",
    ),
    "en": (
        "Progress of the contract review",
        "Renewal of the annual retainer",
        "Share transfer, next steps",
        "Question on a dismissal",
        "Answer to the customs audit",
        "Entry into the Chinese market",
        "Collection of a debt",
        "Trade mark filing",
        "Preparing the board's resolution",
        "Review of the quarter",
        "Payment schedule",
        "First talk on a new project",
        "Season's greetings",
        "Preparing the hearing",
    ),
}
TEXTS: Final = {
    "zh": (
        "客户认可方案，要求周五前给出书面意见。",
        "对费用有顾虑，希望按阶段收费。",
        "法务总监将向董事会汇报后答复。",
        "对上次的工作表示满意。",
        "提到今年预算收紧。",
        "希望由同一位律师继续跟进。",
    ),
    "ru": (
        "Согласны с планом, ждут письменное заключение до пятницы.",
        "Беспокоятся о смете, просят платить по этапам.",
        "Юрист доложит совету директоров и ответит.",
        "Довольны прошлой работой.",
        "Говорят, что бюджет в этом году меньше.",
        "Хотят, чтобы дело вёл тот же юрист.",
    ),
    "en": (
        "They agree with the plan and want it in writing by Friday.",
        "They worry about the fees and ask for stages.",
        "Their counsel will report to the board and come back.",
        "Pleased with the last piece of work.",
        "They mention a tighter budget this year.",
        "They would like the same lawyer again.",
    ),
}
PROPOSALS: Final = {
    "zh": ("年度法律顾问服务", "专项尽职调查", "合规培训"),
    "ru": ("Годовое абонентское обслуживание", "Правовая проверка сделки", "Обучение по комплаенсу"),
    "en": ("An annual retainer", "A due diligence", "A compliance training"),
}
PROMISES: Final = {
    "zh": ("周五前发书面意见", "发送报价", "介绍税务同事"),
    "ru": ("Прислать заключение до пятницы", "Прислать предложение", "Познакомить с налоговым юристом"),
    "en": ("Written opinion by Friday", "Send an offer", "Introduce our tax colleague"),
}
TITLES: Final = {
    "zh": (
        "常年法律顾问",
        "股权收购",
        "买卖合同纠纷",
        "厂房租赁",
        "进出口合规",
        "商标注册",
        "劳动争议",
        "银行贷款",
        "税务筹划",
    ),
    "ru": (
        "Абонентское обслуживание",
        "Покупка доли",
        "Спор о поставке",
        "Аренда цеха",
        "Ввоз оборудования",
        "Товарный знак",
        "Трудовой спор",
        "Кредит банка",
        "Налоговая проверка",
    ),
    "en": (
        "Annual retainer",
        "Purchase of shares",
        "Dispute over a delivery",
        "Lease of a plant",
        "Import of machinery",
        "Trade mark",
        "Labour dispute",
        "Bank loan",
        "Tax audit",
    ),
}
# For each service line, the places of the titles that a mandate of it may have.
TITLES_OF_LINE: Final = ((0, 1), (2,), (7,), (3,), (4,), (5,), (6,), (8,))
INSTRUCTIONS: Final = {
    "zh": "客户委托我们办理{title}，要求按阶段汇报。",
    "ru": "Клиент поручил нам: {title}. Докладывать по этапам.",
    "en": "The client has instructed us: {title}. Report by stages.",
}
TASKS: Final = {
    "zh": ("发送书面意见", "确认付款安排", "安排拜访"),
    "ru": ("Отправить заключение", "Уточнить график оплаты", "Назначить встречу"),
    "en": ("Send the opinion", "Settle the payment schedule", "Arrange a visit"),
}
DEADLINES: Final = {"zh": "提交书面意见", "ru": "Представить заключение", "en": "File the statement"}
INQUIRIES: Final = (
    ("zh", "网上咨询：俄罗斯子公司设立", "我们想在符拉迪沃斯托克设立子公司，请问流程和费用？"),
    ("ru", "Вопрос об открытии счёта в Китае", "Нужна помощь с открытием счёта в китайском банке, сколько это займёт?"),
    ("en", "Lease of a warehouse near Shanghai", "We need advice on a lease of ten years. Who could call us?"),
    ("zh", "货物被海关扣留", "货物已扣留一周，急需律师。"),
    ("ru", "Поставщик не отгрузил оборудование", "Аванс уплачен, отгрузки нет третий месяц. Можно ли взыскать?"),
    ("en", "Dismissal of a manager", "We have to part with a manager in Dalian and want to do it properly."),
)
