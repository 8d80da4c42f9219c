import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawer, type Fault } from './hub.ts';
import { eachAlone, hub, newHub, pass, said, started, stored } from './visit.ts';

eachAlone();

describe('Whatever goes wrong', () => {
  type Step = { is: 'say' | 'hear' | 'cut' | 'pass' | 'down' | 'up' | 'reload' | 'sockets'; fault?: Fault; milliseconds?: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        is: fc.constant('say' as const),
        fault: fc.constantFrom<Fault>('none', 'request lost', 'answer lost', 'broken', 'busy', 'slow'),
      }),
    },
    { weight: 4, arbitrary: fc.constant<Step>({ is: 'hear' }) },
    { weight: 3, arbitrary: fc.record({ is: fc.constant('pass' as const), milliseconds: fc.integer({ min: 0, max: 4_000 }) }) },
    { weight: 2, arbitrary: fc.constantFrom<Step>({ is: 'cut' }, { is: 'down' }, { is: 'up' }, { is: 'reload' }, { is: 'sockets' }) },
  );

  it('everything said is there once, in one order, on both sides', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
        newHub();
        const kept = drawer();
        let line = await started(kept);
        const written: string[] = [];
        for (const [at, { is, fault, milliseconds }] of steps.entries()) {
          if (is === 'say') {
            if (fault && fault !== 'none') hub.faults.push(fault);
            written.push(`mine ${at}`);
            line.say(`mine ${at}`);
          } else if (is === 'hear') hub.says(`theirs ${at}`);
          else if (is === 'cut') hub.cut();
          else if (is === 'down' || is === 'up') hub.down = is === 'down';
          else if (is === 'sockets') hub.socketsAllowed = !hub.socketsAllowed;
          else if (is === 'pass') await pass(milliseconds!);
          else {
            line.hangUp();
            line = await started(kept);
          }
        }
        hub.down = false;
        hub.faults = [];
        await pass(200_000);
        for (const entry of line.now.entries) if (entry.status === 'failed') line.tryAgain(entry.clientId!);
        await pass(60_000);
        expect(said(line)).toEqual(stored());
        expect(
          stored()
            .filter(text => text?.startsWith('mine'))
            .toSorted(),
        ).toEqual(written.toSorted());
        expect(line.now.link).toBe('online');
        line.hangUp();
      }),
      { numRuns: 300 },
    );
  });
});
