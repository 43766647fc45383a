export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The first of the places that lies `within` a field, and on nothing that is taken; undefined where there is none. */
export const freeSpot = (
  places: readonly Rectangle[],
  { taken, within }: { readonly taken: readonly Rectangle[]; readonly within: Rectangle },
): Rectangle | undefined =>
  places.find(
    (place) =>
      place.left >= within.left &&
      place.right <= within.right &&
      place.top >= within.top &&
      place.bottom <= within.bottom &&
      !taken.some((other) => overlap(place, other)),
  );

const overlap = (a: Rectangle, b: Rectangle): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
