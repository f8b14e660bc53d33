import { createDataSource, defineSchema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { ActRow } from './acts/act.row';
import { CustodyEventRow } from './detainees/custody-event.row';
import { DetaineeRow } from './detainees/detainee.row';
import { NonAssociationRow } from './detainees/non-association.row';
import { RestrictionRow } from './detainees/restriction.row';
import { HoldRow } from './booking/hold.row';
import { ReviewFlagRow } from './booking/review-flag.row';
import { EntitlementRow, VisitChangeRow, VisitMemberRow, VisitRow } from './booking/visit.row';
import { FacilityRow } from './facilities/facility.row';
import { ContactRow, ContactWordRow } from './people/contact.row';
import { DisclosureRow } from './people/disclosure.row';
import { PersonalDataRow } from './people/personal-data.row';
import { PermissionRow, PermissionUseRow } from './permissions/permission.row';
import { BanRow, CredentialsRow, RelationshipRow } from './people/rights.row';
import { Visits1772323200000 } from './migrations/1772323200000-visits';
import { ExcludedDateRow } from './timetable/excluded-date.row';
import { PoolRow, SessionRow } from './timetable/session.row';
import { TemplateRow } from './timetable/template.row';

/** What the database of visits is made of. */
export const schema = defineSchema({
  service: 'visits',
  migrations: [Visits1772323200000],
  entities: [
    ActRow,
    FacilityRow,
    DetaineeRow,
    CustodyEventRow,
    RestrictionRow,
    NonAssociationRow,
    ContactRow,
    ContactWordRow,
    PersonalDataRow,
    RelationshipRow,
    BanRow,
    CredentialsRow,
    DisclosureRow,
    PermissionRow,
    PermissionUseRow,
    TemplateRow,
    ExcludedDateRow,
    SessionRow,
    PoolRow,
    HoldRow,
    VisitRow,
    VisitMemberRow,
    VisitChangeRow,
    EntitlementRow,
    ReviewFlagRow,
  ],
  insertOnly: ['act', 'custody_event', 'disclosure', 'visit_change', 'entitlement_entry'],
});

/** The service's pool, connected; as the service's role. */
export const openDataSource = (url: string, poolSize: number): Promise<DataSource> =>
  createDataSource({ url, schema, poolSize, applicationName: 'visits' }).initialize();
