import { detaineeOperations } from './detainee.operations';
import { facilityOperations } from './facility.operations';
import { peopleOperations } from './people.operations';
import { permissionOperations } from './permission.operations';

/** Every call of the visits service. */
export const visitsOperations = [
  ...facilityOperations,
  ...detaineeOperations,
  ...peopleOperations,
  ...permissionOperations,
] as const;
