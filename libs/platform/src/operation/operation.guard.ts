import { Refusal } from '@kezek/contracts';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { authorize } from '../auth/authorize';
import { TokenVerifier } from '../auth/token-verifier';
import { formFor } from './accept';
import { readInput } from './input';
import { operationOf } from './operation.decorator';

/**
 * Stands before every operation: who, what, where; whether an answer could be read at all; whether the request is what
 * the contract says. No handler runs before all of it, whatever it takes as arguments.
 */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(@Inject(TokenVerifier) private readonly verifier: TokenVerifier) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const operation = operationOf(request);
    const caller = await authorize(operation, request, this.verifier);
    if (caller !== undefined) request.caller = caller;
    const form = formFor(request.headers.accept, operation);
    if (form === undefined) throw new Refusal('not-acceptable');
    request.form = form;
    request.input = readInput(operation, request);
    return true;
  }
}
