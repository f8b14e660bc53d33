import { z } from 'zod';
import { ConfigError, readConfig } from './read-config';
import {
  clockSettings,
  databaseSettings,
  httpSettings,
  identitySettings,
  kafkaSettings,
  processSettings,
} from './settings';

const schema = z.object({
  ...processSettings,
  ...httpSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...identitySettings,
});
const good = {
  PORT: '3001',
  OPS_PORT: '4001',
  DATABASE_URL: 'postgres://queue_service:hush@127.0.0.1:5432/queue',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  OIDC_ISSUER: 'http://127.0.0.1:9000',
};

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(schema, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

describe('settings', () => {
  it('are parsed, with defaults for what may be absent', () => {
    expect(readConfig(schema, { ...good, UNRELATED: 'x' })).toEqual({
      NODE_ENV: 'development',
      LOG_LEVEL: 'info',
      STOP_SECONDS: 10,
      HOST: '127.0.0.1',
      PORT: 3001,
      OPS_HOST: '127.0.0.1',
      OPS_PORT: 4001,
      DATABASE_URL: good.DATABASE_URL,
      DATABASE_POOL_SIZE: 10,
      DATABASE_PUBLIC_CONNECTIONS: 1,
      KAFKA_BROKERS: ['127.0.0.1:9092', '127.0.0.1:9093'],
      OIDC_ISSUER: good.OIDC_ISSUER,
      OIDC_AUDIENCE: 'kezek',
    });
  });

  it('that are missing or wrong are all named at once', () => {
    expect(faultsOf({ PORT: '70000', OPS_PORT: '', LOG_LEVEL: 'loud', KAFKA_BROKERS: 'nowhere' })).toEqual([
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
      expect.stringMatching(/^PORT is wrong: .*65535/),
      'OPS_PORT is missing.',
      'DATABASE_URL is missing.',
      expect.stringMatching(/^KAFKA_BROKERS/),
      'OIDC_ISSUER is missing.',
    ]);
  });

  it('that are wrong are never shown, for they may be secrets', () => {
    const faults = faultsOf({ ...good, DATABASE_URL: 'mysql://queue:hunter2@host/queue' });
    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('refuse the development issuer in production', () => {
    expect(faultsOf({ ...good, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('development issuer'),
    ]);
    expect(
      faultsOf({ ...good, NODE_ENV: 'production', OIDC_ISSUER: 'https://id.example.kz/realms/kezek' }),
    ).toEqual([]);
  });

  it('tell of a simulated clock, but never in production', () => {
    const simulated = z.object({ ...processSettings, ...clockSettings });
    const CLOCK = '2026-03-10T03:50:00Z@60x1000000';
    expect(readConfig(simulated, { CLOCK }).CLOCK).toEqual({
      startsAt: new Date('2026-03-10T03:50:00Z'),
      rate: 60,
      began: 1_000_000,
    });
    expect(readConfig(simulated, {}).CLOCK).toBeUndefined();
    expect(() => readConfig(simulated, { CLOCK: 'noon' })).toThrow('CLOCK is wrong: must be <RFC 3339');
    expect(() => readConfig(simulated, { CLOCK, NODE_ENV: 'production' })).toThrow(
      'CLOCK is wrong: a simulated clock is refused with NODE_ENV=production.',
    );
  });
});
