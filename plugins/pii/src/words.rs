//! Words with a meaning for what stands behind them, in the languages that the forms come from.

use crate::text::{CAPITAL, LETTER, SMALL, Text, run};

/// Which meanings: one bit each.
pub(crate) type Mask = u32;

const LONGEST: usize = 24;

/// All words, made once.
#[derive(Debug)]
pub(crate) struct Words {
    /// By the first two letters where the words are that begin so.
    starts: Vec<Start>,
    /// In the order of their beginnings: few pages are read of them.
    words: Vec<Word>,
}

/// Words that begin with the same two letters.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    /// Which third letters they have, as bits, with one for words that have none: it tells most other words.
    thirds: u32,
    from: u16,
    count: u16,
}

/// A word, whether more letters may follow, and what it means.
#[derive(Debug, Clone, Copy)]
struct Word {
    stem: &'static [u8],
    open: bool,
    mask: Mask,
}

impl Words {
    pub(crate) const PHONE: Mask = 1;
    pub(crate) const CARD: Mask = 1 << 1;
    pub(crate) const CODE: Mask = 1 << 2;
    pub(crate) const EXPIRY: Mask = 1 << 3;
    pub(crate) const SSN: Mask = 1 << 4;
    /// A national number of any country.
    pub(crate) const ID: Mask = 1 << 5;
    pub(crate) const TAX: Mask = 1 << 6;
    pub(crate) const HEALTH: Mask = 1 << 7;
    pub(crate) const ACCOUNT: Mask = 1 << 8;
    pub(crate) const ROUTING: Mask = 1 << 9;
    pub(crate) const BIC: Mask = 1 << 10;
    pub(crate) const PASSPORT: Mask = 1 << 11;
    pub(crate) const LICENCE: Mask = 1 << 12;
    pub(crate) const PLATE: Mask = 1 << 13;
    pub(crate) const VIN: Mask = 1 << 14;
    pub(crate) const BIRTH: Mask = 1 << 15;
    pub(crate) const IP: Mask = 1 << 16;
    pub(crate) const VERSION: Mask = 1 << 18;
    /// An order, a measure, a hash: nobody's.
    pub(crate) const OTHER: Mask = 1 << 19;
    /// `driver` and the like, which make a licence one to drive.
    pub(crate) const DRIVER: Mask = 1 << 20;
    /// `number`, `no`: of whatever is said before it.
    pub(crate) const NUMBER: Mask = 1 << 22;
    /// `my` and the like.
    pub(crate) const MINE: Mask = 1 << 23;
    /// `id`, which may be anybody's, or anything's.
    pub(crate) const SOME_ID: Mask = 1 << 24;
    /// `card` and the like, which may be any card.
    pub(crate) const WEAK: Mask = 1 << 21;

