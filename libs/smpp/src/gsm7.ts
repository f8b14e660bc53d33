/** The default alphabet of 3GPP TS 23.038, 6.2.1: position is the septet. 0x1B is the escape. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** The extension table of TS 23.038, 6.2.1.1: what follows an escape. */
const extension: readonly (readonly [number, string])[] = [
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
];

const escape = 0x1b;
const characterOf = [...basic];
const extended = new Map(extension);
const septetsOf = new Map<string, readonly number[]>([
  ...characterOf.map((character, septet) => [character, [septet]] as const),
  ...extension.map(([septet, character]) => [character, [escape, septet]] as const),
]);
septetsOf.delete('\u001b');

/**
 * The septets of one character, one a byte (unpacked, as SMPP carries them): one, or two for the extension table.
 * `undefined` when GSM 03.38 can't say it.
 */
export function gsm7Septets(character: string): readonly number[] | undefined {
  return septetsOf.get(character);
}

/** Decodes unpacked septets. An escape before a septet without an extension shows the basic character (23.038). */
export function decodeGsm7(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const septet = (bytes[at] ?? 0) & 0x7f;
    if (septet !== escape) {
      text += characterOf[septet] ?? ' ';
      continue;
    }
    at += 1;
    const next = bytes[at];
    text += next === undefined ? ' ' : extendedCharacter(next & 0x7f);
  }
  return text;
}

// A second escape is reserved for a table that doesn't exist; 23.038 wants a space for it.
function extendedCharacter(septet: number): string {
  return extended.get(septet) ?? (septet === escape ? ' ' : (characterOf[septet] ?? ' '));
}
