"""Words of a name that say what sort of company it is, and nothing of which one.

Collected from the company laws of the countries that the firm meets most; ISO 20275 lists all of the world's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_HAN: Final = """
有限责任公司 股份有限公司 股份有限责任公司 有限公司 有限合伙企业 普通合伙企业 个人独资企业
总公司 分公司 子公司 公司 株式会社 合同会社
合資会社 合名会社 有限会社 股份公司 有限責任公司 股份有限責任公司 有限合伙 合伙企业 事务所 (株) ㈱
"""
# Longest first: 有限公司 stands within 股份有限公司.
HAN: Final = tuple(sorted(_HAN.split(), key=len, reverse=True))

_WORDS: Final = """
ооо оао зао пао ао нао ип гуп муп фгуп фгбу тоо оо одо чп тов тзов ват зат прат пат чао пк снт анко ано нко кфх
ooo oao zao pao ao nao too tov ltd limited llc inc incorporated corp corporation co company plc llp lp lllp pllc
pc pty pte pvt ptc dac clg cic gmbh mbh ag kg kgaa ohg gbr ug ev eg se sce eeig ewiv sa sas sasu sarl sarlu eurl
snc scs sca sprl bvba bv nv cv vof asbl vzw sccl spa srl sapa scarl sl slu slne sau sab sapi ltda lda eireli epp
me sgps eirl ab hb kb as asa ans da nuf aps oy oyj ky ehf hf sro spol vos doo dd dooel ad ead eood ood kd kft
zrt nyrt bt rt sia uab oü ou tbk pt bhd sdn berhad jsc ojsc cjsc pjsc ojsk zat mchj kk yk gk kabushiki kaisha
godo yugen goshi gomei youxian gongsi gufen zeren youxiangongsi gufenyouxiangongsi youxianzerengongsi sal sarlau
saog saoc wll psc fze fzc fzco fzllc dmcc saa sac aş şti ltdşti sti
"""
WORDS: Final = frozenset(_WORDS.split())

# Written in full. They are taken out before the single words.
PHRASES: Final[tuple[tuple[str, ...], ...]] = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in (
                "общество с ограниченной ответственностью",
                "общество с дополнительной ответственностью",
                "публичное акционерное общество",
                "непубличное акционерное общество",
                "открытое акционерное общество",
                "закрытое акционерное общество",
                "акционерное общество",
                "индивидуальный предприниматель",
                "товарищество с ограниченной ответственностью",
                "товариство з обмеженою відповідальністю",
                "унитарное предприятие",
                "государственное унитарное предприятие",
                "obshchestvo s ogranichennoy otvetstvennostyu",
                "aktsionernoe obshchestvo",
                "limited liability company",
                "limited liability partnership",
                "public limited company",
                "joint stock company",
                "public joint stock company",
                "gesellschaft mit beschränkter haftung",
                "gesellschaft mit beschrankter haftung",
                "aktiengesellschaft",
                "société anonyme",
                "societe anonyme",
                "société à responsabilité limitée",
                "sociedad anónima",
                "sociedad anonima",
                "sociedad limitada",
                "società per azioni",
                "naamloze vennootschap",
                "besloten vennootschap",
                "spółka z ograniczoną odpowiedzialnością",
                "spółka akcyjna",
                "sp z o o",
                "s r o",
                "a s",
                "s a",
                "s p a",
                "s r l",
                "d o o",
                "b v",
                "n v",
                "k k",
                "p l c",
                "l l c",
                "l l p",
                "de c v",
                "gufen youxian gongsi",
                "you xian gong si",
                "gu fen you xian gong si",
                "limited company",
                "co kg",
            )
        ),
        key=len,
        reverse=True,
    )
)

# Words that a name may have or lack: a group and its holding belong together.
_WEAK: Final = """
group groupe gruppe gruppo holding holdings international intl the and und et y e of для и компания фирма группа
холдинг концерн корпорация jituan gruppa kompaniya firma
"""
WEAK: Final = frozenset(_WEAK.split())
WEAK_HAN: Final = ("集团", "集團", "控股", "ホールディングス", "グループ")

_HAN_FORMS = re.compile("|".join(map(re.escape, HAN)))


def without_han_form(text: str) -> str:
    """The text without its Chinese or Japanese legal form, or as it is where nothing else would be left.

    >>> without_han_form("上海远航物流有限公司")
    '上海远航物流'
    """
    bare = _HAN_FORMS.sub("", text)
    return bare if bare.strip(" ()") else text


def without_forms(words: Sequence[str]) -> list[str]:
    """The words without those that name a legal form, or all of them where nothing else would be left.

    >>> without_forms(["ооо", "лесной", "двор"])
    ['лесной', 'двор']
    """
    kept = list(words)
    for phrase in PHRASES:
        size = len(phrase)
        place = 0
        while place + size <= len(kept):
            if tuple(kept[place : place + size]) == phrase and len(kept) > size:
                del kept[place : place + size]
            else:
                place += 1
    bare = [word for word in kept if word not in WORDS]
    return bare or list(words)
