import { PersonalData, PersonalDataKeys } from '@kezek/platform';
import { Injectable } from '@nestjs/common';

/** Phone numbers and tracking tokens encrypted, numbers and IINs hashed, under keys of the queue's own. */
@Injectable()
export class PersonalDataService extends PersonalData {
  constructor(keys: PersonalDataKeys) {
    super('queue', keys);
  }
}
