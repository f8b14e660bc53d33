import { detaineeOperations } from './detainee.operations';
import { facilityOperations } from './facility.operations';

/** Every call of the visits service. */
export const visitsOperations = [...facilityOperations, ...detaineeOperations] as const;