    pub(crate) fn new() -> Self {
        let mut words = Vec::new();
        for (mask, text) in MEANINGS {
            for word in text.split_ascii_whitespace() {
                let (stem, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
                words.push(Word { stem: stem.as_bytes(), open, mask: *mask });
            }
        }
        words.sort_by_key(|word| bucket(word.stem));
        let mut starts = vec![Start::default(); 26 * 27];
        for (place, word) in (0..).zip(&words) {
            if let Some(start) = bucket(word.stem).and_then(|index| starts.get_mut(index)) {
                start.from = if start.count == 0 { place } else { start.from };
                start.count += 1;
                start.thirds |= third(word.stem);
            }
        }
        Self { starts, words }
    }

    /// What one word means.
    pub(crate) fn meaning(&self, word: &[u8]) -> Mask {
        let start = bucket(word).and_then(|index| self.starts.get(index)).copied().unwrap_or_default();
        // A word of two letters has no third one, and begins none that is longer.
        let third = third(word);
        if start.thirds & third == 0 {
            return 0;
        }
        let from = usize::from(start.from);
        let fits = |known: &&Word| {
            (known.open || word.len() == known.stem.len())
                && self::third(known.stem) == third
                && word.get(..known.stem.len()).is_some_and(|head| head.eq_ignore_ascii_case(known.stem))
        };
        let words = self.words.get(from..from + usize::from(start.count)).unwrap_or_default();
        words.iter().filter(fits).fold(0, |mask, known| mask | known.mask)
    }

    /// Calls `found` with the end and the meaning of every word in `from..to` that has one.
    pub(crate) fn each(&self, text: Text<'_>, from: usize, to: usize, mut found: impl FnMut(usize, Mask)) {
        self.visit(text, from, to, |_, end, mask| found(end, mask));
    }

    /// The same with its start.
    pub(crate) fn each_start(&self, text: Text<'_>, from: usize, to: usize, mut found: impl FnMut(usize)) {
        self.visit(text, from, to, |start, _, _| found(start));
    }

    /// What a text's words mean together: a member's name.
    pub(crate) fn all(&self, text: &str) -> Mask {
        let mut all = 0;
        self.each(Text(text), 0, text.len(), |_, mask| all |= mask);
        all
    }

    fn visit(&self, text: Text<'_>, from: usize, to: usize, mut found: impl FnMut(usize, usize, Mask)) {
        let bytes = text.bytes().get(..to).unwrap_or_default();
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii() && !byte.is_ascii_alphabetic() {
                at += 1;
                continue;
            }
            // The one label that is written with stops in it.
            if byte | 0x20 == b'd' && bytes.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case(b"d.o.b")) {
                found(at, at + 5, Self::BIRTH);
                at += 5;
                continue;
            }
            // Nearly all words are ASCII, and are compared where they stand.
            let end = word_end(bytes, at);
            if end > at && bytes.get(end).is_none_or(u8::is_ascii) {
                let mask = self.meaning(bytes.get(at..end).unwrap_or_default());
                if mask != 0 {
                    found(at, end, mask);
                }
                at = end;
                continue;
            }
            let (symbol, length) = letter(text, at);
            if symbol == 0 {
                let (mask, length) = other_script(text, at, to).unwrap_or((0, length.max(1)));
                if mask != 0 {
                    found(at, at + length, mask);
                }
                at += length;
                continue;
            }
            // One word: up to a symbol, or to a capital letter behind a small one.
            let start = at;
            let (mut word, mut count, mut small) = ([0; LONGEST], 0, false);
            while at < to {
                let (symbol, length) = letter(text, at);
                if symbol == 0 || (small && symbol.is_ascii_uppercase()) {
                    break;
                }
                small = symbol.is_ascii_lowercase();
                if let Some(place) = word.get_mut(count) {
                    *place = symbol.to_ascii_lowercase();
                    count += 1;
                }
                at += length;
            }
            let mask = self.meaning(word.get(..count).unwrap_or_default());
            if mask != 0 {
                found(start, at, mask);
            }
        }
    }
}

/// Where a word of ASCII letters ends: at anything else, or at a capital letter behind a small one.
pub(crate) fn word_end(bytes: &[u8], from: usize) -> usize {
    run(bytes, run(bytes, from, CAPITAL), SMALL)
}

/// The bit of a word's third letter; the one for none where it has two.
fn third(word: &[u8]) -> u32 {
    1 << word.get(2).map_or(31, |letter| u32::from(letter | 0x20).wrapping_sub(u32::from(b'a')).min(30))
}

fn bucket(word: &[u8]) -> Option<usize> {
    let letter = |at: usize| {
        word.get(at)
            .and_then(|letter| letter.to_ascii_lowercase().checked_sub(b'a').filter(|letter| *letter < 26))
            .map(usize::from)
    };
    letter(0).map(|first| first * 27 + letter(1).map_or(0, |second| second + 1))
}

