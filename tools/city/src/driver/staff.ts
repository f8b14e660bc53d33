/** Who acts for an office: ids of the issuer's clients. */
export interface Staff {
  /** The district's front-office system: the desk, the office's head. */
  readonly system: string;
  readonly kiosk: string;
  readonly prosecutor?: string;
}

const staffs: Readonly<Record<string, Staff>> = {
  'ALM-SIZO': { system: 'district-sizo', kiosk: 'kiosk-sizo' },
  'ALM-TRK': { system: 'district-turksib', kiosk: 'kiosk-turksib', prosecutor: 'prosecutor-turksib' },
  'ALM-MOT-5': { system: 'district-motorist', kiosk: 'district-motorist' },
};

/** @throws RangeError for an office that isn't seeded */
export function staffOf(office: string): Staff {
  const staff = staffs[office];
  if (staff === undefined) throw new RangeError(`nobody works in ${office}`);
  return staff;
}
