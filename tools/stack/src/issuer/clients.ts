import { principalKind, type Scope, scopes } from '@kezek/contracts';

/** Who may ask for a token, as what, for which offices. */
export interface ClientDefinition {
  id: string;
  kind: (typeof principalKind.options)[number];
  offices: readonly string[];
  scopes: readonly Scope[];
}

const sizo = 'ALM-SIZO';
const turksib = 'ALM-TRK';
const motorist = 'ALM-MOT-5';

const everything = Object.keys(scopes) as Scope[];

/** The sandbox's clients: one per district, kiosk, board, operator, and so on. */
export const clients: readonly ClientDefinition[] = [
  district('district-turksib', turksib),
  district('district-sizo', sizo, ['visits:book', 'visits:operate', 'visits:manage']),
  district('district-motorist', motorist),
  { id: 'kiosk-sizo', kind: 'device', offices: [sizo], scopes: ['queue:issue'] },
  { id: 'kiosk-turksib', kind: 'device', offices: [turksib], scopes: ['queue:issue'] },
  { id: 'board-turksib', kind: 'device', offices: [turksib], scopes: ['queue:board'] },
  ...operators('turksib', turksib, 16),
  ...operators('sizo', sizo, 4),
  ...operators('motorist', motorist, 8),
  { id: 'registrar-turksib', kind: 'staff', offices: [turksib], scopes: ['queue:read'] },
  {
    id: 'head-turksib',
    kind: 'staff',
    offices: [turksib],
    scopes: [
      'queue:read',
      'queue:operate',
      'queue:issue',
      'queue:presence',
      'queue:manage',
      'oversight:read',
    ],
  },
  ...[1, 2].map((number): ClientDefinition => ({
    id: `checkpoint-sizo-${String(number)}`,
    kind: 'staff',
    offices: [sizo],
    scopes: ['queue:read', 'queue:issue', 'visits:book', 'visits:operate'],
  })),
  // Each names the people for whom it acts by references of its own.
  ...['booking-portal', 'bar-association'].map((id): ClientDefinition => ({
    id,
    kind: 'system',
    offices: [sizo],
    scopes: ['visits:book'],
  })),
  {
    id: 'prosecutor-turksib',
    kind: 'prosecutor',
    offices: [turksib],
    scopes: ['oversight:read', 'queue:read', 'queue:presence'],
  },
  { id: 'agency-akimat', kind: 'agency', offices: [], scopes: ['agency:subscribe'] },
  // Writes the topics that are its own by the catalogue, and reads none.
  { id: 'custody', kind: 'agency', offices: [], scopes: [] },
  { id: 'admin', kind: 'admin', offices: ['*'], scopes: everything },
];

function district(id: string, office: string, more: readonly Scope[] = []): ClientDefinition {
  return {
    id,
    kind: 'system',
    offices: [office],
    scopes: ['queue:read', 'queue:issue', 'queue:operate', 'queue:presence', 'queue:manage', ...more],
  };
}

function operators(place: string, office: string, count: number): ClientDefinition[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `operator-${place}-${String(index + 1)}`,
    kind: 'staff',
    offices: [office],
    scopes: ['queue:read', 'queue:operate', 'queue:issue'],
  }));
}
