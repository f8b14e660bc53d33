// `node tools/rooms.mjs [services/queue …]`: the order of a package's folders from the ground up, or the circles that
// are in its way, with every import that makes them. Without an argument: of all packages.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepsOf } from './check/order.mjs';
import { circles, layers, readRooms } from './check/rooms.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);
const packages = await readRooms(root, wanted.length === 0 ? undefined : wanted);
const asked = [...packages].filter(
  ([name]) => wanted.length === 0 || wanted.some((path) => path.startsWith(name)),
);
const texts = asked.map(([name, graph]) => [name, ...linesOf(graph), ''].join('\n'));
process.stdout.write(`${texts.join('\n')}`);

function linesOf(graph) {
  const found = circles(graph);
  return found.length > 0 ? found.flatMap((circle) => around(graph, circle)) : upwards(graph);
}

function upwards(graph) {
  return layers(graph).flatMap((rooms, level) =>
    rooms.map((room) => {
      const needs = graph.successors(room).sort().join(', ');
      return `${String(level).padStart(4)}  ${room}${needs === '' ? '' : `: ${needs}`}`;
    }),
  );
}

function around(graph, circle) {
  return [
    `  circle: ${[...circle, circle[0]].join(' → ')}`,
    ...stepsOf(graph, circle).flatMap(({ room, next, imports }) => [
      `    ${room} → ${next}`,
      ...imports.map(({ file, line, to }) => `      ${file}:${line} imports ${to}`),
    ]),
  ];
}
