/** Addresses of the test infrastructure: given by whoever runs the tests, or set by the global set-up. */
export const addresses = {
  databaseUrl: () => named('DATABASE_URL'),
  kafkaBrokers: () => named('KAFKA_BROKERS').split(','),
  redisUrl: () => named('REDIS_URL'),
};

function named(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(
      `${name} is not set: does jest.config.js name libs/testing's global set-up for this project?`,
    );
  return value;
}
