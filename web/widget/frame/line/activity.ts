// The part of Direct Line's activities that a chat window needs, with what Baton adds in channelData.

import type { Attachment, CardAction } from '../../../cards/attachment.ts';

export type { Attachment, CardAction };

export type Side = 'visitor' | 'bot' | 'agent' | 'system';

export interface Activity {
  type: string;
  id?: string;
  timestamp?: string;
  from?: { id?: string; name?: string };
  text?: string;
  textFormat?: string;
  summary?: string;
  name?: string;
  value?: unknown;
  code?: string;
  attachments?: Attachment[];
  /** How several are laid out: below each other, or side by side ('carousel'). */
  attachmentLayout?: string;
  suggestedActions?: { actions?: CardAction[] };
  channelData?: {
    clientActivityID?: string;
    postBack?: boolean;
    /** Words that are still being found, or the message that they come to. */
    streamType?: string;
    streamId?: string;
    streamSequence?: number;
    messageBack?: { displayText?: string };
    baton?: { n?: number; kind?: 'message' | 'event'; from?: Side; event?: { name?: string }; words?: string[]; revises?: number };
  };
}

export interface ActivitySet {
  activities?: Activity[];
  watermark?: string | null;
}

/** Where the conversation stands, as `baton.state` says it. */
export interface Standing {
  state: 'Waiting' | 'WithBot' | 'Offered' | 'WithAgent' | 'WrapUp' | 'Parked' | 'Closed';
  handler?: { name: string; kind: 'bot' | 'agent' };
  queue?: string | { name?: string };
  position?: number;
  survey?: boolean;
}

/** The message number: Baton says it, and every Direct Line id ends with it. */
export const numberOf = (activity: { id?: string; channelData?: Activity['channelData'] }): number | undefined => {
  const said = activity.channelData?.baton?.n;
  if (typeof said === 'number') return said;
  const digits = /\|0*(\d+)$/.exec(activity.id ?? '')?.[1];
  return digits ? Number(digits) : undefined;
};
