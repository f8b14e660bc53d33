export type OutcomeName =
  | 'delivered'
  | 'expired'
  | 'undeliverable'
  | 'rejected'
  | 'throttled'
  | 'silent'
  | 'response-lost'
  | 'late-receipt'
  | 'duplicate-receipt'
  | 'receipt-before-response'
  | 'hex-ids'
  | 'zero-padded-ids'
  | 'disconnect'
  | 'no-receipt';

export interface Outcome {
  /** Last digits of the destination number. */
  readonly digits: string;
  readonly name: OutcomeName;
  readonly title: { readonly kk: string; readonly ru: string; readonly en: string };
}

/** What happens to which number. Five digits, so that a load of numbers counted upwards doesn't meet them. */
export const outcomes: readonly Outcome[] = [
  {
    digits: '99901',
    name: 'expired',
    title: { kk: 'мерзімі өтті', ru: 'срок истёк', en: 'receipt EXPIRED' },
  },
  {
    digits: '99902',
    name: 'undeliverable',
    title: { kk: 'жеткізілмеді', ru: 'не доставлено', en: 'receipt UNDELIV' },
  },
  {
    digits: '99903',
    name: 'rejected',
    title: { kk: 'қабылданбады', ru: 'отклонено', en: 'submit_sm_resp with ESME_RINVDSTADR' },
  },
  {
    digits: '99904',
    name: 'throttled',
    title: {
      kk: 'екі рет «баяулаңыз», кейін қабылданады',
      ru: 'дважды «медленнее», затем принято',
      en: 'ESME_RTHROTTLED twice, then accepted',
    },
  },
  {
    digits: '99905',
    name: 'silent',
    title: { kk: 'жауап та, есеп те жоқ', ru: 'ни ответа, ни отчёта', en: 'neither response nor receipt' },
  },
  {
    digits: '99906',
    name: 'late-receipt',
    title: { kk: 'есеп кешігеді', ru: 'отчёт опаздывает', en: 'a late receipt' },
  },
  {
    digits: '99907',
    name: 'duplicate-receipt',
    title: { kk: 'есеп екі рет келеді', ru: 'отчёт приходит дважды', en: 'the receipt twice' },
  },
  {
    digits: '99908',
    name: 'receipt-before-response',
    title: {
      kk: 'есеп жауаптан бұрын келеді',
      ru: 'отчёт раньше ответа',
      en: 'the receipt before the response',
    },
  },
  {
    digits: '99909',
    name: 'hex-ids',
    title: {
      kk: 'жауапта он алтылық, есепте ондық нөмір',
      ru: 'в ответе номер hex, в отчёте десятичный',
      en: 'id in hex in the response, decimal in the receipt, no TLVs',
    },
  },
  {
    digits: '99910',
    name: 'zero-padded-ids',
    title: {
      kk: 'жауапта нөмір нөлдермен басталады',
      ru: 'в ответе номер с ведущими нулями',
      en: 'decimal id with leading zeros in the response, without in the receipt, no TLVs',
    },
  },
  {
    digits: '99911',
    name: 'disconnect',
    title: {
      kk: 'бірінші рет жауаптың ортасында байланыс үзіледі',
      ru: 'в первый раз обрыв посреди ответа',
      en: 'accepted, but the connection breaks within the response; a repetition is answered',
    },
  },
  {
    digits: '99912',
    name: 'response-lost',
    title: {
      kk: 'жауап жоғалады, есеп келеді',
      ru: 'ответ теряется, отчёт приходит',
      en: 'no response; the receipt comes',
    },
  },
  {
    digits: '99913',
    name: 'no-receipt',
    title: { kk: 'есеп келмейді', ru: 'отчёта не будет', en: 'accepted; no receipt ever' },
  },
];

/** The outcome of a destination number: `delivered` unless its last five digits say otherwise. */
export function outcomeOf(to: string): OutcomeName {
  return outcomes.find(({ digits }) => to.endsWith(digits))?.name ?? 'delivered';
}
