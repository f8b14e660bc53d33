import {
  getFacilityRules,
  putFacilityRules,
  Refusal,
  type FacilityRulesView,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, Operation, reply } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { FacilitiesService, type Facility } from './facilities.service';
import { limitsInForce } from './limits.rules';

@Controller()
export class FacilitiesController {
  constructor(private readonly facilities: FacilitiesService) {}

  @Operation(getFacilityRules)
  async get(@Input() { params }: InputOf<typeof getFacilityRules>) {
    const { facility, today } = await this.facilities.today(params.office);
    return viewOf(facility, today);
  }

  @Operation(putFacilityRules)
  async put(@Input() input: InputOf<typeof putFacilityRules>, @Caller() caller: Principal) {
    const { params, body, ifMatch } = input;
    const { office = params.office, version = ifMatch, inForce: _, ...rules } = body;
    if (office !== params.office)
      throw new Refusal('invalid-request', {
        errors: [{ pointer: '/office', code: 'not-the-path', detail: params.office }],
      });
    if (version !== ifMatch)
      throw new Refusal(ifMatch === undefined ? 'version-required' : 'version-mismatch');
    const put = await this.facilities.put({ office, rules, ifMatch, by: caller.subject });
    return reply(put.created ? 201 : 200, viewOf(put.facility, put.today));
  }
}

const viewOf = ({ rules, ...facility }: Facility, today: string): FacilityRulesView => ({
  ...facility,
  ...rules,
  inForce: limitsInForce(rules, today),
});
