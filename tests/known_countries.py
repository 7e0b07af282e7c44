"""The participation of three countries, as their pages state it, entered by hand. Practices are invented."""

from __future__ import annotations

from datetime import date

from tests.known_lines import (
    EXCHANGE,
    HARBOUR,
    LIBRARIES,
    RAPPORT,
    REGISTRO,
    cash,
    co_chair,
    listed,
    meeting,
    money,
    role,
    team,
)
from tests.places import BY_ISO3
from tests.truth import BlockTruth, CountryTruth

MEXICO = CountryTruth(
    BY_ISO3["MEX"],
    (
        BlockTruth(
            2007, roles=listed(team("2007-2.2", "Increasing the micro-impact of remittances on development", "."))
        ),
        BlockTruth(
            2008,
            roles=listed(
                team("2008-1.1", "Protecting the Rights of Migrants - A shared responsibility"),
                team("2008-1.2", "Empowering migrants and diaspora to contribute to development", "."),
                team("2008-3.1", "Strengthening data and research tools on migration and development", "."),
            ),
        ),
        BlockTruth(
            2009,
            roles=listed(
                co_chair(
                    "2009-1.2",
                    "Engaging diasporas and migrants in development policies and programs - their roles? "
                    "their constraints?",
                    ".",
                ),
                team(
                    "2009-2.1",
                    "Inclusion, protection, and acceptance of migrants in society - linking human rights and migrant "
                    "empowerment for development",
                    ".",
                ),
                team("2009-2.2", "Reintegration and circular migration - effective for development?", "."),
            ),
        ),
    ),
    (HARBOUR, REGISTRO),
)

SWITZERLAND = CountryTruth(
    BY_ISO3["CHE"],
    (
        BlockTruth(2007),
        BlockTruth(
            2008,
            money=listed(cash("CHF 230,000 for ", "230000", "CHF", "Preparatory Activities and Adviser Fees")),
            roles=listed(
                team("2008-1.2", "Empowering Migrants and Diaspora to Contribute to Development"),
                co_chair(
                    "2008-3.2", "Policy and Institutional Coherence on Migration and Development within Government"
                ),
            ),
        ),
        BlockTruth(
            2009,
            money=listed(
                cash("Euro 31,250 for ", "31250", "EUR", "Assistance in translation costs"),
                money("In kind contributions: International Advisor secondment", "in_kind"),
            ),
            roles=listed(
                team("2009-2.2", "Reintegration and circular migration - effective for development?"),
                co_chair("2009-3.1", "Policy and Institutional Coherence - Latest Data and Research Findings"),
            ),
            prep="absent",
        ),
        BlockTruth(
            2010,
            money=listed(money("Switzerland contributed to the 2010 GFMD budget.", "unspecified")),
            roles=listed(
                co_chair(
                    "2010-3.1",
                    "Assessing the impact of migration on the economic and social development and addressing its "
                    "cause-effect relationship",
                ),
                team("2010-3.2", "Assessing the relevance and impact of climate change on migration and development"),
            ),
        ),
    ),
    (EXCHANGE, RAPPORT),
)

MOLDOVA = CountryTruth(
    BY_ISO3["MDA"],
    (
        BlockTruth(2007, prep="absent"),
        BlockTruth(
            2009,
            prep="absent",
            roles=listed(
                co_chair(
                    "2009-1.1",
                    "Mainstreaming migration into development planning - key actors, key strategies, key actions",
                ),
                team("2009-2.2", "Reintegration and circular migration - effective for development?"),
                team("2009-3.2", "Regional and Inter-regional Processes and Fora"),
            ),
        ),
        BlockTruth(
            2010,
            roles=listed(
                team("2010-1.2", "Joint Strategies to Address Irregular Migration"),
                team("2010-2.1", "Reducing the cost of migration and maximizing human development"),
                team(
                    "2010-3.1",
                    "Assessing the impact of migration on the economic and social development and addressing its "
                    "cause-effect relationship",
                ),
                team("2010-3.3", "How can RCPs and Inter-regional better include the migration and development nexus?"),
            ),
        ),
        BlockTruth(
            2011,
            prep="absent",
            roles=listed(
                role(
                    'Team Member in Cluster III "Tools for Evidence-based Migration and Development Policies"',
                    "team_member",
                    "III",
                    "2011-cluster-III",
                    "cluster",
                ),
                role(
                    'Co-Chair in Working Session 3.1 "Mainstreaming Migration into Development Planning/Migration '
                    'Profiles"',
                    "co_chair",
                    "3.1",
                    "2011-3.1",
                    "working_session",
                ),
            ),
            meetings=listed(
                meeting(
                    'Co-Chair in Thematic Meeting on "Mainstreaming Migration into Strategic Policy Development" on '
                    "12-13 October 2011 in Chisinau, Moldova.",
                    "co_chair",
                    "thematic_meeting",
                    (date(2011, 10, 12), date(2011, 10, 13)),
                    "Chisinau",
                    "MDA",
                    "2011-thematic-6",
                ),
                meeting(
                    'Co-Chair in Thematic Meeting on "Migration Profiles: Developing Evidence-based Migration and '
                    'Development Policies" on 30 June 2011 in New York, USA.',
                    "co_chair",
                    "thematic_meeting",
                    (date(2011, 6, 30), date(2011, 6, 30)),
                    "New York",
                    "USA",
                    "2011-thematic-2",
                ),
                meeting(
                    'Co-Chair in Thematic Meeting on "Migration Profiles - Lessons Learnt" on 12-13 July 2011 in '
                    "Batumi, Georgia.",
                    "co_chair",
                    "thematic_meeting",
                    (date(2011, 7, 12), date(2011, 7, 13)),
                    "Batumi",
                    "GEO",
                    "2011-thematic-3",
                ),
            ),
        ),
    ),
    (EXCHANGE, LIBRARIES),
)

COUNTRIES = (MEXICO, SWITZERLAND, MOLDOVA)
