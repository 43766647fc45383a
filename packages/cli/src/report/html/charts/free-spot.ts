export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The first of the places that lies inside of a picture so wide, and on nothing that is taken; undefined where there is none. */
export const freeSpot = (
  places: readonly Rectangle[],
  { taken, width }: { readonly taken: readonly Rectangle[]; readonly width: number },
): Rectangle | undefined =>
  places.find((place) => place.left >= 0 && place.right <= width && place.top >= 0 && !taken.some((other) => overlap(place, other)));

const overlap = (a: Rectangle, b: Rectangle): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
