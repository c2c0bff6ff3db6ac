"""What stands on letters, postcards and paper sheets, as the product says it in each language."""

from typing import NamedTuple

from petitions.posters.content import Card, Letter, Sheets

COUNTED_AT = "https://calls.example.org/organise/campaigns/free-rasul-jafarov/paper/sheets/"


class Written(NamedTuple):
    """The words of one language."""

    addressee: str
    petition: tuple[str, ...]
    letter: tuple[str, str, str, str]
    """Closing, sender, day, signature."""
    card: tuple[str, str, str]
    """Recipient, greeting, slogan."""
    columns: tuple[str, str, str]
    online: str
    privacy: str
    returned: str

    @property
    def for_letter(self) -> Letter:
        return Letter(self.addressee, self.petition, *self.letter)

    @property
    def for_card(self) -> Card:
        return Card(*self.card)

    @property
    def for_sheets(self) -> Sheets:
        return Sheets(
            ("k7q2m-001",),
            COUNTED_AT,
            self.addressee,
            self.petition,
            self.columns,
            self.online,
            self.privacy,
            self.returned,
        )


WRITTEN = {
    "en": Written(
        "To the President of Azerbaijan",
        (
            "We are defenders of human rights from more than 100 organisations, and people of many countries who stand beside "
            "them. We condemn the sentence passed on Rasul Jafarov on 16 April 2015.",
            "We ask you",
            "1. to release Rasul Jafarov immediately and unconditionally;",
            "2. to release the other political prisoners of Azerbaijan;",
            "3. to let those who defend human rights do their work in freedom.",
        ),
        ("Yours sincerely,", "Name and address", "Place and date", "Signature"),
        ("Rasul Jafarov", "Dear Rasul Jafarov,", "You are not forgotten."),
        ("Name, in capitals", "Town and country", "Signature"),
        "Or sign here",
        "Your name, your town and your signature are handed to the President of Azerbaijan and used for nothing else. Human "
        "Rights House Oslo answers for that, keeps the sheets locked away until then, and strikes you out if you ask: "
        "privacy@oslo.example.",
        "Full sheets and half-full ones go to: Human Rights House Oslo, Example Street 1, 0000 Oslo, Norway",
    ),
    "nb": Written(
        "Til Aserbajdsjans president",
        (
            "Vi er menneskerettighetsforsvarere fra mer enn 100 organisasjoner, og folk fra mange land som står ved deres side. Vi "
            "fordømmer dommen over Rasul Jafarov av 16. april 2015.",
            "Vi ber Dem om",
            "1. å løslate Rasul Jafarov straks og uten vilkår;",
            "2. å løslate de andre politiske fangene i Aserbajdsjan;",
            "3. å la dem som forsvarer menneskerettighetene, gjøre arbeidet sitt i frihet.",
        ),
        ("Med vennlig hilsen", "Navn og adresse", "Sted og dato", "Underskrift"),
        ("Rasul Jafarov", "Kjære Rasul Jafarov", "Du er ikke glemt."),
        ("Navn, med store bokstaver", "Bosted og land", "Underskrift"),
        "Eller skriv under her",
        "Navnet ditt, bostedet ditt og underskriften din overleveres til Aserbajdsjans president og brukes ikke til noe annet. "
        "Menneskerettighetshuset i Oslo svarer for det, holder arkene innelåst til da, og stryker deg hvis du ber om det: "
        "privacy@oslo.example.",
        "Fulle og halvfulle ark sendes til: Menneskerettighetshuset i Oslo, Eksempelgata 1, 0000 Oslo",
    ),
    "az": Written(
        "Azərbaycan Prezidentinə",
        (
            "Biz 100-dən çox təşkilatdan olan hüquq müdafiəçiləri və onların yanında duran bir çox ölkənin insanlarıyıq. Rəsul "
            "Cəfərova 16 aprel 2015-ci ildə çıxarılmış hökmü pisləyirik.",
            "Sizdən xahiş edirik:",
            "1. Rəsul Cəfərovu dərhal və qeyd-şərtsiz azad edin;",
            "2. Azərbaycanın digər siyasi məhbuslarını azad edin;",
            "3. insan hüquqlarını müdafiə edənlərə işlərini azad görməyə imkan verin.",
        ),
        ("Hörmətlə,", "Ad və ünvan", "Yer və tarix", "İmza"),
        ("Rəsul Cəfərov", "Hörmətli Rəsul Cəfərov,", "Siz unudulmamısınız."),
        ("Ad, böyük hərflərlə", "Şəhər və ölkə", "İmza"),
        "Və ya burada imzalayın",
        "Adınız, şəhəriniz və imzanız bu ünvana təqdim olunur: Azərbaycan Prezidenti – və başqa heç nə üçün istifadə edilmir. Buna "
        "Oslo İnsan Hüquqları Evi cavabdehdir; o vaxta qədər vərəqləri kilid altında saxlayır və istəsəniz, sizi siyahıdan "
        "çıxarır: privacy@oslo.example.",
        "Dolu və yarımçıq vərəqlər bu ünvana göndərilir: Oslo İnsan Hüquqları Evi, Nümunə küçəsi 1, 0000 Oslo",
    ),
    "ru": Written(
        "Президенту Азербайджана",
        (
            "Мы — правозащитники из более чем 100 организаций и люди из многих стран, которые стоят рядом с ними. Мы осуждаем "
            "приговор, вынесенный Расулу Джафарову 16 апреля 2015 года.",
            "Мы просим Вас:",
            "1. немедленно и безоговорочно освободить Расула Джафарова;",
            "2. освободить других политзаключённых Азербайджана;",
            "3. дать тем, кто защищает права человека, свободно делать своё дело.",
        ),
        ("С уважением,", "Имя и адрес", "Место и дата", "Подпись"),
        ("Расул Джафаров", "Здравствуйте, Расул Джафаров!", "Вас не забыли."),
        ("Имя, печатными буквами", "Город и страна", "Подпись"),
        "Или подпишите здесь",
        "Ваши имя, город и подпись передаются адресату (Президент Азербайджана) и ни для чего другого не используются. За это "
        "отвечает Дом прав человека в Осло: до передачи листы хранятся под замком, и вас вычеркнут, если вы попросите: "
        "privacy@oslo.example.",
        "Полные и неполные листы отправляйте сюда: Дом прав человека в Осло, Примерная улица, 1, 0000 Осло",
    ),
    "ar": Written(
        "إلى رئيس أذربيجان",
        (
            "نحن مدافعون عن حقوق الإنسان من أكثر من 100 منظمة، وأناس من بلدان كثيرة يقفون إلى جانبهم. ندين الحكم الصادر في 16 "
            "أبريل 2015 بحق رسول جعفروف.",
            "ونطلب منكم:",
            "1. الإفراج فورًا ودون شروط عن رسول جعفروف؛",
            "2. الإفراج عن السجناء السياسيين الآخرين في أذربيجان؛",
            "3. أن يُترك المدافعون عن حقوق الإنسان يعملون بحرية.",
        ),
        ("مع خالص التقدير،", "الاسم والعنوان", "المكان والتاريخ", "التوقيع"),
        ("رسول جعفروف", "عزيزنا رسول جعفروف،", "لم ننسَك."),
        ("الاسم بخط واضح", "المدينة والبلد", "التوقيع"),
        "أو وقّع هنا",
        "يُسلَّم اسمك ومدينتك وتوقيعك إلى رئيس أذربيجان ولا يُستخدم لأي غرض آخر. بيت حقوق الإنسان في أوسلو مسؤول عن ذلك، ويحفظ "
        "الأوراق مغلقًا عليها حتى ذلك الحين، ويشطب اسمك إن طلبت: privacy@oslo.example.",
        "تُرسل الأوراق المملوءة وغير المملوءة إلى: بيت حقوق الإنسان في أوسلو، شارع المثال 1، 0000 أوسلو",
    ),
    "sr": Written(
        "Председнику Азербејџана",
        (
            "Ми смо браниоци људских права из више од 100 организација и људи из многих земаља који стоје уз њих. Осуђујемо "
            "пресуду изречену Расулу Џафарову 16. априла 2015. године.",
            "Тражимо од Вас да",
            "1. одмах и безусловно ослободите Расула Џафарова;",
            "2. ослободите и друге политичке затворенике Азербејџана;",
            "3. допустите да браниоци људских права слободно раде свој посао.",
        ),
        ("С поштовањем,", "Име и адреса", "Место и датум", "Потпис"),
        ("Расул Џафаров", "Драги Расуле Џафарове,", "Нисте заборављени."),
        ("Име, штампаним словима", "Место и земља", "Потпис"),
        "Или потпишите овде",
        "Ваше име, место и потпис предају се председнику Азербејџана и не користе се ни за шта друго. За то одговара Кућа људских "
        "права у Ослу: до тада листове чува под кључем и брише Вас ако то затражите: privacy@oslo.example.",
        "Пуне и непопуњене листове пошаљите на адресу: Кућа људских права у Ослу, Улица примера 1, 0000 Осло",
    ),
}  # fmt: skip
