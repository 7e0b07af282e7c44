"""Printed lines and practices for the countries that were entered by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.truth import Part, Printed, Row, Teaser

COLUMNS = ("role", "venue", "code", "title", "roundtable_id")


def role(text: str, name: str, code: str | None, roundtable: str | None, venue: str = "roundtable") -> Printed:
    """A role line; its title stands in straight quotes."""
    title = text.split('"')[1] if '"' in text else None
    return Printed(text, (dict(zip(COLUMNS, (name, venue, code, title, roundtable), strict=True)),))


def team(roundtable: str, title: str, dot: str = "") -> Printed:
    """A team member of a roundtable, whose id ends in its code: ``2009-1.2``."""
    code = roundtable.partition("-")[2]
    return role(f'Team Member in RT {code}{dot} "{title}"', "team_member", code, roundtable)


def co_chair(roundtable: str, title: str, dot: str = "") -> Printed:
    """A co-chair of a roundtable, whose id ends in its code."""
    code = roundtable.partition("-")[2]
    return role(f'Co-Chair in RT {code}{dot} "{title}"', "co_chair", code, roundtable)


def listed(*lines: Printed, marked: bool = True) -> Part:
    """A part with lines."""
    return Part("listed", lines, marked)


def money(text: str, kind: str, amount: str | None = None, currency: str | None = None, **more: object) -> Printed:
    """A line of money or of help in kind."""
    exact = None if amount is None else Decimal(amount)
    row: Row = {"kind": kind, "amount": exact, "currency": currency, "amount_usd": None, "earmarked": None, **more}
    return Printed(text, (row,))


def cash(before: str, amount: str, currency: str, purpose: str) -> Printed:
    """A line of money whose last words say what it is for."""
    return money(before + purpose, "cash", amount, currency, purpose=purpose)


def meeting(text: str, name: str, kind: str, days: tuple[date, date], city: str, iso3: str, known: str) -> Printed:
    """A line about a thematic meeting of the catalogue."""
    row: Row = {
        "role": name,
        "kind": kind,
        "title": text.split('"')[1],
        "starts_on": days[0],
        "ends_on": days[1],
        "city": city,
        "country_iso3": iso3,
        "meeting_id": known,
    }
    return Printed(text, (row,))


HARBOUR = Teaser(
    "Harbour Clinics for Seafarers",
    (
        "Seafarers of any nationality can see a nurse on the quay without an appointment. The clinics share one file "
        "system, so a treatment begun in one harbour can go on in the next.",
    ),
    anonymous=True,
    number=4582,
    day=date(2018, 11, 9),
    language="en",
)
EXCHANGE = Teaser(
    "Apprentice Exchange",
    (
        "Two vocational schools swap final-year apprentices for six months. Both countries recognise the certificate "
        "and the hosting firm pays the wage of a local apprentice.",
    ),
    author="Mr. Camille Saadé",
    anonymous=False,
    number=9871,
    day=date(2018, 11, 9),
    language="en",
)
EXCHANGE_CUT = Teaser(
    "Apprentice  exchange",
    (
        "Two vocational schools swap final-year apprentices for six months. Both countries recognise the certificate "
        "and the hosting firm pays the wage of a local …",
    ),
    anonymous=True,
    number=9871,
    day=date(2018, 11, 9),
    language="en",
)
REGISTRO = Teaser(
    "Registro Consular Móvil (2021 - 2024)",
    (
        "Un autobús visita cada mes las zonas agrícolas donde no hay consulado y expide documentos de identidad en el "
        "acto. En cada parada se informa también sobre salarios, escuelas y salud, entre otros temas:",
        "Los trámites se reservan por teléfono.",
        "Las citas para menores tienen prioridad.",
    ),
    author="Ms. Laurence BRON",
    anonymous=False,
    language="es",
)
LIBRARIES = Teaser(
    "Network of Village Libraries Abroad (NVLA)",
    ("Emigrants donate books and pay for a reading room in the village they left. The network runs on three things:",),
    author="Mr. Ionel …",
    author_after=True,
    language="en",
)
RAPPORT = Teaser(
    None,
    (
        "Le rapport décrit comment les cantons accueillent les familles arrivées par regroupement, quelles données "
        "ils publient et lesquelles manquent encore pour comparer leurs résultats.",
    ),
    language="fr",
)


PERU_TEASERS = (
    Teaser(
        "Los Olivos Abiertos: Plan for Shared Streets 2022 - 2025",
        (
            "The district council plants shade trees with newcomers and neighbours on Saturdays, which will allow:",
            "Older people to rest on their way to the market.",
            "Children of either group to know each other before school begins; the council keeps a list of streets "
            "that wait their turn.",
            "The plan also provides, among other things:",
        ),
        author="Ms. Irma QUISPE",
        anonymous=False,
        language="en",
    ),
    Teaser(
        "#NuestraPlazaViva campaign",
        (
            "Two fire brigades run the ‘#NuestraPlazaViva’ campaign in the port. Volunteers repaint benches with those "
            "who have just arrived, and the radio station sends their stories on Sunday mornings.",
        ),
        anonymous=True,
        language="en",
    ),
    Teaser(
        "Programme Bridges & Ferries (PBF)",
        (
            "The programme teaches boat building to young people who came down the river, with “tools for life” as "
            "their wage. It runs in four ports and stands on two pillars:",
        ),
        author="Ms. Rosalía …",
        author_after=True,
        language="en",
    ),
    Teaser(
        "Winter Coats Exchange",
        (
            "Families leave coats that children outgrew at the police station’s door. Whoever needs one takes it, and "
            "nobody writes down a name.",
        ),
        author="Mr. Omar Saïd",
        anonymous=False,
        language="en",
    ),
    Teaser(
        None,
        (
            "El cuaderno de la cordillera reúne recetas y mapas que dibujaron las familias llegadas de otros "
            "valles. Cada escuela guarda allí una copia y la presta a quien la pidió.",
        ),
        language="es",
    ),
)
