import type { TopicDefinition } from '@kezek/contracts';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { kafkaClient } from './client';

/**
 * Lets each agency read the topics for agencies, in consumer groups whose ids begin with its own name and a dot; one that
 * the catalogue names as a topic's producer writes that topic instead, and reads none. The authorizer refuses everything
 * else.
 */
export async function grantAgencies(
  brokers: readonly string[],
  agencies: readonly string[],
  topics: readonly TopicDefinition[],
): Promise<void> {
  const acl = agencies.flatMap((agency) => rightsOf(agency, topics));
  if (acl.length === 0) return;
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
}

/** The access list of one agency. */
export function rightsOf(agency: string, topics: readonly TopicDefinition[]): AclEntry[] {
  const written = topics.filter(({ producer }) => producer === agency);
  return written.length > 0 ? toWrite(agency, written) : toRead(agency, topics);
}

function toRead(agency: string, topics: readonly TopicDefinition[]): AclEntry[] {
  const readable = topics.filter(({ audience }) => audience === 'agencies');
  const group = { ...inOwnName(agency), resourceType: AclResourceTypes.GROUP };
  return [
    ...onTopics(agency, readable, AclOperationTypes.READ),
    { ...group, operation: AclOperationTypes.READ },
  ];
}

/** In transactions too, whose ids begin with its own name and a dot. */
function toWrite(agency: string, topics: readonly TopicDefinition[]): AclEntry[] {
  const transaction = { ...inOwnName(agency), resourceType: AclResourceTypes.TRANSACTIONAL_ID };
  return [
    ...onTopics(agency, topics, AclOperationTypes.WRITE),
    ...[AclOperationTypes.WRITE, AclOperationTypes.DESCRIBE].map((operation) => ({
      ...transaction,
      operation,
    })),
  ];
}

const allow = (agency: string) => ({
  principal: `User:${agency}`,
  host: '*',
  permissionType: AclPermissionTypes.ALLOW,
});

const inOwnName = (agency: string) => ({
  ...allow(agency),
  resourceName: `${agency}.`,
  resourcePatternType: ResourcePatternTypes.PREFIXED,
});

const onTopics = (
  agency: string,
  topics: readonly TopicDefinition[],
  operation: AclOperationTypes,
): AclEntry[] =>
  topics.flatMap(({ name }) =>
    [operation, AclOperationTypes.DESCRIBE].map((each) => ({
      ...allow(agency),
      operation: each,
      resourceType: AclResourceTypes.TOPIC,
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
    })),
  );
