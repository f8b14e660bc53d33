import { type OutputOf, type previewTemplate, Refusal } from '@kezek/contracts';
import { insertNew, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { seededTemplates } from './seeded-templates.rules';
import { TemplateRow } from './template.row';
import {
  argumentFaults,
  type Arguments,
  bodyIn,
  compile,
  render,
  type TemplateDraft,
  templateFaults,
} from './template.rules';

@Injectable()
export class Templates {
  // A published version never changes, so it may be kept for good.
  readonly #versions = new Map<string, TemplateRow>();

  constructor(private readonly work: Work) {}

  /** Publishes the texts that the service brings along, where they aren't yet. */
  async seed(): Promise<void> {
    await this.work.run(async (tx, publishedAt) => {
      for (const { version, ...draft } of seededTemplates)
        await this.publish(tx, draft, { version, publishedAt });
    });
  }

  /** @throws {Refusal} `template-unknown` */
  async newest(tx: Tx, key: string): Promise<TemplateRow> {
    const [row] = await rows<{ version: number }>(tx, {
      name: 'template-newest',
      text: 'SELECT max(version) AS version FROM template WHERE key = $1 HAVING count(*) > 0',
      values: [key],
    });
    if (row === undefined) throw new Refusal('template-unknown');
    return await this.version(tx, key, row.version);
  }

  async version(tx: Tx, key: string, version: number): Promise<TemplateRow> {
    const name = `${key} ${String(version)}`;
    const known = this.#versions.get(name);
    if (known) return known;
    const found = await tx.findOneBy(TemplateRow, { key, version });
    if (found === null) throw new Refusal('template-unknown');
    this.#versions.set(name, found);
    return found;
  }

  /** The same outside of a transaction; once read, no database is needed. */
  async published(key: string, version: number): Promise<TemplateRow> {
    const known = this.#versions.get(`${key} ${String(version)}`);
    return known ?? (await this.work.run((tx) => this.version(tx, key, version)));
  }

  /** @throws {Refusal} `template-unknown`, or `template-arguments` naming each argument that is wrong */
  async preview(key: string, given: Arguments): Promise<OutputOf<typeof previewTemplate>> {
    const { bodies } = await this.work.run((tx) => this.newest(tx, key));
    const faults = argumentFaults(bodies.ru, given);
    if (faults.length > 0) throw new Refusal('template-arguments', { errors: faults });
    const [kk, ru, en] = (['kk', 'ru', 'en'] as const).map((language) =>
      render(compile(bodyIn(bodies, language), language), given),
    );
    if (kk === undefined || ru === undefined || en === undefined)
      throw new Refusal('template-arguments', { errors: [{ pointer: '/arguments', code: 'wrong-type' }] });
    return bodies.en === undefined ? { kk, ru } : { kk, ru, en };
  }

  private async publish(
    tx: Tx,
    draft: TemplateDraft,
    publication: Pick<TemplateRow, 'version' | 'publishedAt'>,
  ): Promise<void> {
    const faults = templateFaults(draft);
    if (faults.length > 0) throw new Error(`template ${draft.key}: ${faults.join('; ')}`);
    await insertNew(tx, TemplateRow, { ...draft, ...publication });
  }
}
