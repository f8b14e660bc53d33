import { type OutputOf, type previewTemplate, Refusal, type Template } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { seededTemplates } from './seeded-templates.rules';
import {
  argumentFaults,
  type Arguments,
  bodyIn,
  compile,
  render,
  type TemplateDraft,
  templateFaults,
} from './template.rules';
import { Store } from '../store.service';

/** A published version, as it lies in the database. */
export interface TemplateVersion extends Template {
  readonly longest: Arguments;
}

interface TemplateRow {
  readonly key: string;
  readonly version: number;
  readonly category: Template['category'];
  readonly lane: Template['lane'];
  readonly validity: string;
  readonly unknown_outcome: Template['unknownOutcome'];
  readonly bodies: Template['bodies'];
  readonly segments_at_most: Template['segmentsAtMost'];
  readonly names_custody: boolean;
  readonly longest: Arguments;
}

const templateOf = (row: TemplateRow): TemplateVersion => ({
  key: row.key,
  version: row.version,
  category: row.category,
  lane: row.lane,
  validity: row.validity,
  unknownOutcome: row.unknown_outcome,
  bodies: row.bodies,
  segmentsAtMost: row.segments_at_most,
  namesCustody: row.names_custody,
  longest: row.longest,
});

@Injectable()
export class Templates {
  // A published version never changes, so it may be kept for good.
  readonly #versions = new Map<string, TemplateVersion>();

  constructor(private readonly store: Store) {}

  /** Publishes the texts that the service brings along, where they aren't yet. */
  async seed(): Promise<void> {
    await this.store.transaction(async (tx) => {
      for (const { version, ...draft } of seededTemplates) await this.publish(tx, draft, version);
    });
  }

  /** @throws {Refusal} `template-unknown` */
  async newest(tx: Tx, key: string): Promise<TemplateVersion> {
    const [row] = await rows<{ version: number }>(tx, {
      name: 'template-newest',
      text: 'SELECT max(version) AS version FROM template WHERE key = $1 HAVING count(*) > 0',
      values: [key],
    });
    if (row === undefined) throw new Refusal('template-unknown');
    return await this.version(tx, key, row.version);
  }

  async version(tx: Tx, key: string, version: number): Promise<TemplateVersion> {
    const name = `${key} ${String(version)}`;
    const known = this.#versions.get(name);
    if (known) return known;
    const [row] = await rows<TemplateRow & Record<string, unknown>>(tx, {
      name: 'template-version',
      text: 'SELECT * FROM template WHERE key = $1 AND version = $2',
      values: [key, version],
    });
    if (row === undefined) throw new Refusal('template-unknown');
    const found = templateOf(row);
    this.#versions.set(name, found);
    return found;
  }

  /** The same outside of a transaction; once read, no database is needed. */
  async published(key: string, version: number): Promise<TemplateVersion> {
    const known = this.#versions.get(`${key} ${String(version)}`);
    return known ?? (await this.store.transaction((tx) => this.version(tx, key, version)));
  }

  /** @throws {Refusal} `template-unknown`, or `template-arguments` naming each argument that is wrong */
  async preview(key: string, given: Arguments): Promise<OutputOf<typeof previewTemplate>> {
    const { bodies } = await this.store.transaction((tx) => this.newest(tx, key));
    const faults = argumentFaults(bodies.ru, given);
    if (faults.length > 0) throw new Refusal('template-arguments', { errors: faults });
    const [kk, ru, en] = (['kk', 'ru', 'en'] as const).map((language) =>
      render(compile(bodyIn(bodies, language), language), given),
    );
    if (kk === undefined || ru === undefined || en === undefined)
      throw new Refusal('template-arguments', { errors: [{ pointer: '/arguments', code: 'wrong-type' }] });
    return bodies.en === undefined ? { kk, ru } : { kk, ru, en };
  }

  private async publish(tx: Tx, draft: TemplateDraft, version: number): Promise<void> {
    const faults = templateFaults(draft);
    if (faults.length > 0) throw new Error(`template ${draft.key}: ${faults.join('; ')}`);
    await rows(tx, {
      text: `INSERT INTO template (key, version, category, lane, validity, unknown_outcome, bodies, segments_at_most,
          names_custody, longest, published_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
      values: [
        draft.key,
        version,
        draft.category,
        draft.lane,
        draft.validity,
        draft.unknownOutcome,
        JSON.stringify(draft.bodies),
        JSON.stringify(draft.segmentsAtMost),
        draft.namesCustody,
        JSON.stringify(draft.longest),
        this.store.now(),
      ],
    });
  }
}
