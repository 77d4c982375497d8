// Things made of things: ten of ten of ten stand in a few lines, and a view lays out every one.

/** What a thing is made of by itself, and which others stand in it, as often as they do. */
export interface Made {
  own: number;
  inside: readonly string[];
}

/** How much each thing is when all that stands in it is laid out. One that stands in itself is as much as `endless`. */
export function unfolded(things: ReadonlyMap<string, Made>, endless: number): Map<string, number> {
  const counted = new Map<string, number>();
  const count = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    counted.set(name, endless);
    const { own, inside } = things.get(name) ?? { own: 0, inside: [] };
    const all = inside.reduce((sum, each) => sum + count(each), own);
    counted.set(name, all);
    return all;
  };
  for (const name of things.keys()) count(name);
  return counted;
}
