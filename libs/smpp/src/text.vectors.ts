import type { TextEncoding } from './text';

/**
 * Lengths at which the number of segments changes (3GPP TS 23.038 and 23.040; the 8-bit column agrees with the
 * public test suites of Twilio's segment calculator and of split-sms): text as [times, character], encoding,
 * segments with 8-bit and with 16-bit references.
 */
export const segmentVectors: readonly (readonly [
  readonly (readonly [number, string])[],
  TextEncoding,
  number,
  number,
])[] = [
  [[[160, 'a']], 'gsm7', 1, 1],
  [[[161, 'a']], 'gsm7', 2, 2],
  [[[304, 'a']], 'gsm7', 2, 2],
  [[[305, 'a']], 'gsm7', 2, 3],
  [[[306, 'a']], 'gsm7', 2, 3],
  [[[307, 'a']], 'gsm7', 3, 3],
  [[[459, 'a']], 'gsm7', 3, 4],
  [[[460, 'a']], 'gsm7', 4, 4],
  [[[160, 'Ä']], 'gsm7', 1, 1],
  [[[80, '€']], 'gsm7', 1, 1],
  [[[81, '€']], 'gsm7', 2, 2],
  [
    [
      [158, 'a'],
      [1, '|'],
    ],
    'gsm7',
    1,
    1,
  ],
  [
    [
      [159, 'a'],
      [1, '|'],
    ],
    'gsm7',
    2,
    2,
  ],
  [
    [
      [152, 'a'],
      [77, '€'],
    ],
    'gsm7',
    3,
    3,
  ],
  [[[153, '€']], 'gsm7', 3, 3],
  [[[70, 'қ']], 'ucs2', 1, 1],
  [[[71, 'қ']], 'ucs2', 2, 2],
  [[[132, 'қ']], 'ucs2', 2, 2],
  [[[133, 'қ']], 'ucs2', 2, 3],
  [[[134, 'қ']], 'ucs2', 2, 3],
  [[[135, 'қ']], 'ucs2', 3, 3],
  [[[201, 'қ']], 'ucs2', 3, 4],
  [[[202, 'қ']], 'ucs2', 4, 4],
  [
    [
      [1, 'қ'],
      [69, 'a'],
    ],
    'ucs2',
    1,
    1,
  ],
  [
    [
      [1, 'қ'],
      [70, 'a'],
    ],
    'ucs2',
    2,
    2,
  ],
  [[[35, '😀']], 'ucs2', 1, 1],
  [[[36, '😀']], 'ucs2', 2, 2],
  [
    [
      [66, 'қ'],
      [34, '😀'],
    ],
    'ucs2',
    3,
    3,
  ],
  [[[67, '😀']], 'ucs2', 3, 3],
  [
    [
      [70, 'a'],
      [1, 'ı'],
    ],
    'ucs2',
    2,
    2,
  ],
];
