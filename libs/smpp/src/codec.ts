import {
  type CommandName,
  type FieldKind,
  type FieldsOf,
  commandOf,
  commands,
  fieldsOf,
  isResponse,
} from './commands';
import { MalformedPdu, UnencodablePdu } from './malformed';
import { type NamedTlvs, type RawTlv, type Tlvs, decodeTlvs, encodeTlvs } from './tlv';

/** Bytes of the header: length, command id, status, sequence number. */
export const headerLength = 16;
/** No PDU that we speak comes near it; a length above is an attack or a lost framing. */
export const maximumLength = 64 * 1024;

/** A decoded PDU. `fields` of a response without a body (an error) are empty strings and zeros. */
export type Pdu<C extends CommandName = CommandName> = {
  [K in C]: {
    readonly command: K;
    readonly status: number;
    readonly sequence: number;
    readonly fields: FieldsOf<K>;
    readonly tlvs: NamedTlvs;
    readonly rawTlvs: readonly RawTlv[];
  };
}[C];

/** Well framed, but a command that we don't speak: to be answered with generic_nack. */
export interface UnknownPdu {
  readonly command: 'unknown';
  readonly commandId: number;
  readonly status: number;
  readonly sequence: number;
}

/** What to encode: absent fields are empty or zero. */
export interface PduInput<C extends CommandName> {
  readonly command: C;
  readonly sequence: number;
  readonly status?: number;
  readonly fields?: Partial<FieldsOf<C>>;
  readonly tlvs?: NamedTlvs;
  readonly rawTlvs?: readonly RawTlv[];
}

/** Encodes one PDU. Throws `UnencodablePdu` for a field that doesn't fit. */
export function encodePdu<C extends CommandName>(input: PduInput<C>): Buffer {
  const given = (input.fields ?? {}) as Readonly<Record<string, unknown>>;
  const mandatory = fieldsOf(input.command).map(([name, kind]) => encodeField(name, kind, given[name]));
  const tlvs = encodeTlvs({ named: input.tlvs ?? {}, raw: input.rawTlvs ?? [] });
  const body = Buffer.concat([...mandatory, tlvs]);
  const length = headerLength + body.length;
  if (length > maximumLength) throw new UnencodablePdu(input.command, `${String(length)} bytes`);
  const head = Buffer.alloc(headerLength);
  head.writeUInt32BE(length, 0);
  head.writeUInt32BE(commands[input.command].id, 4);
  head.writeUInt32BE(input.status ?? 0, 8);
  head.writeUInt32BE(input.sequence, 12);
  return Buffer.concat([head, body]);
}

function encodeField(name: string, kind: FieldKind, value: unknown): Buffer {
  if (kind.kind === 'u8') return encodeByte(name, value ?? 0);
  if (kind.kind === 'text') return encodeString(name, kind.max, value ?? '');
  const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  if (bytes.length > 254) throw new UnencodablePdu(name, `${String(bytes.length)} bytes, 254 at most`);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function encodeByte(name: string, value: unknown): Buffer {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 255) {
    throw new UnencodablePdu(name, 'not a byte');
  }
  return Buffer.from([value]);
}

function encodeString(name: string, max: number, value: unknown): Buffer {
  if (typeof value !== 'string') throw new UnencodablePdu(name, 'not a text');
  if (value.length >= max) throw new UnencodablePdu(name, `longer than ${String(max - 1)} characters`);
  if (!isFieldText(value)) throw new UnencodablePdu(name, 'has a NUL or a character beyond Latin-1');
  return Buffer.from(`${value}\0`, 'latin1');
}

// A NUL inside would end the field and shift all that follow.
function isFieldText(value: string): boolean {
  return [...value].every((character) => character >= '\u0001' && character <= '\u00ff');
}

/** Decodes exactly one PDU. Throws `MalformedPdu` and nothing else. */
export function decodePdu(bytes: Buffer): Pdu | UnknownPdu {
  if (bytes.length < headerLength) throw new MalformedPdu('length-too-short');
  const commandId = bytes.readUInt32BE(4);
  const status = bytes.readUInt32BE(8);
  const sequence = bytes.readUInt32BE(12);
  if (bytes.readUInt32BE(0) !== bytes.length)
    throw new MalformedPdu('length-mismatch', { commandId, sequence });
  const command = commandOf(commandId);
  if (!command) return { command: 'unknown', commandId, status, sequence };
  try {
    const { fields, tlvs } = decodeBody(command, bytes.subarray(headerLength));
    return { command, status, sequence, fields, tlvs: tlvs.named, rawTlvs: tlvs.raw } as Pdu;
  } catch (error) {
    throw error instanceof MalformedPdu ? new MalformedPdu(error.reason, { commandId, sequence }) : error;
  }
}

function decodeBody(command: CommandName, body: Buffer): { fields: Record<string, unknown>; tlvs: Tlvs } {
  // An error response may come without its body (5.1.3), and some SMSCs leave it out even on success.
  const absent = body.length === 0 && isResponse(command);
  const fields: Record<string, unknown> = {};
  let at = 0;
  for (const [name, kind] of fieldsOf(command)) {
    const read = absent ? absentField(kind) : decodeField(kind, body, at);
    fields[name] = read.value;
    at = read.end;
  }
  return { fields, tlvs: decodeTlvs(absent ? body : body.subarray(at)) };
}

interface ReadField {
  readonly value: string | number | Buffer;
  readonly end: number;
}

function absentField({ kind }: FieldKind): ReadField {
  return { value: kind === 'u8' ? 0 : kind === 'text' ? '' : Buffer.alloc(0), end: 0 };
}

function decodeField({ kind }: FieldKind, body: Buffer, at: number): ReadField {
  if (kind === 'text') {
    const end = body.indexOf(0, at);
    // indexOf treats an offset at the end as the end: it can't read behind it.
    if (end === -1) throw new MalformedPdu('missing-terminator');
    return { value: body.toString('latin1', at, end), end: end + 1 };
  }
  const byte = body[at];
  if (byte === undefined) throw new MalformedPdu('truncated-field');
  if (kind === 'u8') return { value: byte, end: at + 1 };
  const end = at + 1 + byte;
  if (end > body.length) throw new MalformedPdu('truncated-field');
  return { value: Buffer.from(body.subarray(at + 1, end)), end };
}
