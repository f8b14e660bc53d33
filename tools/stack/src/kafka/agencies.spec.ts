import { topics } from '@kezek/contracts';
import { AclOperationTypes, AclResourceTypes } from 'kafkajs';
import { rightsOf } from './agencies';

describe("an agency's rights", () => {
  const rights = rightsOf('agency-akimat', topics);

  it('are on the topics for agencies, and on no other', () => {
    const named = rights.filter(({ resourceType }) => resourceType === AclResourceTypes.TOPIC);
    const open = topics.filter(({ audience }) => audience === 'agencies').map(({ name }) => name);
    expect(open.length).toBeGreaterThan(0);
    expect(new Set(named.map(({ resourceName }) => resourceName))).toEqual(new Set(open));
  });

  it('are to read and to look, never to write', () => {
    const operations = new Set(rights.map(({ operation }) => operation));
    expect(operations).toEqual(new Set([AclOperationTypes.READ, AclOperationTypes.DESCRIBE]));
  });

  it('are on consumer groups that begin with its own name', () => {
    const groups = rights.filter(({ resourceType }) => resourceType === AclResourceTypes.GROUP);
    expect(groups.map(({ resourceName }) => resourceName)).toEqual(['agency-akimat.']);
  });
});

describe("the custody system's rights", () => {
  const rights = rightsOf('custody', topics);
  const of = (type: AclResourceTypes) =>
    rights
      .filter(({ resourceType }) => resourceType === type)
      .map(({ resourceName, operation }) => [resourceName, operation]);

  it('are to write the one topic of which it is the producer, and to read nothing', () => {
    expect(of(AclResourceTypes.TOPIC)).toEqual([
      ['custody.detainee.v1', AclOperationTypes.WRITE],
      ['custody.detainee.v1', AclOperationTypes.DESCRIBE],
    ]);
    expect(of(AclResourceTypes.GROUP)).toEqual([]);
  });

  it('are on transactions that begin with its own name', () => {
    expect(of(AclResourceTypes.TRANSACTIONAL_ID)).toEqual([
      ['custody.', AclOperationTypes.WRITE],
      ['custody.', AclOperationTypes.DESCRIBE],
    ]);
  });
});
