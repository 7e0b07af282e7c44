"""Is one word a slip of the pen for another, or are they two words? A judgement on two words alone."""

from __future__ import annotations

import re
from functools import cache

import pycountry
from rapidfuzz.distance import OSA

MOST_SLIPS = 2
NO_SLIP = MOST_SLIPS + 1
_SHORTEST_SLIP = 3
_SHORTEST_CHANGED = 5
_SHORTEST_PLACE = 4
_ROMAN = re.compile(r"(?=[mdclxvi])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_PARTIES = ("er", "ee", "ed")
_GENDERS = (("o", "a"), ("os", "as"), ("es", "as"), ("or", "ora"), ("é", "ée"), ("és", "ées"))

_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth
uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta
cincuenta sesenta setenta ochenta noventa cien mil primer primera primero segundo segunda tercer tercera cuarta cuarto
quinta quinto sexta sexto séptima séptimo octava octavo novena noveno décima décimo
un une deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante
soixante cent mille premier première deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième
um uma dois duas três quatro sete oito nove dez doze treze vinte trinta quarenta cinquenta sessenta oitenta noventa
primeiro primeira terceiro terceira quarta oitavo oitava nono nona
"""
_ALIKE = """
micro macro mini county country counties countries contact contract contrast contest context content lender leader
lending landing leading learning earning sending spending funding finding policy police policies polices minor miner
farmer former partner parent patent market marker border boarder broader stage state status statue statute causal casual
trial trail marital martial desert dessert cost coast coats refuge refugee council counsel house horse hose home hope
nurse nurture adoption adaption adaptation reception deception inception mission emission omission commission
personal personnel principal principle complement compliment export expert expertise support sport spot import impart
impact compact youth mouth month south sixth sixty loan lone lean clan clean local vocal focal social special racial
radial rural plural mural urban human humane woman labour harbour trade trader traded grade grant giant plan plant plane
plain land island inland lawyer layer player payer prayer rights nights lights sights flights training trading straining
train brain drain strain grain return retain remain region religion legion relation relations health heath heart hearth
death birth berth path bath care career carer cared cure core host post cast test text task tasks talk talks walk
work word world fork ward award reward inter intra inner outer winter water waste taste paste saving serving shaving
sharing caring staring starting charting charter chapter character chart chant chance change charge large larger
share shore store story stock stork stick skill skull still spill school scholar single signal singular angel angle
market basket hostel hotel motel model mode made node nation notion motion lotion action auction faction fraction
section sector vector factor actor doctor tutor rector mentor member number timber summer winner dinner diner
child chill children men man girl boy boys body study sturdy student prudent quite quiet quota quote
Nigerian Nigerien Austrian Australian Guinean Guyanan Malian Malaysian Iranian Iraqi Slovenian Slovakian Mauritian
Mauritanian Dominican Congolese Gambian Zambian Indian Indonesian Libyan Lebanese Swiss Swedish Filipino Filipina
Jordanian Georgian Somali Samoan Togolese Tongan Tongolese Korean Koran
"""


@cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.casefold().split())


def is_roman(word: str) -> bool:
    """Whether a word, in lower case, is a Roman numeral."""
    return _ROMAN.fullmatch(word) is not None


def misspelt(one: str, other: str) -> bool:
    """Whether two words differ by one slip of the pen and are not two words.

    A slip is two letters swapped, one letter more or less, or, in a word of five letters or more, one letter changed;
    but not the first letter ("migration" and "emigration", "Gambia" and "Zambia"), nor from "employer" to "employee" or
    from "trabajadores" to "trabajadoras". Numbers in figures, Roman or in words, shorter words, two words of names of
    countries or their regions ("Ireland" and "Iceland") and two words known to look alike ("micro" and "macro") never
    are slips.
    """
    return slips_between(one, other) == 1


def slips_between(one: str, other: str) -> int:
    """How many slips make one of two words out of the other; ``NO_SLIP`` where they are two words."""
    if not one or not other:
        return 0  # a joining word that one copy lacks
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_SLIP or not (one + other).isalpha() or _are_two_words(one, other):
        return NO_SLIP
    slips = OSA.distance(one, other, score_cutoff=MOST_SLIPS)
    if len(one) == len(other) and sorted(one) == sorted(other):
        return slips
    changed = slips > abs(len(one) - len(other))
    return NO_SLIP if one[0] != other[0] or (changed and shortest < _SHORTEST_CHANGED) else slips


def _are_two_words(one: str, other: str) -> bool:
    pair = {one, other}
    if all(map(is_roman, pair)) or pair <= _words(_NUMBERS) or pair <= place_words():
        return True
    singular = {word.rstrip("s") for word in pair}
    alike = _words(_ALIKE)
    known = all(word in alike or word.rstrip("s") in alike for word in pair)
    return (known and len(singular) == 2) or _two_parties(one, other) or _two_genders(one, other)


def _two_parties(one: str, other: str) -> bool:
    """Whether the words are of one beginning, but end in two of -er, -ee and -ed (or -ers, -ees)."""
    first, second = one.rstrip("s"), other.rstrip("s")
    endings = {first[-2:], second[-2:]}
    return len(endings) == 2 and endings <= set(_PARTIES) and first[:-2] == second[:-2]


def _two_genders(one: str, other: str) -> bool:
    """Whether the words differ by the ending that tells men from women in Spanish, Portuguese and French."""
    return any(
        first.removesuffix(his) == second.removesuffix(hers) and first.endswith(his) and second.endswith(hers)
        for first, second in ((one, other), (other, one))
        for his, hers in _GENDERS
    )


@cache
def place_words() -> frozenset[str]:
    """The words of four letters and more in the English names of countries and the names of their regions."""
    countries = (getattr(country, kind, "") for country in pycountry.countries for kind in ("name", "official_name"))
    names = (*countries, *(region.name for region in pycountry.subdivisions))
    words = (word for name in names for word in re.findall(r"[^\W\d_]+", name.casefold()))
    return frozenset(word for word in words if len(word) >= _SHORTEST_PLACE)
