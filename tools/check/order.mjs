// The folders of a package form an order; nobody reaches back: a reader begins at the ground and never has to leap.
import { circles, readRooms } from './rooms.mjs';

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} */
export async function checkOrder(root) {
  const packages = await readRooms(root);
  return [...packages.values()].flatMap((graph) => circles(graph).map((circle) => problem(graph, circle)));
}

function problem(graph, circle) {
  const [closing, ...others] = stepsOf(graph, circle);
  return {
    file: placeOf(closing.imports[0]),
    rule: 'circle',
    message: `${said(closing)}, but ${others.map((step) => `${said(step)} at ${placeOf(step.imports[0])}`).join(', and ')}`,
  };
}

/**
 * @param {import('@dagrejs/graphlib').Graph} graph
 * @param {string[]} circle
 * @returns {{ room: string, next: string, imports: { file: string, line: number, to: string }[] }[]} once round; first
 *   what the fewest imports make, which is most often what must be taken back
 */
export function stepsOf(graph, circle) {
  const steps = circle.map((room, index) => {
    const next = circle[(index + 1) % circle.length];
    return { room, next, imports: graph.edge(room, next) };
  });
  const rarest = steps.reduce((least, step) => (step.imports.length < least.imports.length ? step : least));
  const at = steps.indexOf(rarest);
  return [...steps.slice(at), ...steps.slice(0, at)];
}

const placeOf = ({ file, line }) => `${file}:${line}`;

function said({ room, next, imports }) {
  const others = imports.length === 1 ? '' : ` (${imports.length} imports)`;
  return `${room} needs ${next}${others}`;
}
