import { describe, expect, it } from 'vitest';
import type { Activity } from '../frame/line/activity.ts';
import { happen, nothingYet, suggestions, wantsRating, type Conversation, type Happening } from '../frame/line/conversation.ts';

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

describe('What a bot changes', () => {
  const revised = (n: number, of: number, text: string): Activity => ({
    ...message(n, text),
    id: `c|${of}`,
    channelData: { baton: { n, kind: 'message', from: 'bot', revises: of } },
  });

  it('new words stand where the old ones stood, and say that they are new', () => {
    const now = after(heard([message(1, 'one'), message(2, 'two')], '2'), heard([revised(3, 1, 'ONE')], '3'));
    expect(now.entries.map(({ text, n, change }) => [text, n, change])).toEqual([
      ['ONE', 1, 'edited'],
      ['two', 2, undefined],
    ]);
    expect(now.watermark).toBe('3');
    expect(happen(now, heard([message(1, 'one'), message(2, 'two'), revised(3, 1, 'ONE')], '3', false)).entries).toEqual(now.entries);
  });

  it('what is taken back leaves its place empty', () => {
    const now = after(heard([message(1, 'one'), message(2, 'two')]), heard([{ type: 'messageDelete', id: 'c|1', channelData: { baton: { n: 3, from: 'bot' } } }], '3'));
    expect(now.entries.map(({ text, change }) => [text, change])).toEqual([
      ['', 'taken back'],
      ['two', undefined],
    ]);
  });

  const partial = (streamSequence: number, text: string, streamType = 'streaming'): Happening =>
    heard([{ type: 'typing', from: { id: 'b', name: 'Berta' }, text, channelData: { streamType, streamId: 's', streamSequence, baton: { from: 'bot' } } }]);

  it('words that are being found grow, and the message takes their place', () => {
    const growing = after(partial(1, 'Thinking', 'informative'), partial(2, 'Your or'), partial(4, 'Your order is'), partial(3, 'Your order'));
    expect(growing.typing?.words).toEqual({ stream: 's', sequence: 4, text: 'Your order is', informs: false });
    const typing = heard([{ type: 'typing', from: { id: 'b' }, channelData: { baton: { from: 'bot' } } }]);
    expect(happen(growing, typing).typing?.words?.text).toBe('Your order is');
    const final = { ...message(1, 'Your order is here.'), channelData: { streamId: 's', baton: { n: 1, kind: 'message' as const, from: 'bot' as const } } };
    const done = happen(growing, heard([final]));
    expect(done.typing).toBeUndefined();
    expect(done.entries).toMatchObject([{ text: 'Your order is here.', streamed: true }]);
  });

  it('a privacy notice is a notice, and what it offers can be chosen', () => {
    const now = after(
      heard([
        {
          ...message(1, 'What you write goes to a third party.'),
          suggestedActions: { actions: [{ type: 'imBack', title: 'Yes, go on', value: 'Yes' }] },
          channelData: { baton: { n: 1, kind: 'event', from: 'system', event: { name: 'privacy_notice' } } },
        },
      ]),
    );
    expect(now.entries[0]).toMatchObject({ kind: 'event', event: 'privacy_notice' });
    expect(suggestions(now)).toHaveLength(1);
    expect(suggestions(happen(now, written('Yes')))).toHaveLength(0);
  });
});
