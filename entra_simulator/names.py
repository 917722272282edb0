"""Names of people and departments from several scripts, each with the spelling its mail address uses."""

from __future__ import annotations

from typing import NamedTuple


class Locale(NamedTuple):
    """A language's names as (native, romanised) pairs, and an office where it is spoken."""

    language: str
    given_names: tuple[tuple[str, str], ...]
    surnames: tuple[tuple[str, str], ...]
    office: Office


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
