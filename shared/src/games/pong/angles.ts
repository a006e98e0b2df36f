/** The sines of 0° to 90° in 1/4096, as literals: engines may differ in the last digit of `Math.sin`. */
const SINES = [
  ...[0, 71, 143, 214, 286, 357, 428, 499, 570, 641, 711, 782, 852],
  ...[921, 991, 1060, 1129, 1198, 1266, 1334, 1401, 1468, 1534, 1600, 1666, 1731],
  ...[1796, 1860, 1923, 1986, 2048, 2110, 2171, 2231, 2290, 2349, 2408, 2465, 2522],
  ...[2578, 2633, 2687, 2741, 2793, 2845, 2896, 2946, 2996, 3044, 3091, 3138, 3183],
  ...[3228, 3271, 3314, 3355, 3396, 3435, 3474, 3511, 3547, 3582, 3617, 3650, 3681],
  ...[3712, 3742, 3770, 3798, 3824, 3849, 3873, 3896, 3917, 3937, 3956, 3974, 3991],
  ...[4006, 4021, 4034, 4046, 4056, 4065, 4074, 4080, 4086, 4090, 4094, 4095, 4096],
];

/** `length` times the sine of `degrees` (-90 to 90), rounded to an integer. */
export function sineOf(degrees: number, length: number): number {
  const size = ((SINES[Math.abs(degrees)] ?? 0) * length + 2048) >> 12;
  return degrees < 0 ? 0 - size : size;
}

/** `length` times the cosine of `degrees` (-90 to 90), rounded to an integer. */
export function cosineOf(degrees: number, length: number): number {
  return sineOf(90 - Math.abs(degrees), length);
}
