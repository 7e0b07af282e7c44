"""The words by which a line says that there was nothing, read by ``negatives``: a word of negation, and what it denies.

All are in lower case and without accents, as they are compared: English, then Spanish, French and Portuguese.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from extractors.gfmd.site.vocabulary import Label

# fmt: off
NO = frozenset({
    "no", "zero", "nil", "0", "ningun", "ninguna", "aucun", "aucune", "nenhum", "nenhuma",
})
WITHOUT = frozenset({"without", "sin", "sans", "sem"})
NOT = frozenset({
    "not", "never", "cannot", "unable", "neither", "nunca", "pas", "jamais", "nao",
    # Verbs that deny the act behind them: "declined to contribute".
    "declined", "declines", "refused", "failed", "refrained", "abstained", "omitted",
})
NOTHING = frozenset({
    "none", "nil", "nothing", "zero", "0", "nada", "ningun", "ninguno", "ninguna", "neant", "rien", "aucun", "aucune",
    "nenhum", "nenhuma", "absent",
})
# Each says that something is left that was not denied.
EXCEPTIONS = frozenset({
    "but", "except", "excepting", "than", "apart", "aside", "besides", "beyond", "only", "however", "although",
    "though", "while", "whereas", "instead", "until", "before", "less", "more", "further", "additional",
    "additionally", "addition", "unless", "rather", "also", "nevertheless", "nonetheless",
    "pero", "salvo", "excepto", "sino", "solo", "solamente", "aunque", "ademas",
    "mais", "sauf", "hormis", "excepte", "seulement", "outre", "mas", "exceto", "apenas", "alem",
})
NEGATIONS = NO | WITHOUT | NOT
DONE = frozenset({
    "made", "given", "paid", "provided", "received", "granted", "pledged", "contributed", "recorded", "reported",
    "registered", "listed", "noted", "indicated", "mentioned", "announced", "confirmed", "foreseen", "planned",
    "disbursed", "transferred", "attended", "realizada", "recibida", "registrada", "faite", "versee", "recue", "feita",
    "recebida",
})
# Behind what is denied: what would have been done with it, for whom or what, or by whom.
OUTCOMES = DONE | frozenset({
    "possible", "report", "support", "unit", "secretariat", "process", "preparations", "activities", "activity",
    "costs", "expenses",
    "annual", "regular", "operating", "trust", "chairmanship", "presidency", "host", "labour", "foreign", "affairs",
    "interior", "behalf", "delegation", "authorities", "member", "states",
})
MAKING = frozenset({"made", "make", "makes", "gave", "provided", "paid", "has", "had", "have", "took", "played"})
# What can stand between the negation and what it denies.
BETWEEN = frozenset({
    "a", "an", "any", "the", "such", "this", "that", "yet", "ever", "able", "to", "be", "been", "was", "were", "is",
    "has", "have", "had", "make", "made", "give", "given", "provide", "provided", "pay", "paid", "hold", "held", "play",
    "of", "in", "in-kind", "or", "nor", "and", "financial", "financially", "monetary", "cash", "voluntary", "formal",
    "formally", "active", "actively", "gfmd", "rt", "thematic", "from",
    "se", "ha", "han", "hay", "hubo", "hizo", "hicieron", "realizo", "realizaron", "registro", "un", "una", "ningun",
    "ninguna", "financiera", "financieras", "financiero", "financieros", "monetaria", "monetarias", "economica",
    "economicas", "recibio", "recibieron", "en", "especie", "de", "del", "la", "el",
    "fait", "verse", "apporte", "ete", "aucun", "aucune", "financiere", "financieres", "financier",
    "financiers", "nature", "une", "d'",
    "houve", "fez", "fizeram", "foi", "um", "uma", "nenhum", "nenhuma", "financeira", "financeiras", "financeiro",
    "financeiros", "da", "do", "foram", "recebeu", "recebida", "recebidas",
})
WAYS = frozenset({"in", "in-kind", "cash", "or", "nor", "financial", "en", "especie", "nature"})
HARMLESS = BETWEEN - {"in-kind", "cash", "especie"} | frozenset({
    "contribution", "contributions", "participation", "participations", "there", "for", "from", "by", "at", "all", "on",
    "it", "its", "year", "time", "date", "so", "far", "budget", "fund", "forum", "global", "migration", "development",
    "summit", "edition", "whatsoever", "either", "kind",
    "government", "country", "ministry", "republic", "kingdom", "state", "federal",
    "roundtable", "roundtables", "rts", "meeting", "meetings", "workshop", "workshops", "session", "sessions",
    "cluster", "clusters",
    "los", "las", "al", "para", "por", "presupuesto", "foro", "gobierno", "ano",
    "le", "les", "au", "aux", "du", "des", "pour", "gouvernement", "annee",
    "o", "os", "as", "ao", "orcamento", "governo",
})
REASONS = frozenset({"because", "due", "owing", "since", "given", "debido", "faute", "devido"})
JOINTS = frozenset({"and", "y", "et", "e"})
# fmt: on


class Vocabulary(NamedTuple):
    """What a list tells of: its nouns and verbs, and further words which say that there was something."""

    nouns: frozenset[str]
    verbs: frozenset[str]
    further: frozenset[str]


# fmt: off
_GIVING = Vocabulary(
    nouns=frozenset({
        "contribution", "contributions", "contributor", "donor", "support", "funding", "funds", "payment", "payments",
        "donation", "donations", "money", "cash", "pledge", "pledges", "grant", "grants", "assistance", "anything",
        "contribucion", "contribuciones", "aporte", "aportes", "aportacion", "aportaciones", "apoyo", "financiamiento",
        "apport", "apports", "soutien", "financement", "contribuicao", "contribuicoes", "apoio", "financiamento",
    }),
    verbs=frozenset({
        "contribute", "contributed", "contributing", "pay", "donate", "donated", "pledge", "pledged", "fund", "funded",
        "finance", "financed", "contribuyo", "contribuye", "contribuyeron", "contribuir", "contribuido", "aporto",
        "aportar", "contribue", "contribuer", "cotise", "verse", "verser",
        "pago", "pagaron", "pagou", "pagaram", "contribuiu", "contribuiram",
    }),
    further=frozenset({
        "in-kind", "seconded", "secondment", "hosted", "hosting", "host", "provided", "gave", "offered", "covered",
        "paid", "supported",
    }),
)
_TAKING_PART = Vocabulary(
    nouns=frozenset({
        "participation", "participations", "attendance", "roundtable", "roundtables", "rt", "rts", "role", "roles",
        "session", "sessions", "meeting", "meetings", "workshop", "workshops", "cluster", "clusters", "involvement",
        "representation", "representative", "presence", "participacion", "asistencia", "reunion", "reuniones", "taller",
        "talleres", "atelier", "ateliers", "reunions", "participacao", "reuniao", "reunioes",
    }),
    verbs=frozenset({
        "participate", "participated", "participating", "attend", "attended", "attending", "join", "joined",
        "represented", "present", "involved", "speak", "chair", "chaired", "co-chair", "co-chaired", "moderate",
        "moderated", "host", "hosted", "participo", "participaron", "participar", "participado", "asistio", "asistir",
        "participe", "participer", "assiste", "assister", "participou", "participaram", "compareceu",
    }),
    further=frozenset({
        "member", "members", "co-chairs", "chairs", "speaker", "speakers", "panelist", "panellist", "moderator",
        "rapporteur", "coordinator", "convener", "discussant",
    }),
)
# fmt: on
VOCABULARIES: Mapping[Label, Vocabulary] = {
    Label.CONTRIBUTION: _GIVING,
    Label.ROUNDTABLES: _TAKING_PART,
    Label.THEMATIC_MEETINGS: _TAKING_PART,
}
