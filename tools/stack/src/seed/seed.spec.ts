import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { facilityRules, officeDefinition, sessionTemplate } from '@kezek/contracts';
import { facilities, offices, openFacilities } from './seed';

describe.each(offices)('the seeded office $code', (office) => {
  it('is what the contract takes', () => {
    expect(officeDefinition.parse(office)).toMatchObject({ code: office.code });
  });

  it('has its texts in Kazakh, Russian and English', () => {
    const texts = [office.name, office.address, ...office.services.map(({ name }) => name)];
    for (const text of texts) expect(Object.keys(text)).toEqual(['kk', 'ru', 'en']);
  });

  it('stands in Almaty', () => {
    expect(office.location.latitude).toBeCloseTo(43.3, 0);
    expect(office.location.longitude).toBeCloseTo(76.95, 0);
  });

  it('promises 20 minutes, and 15 where it is the police', () => {
    const promised = new Set(office.services.map(({ target }) => target.minutes));
    expect([...promised]).toEqual([office.kind === 'police' ? 15 : 20]);
  });

  it('numbers its services by letters of their own', () => {
    expect(new Set(office.services.map(({ prefix }) => prefix)).size).toBe(office.services.length);
  });
});

it('a crime report needs a prosecutor', () => {
  const services = offices.flatMap((office) => office.services);
  expect(services.find(({ code }) => code === 'crime-report')?.resources).toEqual(['prosecutor']);
});

describe.each(facilities)('the seeded facility $code', ({ code, rules, templates }) => {
  const office = offices.find((one) => one.code === code);
  const sessions = Object.values(templates).map((template) => sessionTemplate.parse(template));

  it('is an office that serves what its visits are for', () => {
    const services = office?.services.map((service) => service.code);
    const { timeZone, queueServices } = facilityRules.parse(rules);
    expect(services).toEqual(expect.arrayContaining(Object.values(queueServices)));
    expect(timeZone).toBe(office?.timeZone);
  });

  it('receives relatives and lawyers, while the office is open', () => {
    expect(new Set(sessions.flatMap(({ bookableBy }) => bookableBy))).toEqual(
      new Set(['relative', 'lawyer']),
    );
    const weekly = office?.hours !== undefined && 'weekly' in office.hours ? office.hours.weekly : [];
    for (const { weekday, startsAt, endsAt } of sessions) {
      const day = weekly.find(({ days }) => days.includes(weekday));
      expect([startsAt >= String(day?.from), endsAt <= String(day?.to)]).toEqual([true, true]);
    }
  });
});

it('a facility gets what it has not: what is there is left, and is no trouble', async () => {
  const there = new Map([['/v1/facilities/ALM-SIZO/templates/counsel-wed', 428]]);
  const made: string[] = [];
  let away = true;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const status = away ? 503 : (there.get(path) ?? 201);
    away = false;
    if (status === 201) {
      made.push(`${String(request.method)} ${path}`);
      there.set(path, 428);
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const said: string[] = [];
  try {
    for (const _ of ['first', 'second']) await openFacilities(gateway, 'token', (line) => said.push(line));
    const below = 'PUT /v1/facilities/ALM-SIZO';
    expect(made).toEqual([
      `${below}/rules`,
      `${below}/templates/relatives-tue`,
      `${below}/templates/relatives-thu`,
    ]);
    expect(said).toHaveLength(1);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
