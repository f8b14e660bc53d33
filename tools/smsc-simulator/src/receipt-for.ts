import { formatReceiptText, messageStates } from '@kezek/smpp';
import type { OutgoingReceipt } from './receipts';
import type { Accepted } from './accepted';

const errorCodes: Partial<Record<string, string>> = { expired: '027', undeliverable: '001' };

/** The receipt of a concluded SMS, or nothing when none was asked for or its number gets none. */
export function receiptFor(part: Accepted): OutgoingReceipt | undefined {
  const { envelope, outcome, state } = part;
  if (outcome === 'silent' || outcome === 'no-receipt' || !isWanted(part)) return undefined;
  const { from, to, userMessageReference } = envelope;
  const foreignNotation = outcome === 'hex-ids' || outcome === 'zero-padded-ids';
  const messageId = foreignNotation ? String(part.number) : part.messageId;
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
      sourceTon: to.ton,
      sourceNpi: to.npi,
      sourceAddress: to.address,
      destinationTon: from.ton,
      destinationNpi: from.npi,
      destinationAddress: from.address,
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
function isWanted({ envelope, state }: Accepted): boolean {
  const wanted = envelope.registeredDelivery & 0x03;
  return wanted === 1 || (wanted === 2 && state !== 'delivered');
}
