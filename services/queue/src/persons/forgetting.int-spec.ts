import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const person = { phone: '+77011234567', iin: '900101300007' };
const known = async (office: string) =>
  (
    await queue.rows<{ number: string }>(
      `SELECT number FROM ticket WHERE office = $1 AND (phone_hash IS NOT NULL OR iin_hash IS NOT NULL) ORDER BY number`,
      [office],
    )
  ).map(({ number }) => number);

describe('who held a ticket', () => {
  it('is forgotten a day after its end, and not while it is open', async () => {
    const office = await queue.office();
    const { body: over } = await queue.issue(office, person);
    await queue.command(over['id'], 'cancel', { reason: 'x' });
    await queue.issue(office, person);
    await queue.issue(office, { service: 'papers', iin: person.iin });
    queue.clock.advance({ hours: 24 });
    await queue.sweeper.housekeep();
    expect(await known(office)).toEqual(['A001', 'A002', 'K001']);
    queue.clock.advance({ seconds: 1 });
    await queue.sweeper.housekeep();
    expect(await known(office)).toEqual(['A002', 'K001']);
    expect(await queue.issue(office, person)).toMatchObject({ body: { code: 'ticket-already-open' } });
    expect((await queue.ask(`GET /tickets/${String(over['id'])}`)).body).toMatchObject({
      number: 'A001',
      state: 'cancelled',
      version: 2,
    });
  });

  it('is forgotten a thousand at a time, also by two processes at once', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, person);
    await queue.command(body['id'], 'cancel', { reason: 'x' });
    await queue.asOwner(`INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, channel, language, issued_at,
        business_day, basis_at, target_at, due_at, phone_hash, ended_at, outcome, changed_at, issued_by)
      SELECT gen_random_uuid(), uuid_send(gen_random_uuid()), '', office, service, 'B' || n, state, channel, language, issued_at,
        business_day, basis_at, target_at, due_at, phone_hash, ended_at, outcome, changed_at, issued_by
      FROM ticket, generate_series(1, 1200) AS n WHERE office = '${office}'`);
    queue.clock.advance({ hours: 25 });
    await queue.sweeper.housekeep();
    expect(await known(office)).toHaveLength(201);
    await Promise.all([queue.sweeper.housekeep(), queue.sweeper.housekeep()]);
    expect(await known(office)).toEqual([]);
  });

  it('no longer matters to a booking that is asked for again after it', async () => {
    const office = await queue.office();
    const body = {
      reference: 'R-1',
      service: 'reports',
      startsAt: queue.clock.now().toISOString(),
      language: 'kk',
    };
    const book = (more: object = person) =>
      queue.ask(`POST /offices/${office}/appointments`, { body: { ...body, ...more } });
    const first = await book();
    await queue.ask(`POST /offices/${office}/appointments/R-1/check-in`, { body: {} });
    await queue.command(first.body['id'], 'cancel', { reason: 'x' });
    expect(await book({})).toMatchObject({ body: { code: 'appointment-exists' } });
    queue.clock.advance({ hours: 25 });
    await queue.sweeper.housekeep();
    expect(await book()).toMatchObject({ status: 200, body: { id: first.body['id'], state: 'cancelled' } });
  });
});
