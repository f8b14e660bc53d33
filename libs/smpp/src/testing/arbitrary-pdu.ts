import * as fc from 'fast-check';
import type { Pdu } from '../codec';
import { type CommandName, type FieldKind, commands, fieldsOf } from '../commands';
import { type TlvName, tlvTags } from '../tlv';

const latin = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)), maxLength });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

function field(kind: FieldKind): fc.Arbitrary<number | string | Buffer> {
  if (kind.kind === 'u8') return fc.nat(255);
  return kind.kind === 'text' ? latin(kind.max - 1) : bytes(254);
}

const tlvValues = {
  u8: fc.nat(255),
  u16: fc.nat(65_535),
  u32: fc.nat(0xffffffff),
  text: latin(40),
  octets: bytes(80),
} as const;

const tlvs = fc.record(
  Object.fromEntries(
    (Object.keys(tlvTags) as TlvName[]).map((name) => [
      name,
      tlvValues[tlvTags[name][1]] as fc.Arbitrary<unknown>,
    ]),
  ),
  { requiredKeys: [] },
);

const rawTlvs = fc.array(fc.record({ tag: fc.integer({ min: 0x1400, max: 0x3fff }), value: bytes(60) }), {
  maxLength: 3,
});

function pduOf(command: CommandName): fc.Arbitrary<Pdu> {
  const fields = Object.fromEntries(fieldsOf(command).map(([name, kind]) => [name, field(kind)]));
  return fc.record({
    command: fc.constant(command),
    status: fc.constantFrom(0, 8, 0x58, 0xffffffff),
    sequence: fc.nat(0xffffffff),
    fields: fc.record(fields),
    tlvs,
    rawTlvs,
  }) as unknown as fc.Arbitrary<Pdu>;
}

/** Any PDU that SMPP 3.4 allows us to write. */
export const anyPdu: fc.Arbitrary<Pdu> = fc.oneof(...(Object.keys(commands) as CommandName[]).map(pduOf));