/// The Latin letter at an index without its accent, and its length; 0 where none is.
fn letter(text: Text<'_>, at: usize) -> (u8, usize) {
    let (symbol, length) = text.symbol(at);
    if symbol.is_ascii_alphabetic() {
        return (symbol, length);
    }
    if symbol != LETTER {
        return (0, length);
    }
    let plain = match text.0.get(at..at + length).and_then(|character| character.chars().next()) {
        Some('à'..='å' | 'À'..='Å' | 'ą' | 'ă') => b'a',
        Some('ç' | 'Ç' | 'č' | 'ć') => b'c',
        Some('è'..='ë' | 'È'..='Ë' | 'ę' | 'ě') => b'e',
        Some('ì'..='ï' | 'Ì'..='Ï' | 'ı' | 'İ') => b'i',
        Some('ñ' | 'Ñ' | 'ń' | 'ň') => b'n',
        Some('ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø') => b'o',
        Some('ù'..='ü' | 'Ù'..='Ü' | 'ů') => b'u',
        Some('š' | 'ś' | 'ş') => b's',
        Some('ł') => b'l',
        Some('ý') => b'y',
        Some('ž' | 'ż' | 'ź') => b'z',
        Some('ř') => b'r',
        _ => 0,
    };
    (plain, length)
}

/// The meaning and the length of a word of another script at an index.
fn other_script(text: Text<'_>, at: usize, to: usize) -> Option<(Mask, usize)> {
    if text.byte(at).is_ascii() {
        return None;
    }
    let rest = text.0.get(at..to)?;
    SCRIPTS.iter().find_map(|(word, mask)| rest.starts_with(word).then_some((*mask, word.len())))
}

