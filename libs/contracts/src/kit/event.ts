import { z } from 'zod';

export type Audience = 'agencies' | 'services' | 'oversight' | 'private';

/** A topic of the catalogue: what the stack, compose and Kubernetes create, and whom the ACLs let read. */
export interface TopicDefinition {
  readonly name: string;
  readonly title: string;
  readonly partitions: number;
  readonly cleanupPolicy: 'delete' | 'compact';
  readonly retentionMs?: number;
  readonly audience: Audience;
  /** The only readers of a `private` topic. */
  readonly readers?: readonly string[];
  /** Who writes it where we only read: another agency, by our contract. */
  readonly producer?: string;
}

export const defineTopic = <const T extends TopicDefinition>(topic: T): T => topic;

/** A fact that a service publishes; its audience is its topic's. */
export interface EventDefinition<D extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly version: number;
  readonly topic: TopicDefinition;
  readonly summary: string;
  readonly data: D;
  /** True data, for who reads or writes it. */
  readonly example?: z.input<D>;
}

export const defineEvent = <const E extends EventDefinition>(event: E): E => event;

/** An event on its way: what `emit` takes and what a consumer gets. */
export interface EventEnvelope<T = unknown> {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** RFC 3339; when the fact became true, by the clock of the service that says so. */
  readonly time: string;
  readonly subject: string;
  /** Kafka's key: events of one key stay in order. */
  readonly key: string;
  /** Increases with each event of the same subject: the aggregate's version. */
  readonly sequence: number;
  readonly data: T;
  readonly traceparent?: string;
}

export type EventOf<E extends EventDefinition> = EventEnvelope<z.output<E['data']>>;

/** What `emit` needs from the caller; id, source, time of writing and trace are added by the platform. */
export interface NewEvent<E extends EventDefinition> {
  readonly definition: E;
  readonly subject: string;
  readonly key: string;
  readonly sequence: number;
  readonly time: string;
  readonly data: z.input<E['data']>;
}

/** Where the JSON Schema of an event's data stands, relative to `libs/contracts/generated`. */
export const dataSchemaOf = (event: EventDefinition): string =>
  `schemas/${event.type}.v${String(event.version)}.json`;
