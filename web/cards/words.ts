// What cards say themselves.
const en = {
  card: 'Card',
  cards: 'Cards',
  before: 'Previous card',
  after: 'Next card',
  of: '{n} of {all}',
  opensNew: 'opens in a new tab',
  open: 'Open',
  play: 'Play',
  picture: 'Picture',
  file: 'File',
  total: 'Total',
  tax: 'Tax',
  vat: 'VAT',
  yes: 'Yes',
  no: 'No',
  loading: 'Loading',
};

export type CardWords = typeof en;

const others: Record<string, CardWords> = {
  de: {
    card: 'Karte',
    cards: 'Karten',
    before: 'Vorige Karte',
    after: 'Nächste Karte',
    of: '{n} von {all}',
    opensNew: 'öffnet sich in einem neuen Tab',
    open: 'Öffnen',
    play: 'Abspielen',
    picture: 'Bild',
    file: 'Datei',
    total: 'Summe',
    tax: 'Steuer',
    vat: 'MwSt.',
    yes: 'Ja',
    no: 'Nein',
    loading: 'Wird geladen',
  },
  ar: {
    card: 'بطاقة',
    cards: 'بطاقات',
    before: 'البطاقة السابقة',
    after: 'البطاقة التالية',
    of: '{n} من {all}',
    opensNew: 'يُفتح في علامة تبويب جديدة',
    open: 'فتح',
    play: 'تشغيل',
    picture: 'صورة',
    file: 'ملف',
    total: 'الإجمالي',
    tax: 'الضريبة',
    vat: 'ضريبة القيمة المضافة',
    yes: 'نعم',
    no: 'لا',
    loading: 'جارٍ التحميل',
  },
};

export const cardWords = (locale: string): CardWords => others[locale.slice(0, 2).toLowerCase()] ?? en;
