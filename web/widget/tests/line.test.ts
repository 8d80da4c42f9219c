import { describe, expect, it, vi } from 'vitest';
import type { Activity } from '../frame/line/activity.ts';
import { suggestions } from '../frame/line/conversation.ts';
import { drawer } from './hub.ts';
import { eachAlone, hub, lineTo, pass, said, started, stored } from './visit.ts';

eachAlone();

describe('A conversation', () => {
  it('begins, and what is said on both sides is there once and in order', async () => {
    const line = await started();
    hub.says('hello');
    line.say('hi');
    await pass(10);
    hub.says('how are you?');
    await pass(10);
    expect(said(line)).toEqual(['hello', 'hi', 'how are you?']);
    expect(line.now.entries.every(entry => !entry.status)).toBe(true);
    expect(line.now.link).toBe('online');
  });

  it('takes words before it has begun', async () => {
    hub.down = true;
    const line = await started();
    line.say('are you there?');
    line.say('hello?');
    await pass(5_000);
    expect(line.now.link).toBe('lost');
    hub.down = false;
    await pass(30_000);
    expect(stored()).toEqual(['are you there?', 'hello?']);
    expect(hub.talks).toHaveLength(1);
  });

  it('says so when the channel is not there, and can be tried again', async () => {
    const refuse = vi
      .spyOn(hub, 'fetch')
      .mockImplementation(async () => new Response(JSON.stringify({ detail: 'No such channel.' }), { status: 404 }));
    const line = lineTo(hub);
    await line.start();
    expect(line.now).toMatchObject({ phase: 'unavailable', why: 'No such channel.' });
    refuse.mockRestore();
  });

  it('shows suggested replies of the last message only', async () => {
    const line = await started();
    hub.says('choose', 'bot', { suggestedActions: { actions: [{ title: 'A', value: 'a' }] } });
    await pass(10);
    expect(suggestions(line.now)).toHaveLength(1);
    line.say('A', 'a');
    expect(suggestions(line.now)).toHaveLength(0);
    await pass(10);
    expect(hub.talk.activities.at(-1)).toMatchObject({ text: 'a', channelData: { messageBack: { displayText: 'A' } } });
    expect(said(line)).toEqual(['choose', 'A']);
  });

  it('shows typing for five seconds at most, and not beside the message itself', async () => {
    const line = await started();
    const typing: Activity = { type: 'typing', from: { id: 'bot', name: 'bot' }, channelData: { baton: { from: 'bot' } } };
    hub.tells({ type: 'typing', from: { id: 'dl_1', name: 'Visitor' } });
    await pass(1);
    expect(line.now.typing).toBeUndefined();
    hub.tells(typing);
    await pass(4_900);
    expect(line.now.typing?.name).toBe('bot');
    await pass(200);
    expect(line.now.typing).toBeUndefined();
    hub.tells(typing);
    await pass(1);
    hub.says('done');
    await pass(1);
    expect(line.now.typing).toBeUndefined();
  });

  it('counts what arrives while nobody looks', async () => {
    const line = await started();
    line.watch(false);
    hub.says('one');
    hub.says('two');
    await pass(10);
    hub.cut();
    await pass(5_000);
    expect(line.now.unread).toBe(2);
    line.watch(true);
    expect(line.now.unread).toBe(0);
  });
});

