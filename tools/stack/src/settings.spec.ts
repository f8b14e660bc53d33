import { askedPort, ownParts, passedThrough, readSettings } from './settings';

describe('settings', () => {
  it('honour each address separately', () => {
    const settings = readSettings({ KAFKA_BROKERS: 'one:9092, two:9092' });
    expect(settings.kafkaBrokers).toEqual(['one:9092', 'two:9092']);
    expect(settings.databaseUrl).toBeUndefined();
    expect(settings.redisUrl).toBeUndefined();
  });

  it('keep jars below the cache directory of the user', () => {
    expect(readSettings({ XDG_CACHE_HOME: '/var/cache/me' }).cacheDir).toBe('/var/cache/me/kezek');
  });

  it('end a repository with a slash', () => {
    expect(readSettings({ KEZEK_MAVEN_REPOSITORY: 'http://mirror/maven' }).mavenRepository).toBe(
      'http://mirror/maven/',
    );
  });

  it('refuse a provider that there is not', () => {
    expect(() => readSettings({ KEZEK_PROVIDER: 'podman' })).toThrow('it may be docker or embedded');
  });

  it('forget what others run when everything is to be our own', () => {
    const own = ownParts(
      readSettings({ DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x', PATH: '/bin' }),
    );
    expect(own).toMatchObject({ path: ['/bin'] });
    expect(own.databaseUrl ?? own.redisUrl ?? own.kafkaBrokers).toBeUndefined();
  });

  it('refuse a port that is none', () => {
    expect(() => askedPort('GATEWAY_PORT', { GATEWAY_PORT: 'http' })).toThrow(
      'GATEWAY_PORT is "http"; a port is a number from 1 to 65535.',
    );
    expect(askedPort('GATEWAY_PORT', { GATEWAY_PORT: '9000' })).toBe(9000);
    expect(askedPort('GATEWAY_PORT', {})).toBeUndefined();
  });

  it('pass nothing of ours on to services that they need not know', () => {
    expect(passedThrough({ PATH: '/bin', DATABASE_URL: 'postgres://superuser' })).toEqual({ PATH: '/bin' });
  });
});
