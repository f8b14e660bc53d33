import { officeDefinition } from '@kezek/contracts';
import { offices } from './seed';

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
