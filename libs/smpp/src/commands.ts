/** How a mandatory field stands on the wire: `text` ends with NUL and has at most `max` bytes with it. */
export type FieldKind =
  { readonly kind: 'u8' } | { readonly kind: 'text'; readonly max: number } | { readonly kind: 'octets' };

const u8 = { kind: 'u8' } as const;
const octets = { kind: 'octets' } as const;
const text = <M extends number>(max: M) => ({ kind: 'text', max }) as const;

const bind = {
  systemId: text(16),
  password: text(9),
  systemType: text(13),
  interfaceVersion: u8,
  addressTon: u8,
  addressNpi: u8,
  addressRange: text(41),
} as const;

const source = { sourceTon: u8, sourceNpi: u8, sourceAddress: text(21) } as const;
const destination = { destinationTon: u8, destinationNpi: u8, destinationAddress: text(21) } as const;

const message = {
  serviceType: text(6),
  ...source,
  ...destination,
  esmClass: u8,
  protocolId: u8,
  priorityFlag: u8,
  scheduleDeliveryTime: text(17),
  validityPeriod: text(17),
  registeredDelivery: u8,
  replaceIfPresent: u8,
  dataCoding: u8,
  defaultMessageId: u8,
  shortMessage: octets,
} as const;

const identified = { systemId: text(16) } as const;
const messageId = { messageId: text(65) } as const;

/** Commands of SMPP 3.4 (5.1.2.1) that we speak, each with its mandatory fields in the order of the wire. */
export const commands = {
  generic_nack: { id: 0x80000000, fields: {} },
  bind_receiver: { id: 0x00000001, fields: bind },
  bind_receiver_resp: { id: 0x80000001, fields: identified },
  bind_transmitter: { id: 0x00000002, fields: bind },
  bind_transmitter_resp: { id: 0x80000002, fields: identified },
  query_sm: { id: 0x00000003, fields: { ...messageId, ...source } },
  query_sm_resp: {
    id: 0x80000003,
    fields: { ...messageId, finalDate: text(17), messageState: u8, errorCode: u8 },
  },
  submit_sm: { id: 0x00000004, fields: message },
  submit_sm_resp: { id: 0x80000004, fields: messageId },
  deliver_sm: { id: 0x00000005, fields: message },
  deliver_sm_resp: { id: 0x80000005, fields: messageId },
  unbind: { id: 0x00000006, fields: {} },
  unbind_resp: { id: 0x80000006, fields: {} },
  cancel_sm: { id: 0x00000008, fields: { serviceType: text(6), ...messageId, ...source, ...destination } },
  cancel_sm_resp: { id: 0x80000008, fields: {} },
  bind_transceiver: { id: 0x00000009, fields: bind },
  bind_transceiver_resp: { id: 0x80000009, fields: identified },
  enquire_link: { id: 0x00000015, fields: {} },
  enquire_link_resp: { id: 0x80000015, fields: {} },
  alert_notification: {
    id: 0x00000102,
    fields: { ...source, esmeTon: u8, esmeNpi: u8, esmeAddress: text(65) },
  },
} as const;

export type CommandName = keyof typeof commands;

type ValueOf<F> = F extends { kind: 'u8' } ? number : F extends { kind: 'text' } ? string : Buffer;

/** The mandatory fields of a command; all are present after decoding. */
export type FieldsOf<C extends CommandName> = {
  readonly [K in keyof (typeof commands)[C]['fields']]: ValueOf<(typeof commands)[C]['fields'][K]>;
};

const byId = new Map<number, CommandName>(
  Object.entries(commands).map(([name, { id }]) => [id, name as CommandName]),
);

export function commandOf(id: number): CommandName | undefined {
  return byId.get(id);
}

/** Responses have the highest bit of the command id set. */
export function isResponse(command: CommandName): boolean {
  return commands[command].id >= 0x80000000;
}

/** The mandatory fields of a command as a table for encoding and decoding. */
export function fieldsOf(command: CommandName): readonly (readonly [string, FieldKind])[] {
  return Object.entries<FieldKind>(commands[command].fields);
}
