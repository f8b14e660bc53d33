import type { EventDefinition, TopicDefinition } from '../kit/event';
import { dataSchemaOf } from '../kit/event';

const header = (description: string, type = 'string') => ({ type, description });

const headers = {
  type: 'object',
  required: ['ce_id', 'ce_type', 'ce_source', 'ce_specversion', 'ce_time', 'ce_subject', 'ce_sequence'],
  properties: {
    ce_id: header('Unique: a repeated delivery has the same id'),
    ce_type: header('The name of the event'),
    ce_source: header('The service that says so'),
    ce_specversion: header('1.0'),
    ce_time: header('RFC 3339: when it became true'),
    ce_subject: header('What it is about: the id of the aggregate'),
    ce_partitionkey: header('The record key: events of one key stay in order'),
    ce_sequence: header('Decimal; increases with each event of the same subject'),
    ce_dataschema: header('Where the JSON Schema of the data stands'),
    ce_traceparent: header('W3C trace context of the cause'),
  },
};

/** What we publish we send; what another agency publishes by our contract we receive. */
const actionOf = ({ producer }: TopicDefinition) =>
  producer === undefined ? { action: 'send', verb: 'publish' } : { action: 'receive', verb: 'consume' };

const channelOf = (topic: TopicDefinition) => topic.name.replaceAll('.', '_');
const messageOf = (event: EventDefinition) => `${event.type}.v${String(event.version)}`.replaceAll('.', '_');

function channel(topic: TopicDefinition, events: readonly EventDefinition[]) {
  const own = events.filter((event) => event.topic.name === topic.name);
  return {
    address: topic.name,
    title: topic.title,
    'x-audience': topic.audience,
    ...(topic.producer !== undefined && { 'x-producer': topic.producer }),
    messages: Object.fromEntries(
      own.map((event) => [messageOf(event), { $ref: `#/components/messages/${messageOf(event)}` }]),
    ),
  };
}

const message = (event: EventDefinition) => ({
  name: event.type,
  summary: event.summary,
  contentType: 'application/json',
  headers: { $ref: '#/components/schemas/CloudEventHeaders' },
  payload: { $ref: `./${dataSchemaOf(event)}` },
  ...(event.example !== undefined && { examples: [{ payload: event.example }] }),
});

/** AsyncAPI 3 of what the system publishes, and of what it reads of other agencies: CloudEvents 1.0 in Kafka's binary mode. */
export function asyncApiDocument(topics: readonly TopicDefinition[], events: readonly EventDefinition[]) {
  const published = topics.filter((topic) => events.some((event) => event.topic.name === topic.name));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Kezek events',
      version: '1.0.0',
      description: 'CloudEvents 1.0 in Kafka’s binary mode. Within a version only additions.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(published.map((topic) => [channelOf(topic), channel(topic, events)])),
    operations: Object.fromEntries(
      published.map((topic) => [
        `${actionOf(topic).verb}_${channelOf(topic)}`,
        {
          action: actionOf(topic).action,
          channel: { $ref: `#/channels/${channelOf(topic)}` },
          summary: topic.title,
        },
      ]),
    ),
    components: {
      schemas: { CloudEventHeaders: headers },
      messages: Object.fromEntries(events.map((event) => [messageOf(event), message(event)])),
    },
  };
}
