import type { Office, OfficeService } from '@kezek/contracts';

/** What an operator at a counter can do; `services` null is every service of the office. */
export interface Profile {
  readonly services: readonly string[] | null;
  readonly skills: readonly string[];
}

export const canServe = (profile: Profile, service: OfficeService): boolean =>
  (profile.services === null || profile.services.includes(service.code)) &&
  (service.skills ?? []).every((skill) => profile.skills.includes(skill));

/** The codes of the office's services that a counter with this profile can serve. */
export const servableBy = (office: Pick<Office, 'services'>, profile: Profile): string[] =>
  office.services.filter((service) => canServe(profile, service)).map(({ code }) => code);
