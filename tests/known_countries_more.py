"""The participation of three more countries, as their pages state it, entered by hand. Practices are invented."""

from __future__ import annotations

from datetime import date

from tests.known_lines import (
    EXCHANGE_CUT,
    HARBOUR,
    LIBRARIES,
    PERU_TEASERS,
    cash,
    co_chair,
    listed,
    meeting,
    money,
    role,
    team,
)
from tests.places import BY_ISO3
from tests.truth import BlockTruth, CountryTruth, Printed

BELGIUM = CountryTruth(
    BY_ISO3["BEL"],
    (
        BlockTruth(
            2007,
            delegate=False,
            money=listed(money("The Government of Belgium largely financed the meeting.", "unspecified"), marked=False),
            roles=listed(
                Printed(
                    "Belgium hosted the First GFMD Summit Meeting 9-11 July 2007",
                    ({"role": "host", "venue": "summit", "code": None, "roundtable_id": None},),
                ),
                co_chair(
                    "2007-1.3",
                    "The role of other-than government partners in strengthening the developmental contribution of "
                    "temporary labor migration",
                ),
                role('Chair in RT 2.4 "Working with the diaspora for development"', "chair", "2.4", "2007-2.4"),
            ),
        ),
        BlockTruth(
            2008,
            delegate=False,
            money=listed(
                cash("€100,000 (through IOM) for ", "100000", "EUR", "Participation BDP / Conference services"),
                marked=False,
            ),
            roles=listed(co_chair("2008-1.2", "Empowering Migrants and Diaspora to Contribute to Development")),
        ),
        BlockTruth(
            2009,
            delegate=False,
            money=listed(
                cash("€35,000 (through IOM) for ", "35000", "EUR", "Participation of BDPs"),
                money("In kind contributions: International Advisor secondment", "in_kind"),
            ),
            prep="absent",
        ),
        BlockTruth(
            2010,
            delegate=False,
            money=listed(
                money("The Kingdom of Belgium contributed financially to the 2010 GFMD budget.", "unspecified")
            ),
            roles=listed(
                role(
                    'Government Team Member in RT 1.1 "Partnerships for more regular and protected migration"',
                    "team_member",
                    "1.1",
                    "2010-1.1",
                )
            ),
        ),
        BlockTruth(
            2011,
            delegate=False,
            money=listed(
                cash("Euro 35,000 for ", "35000", "EUR", "the participation of BDCA Member States"), marked=False
            ),
            # The page prints code II with the title of cluster III: the title decides.
            roles=listed(
                role(
                    'Government Team Member in Cluster II "Tools for Evidence-based Migration and Development '
                    'Policies"',
                    "team_member",
                    "II",
                    "2011-cluster-III",
                    "cluster",
                )
            ),
            prep="absent",
            meetings=listed(
                meeting(
                    'Co-Chair in Thematic Meeting on "Managing Migration for Development: Policy Making, Assessment '
                    'and Evaluation" on 14-15 June 2011 in Marseille, France.',
                    "co_chair",
                    "thematic_meeting",
                    (date(2011, 6, 14), date(2011, 6, 15)),
                    "Marseille",
                    "FRA",
                    "2011-thematic-1",
                )
            ),
        ),
    ),
    (HARBOUR, EXCHANGE_CUT),
)

