"""Personal data of made-up people (faker), in sentences, settings, tables and logs of our own; and numbers that are none.

Templates of one split are in no other. The plugin's authors wrote rules with those of `train` in front of them.
"""

import random
import sys

from .text import make

LOCALES = (
    "en_US en_US en_US en_GB en_CA en_AU en_IN en_NZ de_DE de_AT de_CH fr_FR fr_CH es_ES es_MX it_IT nl_NL pl_PL pt_PT pt_BR "
    "sv_SE no_NO da_DK fi_FI cs_CZ ru_RU uk_UA tr_TR ja_JP ko_KR zh_CN zh_TW he_IL hu_HU ro_RO el_GR hr_HR es_AR id_ID th_TH"
).split()
# Where faker's national numbers have a country's real form.
NATIONAL = "fr_FR it_IT fi_FI sv_SE no_NO pl_PL nl_NL pt_BR ko_KR zh_CN".split()
KINDS = ["phone"] * 3 + ["email"] * 3 + ["payment-card", "iban", "national-id", "ip-address", "mac-address", "date-of-birth", "passport"]
SIZES = {"train": 3000, "dev": 2500, "test": 3000}

TEMPLATES = {
    "train": {
        "phone": ["Call me at {} tomorrow.", "Phone: {}", "My number is {} if you need anything.", "phone_number={}",
                  '{{"name": "x", "phone": "{}"}}', "Mobile {} (office hours)", "<td>Phone</td><td>{}</td>", "contact,{},done"],
        "email": ["Write to {} please.", "Email: {}", '{{"email": "{}"}}', "Contact <{}> for help", "user={} logged in"],
        "payment-card": ["Card number {} was declined.", "Pay with {}, please", '{{"credit_card": "{}"}}', "Visa {} please"],
        "iban": ["IBAN {} for the transfer.", "Please wire to {}, thanks", '{{"iban": "{}"}}'],
        "national-id": ["My SSN is {}.", '{{"ssn": "{}"}}', "Social security number {} on file", "ID number: {}"],
        "ip-address": ["Connection from {} refused", "client {} - - GET /", '{{"ip": "{}"}}', "host={} up"],
        "mac-address": ["device {} joined", "MAC address: {}"],
        "date-of-birth": ["Date of birth: {}", "She was born on {} in Rome", '{{"dob": "{}"}}', "birthday: {}"],
        "passport": ["Passport number: {}", '{{"passport": "{}"}}'],
    },
    "dev": {
        "phone": ["Hi, this is Jane, my cell is {}, bye", "Fax: {} / Web: none", "agent called {} twice", "Telefon: {}",
                  "Tél : {}", "- phone: '{}'", "name;{};city", "number on file is {}."],
        "email": ["From: {}", "please forward it to {}.", "'{}' is not verified", "email,{},1"],
        "payment-card": ["I used my credit card ({}) and it was fine", 'cardNumber: "{}"', "payment {} accepted"],
        "iban": ["Konto: {}", "send it to iban:{}", "{}"],
        "national-id": ["the social is {} ok", "Taxpayer SSN {}", "ssn={}", "patient ssn {};"],
        "ip-address": ["[error] {} timed out", "ping {} works", "src={} dst=local", "from {}:443"],
        "mac-address": ["hwaddr {}", "arp {} is-at"],
        "date-of-birth": ["born {}", "Patient (DOB: {})", "birth_date={}", "date_of_birth: {}"],
        "passport": ["Passport: {}", "my passport is {}"],
    },
    "test": {
        "phone": ["You'll find me under {} until six", "Customer phone no. {} (verified)", "SMS sent to {} at noon",
                  '{{"contact": {{"mobile": "{}", "preferred": true}}}}', "WhatsApp {} works best", "| tel | {} |",
                  "Ring {} and ask for Maria", "callback_number: {}"],
        "email": ["Reply-To: {}", "The invoice went out to {} last week", "login '{}' failed twice", "- owner: {}",
                  "SELECT * FROM users WHERE mail = '{}';", "Ask {}, she knows"],
        "payment-card": ["The customer paid with {} on Monday", "pan={}&amount=12", "Mastercard: {}", "debit card {} is blocked"],
        "iban": ["The refund goes to {} today", "Bank details: {}", '{{"account": {{"iban": "{}"}}}}', "beneficiary {} confirmed"],
        "national-id": ["Her social security no. is {}", "SSN/ID: {}", '{{"national_id": "{}"}}', "applicant's SSN ({}) was checked"],
        "ip-address": ["blocked {} after five attempts", "server at {} answers", '"remote_addr": "{}"', "Accepted publickey for root from {} port 22"],
        "mac-address": ["DHCPACK to {} via eth0", "ether {} txqueuelen 1000"],
        "date-of-birth": ["The patient, born {}, came alone", '{{"birthDate": "{}"}}', "Geburtsdatum: {}", "D.O.B. {}"],
        "passport": ["Passport No {} (valid)", "passport_number={}", "travels on passport {}"],
    },
}
HARMLESS = {
    "train": ["Order {n11} shipped", "version {n2}.{n2}.{n3} released", "commit {h40}", "id {uuid} not found", "ISBN {isbn}", "size {n9} bytes"],
    "dev": ["Invoice #{n4}-{n5} is due", "lines {n3}-{n3} of the file", "request {uuid} took {n3} ms", "sha256 {h64}", "EAN {ean}",
            '{{"order_id": "{n11}", "ts": {time}}}', "lat 48.858{n3}, lng 2.294{n3}", "{date} INFO started worker {n3}"],
    "test": ["Case 2026-{n5}-AB was closed", "lot {n4}A{n5} expires {date}", "barcode {ean} scanned", "flight LH{n4} seat {n2}C",
             "GET /items/{n9}?page={n2} 200 {n5}", "elapsed {n2}:{n2}.{n3}", "part {n4}-{n4} in stock", "ticket INC{n7}",
             "trace {h32} span {h16}", "color #{h6}", "{n3},{n3},{n3} users", "ts={time}.{n6} dur={n4}ms", "build {n2}.{n3}.{n4}",
             "tracking number 1Z{n8}{n8}", "imei {n14}8 of the device", "table {n2}: {n3} {n4} {n3} {n4}"],
}


