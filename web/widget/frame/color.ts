import { hexOf, inkOn, luminance, rgb, type Rgb } from '../loader/contrast.ts';

/** The surfaces that coloured words stand on: a bubble in light and in dark. The style sheet uses the same ones. */
export const LIGHT_SURFACE: Rgb = [240, 242, 245];
export const DARK_SURFACE: Rgb = [51, 53, 58];
export const TEXT_CONTRAST_MIN = 4.5;

export const contrast = (a: Rgb, b: Rgb): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

/** The colour itself, moved towards black or white until it can be read on the surface. */
export const readable = (color: Rgb, surface: Rgb): Rgb => {
  const goal = luminance(surface) > 0.179 ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map(byte => Math.round(byte + (goal - byte) * share)) as unknown as Rgb;
    if (contrast(mixed, surface) >= TEXT_CONTRAST_MIN) return mixed;
  }
  return [goal, goal, goal];
};

const css = (color: Rgb) => `rgb(${color.join(' ')})`;

/** Gives the page the site's colour, in forms that keep their contrast in light and dark. Set through CSSOM, which a strict CSP allows. */
export const paint = (root: HTMLElement, wanted: string): string => {
  const hex = hexOf(wanted);
  const color = rgb(hex);
  root.style.setProperty('--brand', css(color));
  root.style.setProperty('--on-brand', inkOn(color));
  root.style.setProperty('--accent-light', css(readable(color, LIGHT_SURFACE)));
  root.style.setProperty('--accent-dark', css(readable(color, DARK_SURFACE)));
  return hex;
};
