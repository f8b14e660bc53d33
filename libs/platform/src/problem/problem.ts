import { type Language, type Problem, type Refusal, refusals } from '@kezek/contracts';
import { RefusalWithHeaders } from './refusal-with-headers';

export const problemContentType = 'application/problem+json; charset=utf-8';

/** `type` of a problem: an identifier, and a page of the docs for each code. */
export const problemType = (code: string): string => `https://kezek.kz/problems/${code}`;

/**
 * The language of a title: the best of kk, ru and en that `Accept-Language` allows; Russian, which is officially used
 * along with Kazakh and is what the desks' systems of today speak, where it says nothing.
 */
export function languageOf(header: string | undefined): Language {
  const wishes = (header ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(p)?.[1]).find(Boolean);
      return { language: tag.split('-')[0] ?? '', weight: Number(weight ?? 1) };
    })
    .filter(({ language, weight }) => weight > 0 && ['kk', 'ru', 'en'].includes(language))
    .sort((a, b) => b.weight - a.weight);
  return (wishes[0]?.language ?? 'ru') as Language;
}

/** RFC 9457: what the caller gets for a refusal. */
export const problemOf = (refusal: Refusal, language: Language, traceId: string): Problem => {
  const { errors, state, actions, extra } = refusal.details;
  const { title, meaning } = refusals[refusal.code];
  // Who reads it in a log can go on without the list of refusals.
  const detail = refusal.details.detail ?? (errors === undefined ? meaning : undefined);
  return {
    ...extra,
    type: problemType(refusal.code),
    title: title[language],
    status: refusal.status,
    code: refusal.code,
    traceId,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors: [...errors] }),
    ...(state !== undefined && { state }),
    ...(actions !== undefined && { actions: [...actions] }),
  };
};

const retryAfterSeconds: Partial<Record<string, number>> = {
  'service-unavailable': 1,
  'request-in-progress': 1,
  // Long enough that a hall full of phones is spread.
  'temporary-reduced-capacity': 5,
};

export const problemHeaders = (refusal: Refusal, language: Language): Record<string, string> => {
  const retryAfter = retryAfterSeconds[refusal.code];
  return {
    'content-type': problemContentType,
    'content-language': language,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(refusal instanceof RefusalWithHeaders && refusal.headers),
  };
};
