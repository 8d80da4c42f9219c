// A visitor's line to a hub in memory, with a clock that the test moves.
import { afterEach, beforeEach, vi } from 'vitest';
import { Calls } from '../frame/line/calls.ts';
import { Line } from '../frame/line/line.ts';
import { Memory, type Drawer } from '../frame/line/memory.ts';
import { drawer, Hub } from './hub.ts';

const lines: Line[] = [];

export let hub: Hub;

export const newHub = () => (hub = new Hub());

export const lineTo = (to: Hub, kept: Drawer = drawer(), more = {}) => {
  const calls = new Calls('http://hub', (...call) => to.fetch(...call));
  const line = new Line({ channel: 'default', locale: 'en', ...more }, { calls, memory: new Memory('default', kept), socket: to.socket });
  lines.push(line);
  return line;
};

export const started = async (kept?: Drawer, more?: object) => {
  const line = lineTo(hub, kept, more);
  void line.start();
  await pass(0);
  return line;
};

export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
export const said = (line: Line) => line.now.entries.map(entry => entry.text);
export const stored = () => hub.talk.activities.map(activity => activity.text);
export const posts = () => hub.calls.filter(call => call.startsWith('POST') && call.endsWith('/activities')).length;

/** Every test has its own hub, and ends what it began. */
export const eachAlone = () => {
  beforeEach(() => {
    vi.useFakeTimers();
    newHub();
  });
  afterEach(() => {
    for (const line of lines.splice(0)) line.hangUp();
    vi.useRealTimers();
  });
};
