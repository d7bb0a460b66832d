"""Under which headings a ledger keeps what: the one table of synonyms, in Chinese, Russian and English."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from .currencies import currency_of
from .fields import Field

# English, Chinese, Russian. Of two columns for one field, the one whose heading stands further to the front is taken.
_SYNONYMS: Final[dict[Field, tuple[str, str, str]]] = {
    Field.DATE: (
        """
        date; line item date; invoice date; date of invoice; bill date; billing date; date billed; billed on;
        entry date; transaction date; work date; service date; date of service; posting date; posted; date posted;
        document date; issue date; date of issue; issued; invoiced on; booking date; value date; accounting date;
        ledger date; period end; day; period; month; year month; year; fiscal year; financial year; billing year;
        FY
        """,
        """
        日期; 开票日期; 发票日期; 账单日期; 记账日期; 入账日期; 收费日期; 业务日期; 交易日期; 发生日期; 单据日期;
        凭证日期; 出账日期; 服务日期; 签约日期; 收款日期; 时间; 开票时间; 年月; 月份; 期间; 年份; 年度; 年
        """,
        """
        дата; дата счета; дата счёта; дата выставления счета; дата выставления счёта; дата операции;
        дата документа; дата проводки; дата акта; дата начисления; дата оказания услуг; дата оказания услуги;
        дата работ; дата платежа; дата оплаты; день; период; месяц; год; отчетный год; отчётный год
        """,
    ),
    Field.CLIENT: (
        """
        client; client name; name of client; customer; customer name; name of customer; company; company name;
        bill to; billed to; bill to name; billing client; debtor; payer; buyer; counterparty; counterparty name;
        account name; patron; organisation; organization; organisation name; organization name; client company;
        customer company; client full name; client id; client no; client number; client code; customer id;
        customer no; customer number; customer code; account
        """,
        """
        客户; 客户名称; 客户名; 客户全称; 客户简称; 客户单位; 客户姓名; 客户公司; 客户公司名称; 委托人; 委托人名称;
        委托方; 委托单位; 当事人; 购买方; 购买方名称; 购方名称; 公司; 公司名称; 单位; 单位名称; 企业; 企业名称;
        付款单位; 付款方; 付款人; 甲方; 往来单位; 对方单位; 客户编号; 客户代码
        """,
        """
        клиент; наименование клиента; название клиента; имя клиента; клиент наименование; заказчик;
        наименование заказчика; контрагент; наименование контрагента; доверитель; покупатель; плательщик;
        принципал; компания; наименование компании; название компании; организация; наименование организации;
        фирма клиента; код клиента; номер клиента
        """,
    ),
    Field.AMOUNT: (
        """
        amount; line item total; line total; line amount; net amount; amount billed; billed amount; billed;
        billing; invoice amount; amount invoiced; invoiced; bill amount; fee amount; amount due; gross amount;
        income; revenue; charge; charged; sum; value; net; turnover; sale; price; invoice total; total amount;
        amount total; total billed; total fee; total; debit
        """,
        """
        金额; 收费金额; 账单金额; 开票金额; 发票金额; 应收金额; 应收; 收入; 收入金额; 业务收入; 发生额; 本币金额;
        净额; 不含税金额; 含税金额; 价税合计; 创收; 创收金额; 总金额; 总额; 合计; 合计金额
        """,
        """
        сумма; сумма счета; сумма счёта; сумма гонорара; сумма вознаграждения; сумма начисления; начислено;
        сумма документа; сумма операции; выставлено; выручка; доход; стоимость; стоимость услуг; сумма к оплате;
        сумма без ндс; сумма с ндс; всего; итого; итоговая сумма; дебет
        """,
    ),
    Field.KIND: (
        """
        kind; type; kind of entry; entry kind; entry type; type of entry; transaction type; transaction kind;
        line type; line item type; charge type; fee type; record type; amount type; exp fee inv adj type; category
        """,
        """
        类型; 类别; 种类; 账目类型; 账目种类; 费用类型; 费用类别; 费用种类; 收费类型; 款项类型; 款项性质; 交易类型;
        记录类型; 费用项目; 科目
        """,
        """
        вид; тип; вид операции; тип операции; вид начисления; тип начисления; вид записи; тип записи; вид суммы;
        тип суммы; вид проводки; тип проводки; статья; категория
        """,
    ),
    Field.CURRENCY: (
        """
        currency; currency code; ccy; curr; cur; invoice currency; billing currency; currency of invoice;
        amount currency
        """,
        """
        币种; 货币; 币别; 货币代码; 币种代码; 结算币种
        """,
        """
        валюта; код валюты; валюта счета; валюта счёта; валюта документа; валюта операции
        """,
    ),
    Field.ENGAGEMENT: (
        """
        matter; engagement; case; project; mandate; matter number; matter no; matter id; matter code; matter name;
        law firm matter id; client matter id; engagement number; engagement no; engagement id; engagement name;
        case number; case no; case id; case name; project number; project no; project id; project code;
        project name; file number; file no; file ref; job; job number; job no; assignment; contract;
        contract number; contract no; order number
        """,
        """
        案件; 案号; 案件编号; 案件名称; 案件号; 委托; 委托编号; 委托事项; 项目; 项目名称; 项目编号; 项目号;
        业务编号; 业务名称; 卷宗号; 合同; 合同号; 合同编号; 合同名称; 案由
        """,
        """
        дело; номер дела; название дела; проект; номер проекта; название проекта; наименование проекта;
        код проекта; поручение; номер поручения; мандат; договор; номер договора; заказ; номер заказа
        """,
    ),
    Field.SERVICE_LINE: (
        """
        service line; practice area; practice; practice group; area of law; line of business; business line;
        service; service type; type of service; issue code; department; area; field; sector of service;
        matter type; product
        """,
        """
        业务种类; 业务类型; 业务类别; 业务线; 业务领域; 专业领域; 业务; 服务类型; 服务种类; 服务项目; 专业;
        案件类型; 部门; 法律领域
        """,
        """
        практика; направление; направление практики; вид услуг; вид услуги; тип услуг; услуга; услуги;
        отрасль права; область права; отдел; департамент; вид деятельности
        """,
    ),
    Field.STAFF: (
        """
        lawyer; attorney; timekeeper; timekeeper name; lobbyist; fee earner; lawyer name; attorney name;
        responsible lawyer; responsible attorney; billing attorney; billing lawyer; originating attorney;
        handled by; handling lawyer; consultant; responsible; responsible partner; partner; staff; staff member;
        staff name; member of staff; employee; employee name; associate; adviser; advisor; professional; counsel;
        manager; account manager; worker; initial; timekeeper id; staff id
        """,
        """
        律师; 主办律师; 承办律师; 经办律师; 主办; 承办; 承办人; 经办人; 负责人; 负责律师; 合伙人; 主办合伙人; 顾问;
        业务员; 员工; 员工姓名; 律师姓名; 客户经理; 案源人; 人员
        """,
        """
        юрист; адвокат; ответственный; ответственный юрист; исполнитель; сотрудник; партнер; партнёр; консультант;
        менеджер; куратор; специалист; фио юриста; фио сотрудника; фио адвоката
        """,
    ),
    Field.DESCRIPTION: (
        """
        description; narrative; line item description; detail; memo; note; comment; remark; text; particular;
        explanation; invoice description; work description; subject
        """,
        """
        摘要; 说明; 备注; 描述; 内容; 工作内容; 服务内容; 事由; 注释; 用途
        """,
        """
        описание; содержание; примечание; комментарий; пояснение; назначение платежа; содержание операции; детали;
        описание работ; описание услуг; основание
        """,
    ),
    Field.FEE: (
        """
        fee; legal fee; professional fee; fee billed; billed fee; attorney fee; lawyer fee; service fee;
        honorarium; fee income; fee charged
        """,
        """
        律师费; 收费; 服务费; 代理费; 律师服务费; 法律服务费; 顾问费; 咨询费; 律师费收入
        """,
        """
        гонорар; вознаграждение; гонорары; сумма гонораров; начисленный гонорар; вознаграждение юриста;
        плата за услуги
        """,
    ),
    Field.DISBURSEMENT: (
        """
        disbursement; expense; reimbursable; reimbursable expense; out of pocket; out of pocket expense;
        disbursement amount; expense amount
        """,
        """
        垫付; 垫付款; 垫付费用; 代垫; 代垫费用; 代付款; 办案费; 差旅费; 办案费用
        """,
        """
        возмещаемые расходы; расходы; издержки; возмещение расходов; накладные расходы; сумма расходов
        """,
    ),
    Field.PAYMENT: (
        """
        payment; amount paid; paid; paid amount; payment amount; receipt; received; amount received; collected;
        amount collected; collection; cash received; credit
        """,
        """
        收款; 收款金额; 已收; 已收金额; 已收款; 实收; 实收金额; 到账; 到账金额; 回款; 回款金额
        """,
        """
        оплата; оплачено; сумма оплаты; платеж; платёж; сумма платежа; поступление; поступило; получено; кредит
        """,
    ),
    Field.WRITE_OFF: (
        """
        write off; written off; write off amount; amount written off; write down; bad debt
        """,
        """
        核销; 核销金额; 坏账; 坏账金额; 冲销; 冲销金额
        """,
        """
        списание; списано; сумма списания; безнадежный долг; безнадёжный долг
        """,
    ),
    Field.DISCOUNT: (
        """
        discount; discount amount; discount given; courtesy discount; rebate; reduction; allowance
        """,
        """
        折扣; 折扣金额; 优惠; 优惠金额; 减免; 减免金额; 让利
        """,
        """
        скидка; сумма скидки; дисконт; размер скидки
        """,
    ),
    Field.COST: (
        """
        cost; direct cost; cost amount; cost of service; total cost; our cost; internal cost
        """,
        """
        成本; 直接成本; 成本金额; 业务成本; 人工成本
        """,
        """
        себестоимость; затраты; прямые затраты; сумма затрат; внутренние затраты
        """,
    ),
}

_LONGEST: Final = 100
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_CAMEL: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_WORD: Final = re.compile(r"[^\W_]*[$€£¥₽]|[^\W_]+")
_LINKS: Final = frozenset({"in", "в"})
_CURRENCY_TAIL: Final = re.compile(r"(人民币|美元|港币|欧元|元)$")


def _singular(word: str) -> str:
    return word[:-1] if word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def normalised(text: str) -> str:
    """Return what counts in a heading or a word of a table: letters and digits, folded, English words in the singular.

    >>> normalised("  Client_Names "), normalised("ClientName"), normalised("Write-off")
    ('clientname', 'clientname', 'writeoff')
    """
    words = _WORD.findall(_CAMEL.sub(" ", unicodedata.normalize("NFKC", text)).casefold())
    return "".join(map(_singular, words))


_MEANINGS: Final[dict[str, tuple[Field, int]]] = {}
for _field, _languages in _SYNONYMS.items():
    for _synonyms in _languages:
        for _rank, _synonym in enumerate(_synonyms.split(";")):
            _MEANINGS.setdefault(normalised(_synonym), (_field, _rank))


@functools.lru_cache(maxsize=2**15)
def field_of(heading: str) -> tuple[Field, int] | None:
    """Return the field for which a heading stands, and its rank among the synonyms; 0 is best. None if it is not known.

    Brackets and a currency beside the words are passed over: “Amount (USD)”, “amount_usd” and “Сумма, руб.” are
    amounts.
    """
    if len(heading) > _LONGEST:
        return None
    return _MEANINGS.get(normalised(heading)) or _MEANINGS.get(normalised(_without_extras(heading)))


def currency_in(heading: str) -> str | None:
    """Return the currency that the heading of an amount names, as `currency_of` gives it."""
    words = _WORD.findall(_CAMEL.sub(" ", unicodedata.normalize("NFKC", heading)))
    for word in reversed(words):
        code = currency_of(word)
        if code is not None:
            return code
    tail = _CURRENCY_TAIL.search(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading)).strip())
    return currency_of(tail[1]) if tail else None


def field_named(name: str) -> Field | None:
    """Return the field that a person means by its name in code or by one of its headings; None for neither."""
    plain = name.strip().casefold().replace("-", "_").replace(" ", "_")
    if plain in Field.__members__.values():
        return Field(plain)
    found = field_of(name)
    return found[0] if found else None


def _without_extras(heading: str) -> str:
    bare = _BRACKETS.sub(" ", unicodedata.normalize("NFKC", heading))
    if not _WORD.search(bare):
        return heading
    words = _WORD.findall(_CAMEL.sub(" ", bare))
    kept = [word for word in words if currency_of(word) is None or (len(words) == 1)]
    if len(kept) < len(words):
        kept = [word for word in kept if word.casefold() not in _LINKS]
    return _CURRENCY_TAIL.sub("", " ".join(kept)) or heading