def texts(packages):
    sys.path.append(str(packages))
    from faker import Faker

    chance = random.Random(20)
    Faker.seed(20)
    makers = {locale: Faker(locale) for locale in dict.fromkeys(LOCALES)}
    for split, size in SIZES.items():
        for _ in range(size):
            locale = chance.choice(LOCALES)
            parts = []
            for _ in range(chance.randint(1, 4)):
                if chance.random() < 0.35:
                    parts.append(harmless(chance, makers["en_US"], split))
                else:
                    parts += sentence(chance, makers, locale, split)
                parts.append(chance.choice(["\n", " ", "\n\n", ". "]))
            yield make("pii/mixed", split, *parts, language=locale)
        for _ in range(size):
            yield make("pii/look-alikes", split, harmless(chance, makers["en_US"], split), hard=True)


def sentence(chance, makers, locale, split):
    kind = chance.choice(KINDS)
    before, after = chance.choice(TEMPLATES[split][kind]).replace("{{", "\1").replace("}}", "\2").split("{}")
    shown, kinds = value(chance, makers, locale, kind)
    undone = lambda part: part.replace("\1", "{").replace("\2", "}")
    return [undone(before), (shown, [f"pii/{kind}" for kind in kinds]), undone(after)]


def value(chance, makers, locale, kind):
    faker, american = makers[locale], makers["en_US"]
    match kind:
        case "phone":
            return faker.phone_number(), [kind]
        case "email":
            return chance.choice([faker.email, faker.ascii_email, faker.company_email, faker.free_email])(), [kind]
        case "payment-card":
            return grouped(chance, faker.credit_card_number(), " -"), [kind]
        case "iban":
            return grouped(chance, faker.iban(), " "), [kind]
        case "national-id" if locale in NATIONAL:
            return faker.ssn(), [kind, "us-ssn", "us-tax-id"]
        case "national-id":
            return american.ssn(), ["us-ssn", kind, "us-tax-id"]
        case "ip-address":
            return (faker.ipv4() if chance.random() < 0.7 else faker.ipv6()), [kind]
        case "mac-address":
            return faker.mac_address(), [kind]
        case "date-of-birth":
            form = chance.choice(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y"])
            return faker.date_of_birth().strftime(form), [kind]
        case _:
            return american.passport_number(), [kind]


def grouped(chance, digits, marks):
    if chance.random() < 0.6 or ("-" in marks and len(digits) != 16):
        return digits
    return chance.choice(marks).join(digits[at : at + 4] for at in range(0, len(digits), 4))


def harmless(chance, faker, split):
    digits = {f"n{n}": str(chance.randint(10 ** (n - 1), 10**n - 1)) for n in range(2, 15)}
    hexes = {f"h{n}": "".join(chance.choices("0123456789abcdef", k=n)) for n in (6, 16, 32, 40, 64)}
    others = {"uuid": faker.uuid4(), "isbn": faker.isbn13(), "ean": faker.ean13(), "date": faker.date(), "time": chance.randint(10**9, 2 * 10**9)}
    return chance.choice(HARMLESS[split]).format(**digits, **hexes, **others)
