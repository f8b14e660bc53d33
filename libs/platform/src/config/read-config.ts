import { z } from 'zod';

/** Every setting that is missing or wrong, one sentence each; never a value, which may be a secret. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

/** `EX_CONFIG` of sysexits.h. */
export const configExitCode = 78;

export type Environment = Readonly<Record<string, string | undefined>>;

const sentence = (environment: Environment, issue: z.core.$ZodIssue): string => {
  const name = String(issue.path[0] ?? 'The settings');
  const value = environment[name];
  if (value === undefined && issue.code === 'invalid_type') return `${name} is missing.`;
  if (issue.code === 'invalid_value') return `${name} must be one of ${issue.values.map(String).join(', ')}.`;
  return `${name} is wrong: ${issue.message}.`;
};

const loopback = /^https?:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/;

type Rule = (environment: Environment) => string[];

// The embedded issuer hands tokens to whoever reads the sandbox's file: it must never guard real data.
const issuerRule: Rule = ({ OIDC_ISSUER: issuer = '' }) =>
  loopback.test(issuer)
    ? ['OIDC_ISSUER is wrong: a development issuer on this machine is refused with NODE_ENV=production.']
    : [];

// Deadlines and statistics of a real office are told by a real clock.
const clockRule: Rule = ({ CLOCK: clock }) =>
  clock === undefined ? [] : ['CLOCK is wrong: a simulated clock is refused with NODE_ENV=production.'];

const productionRules: Readonly<Record<string, Rule>> = { OIDC_ISSUER: issuerRule, CLOCK: clockRule };

/** What the settings of a schema may not be in production. */
const rules = (schema: z.ZodObject, environment: Environment): string[] =>
  environment['NODE_ENV'] === 'production'
    ? Object.entries(productionRules).flatMap(([name, rule]) =>
        name in schema.shape ? rule(environment) : [],
      )
    : [];

/**
 * Reads the environment by a schema of settings.
 * An empty variable counts as not set, as Compose and Kubernetes write it.
 * @throws {ConfigError} naming everything that is missing or wrong at once.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  environment: Environment = process.env,
): z.output<S> {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .filter((name) => (environment[name] ?? '') !== '')
      .map((name) => [name, environment[name]]),
  );
  const result = schema.safeParse(given);
  const faults = [
    ...(result.success ? [] : result.error.issues.map((issue) => sentence(given, issue))),
    ...rules(schema, given),
  ];
  if (!result.success || faults.length > 0) throw new ConfigError(faults);
  return result.data;
}