/// A star stands for any letters. Accents are left out, and names in one word are split where a capital letter begins.
#[rustfmt::skip]
const MEANINGS: &[(Mask, &str)] = &[
    (Words::PHONE, "phone phones phoneno phonenum* phonenumber* telephone* telefon* telefoon* telefone* telefono* telef tel tels tlf tfn \
        puh puhelin* mobile* mobil mobilnum* mobiltelefon* movil movel celular* cell cellphone* cellular fax faxnum* handy* handynum* \
        msisdn call called text texted texting callback dial dialed dialled reach* whatsapp sms gsm komorka komorkow* puhelinnumero \
        rufnummer* durchwahl cellulare telefonnummer* contact contactno contactnum* hotline voicemail ext landline gsm \
        txt imessage telegram viber llame llamar appelez ligue ligar chiama chiamare anrufen erreichbar \
        nomor kontakt chiamami appelle llamame ligame ring ringe bel soita zadzwon zavolejte sunati hivjon nazovite hubungi arayin"),
    (Words::CARD, "creditcard* debitcard* cardnumber* cardno cardnum ccnum* ccnumber* kreditkart* kreditkort* creditcart* visa mastercard amex maestro \
        discover diners jcb unionpay credit debit carte tarjeta cartao carta karte kart kort pan kartennummer* kartnummer* cc"),
    (Words::NUMBER, "number numbers no num nr numero nummer nro"),
    (Words::MINE, "my your his her our their mine me mein meine mi ma mon mijn min"),
    (Words::SOME_ID, "id ids"),
    (Words::CARD | Words::WEAK, "card cards"),
    (Words::CODE, "cvv cvc csc cid cvn cvvcode securitycode pruefziffer kartenpruef* cryptogramme cardcode"),
    (Words::EXPIRY, "exp expiry expires expiration expirydate expdate expirationdate valid validthru gueltig ablaufdatum caducidad vencimiento \
        scadenza verloopdatum vervaldatum validade utlop utgang"),
    (Words::SSN, "ssn ssns ssa socialsecurity* social socialsec* itin"),
    (Words::ID | Words::SSN, "nationalid* idnumber* personalid* personnummer* personnumer* fodselsnummer* fodselsnr personalnummer* burgerservice* bsn sofinummer \
        pesel nir insee cpf cpr cprnummer hetu henkilotunnus* dni nif curp cnp oib egn amka jmbg rodne cedula rut cuil tckn tckimlik kimlik \
        aadhaar aadhar nric hkid mynumber rrn ssno nino nationalinsurance* insurance svnr sozialvers* ahv avs ahvn pps ppsn ppsno sin nas \
        rijksregister* registre personalausweis* ausweis* ausweisnummer identity identitaets* identite identidad identidade identita idnum* \
        idcard* citizen* citizenship national teudat codice fiscale codicefiscale snils inn emirates idnr \
        personid govid government tarjetaidentidad documento kartu ktp nik matricule sosyal niss inss"),
    (Words::TAX | Words::ID, "tin tax taxid* taxnumber taxpayer* steuer* steuerid* steuernummer* idnr tfn utr nif rfc cuit cnpj abn acn ird vat gstin pan fiscal fiscale \
        ein fein partita impots ustid* mwst siren siret nit rif"),
    (Words::HEALTH | Words::ID, "nhs medicare patient mrn health healthcare krankenvers* versicherten* vitale mbi medicalrecord*"),
    (Words::ACCOUNT, "account accountno accountnum* acct acctno acctnum* konto kontonummer* kontonr ktonr kto compte cuenta conta conto rekening* rekeningnummer bankaccount* \
        bankkonto* bban checking savings beneficiary iban rib clabe banking"),
    (Words::ROUTING, "routing sort routingno routingnum* aba rtn transit sortcode bsb blz bankleitzahl ifsc routingnumber"),
    (Words::BIC, "bic swift swiftcode* biccode* swiftbic"),
    (Words::PASSPORT, "passport* pasaporte* passeport* reisepass* passaporto* passaporte* paspoort* paspor passnummer* passnr paszport* pasaport* passi*"),
    (Words::LICENCE, "dl dln dlnum* driverslic* driverlic* drivinglic* driverslicen* fuehrerschein* fuhrerschein* permis patente rijbewijs* korkort* kjorekort* \
        carnet cnh licenseno licenceno"),
    (Words::LICENCE | Words::WEAK, "license licence lic"),
    (Words::DRIVER, "driver drivers driving chauffeur conduire conducir conduccion condurre"),
    (Words::PLATE, "plate plates numberplate* licenseplate* licenceplate* kennzeichen* immatriculation matricula targa kenteken* placa reg registration regno vrm rego rendszam"),
    (Words::VIN, "vin chassis vinnumber fahrgestell* vehicle"),
    (Words::BIRTH, "dob birth born birthday* birthdate* dateofbirth* birthd* bday geburt* geboren geb naissance ne nee nacimiento nacido nacida nato nata nascita nascimento \
        nascido geboorte* fodselsdato fodt fodelsedat* fodd foedt syntymaaika syntynyt urodz* dogum nascimento gebdat* datanasc* fechanac* geburtsdatum"),
    (Words::IP, "ip ipv ips host server address addr client remote src dst source dest gateway dns subnet network"),
    (Words::VERSION, "python node nodejs java jdk openssl nginx apache postgres* mysql redis linux ubuntu debian windows macos android ios docker kubernetes php ruby version versions ver v release releases build firmware kernel sdk upgrade upgraded update updated downgrade chrome firefox safari \
        mozilla applewebkit edg opera librar* package dependency semver patch oid section chapter clause"),
    (Words::OTHER, "order orders orderno ordernum* invoice* ticket* ref refs reference* refno tracking trackingno shipment* parcel awb sku isbn issn ean upc gtin doi serial serialno \
        version commit sha md hash checksum digest uuid guid transaction* txn trx product* item items itemno model part partno lot batch case request requestid \
        session trace span timestamp epoch port pid size length offset count total amount price qty quantity line page lines pages row build \
        revision bestellnummer* bestellung rechnung* rechnungsnummer* auftrag* artikel* commande facture pedido factura fattura ordine fiscaal ordrenummer faktura* sendung* \
        latitude longitude lat lng lon coordinates coord nonce block height seq sequence job jobid event thread duration elapsed latency population revenue \
        bytes bits limit rows tokens coupon voucher promo article artno barcode catalog* equation fig figure table isin cusip imei meter firmware po rma claim asset device"),
];

