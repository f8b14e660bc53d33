import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;
type Direction = 'input' | 'output';

const mark = ':input';
const refTo = (id: string, direction: Direction): string =>
  `#/components/schemas/${id}${direction === 'input' ? mark : ''}`;

// Not every reader of a document knows Unicode's classes, as Python's does not.
const classes: readonly (readonly [string, string])[] = [
  [String.raw`\p{Cc}`, String.raw`\u0000-\u001f\u007f-\u009f`],
  [String.raw`\p{Cs}`, String.raw`\ud800-\udfff`],
];

// zod closes the objects of answers; clients must bear what a later version adds.
const portable = (context: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void => {
  const { def } = context.zodSchema._zod;
  if (def.type === 'object' && def.catchall === undefined) delete context.jsonSchema.additionalProperties;
  if (context.jsonSchema.pattern !== undefined)
    for (const [name, range] of classes)
      context.jsonSchema.pattern = context.jsonSchema.pattern.replaceAll(name, range);
};

/**
 * Collects the schemas of a document. What has an id in its `.meta` becomes a component; where reading and writing
 * differ (defaults, strictness), the written form is a component of its own, `<Id>Input`.
 */
export class SchemaCollection {
  readonly #found = { input: new Map<string, string>(), output: new Map<string, string>() };

  /** JSON Schema 2020-12 with references that `settle` makes final. */
  add(schema: z.ZodType, direction: Direction): Json {
    const {
      $schema: _dialect,
      $defs = {},
      ...own
    } = z.toJSONSchema(schema, {
      io: direction,
      override: portable,
      unrepresentable: 'any',
    });
    const text = (value: unknown): string =>
      JSON.stringify(value).replaceAll(/"#\/\$defs\/([^"]+)"/g, (_, id: string) =>
        JSON.stringify(refTo(id, direction)),
      );
    for (const [id, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition as Record<string, unknown>;
      this.#found[direction].set(id, text(rest));
    }
    return JSON.parse(text(own)) as Json;
  }

  #sameAs(id: string, split: ReadonlySet<string>): boolean {
    const input = this.#found.input.get(id) ?? '';
    if ([...split].some((other) => input.includes(`"${refTo(other, 'input')}"`))) return false;
    const output = this.#found.output.get(id);
    return output === undefined || output === input.replaceAll(`${mark}"`, '"');
  }

  // A schema differs, too, where one that it refers to differs: repeated until nothing is added.
  #split(): ReadonlySet<string> {
    const split = new Set<string>();
    for (;;) {
      const more = [...this.#found.input.keys()].filter((id) => !split.has(id) && !this.#sameAs(id, split));
      if (more.length === 0) return split;
      for (const id of more) split.add(id);
    }
  }

  /** The finished document, its components under `components.schemas`, sorted by name. */
  settle<T extends Json>(document: T): T {
    const split = this.#split();
    const components = new Map(this.#found.output);
    for (const [id, text] of this.#found.input) components.set(split.has(id) ? `${id}Input` : id, text);
    const schemas = [...components].sort(([a], [b]) => (a < b ? -1 : 1));
    const parsed = schemas.map(([id, text]) => [id, JSON.parse(text) as unknown] as const);
    const whole = {
      ...document,
      components: { ...(document['components'] as Json), schemas: Object.fromEntries(parsed) },
    };
    const final = JSON.stringify(whole).replaceAll(
      /"#\/components\/schemas\/([^":]+):input"/g,
      (_, id: string) => JSON.stringify(`#/components/schemas/${id}${split.has(id) ? 'Input' : ''}`),
    );
    return JSON.parse(final) as T;
  }
}
