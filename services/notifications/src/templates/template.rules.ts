import type { Language, Template } from '@kezek/contracts';
import { countSegments, type TextEncoding } from '@kezek/smpp';
import { instantFrom } from '@kezek/platform';
import { ErrorCode, FormatError, IntlMessageFormat } from 'intl-messageformat';

export type Arguments = Readonly<Record<string, string | number>>;

/** What is checked of a template before anything is sent by it; `longest` are the largest arguments it is made for. */
export interface TemplateDraft extends Omit<Template, 'version'> {
  readonly longest: Arguments;
}

export interface Rendered {
  readonly text: string;
  readonly encoding: TextEncoding;
  readonly segments: number;
}

const languages = ['kk', 'ru', 'en'] as const;

// The parser's own tree, of which only names and nesting are read here.
interface Node {
  readonly value?: unknown;
  readonly type: number;
  readonly options?: Readonly<Record<string, { readonly value: readonly Node[] }>>;
  readonly children?: readonly Node[];
}

const literal = 0;
const date = 3;
const pound = 7;
const tag = 8;

const namesIn = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) => {
    const inner = [
      ...Object.values(node.options ?? {}).flatMap((option) => option.value),
      ...(node.children ?? []),
    ];
    const own = node.type === literal || node.type === pound || node.type === tag ? [] : [String(node.value)];
    return [...own, ...namesIn(inner)];
  });

const datesIn = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) => [
    ...(node.type === date ? [String(node.value)] : []),
    ...Object.values(node.options ?? {}).flatMap((option) => datesIn(option.value)),
  ]);

// A date of the office's own calendar, which no time zone of the machine moves.
const formats = {
  date: {
    day: { day: 'numeric', month: 'long', timeZone: 'UTC' },
    weekday: { weekday: 'long', timeZone: 'UTC' },
  },
} as const;

/**
 * `{x, date, day}` and `{x, date, weekday}` take a date as `YYYY-MM-DD`.
 * @throws {SyntaxError} when the body isn't ICU MessageFormat.
 */
export const compile = (body: string, language: Language): IntlMessageFormat =>
  new IntlMessageFormat(body, language, formats, { ignoreTag: true });

/** The names of a body's arguments, in the order of their first use. */
export const argumentsOf = (body: string): readonly string[] => [
  ...new Set(namesIn(compile(body, 'en').getAst())),
];

/** What is wrong with the arguments that somebody gives for a body; empty when nothing is. */
export function argumentFaults(
  body: string,
  given: Arguments,
): readonly { readonly pointer: string; readonly code: 'required' | 'unknown-field' }[] {
  const wanted = argumentsOf(body);
  const missing = wanted.filter((name) => !(name in given));
  const unknown = Object.keys(given).filter((name) => !wanted.includes(name));
  return [
    ...missing.map((name) => ({ pointer: `/arguments/${name}`, code: 'required' as const })),
    ...unknown.map((name) => ({ pointer: `/arguments/${name}`, code: 'unknown-field' as const })),
  ];
}

/** `undefined` where an argument that is to be a date is none. */
function withDates(format: IntlMessageFormat, values: Arguments) {
  const dates = datesIn(format.getAst()).map((name) => [name, dateOf(values[name])] as const);
  return dates.some(([, instant]) => instant === undefined)
    ? undefined
    : { ...values, ...Object.fromEntries(dates) };
}

function dateOf(value: string | number | undefined) {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const instant = instantFrom(`${value}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** `undefined` when an argument isn't of the kind that the body wants (a plural of a word, say). */
export function render(format: IntlMessageFormat, values: Arguments): Rendered | undefined {
  const given = withDates(format, values);
  if (given === undefined) return undefined;
  try {
    const text = String(format.format(given)).trim();
    return { text, ...countSegments(text) };
  } catch (error) {
    if (error instanceof FormatError && error.code !== ErrorCode.MISSING_INTL_API) return undefined;
    throw error;
  }
}

/** Shortens a text to at most `most` characters, at the end of a word where there is one. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const cut = characters.slice(0, most + 1).join('');
  const space = cut.lastIndexOf(' ');
  return (space > most / 2 ? cut.slice(0, space) : characters.slice(0, most).join('')).replace(
    /[\s,.;:«(–-]+$/u,
    '',
  );
}

/** Words as long as the longest that the template is made for, so that no text outgrows its segments; links stay whole. */
export const fit = (values: Arguments, longest: Arguments): Arguments =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const limit = longest[name];
      const words = typeof value === 'string' && typeof limit === 'string' && !/^https?:/.test(value);
      return [name, words ? shorten(value, [...limit].length) : value];
    }),
  );

const bodyFaults = (language: Language, body: string, draft: TemplateDraft): readonly string[] => {
  const faults = argumentFaults(body, draft.longest).map(
    ({ pointer, code }) => `${language}: ${pointer} ${code}`,
  );
  if (faults.length > 0) return faults;
  const rendered = render(compile(body, language), draft.longest);
  if (rendered === undefined) return [`${language}: an argument is of another kind`];
  const most = draft.segmentsAtMost[language];
  return rendered.segments > most ? [`${language}: ${rendered.segments} segments, ${most} at most`] : [];
};

/** Everything that keeps a template from being published; empty when nothing does. */
export function templateFaults(draft: TemplateDraft): readonly string[] {
  return languages.flatMap((language) => {
    const body = draft.bodies[language];
    if (body === undefined) return [];
    try {
      return bodyFaults(language, body, draft);
    } catch (error) {
      if (error instanceof SyntaxError) return [`${language}: not ICU MessageFormat, ${error.message}`];
      throw error;
    }
  });
}

/** The body in a language; Russian stands in for English where a template has none. */
export const bodyIn = (bodies: Template['bodies'], language: Language): string =>
  bodies[language] ?? bodies.ru;
