import { logger, metrics, recognize, RefusalWithHeaders, TokenVerifier } from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import { addressKey } from './address.rules';
import { LimitsService } from './limits.service';
import { rateLimitHeaders, retryAfter, type Spending } from './rate-limit-fields.service';

const exceeded = new Counter({
  name: 'kezek_quota_exceeded_total',
  help: 'Calls refused because a limit was used up, by the limit',
  labelNames: ['policy'],
  registers: [metrics],
});

/** Before every route, call or page: counts, tells what is left, refuses with 429. Nothing of a body is read before. */
export function limitCalls(app: NestFastifyApplication): void {
  const limits = app.get(LimitsService);
  const verifier = app.get(TokenVerifier);
  const noteProxy = proxyNotice();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      noteProxy(request);
      const { config, url = '' } = request.routeOptions;
      const spendings = await limits.spend({
        operation: config.operation,
        route: url,
        params: request.params as Record<string, string>,
        principal: await recognize(request, verifier),
        address: addressKey(request.ip),
      });
      if (spendings.length === 0) return;
      void reply.headers(rateLimitHeaders(spendings));
      refuseExceeded(spendings);
    });
}

function refuseExceeded(spendings: readonly Spending[]): void {
  const seconds = retryAfter(spendings);
  if (seconds === undefined) return;
  const violated = spendings.filter((spending) => spending.exceeded).map(({ policy }) => policy);
  for (const policy of violated) exceeded.inc({ policy });
  throw new RefusalWithHeaders(
    'quota-exceeded',
    { 'retry-after': String(seconds) },
    { extra: { 'violated-policies': violated } },
  );
}

// Behind a proxy that nobody named, everybody has the proxy's address, and its limit.
function proxyNotice(): (request: FastifyRequest) => void {
  let noted = false;
  return ({ headers, ip, raw }) => {
    if (noted || headers['x-forwarded-for'] === undefined || ip !== raw.socket.remoteAddress) return;
    noted = true;
    logger('limits').warn(
      'calls come through a proxy that TRUSTED_PROXIES does not name: all of them count as from its address',
    );
  };
}
