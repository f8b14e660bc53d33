import {
  excludeDate,
  excludeTemplateDate,
  listExcludedDates,
  listTemplates,
  moveVisits,
  previewChangeOfTemplate,
  putTemplate,
  restoreDate,
  restoreTemplateDate,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation, reply } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { ExcludingService } from './excluding.service';
import { MovingService } from './moving.service';
import { TemplatesService } from './templates.service';

@Controller()
export class PlanningController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly excluding: ExcludingService,
    private readonly moving: MovingService,
  ) {}

  @Operation(putTemplate)
  async put(@Input() input: InputOf<typeof putTemplate>, @Caller() caller: Principal) {
    const { template, created } = await this.templates.put(input, caller);
    return reply(created ? 201 : 200, template);
  }

  @Operation(listTemplates)
  async list(@Input() { params }: InputOf<typeof listTemplates>) {
    return { items: await this.templates.list(params.office) };
  }

  @Operation(previewChangeOfTemplate)
  preview(@Input() input: InputOf<typeof previewChangeOfTemplate>) {
    return this.templates.preview(input);
  }

  @Operation(moveVisits)
  async move(@Input() input: InputOf<typeof moveVisits>, @Caller() caller: Principal) {
    return onceAnswer(await this.moving.move(input, caller));
  }

  @Operation(listExcludedDates)
  async excluded(@Input() input: InputOf<typeof listExcludedDates>) {
    return { items: await this.excluding.list(input) };
  }

  @Operation(excludeDate)
  exclude(@Input() { params, body }: InputOf<typeof excludeDate>, @Caller() { subject }: Principal) {
    return this.excluding.exclude(params, { ...body, actor: subject });
  }

  @Operation(restoreDate)
  async restore(@Input() { params }: InputOf<typeof restoreDate>) {
    await this.excluding.restore(params);
    return undefined;
  }

  @Operation(excludeTemplateDate)
  excludeOne(
    @Input() { params, body }: InputOf<typeof excludeTemplateDate>,
    @Caller() { subject }: Principal,
  ) {
    return this.excluding.exclude(params, { ...body, actor: subject });
  }

  @Operation(restoreTemplateDate)
  async restoreOne(@Input() { params }: InputOf<typeof restoreTemplateDate>) {
    await this.excluding.restore(params);
    return undefined;
  }
}
