import { MalformedPdu, UnencodablePdu } from './malformed';

type TlvKind = 'u8' | 'u16' | 'u32' | 'text' | 'octets';

/** Optional parameters of SMPP 3.4 (5.3.2) that have a name here; any other is kept as it came. */
export const tlvTags = {
  destAddrSubunit: [0x0005, 'u8'],
  payloadType: [0x0019, 'u8'],
  additionalStatusInfo: [0x001d, 'text'],
  receiptedMessageId: [0x001e, 'text'],
  privacyIndicator: [0x0201, 'u8'],
  sourceSubaddress: [0x0202, 'octets'],
  destSubaddress: [0x0203, 'octets'],
  userMessageReference: [0x0204, 'u16'],
  userResponseCode: [0x0205, 'u8'],
  sourcePort: [0x020a, 'u16'],
  destinationPort: [0x020b, 'u16'],
  sarMsgRefNum: [0x020c, 'u16'],
  languageIndicator: [0x020d, 'u8'],
  sarTotalSegments: [0x020e, 'u8'],
  sarSegmentSeqnum: [0x020f, 'u8'],
  scInterfaceVersion: [0x0210, 'u8'],
  qosTimeToLive: [0x0017, 'u32'],
  networkErrorCode: [0x0423, 'octets'],
  messagePayload: [0x0424, 'octets'],
  deliveryFailureReason: [0x0425, 'u8'],
  moreMessagesToSend: [0x0426, 'u8'],
  messageState: [0x0427, 'u8'],
} as const satisfies Record<string, readonly [number, TlvKind]>;

export type TlvName = keyof typeof tlvTags;
type TlvValue<K> = K extends 'text' ? string : K extends 'octets' ? Buffer : number;

/** Named optional parameters of a PDU. */
export type NamedTlvs = { readonly [N in TlvName]?: TlvValue<(typeof tlvTags)[N][1]> };

/** One that has no name here, a second one of a name, or one whose length doesn't fit its kind. */
export interface RawTlv {
  readonly tag: number;
  readonly value: Buffer;
}

export interface Tlvs {
  readonly named: NamedTlvs;
  readonly raw: readonly RawTlv[];
}

const sizes = { u8: 1, u16: 2, u32: 4 } as const;
const nameByTag = new Map<number, TlvName>(
  Object.entries(tlvTags).map(([name, [tag]]) => [tag, name as TlvName]),
);

export function encodeTlvs({ named, raw }: Tlvs): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(named) as [TlvName, TlvValue<TlvKind> | undefined][]) {
    if (value !== undefined) parts.push(frame(tlvTags[name][0], bytesOf(name, value)));
  }
  for (const { tag, value } of raw) parts.push(frame(tag, value));
  return Buffer.concat(parts);
}

function frame(tag: number, value: Buffer): Buffer {
  if (value.length > 0xffff) throw new UnencodablePdu(`TLV ${tag.toString(16)}`, 'longer than 65,535 bytes');
  const head = Buffer.alloc(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

function bytesOf(name: TlvName, value: string | number | Buffer): Buffer {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new UnencodablePdu(name, 'has a NUL inside');
    return Buffer.from(`${value}\0`, 'latin1');
  }
  if (typeof value !== 'number') return value;
  const kind = tlvTags[name][1];
  const size = kind === 'text' || kind === 'octets' ? 0 : sizes[kind];
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (size * 8)) {
    throw new UnencodablePdu(name, `${String(value)} is out of range`);
  }
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

/** Reads what follows the mandatory fields. Up to three zero bytes of padding at the end are forgiven. */
export function decodeTlvs(bytes: Buffer): Tlvs {
  const named: Record<string, TlvValue<TlvKind>> = {};
  const raw: RawTlv[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const tag = bytes.readUInt16BE(at);
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw new MalformedPdu('truncated-tlv');
    const value = Buffer.from(bytes.subarray(at + 4, end));
    const name = nameByTag.get(tag);
    const known = name !== undefined && !(name in named) ? valueOf(tlvTags[name][1], value) : undefined;
    if (name !== undefined && known !== undefined) named[name] = known;
    else raw.push({ tag, value });
    at = end;
  }
  if (bytes.subarray(at).some((byte) => byte !== 0)) throw new MalformedPdu('truncated-tlv');
  return { named: named, raw };
}

function valueOf(kind: TlvKind, value: Buffer): string | number | Buffer | undefined {
  if (kind === 'octets') return value;
  if (kind === 'text') return textOf(value);
  return value.length === sizes[kind] ? value.readUIntBE(0, sizes[kind]) : undefined;
}

// Many SMSCs forget the terminator of receipted_message_id.
function textOf(value: Buffer): string {
  const end = value.indexOf(0);
  return value.toString('latin1', 0, end === -1 ? value.length : end);
}
