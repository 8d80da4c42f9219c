/** A colour as three bytes. */
export type Rgb = readonly [number, number, number];

/** Fluent's blue, when nobody names a colour that we can use. */
export const DEFAULT_COLOR = '#0f6cbd';

/** Any opaque CSS colour as #rrggbb. The canvas knows them all, and keeps the colour before it when it is given nonsense. */
export const hexOf = (wanted: string): string => {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return DEFAULT_COLOR;
  pen.fillStyle = DEFAULT_COLOR;
  pen.fillStyle = wanted;
  const hex = String(pen.fillStyle);
  return hex[0] === '#' ? hex : DEFAULT_COLOR;
};

export const rgb = (hex: string): Rgb => hex.match(/\w\w/g)!.map(byte => parseInt(byte, 16)) as unknown as Rgb;

/** How bright a colour is, 0 to 1 (WCAG's relative luminance). */
export const luminance = (color: Rgb): number => {
  const [r, g, b] = color.map(byte => (byte > 10 ? ((byte / 255 + 0.055) / 1.055) ** 2.4 : byte / 3295)) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** White or black, whichever reads better on the colour: one of them always reaches 4.5 to 1. */
export const inkOn = (color: Rgb): '#fff' | '#000' => (luminance(color) > 0.179 ? '#000' : '#fff');
