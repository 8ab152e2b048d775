import { describe, expect, it } from 'vitest';
import { CHART_COLORS, SERIES_STYLES } from '../../../../src/runtime/charts/chart-option.ts';

type Rgb = readonly [number, number, number];

/** Color blindness on linear RGB: Machado, Oliveira and Fernandes 2009 (https://doi.org/10.1109/TVCG.2009.113). */
const VISION: Readonly<Record<string, readonly Rgb[]>> = {
  'people with full color vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'people with protanopia': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'people with deuteranopia': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'people with tritanopia': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(color: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance(color: string): number {
  const [r, g, b] = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The color as these eyes see it, in CIELAB with white point D65. A distance of 2.3 is just noticeable. */
function lab(color: string, eyes: readonly Rgb[]): Rgb {
  const rgb = linear(color);
  const [r = 0, g = 0, b = 0] = eyes.map((row) => {
    const value = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];
    return Math.min(1, Math.max(0, value));
  });
  const xyz = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ];
  const [x = 0, y = 0, z = 0] = xyz.map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const pairs = SERIES_STYLES.flatMap((one, at) => SERIES_STYLES.slice(at + 1).map((other) => [one, other] as const));

describe('the chart palette', () => {
  it('has lines with a contrast of at least 3 to 1', () => {
    for (const { color } of SERIES_STYLES) expect(contrast(color, CHART_COLORS.background)).toBeGreaterThanOrEqual(3);
  });

  it('has text with a contrast of at least 4.5 to 1', () => {
    for (const color of [CHART_COLORS.text, CHART_COLORS.mutedText])
      expect(contrast(color, CHART_COLORS.background)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(VISION))('has colors that %s can tell apart', (_, eyes) => {
    for (const [one, other] of pairs) {
      const [a, b] = [lab(one.color, eyes), lab(other.color, eyes)];
      expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(15);
    }
  });

  it('has markers and dashes that differ without color', () => {
    expect(new Set(SERIES_STYLES.map(({ symbol }) => symbol)).size).toBe(SERIES_STYLES.length);
    expect(new Set(SERIES_STYLES.map(({ dash }) => String(dash))).size).toBe(SERIES_STYLES.length);
  });
});
