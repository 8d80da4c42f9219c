// What the window knows of the conversation, and how each happening changes it. Pure: no clock, no network, no storage.
import { numberOf, type Activity, type ActivitySet, type Attachment, type CardAction, type Side, type Standing } from './activity.ts';

export interface Entry {
  key: string;
  n?: number;
  kind: 'message' | 'event';
  from: Side;
  name: string;
  text: string;
  plain: boolean;
  at: number;
  attachments: Attachment[];
  layout?: string;
  /** What stands for each attachment where it can't be drawn. */
  stands: string[];
  suggested: CardAction[];
  /** What has become of it since it was said. */
  change?: 'edited' | 'taken back';
  /** What happened, for an event. */
  event?: string;
  /** Its words were seen while they were found. */
  streamed?: boolean;
  /** Ours only: made here, and the same in every try, so that a repeat is never a second message. */
  clientId?: string;
  status?: 'sending' | 'failed';
  why?: string;
  /** What is sent, where it is not what is shown: a reply that was chosen, a card that was filled in. */
  sends?: string;
  value?: unknown;
  /** Meant for the bot alone. */
  postBack?: boolean;
}

export type Phase = 'opening' | 'open' | 'ended' | 'gone' | 'unavailable';
export type Link = 'connecting' | 'online' | 'lost';

export interface Conversation {
  phase: Phase;
  link: Link;
  entries: readonly Entry[];
  standing?: Standing;
  watermark?: string;
  typing?: Writing;
  /** Somebody looks at the thread: what arrives is read. */
  watched: boolean;
  unread: number;
  /** Messages up to this number have been seen, in this tab or before. */
  seen: number;
  ending: boolean;
  /** The last thing said by others while the window was open, for a screen reader. */
  heard?: Entry;
  why?: string;
}

/** Somebody on the other side writes; what a bot has found of its words so far. */
export interface Writing {
  id: string;
  name: string;
  words?: { stream: string; sequence: number; text: string; informs: boolean };
}

export type Happening =
  | { is: 'begun' }
  | { is: 'restored'; unsent: readonly Entry[]; seen: number }
  | { is: 'heard'; set: ActivitySet; live: boolean; at: number }
  | { is: 'written'; clientId: string; text: string; sends?: string; value?: unknown; postBack?: boolean; at: number }
  | { is: 'taken'; clientId: string; id?: string }
  | { is: 'refused'; clientId: string; why?: string }
  | { is: 'tried again'; clientId: string }
  | { is: 'withdrawn'; clientId: string }
  | { is: 'linked'; link: Link }
  | { is: 'phase'; phase: Phase; why?: string }
  | { is: 'still' }
  | { is: 'watched'; watched: boolean }
  | { is: 'ending'; ending: boolean };

export const nothingYet: Conversation = {
  phase: 'opening',
  link: 'connecting',
  entries: [],
  watched: true,
  unread: 0,
  seen: 0,
  ending: false,
};

export const happen = (now: Conversation, what: Happening): Conversation => {
  switch (what.is) {
    case 'begun':
      return { ...now, phase: 'open', why: undefined };
    case 'restored':
      return { ...now, entries: settled([...now.entries, ...what.unsent]), seen: what.seen };
    case 'heard':
      return hear(now, what);
    case 'written':
      return write(now, what);
    case 'taken':
      return change(now, what.clientId, entry => ({
        ...entry,
        key: what.id ?? entry.key,
        n: numberOf({ id: what.id }) ?? entry.n,
        status: undefined,
        why: undefined,
      }));
    case 'refused':
      return change(now, what.clientId, entry => ({ ...entry, status: 'failed', why: what.why }));
    case 'tried again':
      return change(now, what.clientId, entry => ({ ...entry, status: 'sending', why: undefined }));
    case 'withdrawn':
      return { ...now, entries: now.entries.filter(entry => entry.clientId !== what.clientId || entry.status !== 'failed') };
    case 'linked':
      return { ...now, link: what.link };
    case 'phase':
      return { ...now, phase: what.phase, why: what.why, typing: undefined, ending: false };
    case 'still':
      return { ...now, typing: undefined };
    case 'watched':
      return { ...now, watched: what.watched, ...(what.watched && read(now.entries)) };
    case 'ending':
      return { ...now, ending: what.ending };
  }
};

