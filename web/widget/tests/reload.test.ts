import { describe, expect, it, vi } from 'vitest';
import type { Drawer } from '../frame/line/memory.ts';
import { drawer } from './hub.ts';
import { eachAlone, hub, lineTo, pass, said, started, stored } from './visit.ts';

eachAlone();

describe('After a reload', () => {
  it('goes on where it was: the thread, the words that had not left, the draft', async () => {
    const kept = drawer();
    const before = await started(kept);
    hub.says('hello');
    before.say('hi');
    await pass(10);
    hub.down = true;
    hub.cut();
    before.say('not sent yet');
    before.memory.keep({ draft: 'half a sen' });
    await pass(100);
    before.hangUp();
    hub.down = false;
    const after = await started(kept);
    await pass(1_000);
    expect(said(after)).toEqual(['hello', 'hi', 'not sent yet']);
    expect(stored()).toEqual(['hello', 'hi', 'not sent yet']);
    expect(after.memory.now.draft).toBe('half a sen');
    expect(hub.talks).toHaveLength(1);
    expect(after.now.heard).toBeUndefined();
  });

  it('does not repeat a word whose answer was lost before the reload', async () => {
    const kept = drawer();
    const before = await started(kept);
    hub.faults = ['answer lost'];
    before.say('hi');
    await vi.advanceTimersByTimeAsync(0);
    before.hangUp();
    const after = await started(kept);
    await pass(5_000);
    expect(said(after)).toEqual(['hi']);
    expect(stored()).toEqual(['hi']);
  });

  it('counts what was missed since it was last looked at', async () => {
    const kept = drawer();
    const before = await started(kept);
    hub.says('seen');
    await pass(10);
    before.hangUp();
    hub.cut();
    hub.says('missed');
    const after = lineTo(hub, kept);
    after.watch(false);
    void after.start();
    await pass(10);
    expect(after.now.unread).toBe(1);
  });

  it('offers a new conversation when the old one is gone', async () => {
    const kept = drawer();
    (await started(kept)).hangUp();
    hub.tokensExpire = true;
    const after = await started(kept);
    await pass(10);
    expect(after.now.phase).toBe('gone');
    hub.tokensExpire = false;
    after.say('still here');
    after.again();
    await pass(10);
    expect(after.now.phase).toBe('open');
    expect(stored()).toEqual(['still here']);
  });

  it('works without storage, and only forgets', async () => {
    const blocked: Drawer = {
      getItem: () => {
        throw new Error('blocked');
      },
      setItem: () => {
        throw new Error('blocked');
      },
    };
    const line = await started(blocked);
    line.say('hi');
    await pass(10);
    expect(stored()).toEqual(['hi']);
  });

  it("never shows one person's conversation to another at the same browser", async () => {
    const kept = drawer();
    const before = await started(kept, { email: 'ann@contoso.example' });
    before.say('private');
    await pass(10);
    before.hangUp();
    const after = await started(kept, { email: 'ben@contoso.example' });
    await pass(10);
    expect(said(after)).toEqual([]);
    expect(hub.talks).toHaveLength(2);
  });
});

describe('Somebody whom the site has signed in', () => {
  const token = (sub: string) => `e30.${btoa(JSON.stringify({ sub }))}.x`;

  it('is vouched for, and their conversation is not shown to whoever comes when they have signed out', async () => {
    const kept = drawer();
    const before = await started(kept, { userToken: token('ann') });
    before.say('private');
    await pass(10);
    before.hangUp();
    const same = await started(kept, { userToken: token('ann') });
    await pass(10);
    expect(said(same)).toEqual(['private']);
    same.hangUp();
    const after = await started(kept, {});
    await pass(10);
    expect(said(after)).toEqual([]);
    expect(hub.talks).toHaveLength(2);
  });
});
