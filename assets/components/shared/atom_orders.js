// Orders in which the atoms of a dictionary can be laid out.

/** Name → {text, rank(atoms, {chosen}) or null}: larger ranks come first; null keeps the index. */
const ATOM_ORDERS = {
  density: { text: "most often firing first", rank: ({ density }) => density },
  rarest: { text: "rarest first, silent ones last", rank: ({ density }) => density.map((share) => (share > 0 ? 1 - share : -1)) },
  norm: { text: "longest atom first", rank: ({ norms }) => norms, needs: "norms" },
  cosine: { text: "where encoder and decoder agree least first", rank: ({ cosines }) => cosines.map((value) => -value), needs: "cosines" },
  similar: { text: "most like the chosen one first", rank: (atoms, { chosen }) => atomCosines(atoms, chosen) },
  map: { text: "neighbours on the UMAP map", rank: null },
  index: { text: "by index", rank: () => null },
};

/** Orders that this run's atoms can be put in. */
function possibleOrders(atoms, points) {
  return Object.keys(ATOM_ORDERS).filter((name) => (name === "map" ? points : !ATOM_ORDERS[name].needs || atoms[ATOM_ORDERS[name].needs]));
}

/** Indices of atoms in an order; a map is laid out in rows of `columns`, from its top to its bottom. */
function atomOrder(atoms, sort, { chosen, points, columns }) {
  const order = Array.from({ length: atoms.count }, (_, i) => i);
  if (sort === "map") return mapInRows(points, columns);
  const rank = ATOM_ORDERS[sort].rank(atoms, { chosen });
  return rank ? order.sort((a, b) => rank[b] - rank[a] || a - b) : order;
}

/** Points [M, 2] as a grid without gaps: parted into rows by height, each row from left to right. */
function mapInRows(points, columns) {
  const order = Array.from({ length: points.length / 2 }, (_, i) => i).sort((a, b) => points[2 * b + 1] - points[2 * a + 1] || a - b);
  const rows = [];
  for (let from = 0; from < order.length; from += columns) {
    rows.push(...order.slice(from, from + columns).sort((a, b) => points[2 * a] - points[2 * b] || a - b));
  }
  return rows;
}
