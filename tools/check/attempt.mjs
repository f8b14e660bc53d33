// Takes one step of the check to its end, whatever becomes of it.
import { OutOfTime } from './run.mjs';

const BEAT_MS = 10_000;

/**
 * @param {{ name: string, run: (root: string, hear: (line: string) => void) => Promise<object> }} step
 * @param {string} root
 * @param {(line: string) => void} say told every ten seconds what the step is at
 * @returns {Promise<{ name: string, seconds: number, failed: boolean, skipped?: string, text: string }>}
 */
export async function attempt(step, root, say) {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let heard = '';
  const beat = setInterval(
    () => say(`still at ${step.name} (${seconds().toFixed(0)} s)${heard === '' ? '' : `: ${heard}`}`),
    BEAT_MS,
  );
  try {
    const result = await step.run(root, (line) => (heard = line)).catch((error) => failure(step, error));
    return { ...result, name: step.name, seconds: seconds() };
  } finally {
    clearInterval(beat);
  }
}

function failure({ name }, error) {
  if (!(error instanceof OutOfTime)) return { failed: true, text: error.stack };
  const sentence =
    `${name} ran out of time: ${error.message} and was ended. ` +
    `Run npm run check -- '${name}' while the machine has less to do, or give it more minutes in tools/check/steps.mjs.`;
  return { failed: true, text: `${error.output.trimEnd()}\n${sentence}` };
}
