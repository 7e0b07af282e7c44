"""Countries of the site as it prints them: codes, slug, names, degrees and minutes."""

from __future__ import annotations

from tests.truth import Place

PLACES = tuple(
    Place(iso2, iso3, slug, short, official, north, east)
    for iso2, iso3, slug, short, official, north, east in (
        ("AR", "ARG", "argentina", "Argentina", "Argentine Republic", (34, 0, "S"), (64, 0, "W")),
        ("AU", "AUS", "australia", "Australia", "Commonwealth of Australia", (27, 0, "S"), (133, 0, "E")),
        ("BD", "BGD", "bangladesh", "Bangladesh", "People's Republic of Bangladesh", (24, 0, "N"), (90, 0, "E")),
        ("BE", "BEL", "belgium", "Belgium", "Kingdom of Belgium", (50, 50, "N"), (4, 0, "E")),
        ("BR", "BRA", "brazil", "Brazil", "Federative Republic of Brazil", (10, 0, "S"), (55, 0, "W")),
        ("CA", "CAN", "canada", "Canada", "Canada", (60, 0, "N"), (95, 0, "W")),
        ("CO", "COL", "colombia", "Colombia", "Republic of Colombia", (4, 0, "N"), (72, 0, "W")),
        ("FR", "FRA", "france", "France", "Republic of France", (46, 0, "N"), (2, 0, "E")),
        ("GH", "GHA", "ghana", "Ghana", "Republic of Ghana", (8, 0, "N"), (2, 0, "W")),
        ("JM", "JAM", "jamaica", "Jamaica", "Jamaica", (18, 15, "N"), (77, 30, "W")),
        ("MX", "MEX", "mexico", "Mexico", "United Mexican States", (23, 0, "N"), (102, 0, "W")),
        ("MD", "MDA", "republic-moldova", "Republic of Moldova", "Republic of Moldova", (47, 0, "N"), (29, 0, "E")),
        ("MA", "MAR", "morocco", "Morocco", "Kingdom of Morocco", (32, 0, "N"), (5, 0, "W")),
        ("NG", "NGA", "nigeria", "Nigeria", "Federal Republic of Nigeria", (10, 0, "N"), (8, 0, "E")),
        ("NO", "NOR", "norway", "Norway", "Kingdom of Norway", (62, 0, "N"), (10, 0, "E")),
        ("PE", "PER", "peru", "Peru", "Republic of Peru", (10, 0, "S"), (76, 0, "W")),
        ("PH", "PHL", "philippines", "Philippines", "Republic of the Philippines", (13, 0, "N"), (122, 0, "E")),
        ("PT", "PRT", "portugal", "Portugal", "Portuguese Republic", (39, 30, "N"), (8, 0, "W")),
        ("SN", "SEN", "senegal", "Senegal", "Republic of Senegal", (14, 0, "N"), (14, 0, "W")),
        ("ES", "ESP", "spain", "Spain", "Kingdom of Spain", (40, 0, "N"), (4, 0, "W")),
        (
            "LK",
            "LKA",
            "sri-lanka",
            "Sri Lanka",
            "Democratic Socialist Republic of Sri Lanka",
            (7, 0, "N"),
            (81, 0, "E"),
        ),
        ("SE", "SWE", "sweden", "Sweden", "Kingdom of Sweden", (62, 0, "N"), (15, 0, "E")),
        ("CH", "CHE", "switzerland", "Switzerland", "Switzerland", (47, 0, "N"), (8, 0, "E")),
        ("TN", "TUN", "tunisia", "Tunisia", "Republic of Tunisia", (34, 0, "N"), (9, 0, "E")),
        ("TR", "TUR", "turkey", "Turkey", "Republic of Turkey", (39, 0, "N"), (35, 0, "E")),
    )
)
BY_ISO3 = {place.iso3: place for place in PLACES}
