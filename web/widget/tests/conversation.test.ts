import { describe, expect, it } from 'vitest';
import type { Activity } from '../frame/line/activity.ts';
import { happen, nothingYet, wantsRating, type Conversation, type Happening } from '../frame/line/conversation.ts';

const after = (...all: Happening[]) => all.reduce<Conversation>(happen, { ...nothingYet, phase: 'open' });
const heard = (activities: Activity[], watermark?: string | null, live = true): Happening => ({
  is: 'heard',
  set: { activities, watermark },
  live,
  at: 0,
});
const message = (n: number, text: string): Activity => ({
  type: 'message',
  id: `c|${n}`,
  text,
  channelData: { baton: { n, kind: 'message', from: 'agent' } },
});
const ours = (n: number, text: string, clientActivityID: string): Activity => ({
  ...message(n, text),
  channelData: { clientActivityID, baton: { n, kind: 'message', from: 'visitor' } },
});
const written = (clientId: string, text = clientId): Happening => ({ is: 'written', clientId, text, at: 1 });
const texts = (now: Conversation) => now.entries.map(({ text, status }) => (status ? `${text} (${status})` : text));

describe('What happened', () => {
  it('our words show at once, and the echo takes their place, whichever of echo and answer comes first', () => {
    expect(texts(after(written('a')))).toEqual(['a (sending)']);
    const echoFirst = after(written('a'), heard([ours(1, 'a', 'a')]));
    expect(texts(echoFirst)).toEqual(['a']);
    expect(texts(happen(echoFirst, { is: 'taken', clientId: 'a', id: 'c|1' }))).toEqual(['a']);
    expect(texts(after(written('a'), { is: 'taken', clientId: 'a', id: 'c|1' }, heard([ours(1, 'a', 'a')])))).toEqual(['a']);
  });

  it('a word given up that had arrived after all is no longer shown as failed', () => {
    expect(texts(after(written('a'), { is: 'refused', clientId: 'a' }, heard([ours(1, 'a', 'a')])))).toEqual(['a']);
  });

  it('order is the server’s, whatever order things arrive in; what is unsent stays at the end', () => {
    expect(texts(after(heard([message(1, 'one')]), written('x'), heard([message(3, 'three')]), heard([message(2, 'two')])))).toEqual([
      'one',
      'two',
      'three',
      'x (sending)',
    ]);
  });

  it('a replay changes nothing, and an edit takes the place of what it edits', () => {
    const once = after(heard([message(1, 'one'), message(2, 'two')], '2'));
    expect(texts(happen(once, heard([message(1, 'one'), message(2, 'two')], '2')))).toEqual(['one', 'two']);
    expect(texts(happen(once, heard([message(2, 'better')], '2')))).toEqual(['one', 'better']);
  });

  it('a watermark only moves on', () => {
    const now = after(heard([], '9'));
    for (const late of ['5', '', null, undefined]) expect(happen(now, heard([], late)).watermark).toBe('9');
    expect(happen(now, heard([], '10')).watermark).toBe('10');
  });

  it('history is not news; what comes live is, and our own words never are', () => {
    expect(after(heard([message(1, 'old')], '1', false)).heard).toBeUndefined();
    expect(after(heard([message(1, 'new')])).heard?.text).toBe('new');
    expect(after(written('a'), heard([ours(1, 'a', 'a')])).heard).toBeUndefined();
  });

  it('WrapUp and Closed are the end for the visitor; a late state after it does not open it again', () => {
    const state = (value: object): Activity => ({ type: 'event', name: 'baton.state', value });
    expect(after(heard([state({ state: 'Waiting', position: 3 })])).standing?.position).toBe(3);
    for (const over of ['WrapUp', 'Closed']) expect(after(heard([state({ state: over })])).phase).toBe('ended');
  });

  it('the end may come with words, and is asked about until the server knows', () => {
    const ended = after(heard([{ ...message(4, 'Bea has ended the conversation.'), type: 'endOfConversation' }]));
    expect(ended).toMatchObject({ phase: 'ended' });
    expect(texts(ended)).toEqual(['Bea has ended the conversation.']);
    const told = (survey?: boolean) => happen(ended, heard([{ type: 'event', name: 'baton.state', value: { state: 'WrapUp', survey } }]));
    expect([ended, told(true), told()].map(wantsRating)).toEqual([true, true, false]);
  });

  it('unknown activities are passed over', () => {
    expect(after(heard([{ type: 'trace' }, { type: 'event', name: 'other' }, { type: 'conversationUpdate' }])).entries).toEqual([]);
  });

  it('a card says what it can in words', () => {
    const now = after(
      heard([{ type: 'message', id: 'x', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }] }]),
    );
    expect(now.entries[0]?.attachments).toHaveLength(1);
  });
});
