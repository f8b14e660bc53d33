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
