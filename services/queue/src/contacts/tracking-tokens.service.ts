import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PersonalDataService } from './personal-data.service';

const tokenBytes = 16;

/** A tracking token as its ticket keeps it: to be found by, and to be told again; nowhere as it is. */
export interface KeptToken {
  readonly hash: Buffer;
  readonly sealed: Buffer;
}

/** Of 128 random bits: nobody finds them by trying, so a digest needs neither key nor salt. */
export const tokenHash = (trackingToken: string): Buffer =>
  createHash('sha256').update(trackingToken).digest();

/** The secret by which a visitor is known. It is told to who issues the ticket, and sealed wherever it is kept for that. */
@Injectable()
export class TrackingTokens {
  constructor(private readonly personalData: PersonalDataService) {}

  make(): string {
    return randomBytes(tokenBytes).toString('base64url');
  }

  keep(ticket: string, trackingToken: string): KeptToken {
    const sealed = this.personalData.encrypt(trackingToken, aboutToken(ticket));
    return { hash: tokenHash(trackingToken), sealed };
  }

  open(ticket: string, sealed: Buffer): string {
    return this.personalData.decrypt(sealed, aboutToken(ticket));
  }
}

const aboutToken = (ticket: string): string => `tracking token ${ticket}`;
