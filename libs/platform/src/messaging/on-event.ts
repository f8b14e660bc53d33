import type { EventDefinition, EventOf } from '@kezek/contracts';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventContext } from '../inbox/handler';

type Takes<E extends EventDefinition> = (event: EventOf<E>, context: EventContext) => Promise<void>;

/**
 * Nest's `@EventPattern(definition.type)` with `@Payload()` and `@Ctx()` in their places, checked by the compiler: the
 * method takes the event as its definition has it, and the context with the transaction.
 */
export const OnEvent =
  <E extends EventDefinition>(definition: E) =>
  (target: object, name: string, descriptor: TypedPropertyDescriptor<Takes<E>>): void => {
    Payload()(target, name, 0);
    Ctx()(target, name, 1);
    EventPattern<E['type']>(definition.type)(target, name, descriptor);
  };
