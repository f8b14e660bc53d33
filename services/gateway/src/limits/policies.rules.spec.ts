import { operations, type OperationDefinition, type Principal } from '@kezek/contracts';
import { addressKey } from './address.rules';
import { type Call, policies, visitorPageRoute } from './policies.rules';
import { limitSettings, policyNames, settingOf } from './limit-settings.service';

const operation = (id: string): OperationDefinition => {
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};
const desk: Principal = { subject: 'district-1', kind: 'system', offices: ['*'], scopes: [] };
const aCall = (call: Partial<Call> = {}): Call => ({
  operation: operation('listTickets'),
  route: '/v1/offices/:office/tickets',
  params: { office: 'ALM-TRK' },
  principal: desk,
  address: '192.0.2.1',
  ...call,
});
/** The limits that count the call, each with its key. */
const countedBy = (call: Partial<Call>): Record<string, string> =>
  Object.fromEntries(
    policyNames.flatMap((policy) => {
      const key = policies[policy].keyOf(aCall(call));
      return key === undefined ? [] : [[policy, key]];
    }),
  );

describe('a call', () => {
  it('with a token counts for its client and the office, wherever it comes from', () => {
    expect(countedBy({})).toEqual({ client: 'district-1', office: 'ALM-TRK' });
    const byId = { operation: operation('callTicket'), params: { id: '1' } };
    expect(countedBy(byId)).toEqual({ client: 'district-1' });
  });

  it.each(['issueTicket', 'giveNumberBlock', 'syncNumberBlock', 'bookAppointment', 'checkInAppointment'])(
    'that takes tickets (%s) counts for its client in that office, too',
    (id) => {
      expect(countedBy({ operation: operation(id) })).toEqual({
        client: 'district-1',
        office: 'ALM-TRK',
        issuing: 'ALM-TRK district-1',
      });
    },
  );

  it('without a token counts for its address, and never for an office', () => {
    expect(countedBy({ operation: operation('getBoard'), principal: undefined })).toEqual({
      address: '192.0.2.1',
    });
    // It will be refused for want of a token: the office must not suffer from it.
    expect(countedBy({ operation: operation('issueTicket'), principal: undefined })).toEqual({
      address: '192.0.2.1',
    });
  });

  it.each(['trackTicket', 'leaveQueue'])('by a tracking token (%s) counts more strictly', (id) => {
    expect(countedBy({ operation: operation(id), params: {}, principal: undefined })).toEqual({
      address: '192.0.2.1',
      tracking: '192.0.2.1',
    });
  });

  it('that opens a visitor’s page counts more strictly', () => {
    const page = { operation: undefined, params: {}, principal: undefined };
    expect(countedBy({ ...page, route: visitorPageRoute })).toEqual({
      address: '192.0.2.1',
      links: '192.0.2.1',
    });
    expect(countedBy({ ...page, route: '/board/:office' })).toEqual({ address: '192.0.2.1' });
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:aaaa::1', '2001:db8:0:1::/64'],
    ['2001:0db8:0000:0001:bbbb:0:0:2', '2001:db8:0:1::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('the setting of a limit', () => {
  it('is a quota, or off', () => {
    const setting = limitSettings.RATE_LIMIT_CLIENT;
    expect(setting.parse('10/5')).toEqual({ calls: 10, seconds: 5 });
    expect(setting.parse('off')).toBeUndefined();
    expect(setting.parse(undefined)).toEqual({ calls: 120_000, seconds: 60 });
    for (const wrong of ['10', '0/60', '10/0', '-1/60', '10/60s'])
      expect(setting.safeParse(wrong).success).toBe(false);
  });

  it('is named after the limit', () => {
    expect(policyNames.map(settingOf).sort()).toEqual(Object.keys(limitSettings).sort());
  });
});
