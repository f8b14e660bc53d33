import { facilityRules, officeDefinition, sessionTemplate } from '@kezek/contracts';
import type { Log } from '../processes/supervised';
import { Trouble } from '../trouble';
import { until } from '../until';
import { almMot5 } from './alm-mot-5';
import { almSizo } from './alm-sizo';
import { almSizoVisits } from './alm-sizo-visits';
import { almTrk } from './alm-trk';
import type { SeedFacility } from './facility';
import type { SeedOffice } from './office';

export const offices: readonly SeedOffice[] = [almSizo, almTrk, almMot5];
export const facilities: readonly SeedFacility[] = [almSizoVisits];

/**
 * Opens the offices that are not there yet, through the public REST API. An office that is there stays as it is:
 * somebody may have changed it.
 */
export async function openOffices(gateway: string, adminToken: string, log: Log): Promise<void> {
  await Promise.all(
    offices.map(async (office) => {
      const url = `${gateway}/v1/offices/${office.code}`;
      const opened = await until(() => openOffice(url, office, adminToken), {
        timeoutMs: 30_000,
        everyMs: 200,
        what: `The opening of ${office.code}`,
      });
      if (opened === 'opened') log(`opened ${office.code}, ${office.name.en ?? office.name.ru}`);
      for (const resource of neededBy(office)) await sayPresent(`${url}/resources/${resource}`, adminToken);
    }),
  );
}

/** The same for what visits need: rules, and then the templates that nobody has made or changed. */
export async function openFacilities(gateway: string, adminToken: string, log: Log): Promise<void> {
  for (const facility of facilities) {
    const opened = await until(() => openFacility(gateway, facility, adminToken), {
      timeoutMs: 30_000,
      everyMs: 200,
      what: `The rules of ${facility.code}`,
    });
    if (opened === 'opened') log(`set the rules and sessions of visits in ${facility.code}`);
  }
}

async function openFacility(
  gateway: string,
  { code, rules, templates }: SeedFacility,
  token: string,
): Promise<Opened> {
  const url = `${gateway}/v1/facilities/${code}`;
  const opened = [await openNew(`${url}/rules`, facilityRules.parse(rules), token)];
  for (const [name, template] of Object.entries(templates))
    opened.push(await openNew(`${url}/templates/${name}`, sessionTemplate.parse(template), token));
  return opened.includes('opened') ? 'opened' : 'known';
}

const neededBy = ({ services }: SeedOffice): Set<string> =>
  new Set(services.flatMap(({ resources }) => resources ?? []));

/** A procedural prosecutor is always there: until somebody says otherwise. */
async function sayPresent(url: string, token: string): Promise<void> {
  const found = await fetch(url, { headers: bearer(token), signal: AbortSignal.timeout(10_000) });
  const { since } = (await found.json()) as { since?: string };
  if (since !== undefined) return;
  const answer = await put(url, token, { present: true });
  if (!answer.ok) throw new Trouble(`PUT ${url} answered ${String(answer.status)}: ${await answer.text()}`);
  await answer.body?.cancel();
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const put = (url: string, token: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'PUT',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });

type Opened = 'opened' | 'known';

async function openOffice(url: string, office: SeedOffice, token: string): Promise<Opened> {
  const found = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  await found.body?.cancel();
  if (found.ok) return 'known';
  if (found.status !== 404) throw new Error(`GET ${url} answered ${String(found.status)}`);
  return openNew(url, officeDefinition.parse(office), token);
}

/** Without `If-Match`: what is there is not changed. A template is also left out where somebody else has its room by now. */
async function openNew(url: string, body: unknown, token: string): Promise<Opened> {
  const answer = await put(url, token, body);
  if (answer.ok || isThere.has(answer.status)) {
    await answer.body?.cancel();
    return answer.ok ? 'opened' : 'known';
  }
  const refusal = `PUT ${url} answered ${String(answer.status)}: ${await answer.text()}`;
  // What the server cannot do now it may do in a moment; what it refuses it will refuse again.
  if (answer.status < 500 && answer.status !== 429) throw new Trouble(refusal);
  throw new Error(refusal);
}

const isThere = new Set([428, 409]);