describe('When the line drops', () => {
  it('comes back by itself, misses nothing and repeats nothing', async () => {
    const line = await started();
    hub.says('before');
    await pass(10);
    hub.cut();
    expect(line.now.link).toBe('lost');
    hub.says('meanwhile');
    await pass(2_000);
    hub.says('after');
    await pass(10);
    expect(said(line)).toEqual(['before', 'meanwhile', 'after']);
    expect(line.now.link).toBe('online');
  });

  it('keeps words in order and sends them when it is back', async () => {
    const line = await started();
    hub.down = true;
    hub.cut();
    for (const word of ['one', 'two', 'three']) line.say(word);
    await pass(60_000);
    expect(said(line)).toEqual(['one', 'two', 'three']);
    expect(line.now.entries.every(entry => entry.status === 'sending')).toBe(true);
    hub.down = false;
    await pass(31_000);
    expect(stored()).toEqual(['one', 'two', 'three']);
    expect(line.now.entries.every(entry => !entry.status)).toBe(true);
  });

  it('waits longer each time, up to half a minute, and never all at once', async () => {
    await started();
    hub.down = true;
    const tries = vi.spyOn(hub, 'fetch');
    hub.cut();
    await pass(120_000);
    expect(tries.mock.calls.length).toBeGreaterThan(5);
    expect(tries.mock.calls.length).toBeLessThan(20);
  });

  it('asks instead where sockets are refused, and listens again when it can', async () => {
    hub.socketsAllowed = false;
    const line = await started();
    await pass(5_000);
    hub.says('by asking');
    line.say('works');
    await pass(3_000);
    expect(said(line)).toEqual(['by asking', 'works']);
    expect(line.now.link).toBe('online');
    hub.socketsAllowed = true;
    await pass(70_000);
    expect(hub.sockets.size).toBe(1);
  });

  it('follows from a distance when another tab took over', async () => {
    const line = await started();
    for (const socket of hub.sockets) socket.drop('collision');
    hub.sockets.clear();
    hub.says('to both');
    await pass(3_000);
    expect(said(line)).toEqual(['to both']);
    expect(hub.sockets.size).toBe(0);
    line.wake();
    await pass(10);
    expect(hub.sockets.size).toBe(1);
  });

  it('notices a server that beat and then fell silent', async () => {
    const line = await started();
    for (const socket of hub.sockets) socket.beat();
    await pass(40_000);
    hub.sockets.clear();
    hub.says('into the void');
    await pass(30_000);
    expect(said(line)).toEqual(['into the void']);
  });

  it('notices a socket that died silently: our words were taken but never came back', async () => {
    const line = await started();
    hub.sockets.clear();
    line.say('hello?');
    hub.says('I heard you');
    await pass(10);
    expect(said(line)).toEqual(['hello?']);
    await pass(8_100);
    expect(said(line).toSorted()).toEqual(['I heard you', 'hello?']);
  });
});

describe('The end', () => {
  it('comes when the visitor ends, after the last word was sent', async () => {
    const line = await started();
    hub.faults = ['request lost'];
    line.say('one more thing');
    line.end();
    expect(line.now.ending).toBe(true);
    await pass(5_000);
    expect(stored()).toEqual(['one more thing']);
    expect(line.now).toMatchObject({ phase: 'ended', ending: false });
    expect(await line.rate({ rating: 5, resolved: true })).toBe(true);
    expect(line.memory.now).toMatchObject({ ended: true, rated: true });
  });

  it('comes from the other side, and stays the end after a reload', async () => {
    const kept = drawer();
    const line = await started(kept);
    hub.says('bye', 'agent');
    hub.ends();
    await pass(10);
    expect(line.now.phase).toBe('ended');
    line.hangUp();
    const after = await started(kept);
    await pass(10);
    expect(after.now.phase).toBe('ended');
    expect(said(after)).toEqual(['bye']);
    after.again();
    await pass(10);
    expect(after.now).toMatchObject({ phase: 'open', entries: [] });
    expect(hub.talk.visitorId).toBe(hub.talks[0]!.visitorId);
  });

  it('is noticed when a word is refused because of it', async () => {
    const line = await started();
    hub.talk.over = true;
    line.say('too late');
    await pass(10);
    expect(line.now.phase).toBe('ended');
    expect(line.now.entries[0]).toMatchObject({ status: 'failed', why: 'It has ended.' });
  });

  it('still shows the last words when the news of it came first', async () => {
    const line = await started();
    const sockets = [...hub.sockets];
    hub.sockets.clear();
    hub.says('goodbye', 'agent');
    for (const socket of sockets) socket.hear({ activities: [{ type: 'endOfConversation' }] });
    await pass(2_000);
    expect(said(line)).toEqual(['goodbye']);
  });
});

describe('Tokens', () => {
  it('are renewed before they end', async () => {
    const line = await started();
    await pass(1_700_000);
    expect(hub.calls.filter(call => call.endsWith('tokens/refresh')).length).toBeGreaterThanOrEqual(1);
    line.say('still fresh');
    await pass(10);
    expect(stored()).toEqual(['still fresh']);
  });
});
