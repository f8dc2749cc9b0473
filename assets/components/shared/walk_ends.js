// The ends of a walk: test examples and pins, in turn, and whether it comes back to the first.
//
// An end is {example: a test example's number} or {pin: "A"}; in the link "test12,A,test40,loop".

const MOST_ENDS = 6;
const LOOP = "loop";

function endsText({ ends, closed }) {
  return [...ends.map(({ pin, example }) => pin ?? `test${example}`), ...(closed ? [LOOP] : [])].join(",");
}

/** {ends, closed} of a link's text, or null where it is not one of this run's walks. count: test examples. */
function endsOf(text, count) {
  const parts = (text ?? "").split(",");
  const closed = parts.at(-1) === LOOP;
  const ends = (closed ? parts.slice(0, -1) : parts).map((part) => {
    if (PIN_LETTERS.includes(part)) return { pin: part };
    const example = /^test(\d{1,6})$/.exec(part);
    return example && Number(example[1]) < count ? { example: Number(example[1]) } : null;
  });
  return ends.length >= 2 && ends.length <= MOST_ENDS && !ends.includes(null) ? { ends, closed } : null;
}

/** The first two test examples of different labels. */
function firstEnds(test) {
  const other = test.labels.findIndex((label) => label !== test.labels[0]);
  return { ends: [{ example: 0 }, { example: Math.max(1, other) }], closed: false };
}

/** Two test examples at random, of different labels where there are any. */
function randomEnds(test) {
  const draw = () => Math.floor(Math.random() * test.count);
  const first = draw();
  let second = draw();
  for (let tries = 0; tries < 20 && test.labels[second] === test.labels[first]; tries += 1) second = draw();
  return { ends: [{ example: first }, { example: second }], closed: false };
}

/** The ends in the order that they are walked through: a closed walk comes back to the first. */
function stopsOf({ ends, closed }) {
  return closed ? [...ends, ends[0]] : ends;
}
