import { getTemplate, type InputOf, type OutputOf, previewTemplate } from '@kezek/contracts';
import { Input, Operation, Work } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Templates } from './templates.service';

@Controller()
export class TemplatesController {
  constructor(
    private readonly work: Work,
    private readonly templates: Templates,
  ) {}

  @Operation(getTemplate)
  async get(@Input() { params }: InputOf<typeof getTemplate>): Promise<OutputOf<typeof getTemplate>> {
    return await this.work.run((tx) => this.templates.newest(tx, params.key));
  }

  @Operation(previewTemplate)
  async preview(
    @Input() { params, body }: InputOf<typeof previewTemplate>,
  ): Promise<OutputOf<typeof previewTemplate>> {
    return await this.templates.preview(params.key, body.arguments);
  }
}
