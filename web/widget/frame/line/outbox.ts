// Words go out one at a time, in the order in which they were written. A try that failed without an answer is tried again with the
// same id, so the server knows a repeat; a try that was refused says why and lets the next one pass.
import type { Activity } from './activity.ts';
import type { Answer, Refused } from './calls.ts';
import type { Entry } from './conversation.ts';
import { pause } from './waiting.ts';

const BROKEN_ANSWERS_MAX = 5;

export interface Sender {
  next(): Entry | undefined;
  /** The visitor wants to leave; sent after the last word. */
  leaving(): boolean;
  ready(): boolean;
  post(activity: Activity): Promise<Answer<{ id?: string } | undefined>>;
  taken(clientId: string, id?: string): void;
  refused(clientId: string, why?: string): void;
  left(refused?: Refused): void;
  turnedAway(refused: Refused): Promise<boolean>;
}

export class Outbox {
  private busy = false;
  private tries = 0;
  private broken = 0;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly from: Sender,
    private readonly about: () => Partial<Activity>,
  ) {}

  /** Something was written, or the line is back: go on at once. */
  hurry(): void {
    this.tries = 0;
    void this.pump();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async pump(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy || !this.from.ready()) return;
    const entry = this.from.next();
    if (!entry && !this.from.leaving()) return;
    this.busy = true;
    const answer = await this.from.post(entry ? this.activity(entry) : { ...this.about(), type: 'endOfConversation' });
    this.busy = false;
    const wait = answer.ok ? this.accepted(entry, answer.value?.id) : await this.declined(entry, answer);
    if (wait === undefined) return;
    if (wait === 0) return this.pump();
    this.timer = setTimeout(() => void this.pump(), wait);
  }

  private accepted(entry: Entry | undefined, id?: string): number | undefined {
    this.tries = this.broken = 0;
    if (!entry) {
      this.from.left();
      return undefined;
    }
    this.from.taken(entry.clientId!, id);
    return 0;
  }

  /** Milliseconds until the next try; undefined when there is none. */
  private async declined(entry: Entry | undefined, answer: Refused): Promise<number | undefined> {
    if (answer.status === 0) return pause(this.tries++);
    if (answer.status === 429) return answer.wait ?? pause(this.tries++);
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
      return (await this.from.turnedAway(answer)) ? pause(this.tries++) : undefined;
    }
    if (answer.status >= 500 && ++this.broken < BROKEN_ANSWERS_MAX) return answer.wait ?? pause(this.tries++);
    this.broken = 0;
    if (!entry) {
      this.from.left(answer);
      return undefined;
    }
    this.from.refused(entry.clientId!, answer.status < 500 ? answer.why : undefined);
    if (answer.status === 409) {
      await this.from.turnedAway(answer);
      return undefined;
    }
    return 0;
  }

  private activity(entry: Entry): Activity {
    const { clientId, value, postBack } = entry;
    // A value without words is what a card was filled with.
    const text = entry.sends ?? (value === undefined ? entry.text : undefined);
    return {
      ...this.about(),
      type: 'message',
      ...(text !== undefined && { text, textFormat: 'plain' }),
      ...(value !== undefined && { value }),
      channelData: {
        clientActivityID: clientId,
        ...(postBack && { postBack }),
        ...(text !== entry.text && { messageBack: { displayText: entry.text } }),
      },
    };
  }
}
