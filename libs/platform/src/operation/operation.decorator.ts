import type { InputOf, OperationDefinition, Principal } from '@kezek/contracts';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Answer } from './reply';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The call that a route serves: guard, validation, answer and measures all read it here. */
    operation?: OperationDefinition;
    /** Nest's guard stands before the route. */
    guarded?: boolean;
  }
  interface FastifyRequest {
    /** Set by the guard; absent on public calls. */
    caller?: Principal;
    /** Set by the guard: every part parsed by the operation's schemas. */
    input?: InputOf<OperationDefinition>;
    /** Set by the guard: of the media types in which the operation answers, the one that `Accept` likes best. */
    form?: string;
  }
}

const methods = {
  get: RequestMethod.GET,
  post: RequestMethod.POST,
  put: RequestMethod.PUT,
  patch: RequestMethod.PATCH,
  delete: RequestMethod.DELETE,
} as const;

/** `/offices/{office}` as routers write it: `/offices/:office`. */
export const routePath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

type Handler<O extends OperationDefinition> = (...inputs: never[]) => Answer<O> | Promise<Answer<O>>;

/**
 * Mounts a call of the contract on a controller's method: path, guard, validation, status and filtering of the answer.
 * There is no other way to mount one. The method's return type is checked against the contract.
 */
export function Operation<const O extends OperationDefinition>(operation: O) {
  return <T extends Handler<O>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    applyDecorators(
      RequestMapping({ path: routePath(operation.path), method: methods[operation.method] }),
      HttpCode(operation.success[0]?.status ?? 200),
      RouteConfig({ operation, guarded: true }),
    )(target, key, descriptor);
  };
}

const requestOf = (execution: ExecutionContext): FastifyRequest =>
  execution.switchToHttp().getRequest<FastifyRequest>();

/** @throws {Error} for a route that serves no operation, which `createApp` refuses to start with. */
export function operationOf(request: FastifyRequest): OperationDefinition {
  const { operation } = request.routeOptions.config;
  if (operation === undefined) throw new Error('a route without an operation was called');
  return operation;
}

/** The whole input, parsed by the operation's schemas: annotate it `InputOf<typeof theOperation>`. */
export const Input = createParamDecorator(
  (_: unknown, execution: ExecutionContext) => requestOf(execution).input,
);

/** The media type that the caller wants, of those that the operation declares; without parameters. */
export const Form = createParamDecorator(
  (_: unknown, execution: ExecutionContext) => requestOf(execution).form,
);

/** Who is asking; undefined on public calls. */
export const callerOf = (execution: ExecutionContext): Principal | undefined => requestOf(execution).caller;

/** Who is asking, a `Principal`; undefined on public calls. */
export const Caller = createParamDecorator((_: unknown, execution: ExecutionContext) => callerOf(execution));