/** What is still to be sent, in the order in which it was written. */
export const toSend = (now: Conversation): Entry | undefined => now.entries.find(entry => entry.status === 'sending');

/** The suggested replies that may still be chosen: those of the last message, while nothing newer was said. */
export const suggestions = (now: Conversation): readonly CardAction[] => {
  if (now.phase !== 'open') return [];
  const last = now.entries.findLast(entry => entry.kind === 'message' || entry.suggested.length > 0);
  return last && last.from !== 'visitor' ? last.suggested : [];
};

const write = (now: Conversation, { clientId, text, sends, value, postBack, at }: Happening & { is: 'written' }): Conversation => ({
  ...now,
  entries: [
    ...now.entries,
    {
      key: clientId,
      clientId,
      kind: 'message',
      from: 'visitor',
      name: '',
      text,
      sends,
      value,
      postBack,
      plain: true,
      at,
      status: 'sending',
      attachments: [],
      stands: [],
      suggested: [],
    },
  ],
});

const change = (now: Conversation, clientId: string, to: (entry: Entry) => Entry): Conversation => ({
  ...now,
  entries: settled(now.entries.map(entry => (entry.clientId === clientId && entry.status ? to(entry) : entry))),
});

/** One batch from the server. The same activity may come again (a replay, a poll beside a socket): it changes nothing the second time. */
const hear = (now: Conversation, { set, live, at }: Happening & { is: 'heard' }): Conversation => {
  let next: Conversation = { ...now, watermark: later(now.watermark, set.watermark) };
  for (const activity of set.activities ?? []) {
    if (activity.type === 'message') next = hearMessage(next, activity, live, at);
    else if (activity.type === 'messageDelete') next = takeBack(next, activity);
    else if (activity.type === 'typing' && live && next.phase === 'open') next = hearTyping(next, activity);
    else if (activity.type === 'endOfConversation') next = hearEnd(next, activity, live, at);
    else if (activity.type === 'event' && activity.name === 'baton.state') next = stand(next, activity.value as Standing);
  }
  return { ...next, entries: settled(next.entries) };
};

const hearMessage = (now: Conversation, activity: Activity, live: boolean, at: number): Conversation => {
  const clientId = activity.channelData?.clientActivityID;
  const n = numberOf(activity);
  const known = now.entries.findIndex(
    entry =>
      (activity.id !== undefined && entry.key === activity.id) ||
      (n !== undefined && entry.n === n) ||
      (clientId !== undefined && entry.clientId === clientId),
  );
  const entry = entryOf(activity, n, at, now.entries[known]);
  if (known >= 0) return { ...now, entries: now.entries.with(known, entry), seen: now.watched ? Math.max(now.seen, n ?? 0) : now.seen };
  const fresh = live && entry.from !== 'visitor';
  const before = live || now.seen > 0;
  const unseen = before && !now.watched && entry.from !== 'visitor' && entry.kind === 'message' && (n ?? Infinity) > now.seen;
  return {
    ...now,
    entries: [...now.entries, entry],
    unread: now.unread + (unseen ? 1 : 0),
    seen: now.watched && n !== undefined ? Math.max(now.seen, n) : now.seen,
    heard: fresh ? entry : now.heard,
    typing: now.typing && (now.typing.id === (activity.from?.id ?? '') || entry.from !== 'visitor') ? undefined : now.typing,
  };
};

/** What was taken back leaves its place, and says so. */
const takeBack = (now: Conversation, { id }: Activity): Conversation => ({
  ...now,
  entries: now.entries.map(entry =>
    entry.key === id && id ? { ...entry, text: '', attachments: [], stands: [], suggested: [], change: 'taken back' as const } : entry,
  ),
});

