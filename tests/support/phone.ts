import type { Sandbox } from '@kezek/stack';

export interface Message {
  readonly to: string;
  readonly text: string;
  readonly encoding: string;
  readonly segments: number;
  readonly receivedAt: string;
  readonly validUntil?: string;
}

/** What arrived at a number, as the simulated SMSC saw it; newest first. */
export async function messagesOf({ running }: Sandbox, phone: string): Promise<Message[]> {
  const answer = await fetch(`${running.smsc.page}/messages.json?to=${encodeURIComponent(phone)}`);
  return ((await answer.json()) as { items: Message[] }).items;
}
