"""Words, names and rows for lists under test. The sentences are the tests' own; the names are those that must survive."""

import dataclasses
import datetime
import itertools

from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Row

DAY = datetime.date(2015, 5, 18)

ENGLISH = Labels(
    language="en",
    document="Signature list",
    number="No.",
    name="Name",
    town="Town",
    country="Country",
    date="Date",
    elsewhere="Other countries",
    withheld="name withheld",
    page="Page %(page)s of %(pages)s",
    confirmed="confirmed signatures",
    shown="with a name",
    not_shown="name withheld",
    petition="What they signed",
    version="Version %(version)s of %(date)s",
    countries="Where they live",
    growth="When they signed",
    check="How to check this list",
    file="The file %(file)s holds the same list. Its SHA-256 checksum, of all its bytes, is:",
    command="Type the line for your computer where the file is. The answer must be the same characters:",
    gaps="Numbers that are missing belong to signatures that were withdrawn.",
    unlisted="Those without a name have no line.",
    curve="Signatures grew in number from %(first)s to %(last)s, when there were %(number)s.",
    too_long="This list is too long for a screen reader; read the rows in the file instead.",
    volume="Volume %(number)s of %(volumes)s: %(rows)s",
    numbers="signatures %(first)s to %(last)s",
    lands_held="%(first)s to %(last)s",
    replaced="The sign %(sign)s stands for a character that cannot be printed. The file has it.",
    continued="%(country)s, continued",
    on_paper="besides, on paper",
    lands="countries",
    endorsers="Who stands behind it",
    later="Later signatures are counted at its end.",
    afterwards="After the end of the curve:",
)
RUSSIAN = Labels(
    language="ru",
    document="Список подписей",
    number="№",
    name="Имя",
    town="Город",
    country="Страна",
    date="Дата",
    elsewhere="Другие страны",
    withheld="имя не раскрыто",
    page="Страница %(page)s из %(pages)s",
    confirmed="подтверждённых подписей",
    shown="имён названо",
    not_shown="имён не раскрыто",
    petition="Что они подписали",
    version="Версия %(version)s от %(date)s",
    countries="Где они живут",
    growth="Когда они подписали",
    check="Как проверить этот список",
    file="Тот же список содержится в файле %(file)s. Контрольная сумма SHA-256 всех его байтов:",
    command="Наберите строку для Вашего компьютера там, где лежит файл: должны получиться те же знаки.",
    gaps="Недостающие номера принадлежат отозванным подписям.",
    unlisted="Тем, чьи имена не раскрыты, не отведено строки.",
    curve="Число подписей росло с %(first)s до %(last)s и достигло %(number)s.",
    too_long="Этот список слишком длинный для программы экранного доступа: читайте строки в файле.",
    volume="Том %(number)s из %(volumes)s: %(rows)s",
    numbers="подписи с %(first)s по %(last)s",
    lands_held="%(first)s — %(last)s",
    replaced="Знак %(sign)s стоит вместо знака, который нельзя напечатать. В файле он есть.",
)
ARABIC = Labels(
    language="ar",
    document="قائمة التوقيعات",
    number="الرقم",
    name="الاسم",
    town="المدينة",
    country="البلد",
    date="التاريخ",
    elsewhere="بلدان أخرى",
    withheld="الاسم محجوب",
    page="صفحة %(page)s من %(pages)s",
    confirmed="توقيعات مؤكدة",
    shown="أسماء ظاهرة",
    not_shown="أسماء محجوبة",
    petition="ما وقّعوا عليه",
    version="النسخة %(version)s بتاريخ %(date)s",
    countries="أين يعيشون",
    growth="متى وقّعوا",
    check="كيف تتحقق من هذه القائمة",
    file="يحتوي الملف %(file)s على القائمة نفسها. بصمة SHA-256 لجميع بايتاته هي:",
    command="اكتب هذا السطر حيث يوجد الملف: يجب أن تظهر الأحرف نفسها (بلا زيادة ولا نقصان).",
    gaps="الأرقام الناقصة تعود إلى توقيعات سُحبت.",
    unlisted="من حُجب اسمه لا سطر له.",
    curve="ازداد عدد التوقيعات من %(first)s إلى %(last)s حتى بلغ %(number)s.",
    too_long="هذه القائمة أطول من أن يقرأها قارئ الشاشة؛ اقرأ الصفوف في الملف بدلًا منها.",
    volume="الجزء %(number)s من %(volumes)s: %(rows)s",
    numbers="التوقيعات من %(first)s إلى %(last)s",
    lands_held="من %(first)s إلى %(last)s",
    replaced="العلامة %(sign)s تحل محل حرف لا يمكن طباعته. الحرف موجود في الملف.",
    continued="%(country)s (تابع)",
    on_paper="على الورق أيضًا",
    lands="دول",
    endorsers="من يقف وراءها",
)
MIXED = [dataclasses.replace(ENGLISH, signed="Version"), dataclasses.replace(ARABIC, signed="النسخة")]
"""For lists of several versions of the text."""

