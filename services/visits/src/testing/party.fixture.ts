import type { TokenClaims } from '@kezek/testing';
import { randomUUID } from 'node:crypto';
import { alsoVisits, families, type Family } from './family.fixture';
import { portal } from './people.fixture';
import { templateBody } from './timetable-of.fixture';
import type { Answer, Ask, Json, VisitsFixture } from './visits.fixture';

export { portal };

/** A facility with one template, `TUE`, and what one books in it. */
export class Prison {
  static async open(visits: VisitsFixture, template: Json = {}, rules: Json = {}): Promise<Prison> {
    const office = await visits.facility(rules);
    const prison = new Prison(visits, office);
    await prison.template('TUE', template);
    return prison;
  }

  readonly #sessions = new Map<string, string>();

  private constructor(
    readonly visits: VisitsFixture,
    readonly office: string,
  ) {}

  get portal(): TokenClaims {
    return portal(this.office);
  }

  async template(code: string, more: Json = {}, ask: Ask = {}): Promise<Answer> {
    const body = templateBody(more);
    const answer = await this.visits.ask(`PUT /facilities/${this.office}/templates/${code}`, {
      ...ask,
      body,
    });
    if (answer.status > 201 && ask.ifMatch === undefined) throw new Error(JSON.stringify(answer.body));
    return answer;
  }

  async family(more: Parameters<typeof families>[3] = {}): Promise<Family> {
    const [family] = await families(this.visits, this.office, 1, more);
    if (family === undefined) throw new Error('there is one');
    return family;
  }

  /** The first one's visitor, as a party to the second one's detainee. */
  alsoVisits(one: Family, two: Family): Promise<Family> {
    return alsoVisits(this.visits, one, two);
  }

  sessions(
    family: Pick<Family, 'detainee' | 'members'>,
    more: Json = {},
    ask: Ask = {},
  ): Promise<Answer<Listed>> {
    const query = new URLSearchParams({
      detainee: family.detainee,
      members: family.members.join(','),
      ...(more as Record<string, string>),
    });
    return this.visits.ask(`GET /facilities/${this.office}/sessions?${query.toString()}`, ask);
  }

  /** The id of a template's session on a day. */
  async session(date = '2026-03-17', template = 'TUE'): Promise<string> {
    const name = `${template} ${date}`;
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const nobody = { detainee: randomUUID(), members: [randomUUID()] };
    const { body } = await this.sessions(nobody, { from: date, to: date });
    const found = body.items.find((one) => one.template === template)?.id;
    if (found === undefined) throw new Error(`no session ${name}: ${JSON.stringify(body)}`);
    this.#sessions.set(name, found);
    return found;
  }

  /** As the portal, for a booker of its own; of everything there is a usual. */
  async hold(family: Family, more: Json = {}, ask: Ask = {}): Promise<Answer> {
    const { detainee, members, permission } = family;
    const session = more['session'] ?? (await this.session());
    const booker = ask.as === undefined ? { booker: randomUUID() } : {};
    const body = { session, pool: 'open', detainee, members, permission, ...booker, ...more };
    return this.visits.ask('POST /holds', { as: this.portal, ...ask, body });
  }

  confirm(hold: Answer | string, ask: Ask = {}): Promise<Answer> {
    const ref = typeof hold === 'string' ? hold : String(hold.body['ref']);
    return this.visits.ask(`POST /holds/${ref}/confirm`, { as: this.portal, ...ask, body: {} });
  }

  /** Held and confirmed. */
  async book(family: Family, more: Json = {}, ask: Ask = {}): Promise<Answer> {
    const hold = await this.hold(family, more, ask);
    if (hold.status !== 201) return hold;
    return this.confirm(hold, ask);
  }

  act(visit: Answer, action: string, body: Json = {}, ask: Ask = {}): Promise<Answer> {
    return this.visits.ask(`POST /visits/${String(visit.body['ref'])}/${action}`, {
      as: this.portal,
      ...ask,
      body,
    });
  }

  /** What was said of a detainee's visits. */
  async told(detainee: string): Promise<Awaited<ReturnType<VisitsFixture['events']>>> {
    return (await this.visits.events(detainee)).filter(({ type }) => type.startsWith('visits.visit.'));
  }

  /** What the database says of the pools of a facility's sessions, and what it should. */
  async oversold(): Promise<Json[]> {
    return this.visits.rows(
      `SELECT p.session, p.kind, p.parties_taken, p.persons_taken, held.parties, held.persons
       FROM pool p JOIN session s ON s.id = p.session, LATERAL (
         SELECT count(*)::integer AS parties, coalesce(sum(persons), 0)::integer AS persons FROM (
           SELECT cardinality(members) AS persons FROM hold h
             WHERE h.session = p.session AND h.pool = p.kind AND h.state = 'active'
           UNION ALL SELECT v.persons FROM visit v WHERE v.session = p.session AND v.pool = p.kind AND v.live) a) held
       WHERE s.facility = $1 AND ((p.parties_taken, p.persons_taken) <> (held.parties, held.persons)
         OR p.parties_taken > p.parties + p.parties_over)`,
      [this.office],
    );
  }

  /** Parties that have a place in a pool. */
  async taken(session: string, pool = 'open'): Promise<number> {
    const [found] = await this.visits.rows<{ n: number }>(
      'SELECT parties_taken AS n FROM pool WHERE session = $1 AND kind = $2',
      [session, pool],
    );
    return found?.n ?? 0;
  }
}

interface Listed {
  readonly items: {
    readonly id: string;
    readonly template: string;
    readonly date: string;
    readonly pools: Json[];
    readonly conflicts?: Json[];
  }[];
}
