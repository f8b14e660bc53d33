import { z } from 'zod';
import { dataSchemaOf, type EventDefinition } from '../kit/event';

/** The JSON Schema (2020-12) of an event's data, as a reader sees it: later versions may add fields. */
export function eventSchema(event: EventDefinition): Record<string, unknown> {
  const schema = z.toJSONSchema(event.data, { io: 'output', reused: 'inline', cycles: 'throw' });
  return { ...withoutClosing(schema), title: event.type, description: event.summary };
}

/** `additionalProperties: false` would make every addition a break. */
function withoutClosing<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withoutClosing) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => key !== 'id' && !(key === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutClosing(value)])) as T;
}

export const schemaFiles = (events: readonly EventDefinition[]): [path: string, content: unknown][] =>
  events.map((event) => [dataSchemaOf(event), eventSchema(event)]);