/// Words of scripts without Latin letters.
#[rustfmt::skip]
const SCRIPTS: &[(&str, Mask)] = &[
    ("телефон", Words::PHONE), ("Телефон", Words::PHONE), ("Тел", Words::PHONE), ("тел", Words::PHONE), ("моб", Words::PHONE), ("Моб", Words::PHONE),
    ("позвон", Words::PHONE), ("Позвон", Words::PHONE), ("звон", Words::PHONE), ("номер телефону", Words::PHONE),
    ("паспорт", Words::PASSPORT), ("Паспорт", Words::PASSPORT), ("ИНН", Words::ID | Words::TAX), ("СНИЛС", Words::ID), ("РНОКПП", Words::ID),
    ("ЕГН", Words::ID), ("родил", Words::BIRTH), ("Родил", Words::BIRTH), ("рождения", Words::BIRTH), ("народження", Words::BIRTH), ("карт", Words::CARD),
    ("Карт", Words::CARD), ("счет", Words::ACCOUNT), ("заказ", Words::OTHER), ("Заказ", Words::OTHER), ("верси", Words::VERSION),
    ("τηλ", Words::PHONE), ("Τηλ", Words::PHONE), ("ΑΜΚΑ", Words::ID), ("ΑΦΜ", Words::ID | Words::TAX), ("κινητό", Words::PHONE), ("Κινητό", Words::PHONE), ("καλέσ", Words::PHONE), ("Καλέσ", Words::PHONE),
    ("电话", Words::PHONE), ("電話", Words::PHONE), ("手机", Words::PHONE), ("手機", Words::PHONE), ("携帯", Words::PHONE), ("联系", Words::PHONE), ("致电", Words::PHONE),
    ("身份证", Words::ID), ("身分證", Words::ID), ("护照", Words::PASSPORT), ("護照", Words::PASSPORT), ("パスポート", Words::PASSPORT), ("旅券", Words::PASSPORT),
    ("マイナンバー", Words::ID), ("個人番号", Words::ID), ("生年月日", Words::BIRTH), ("出生", Words::BIRTH), ("生日", Words::BIRTH), ("信用卡", Words::CARD),
    ("カード", Words::CARD), ("银行卡", Words::CARD), ("卡号", Words::CARD), ("口座", Words::ACCOUNT), ("账号", Words::ACCOUNT), ("账户", Words::ACCOUNT), ("车牌", Words::PLATE),
    ("订单", Words::OTHER), ("訂單", Words::OTHER), ("注文", Words::OTHER), ("运单", Words::OTHER), ("版本", Words::VERSION), ("주문", Words::OTHER),
    ("전화", Words::PHONE), ("휴대", Words::PHONE), ("연락", Words::PHONE), ("핸드폰", Words::PHONE), ("주민", Words::ID), ("여권", Words::PASSPORT),
    ("생년월일", Words::BIRTH), ("생일", Words::BIRTH), ("카드", Words::CARD), ("계좌", Words::ACCOUNT),
    ("هاتف", Words::PHONE), ("الهاتف", Words::PHONE), ("جوال", Words::PHONE), ("تلفن", Words::PHONE), ("موبايل", Words::PHONE), ("جواز", Words::PASSPORT),
    ("الميلاد", Words::BIRTH), ("הטלפון", Words::PHONE), ("טלפון", Words::PHONE), ("נייד", Words::PHONE), ("זהות", Words::ID), ("דרכון", Words::PASSPORT), ("ת.ז", Words::ID),
    ("मेरा नंबर", Words::PHONE), ("फोन", Words::PHONE), ("फ़ोन", Words::PHONE), ("मोबाइल", Words::PHONE), ("आधार", Words::ID), ("पासपोर्ट", Words::PASSPORT), ("जन्म", Words::BIRTH),
    ("โทร", Words::PHONE), ("มือถือ", Words::PHONE), ("บัตรประชาชน", Words::ID),
];