SWEDEN = CountryTruth(
    BY_ISO3["SWE"],
    (
        BlockTruth(
            2007,
            money=listed(
                money("The Kingdom of Sweden contributed financially to the GFMD 2007 budget.", "unspecified")
            ),
            roles=listed(
                co_chair("2007-3.2", "Coherent Policy Planning and Methodology to Link Migration and Development")
            ),
        ),
        BlockTruth(
            2008,
            money=listed(cash("SEK 700,000 for ", "700000", "SEK", "the Participation of LDC")),
            roles=listed(
                team("2008-2.1", "Fostering More Opportunities for Regular Migration"),
                team("2008-3.2", "Policy and Institutional Coherence on Migration and Development within Government"),
            ),
        ),
        BlockTruth(
            2009, money=listed(cash("SEK 700,000 for ", "700000", "SEK", "the Participation of LDCs")), prep="absent"
        ),
        BlockTruth(
            2010,
            money=listed(
                money("The Kingdom of Sweden financially contributed to the GFMD 2010 budget.", "unspecified")
            ),
            roles=listed(co_chair("2010-2.1", "Reducing the cost of migration and maximizing human development")),
        ),
        BlockTruth(
            2011,
            money=listed(
                cash("SEK 700,000 For ", "700000", "SEK", "the GFMD Support Unit"),
                cash("SEK 1,000,000 for ", "1000000", "SEK", "the Participation of Developing Countries"),
            ),
            roles=listed(
                role(
                    'Team Member in Cluster I "Labour Mobility and Development"',
                    "team_member",
                    "I",
                    "2011-cluster-I",
                    "cluster",
                )
            ),
            prep="absent",
        ),
        BlockTruth(
            2012,
            money=listed(
                cash("The Ministry of Justice gave SEK 700,000 for ", "700000", "SEK", "the GFMD Support Unit"),
                money(
                    "The Ministry of Foreign Affairs gave SEK 1,000,000 to support the travel of participants from "
                    "Developing Countries",
                    "cash",
                    "1000000",
                    "SEK",
                ),
            ),
            roles=listed(
                team("2012-1.1", "Beyond-the-Border Skills and Jobs for Human Development"),
                team(
                    "2012-2.1",
                    "Supporting National Development through Migration Mainstreaming Processes, Extended Migration "
                    "Profiles and Poverty Reduction Strategies",
                ),
            ),
            prep="absent",
        ),
    ),
    (LIBRARIES,),
)

PERU = CountryTruth(
    BY_ISO3["PER"],
    (
        BlockTruth(2007, prep="absent"),
        *(BlockTruth(year) for year in (2008, 2009, 2010, 2011, 2012, 2014)),
        BlockTruth(
            2015,
            meetings=listed(
                meeting(
                    'Attended Thematic Meeting on "Recognizing the contributions of women migrants to economic and '
                    "social development in countries of origin and destination and addressing their specific needs, "
                    'particularly concerning respect for their human rights" on 8 September 2015 in Geneva, '
                    "Switzerland.",
                    "participant",
                    "thematic_meeting",
                    (date(2015, 9, 8), date(2015, 9, 8)),
                    "Geneva",
                    "CHE",
                    "2015-thematic-3",
                )
            ),
        ),
        BlockTruth(
            2016,
            roles=listed(
                team("2016-2.2", "Protection of migrants in all situations"),
                team("2016-3.1", "Migrants in situations of crises: conflict, climate change and natural disasters"),
                team("2016-3.2", "Principles, institutions and processes for safe, orderly and regular migration"),
            ),
            meetings=listed(
                meeting(
                    'Attended the Thematic Workshop on "Migration, Connectivity and Business" on 29 March 2016 in '
                    "Bangkok, Thailand.",
                    "participant",
                    "thematic_workshop",
                    (date(2016, 3, 29), date(2016, 3, 29)),
                    "Bangkok",
                    "THA",
                    "2016-thematic-1",
                ),
                meeting(
                    'Attended the GFMD Thematic Workshop on "Migration for Harmonious Societies" on 18 May 2016 in '
                    "Geneva, Switzerland.",
                    "participant",
                    "thematic_workshop",
                    (date(2016, 5, 18), date(2016, 5, 18)),
                    "Geneva",
                    "CHE",
                    "2016-thematic-2",
                ),
                meeting(
                    'Attended the GFMD Thematic Workshop on "Migration for Peace, Stability and Growth" on 19 July '
                    "2016 in New York, United States.",
                    "participant",
                    "thematic_workshop",
                    (date(2016, 7, 19), date(2016, 7, 19)),
                    "New York",
                    "USA",
                    "2016-thematic-3",
                ),
            ),
        ),
        BlockTruth(
            2017,
            prep="absent",
            roles=listed(
                team(
                    "2017-1.1",
                    "Tools and Safeguards for Policy Coherence - Finding the right policy mix to balance different "
                    "interests and objectives",
                ),
                team(
                    "2017-1.2",
                    "From Global Agenda to Implementation - National Action Plans for migration-related Sustainable "
                    "Development Goals (SDGs)",
                ),
            ),
        ),
        BlockTruth(
            2018,
            meetings=listed(
                meeting(
                    'Participated in the Thematic Workshop on "Labour Migration and Skills" 3 May 2018, Geneva',
                    "participant",
                    "thematic_workshop",
                    (date(2018, 5, 3), date(2018, 5, 3)),
                    "Geneva",
                    "CHE",
                    "2018-thematic-2",
                ),
                marked=False,
            ),
        ),
    ),
    PERU_TEASERS,
)

COUNTRIES = (BELGIUM, SWEDEN, PERU)
