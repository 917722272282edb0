"""Names of people and departments from several scripts, each with the spelling its mail address uses."""

from __future__ import annotations

from typing import NamedTuple

from entra_simulator.directory import AppRole


class Locale(NamedTuple):
    """A language's names as (native, romanised) pairs, and an office where it is spoken.

    `full_name` puts given name and surname together as people there do.
    """

    language: str
    given_names: tuple[tuple[str, str], ...]
    surnames: tuple[tuple[str, str], ...]
    office: Office
    full_name: str = "{given_name} {surname}"


class Office(NamedTuple):
    """Where people work; the fields feed Entra's address attributes."""

    name: str
    street_address: str
    city: str
    state: str | None
    postal_code: str
    country: str
    telephone_prefix: str


LOCALES = (
    Locale(
        "en-GB",
        (("Amelia", "amelia"), ("Oliver", "oliver"), ("Niamh", "niamh"), ("Anne-Marie", "anne-marie")),
        (("O'Brien", "o'brien"), ("Smith", "smith"), ("D'Arcy", "d'arcy"), ("Lloyd-Jones", "lloyd-jones")),
        Office("B18/2301", "1 Quay Street", "Bristol", None, "BS1 4DJ", "GB", "+44 117 555"),
    ),
    Locale(
        "en-US",
        (("Noah", "noah"), ("Ava", "ava"), ("Liam", "liam"), ("Emma", "emma")),
        (("Johnson", "johnson"), ("van der Berg", "vanderberg"), ("McAllister", "mcallister"), ("Lee", "lee")),
        Office("Building 4", "400 Pine Street", "Seattle", "WA", "98101", "US", "+1 206 555"),
    ),
    Locale(
        "de-DE",
        (("Jürgen", "juergen"), ("Zoë", "zoe"), ("Björn", "bjoern"), ("Anneliese", "anneliese")),
        (("Groß", "gross"), ("Müller", "mueller"), ("von der Heide", "vonderheide"), ("Schäfer", "schaefer")),
        Office("Haus C", "Lindenstraße 7", "Köln", None, "50674", "DE", "+49 221 5550"),
    ),
    Locale(
        "pl-PL",
        (("Łukasz", "lukasz"), ("Małgorzata", "malgorzata"), ("Żaneta", "zaneta")),
        (("Wójcik", "wojcik"), ("Święty", "swiety"), ("Kowalska-Źrebiec", "kowalska-zrebiec")),
        Office("Piętro 3", "ul. Długa 12", "Gdańsk", None, "80-831", "PL", "+48 58 555"),
    ),
    Locale(
        "el-GR",
        (("Ελένη", "eleni"), ("Γιώργος", "giorgos"), ("Δήμητρα", "dimitra")),
        (("Παπαδοπούλου", "papadopoulou"), ("Νικολάου", "nikolaou")),
        Office("Όροφος 2", "Ερμού 15", "Αθήνα", None, "105 63", "GR", "+30 21 0555"),
    ),
    Locale(
        "uk-UA",
        (("Олександр", "oleksandr"), ("Наталія", "nataliia"), ("Юрій", "yurii")),
        (("Шевченко", "shevchenko"), ("Лук'яненко", "lukianenko"), ("Коваль", "koval")),
        Office("Корпус Б", "вул. Зелена 20", "Львів", None, "79005", "UA", "+380 32 555"),
    ),
    Locale(
        "ar-EG",
        (("فاطمة", "fatima"), ("محمد", "mohamed"), ("ليلى", "layla")),
        (("عبد الرحمن", "abdelrahman"), ("الشريف", "elsherif")),
        Office("الطابق الخامس", "شارع النيل", "القاهرة", None, "11511", "EG", "+20 2 555"),
    ),
    Locale(
        "ja-JP",
        (("さくら", "sakura"), ("健太", "kenta"), ("陽子", "yoko")),
        (("佐藤", "sato"), ("髙橋", "takahashi"), ("渡邉", "watanabe")),
        Office("本館8階", "中央区銀座1-2-3", "東京", None, "104-0061", "JP", "+81 3 5550"),
        "{surname} {given_name}",
    ),
    Locale(
        "hi-IN",
        (("आरव", "aarav"), ("प्रिया", "priya"), ("काव्या", "kavya")),
        (("शर्मा", "sharma"), ("कृष्णन", "krishnan")),
        Office("Tower 2", "14 Lake Road", "Pune", "MH", "411001", "IN", "+91 20 555"),
    ),
    Locale(
        "vi-VN",
        (("Thị Hồng", "thihong"), ("Đức", "duc"), ("Ngọc Ánh", "ngocanh")),
        (("Nguyễn", "nguyen"), ("Trần", "tran"), ("Đặng", "dang")),
        Office("Tầng 6", "9 Lê Lợi", "Đà Nẵng", None, "550000", "VN", "+84 236 555"),
        "{surname} {given_name}",
    ),
    Locale(
        "fr-FR",
        # Two people of one name that Unicode can write in two ways: é, and e with an accent of its own.
        (("Amélie", "amelie"), ("Ame\u0301lie", "amelie"), ("Gaël", "gael"), ("Jean-François", "jean-francois")),
        (("L'Hôpital", "l'hopital"), ("Lefèvre", "lefevre"), ("de La Tour", "delatour"), ("Œuvrard", "oeuvrard")),
        Office("Bât. A, 2ᵉ étage", "3 quai d'Orsay", "Paris", None, "75007", "FR", "+33 1 55 55"),
    ),
    Locale(
        "es-MX",
        (("José María", "josemaria"), ("Íñigo", "inigo"), ("Ángeles", "angeles")),
        (("Muñoz y Peña", "munozypena"), ("Núñez", "nunez"), ("García-López", "garcia-lopez")),
        Office("Torre Norte, piso 4", "Av. Juárez 50", "Ciudad de México", "CDMX", "06010", "MX", "+52 55 5555"),
    ),
    Locale(
        "pt-BR",
        (("João", "joao"), ("Conceição", "conceicao"), ("Antônia", "antonia")),
        (("Gonçalves", "goncalves"), ("dos Santos", "dossantos"), ("Araújo", "araujo")),
        Office("Sala 1204", "Rua São Bento 12", "São Paulo", "SP", "01011-100", "BR", "+55 11 5555"),
    ),
    Locale(
        "cs-CZ",
        (("Jiří", "jiri"), ("Zdeňka", "zdenka"), ("Matěj", "matej")),
        (("Dvořák", "dvorak"), ("Nováková", "novakova"), ("Šťastný", "stastny")),
        Office("Budova B", "Dlouhá 5", "Plzeň", None, "301 00", "CZ", "+420 377 555"),
    ),
    Locale(
        "da-DK",
        (("Søren", "soeren"), ("Åse", "aase"), ("Kjær", "kjaer")),
        (("Ørsted", "oersted"), ("Nygård", "nygaard"), ("Bang & Sønner", "bangsoenner")),
        Office("2. sal", "Nørregade 7", "København", None, "1165", "DK", "+45 3555"),
    ),
    Locale(
        "tr-TR",
        # In Turkish the small letter of I has no dot and the capital letter of i has one.
        (("İpek", "ipek"), ("I\u015f\u0131l", "isil"), ("Çağr\u0131", "cagri")),
        (("Y\u0131ld\u0131z", "yildiz"), ("Şahin", "sahin"), ("Öztürk", "ozturk")),
        Office("Kat 3", "İstiklal Cd. 20", "İstanbul", None, "34430", "TR", "+90 212 555"),
    ),
    Locale(
        "he-IL",
        (("נועם", "noam"), ("יעל", "yael"), ("שירה", "shira")),
        (("בן־דוד", "bendavid"), ("כהן", "cohen"), ("לוי", "levi")),
        Office("קומה 7", "שדרות רוטשילד 1", "תל אביב", None, "6688101", "IL", "+972 3 555"),
    ),
    Locale(
        "zh-CN",
        (("伟", "wei"), ("秀英", "xiuying"), ("梓涵", "zihan")),
        (("王", "wang"), ("欧阳", "ouyang"), ("吕", "lyu")),
        Office("5号楼", "南京路100号", "上海", None, "200001", "CN", "+86 21 5555"),
        "{surname}{given_name}",
    ),
    Locale(
        "ko-KR",
        (("민준", "minjun"), ("서연", "seoyeon"), ("하은", "haeun")),
        (("김", "kim"), ("이", "lee"), ("남궁", "namgung")),
        Office("12층", "세종대로 110", "서울", None, "04524", "KR", "+82 2 555"),
        "{surname}{given_name}",
    ),
    Locale(
        "th-TH",
        (("สมชาย", "somchai"), ("กัญญา", "kanya"), ("ณัฐพล", "nattapon")),
        (("ศรีสุวรรณ", "srisuwan"), ("วงศ์ไทย", "wongthai")),
        Office("ชั้น 9", "ถนนสีลม 30", "กรุงเทพฯ", None, "10500", "TH", "+66 2 555"),
    ),
    Locale(
        "ka-GE",
        (("ნინო", "nino"), ("გიორგი", "giorgi")),
        (("კვარაცხელია", "kvaratskhelia"), ("ბერიძე", "beridze")),
        Office("სართული 2", "რუსთაველის 8", "თბილისი", None, "0108", "GE", "+995 32 555"),
    ),
    Locale(
        "ta-IN",
        (("கவிதா", "kavitha"), ("முருகன்", "murugan")),
        # One name is all that some people have.
        (("", ""), ("சுப்பிரமணியம்", "subramaniam")),
        Office("Block 3", "2 Beach Road", "Chennai", "TN", "600001", "IN", "+91 44 555"),
    ),
    Locale(
        "am-ET",
        (("ሰላም", "selam"), ("ዳዊት", "dawit")),
        (("ተስፋዬ", "tesfaye"), ("ገብረ ማርያም", "gebremariam")),
        Office("3ኛ ፎቅ", "ቸርችል ጎዳና", "አዲስ አበባ", None, "1000", "ET", "+251 11 555"),
    ),
)

DEPARTMENTS = (
    ("Engineering", ("Engineer", "Senior Engineer")),
    ("R&D", ("Scientist", "Research Fellow")),
    ("Sales", ("Account Manager", 'Sales Lead "North"')),
    ("People & Culture", ("HR Partner", "Recruiter")),
    ("Finance", ("Controller", "Accountant")),
    ("Qualität", ("Prüfer", "Auditor")),
    ("Customer Care", ("Support Specialist", "Team Lead")),
)

APP_ROLES = (
    AppRole("admin", "Administrator"),
    AppRole("editor", "Editor"),
    AppRole("auditor", "Auditor (read only)"),
)

GROUP_SUBJECTS = (
    "All staff",
    "Engineering",
    'Project "Blue Sky"',
    "Équipe Genève",
    "Sales",
    "On-call [24/7]",
    "Finance & Controlling",
    "Leadership",
    "東京オフィス",
    "O'Brien's reading circle",
    "Café + Kultur",
    "Nobody yet",
)
