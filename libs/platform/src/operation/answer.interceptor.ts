import type { OperationDefinition, Success } from '@kezek/contracts';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { typeOf } from './accept';
import { operationOf } from './operation.decorator';
import { Reply } from './reply';

/** A service broke its own contract: a bug, named without the values. */
export class AnswerMismatch extends Error {
  constructor(operation: string, status: number, faults: readonly string[]) {
    super(`the answer of ${operation} (${String(status)}) breaks its contract: ${faults.join('; ')}`);
    this.name = 'AnswerMismatch';
  }
}

const asReply = (operation: OperationDefinition, value: unknown): Reply => {
  if (value instanceof Reply) return value;
  const empty = value === undefined && operation.success.some(({ status }) => status === 204);
  return new Reply(empty ? 204 : (operation.success[0]?.status ?? 200), value);
};

/** RFC 8288: the page after this one, with the same query; relative, so that it holds behind the gateway too. */
function linkToNext(body: unknown, url: string): Record<string, string> {
  if (typeof body !== 'object' || body === null || !('next' in body) || typeof body.next !== 'string')
    return {};
  const query = new URLSearchParams(url.split('?')[1]);
  query.set('after', body.next);
  return { link: `<?${query.toString()}>; rel="next"` };
}

const versionOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;

/** Of the ways to tell a status the one that was asked for; the only one where there is no choice. */
function successOf({ id, success }: OperationDefinition, status: number, form: string | undefined): Success {
  const told = success.filter((one) => one.status === status);
  const found = told.find((one) => typeOf(one) === form) ?? told[0];
  if (found === undefined) throw new AnswerMismatch(id, status, ['undeclared status']);
  return found;
}

function filtered(
  operation: OperationDefinition,
  success: Success,
  given: Reply,
  headers: Record<string, string>,
): unknown {
  if (success.contentType !== undefined) headers['content-type'] = success.contentType;
  if (success.body === undefined) return success.contentType === undefined ? undefined : given.body;
  const result = success.body.safeParse(given.body);
  if (!result.success)
    throw new AnswerMismatch(
      operation.id,
      given.status,
      result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`),
    );
  if (success.etag) headers['etag'] = `"${String(versionOf(result.data))}"`;
  return result.data;
}

/** Only what the contract declares leaves the service: one parse checks and strips. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const operation = operationOf(http.getRequest<FastifyRequest>());
    const response = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        if (response.sent) return value;
        const given = asReply(operation, value);
        const { form, url } = http.getRequest<FastifyRequest>();
        const headers: Record<string, string> = {};
        const body = filtered(operation, successOf(operation, given.status, form), given, headers);
        const link = linkToNext(body, url);
        void response.status(given.status).headers({ ...headers, ...link, ...given.headers });
        return body;
      }),
    );
  }
}
