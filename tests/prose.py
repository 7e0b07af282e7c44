"""Titles and texts of invented practices, in the three languages of the pages, with authors."""

from __future__ import annotations

TITLES = (
    "Harbour clinics for seafarers",
    "Network of Village Libraries Abroad (NVLA)",
    "Tram tickets for asylum seekers 2019 - 2022",
    "One counter for every form",
    "Bilingual kitchens: cooking courses in two tongues",
    "#SameSquare campaign",
    "Remittance kiosks at bus stations",
    "Oficina móvil de documentos (2021 - 2024)",
    "Maison des métiers partagés",
    "Night bus to the orchards",
)
PARAGRAPHS = (
    "Seafarers of any nationality can see a nurse on the quay without an appointment.",
    "Emigrants donate books, and pay for a reading room in the village that they left behind.",
    "Since 2014 the town lends bicycles to newcomers – a helmet and a map of the wells come with each of them!",
    "The orchard owners’ union runs a bus at night; “nobody walks home in the dark” is its rule.",
    "Un autobús recorre cada mes las fincas del valle y allí mismo entrega los documentos a quien los pidió aquí.",
    "La commune prête une salle aux artisans étrangers et publie chaque année ce que l’atelier a coûté.",
    "Two schools swap apprentices for half a year; both states recognise the certificate that they earn.",
    "The kiosk shows the price of every transfer before it is paid, in the currency of either side.",
    "Cooks meet on Sundays. Recipes are printed in two languages.",
    "A desk at the border issues temporary papers, a telephone card and a ticket to the home town; the desk was opened "
    "in a year of floods, is staffed day and night, and keeps no list of those who come.",
)
ENDINGS = (
    "The programme stands on three legs, among other things:",
    "It has since been copied by the towns of …",
    "Local schools, parishes and the fire brigade …",
)
ITEMS = (
    "Lend tools to those who arrive without any.",
    "Teach the names of the winds and tides.",
    "Keep the doors open on market days.",
)
NAMES = ("Ms. Anna LINDT", "Mr. Omar Saïd", "Ms. Laurence PETIT", "Dr. José Peña")
CUT_NAMES = ("Ms. Charlotte …", "Mr. Ionel …")
BARE_NAMES = ("Costanza Bindi", "Jorge Amado")
