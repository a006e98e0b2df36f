/** The sides of a picture's renderings, in pixels: a page of its own, a list, a line of text. */
export const pictureSizes = [512, 128, 64] as const;
export type PictureSize = (typeof pictureSizes)[number];

/** Where a rendering of a picture is; what is there never changes. */
export function picturePath(name: string, size: PictureSize): string {
  return `/api/v1/files/${name}-${size}`;
}