WORDS = {
    "en": (
        "Human Rights House Oslo",
        "Free Rasul Jafarov",
        "Defending human rights is not a crime. Azerbaijan must release Rasul Jafarov, immediately and unconditionally.",
        "To the President of Azerbaijan",
        "Rasul Jafarov is a lawyer and a defender of human rights. He was arrested on 2 August 2014 and sentenced on 16 "
        "April 2015 to six and a half years in prison, on charges that are widely considered fabricated.\n"
        "We, the undersigned, call on you to see to it that he and the other political prisoners of Azerbaijan are "
        "released at once and without conditions, and that those who defend the rights of others can do so freely.",
    ),
    "ru": (
        "Дом прав человека в Осло",
        "Свободу Расулу Джафарову",
        "Защищать права человека — не преступление. Азербайджан должен немедленно освободить Расула Джафарова.",
        "Президенту Азербайджана",
        "Расул Джафаров — юрист и правозащитник. Он был арестован 2 августа 2014 года и приговорён 16 апреля 2015 года "
        "к шести с половиной годам лишения свободы по обвинениям, которые многие считают сфабрикованными.\n"
        "Мы, нижеподписавшиеся, призываем Вас добиться немедленного и безоговорочного освобождения его и других "
        "политических заключённых Азербайджана.",
    ),
    "ar": (
        "بيت حقوق الإنسان في أوسلو",
        "الحرية لرسول جعفروف",
        "الدفاع عن حقوق الإنسان ليس جريمة. على أذربيجان الإفراج عن رسول جعفروف فورًا ودون شروط.",
        "إلى رئيس أذربيجان",
        "رسول جعفروف محامٍ ومدافع عن حقوق الإنسان. اعتُقل في 2 أغسطس 2014 وحُكم عليه في 16 أبريل 2015 بالسجن ست سنوات "
        "ونصف السنة بتهم يُنظر إليها على نطاق واسع على أنها ملفقة.\n"
        "نحن الموقعين أدناه ندعوكم إلى العمل على الإفراج عنه وعن سائر السجناء السياسيين في أذربيجان (فورًا ودون شروط).",
    ),
}

LEFT_TO_RIGHT = (
    ("Rəsul Cəfərov", "Bakı", "AZ"),
    ("İlqar Məmmədov", "Gəncə", "AZ"),
    ("Алесь Бяляцкі", "Мінск", "BY"),
    ("Наталля Сацункевіч", "Мінск", "BY"),
    ("Світлана Коваленко-Їжакевич", "Київ", "UA"),
    ("Љиљана Ђорђевић", "Београд", "RS"),
    ("Željko Đurić", "Zagreb", "HR"),
    ("Łukasz Żółć", "Łódź", "PL"),
    ("Åse Ødegård", "Ålesund", "NO"),
    ("ნინო ბერიძე", "თბილისი", "GE"),
    ("Արմեն Հակոբյան", "Երևան", "AM"),
    ("王小明", "北京", "CN"),
    ("O’Brien", "Dublin", "IE"),
    ("D'Angelo", "Roma", "IT"),
    ("Sukarno", None, "ID"),
    ("Jean-Luc de La Tour-d’Auvergne", "Genève", "CH"),
    ("-Ana", "Skopje", "MK"),
)
"""Names, towns and countries that read from left to right, letter by letter."""
SHAPED = (("कृष्णा शर्मा", "दिल्ली", "IN"), ("สมชาย ใจดี", "กรุงเทพฯ", "TH"), ("Jose\u0301", "Bogota\u0301", "CO"))
"""From left to right, with marks or letters that change with their neighbours."""
RIGHT_TO_LEFT = (("محمد الأمين", "القاهرة", "EG"), ("مُحَمَّد", "الدار البيضاء", "MA"), ("נועה לוי", "חיפה", "IL"))
PEOPLE = LEFT_TO_RIGHT + SHAPED + RIGHT_TO_LEFT


def cover(labels=ENGLISH, *, checksum="0123456789abcdef" * 4, **changes):
    house, title, demand, salutation, text = WORDS[labels.language]
    words = {
        "house": house,
        "title": title,
        "demand": demand,
        "salutation": salutation,
        "petition_text": text,
        "version": 2,
        "version_day": datetime.date(2015, 4, 20),
        "day": DAY,
        "csv_name": "list.csv",
        "csv_sha256": checksum,
    }
    return Cover(**words | changes)


def rows(count, people=PEOPLE):
    """So many rows; every seventh without a name."""
    for number, (name, town, country) in zip(range(1, count + 1), itertools.cycle(people)):
        yield Row(number, None if number % 7 == 0 else name, town, country, DAY - datetime.timedelta(number % 28))
