"""The language of a text: told for sentences, left open for what is too short or unsure."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extractors.values.language import language_of

SENTENCES = {
    "en": """
Newcomers meet a mentor twice a month and plan their first year in the town together.
The ministry publishes how many work permits it grants and how long each decision takes.
A mobile team visits farms in the harvest season and explains contracts to the workers.
Remittance fees fell by half after the post offices joined the payment network.
Families abroad can register a birth without travelling to the capital.
The hotline answers in nine languages and passes urgent calls to the police.
Returning nurses keep their years of service when they come back to a public hospital.
Every school appoints one teacher who follows the pupils that arrived during the year.
The two governments share the cost of training and check the housing of apprentices.
Fishermen sign a standard contract before they board, and a copy stays at the port.
Students may stay for one year after graduation in order to look for work.
The fund lends money to small firms that emigrants start in their home village.
Officers learn how to recognise victims of trafficking and whom to call.
Voluntary return is prepared with a counsellor, and nobody is asked to pay it back.
The survey asks migrants where they live, what they earn and what they send home.
""",
    "es": """
El municipio abre una oficina donde las personas recién llegadas reciben orientación.
La ley permite que los trabajadores de temporada cambien de empleador sin perder el permiso.
Una línea telefónica gratuita atiende a las mujeres que trabajan en casas particulares.
El consulado móvil recorre las zonas rurales y entrega documentos el mismo día.
Los jóvenes que regresan al país pueden terminar sus estudios sin pagar matrícula.
El registro reúne los datos de entradas y salidas y los publica cada mes.
Las cooperativas compran semillas con el dinero que envían los parientes del exterior.
Se firmó un acuerdo bilateral para reconocer los títulos de las enfermeras.
El programa ofrece cursos de idioma y apoyo para encontrar una vivienda.
Cada escuela cuenta con un docente que acompaña a los niños extranjeros.
La comisión revisa las condiciones de trabajo en los barcos pesqueros.
Los gobiernos locales comparten los gastos y deciden juntos las prioridades.
El fondo presta dinero a pequeñas empresas creadas por emigrantes.
La encuesta pregunta a los hogares cuánto reciben y en qué lo gastan.
Un equipo médico visita los albergues de la frontera dos veces por semana.
""",
    "fr": """
La commune accueille les nouveaux arrivants dans un guichet ouvert toute la semaine.
Le ministère publie chaque année le nombre de permis accordés et les délais de décision.
Une équipe mobile explique les contrats aux ouvriers agricoles pendant les récoltes.
Les étudiants peuvent rester un an après leur diplôme pour chercher un emploi.
Le fonds prête de l'argent aux petites entreprises créées par la diaspora.
Les familles à l'étranger enregistrent une naissance sans se rendre dans la capitale.
Un accord entre les deux pays reconnaît les diplômes des infirmières.
Chaque école désigne un enseignant qui suit les élèves arrivés en cours d'année.
Le retour volontaire est préparé avec un conseiller et un petit capital est versé.
Les frais de transfert ont baissé depuis que les bureaux de poste participent.
La ligne d'écoute répond en neuf langues et transmet les appels urgents.
Les associations de villageois financent des puits et des salles de classe.
L'enquête demande aux ménages combien ils reçoivent et comment ils le dépensent.
Des médecins se rendent deux fois par semaine dans les centres d'accueil.
Les marins signent un contrat type avant d'embarquer, dont une copie reste au port.
""",
    "pt": """
A prefeitura abriu um balcão onde os recém-chegados recebem orientação gratuita.
O ministério publica todos os anos o número de autorizações concedidas.
Uma equipa móvel visita as quintas e explica os contratos aos trabalhadores.
Os estudantes podem ficar mais um ano depois do curso para procurar emprego.
O fundo empresta dinheiro a pequenas empresas criadas por emigrantes.
As famílias no exterior registam um nascimento sem viajar para a capital.
O acordo entre os dois países reconhece os diplomas das enfermeiras.
Cada escola escolhe um professor que acompanha os alunos estrangeiros.
O regresso voluntário é preparado com um conselheiro e ninguém paga por isso.
As taxas de transferência caíram depois que os correios entraram na rede.
A linha telefónica atende em nove línguas e encaminha os casos urgentes.
As associações da diáspora financiam poços e salas de aula nas aldeias.
A pesquisa pergunta às famílias quanto recebem e como gastam esse dinheiro.
Os pescadores assinam um contrato padrão antes de embarcar no porto.
Médicos visitam os abrigos da fronteira duas vezes por semana.
""",
    "ar": """
