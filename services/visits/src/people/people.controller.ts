import {
  findContacts,
  getContact,
  putBan,
  putContact,
  putCredentials,
  putRelationship,
  revealContact,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, Operation, reply } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { ContactsService } from './contacts.service';
import { RightsService } from './rights.service';

@Controller()
export class PeopleController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly rights: RightsService,
  ) {}

  @Operation(putContact)
  async put(@Input() input: InputOf<typeof putContact>, @Caller() caller: Principal) {
    const { view, created } = await this.contacts.put(input, caller);
    return reply(created ? 201 : 200, view);
  }

  @Operation(getContact)
  get(@Input() { params }: InputOf<typeof getContact>, @Caller() caller: Principal) {
    return this.contacts.read(params.id, caller);
  }

  @Operation(revealContact)
  reveal(@Input() input: InputOf<typeof revealContact>, @Caller() caller: Principal) {
    return this.contacts.reveal(input, caller);
  }

  @Operation(findContacts)
  find(@Input() input: InputOf<typeof findContacts>) {
    return this.contacts.find(input);
  }

  @Operation(putRelationship)
  relate(@Input() input: InputOf<typeof putRelationship>, @Caller() caller: Principal) {
    return this.rights.relate(input, caller);
  }

  @Operation(putCredentials)
  certify(@Input() input: InputOf<typeof putCredentials>, @Caller() caller: Principal) {
    return this.rights.certify(input, caller);
  }

  @Operation(putBan)
  ban(@Input() input: InputOf<typeof putBan>, @Caller() caller: Principal) {
    return this.rights.ban(input, caller);
  }
}
