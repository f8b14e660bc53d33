import {
  getPermission,
  registerPermission,
  revokePermission,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { PermissionsService } from './permissions.service';

@Controller()
export class PermissionsController {
  constructor(private readonly permissions: PermissionsService) {}

  @Operation(registerPermission)
  async register(@Input() input: InputOf<typeof registerPermission>, @Caller() caller: Principal) {
    return onceAnswer(await this.permissions.register(input, caller));
  }

  @Operation(getPermission)
  get(@Input() { params }: InputOf<typeof getPermission>, @Caller() caller: Principal) {
    return this.permissions.read(params.id, caller);
  }

  @Operation(revokePermission)
  revoke(@Input() input: InputOf<typeof revokePermission>, @Caller() caller: Principal) {
    return this.permissions.revoke(input, caller);
  }
}
