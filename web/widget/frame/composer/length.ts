/** The longest message, in bytes of UTF-8. The server keeps the same limit. */
export const MESSAGE_BYTES_MAX = 28 * 1024;

/** The counter shows from here on. */
export const NEARLY_BYTES = Math.floor(MESSAGE_BYTES_MAX * 0.9);

const encoder = new TextEncoder();

export const bytesOf = (text: string): number =>
  // A UTF-16 unit is at most three bytes, so most texts need no counting.
  text.length * 3 < NEARLY_BYTES ? text.length : encoder.encode(text).length;
