import { offices } from '../seed/seed';
import { clients } from './clients';

const byId = new Map(clients.map((client) => [client.id, client]));

describe('the clients of the sandbox', () => {
  it('have ids of their own', () => {
    expect(byId.size).toBe(clients.length);
  });

  it('are those that scripts rely on', () => {
    const operators = (place: string, count: number) =>
      Array.from({ length: count }, (_, index) => `operator-${place}-${String(index + 1)}`);
    expect([...byId.keys()].sort()).toEqual(
      [
        'district-turksib',
        'district-sizo',
        'district-motorist',
        'kiosk-sizo',
        'kiosk-turksib',
        'board-turksib',
        ...operators('turksib', 16),
        ...operators('sizo', 4),
        'registrar-turksib',
        ...operators('motorist', 8),
        'head-turksib',
        'checkpoint-sizo-1',
        'checkpoint-sizo-2',
        'booking-portal',
        'bar-association',
        'prosecutor-turksib',
        'agency-akimat',
        'custody',
        'admin',
      ].sort(),
    );
  });

  it('act in offices that are seeded, and only the admin everywhere', () => {
    const known = new Set(offices.map(({ code }) => code));
    for (const client of clients.filter(({ kind }) => kind !== 'admin'))
      for (const office of client.offices) expect(known).toContain(office);
    expect(clients.filter((client) => client.offices.includes('*')).map(({ id }) => id)).toEqual(['admin']);
  });

  it('include an operator for each of the counters of Turksib', () => {
    const turksib = offices.find(({ code }) => code === 'ALM-TRK');
    const operators = clients.filter(({ id }) => id.startsWith('operator-turksib-'));
    expect(operators).toHaveLength(turksib?.counters.length ?? 0);
  });

  it('let an agency do nothing over REST', () => {
    expect(byId.get('agency-akimat')).toMatchObject({ offices: [], scopes: ['agency:subscribe'] });
    expect(byId.get('custody')).toMatchObject({ kind: 'agency', offices: [], scopes: [] });
  });

  it('let who books for others do nothing else', () => {
    for (const id of ['booking-portal', 'bar-association'])
      expect(byId.get(id)).toMatchObject({ kind: 'system', offices: ['ALM-SIZO'], scopes: ['visits:book'] });
  });
});
