/** The square that is cut from a picture: its centre and zoom. */
export interface Crop {
  /** In the picture's pixels. */
  x: number;
  y: number;
  /** 1: the largest square that fits into the picture. */
  zoom: number;
}

interface Size {
  width: number;
  height: number;
}

export const ZOOM_MOST = 5;

/** The side of the square, in the picture's pixels. */
export function sideOf({ width, height }: Size, { zoom }: Crop): number {
  return Math.min(width, height) / zoom;
}

/** The crop moved and scaled so that it is inside the picture. */
export function within(size: Size, crop: Crop): Crop {
  const zoom = Math.min(Math.max(crop.zoom, 1), ZOOM_MOST);
  const half = sideOf(size, { ...crop, zoom }) / 2;
  const clamp = (value: number, most: number) => Math.min(Math.max(value, half), most - half);
  return { zoom, x: clamp(crop.x, size.width), y: clamp(crop.y, size.height) };
}

/** Draws the square of `picture` on the whole `canvas`. */
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
