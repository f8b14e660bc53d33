import { bookingOperations } from './booking.operations';
import { detaineeOperations } from './detainee.operations';
import { facilityOperations } from './facility.operations';
import { peopleOperations } from './people.operations';
import { permissionOperations } from './permission.operations';
import { timetableOperations } from './timetable.operations';

/** Every call of the visits service. */
export const visitsOperations = [
  ...facilityOperations,
  ...detaineeOperations,
  ...peopleOperations,
  ...permissionOperations,
  ...timetableOperations,
  ...bookingOperations,
] as const;
