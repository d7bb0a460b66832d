"""Words for the kinds of ledger entries."""

from __future__ import annotations

from typing import Final

from .headings import normalised

_WORDS: Final[dict[str, str]] = {
    "fee": """
        fee; fees; legal fee; professional fee; service fee; time; services; service; work; labour; labor; invoice;
        bill; billing; retainer; fixed fee; hourly fee; success fee; charge; income; revenue; sale; F; debit note;
        律师费; 收费; 费用; 服务费; 代理费; 顾问费; 咨询费; 办案费; 发票; 账单; 开票; 收入; 基础收费; 风险代理费;
        律师服务费; 应收; гонорар; вознаграждение; услуги; услуга; счет; счёт; начисление; начислено; выручка;
        доход; реализация; абонентская плата; акт
        """,
    "disbursement": """
        disbursement; expense; reimbursable; reimbursable expense; out of pocket; advance; outlay; court fee; filing
        fee; travel; E; 垫付; 垫付款; 代垫; 代垫费用; 代付; 代付款; 差旅费; 诉讼费; 报销; 实报实销; возмещаемые
        расходы; расходы; расход; издержки; возмещение; возмещение расходов; командировка; госпошлина; пошлина;
        накладные расходы
        """,
    "payment": """
        payment; paid; receipt; received; collection; cash; cash receipt; remittance; deposit;
        收款; 付款; 到账; 回款; 实收; 已收; 收到; 已付; 客户付款;
        оплата; платеж; платёж; поступление; оплачено; получено; поступление денег
        """,
    "write_off": """
        write off; written off; writeoff; write down; bad debt; uncollectible; IF; IE;
        核销; 坏账; 冲销; 坏账核销; 注销;
        списание; списано; безнадежный долг; безнадёжный долг
        """,
    "discount": """
        discount; rebate; courtesy discount; reduction; allowance;
        折扣; 优惠; 减免; 打折; 让利;
        скидка; дисконт; уступка
        """,
    "cost": """
        cost; direct cost; cost of service; cost of services; salary; internal cost; overhead;
        成本; 直接成本; 人工成本; 服务成本;
        себестоимость; затраты; прямые затраты; стоимость; внутренние затраты
        """,
}
_UNDONE_FEES: Final = """
    refund; fee refund; credit note; credit; credit memo; reversal; storno;
    退款; 退费; 退还; 红字; 红字发票; 红冲; 冲红;
    возврат; возврат гонорара; сторно; кредит нота; корректировка
    """


def _spread(words: str) -> list[str]:
    return [normalised(word) for word in words.split(";")]


_BY_WORD: Final = {word: (kind, False) for kind, words in _WORDS.items() for word in _spread(words)} | {
    word: ("fee", True) for word in _spread(_UNDONE_FEES)
}


def kind_of(text: str) -> tuple[str, bool] | None:
    """Return the kind that a word means, and whether it takes a fee back; None for a word that is not known.

    >>> kind_of("Write-offs"), kind_of("垫付"), kind_of("Возврат")
    (('write_off', False), ('disbursement', False), ('fee', True))
    """
    return _BY_WORD.get(normalised(text))
