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
 * Lets each agency read the topics for agencies, in consumer groups whose ids begin with its own name and a dot.
 * The authorizer refuses everything else.
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
  const allow = {
    principal: `User:${agency}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
  };
  const readable = topics.filter(({ audience }) => audience === 'agencies');
  const topicRights = readable.flatMap(({ name }) =>
    [AclOperationTypes.READ, AclOperationTypes.DESCRIBE].map((operation) => ({
      ...allow,
      operation,
      resourceType: AclResourceTypes.TOPIC,
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
    })),
  );
  const groupRight = {
    ...allow,
    operation: AclOperationTypes.READ,
    resourceType: AclResourceTypes.GROUP,
    resourceName: `${agency}.`,
    resourcePatternType: ResourcePatternTypes.PREFIXED,
  };
  return [...topicRights, groupRight];
}
