import { describe, expect, it } from 'vitest';
import type { Fault } from './hub.ts';
import { eachAlone, hub, pass, posts, said, started, stored } from './visit.ts';

eachAlone();

describe('Sending', () => {
  it('tries again with the same id when the answer was lost, so it is said once', async () => {
    const line = await started();
    hub.faults = ['answer lost', 'none', 'answer lost'];
    line.say('once');
    await pass(10_000);
    expect(stored()).toEqual(['once']);
    expect(line.now.entries).toHaveLength(1);
    expect(line.now.entries[0]?.status).toBeUndefined();
  });

  it('says what was refused and why, lets the next one pass, and can be tried again or taken back', async () => {
    const line = await started();
    line.say('x'.repeat(2_000));
    line.say('short');
    await pass(10);
    expect(stored()).toEqual(['short']);
    const failed = line.now.entries.find(entry => entry.status === 'failed')!;
    expect(failed.why).toBe('Too long.');
    line.tryAgain(failed.clientId!);
    await pass(10);
    expect(line.now.entries.find(entry => entry.clientId === failed.clientId)?.status).toBe('failed');
    line.withdraw(failed.clientId!);
    expect(said(line)).toEqual(['short']);
  });

  it('gives up on a server that keeps breaking, and the visitor may try again', async () => {
    const line = await started();
    hub.faults = Array<Fault>(5).fill('broken');
    line.say('hello');
    await pass(60_000);
    const [entry] = line.now.entries;
    expect(entry?.status).toBe('failed');
    line.tryAgain(entry!.clientId!);
    await pass(10);
    expect(stored()).toEqual(['hello']);
  });

  it('sends one word at a time: a slow one is never overtaken', async () => {
    const line = await started();
    hub.faults = ['slow'];
    line.say('first');
    line.say('second');
    await pass(5_000);
    expect(stored()).toEqual(['first', 'second']);
    expect(posts()).toBe(2);
  });

  it('waits as long as the server asks', async () => {
    const line = await started();
    hub.faults = ['busy'];
    line.say('hello');
    await pass(1_900);
    expect(posts()).toBe(0);
    await pass(200);
    expect(stored()).toEqual(['hello']);
  });
});
