// What some examples of a map have in common: pure numbers about a group of them.

/** How many of a group have each label, those it has most first: [{label, count, share, everywhere}]. */
function classMix(labels, members, classes) {
  const counted = (list) => {
    const counts = new Float64Array(classes);
    for (const i of list) counts[labels[i]] += 1;
    return counts;
  };
  const [all, some] = [counted(labels.keys()), counted(members)];
  return Array.from(some, (count, label) => ({ label, count, share: count / members.length, everywhere: all[label] / labels.length }))
    .filter(({ count }) => count).sort((a, b) => b.count - a.count);
}

/** The mean of the group's codes {data, shape}. */
function meanCode({ data, shape: [, size] }, members) {
  const mean = new Float64Array(size);
  for (const i of members) for (let j = 0; j < size; j += 1) mean[j] += data[i * size + j] / members.length;
  return mean;
}

/**
 * How far the group's mean lies from that of the rest, in standard deviations of all codes, largest first:
 * [{dimension, sigmas}]. Where all belong to the group there is no rest, and nothing to say.
 */
function groupShifts(codes, members) {
  const { data, shape: [count, size] } = codes;
  const rest = count - members.length;
  if (!rest || !members.length) return [];
  const everyone = Array.from({ length: count }, (_, i) => i);
  const [all, some] = [meanCode(codes, everyone), meanCode(codes, members)];
  return Array.from({ length: size }, (_, j) => {
    let variance = 0;
    for (let i = 0; i < count; i += 1) variance += (data[i * size + j] - all[j]) ** 2 / count;
    const others = (all[j] * count - some[j] * members.length) / rest;
    return { dimension: j, sigmas: variance > 0 ? (some[j] - others) / Math.sqrt(variance) : 0 };
  }).sort((a, b) => Math.abs(b.sigmas) - Math.abs(a.sigmas));
}

/**
 * Words that more of the group's documents have among their top ones than of all: [{word, share, everywhere}].
 * inputs: each document's top words [[word, count], …].
 */
function typicalWords(inputs, members, most) {
  const shares = (list) => {
    const found = new Map();
    for (const i of list) for (const [word] of inputs[i]) found.set(word, (found.get(word) ?? 0) + 1 / list.length);
    return found;
  };
  const everywhere = shares(Array.from(inputs.keys()));
  return [...shares(members)].map(([word, share]) => ({ word, share, everywhere: everywhere.get(word) }))
    .sort((a, b) => b.share - b.everywhere - (a.share - a.everywhere)).slice(0, most);
}

/** Examples by distance in the latent space itself, all its dimensions, the example first; its `count` nearest. */
function nearestCodes({ data, shape: [total, size] }, index, count) {
  const distances = new Float64Array(total);
  for (let i = 0; i < total; i += 1) {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += (data[i * size + j] - data[index * size + j]) ** 2;
    distances[i] = -sum;
  }
  distances[index] = 1;
  return largestOf(distances, count);
}
