import type { Office } from '@kezek/contracts';

export type Place = Office['location'];

/** Door to door in a city, with the wait for a bus. */
export const usualKmPerHour = 20;

/** Mean radius of the WGS 84 ellipsoid. */
const earthRadiusMeters = 6_371_008.8;

/** `latitude,longitude` in degrees, as the contract has let it pass. */
export function placeOf(text: string): Place {
  const [latitude = NaN, longitude = NaN] = text.split(',').map(Number);
  return { latitude, longitude };
}

/** As the crow flies, by the haversine formula; whole meters. */
export function metersBetween(a: Place, b: Place): number {
  const [fromNorth, toNorth] = [radians(a.latitude), radians(b.latitude)];
  const north = Math.sin((toNorth - fromNorth) / 2) ** 2;
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const chord = north + Math.cos(fromNorth) * Math.cos(toNorth) * east;
  return Math.round(2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(chord))));
}

/** Whole minutes, rounded up. */
export const travelMinutes = (meters: number, kmPerHour: number): number =>
  Math.ceil((meters * 60) / (kmPerHour * 1000));

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
