/** `command_status` values of SMPP 3.4, 5.1.3, that we send or act on. */
export const statusCode = {
  ESME_ROK: 0x00,
  ESME_RINVMSGLEN: 0x01,
  ESME_RINVCMDLEN: 0x02,
  ESME_RINVCMDID: 0x03,
  ESME_RINVBNDSTS: 0x04,
  ESME_RALYBND: 0x05,
  ESME_RSYSERR: 0x08,
  ESME_RINVSRCADR: 0x0a,
  ESME_RINVDSTADR: 0x0b,
  ESME_RINVMSGID: 0x0c,
  ESME_RBINDFAIL: 0x0d,
  ESME_RINVPASWD: 0x0e,
  ESME_RINVSYSID: 0x0f,
  ESME_RCANCELFAIL: 0x11,
  ESME_RMSGQFUL: 0x14,
  ESME_RSUBMITFAIL: 0x45,
  ESME_RINVSYSTYP: 0x53,
  ESME_RTHROTTLED: 0x58,
  ESME_RINVEXPIRY: 0x62,
  ESME_RX_T_APPN: 0x64,
  ESME_RQUERYFAIL: 0x67,
} as const;

export type StatusName = keyof typeof statusCode;

const names = new Map<number, StatusName>(
  Object.entries(statusCode).map(([name, code]) => [code, name as StatusName]),
);

/** The name of a `command_status`, or `0x…` for one that is the operator's own. */
export function statusName(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(8, '0')}`;
}

/** The SMSC asks to slow down; the message may be sent again. */
export function isThrottling(code: number): boolean {
  return code === statusCode.ESME_RTHROTTLED || code === statusCode.ESME_RMSGQFUL;
}

/** Another bind with the same credentials would be refused again: a person has to act. */
export function isRefusedForGood(code: number): boolean {
  const final: readonly number[] = [
    statusCode.ESME_RINVPASWD,
    statusCode.ESME_RINVSYSID,
    statusCode.ESME_RINVSYSTYP,
  ];
  return final.includes(code);
}
