// What a run's code is like, in one picture: its test codes in the two dimensions that tell most, or its atoms.

const CODE_PICTURE = 224;
const CODE_ATOMS = 64;

/** {said, draw(canvas, theme)} of a run; `face` are its rows of pictures (run_face.js). */
async function codePicture(run, face) {
  if (run.family === "sparse") return atomPicture(face[2]?.picture);
  const test = await loadTest(run.id, run.label_names);
  const [size, [a, b]] = [test.arrays.codes.shape[1], rankDimensions(test).order];
  const frame = axisFrame(size, a, size > 1 ? b : -1);
  const dots = dotsInFrame(frame, test.arrays.codes.data, size);
  const { centre, reach } = viewOfFrame(frame, test.arrays.codes.data, size, [], test.arrays.std !== undefined);
  const axes = size > 1 ? `${latentName(a)} across, ${latentName(b)} up` : `${latentName(a)} across`;
  const which = size > 2 ? `, of ${size} dimensions the two that tell most` : "";
  return {
    said: `Mean codes of ${formatValue(test.count)} test examples: ${axes}${which}; coloured by label`,
    draw(canvas, theme) {
      const paper = preparePaper(canvas, CODE_PICTURE, CODE_PICTURE);
      drawDots(paper, planeAround(centre[0], centre[1] ?? 0, reach, CODE_PICTURE), dots, test.labels, classColors(theme), { radius: 1.6 });
    },
  };
}

function atomPicture(picture) {
  if (!picture) return null;
  const { sheet, tiles } = picture;
  const count = Math.min(CODE_ATOMS, tiles.count);
  const columns = Math.ceil(Math.sqrt(count));
  const step = CODE_PICTURE / columns;
  return {
    said: `Its first ${count} atoms, each in its own scale`,
    draw(canvas, theme) {
      const paper = preparePaper(canvas, CODE_PICTURE, CODE_PICTURE);
      for (let i = 0; i < count; i += 1) {
        drawTile(paper, sheet, tiles, i, (i % columns) * step, Math.floor(i / columns) * step, step - 2, step - 2, theme.ink);
      }
    },
  };
}
