import { appointmentOperations } from './appointment.operations';
import { commandOperations } from './command.operations';
import { counterOperations } from './counter.operations';
import { numberBlockOperations } from './number-block.operations';
import { officeOperations } from './office.operations';
import { oversightOperations } from './oversight.operations';
import { ticketOperations } from './ticket.operations';
import { visitorOperations } from './visitor.operations';

/** The queue's calls; the board's stream is the gateway's. */
export const queueOperations = [
  ...officeOperations,
  ...ticketOperations,
  ...counterOperations,
  ...commandOperations,
  ...appointmentOperations,
  ...numberBlockOperations,
  ...oversightOperations,
  ...visitorOperations,
] as const;