تفتح البلدية مكتبا يستقبل القادمين الجدد ويجيب عن أسئلتهم طوال الأسبوع.
تنشر الوزارة كل سنة عدد تصاريح العمل الممنوحة ومدة دراسة الطلبات.
يزور فريق متنقل المزارع في موسم الحصاد ويشرح العقود للعمال.
يمكن للطلاب البقاء سنة بعد التخرج للبحث عن عمل.
يقدم الصندوق قروضا للشركات الصغيرة التي أسسها المغتربون.
تسجل الأسر المقيمة في الخارج المواليد دون السفر إلى العاصمة.
يعترف الاتفاق بين البلدين بشهادات الممرضات.
تعين كل مدرسة معلما يرافق التلاميذ الذين وصلوا خلال العام.
يتم إعداد العودة الطوعية مع مستشار ولا يدفع أحد شيئا.
انخفضت رسوم التحويلات بعد انضمام مكاتب البريد إلى الشبكة.
يرد الخط الساخن بتسع لغات ويحيل المكالمات العاجلة إلى الشرطة.
تمول جمعيات الجالية حفر الآبار وبناء الفصول في القرى.
يسأل المسح الأسر عن المبالغ التي تتلقاها وكيف تنفقها.
يوقع الصيادون عقدا موحدا قبل الإبحار وتبقى نسخة في الميناء.
يزور الأطباء مراكز الإيواء على الحدود مرتين في الأسبوع.
""",
}

OPEN = [
    "",
    "2023 - 2026",
    "عمل",
    "Health",
    "Delegate",
    "Kafala",
    "Migración",
    "Ley de Retorno",
    "Law of return (Ley de Retorno)",
    "#TuCausaEsMiCausa",
    "Apprentice Exchange",
    "MERCOSUR Residence Agreement",
    "Permanent Migratory Status",
    "Registro Consular Móvil (2021 - 2024)",
    "Programme Migration & Diaspora (PMD)",
    "GFMD 2018 RT 1.1 IOM UNHCR ILO OECD WHO UNDP",
    "Addis Ababa, Antananarivo, Ouagadougou, Kinshasa",
    "a" * 50_000,
    "…" * 50_000,
]


def sentences() -> list[tuple[str, str]]:
    return [(language, line) for language, lines in SENTENCES.items() for line in lines.split("\n") if line]


def test_sentences_get_their_language_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    told = [(language, language_of(sentence)) for language, sentence in sentences()]
    right = sum(language == found for language, found in told)
    wrong = [pair for pair in told if pair[1] not in (pair[0], None)]
    with capsys.disabled():
        sys.stdout.write(
            f"\nlanguage: {len(told)} sentences in {len(SENTENCES)} languages, {right} right, {len(wrong)} wrong\n"
        )
    assert len(told) >= 60
    assert wrong == []
    assert right / len(told) >= 0.95


@pytest.mark.parametrize("text", OPEN, ids=lambda text: text[:20])
def test_short_or_unsure_texts_have_no_language(text: str) -> None:
    assert language_of(text) is None


def test_case_and_repetition_do_not_change_the_language() -> None:
    for language, sentence in sentences():
        if language_of(sentence):
            assert language_of(sentence.upper()) == language
            assert language_of(sentence + " " + sentence) == language


def test_the_model_is_silent_and_needs_no_network() -> None:
    program = (
        "import socket\n"
        "def refuse(*_): raise OSError('no network here')\n"
        "socket.socket.connect = refuse\n"
        "from extractors.values.language import language_of\n"
        "assert language_of('The ministry publishes how many permits it grants.') == 'en'\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
