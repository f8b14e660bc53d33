import { formatReceiptText, messageStates } from '@kezek/smpp';
import type { OutgoingReceipt } from './receipts';
import type { Accepted } from './smsc';

const errorCodes: Partial<Record<string, string>> = { expired: '027', undeliverable: '001' };

/** The receipt of a concluded SMS, or nothing when none was asked for or its number gets none. */
export function receiptFor(part: Accepted): OutgoingReceipt | undefined {
  const { pdu, outcome, state } = part;
  if (outcome === 'silent' || outcome === 'no-receipt' || !isWanted(part)) return undefined;
  const { fields, tlvs } = pdu;
  const foreignNotation = outcome === 'hex-ids' || outcome === 'zero-padded-ids';
  const messageId = foreignNotation ? String(part.number) : part.messageId;
  const { userMessageReference } = tlvs;
  const text = formatReceiptText({
    messageId,
    state,
    submittedAt: part.receivedAt,
    doneAt: part.doneAt ?? part.receivedAt,
    errorCode: errorCodes[state] ?? '000',
  });
  return {
    systemId: part.systemId,
    fields: {
      sourceTon: fields.destinationTon,
      sourceNpi: fields.destinationNpi,
      sourceAddress: fields.destinationAddress,
      destinationTon: fields.sourceTon,
      destinationNpi: fields.sourceNpi,
      destinationAddress: fields.sourceAddress,
      esmClass: 0x04,
      shortMessage: Buffer.from(text, 'latin1'),
    },
    tlvs: {
      ...(!foreignNotation && { receiptedMessageId: messageId, messageState: messageStates[state][0] }),
      ...(userMessageReference !== undefined && { userMessageReference }),
    },
  };
}

// registered_delivery (SMPP 3.4, 5.2.17): 1 wants every end, 2 only failures.
function isWanted({ pdu, state }: Accepted): boolean {
  const wanted = pdu.fields.registeredDelivery & 0x03;
  return wanted === 1 || (wanted === 2 && state !== 'delivered');
}
