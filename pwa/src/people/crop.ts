/** Which square of a picture is taken: its middle, and how much it is enlarged. */
export interface Crop {
  /** Of the picture's own pixels. */
  x: number;
  y: number;
  /** 1: as much as a square can hold. */
  zoom: number;
}

interface Size {
  width: number;
  height: number;
}

export const ZOOM_MOST = 5;

/** How wide the square is, in the picture's own pixels. */
export function sideOf({ width, height }: Size, { zoom }: Crop): number {
  return Math.min(width, height) / zoom;
}

/** The same crop, with no edge beyond the picture's. */
export function within(size: Size, crop: Crop): Crop {
  const zoom = Math.min(Math.max(crop.zoom, 1), ZOOM_MOST);
  const half = sideOf(size, { ...crop, zoom }) / 2;
  const clamp = (value: number, most: number) => Math.min(Math.max(value, half), most - half);
  return { zoom, x: clamp(crop.x, size.width), y: clamp(crop.y, size.height) };
}

/** Draws the square of `picture` onto the whole of `canvas`. */
export function drawCrop(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const side = sideOf(picture, crop);
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(
    picture,
    ...([crop.x - side / 2, crop.y - side / 2, side, side] as const),
    ...([0, 0, canvas.width, canvas.height] as const),
  );
}
