import { insertSelect, rows, type Tx } from '@kezek/platform';
import { LessThan, MoreThanOrEqual } from 'typeorm';
import { DeviceSilenceRow, type Silence } from './device.row';

/** How exactly it is known when a device was heard last. */
export const contactSeconds = 5;

/** Who says nothing for so long is silent; a device with work to do says something more often. */
const silenceSeconds = 30;

// A clock that was set back must not keep a device from being heard until it has caught up.
const noted = `WITH met AS (
    INSERT INTO device_contact AS c (device, at) VALUES ($1, $2)
    ON CONFLICT (device) DO UPDATE SET at = excluded.at
      WHERE abs(extract(epoch FROM excluded.at - c.at)) >= $3
    RETURNING old.at AS since, new.at AS until)
  ${insertSelect(DeviceSilenceRow, { device: '$1', since: 'since', until: 'until' })}
  FROM met WHERE until - since >= make_interval(secs => $4) ON CONFLICT DO NOTHING`;

/** That a device was heard: of those who hear it at once, one ends its silence. */
export async function noteContact(tx: Tx, device: string, at: Date): Promise<void> {
  await rows(tx, { name: 'device-heard', text: noted, values: [device, at, contactSeconds, silenceSeconds] });
}

/** The silences of a device that ended after `from`, in their order. */
export const silencesSince = (tx: Tx, device: string, from: Date): Promise<Silence[]> =>
  tx.find(DeviceSilenceRow, {
    select: { device: true, since: true, until: true },
    where: { device, until: MoreThanOrEqual(from) },
    order: { until: 'ASC' },
  });

/** What no sync can ask for any more. */
export async function forgetSilences(tx: Tx, before: Date): Promise<void> {
  await tx.delete(DeviceSilenceRow, { until: LessThan(before) });
}
