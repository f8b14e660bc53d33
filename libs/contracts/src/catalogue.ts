import type { EventDefinition, TopicDefinition } from './kit/event';
import type { OperationDefinition } from './kit/operation';
import { notificationEvents } from './notifications/notifications.events';
import { notificationOperations } from './notifications/notifications.operations';
import { counterEvents, officeDefined, ticketEvents } from './queue/queue.events';
import { queueOperations } from './queue/queue.operations';
import { checkpointEvents } from './visits/checkpoint.events';
import { custodyEvents } from './visits/custody.events';
import { visitsOperations } from './visits/visits.operations';
import { furtherVisitEvents, permissionEvents, timetableEvents, visitEvents } from './visits/visits.events';

/** Every call of the system. */
export const operations: readonly OperationDefinition[] = [
  ...queueOperations,
  ...visitsOperations,
  ...notificationOperations,
];

/** Every event of the system, and those of other agencies that it reads. */
export const events: readonly EventDefinition[] = [
  ...ticketEvents,
  ...counterEvents,
  officeDefined,
  ...notificationEvents,
  ...visitEvents,
  ...furtherVisitEvents,
  ...timetableEvents,
  ...permissionEvents,
  ...checkpointEvents,
  ...custodyEvents,
];

const published = [...new Set<TopicDefinition>(events.map((event) => event.topic))];

/** Copies of what a consumer could not take, for operators alone. */
export const deadTopicOf = (topic: string): string => `${topic}.dead`;

const deadLetters = published.map((topic): TopicDefinition => ({
  name: deadTopicOf(topic.name),
  title: `What could not be handled of ${topic.name}`,
  partitions: 1,
  cleanupPolicy: 'delete',
  retentionMs: topic.retentionMs ?? 7 * 24 * 60 * 60 * 1000,
  audience: 'private',
  readers: topic.readers ?? [],
}));

/** Every topic of the system: what the stack, compose and Kubernetes create. */
export const topics: readonly TopicDefinition[] = [...published, ...deadLetters];
