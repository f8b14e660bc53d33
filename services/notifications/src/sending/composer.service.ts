import { Inject, Injectable } from '@nestjs/common';
import { planMessage, type SubmitBody, submitBodies, type TextEncoding } from '@kezek/smpp';
import { createHash } from 'node:crypto';
import { Contacts, type OpenContact } from '../contacts/contacts.service';
import { Vault } from '../contacts/vault.service';
import { settings, type Settings } from '../config';
import { placeOf } from '../offices/place.rules';
import { bodyIn, compile, fit, render } from '../templates/template.rules';
import type { TemplateRow } from '../templates/template.row';
import { Templates } from '../templates/templates.service';
import type { Claimed } from './claimed.row';

export interface ComposedSegment {
  readonly number: number;
  readonly body: SubmitBody;
  readonly userReference: number;
}

/** A message ready to be written; never stored, never logged. */
export interface Composed {
  readonly phone: string;
  readonly phoneHash: Buffer;
  readonly encoding: TextEncoding;
  readonly total: number;
  readonly segments: readonly ComposedSegment[];
}

@Injectable()
export class Composer {
  constructor(
    private readonly contacts: Contacts,
    private readonly vault: Vault,
    private readonly templates: Templates,
    @Inject(settings) private readonly config: Settings,
  ) {}

  /** The text in its segments, without those that are through already; undefined when the arguments don't fit. */
  async compose(claimed: Claimed): Promise<Composed | undefined> {
    const template = await this.templates.published(claimed.templateKey, claimed.templateVersion);
    const contact = this.contacts.open(claimed);
    const text = this.text(claimed, template, contact);
    if (text === undefined) return undefined;
    const plan = planMessage(text, { referenceNumber: claimed.concatenation });
    const segments = submitBodies(plan)
      .map((body, index) => ({ number: index + 1, body, userReference: referenceOf(claimed.id, index + 1) }))
      .filter(({ number }) => !claimed.accepted.includes(number));
    const phoneHash = this.vault.hash(contact.phone);
    return {
      phone: contact.phone,
      phoneHash,
      encoding: plan.encoding,
      total: plan.segments.length,
      segments,
    };
  }

  private text(claimed: Claimed, template: TemplateRow, { trackingToken }: OpenContact): string | undefined {
    const { language } = claimed;
    const base = this.config.PUBLIC_URL.replace(/\/$/, '');
    const values = {
      ...claimed.arguments,
      place: placeIn(claimed, template.namesCustody),
      link: trackingToken === undefined ? base : `${base}/t/${trackingToken}`,
    };
    const format = compile(bodyIn(template.bodies, language), language);
    return render(format, fit(values, template.longest))?.text;
  }
}

// An office whose definition hasn't arrived is named by its code.
function placeIn(claimed: Claimed, namesCustody: boolean): string {
  const { officeKind: kind, officeName: name, officeAddress: address, office, language } = claimed;
  if (kind === null || name === null || address === null) return office ?? '';
  return placeOf({ kind, name, address }, language, namesCustody);
}

/** The same for every attempt, so that the receipt of any copy leads to the segment. */
const referenceOf = (notification: string, segment: number): number =>
  createHash('sha256')
    .update(`${notification} ${String(segment)}`)
    .digest()
    .readUInt16BE(0);
