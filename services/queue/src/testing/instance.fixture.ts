import { PersonalDataKeys, Work } from '@kezek/platform';
import { AppointmentsService } from '../appointments/appointments.service';
import { ArrivalsService } from '../appointments/arrivals.service';
import { ContactsService } from '../contacts/contacts.service';
import { PersonalDataService } from '../contacts/personal-data.service';
import { TrackingTokens } from '../contacts/tracking-tokens.service';
import { OfficesService } from '../offices/offices.service';
import { PersonsService } from '../persons/persons.service';
import { DecidingService } from '../changes/deciding.service';
import { IssueService } from '../issuing/issue.service';
import { TicketViews } from '../waiting/ticket-view.query';
import { WritingService } from '../changes/writing.service';
import type { QueueFixture } from './queue.fixture';

/** What another instance has, over the same database, with a secret of its own. */
export function instanceBeside(
  { dataSource, clock, near }: QueueFixture,
  secret: Buffer,
  previous: Buffer[] = [],
) {
  const data = new PersonalDataService(new PersonalDataKeys(secret, previous));
  const offices = new OfficesService(dataSource, clock);
  const work = new Work(dataSource, clock);
  const persons = new PersonsService(data, work);
  const tokens = new TrackingTokens(data);
  const contacts = new ContactsService(data, tokens, clock);
  const writing = new WritingService(contacts, tokens, new TicketViews(offices, clock));
  const deciding = new DecidingService(offices, near);
  const arrivals = new ArrivalsService(deciding);
  const appointments = new AppointmentsService(offices, writing, deciding, arrivals);
  const issuing = new IssueService(offices, persons, arrivals, writing);
  return { offices, work, persons, contacts, appointments, issuing };
}