const entryOf = (activity: Activity, n: number | undefined, at: number, before?: Entry): Entry => {
  const baton = activity.channelData?.baton;
  const clientId = activity.channelData?.clientActivityID;
  const from: Side = baton?.from ?? (clientId !== undefined ? 'visitor' : 'bot');
  return {
    key: activity.id ?? clientId ?? before?.key ?? `${activity.timestamp}/${n}`,
    // New words stand where the old ones did.
    n: baton?.revises ?? n,
    ...(baton?.revises !== undefined && { change: 'edited' as const }),
    event: baton?.event?.name,
    streamed: activity.channelData?.streamId !== undefined,
    // Baton's own words are lines in the thread, not somebody's message.
    kind: from === 'system' ? 'event' : (baton?.kind ?? 'message'),
    from,
    name: activity.from?.name ?? '',
    text: activity.channelData?.messageBack?.displayText ?? activity.text ?? before?.text ?? '',
    plain: from === 'visitor' || (activity.textFormat !== undefined && activity.textFormat !== 'markdown'),
    at: Date.parse(activity.timestamp ?? '') || before?.at || at,
    attachments: activity.attachments ?? [],
    layout: activity.attachmentLayout,
    stands: baton?.words ?? [],
    suggested: activity.suggestedActions?.actions ?? [],
    clientId,
  };
};

/** The end may say in words who ended it; a visitor who did knows. */
const hearEnd = (now: Conversation, activity: Activity, live: boolean, at: number): Conversation => {
  const told = activity.text && activity.code !== 'userCancelled' ? hearMessage(now, activity, live, at) : now;
  return { ...told, phase: 'ended', typing: undefined, ending: false };
};

/** Our own typing comes back to us too; only what Baton marks as another's counts. */
const hearTyping = (now: Conversation, { from, text, channelData = {} }: Activity): Conversation => {
  const { baton, streamType, streamId: stream, streamSequence: sequence = 0 } = channelData;
  if (baton?.from !== 'bot' && baton?.from !== 'agent') return now;
  const by = { id: from?.id ?? '', name: from?.name ?? '' };
  const before = now.typing?.words;
  // A sign that somebody writes adds nothing to words that can be seen already.
  if (stream === undefined || !text) return before ? now : { ...now, typing: by };
  if (before?.stream === stream && before.sequence >= sequence) return now;
  return { ...now, typing: { ...by, words: { stream, sequence, text, informs: streamType === 'informative' } } };
};

const stand = (now: Conversation, standing: Standing): Conversation => {
  return { ...now, standing, ...(isOver(standing) && { phase: 'ended' as const, typing: undefined, ending: false }) };
};

/** Whether the visitor is to be asked how it was: the server says no once it knows, and says nothing to a line that only polls. */
export const wantsRating = ({ phase, standing }: Conversation): boolean =>
  phase === 'ended' && !(standing && isOver(standing) && standing.survey !== true);

const isOver = ({ state }: Standing) => state === 'WrapUp' || state === 'Closed';

/** By number; what has none yet is ours and unsent, and stays at the end where it can be seen. */
const settled = (entries: readonly Entry[]): readonly Entry[] => {
  const unique = new Map<string, Entry>();
  for (const entry of entries) unique.set(entry.key, unique.has(entry.key) ? { ...unique.get(entry.key), ...entry } : entry);
  return [...unique.values()].sort((a, b) => order(a) - order(b));
};

const order = (entry: Entry) => (entry.status ? Number.MAX_VALUE : (entry.n ?? Number.MAX_SAFE_INTEGER));

const read = (entries: readonly Entry[]) => ({ unread: 0, seen: entries.reduce((most, entry) => Math.max(most, entry.n ?? 0), 0) });

/** Watermarks are message numbers; one that is absent or older never takes the place of a newer one. */
const later = (held: string | undefined, given: string | null | undefined): string | undefined =>
  given === null || given === undefined || given === '' || Number(given) < Number(held ?? -1) ? held : given;
